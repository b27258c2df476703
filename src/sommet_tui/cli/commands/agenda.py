"""`agenda`: every session by day."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.layout import filled
from sommet_tui.cli.request import misused, no_words
from sommet_tui.cli.rows import gap_row, legend, own_times, session_row
from sommet_tui.cli.view import open_view
from sommet_tui.companion.json.programme import agenda_view, shown_sessions
from sommet_tui.wording.sentences import listed, room_name
from sommet_tui.wording.times import date_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.cli.menu import Menu
    from sommet_tui.cli.request import Request
    from sommet_tui.cli.view import View
    from sommet_tui.domain.programme import Session
    from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    from sommet_tui.cli.menu import Option

    printed = words.say("a sheet to print: 80 columns, no signs, no ids")
    menu.add(
        "agenda", words.say("every session, by day"), run, options=[Option("--sheet", printed)]
    )


def run(request: Request) -> int:
    """Print every session and break, day by day."""
    no_words(request)
    if request.sheet and request.as_json:
        words = request.words()
        raise misused(words.say("--sheet and --json do not go together."), words)
    view = open_view(request)
    view.tell_troubles()
    if request.as_json:
        output.tell_json(agenda_view(view.snapshot, view.now))
    elif request.sheet:
        from sommet_tui.cli.sheet import sheet

        output.tell(sheet(view))
    else:
        output.tell(_page(view))
    return OK


def _page(view: View) -> list[str]:
    sessions = shown_sessions(view.snapshot)
    room = room_name(view.programme, view.snapshot.room)
    lines = [*view.remarks(), *filled(listed([view.programme.title, room])), ""]
    coming = _coming(view, sessions)
    by_day = sorted(sessions, key=lambda session: session.day)
    for day, of_day in groupby(by_day, key=lambda session: session.day):
        lines += [date_text(day, view.words, year=True), *_day(view, list(of_day), coming), ""]
    return [*lines, *own_times(view, sessions), *legend(view.words)]


def _day(view: View, sessions: Sequence[Session], coming: frozenset[str]) -> list[str]:
    rows = [(s.start, session_row(view, s, coming)) for s in sessions]
    # Breaks are rows of their own; a pause is where the programme says nothing at all.
    planned = [s for s in sessions if not s.cancelled]
    rows += [(gap.start, gap_row(view, gap)) for gap in view.snapshot.gaps(planned)]
    return [line for _, lines in sorted(rows, key=lambda row: row[0]) for line in lines]


def _coming(view: View, sessions: Sequence[Session]) -> frozenset[str]:
    """Those that start next, all of them where several rooms start at once."""
    stands = view.snapshot.status
    ahead = [s for s in sessions if not s.is_break and stands(s, view.now) == "upcoming"]
    first = min((s.start for s in ahead), default=None)
    return frozenset(s.id for s in ahead if s.start == first)
