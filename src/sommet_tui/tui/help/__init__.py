"""Help: every key."""
