"""Widgets that draw rows; they hold a cursor or a scroll offset and nothing else."""
