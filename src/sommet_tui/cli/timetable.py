"""The timetable as text: rooms are rows, and time runs to the right.

A day that is too wide for one picture continues in further pictures below.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

from sommet_tui.cli import output
from sommet_tui.domain.values import replace
from sommet_tui.pages.timetable import (
    FIVE,
    QUARTER,
    WHOLE_DAY,
    Axis,
    Line,
    Picture,
    RoomDay,
    extent,
    hours_line,
    row_lines,
    scale_for,
    scales,
    stack_blocks,
    timetable_rows,
    window,
)
from sommet_tui.wording import layout, session_texts, times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sommet_tui.cli.context import Context
    from sommet_tui.domain.filters import Facets
    from sommet_tui.domain.programme import Session

_LANDSCAPE = 120
"""The width in columns of a landscape page, and of a timetable without a terminal."""
_NARROWEST = 60
_WIDE = 100
"""In at least this many columns, an hour gets more cells."""
_NAMES, _TIMES = 12, 7
"""The number of columns before the time axis: for names of rooms, and for times."""
_ROOMS = 36
"""The maximum number of rooms on a page."""
_LINES = 24
"""The number of lines that all rooms of a page share. A room gets one to four of them."""


def timetable_lines(
    context: Context, sessions: Collection[Session], facets: Facets | None, *, paper: bool
) -> Iterator[str]:
    """Yield the lines of the timetable of each day.

    If `paper`, the timetable is divided into pages, and the current time is not marked.
    """
    width = _LANDSCAPE if paper else max(_NARROWEST, output.stream_width() or _LANDSCAPE)
    programme, ids = context.programme, {session.id for session in sessions}
    chosen, first = context.snapshot.room, True
    rooms = {chosen} if chosen else (facets.rooms if facets else None) or None
    for day in sorted({session.day for session in sessions}):
        rows, view = timetable_rows(context.view, rooms, day), context.view
        if not rows:
            continue
        if paper:
            view = replace(view, now=min(s.start for s in sessions) - timedelta(days=1))
        steps = rows[0].step
        before = _TIMES if steps else _NAMES
        short = layout.short_names(programme.room_names.values(), before - 1)
        axis = _first_window(rows, width - 1 - before, FIVE / (3 if width >= _WIDE else 2))
        plain = not output.encodes_all_characters()
        picture = Picture(view, axis, day, before, ids, short, plain=plain, bare=True)
        title = f"{programme.title} · {times.date_text(day, context.words, year=True)}"
        pages = [rows[n : n + _ROOMS] for n in range(0, len(rows), _ROOMS)] if paper else [rows]
        for number, page in enumerate(pages, 1):
            place = context.words.say("page {n} of {total}", n=number, total=len(pages))
            if not first:
                yield ""
            first = False
            yield f"{title} · {place}" if len(pages) > 1 else title
            yield from _windows(page, extent(rows)[1], picture)


def _first_window(rows: Sequence[RoomDay], columns: int, usual: timedelta) -> Axis:
    whole = extent(rows)
    possible = scales(whole, columns)
    step = scale_for(WHOLE_DAY if rows[0].step else usual, possible)
    if step != possible[0]:
        columns -= columns % (QUARTER // step)  # the next window begins where this window ends
    return window(whole[0], whole, step, columns, 0)


def _windows(rows: Sequence[RoomDay], end: timedelta, picture: Picture) -> Iterator[str]:
    """Yield the pictures of a day from the first to the last.

    Each picture shows a window of time, with the rooms that have sessions in it.
    """
    height, words, axis = (
        1 if rows[0].step else max(1, min(4, _LINES // len(rows))),
        picture.view.words,
        picture.axis,
    )
    while axis.start < end:
        part = replace(picture, axis=axis)
        held = [
            (n, row)
            for n, row in enumerate(rows)
            if row.step or any(map(axis.block_cells, row.sessions or row.blocks))
        ]
        if held and axis is not picture.axis:
            yield ""
        if held:
            yield _line_text(hours_line(part))
        for number, row in held:
            yield from map(
                _line_text, row_lines(row, number % 2, height if row.sessions else 1, part)
            )
            bare = [b for b in row.sessions if len(axis.block_cells(b)) == 1 and not row.step]
            for block in dict.fromkeys(chain(bare, *stack_blocks(row, axis)[1].values())):
                session = block.session
                time = times.column_span(session.start, session.end, picture.view.zones)
                also = words.say(
                    "also in this room: {name}", name=f"{time} {session_texts.headline(session)}"
                )
                if session.id in picture.shown:
                    yield " " * picture.before + layout.cut(also, axis.width)
        axis = replace(axis, start=axis.end)


def _line_text(line: Line) -> str:
    return "".join(piece.text for piece in line).rstrip()
