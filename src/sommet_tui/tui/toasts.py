"""What pops up in a corner, broken into lines by our own rules of typography."""

from __future__ import annotations

from sommet_tui.tui.painting.rows import wrap

_WIDEST = 60
_AROUND = 3
"""The cells of a toast at the left and right of its text."""
_SCROLLBAR = 2


def in_lines(text: str, width: int) -> str:
    """The text in the lines of a toast on a screen of this width.

    Left to Textual, a line could begin with the question mark that ends the one before, for it
    breaks lines at every kind of space.
    """
    size = min(_WIDEST, (width - _SCROLLBAR) // 2) - _AROUND
    return "\n".join(wrap(text, size)) if size > 0 else text
