"""Where programmes come from: bytes, and whether they are still the same."""
