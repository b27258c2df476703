"""Text in large capitals, with accents, to be read from a distance."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from sommet_tui.tui.render.digits import SHAPES, Shape, draw_shapes, text_width

_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "A": "010 101 111 101 101",
        "B": "110 101 110 101 110",
        "C": "011 100 100 100 011",
        "D": "110 101 101 101 110",
        "E": "111 100 110 100 111",
        "F": "111 100 110 100 100",
        "G": "011 100 101 101 011",
        "H": "101 101 111 101 101",
        "I": "111 010 010 010 111",
        "J": "001 001 001 101 010",
        "K": "101 101 110 101 101",
        "L": "100 100 100 100 111",
        "M": "10001 11011 10101 10001 10001",
        "N": "1001 1101 1011 1001 1001",
        "O": "010 101 101 101 010",
        "P": "110 101 110 100 100",
        "Q": "0110 1001 1001 1011 0111",
        "R": "110 101 110 101 101",
        "S": "011 100 111 001 110",
        "T": "111 010 010 010 010",
        "U": "101 101 101 101 111",
        "V": "101 101 101 101 010",
        "W": "10001 10001 10101 11011 10001",
        "X": "101 101 010 101 101",
        "Y": "101 101 010 010 010",
        "Z": "111 001 010 100 111",
        ".": "0 0 0 0 1",
        ",": "00 00 00 01 10",
        "!": "1 1 1 0 1",
        "?": "110 001 010 000 010",
        "'": "1 1 0 0 0",
        '"': "101 101 000 000 000",
        "/": "001 001 010 100 100",
        "(": "01 10 10 10 01",
        ")": "10 01 01 01 10",
        "«": "0000 0101 1010 0101 0000",
        "»": "0000 1010 0101 1010 0000",
        "%": "101 001 010 100 101",
        "&": "010 101 010 101 011",
        "=": "000 111 000 111 000",
        "*": "000 101 010 101 000",
        "€": "011 100 110 100 011",
        "Ç": "011 100 100 011 010",
        " ": "0 0 0 0 0",
    }
)
_SHAPES: Mapping[str, Shape] = {
    **SHAPES,
    **{letter: tuple(shape.split()) for letter, shape in _LETTERS.items()},
}
_ABOVE: Mapping[str, Shape] = MappingProxyType(
    {
        "\u0300": ("100", "010", "000"),
        "\u0301": ("001", "010", "000"),
        "\u0302": ("010", "101", "000"),
        "\u0303": ("011", "110", "000"),
        "\u0308": ("000", "101", "000"),
        "\u030a": ("010", "000", "000"),
    }
)
"""The shape above a letter, by its combining character."""
_BARE = ("", "", "")
_INSTEAD = str.maketrans({"’": "'", "“": '"', "”": '"', "–": "-", "−": "-", "Œ": "OE", "Æ": "AE"})
_LARGEST = 4


def large(text: str, width: int, height: int) -> list[str]:
    """Return the text in the largest letters that fit, in rows of the same width.

    It takes as many lines as necessary. Empty if it does not fit, or has a character without a
    large shape.
    """
    words = _words(text)
    for dot in range(_LARGEST, 0, -1):
        lines = _lines(words, dot, width)
        if lines:
            rows = _rows(lines, dot)
            if len(rows) <= height:
                return rows
    return []


def large_message(text: str, width: int, height: int, most: int) -> list[str]:
    """Return a message, which may be long, in large letters, in at most `most` rows.

    The letters become smaller and the lines closer before the text takes more than `height` rows.
    If even the narrowest legible letters do not fit, the text is not large.
    """
    words = _words(text)
    close = (
        _halves(_dot_rows(_lines(words, 1, width))),
        _quarters(_dot_rows(_lines(words, 1, 2 * width))),
    )
    fitting = (rows for rows in close if 0 < len(rows) <= most)
    return large(text, width, height) or next(fitting, [])


Letters = list[tuple[str, str]]
"""Capitals, each with the combining character above it, or ""."""


def _words(text: str) -> list[Letters]:
    """Return the words in capitals; [] if a character has no large shape."""
    words = [_capitals(word) for word in text.split(" ") if word.strip()]
    return [] if any(c not in _SHAPES for word in words for c, _ in word) else words


def _dot_rows(lines: list[Letters]) -> list[str]:
    """Return the lines in the smallest dots, with a row of dots between them, centred."""
    found: list[str] = []
    widest = max((_width(line, 1) for line in lines), default=0)
    for line in lines:
        found += ["0" * widest] if found else []
        rows = map("0".join, zip(*_shapes(line), strict=True))
        found += [row.center(widest, "0") for row in rows]
    return found


def _halves(dots: list[str]) -> list[str]:
    """Return rows of dots in half cells, two above each other in a cell."""
    return draw_shapes([tuple(dots)], 1, 1) if dots else []


_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""Four dots in a cell, as the bits of a number, in reading order."""


def _quarters(dots: list[str]) -> list[str]:
    """Return rows of dots in quarter cells, two by two in a cell."""
    dots = [row + "0" * (len(row) % 2) for row in dots]
    dots += ["0" * len(dots[0])] if len(dots) % 2 else []
    found = []
    for above, below in zip(dots[::2], dots[1::2], strict=True):
        fours = (below[x : x + 2][::-1] + above[x : x + 2][::-1] for x in range(0, len(above), 2))
        found.append("".join(_QUARTERS[int(four, 2)] for four in fours))
    return found


def _capitals(text: str) -> Letters:
    """Return capitals with their accents; a no-break space and an ellipsis become plain ones."""
    found: Letters = []
    for char in unicodedata.normalize("NFKC", text.upper().translate(_INSTEAD)):
        if char in _SHAPES:
            found.append((char, ""))
            continue
        base, *marks = list(unicodedata.normalize("NFKD", char))
        above = next((mark for mark in marks if mark in _ABOVE), "")
        found.append((base, above))
        found += [(other, "") for other in marks if not unicodedata.combining(other)]
    return found


def _lines(words: list[Letters], dot: int, width: int) -> list[Letters]:
    """Return the words on lines that fit; none if a single word does not fit."""
    lines: list[Letters] = []
    for word in words:
        longer = [*lines[-1], (" ", ""), *word] if lines else word
        if _width(longer, dot) <= width:
            lines[-1:] = [longer]
        elif _width(word, dot) <= width:
            lines.append(word)
        else:
            return []
    return lines


def _width(letters: Letters, dot: int) -> int:
    return text_width([_SHAPES[c] for c, _ in letters], dot)


def _rows(lines: list[Letters], dot: int) -> list[str]:
    """Return the lines with a blank row between them, each centred."""
    widest = max(_width(line, dot) for line in lines)
    rows: list[str] = []
    for line in lines:
        rows += [" " * widest] if rows else []
        rows += [row.center(widest) for row in draw_shapes(_shapes(line), dot, dot)]
    return rows


def _shapes(letters: Letters) -> list[Shape]:
    """Return the shapes of a line; all are taller if one has an accent."""
    if not any(above for _, above in letters):
        return [_SHAPES[char] for char, _ in letters]
    shapes: list[Shape] = []
    for char, above in letters:
        shape = _SHAPES[char]
        size = len(shape[0])
        accent = (dots.center(size, "0")[:size] for dots in _ABOVE.get(above, _BARE))
        shapes.append((*accent, *shape))
    return shapes
