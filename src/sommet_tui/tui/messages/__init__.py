"""The messages of the app: the message line, and the list of all messages."""
