"""The Now screen: the running session with the time left, and the next sessions."""
