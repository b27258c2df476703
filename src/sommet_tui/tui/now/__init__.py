"""Now: what is on, what is next, and how long it still takes."""
