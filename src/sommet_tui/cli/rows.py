"""Rows of lists: a session or a gap beside its times, with signs that a legend explains."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.cli.layout import cells, filled
from sommet_tui.wording.sentences import clash, gap_name, headline, held_in, listed, names
from sommet_tui.wording.times import date_text, duration, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sommet_tui.cli.view import View
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.timeline import Gap
    from sommet_tui.wording.words import Words

NOTHING = timedelta(0)

SIGNS: Mapping[str, str] = MappingProxyType(
    {"done": "✓", "running": "▶", "next": "›", "starred": "★", "clash": "!"}
)


def legend(words: Words) -> list[str]:
    """What the signs mean."""
    meanings = {
        "done": words.say("over"),
        "running": words.say("on now"),
        "next": words.say("next"),
        "starred": words.say("bookmarked"),
        "clash": words.say("conflict"),
    }
    told = "   ".join(f"{SIGNS[key]} {meaning}" for key, meaning in meanings.items())
    return [told, words.say("[…] is the id, for show and for bookmark add.")]


def own_times(view: View, sessions: Iterable[Session]) -> list[str]:
    """What the times in brackets are, where there are any."""
    if not any(view.zones.viewers(session.start) for session in sessions):
        return []
    return [view.words.say("(00:00) is the time where you are.")]


def session_row(view: View, session: Session, coming: frozenset[str]) -> list[str]:
    """A session as a row and its details below; `coming` are the ids of those next."""
    snapshot = view.snapshot
    stands = "next" if session.id in coming else snapshot.status(session, view.now)
    first = "".join(
        (
            SIGNS.get(stands, " "),
            SIGNS["clash"] if session.id in snapshot.conflicting else " ",
            SIGNS["starred"] if session.id in snapshot.starred else " ",
            f" {times(view, session.start, session.end)}  ",
        )
    )
    indent = " " * cells(first)
    title = headline(session)
    if session.is_break:
        return filled(f"{title}, {duration(session.duration, view.words)}", indent, first)
    lines = filled(f"{title} [{session.id}]", indent, first)
    for detail in (names(session), _details(view, session), _clash(view, session)):
        lines += filled(detail, indent) if detail else []
    return lines


def gap_row(view: View, gap: Gap, name: str | None = None) -> list[str]:
    """A stretch with nothing planned, called `name` unless it is a pause."""
    name = name or gap_name(view.programme, gap, view.words)
    first = f"    {times(view, gap.start, gap.end)}  "
    return filled(f"{name}, {duration(gap.duration, view.words)}", " " * cells(first), first)


def times(view: View, start: datetime, end: datetime) -> str:
    """From when to when, and in brackets the viewer's own time of the start where it differs."""
    own = view.zones.viewers(start)
    shown = span(start, end, view.zones)
    return f"{shown} ({own:%H:%M})" if own else shown


def _details(view: View, session: Session) -> str:
    words, snapshot = view.words, view.snapshot
    local = view.zones.local(session.start).date()
    left = snapshot.remaining(session, view.now)
    skipped = snapshot.status(session, view.now) == "skipped"
    return listed(
        [
            planned(view, session),
            date_text(local, words) if local != session.day else None,
            held_in(view.programme, session, view.words) if view.snapshot.room is None else None,
            view.programme.track_names.get(session.track or ""),
            words.say("cancelled") if session.cancelled else None,
            words.say("skipped") if skipped else None,
            words.say("moved") if session.state == "moved" else None,
            _left(view, left) if left is not None else None,
        ]
    )


def planned(view: View, session: Session) -> str | None:
    """The planned times in words where others are told; what is over is let be."""
    times = view.snapshot.times(session, view.now)
    if times is None or times.status == "done":
        return None
    from sommet_tui.wording.live import planned_words

    return planned_words(session, times, view.zones, view.words)


def _left(view: View, left: timedelta) -> str:
    if left >= NOTHING:
        return view.words.say("{time} left", time=duration(left, view.words))
    from sommet_tui.wording.live import left_words

    return left_words(left, view.words)


def _clash(view: View, session: Session) -> str | None:
    if session.id not in view.snapshot.conflicting:
        return None
    pick = next(p for p in view.snapshot.picks if p.bookmark.session == session.id)
    return clash(pick, view.programme, view.words)
