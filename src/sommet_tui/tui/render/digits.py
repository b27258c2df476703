"""Times in large digits, as large as the space allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import count, takewhile
from typing import NamedTuple

from sommet_tui.tui.render.rows import Row, Span, row, side_by_side, text_row, width_of

Shape = tuple[str, ...]
"""A character as rows of dots, each "0" or "1"."""

SHAPES: Mapping[str, Shape] = {
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
    "h": ("100", "100", "111", "101", "101"),
    "m": ("00000", "00000", "11111", "10101", "10101"),
    "i": ("1", "0", "1", "1", "1"),
    "n": ("000", "000", "111", "101", "101"),
    "\u00a0": ("0", "0", "0", "0", "0"),
}
_HALVES = {("0", "0"): " ", ("1", "0"): "▀", ("0", "1"): "▄", ("1", "1"): "█"}


class Glyphs(Span):
    """The large digits that change each second; all of them in a time without a colon."""


class Ticking(Span):
    """A small time that changes each second."""


class LiftedDigits(NamedTuple):
    """Large digits taken out of their rows: their position in cells, and the digits."""

    x: int
    y: int
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """The number of cells in the widest row."""
        return max(width_of(r) for r in self.rows)


def digits(text: str, style: str, width: int, height: int) -> list[Row]:
    """Return the text in the largest size that fits `width` by `height` cells.

    Dots are as high as wide, from half a cell on; if that does not fit, the result is one row of
    plain bold text. Only digits, their signs and units have large shapes; other text stays small.
    """
    dot = largest_dot(text, width, height)
    return (
        _glyph_rows(text, style, dot, dot, text.rfind(":") + 1) if dot else [text_row(text, style)]
    )


def largest_dot(text: str, width: int, height: int) -> int:
    """Return the size of the dots with which `digits` draws a text; 0 if it stays small."""
    if not text or not _has_shapes(text):
        return 0
    shapes = [SHAPES[c] for c in text]
    return _largest(lambda dot: digit_height(dot) <= height and text_width(shapes, dot) <= width)


BETWEEN = 4
"""The cells between large digits and the text beside them."""


def beside_digits(
    large: Sequence[Row], text: Callable[[int], Sequence[Row]], width: int
) -> list[Row]:
    """Return large digits with a text at their right, which is painted for the cells it has."""
    if not large:
        return list(text(width))
    at = max(map(width_of, large)) + BETWEEN
    return side_by_side(large, text(max(1, width - at)), at)


def stretched_digits(text: str, style: str, width: int, height: int) -> list[Row]:
    """Return the text as `digits` draws it, stretched to fill `width` by `height` cells.

    A dot is at most one and a half times as high as wide, and at most a quarter wider than high.
    """
    shapes = [SHAPES[c] for c in text] if _has_shapes(text) else []
    wide = _largest(lambda dot: text_width(shapes, dot) <= width) if shapes else 0
    high = _largest(lambda dot: digit_height(dot) <= height)
    if not wide or not high:
        return [text_row(text, style)]
    high, wide = min(high, -(-3 * wide // 2)), min(wide, -(-5 * high // 4))
    return _glyph_rows(text, style, wide, high)


def _has_shapes(text: str) -> bool:
    return all(c in SHAPES for c in text)


def _largest(fits: Callable[[int], bool]) -> int:
    """Return the largest size that fits; 0 if none does."""
    return sum(1 for _ in takewhile(fits, count(1)))


def _glyph_rows(text: str, style: str, wide: int, high: int, fixed: int = 0) -> list[Row]:
    """Return the rows of a text whose dots are `wide` cells wide and `high` half cells high.

    The first characters are `fixed`: they do not change each second.
    """
    lines = zip(*(_glyph(character, wide, high) for character in text), strict=True)
    gap = " " * _gap(wide)
    return [
        row(
            Span("".join(f"{glyph}{gap}" for glyph in line[:fixed]), style),
            Glyphs(gap.join(line[fixed:]), style),
        )
        for line in lines
    ]


@lru_cache(maxsize=256)
def _glyph(character: str, wide: int, high: int) -> tuple[str, ...]:
    """Return the rows of one character; they are cached, because there are only ten digits."""
    return tuple(draw_shapes([SHAPES[character]], wide, high))


def digit_height(dot: int) -> int:
    """Return the height in rows of digits whose dots are `dot` half cells high."""
    return (5 * dot + 1) // 2


def lift_digits(
    rows: Sequence[Row], kind: type[Span] = Glyphs
) -> tuple[list[Row], LiftedDigits | None]:
    """Return the rows without their large digits (or spans of another kind), and the digits.

    Textual sends a row from the beginning of its widget to the change. If digits that change each
    second have their own widget, the text before them need not be sent again.
    """
    left: list[Row] = []
    found: list[Row] = []
    x = y = 0
    for number, parts in enumerate(rows):
        place = next((i for i, p in enumerate(parts) if isinstance(p, kind)), None)
        if place is None:
            left.append(parts)
            continue
        if not found:
            x, y = width_of(parts[:place]), number
        glyphs = parts[place]
        found.append((Span(glyphs.text, glyphs.style),))
        space = Span(" " * width_of((glyphs,)))
        left.append((*parts[:place], space, *parts[place + 1 :]))
    return left, LiftedDigits(x, y, tuple(found)) if found else None


def text_width(shapes: Sequence[Shape], dot: int) -> int:
    """Return the width in cells of characters side by side."""
    return dot * sum(len(shape[0]) for shape in shapes) + _gap(dot) * (len(shapes) - 1)


def _gap(dot: int) -> int:
    """Return the number of cells between two digits."""
    return (dot + 1) // 2


def draw_shapes(shapes: Sequence[Shape], wide: int, high: int) -> list[str]:
    """Return the rows of characters side by side, all as high, two half cells in each cell.

    A dot is `wide` cells wide and `high` half cells high.
    """
    gap = "0" * _gap(wide)
    halves: list[str] = []
    for parts in zip(*shapes, strict=True):
        line = gap.join("".join(dot * wide for dot in part) for part in parts)
        halves += [line] * high
    if len(halves) % 2:
        halves.append("0" * len(halves[0]))
    pairs = zip(halves[::2], halves[1::2], strict=True)
    return ["".join(_HALVES[a, b] for a, b in zip(*pair, strict=True)) for pair in pairs]
