"""The real state of a lane: what its acts have changed, and what will happen next."""
