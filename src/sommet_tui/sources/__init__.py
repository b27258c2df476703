"""The sources of programmes: their bytes, and whether these have changed."""
