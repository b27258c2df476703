"""The timetable in print: rooms as rows, one window of time below the other."""

from __future__ import annotations

from datetime import timedelta
from itertools import zip_longest

from sommet_tui.cli import output
from sommet_tui.domain.timetable import (
    FIVE,
    QUARTER,
    WHOLE_DAY,
    Axis,
    extent,
    step_for,
    steps,
    window,
)
from sommet_tui.domain.values import replace
from sommet_tui.pages.timetable import (
    Picture,
    hours_line,
    room_lines,
    rooms_of,
    stair_lines,
    steps_of,
)
from sommet_tui.wording.layout import cells, cut, short_names, wrap
from sommet_tui.wording.times import column_time, date_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sommet_tui.cli.context import Context
    from sommet_tui.domain.facets import Facets
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.timetable import RoomDay
    from sommet_tui.pages.timetable import Line

_LANDSCAPE = 120
"""The columns of a landscape page, and of a timetable that is not shown on a terminal."""
_NARROWEST = 60
_WIDE = 100
"""From this width on, an hour has more cells."""
_NAMES, _TIMES = 12, 7
"""The columns before the axis, with names of rooms or times."""
_ROOMS = 36
"""How many rooms a page has."""
_LINES = 24
"""Few rooms share this many lines, at most four each."""


def timetable_lines(
    context: Context, sessions: Collection[Session], facets: Facets | None, *, paper: bool
) -> Iterator[str]:
    """Yield the timetable of each day; on `paper`, in pages and without the present."""
    width = _LANDSCAPE if paper else max(_NARROWEST, output.width() or _LANDSCAPE)
    view, ids = context.view, {session.id for session in sessions}
    chosen = context.snapshot.room
    rooms = {chosen} if chosen else (facets.rooms if facets else None) or None
    first = True
    for day in sorted({session.day for session in sessions}):
        rows = [row for row in rooms_of(view, rooms) if row.day == day]
        if not rows:
            continue
        if paper:
            view = replace(view, now=extent(rows)[0] - timedelta(days=1))
        title = f"{context.programme.title} · {date_text(day, context.words, year=True)}"
        pages = [rows[n : n + _ROOMS] for n in range(0, len(rows), _ROOMS)] if paper else [rows]
        for number, page in enumerate(pages, 1):
            if not first:
                yield ""
            first = False
            place = context.words.say("page {n} of {total}", n=number, total=len(pages))
            yield f"{title} · {place}" if len(pages) > 1 else title
            plain = not output.is_universal()
            picture = Picture(view, _axis(rows, width), ids, plain=plain, bare=True)
            if len(rows) == 1:
                yield from _stairs(rows[0], picture)
            else:
                yield from _windows(page, rows, picture)


def _axis(rows: Sequence[RoomDay], width: int) -> Axis:
    """Return the first window of a day."""
    whole, narrow = extent(rows), len(rows) == 1
    columns = width - 1 - (_TIMES if narrow else _NAMES)
    usual = WHOLE_DAY if narrow else FIVE / (3 if width >= _WIDE else 2)
    step = step_for(usual, steps(whole, columns))
    if step <= FIVE:
        columns -= columns % (QUARTER // step)  # so that the next window begins where this one ends
    return window(whole[0], whole, step, columns, 0)


def _windows(page: Sequence[RoomDay], rows: Sequence[RoomDay], picture: Picture) -> Iterator[str]:
    """Yield the rooms of a page in one window after the other, until the end of the day."""
    names = picture.view.programme.room_names
    short = short_names(names.values(), _NAMES - 1)
    height, whole, axis = max(1, min(4, _LINES // len(page))), extent(rows), picture.axis
    while True:
        part = replace(picture, axis=axis)
        yield _beside("", hours_line(part))
        for number, row in enumerate(page):
            if not any(axis.cells(block) for block in row.sessions):
                continue
            name = names.get(row.room or "", picture.view.words.say("elsewhere"))
            below = (
                list(wrap(short.get(name, name), _NAMES - 1))
                if height > 1
                else [short.get(name, name)]
            )
            for label, line in zip_longest(
                below[:height], room_lines(row, number % 2, height, part)
            ):
                yield _beside(label or "", line)
        if axis.end >= whole[1]:
            return
        yield ""
        axis = axis.starting(axis.end)


def _stairs(row: RoomDay, picture: Picture) -> Iterator[str]:
    """Yield a line for each session and break of a room, with its title beside it."""
    yield _beside("", hours_line(picture), _TIMES)
    for step in steps_of(picture.view, row):
        (line,) = stair_lines(step, 1, picture)
        yield _beside(column_time(step.start, picture.view.zones), line, _TIMES)


def _beside(label: str, line: Line, width: int = _NAMES) -> str:
    label = cut(label, width - 1)
    return f"{label}{' ' * (width - cells(label))}{''.join(p.text for p in line)}".rstrip()
