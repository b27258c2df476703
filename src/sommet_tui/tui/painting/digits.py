"""Time as large as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sommet_tui.tui.painting.rows import Part, Row, row, width_of

_SHAPES = {
    "0": ("111", "101", "101", "101", "111"),
    "1": ("010", "110", "010", "010", "111"),
    "2": ("111", "001", "111", "100", "111"),
    "3": ("111", "001", "111", "001", "111"),
    "4": ("101", "101", "111", "001", "001"),
    "5": ("111", "100", "111", "001", "111"),
    "6": ("111", "100", "111", "101", "111"),
    "7": ("111", "001", "001", "001", "001"),
    "8": ("111", "101", "111", "101", "111"),
    "9": ("111", "101", "111", "001", "111"),
    ":": ("0", "1", "0", "1", "0"),
    "+": ("000", "010", "111", "010", "000"),
    "-": ("000", "000", "111", "000", "000"),
}
_HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


class Glyphs(Part):
    """A stretch of large digits."""


class Block(NamedTuple):
    """Large digits lifted out of the rows they stand in: their place in cells, and they."""

    x: int
    y: int
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """The cells that the widest row takes."""
        return max(width_of(r) for r in self.rows)


def digits(text: str, look: str, width: int, height: int) -> list[Row]:
    """The text in the largest of three sizes that fits `width` by `height` cells.

    Five rows of double-width blocks, three rows of half blocks, or one row of plain bold text.
    Only digits, ":", "+" and "-" have large shapes; other text stays small.
    """
    drawable = all(c in _SHAPES for c in text)
    if drawable and height >= 5 and _columns(text) * 2 + len(text) - 1 <= width:
        return [row(Glyphs(line, look)) for line in _blocks(text)]
    if drawable and height >= 3 and _columns(text) + len(text) - 1 <= width:
        return [row(Glyphs(line, look)) for line in _half_blocks(text)]
    return [row(Part(text, look))]


def lift(rows: Sequence[Row]) -> tuple[list[Row], Block | None]:
    """The rows with space where large digits stood, and the digits.

    A terminal is sent a row from the beginning of its widget to the change: digits that change
    each second in a widget of their own spare sending what stands before them.
    """
    left: list[Row] = []
    found: list[Row] = []
    x = y = 0
    for number, parts in enumerate(rows):
        place = next((i for i, p in enumerate(parts) if isinstance(p, Glyphs)), None)
        if place is None:
            left.append(parts)
            continue
        if not found:
            x, y = width_of(parts[:place]), number
        glyphs = parts[place]
        found.append((Part(glyphs.text, glyphs.look),))
        space = Part(" " * width_of((glyphs,)))
        left.append((*parts[:place], space, *parts[place + 1 :]))
    return left, Block(x, y, tuple(found)) if found else None


def _columns(text: str) -> int:
    return sum(len(_SHAPES[c][0]) for c in text)


def _blocks(text: str) -> list[str]:
    return [
        " ".join("".join("██" if dot == "1" else "  " for dot in _SHAPES[c][y]) for c in text)
        for y in range(5)
    ]


def _half_blocks(text: str) -> list[str]:
    lines = []
    for y in (0, 2, 4):
        glyphs = []
        for character in text:
            upper = _SHAPES[character][y]
            lower = _SHAPES[character][y + 1] if y < 4 else "0" * len(upper)
            pairs = zip(upper, lower, strict=True)
            glyphs.append("".join(_HALVES[int(a), int(b)] for a, b in pairs))
        lines.append(" ".join(glyphs))
    return lines
