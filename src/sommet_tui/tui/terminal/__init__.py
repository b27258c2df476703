"""The terminal: what comes from it, what it is told when the program ends."""
