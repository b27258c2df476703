"""Times in large digits and text in large capitals, as large as the space allows."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import count, takewhile

from sommet_tui.tui.render.rows import Row, Span, join_side_by_side, row, text_row, width_of

Shape = tuple[str, ...]
"""A character as rows of dots. Each dot is "0" (empty) or "1"."""

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
    """Large digits that change each second, such as the seconds of a time."""


def digits(text: str, style: str, width: int, height: int) -> list[Row]:
    """Return the text in the largest size that fits `width` by `height` cells.

    A dot is as high as it is wide, and at least half a cell high. If even the smallest dots do not
    fit, return one row of plain text. Only digits, their signs and units have large shapes. Other
    text stays small.
    """
    dot = largest_dot(text, width, height)
    return (
        _glyph_rows(text, style, dot, dot, text.rfind(":") + 1) if dot else [text_row(text, style)]
    )


def largest_dot(text: str, width: int, height: int) -> int:
    """Return the size of the dots with which `digits` would draw a text, or 0 for plain text."""
    if not text or not _can_draw(text):
        return 0
    shapes = [SHAPES[c] for c in text]
    return _largest_size(
        lambda dot: digit_height(dot) <= height and _text_width(shapes, dot) <= width
    )


BETWEEN = 4
"""The gap between large digits and the text beside them, in cells."""


def put_beside_digits(
    large: Sequence[Row], text: Callable[[int], Sequence[Row]], width: int
) -> list[Row]:
    """Return large digits with a text on their right.

    `text` paints the text for the remaining width in cells.
    """
    if not large:
        return list(text(width))
    at = max(map(width_of, large)) + BETWEEN
    return join_side_by_side(large, text(max(1, width - at)), at)


def stretched_digits(text: str, style: str, width: int, height: int) -> list[Row]:
    """Return the text in large digits, stretched to fill `width` by `height` cells.

    A dot is at most one and a half times as high as wide, and at most a quarter wider than high. If
    the smallest dots do not fit, return one row of plain text.
    """
    shapes = [SHAPES[c] for c in text] if _can_draw(text) else []
    wide = _largest_size(lambda dot: _text_width(shapes, dot) <= width) if shapes else 0
    high = _largest_size(lambda dot: digit_height(dot) <= height)
    if not wide or not high:
        return [text_row(text, style)]
    high, wide = min(high, -(-3 * wide // 2)), min(wide, -(-5 * high // 4))
    return _glyph_rows(text, style, wide, high)


def _can_draw(text: str) -> bool:
    return all(c in SHAPES for c in text)


def _largest_size(fits: Callable[[int], bool]) -> int:
    """Return the largest size (1, 2, 3, …) that fits, or 0 if even size 1 does not fit."""
    return sum(1 for _ in takewhile(fits, count(1)))


def _glyph_rows(text: str, style: str, wide: int, high: int, fixed: int = 0) -> list[Row]:
    """Return a text drawn with dots `wide` cells wide and `high` half cells high.

    The first `fixed` characters do not change each second.
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
    """Return the rows of one character, from a cache."""
    return tuple(_draw_shapes([SHAPES[character]], wide, high))


def digit_height(dot: int) -> int:
    """Return the height in rows of digits whose dots are `dot` half cells high."""
    return (5 * dot + 1) // 2


def _text_width(shapes: Sequence[Shape], dot: int) -> int:
    """Return the width of characters side by side, in cells."""
    return dot * sum(len(shape[0]) for shape in shapes) + _gap(dot) * (len(shapes) - 1)


def _gap(dot: int) -> int:
    """Return the number of cells between two digits."""
    return (dot + 1) // 2


def _draw_shapes(shapes: Sequence[Shape], wide: int, high: int) -> list[str]:
    """Draw characters of the same height side by side, and return the rows.

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


_LETTERS: Mapping[str, str] = {
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
_SHAPES: Mapping[str, Shape] = {
    **SHAPES,
    **{letter: tuple(shape.split()) for letter, shape in _LETTERS.items()},
}
_ABOVE: Mapping[str, Shape] = {
    "\u0300": ("100", "010", "000"),
    "\u0301": ("001", "010", "000"),
    "\u0302": ("010", "101", "000"),
    "\u0303": ("011", "110", "000"),
    "\u0308": ("000", "101", "000"),
    "\u030a": ("010", "000", "000"),
}
"""The shape of the accent above a letter, by the accent's combining character."""
_BARE = ("", "", "")
_REPLACEMENTS = str.maketrans(
    {"’": "'", "“": '"', "”": '"', "–": "-", "−": "-", "Œ": "OE", "Æ": "AE"}
)
_LARGEST = 4


