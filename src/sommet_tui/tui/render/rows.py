"""Rows of styled text: foreign text is never interpreted, because a row has no markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat, zip_longest
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from sommet_tui.domain.text import ELLIPSIS, NEAREST
from sommet_tui.wording import layout
from sommet_tui.wording.times import NBSP


class Span(NamedTuple):
    """A stretch of one row; `style` is its name in `render.styles`, "" for the screen's style.

    `link` is the address that the terminal opens.
    """

    text: str
    style: str = ""
    link: str = ""


class ClickTarget(Span):
    """The first span of something to click, such as the row of a session or the tab of a day."""

    key = ""
    """The id of the session, or the day."""


def click_target(text: str, style: str, key: str) -> ClickTarget:
    """Return the first span of something to click."""
    made = ClickTarget(text, style)
    made.key = key
    return made


Row = tuple[Span, ...]

BLANK: Row = ()
_CLOSE = 12
"""Moving the cursor over so few cells takes more bytes than writing them."""
_NARROW = "[ -~\u00a0-\u02ff\u2010-\u2027\u2500-\u259f]*"
"""The commonest characters that take one cell: of Latin letters, punctuation and large digits."""
_POINT = f"{NBSP}·"
READING_WIDTH = 84
"""The longest comfortable line of text, in cells."""


def row(*parts: Span | str) -> Row:
    """Return a row of parts; plain strings have the screen's style, and empty ones are dropped."""
    # Lists instead of generators, for speed: every row on screen is made here.
    made = [Span(p) if isinstance(p, str) else p for p in parts]
    return tuple([part for part in made if part.text])


def text_row(text: str, style: str) -> Row:
    """Return a row of one text in one style; blank without text."""
    return row(Span(text, style))


def heading(text: str) -> Row:
    """Return the heading of a part of a list; of a date, only the first word is bold."""
    first, space, rest = (text, "", "") if text.isupper() else text.partition(" ")
    return row(" ", Span(first, "heading"), Span(space + rest, "accent"))


def width_of(parts: Iterable[Span]) -> int:
    """Return the width in terminal cells."""
    return sum([len(p.text) if p.text.isascii() else cell_len(p.text) for p in parts])


def fit(text: str, width: int) -> str:
    """Return the text in at most `width` cells, with an ellipsis if it was cut."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS if width > 0 else ""


def fitting_form(forms: Sequence[str], width: int) -> str:
    """Return the first form in at most `width` cells, else the last."""
    return next((form for form in forms if cell_len(form) <= width), forms[-1])


def first_fitting(forms: Sequence[Row], width: int) -> Row:
    """Return the first row in at most `width` cells, else the last."""
    return next((form for form in forms if width_of(form) <= width), forms[-1])


def pad(text: str, width: int) -> str:
    """Return the text in exactly `width` cells, cut or filled up on the right."""
    fitted = fit(text, width)
    return fitted + " " * (width - cell_len(fitted))


def fit_row(parts: Row, width: int) -> Row:
    """Return the row in at most `width` cells."""
    if width_of(parts) <= width:
        return parts
    fitted: list[Span] = []
    left = width
    for part in parts:
        size = cell_len(part.text)
        if size >= left:
            fitted.append(Span(fit(part.text + ELLIPSIS, left), part.style, part.link))
            break
        fitted.append(part)
        left -= size
    return row(*fitted)


def spread(left: Row, right: Row, width: int) -> Row:
    """Return one row with `left` and `right` at its edges; if necessary, `left` is cut."""
    right = fit_row(right, width)
    room = width - width_of(right) - (2 if right else 0)
    if room < 4:
        return right or fit_row(left, width)
    left = fit_row(left, room)
    return row(*left, " " * (width - width_of(left) - width_of(right)), *right)


def encodable(parts: Row, encoding: str) -> Row:
    """Return the row in characters of an encoding; spaces give way to those that become longer.

    Thus `…` can be three dots, and the text after a gap stays in its column.
    """
    made, more = list[Span](), 0
    for part in parts:
        text = ""
        for piece in re.split("(  +)", part.text):
            near = piece.encode(encoding, NEAREST).decode(encoding)
            more += len(near) - cell_len(piece)
            spare = max(0, min(more, len(piece) - 1)) if piece.startswith("  ") else 0
            text += near[spare:]
            more -= spare
        made.append(Span(text, part.style, part.link))
    return tuple(made)


def indent(parts: Row, cells: int) -> Row:
    """Return the row moved `cells` cells to the right; a blank one stays blank."""
    return row(" " * cells, *parts) if parts else parts


def inset(rows: Iterable[Row], by: int) -> list[Row]:
    """Return the rows moved `by` cells to the right."""
    return [indent(line, by) for line in rows]


def centre(parts: Row, width: int) -> Row:
    """Return the row in the middle of `width` cells."""
    return indent(parts, max(0, (width - width_of(parts)) // 2))


def side_by_side(left: Sequence[Row], right: Sequence[Row], column: int) -> list[Row]:
    """Return two blocks on the same rows, the right one from a column on."""
    return [
        (*on, Span(" " * (column - width_of(on))), *then) if then else on
        for on, then in zip_longest(left, right, fillvalue=BLANK)
    ]


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield lines of at most `width` cells; line breaks stay, blank lines separate paragraphs.

    A line neither begins nor ends with the point between two facts.
    """
    for line in layout.wrap(text.replace(" · ", f"{_POINT} "), width, measure=cell_len):
        yield line.removesuffix(_POINT).replace(_POINT, " ·")


