"""Bookmarks: one's own day, and its exports."""
