"""Rows of styled text, the columns of lists, and the division of a screen's height.

A row has no markup, so foreign text is never interpreted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat, takewhile, zip_longest
from operator import eq
from typing import Generic, NamedTuple, TypeVar

from rich.cells import cell_len, set_cell_size

from sommet_tui.domain.text import ELLIPSIS, NEAREST
from sommet_tui.domain.values import frozen
from sommet_tui.wording import layout
from sommet_tui.wording.layout import short_names
from sommet_tui.wording.words import NBSP


class Span(NamedTuple):
    """A piece of a row in one style.

    `style` is the name of a style in `render.colours`, or "" for the style of the screen. `link` is
    an address that the terminal opens on a click.
    """

    text: str
    style: str = ""
    link: str = ""


class ClickTarget(Span):
    """The first span of a thing that the user can click, such as a session's row or a tab."""

    key = ""
    """The id of the session, or the date of the day."""


def click_target(text: str, style: str, key: str) -> ClickTarget:
    target = ClickTarget(text, style)
    target.key = key
    return target


Row = tuple[Span, ...]

BLANK: Row = ()
_CLOSE = 12
"""Changes with fewer cells between them are sent together, because that takes fewer bytes."""
_NARROW = "[ -~\u00a0-\u02ff\u2010-\u2027\u2500-\u259f]*"
"""A pattern of common characters of one cell: Latin letters, punctuation, large digits."""
_POINT = f"{NBSP}·"
READING_WIDTH = 84
"""The maximum width of a text that is still easy to read, in cells."""


def row(*parts: Span | str) -> Row:
    """Return a row of the parts that are not empty. Plain strings get the style of the screen."""
    # Lists are faster than generators, and every row on the screen is made here.
    spans = [Span(p) if isinstance(p, str) else p for p in parts]
    return tuple([part for part in spans if part.text])


def text_row(text: str, style: str) -> Row:
    """Return a row with one text in one style, or a blank row if the text is empty."""
    return row(Span(text, style))


def heading(text: str) -> Row:
    """Return the heading of a section.

    In a text that is not all in capitals, only the first word is bold.
    """
    first, space, rest = (text, "", "") if text.isupper() else text.partition(" ")
    return row(" ", Span(first, "heading"), Span(space + rest, "accent"))


def width_of(parts: Iterable[Span]) -> int:
    """Return the width of the spans in terminal cells."""
    return sum([len(p.text) if p.text.isascii() else cell_len(p.text) for p in parts])


def fit(text: str, width: int) -> str:
    """Return the text, cut to at most `width` cells. A cut text ends in an ellipsis."""
    if cell_len(text) <= width:
        return text
    kept = set_cell_size(text, max(0, width - 1)).rstrip().rstrip(ELLIPSIS)
    return kept + ELLIPSIS if width > 0 else ""


def fitting_variant(forms: Sequence[str], width: int) -> str:
    """Return the first of the `forms` that fits into `width` cells, or else the last one."""
    return next((form for form in forms if cell_len(form) <= width), forms[-1])


def first_fitting_row(forms: Sequence[Row], width: int) -> Row:
    """Return the first of the rows that fits into `width` cells, or else the last one."""
    return next((form for form in forms if width_of(form) <= width), forms[-1])


def cut_or_pad(text: str, width: int) -> str:
    """Return the text, cut or filled up with spaces on the right, in exactly `width` cells."""
    fitted = fit(text, width)
    return fitted + " " * (width - cell_len(fitted))


def fit_row(parts: Row, width: int) -> Row:
    """Return the row, cut to at most `width` cells. A cut row ends in an ellipsis."""
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


def justify(left: Row, right: Row, width: int) -> Row:
    """Return one row with `left` at its left edge and `right` at its right edge.

    If both do not fit, `left` is cut or left out.
    """
    right = fit_row(right, width)
    room = width - width_of(right) - (2 if right else 0)
    if room < 4:
        return right or fit_row(left, width)
    left = fit_row(left, room)
    return row(*left, " " * (width - width_of(left) - width_of(right)), *right)


