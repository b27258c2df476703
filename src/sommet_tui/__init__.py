"""The day-of companion in the terminal: the running session, the next one, the room, the delay."""

__version__ = "0.1.0"
