"""The day on paper: what, when, where and with whom, in 80 columns and without ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sommet_tui.cli.layout import WIDTH, block, cells, filled
from sommet_tui.cli.view import View
from sommet_tui.companion.json.programme import shown_sessions
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Gap
from sommet_tui.wording.sentences import (
    gap_name,
    headline,
    held_in,
    listed,
    names,
    place,
    room_name,
)
from sommet_tui.wording.times import date_text, duration, span


def sheet(view: View) -> list[str]:
    """Every session and pause, day by day; no line is wider than the page."""
    programme = view.programme
    room = room_name(programme, view.snapshot.room)
    lines = block([programme.title, programme.subtitle, listed([place(programme), room])])
    if view.request.tz not in (None, "event"):
        lines += [line for line in view.remarks() if line]
    by_day = sorted(shown_sessions(view.snapshot), key=lambda session: session.day)
    for day, of_day in groupby(by_day, key=lambda session: session.day):
        title = date_text(day, view.words, year=True)
        lines += ["", title, "─" * min(WIDTH, cells(title)), *_day(view, list(of_day))]
    return [part for line in lines for part in _cut(line)]


def _day(view: View, sessions: Sequence[Session]) -> list[str]:
    rows = [(s.start, _row(view, s, _about(view, s))) for s in sessions]
    planned = [s for s in sessions if not s.cancelled]
    rows += [(gap.start, _row(view, gap, [])) for gap in view.snapshot.gaps(planned)]
    return [line for _, lines in sorted(rows, key=lambda row: row[0]) for line in lines]


def _row(view: View, entry: Session | Gap, about: list[str]) -> list[str]:
    first = f"{span(entry.start, entry.end, view.zones)}  "
    indent = " " * cells(first)
    if isinstance(entry, Session) and not entry.is_break:
        lines = filled(_titled(view, entry), indent, first)
    else:
        name = (
            entry.title
            if isinstance(entry, Session)
            else gap_name(view.programme, entry, view.words)
        )
        lines = filled(f"{name}, {duration(entry.duration, view.words)}", indent, first)
    return [*lines, *block(about, indent)]


def _titled(view: View, session: Session) -> str:
    said = view.words.say("cancelled") if session.cancelled else None
    return listed([headline(session), said])


def _about(view: View, session: Session) -> list[str]:
    """Where and with whom; the room only where there are several."""
    several = view.snapshot.room is None and len(view.programme.rooms) > 1
    room = held_in(view.programme, session, view.words) if several else None
    return [text for text in (room, session.subtitle, names(session)) if text]


def _cut(line: str) -> Iterator[str]:
    """A line in pieces as wide as the page: a word too long for it goes on below."""
    while cells(line) > WIDTH:
        end = next(n for n in range(len(line), 0, -1) if cells(line[:n]) <= WIDTH)
        yield line[:end]
        line = line[end:]
    yield line
