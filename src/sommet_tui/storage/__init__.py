"""What people keep, on this machine: where it lies, and one SQLite file that survives mishaps."""
