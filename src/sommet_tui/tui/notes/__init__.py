"""Notes: written on a session, kept as they are typed."""
