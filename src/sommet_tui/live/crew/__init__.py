"""Exchanges the shared day with the crew's broker."""