def paragraphs(text: str, width: int, style: str = "", link: str = "") -> list[Row]:
    """Return a wrapped text as rows."""
    return [row(Span(line, style, link)) for line in wrap(text, width)]


def hanging_rows(lead: Row, text: str, width: int, style: str = "") -> list[Row]:
    """Return a wrapped text behind `lead`, its other lines below the first."""
    by = width_of(lead)
    first, *more = paragraphs(text, width - by, style)
    return [row(*lead, *first), *inset(more, by)]


def empty_page(sentence: str, hints: Iterable[str], width: int) -> list[Row]:
    """Return a page that says that there is nothing to show, and how to change that."""
    inner = max(10, width - 4)
    said = [*paragraphs(sentence, inner, "title"), BLANK]
    for hint in hints:
        said += paragraphs(hint, inner, "muted")
    return [centre(line, width) for line in said]


def listing_rows(items: Iterable[str], width: int, style: str = "") -> list[Row]:
    """Return names on as many rows as they need; only a name longer than a row is broken."""
    whole = (i.replace(" ", NBSP) if cell_len(i) + 2 <= width else i for i in items)
    sentence = " · ".join(whole)
    lines = wrap(sentence, width) if sentence else ()
    return [row(Span(line.replace(NBSP, " "), style)) for line in lines]


def clip(rows: Sequence[Row], most: int, width: int) -> list[Row]:
    """Return the first rows; the last one ends in an ellipsis if some were cut."""
    if len(rows) <= most:
        return list(rows)
    if most < 1:
        return []
    *kept, last = rows[:most]
    while not last and kept:  # the ellipsis goes after a text, not after spaces
        last = kept.pop()
    if not last:
        return []
    tail = last[-1]
    text = f"{tail.text.removesuffix(ELLIPSIS)}{ELLIPSIS}"
    return [*kept, fit_row((*last[:-1], Span(text, tail.style)), width)]


def changed_cells(old: Row, new: Row) -> list[tuple[int, int]]:
    """Return the stretches of cells in which two rows differ on screen; close ones are one.

    Each is its first cell, and the one after its last.
    """
    before, after = _cells(old), _cells(new)
    size = max(len(before), len(after))
    if (len(before), len(after)) != (width_of(old), width_of(new)):
        return [(0, max(size, width_of(old), width_of(new)))]  # characters join across spans
    found: list[tuple[int, int]] = []
    for cell, (one, other) in enumerate(zip_longest(before, after)):
        if one != other:
            start = cell
            if found and cell - found[-1][1] < _CLOSE:
                start = found.pop()[0]
            found.append((start, cell + 1))
    return found


def _cells(parts: Row) -> list[tuple[object, ...]]:
    """Return the content of each cell: a character with its marks, or the second half of one."""
    found: list[tuple[object, ...]] = []
    for part in parts:
        if re.fullmatch(_NARROW, part.text):  # nearly all, and ten times as quick
            found += zip(part.text, repeat(0), repeat(part.style), repeat(part.link))
            continue
        for char in part.text:
            size = cell_len(char)
            if size:
                found += [(char, half, part.style, part.link) for half in range(size)]
            elif found:
                found[-1] = (*found[-1], char)
    return found
