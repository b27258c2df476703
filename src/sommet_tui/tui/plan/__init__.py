"""Plan: my day without clashes, and events of my own."""
