"""Adapters to what lies beyond this machine: a broker for the crew and for followers."""
