"""Session: everything about one session."""
