"""The screen Now: the running session with the time left, and the next sessions."""
