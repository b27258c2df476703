"""A line in letters as large as digits are: capitals without accents, to be read from afar."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from sommet_tui.tui.painting.digits import SHAPES, drawn, rows_of, width_in

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
        " ": "0 0 0 0 0",
    }
)
_SHAPES = {**SHAPES, **{letter: tuple(shape.split()) for letter, shape in _LETTERS.items()}}
_INSTEAD = str.maketrans({"’": "'", "“": '"', "”": '"', "–": "-", "−": "-", "Œ": "OE", "Æ": "AE"})
_LARGEST = 4


def large(text: str, width: int, height: int) -> list[str]:
    """The text in the largest letters that fit `width` by `height` cells, each row as wide.

    Empty where it does not fit, or has a character for which there is no large shape.
    """
    words = [_plain(word) for word in text.split(" ") if word.strip()]
    if not words or any(c not in _SHAPES for word in words for c in word):
        return []
    for dot in range(_LARGEST, 0, -1):
        lines = _lines(words, dot, width)
        if lines and len(lines) * (rows_of(dot) + 1) - 1 <= height:
            return _rows(lines, dot)
    return []


def _plain(text: str) -> str:
    """Capitals without accents; a space that does not break, and an ellipsis, as plain ones."""
    parts = unicodedata.normalize("NFKD", text.upper().translate(_INSTEAD))
    return "".join(c for c in parts if not unicodedata.combining(c))


def _lines(words: list[str], dot: int, width: int) -> list[str]:
    """The words on lines that fit; none where a word alone does not."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if width_in(longer, dot, _SHAPES) <= width:
            lines[-1:] = [longer]
        elif width_in(word, dot, _SHAPES) <= width:
            lines.append(word)
        else:
            return []
    return lines


def _rows(lines: list[str], dot: int) -> list[str]:
    """The lines below one another with a row between them, each in the middle."""
    widest = max(width_in(line, dot, _SHAPES) for line in lines)
    rows: list[str] = []
    for line in lines:
        rows += [" " * widest] if rows else []
        rows += [row.center(widest) for row in drawn(line, dot, _SHAPES)]
    return rows
