"""Adapters to what lies beyond this machine: the crew's broker, the audience's places."""
