"""Widgets that draw rows. Their only state is a cursor or a scroll position."""
