"""From published feeds to a programme: the content of a feed, and what is made of it.

A reader of a format puts the content into a `Feed` without judging it; what is guessed, repaired
and dropped is decided here, once for all formats.
"""