def to_encoding(parts: Row, encoding: str, width: int, cut: str = "") -> Row:
    """Return the row without characters that an encoding lacks.

    A replacement that is longer than its character takes the place of spaces. For example, `…` can
    become three dots, and the text after the next gap still stays in its column. If the row is then
    wider than `width`, the two characters before each `…` are left out; `cut` matches them.
    """
    spans, more = list[Span](), 0
    for part in parts:
        text = ""
        for piece in re.split("(  +)", part.text):
            whole = re.sub(cut, "", piece) if cut else piece
            near = whole.encode(encoding, NEAREST).decode(encoding)
            more += len(near) - cell_len(piece)
            spare = max(0, min(more, len(piece) - 1)) if piece.startswith("  ") else 0
            text += near[spare:]
            more -= spare
        spans.append(Span(text, part.style, part.link))
    if width_of(spans) > width and not cut:
        return to_encoding(parts, encoding, width, f"..(?={ELLIPSIS})")
    return tuple(spans)


def indent(parts: Row, cells: int) -> Row:
    """Return the row, moved `cells` cells to the right. A blank row stays blank."""
    return row(" " * cells, *parts) if parts else parts


def indent_rows(rows: Iterable[Row], by: int) -> list[Row]:
    """Return the rows, each moved `by` cells to the right."""
    return [indent(line, by) for line in rows]


