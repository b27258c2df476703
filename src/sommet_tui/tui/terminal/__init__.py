"""The terminal: what comes from it, what goes to it, and how it is left."""
