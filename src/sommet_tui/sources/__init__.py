"""The sources of programmes: they read the bytes, and notice when these have changed."""
