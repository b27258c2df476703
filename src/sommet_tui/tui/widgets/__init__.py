"""Widgets that draw rows; their only state is a cursor or a scroll position."""
