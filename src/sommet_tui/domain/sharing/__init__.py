"""The shared day: the records that several machines exchange, and how they are merged."""
