"""Formats sessions and gaps as rows of a list, and explains the signs in the rows."""

from __future__ import annotations

from itertools import groupby

from sommet_tui.domain.timeline import Gap
from sommet_tui.wording import expected_times, marks, session_texts, times
from sommet_tui.wording.layout import fill, lines_beside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.programme import Session
    from sommet_tui.pages.agenda import SessionFacts
    from sommet_tui.wording.words import View, Words


def legend(words: Words, snapshot: Snapshot, sessions: Collection[Session]) -> list[str]:
    """Return a legend that explains the signs in the rows of these sessions.

    It also explains the ids, unless all rows are breaks or own events.
    """
    among = {marks.STATUS["done"], marks.STATUS["running"], marks.NEXT}
    if any(s.cancelled for s in snapshot.programme.sessions):
        among.add(marks.STATUS["cancelled"])
    among |= marks.own_symbols(snapshot, sessions)
    lines = ["   ".join(marks.legend(words, among))]
    if any(not s.is_break and not snapshot.mine.is_own_event(s.id) for s in sessions):
        lines += fill(
            words.say("[…] is the session’s id, for use in “show ID” or “bookmark add ID”.")
        )
    return lines


def own_time_remarks(view: View, sessions: Iterable[Session]) -> list[str]:
    """Return an explanation of times in brackets, if the rows of these sessions have any."""
    if not any(view.zones.viewer_local(session.start) for session in sessions):
        return []
    return fill(view.words.say("Times in brackets, such as (00:00), are your local time."))


def session_row(view: View, facts: SessionFacts) -> list[str]:
    """Return the row of a session, and its details on the lines below."""
    session = facts.session
    signs = "".join(sign for _, sign in facts.signs)
    first = f"{facts.sign}{signs} {times_text(view, session.start, session.end)}  "
    if session.is_break:
        name = expected_times.break_with_length(facts.title, session, view)
        date = _date_after_midnight(view, session)
        remarks = facts.planned, facts.late, date, facts.place, facts.off, facts.moved
        return lines_beside(first, session_texts.join([name, *remarks]))
    details = (
        session_texts.participants_line(session),
        _details(view, facts),
        _clash_words(view, session),
    )
    return lines_beside(first, f"{facts.title} [{session.id}]", *details)


def gap_row(
    view: View, gap: Gap, text: Callable[[Gap, View], str] = session_texts.gap_words
) -> list[str]:
    signs = "".join(sign for _, sign in marks.session_symbols(view.snapshot, "", over=False))
    return lines_beside(f" {signs} {times_text(view, gap.start, gap.end)}  ", text(gap, view))


def rows_by_day(
    view: View,
    sessions: Iterable[Session],
    rows: Callable[[Sequence[Session]], Iterable[str]],
) -> list[str]:
    """Return the rows of the sessions, grouped by day. `rows` makes the rows of one day.

    Each day begins with its date, and ends with "".
    """
    lines = []
    in_order = sorted(sessions, key=lambda session: session.day)
    for day, of_day in groupby(in_order, key=lambda session: session.day):
        lines += [times.date_heading(day, view.words), *rows(list(of_day)), ""]
    return lines


def day_rows(
    view: View,
    entries: Iterable[Session | Gap],
    coming: frozenset[str],
    gap_text: Callable[[Gap, View], str] = session_texts.gap_words,
) -> list[str]:
    """Return the rows of one day. `coming` has the ids of the next sessions."""
    from sommet_tui.pages.agenda import session_facts

    lines = []
    rooms = view.snapshot.shows_several_rooms
    for entry in entries:
        if isinstance(entry, Gap):
            lines += gap_row(view, entry, gap_text)
        else:
            lines += session_row(view, session_facts(entry, view, coming, rooms=rooms))
    return lines


def notice_rows(view: View, notices: Iterable[Message]) -> list[str]:
    """Return the rows of the messages, one message below the other."""
    lines = []
    for notice in notices:
        text = expected_times.notice_text(notice, view.programme, view.words)
        lines += lines_beside(f"{view.words.say('Notice:')} ", text)
    return lines


def times_text(view: View, start: datetime, end: datetime) -> str:
    """Return start and end, followed by the user's local times in brackets if they differ."""
    own = view.zones.viewer_local(start)
    shown = times.column_span(start, end, view.zones)
    return f"{shown} ({own:%H:%M})" if own else shown


def _date_after_midnight(view: View, session: Session) -> str | None:
    """Return the date on which a session begins, if it is not that of its day."""
    local = view.zones.local(session.start).date()
    return times.date_text(local, view.words) if local != session.day else None


def _details(view: View, facts: SessionFacts) -> str:
    words, session = view.words, facts.session
    return session_texts.join(
        [
            facts.planned,
            facts.late,
            _date_after_midnight(view, session),
            facts.place,
            facts.languages,
            facts.track,
            *session_texts.badges(session, view),
            facts.off,
            facts.moved,
            None if facts.left is None else expected_times.time_left_words(facts.left, words),
            facts.paused,
        ]
    )


def _clash_words(view: View, session: Session) -> str | None:
    if session.id not in view.snapshot.clashes:
        return None
    return session_texts.clash_words(session.id, view, session_texts.WHOLE_NAME)
