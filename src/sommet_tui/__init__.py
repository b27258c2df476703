"""The day-of companion in the terminal: what is on, what is next, where, and how late."""

__version__ = "0.1.0"
