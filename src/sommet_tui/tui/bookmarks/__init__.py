"""Bookmarks: one's own day, and ways to take it along."""