def centre(parts: Row, width: int) -> Row:
    """Return the row, centred in `width` cells."""
    return indent(parts, max(0, (width - width_of(parts)) // 2))


def join_side_by_side(left: Sequence[Row], right: Sequence[Row], column: int) -> list[Row]:
    """Return two blocks side by side. `right` begins at the cell `column`."""
    return [
        (*on, Span(" " * (column - width_of(on))), *then) if then else on
        for on, then in zip_longest(left, right, fillvalue=BLANK)
    ]


def wrap(text: str, width: int) -> Iterator[str]:
    """Wrap a text to lines of at most `width` cells. Its line breaks and blank lines remain.

    No line begins or ends with the dot (·) that separates two facts.
    """
    for line in layout.wrap(text.replace(" · ", f"{_POINT} "), width, measure=cell_len):
        yield line.removesuffix(_POINT).replace(_POINT, " ·")


def paragraphs(text: str, width: int, style: str = "", link: str = "") -> list[Row]:
    """Return a text as rows, wrapped to `width` cells."""
    return [row(Span(line, style, link)) for line in wrap(text, width)]


def hanging_rows(lead: Row, text: str, width: int, style: str = "") -> list[Row]:
    """Return `lead` followed by a wrapped text whose lines are aligned."""
    by = width_of(lead)
    first, *more = paragraphs(text, width - by, style)
    return [row(*lead, *first), *indent_rows(more, by)]


def empty_page(sentence: str, hints: Iterable[str], width: int) -> list[Row]:
    """Return a page that says that it is empty. The `hints` say how to change that."""
    inner = max(10, width - 4)
    rows = [*paragraphs(sentence, inner, "title"), BLANK]
    for hint in hints:
        rows += paragraphs(hint, inner, "muted")
    return [centre(line, width) for line in rows]


def wrap_names(items: Iterable[str], width: int, style: str = "") -> list[Row]:
    """Return names on as few rows as possible. Only a name that is too long for a row is broken."""
    whole = (i.replace(" ", NBSP) if cell_len(i) + 2 <= width else i for i in items)
    sentence = " · ".join(whole)
    lines = wrap(sentence, width) if sentence else ()
    return [text_row(line.replace(NBSP, " "), style) for line in lines]


def clip(rows: Sequence[Row], max_rows: int, width: int) -> list[Row]:
    """Return the first `max_rows` rows. If others follow, the last row ends in an ellipsis.

    After a whole word, a space precedes the ellipsis.
    """
    if len(rows) <= max_rows:
        return list(rows)
    if max_rows < 1:
        return []
    *kept, last = rows[:max_rows]
    while not last and kept:  # the ellipsis follows a text, never a blank row
        last = kept.pop()
    if not last:
        return []
    tail = last[-1]
    text = tail.text if tail.text.endswith(ELLIPSIS) else f"{tail.text} {ELLIPSIS}"
    return [*kept, fit_row((*last[:-1], Span(text, tail.style)), width)]


def changed_cells(old: Row, new: Row) -> list[tuple[int, int]]:
    """Return the ranges of cells in which two rows look different. Close ranges are joined.

    A range is its first cell, and the cell after its last cell.
    """
    first = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    equal = old[: max(0, first - 1)]  # An accent can join the last character of the span before.
    start = width_of(equal)
    old, new = old[len(equal) :], new[len(equal) :]
    before, after, widths = _cells(old), _cells(new), (width_of(old), width_of(new))
    if (len(before), len(after)) != widths:
        return [(start, start + max(len(before), len(after), *widths))]
    found: list[tuple[int, int]] = []
    for cell, (one, other) in enumerate(zip_longest(before, after), start):
        if one != other:
            start = cell
            if found and cell - found[-1][1] < _CLOSE:
                start = found.pop()[0]
            found.append((start, cell + 1))
    return found


def _cells(parts: Row) -> list[tuple[object, ...]]:
    """Return the content and style of each cell.

    A cell contains a character with its accents, or one half of a wide character.
    """
    found: list[tuple[object, ...]] = []
    for part in parts:
        if re.fullmatch(_NARROW, part.text):  # a fast path for most texts
            found += zip(part.text, repeat(0), repeat(part.style), repeat(part.link))
            continue
        for char in part.text:
            size = cell_len(char)
            if size:
                found += [(char, half, part.style, part.link) for half in range(size)]
            elif found:
                found[-1] = (*found[-1], char)
    return found


_EMPTY = Span("")


class Cells(NamedTuple):
    """The contents of one row of a list, one for each column of its grid.

    The `remark`, such as “cancelled”, follows the title and is never cut.
    """

    title: Row
    time: Span = _EMPTY
    sign: Span = _EMPTY
    aside: Span = _EMPTY
    room: Span = _EMPTY
    remark: Span = _EMPTY
    number: Span = _EMPTY
    mark: Row = BLANK


@frozen
class Grid:
    """The columns of a list: the width of the list and of each column, in cells.

    A column of width 0 is left out. The columns from left to right: the cursor, the time, a sign,
    the title, a text beside the title (`aside`), the room, a number, the marks. If `room_first`,
    the room is before the title. The title takes the remaining cells.
    """

    width: int
    time: int = 5
    sign: int = 0
    aside: int = 0
    room: int = 0
    number: int = 0
    mark: int = 0
    room_first: bool = False

    @property
    def title_at(self) -> int:
        """The number of cells before the title."""
        room = self.room + 2 if self.room and self.room_first else 0
        return 1 + (self.time + 2 if self.time else 0) + (self.sign + 1 if self.sign else 0) + room

    @property
    def title(self) -> int:
        """The width of the title, in cells."""
        room = 0 if self.room_first else self.room
        beside = sum(size + 2 for size in (self.aside, room) if size)
        number = self.number + 1 if self.number else 0
        return max(0, self.width - self.title_at - beside - number - self.margin)

    @property
    def margin(self) -> int:
        """The number of cells after the number."""
        return self.mark + 1

    def row(self, cells: Cells) -> Row:
        """Return a row of the list with these contents."""
        parts = [Span(" ")]
        if self.time:
            parts.append(Span(f"{cut_or_pad(cells.time.text, self.time)}  ", cells.time.style))
        if self.sign:
            parts.append(Span(f"{cut_or_pad(cells.sign.text, self.sign)} ", cells.sign.style))
        columns = [(self.aside, cells.aside), (self.room, cells.room)]
        if self.room_first and self.room:
            size, room = columns.pop()
            parts.append(Span(f"{cut_or_pad(room.text, size)}  ", room.style))
        parts += justify(cells.title, row(cells.remark), self.title)
        parts.append(Span(" " * (self.title_at + self.title - width_of(parts))))
        parts += [
            Span(f" {cut_or_pad(cell.text, size)} ", cell.style) for size, cell in columns if size
        ]
        if self.number:
            number = fit(cells.number.text, self.number)
            space = " " * (1 + self.number - cell_len(number))
            parts.append(Span(f"{space}{number}", cells.number.style))
        parts.append(Span(" " * (self.mark - width_of(cells.mark))))
        return row(*parts, *cells.mark)

    def heading(self, text: Row, number: Span = _EMPTY) -> Row:
        """Return a heading. `number` at its right explains the numbers below."""
        return justify(row(" ", *text), row(number, " " * self.margin), self.width)

    def continuation_row(self, text: Row) -> Row:
        """Return a row that continues the title of the row above."""
        return fit_row(indent(text, self.title_at), self.width - 1)


@lru_cache(maxsize=16)
def column_width(names: tuple[str, ...], max_width: int) -> int:
    """Return the width of the longest of the names, but at most `max_width`.

    A name that is longer than `max_width` is shown without any brackets at its end.
    """
    longest = max(map(cell_len, short_names(names, max_width).values()), default=0)
    return max(1, min(max_width, longest))


@lru_cache(maxsize=16)
def distinct_names(names: tuple[str, ...], width: int) -> Mapping[str, str]:
    """Return the short form of each name, in at most `width` cells.

    If one name is too long, all names are shortened. Names that would then look the same are cut
    before the word that differs.
    """
    shown = short_names(names, width)
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name in shown.values():
        alike[fit(name, width)].append(name)
    cut = {name: _cut(name, group, width) for group in alike.values() for name in group}
    return {name: cut[short] for name, short in shown.items()}


def _cut(name: str, group: list[str], width: int) -> str:
    if len(group) == 1 or width < 6:
        return fit(name, width)
    words = name.split(" ")
    others = (other.split(" ") for other in group if other != name)
    shared = sorted(sum(takewhile(bool, map(eq, words, other))) for other in others)
    # The first word that differs from all other names, or else from the most similar name.
    number = min(shared[0] or shared[-1], len(words) - 1)
    if not number:
        return fit(name, width)
    start = len(" ".join(words[:number])) + 1
    end = fit(name[start:], width - width // 3 - 1)
    head = set_cell_size(name[:start], width - 1 - cell_len(end)).rstrip()
    return f"{head}{ELLIPSIS}{end}"


@frozen
class Need:
    """The need of a part of a screen for rows: from `min_rows` to `max_rows` in total.

    If there is not enough space for `min_rows`, the part receives no rows for this need. A part may
    have several needs, such as a first one for one row and a later one for all of its text.
    """

    part: str
    min_rows: int
    max_rows: int


def divide(needs: Iterable[Need], height: int) -> dict[str, int]:
    """Distribute `height` rows to the parts of a screen, and return the rows of each part.

    The most important needs come first. A later need never takes a row from an earlier one.
    """
    rows: dict[str, int] = {}
    left = max(0, height)
    for need in needs:
        before = rows.setdefault(need.part, 0)
        after = min(need.max_rows, before + left)
        if after > before and after >= need.min_rows:
            rows[need.part] = after
            left -= after - before
    return rows


T = TypeVar("T")


class Memo(Generic[T]):
    """A cache of one value, which is computed again only if the inputs differ."""

    def __init__(self) -> None:
        self._entry: tuple[object, T] | None = None

    def get(self, known: object, make: Callable[[], T]) -> T:
        """Return the cached value.

        If `known` differs from the last call, call `make` and cache its result.
        """
        if self._entry is None or self._entry[0] != known:
            self._entry = known, make()
        return self._entry[1]
