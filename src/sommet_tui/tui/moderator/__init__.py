"""Moderator: one panel, its people, its clock, its questions."""
