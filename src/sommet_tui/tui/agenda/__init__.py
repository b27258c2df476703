"""Agenda: every session by day."""
