"""Now: the running session with the time left, and what comes next."""
