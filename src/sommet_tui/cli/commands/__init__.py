"""The commands. Each module has `add`, which describes it, and `run`, which answers."""
