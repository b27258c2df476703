"""Info: the event itself."""
