"""The agenda: all sessions, by day."""
