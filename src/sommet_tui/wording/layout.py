"""Plain text in 80 columns: filled lines, in cells as a terminal counts them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 80

_FIRST_WIDE = "\u1100"
"""Below this character none takes two columns."""
_CLOSING = tuple("»:;!?")
"""What never begins a line, even where the text has a plain space before it."""
_FIRST_COMBINING = "\u0300"
"""Below this character each takes one column, but for the soft hyphen."""


def cells(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(char: str) -> int:
    if char < _FIRST_COMBINING and char != "\xad":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def filled(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """A text as lines of at most 80 columns, its own line breaks kept.

    `first` stands before the first line, `indent` before the others; a word too long for a line
    stays whole, so that addresses and ids can be copied.
    """
    lead = indent if first is None else first
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_filled(paragraph, lead, indent))
        lead = indent
    return lines


def block(texts: Iterable[str | None], indent: str = "") -> list[str]:
    """Several texts below one another, those that there are."""
    return [line for text in texts if text for line in filled(text, indent)]


def _filled(paragraph: str, lead: str, indent: str) -> Iterator[str]:
    line, used = lead, cells(lead)
    empty = True
    for word, spaced in _words(paragraph):
        width = cells(word)
        gap = 0 if empty or not spaced else 1
        if not empty and used + gap + width > WIDTH:
            yield line.rstrip(" ")
            line, used, gap = indent, cells(indent), 0
        line += " " * gap + word
        used += gap + width
        empty = False
    yield line.rstrip(" ")


def _words(paragraph: str) -> Iterator[tuple[str, bool]]:
    """Where a line may be broken, and whether a space stands before.

    Scripts whose characters are wide are written without spaces and may be broken anywhere.
    """
    for word in _kept_together(paragraph.split(" ")):
        if max(word, default="") < _FIRST_WIDE:
            yield word, True
            continue
        piece, spaced = "", True
        for char in word:
            wide = _cell(char) == 2 or (_cell(char) and _cell(piece[-1:] or " ") == 2)
            if piece and wide and char != " " and piece[-1] != " ":
                yield piece, spaced
                piece, spaced = "", False
            piece += char
        yield piece, spaced


def _kept_together(words: list[str]) -> Iterator[str]:
    """The words, those that no line may begin or end with joined to their neighbours."""
    kept = words[0]
    for word in words[1:]:
        if word.startswith(_CLOSING) or kept.endswith("«"):
            kept = f"{kept} {word}"
        else:
            yield kept
            kept = word
    yield kept
