"""Plan: my day without clashes, and my own events."""
