"""The day beyond one machine: published for the audience, followed from elsewhere."""
