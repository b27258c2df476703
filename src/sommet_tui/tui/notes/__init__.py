"""Notes on sessions, saved as the user types."""
