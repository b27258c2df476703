"""The rules: pure functions over frozen values, with the standard library only, and no clock."""