def large_letters(text: str, width: int, height: int) -> list[str]:
    """Return the text in the largest letters that fit, in rows of the same width.

    The text may take several lines. If it does not fit, or if a character has no large shape,
    return [].
    """
    words = _words_in_letters(text)
    for dot in range(_LARGEST, 0, -1):
        lines = _lines_in_letters(words, dot, width)
        if lines:
            rows = _letter_rows(lines, dot)
            if len(rows) <= height:
                return rows
    return []


def large_message(text: str, width: int, height: int, max_rows: int) -> list[str]:
    """Return the rows of a message in the largest letters that fit `width` by `height` cells.

    If it does not fit, try smaller letters and closer lines, which may take up to `max_rows` rows.
    Return [] if even these do not fit.
    """
    words = _words_in_letters(text)
    close = (
        _half_cell_rows(_dot_rows(_lines_in_letters(words, 1, width))),
        _quarter_cell_rows(_dot_rows(_lines_in_letters(words, 1, 2 * width))),
    )
    fitting = (rows for rows in close if 0 < len(rows) <= max_rows)
    return large_letters(text, width, height) or next(fitting, [])


Letters = list[tuple[str, str]]
"""Capitals, each with the combining character of its accent, or ""."""


def _words_in_letters(text: str) -> list[Letters]:
    """Return each word of the text in capitals, or [] if a character has no large shape."""
    words = [_capitals(word) for word in text.split(" ") if word.strip()]
    return [] if any(c not in _SHAPES for word in words for c, _ in word) else words


def _dot_rows(lines: list[Letters]) -> list[str]:
    """Draw the lines in the smallest dots, centred, with a row of empty dots between two lines."""
    found: list[str] = []
    widest = max((_width(line, 1) for line in lines), default=0)
    for line in lines:
        found += ["0" * widest] if found else []
        rows = map("0".join, zip(*_shapes(line), strict=True))
        found += [row.center(widest, "0") for row in rows]
    return found


def _half_cell_rows(dots: list[str]) -> list[str]:
    """Draw rows of dots as half cells. Each cell shows two dots, one above the other."""
    return _draw_shapes([tuple(dots)], 1, 1) if dots else []


_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""The characters with four dots. Each dot is a bit of the character's index, in reading order."""


def _quarter_cell_rows(dots: list[str]) -> list[str]:
    """Draw rows of dots as quarter cells. Each cell shows two by two dots."""
    dots = [row + "0" * (len(row) % 2) for row in dots]
    dots += ["0" * len(dots[0])] if len(dots) % 2 else []
    found = []
    for above, below in zip(dots[::2], dots[1::2], strict=True):
        fours = (below[x : x + 2][::-1] + above[x : x + 2][::-1] for x in range(0, len(above), 2))
        found.append("".join(_QUARTERS[int(four, 2)] for four in fours))
    return found


def _capitals(text: str) -> Letters:
    """Return the text in capitals, each with its accent.

    No-break spaces become spaces, and an ellipsis becomes three dots.
    """
    found: Letters = []
    for char in unicodedata.normalize("NFKC", text.upper().translate(_REPLACEMENTS)):
        if char in _SHAPES:
            found.append((char, ""))
            continue
        base, *marks = list(unicodedata.normalize("NFKD", char))
        above = next((mark for mark in marks if mark in _ABOVE), "")
        found.append((base, above))
        found += [(other, "") for other in marks if not unicodedata.combining(other)]
    return found


def _lines_in_letters(words: list[Letters], dot: int, width: int) -> list[Letters]:
    """Distribute the words over lines that fit, or return [] if a word is too long for a line."""
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
    return _text_width([_SHAPES[c] for c, _ in letters], dot)


def _letter_rows(lines: list[Letters], dot: int) -> list[str]:
    """Draw the lines, each centred, with a blank row between two lines."""
    widest = max(_width(line, dot) for line in lines)
    rows: list[str] = []
    for line in lines:
        rows += [" " * widest] if rows else []
        rows += [row.center(widest) for row in _draw_shapes(_shapes(line), dot, dot)]
    return rows


def _shapes(letters: Letters) -> list[Shape]:
    """Return the shapes of a line's letters. If any has an accent, all shapes have room for one."""
    if not any(above for _, above in letters):
        return [_SHAPES[char] for char, _ in letters]
    shapes: list[Shape] = []
    for char, above in letters:
        shape = _SHAPES[char]
        size = len(shape[0])
        accent = (dots.center(size, "0")[:size] for dots in _ABOVE.get(above, _BARE))
        shapes.append((*accent, *shape))
    return shapes
