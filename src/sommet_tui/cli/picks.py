"""The bookmarks as a page: in time order, with conflicts, free gaps, and what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sommet_tui.cli.layout import filled
from sommet_tui.cli.rows import gap_row, legend, own_times, session_row
from sommet_tui.cli.view import View
from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import gaps
from sommet_tui.wording.sentences import next_bookmark
from sommet_tui.wording.times import date_text


def picks_page(view: View) -> list[str]:
    """Every bookmark; where there is none, how to make one."""
    words = view.words
    if not view.snapshot.picks:
        return [
            words.say("No bookmarks yet."),
            words.say("Add one with: {command}", command=_example(view)),
        ]
    sessions = [pick.session for pick in view.snapshot.picks if pick.session]
    lines = view.remarks()
    for day, of_day in groupby(sessions, key=lambda session: session.day):
        lines += [date_text(day, words, year=True), *_day(view, list(of_day)), ""]
    lines += _gone(view)
    upcoming = view.snapshot.next_pick(view.now)
    if upcoming:
        lines += filled(next_bookmark(upcoming, view.now, view.zones, words))
    return [*lines, *own_times(view, sessions), *(legend(words) if sessions else [])]


def _day(view: View, sessions: Sequence[Session]) -> list[str]:
    upcoming = view.snapshot.next_pick(view.now)
    coming = frozenset({upcoming.id} if upcoming else ())
    rows = [(s.start, session_row(view, s, coming)) for s in sessions]
    free = gaps(s for s in sessions if not s.cancelled)
    rows += [(gap.start, gap_row(view, gap, view.words.say("free"))) for gap in free]
    return [line for _, lines in sorted(rows, key=lambda row: row[0]) for line in lines]


def _gone(view: View) -> list[str]:
    gone: list[Pick] = [pick for pick in view.snapshot.picks if pick.session is None]
    if not gone:
        return []
    lines = [view.words.say("No longer in the programme:")]
    for pick in gone:
        lines += filled(f"{pick.bookmark.title} [{pick.bookmark.session}]", "    ", first="  ")
    return [*lines, ""]


def _example(view: View) -> str:
    first = view.snapshot.timeline.first or view.programme.sessions[0]
    return f"sommet-tui bookmark add {first.id}"
