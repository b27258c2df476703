"""The day that several machines record: what they share, and the one order of it."""
