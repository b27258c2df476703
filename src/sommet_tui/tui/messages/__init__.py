"""What the app says: its line, and the list of all of it."""
