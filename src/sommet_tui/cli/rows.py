"""Rows of lists: a session or a gap beside its times, with signs that a legend explains."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.domain.timeline import Gap
from sommet_tui.wording import marks
from sommet_tui.wording.layout import beside
from sommet_tui.wording.live import delay_words, left_words, notice_text, planned_words
from sommet_tui.wording.sentences import (
    WHOLE_NAME,
    badges,
    clash_of,
    gap_name,
    headline,
    held_in,
    language_codes,
    listed,
    names,
    off_word,
)
from sommet_tui.wording.times import date_text, duration, span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sommet_tui.cli.context import Context
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.programme import Session
    from sommet_tui.wording.words import Words

NOTHING = timedelta(0)

SIGNS: Mapping[str, str] = MappingProxyType({**marks.STATUS, "next": marks.NEXT})


def legend(
    words: Words, snapshot: Snapshot | None = None, sessions: Iterable[Session] = ()
) -> list[str]:
    """What the signs mean; also those of own events and friends, where `snapshot` has any.

    It explains the ids if one of the listed `sessions` is in the programme, and no break.
    """
    meanings = {
        SIGNS["done"]: words.say("over"),
        SIGNS["running"]: words.say("on now"),
        marks.NEXT: words.say("next"),
        marks.STAR: words.say("bookmarked"),
        marks.MAYBE: words.say("maybe"),
        marks.CLASH: words.say("clash"),
    }
    shown = [f"{sign} {meaning}" for sign, meaning in meanings.items()]
    if snapshot is not None and any(s.cancelled for s in snapshot.programme.sessions):
        shown.append(f"{SIGNS['cancelled']} {words.say('cancelled')}")
    if snapshot is not None and snapshot.own_events:
        shown.append(f"{marks.OWN} {words.say('own event')}")
    if snapshot is not None and snapshot.friends:
        shown.append(f"{marks.BOTH} {words.say('you and a friend')}")
        shown.append(f"{marks.THEIRS} {words.say('a friend')}")
    lines = ["   ".join(shown)]
    if any(not s.is_break and not (snapshot and snapshot.is_own(s.id)) for s in sessions):
        lines.append(
            words.say("[…] is the session’s id, for use in “show ID” or “bookmark add ID”.")
        )
    return lines


def own_times(context: Context, sessions: Iterable[Session]) -> list[str]:
    """Return a remark on the times in brackets, if there are any."""
    if not any(context.zones.viewers(session.start) for session in sessions):
        return []
    return [context.words.say("Times in brackets, such as (00:00), are your local time.")]


def session_row(context: Context, session: Session, coming: frozenset[str]) -> list[str]:
    """A session as a row and its details below; `coming` are the ids of those next."""
    snapshot = context.snapshot
    status = "next" if session.id in coming else snapshot.status(session, context.now)
    signs = "".join(sign for _, sign in marks.signs(snapshot, session.id, over=status == "done"))
    first = f"{SIGNS[status]}{signs} {times(context, session.start, session.end)}  "
    title = headline(session)
    if session.is_break:
        return beside(first, f"{title}, {duration(session.duration, context.words)}")
    details = (names(session), _details(context, session), _clash(context, session))
    return beside(first, f"{title} [{session.id}]", *details)


def gap_row(context: Context, gap: Gap, name: str | None = None) -> list[str]:
    """A stretch with nothing planned, called `name` unless it is a pause."""
    name = name or gap_name(context.programme, gap, context.words)
    signs = "".join(sign for _, sign in marks.signs(context.snapshot, "", over=False))
    first = f" {signs} {times(context, gap.start, gap.end)}  "
    return beside(first, f"{name}, {duration(gap.duration, context.words)}")


def by_day(
    context: Context,
    sessions: Iterable[Session],
    rows: Callable[[Sequence[Session]], Iterable[str]],
) -> list[str]:
    """Return the rows of each day's sessions below its date, with "" after each day."""
    lines = []
    in_order = sorted(sessions, key=lambda session: session.day)
    for day, of_day in groupby(in_order, key=lambda session: session.day):
        lines += [date_text(day, context.words, year=True), *rows(list(of_day)), ""]
    return lines


def day_rows(
    context: Context,
    entries: Iterable[Session | Gap],
    coming: frozenset[str],
    name: str | None = None,
) -> list[str]:
    """The sessions of a day and what lies between them, which is called `name`."""
    lines = []
    for entry in entries:
        if isinstance(entry, Gap):
            lines += gap_row(context, entry, name)
        else:
            lines += session_row(context, entry, coming)
    return lines


def notice_rows(context: Context, found: Iterable[Message]) -> list[str]:
    """Those that the shown rooms are to know, one below the other."""
    from sommet_tui.domain.messages import about

    lines = []
    for notice in about(found, context.snapshot.room):
        text = notice_text(notice, context.programme, context.words)
        lines += beside(f"{context.words.say('Notice:')} ", text)
    return lines


def times(context: Context, start: datetime, end: datetime) -> str:
    """Return start and end, and the user's local time in brackets if it differs."""
    own = context.zones.viewers(start)
    shown = span(start, end, context.zones)
    return f"{shown} ({own:%H:%M})" if own else shown


def _details(context: Context, session: Session) -> str:
    words, snapshot = context.words, context.snapshot
    local = context.zones.local(session.start).date()
    left = snapshot.remaining(session, context.now)
    return listed(
        [
            planned(context, session),
            delay_words(session, context.view),
            date_text(local, words) if local != session.day else None,
            held_in(session, context.view) if context.snapshot.room is None else None,
            session.subtitle if snapshot.is_own(session.id) else None,
            language_codes(context.programme, session) or None,
            context.programme.track_names.get(session.track or ""),
            *badges(session, context.view),
            off_word(session, context.view),
            words.say("moved") if session.state == "moved" else None,
            left_words(left, words) if left is not None else None,
            words.say("paused") if context.view.paused(session) else None,
        ]
    )


def planned(context: Context, session: Session) -> str | None:
    """Return the planned times in words if others are announced, or that it was added.

    Past sessions have no remark.
    """
    times = context.view.times(session)
    if (times is None or times.status == "done") and not session.added:
        return None
    return planned_words(session, context.view)


def _clash(context: Context, session: Session) -> str | None:
    if session.id not in context.snapshot.clashes:
        return None
    return clash_of(session.id, context.view, WHOLE_NAME)
