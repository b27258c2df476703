"""From what others publish to a programme: what a feed says, as it says it, and what is made of it.

A reader of a format puts what it finds into a `Feed`, without judging it; what is guessed, mended
and left out is decided here, once for all formats.
"""
