"""What `stage` does, by the kind of its verbs."""
