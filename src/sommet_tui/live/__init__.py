"""Adapters to other computers: the crew's broker, and the places where the audience reads."""
