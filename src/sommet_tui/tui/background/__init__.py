"""Tasks that run in the background: they check sources, connect, publish, and remind."""
