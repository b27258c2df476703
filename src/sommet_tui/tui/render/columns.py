"""The grid of lists, and columns of names in which no two names are shortened to the same text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from sommet_tui.domain.text import ELLIPSIS
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    fit,
    fit_row,
    indent,
    pad,
    row,
    spread,
    width_of,
)
from sommet_tui.wording.layout import short_names

_EMPTY = Span("")


class Cells(NamedTuple):
    """What a row of a list says in each column of its grid.

    The `remark` changes the meaning of the row: it is never cut, and ends the title.
    """

    title: Row
    time: Span = _EMPTY
    sign: Span = _EMPTY
    aside: Span = _EMPTY
    room: Span = _EMPTY
    remark: Span = _EMPTY
    number: Span = _EMPTY
    mark: Row = BLANK


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a list of this width, in cells; it lacks those of no width.

    From left to right: the cursor, the time, a sign, the title, which has what the others leave,
    something beside it, the room, a number, and marks. With `room_first`, the room is before the
    title.
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
        """The cells before the title."""
        room = self.room + 2 if self.room and self.room_first else 0
        return 1 + (self.time + 2 if self.time else 0) + (self.sign + 1 if self.sign else 0) + room

    @property
    def title(self) -> int:
        """The cells of the title."""
        room = 0 if self.room_first else self.room
        beside = sum(size + 2 for size in (self.aside, room) if size)
        number = self.number + 1 if self.number else 0
        return max(0, self.width - self.title_at - beside - number - self.margin)

    @property
    def margin(self) -> int:
        """The cells after the number."""
        return self.mark + 1

    def row(self, cells: Cells) -> Row:
        """Return a row of the list."""
        parts = [Span(" ")]
        if self.time:
            parts.append(Span(f"{pad(cells.time.text, self.time)}  ", cells.time.style))
        if self.sign:
            parts.append(Span(f"{pad(cells.sign.text, self.sign)} ", cells.sign.style))
        columns = [(self.aside, cells.aside), (self.room, cells.room)]
        if self.room_first and self.room:
            size, room = columns.pop()
            parts.append(Span(f"{pad(room.text, size)}  ", room.style))
        parts += spread(cells.title, row(cells.remark), self.title)
        parts.append(Span(" " * (self.title_at + self.title - width_of(parts))))
        parts += [Span(f" {pad(cell.text, size)} ", cell.style) for size, cell in columns if size]
        if self.number:
            number = fit(cells.number.text, self.number)
            space = " " * (1 + self.number - cell_len(number))
            parts.append(Span(f"{space}{number}", cells.number.style))
        parts.append(Span(" " * (self.mark - width_of(cells.mark))))
        return row(*parts, *cells.mark)

    def heading(self, text: Row, number: Span = _EMPTY) -> Row:
        """Return a heading, with what the numbers below it are."""
        return spread(row(" ", *text), row(number, " " * self.margin), self.width)

    def continuation_row(self, text: Row) -> Row:
        """Return a row that goes on below a title."""
        return fit_row(indent(text, self.title_at), self.width - 1)


@lru_cache(maxsize=16)
def column_width(names: tuple[str, ...], most: int) -> int:
    """Return the number of cells that the longest name needs, at most `most`.

    If that is too few, names are shown without the brackets at their end.
    """
    longest = max(map(cell_len, short_names(names, most).values()), default=0)
    return max(1, min(most, longest))


@lru_cache(maxsize=16)
def distinct_names(names: tuple[str, ...], width: int) -> Mapping[str, str]:
    """Return each name in at most `width` cells; if one does not fit, all get a short form.

    Names that would still look the same are cut in the middle.
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
    same = sum(
        1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*group, strict=False))
    )
    start = name.rfind(" ", 0, same) + 1  # the first word in which they differ
    end = fit(name[start:], width - width // 3 - 1)
    head = set_cell_size(name[:start], width - 1 - cell_len(end)).rstrip()
    return f"{head}{ELLIPSIS}{end}"
