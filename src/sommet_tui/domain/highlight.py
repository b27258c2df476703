"""Finding folded words in an unfolded text, and shortening a line around the first of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sommet_tui.domain.text import ELLIPSIS, fold

_SENTENCE_END = re.compile(r"[.!?…]\s+")
_SPACE = re.compile(r"\s")


class Line(NamedTuple):
    """A line of text, and the start and end (exclusive, in code points) of each match in it."""

    text: str
    ranges: tuple[tuple[int, int], ...] = ()

    def pieces(self) -> list[tuple[str, bool]]:
        """Return the pieces of the line, each with whether it matches; none is empty."""
        cut, position = [], 0
        for start, end in self.ranges:
            cut += [(self.text[position:start], False), (self.text[start:end], True)]
            position = end
        cut.append((self.text[position:], False))
        return [piece for piece in cut if piece[0]]


def highlight(text: str, words: Iterable[str]) -> Line:
    """Return the text with everything in it that matches one of the folded words.

    A letter that folds to several ("œ") matches as a whole, and so do the marks after a letter.
    """
    folded, places = _places(text)
    spans = sorted(
        (places[found.start()][0], places[found.end() - 1][1])
        for word in words
        if word
        for found in re.finditer(re.escape(word), folded)
    )
    ranges: list[tuple[int, int]] = []
    for start, end in spans:
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return Line(text, tuple(ranges))


def sentences(line: Line) -> Line:
    """Return the whole sentences of the line from its first match to its last."""
    if not line.ranges:
        return line
    first, last = line.ranges[0][0], line.ranges[-1][1]
    ends = [found.end() for found in _SENTENCE_END.finditer(line.text)]
    start = max((end for end in ends if end <= first), default=0)
    end = min((end for end in ends if end >= last), default=len(line.text))
    ranges = tuple((a - start, b - start) for a, b in line.ranges)
    return Line(line.text[start:end].rstrip(), ranges)


def excerpt(line: Line, width: int, measure: Callable[[str], int]) -> Line:
    """Return the line shortened to `width` cells (as `measure` counts), with its first match.

    An ellipsis replaces each part that was removed.
    """
    if measure(line.text) <= width:
        return line
    first = line.ranges[0][0] if line.ranges else 0
    start = _start(line.text, first, width // 3, measure)
    lead = ELLIPSIS if start else ""
    end = start
    used = measure(lead) + measure(ELLIPSIS)
    while end < len(line.text) and used + measure(line.text[end]) <= width:
        used += measure(line.text[end])
        end += 1
    tail = ELLIPSIS if end < len(line.text) else ""
    middle = line.text[start:end]
    shift = len(lead) - start
    ranges = [(max(a, start) + shift, min(b, end) + shift) for a, b in line.ranges]
    return Line(lead + middle + tail, tuple((a, b) for a, b in ranges if a < b))


def _start(text: str, first: int, before: int, measure: Callable[[str], int]) -> int:
    """Return where to begin so that the text before `first` takes at most `before` cells."""
    start, used = first, 0
    while start > 0 and used + measure(text[start - 1]) <= before:
        start -= 1
        used += measure(text[start])
    if start == 0:
        return 0
    word = text.find(" ", start, first)
    return word + 1 if word >= 0 else start


def _places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the folded text, and for each of its letters its start and end in the original."""
    folded: list[str] = []
    places: list[tuple[int, int]] = []
    for index, letter in enumerate(text):
        piece = letter.lower() if letter.isascii() else fold(letter)
        if not piece and places:
            places[-1] = (places[-1][0], index + 1)  # a combining mark belongs to its letter
        for character in piece.replace("`", "'"):
            if _SPACE.match(character) and folded and folded[-1] == " ":
                continue
            folded.append(" " if _SPACE.match(character) else character)
            places.append((index, index + 1))
    return "".join(folded), places
