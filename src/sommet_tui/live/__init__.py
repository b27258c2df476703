"""Adapters to other computers: the crew's broker, and the servers that the audience reads."""
