"""The shared day: the records that several computers exchange, and how they are merged."""
