"""Sentences for attendees about a day that does not run as planned."""

from __future__ import annotations

from datetime import datetime, timedelta

from sommet_tui.domain import instants
from sommet_tui.wording.session_texts import (
    alert_word,
    differs_noticeably,
    expected_words,
    join,
    offset_words,
    short_name,
)
from sommet_tui.wording.times import (
    column_time,
    duration,
    late_text,
    late_word,
    time_left_in_minutes,
    time_left_in_seconds,
    until_words,
)
from sommet_tui.wording.words import NBSP, View, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.timeline import Alert


def planned_times(session: Session, view: View) -> tuple[str, str]:
    """Return the planned start and the planned end of a session.

    A time is "" if it equals the announced time. Both are "" if the item was inserted.
    """
    times, zones = view.times(session), view.zones
    if times is None or session.added:
        return "", ""
    start, end = (column_time(moment, zones) for moment in times.planned)
    return (
        start if start != column_time(session.start, zones) else "",
        end if end != column_time(session.end, zones) else "",
    )


def planned_times_text(session: Session, view: View) -> str | None:
    """Return the planned times, such as "planned 12:10 – 12:35".

    `session` has the announced times; return None if the planned times are the same. For an
    inserted item, return "added".
    """
    if session.added:
        return view.words.say("added")
    start, end = planned_times(session, view)
    if end and not start:
        return view.words.say("planned until {time}", time=end)
    times = f"{start} – {end}" if end else start
    return view.words.say("planned {time}", time=times) if times else None


def start_words(session: Session, view: View) -> list[str]:
    """Return how soon an upcoming session starts.

    If the session is late or expected at another time, the time left is that until the expected
    start, and the announced start comes last.
    """
    expected = view.expected_start(session)
    if session.start <= view.now:
        return [
            late_text(session.start, expected, view, in_column=True),
            _announced_text(session, view),
        ]
    other = expected_words(session, view)
    soon = until_words(session.start, view, expected)
    return [soon] if other is None else [other, soon, _announced_text(session, view)]


def delay_words(session: Session, view: View, *, brief: bool = False) -> str | None:
    """Return a remark for lists if a session is due, late, or expected at another time.

    Every early start gets a remark, because people would miss it; a delay gets one from 5 minutes
    on. If `brief`, the remark about a future time is only "→ 11:33".
    """
    if view.status(session) != "upcoming" or not expected_length(session, view):
        return None
    expected, remark = view.expected_start(session), None
    late = session.start <= view.now
    if late:
        remark = late_text(session.start, expected, view, in_column=True)
    elif not timedelta(0) <= instants.drift(expected or session.start, session.start) < _NEWS:
        remark = expected_words(session, view)
    if not brief or remark is None:
        return remark
    if expected is not None and expected > view.now and differs_noticeably(expected, session.start):
        return f"→{NBSP}{column_time(expected, view.zones)}"
    return late_word(session.start, expected, view)


_NEWS = timedelta(minutes=5)
"""The shortest delay that lists and the audience's page show."""


def expected_length(session: Session, view: View) -> timedelta:
    """Return the announced length of a session, or the length that a delay leaves of a break."""
    times = view.times(session)
    if times is None or not session.is_break or times.start is None or times.end is None:
        return session.duration
    return instants.drift(times.end, times.start)


def break_with_length(name: str, session: Session, view: View) -> str:
    return f"{name}, {duration(expected_length(session, view), view.words)}"


def next_start_words(session: Session, begins: datetime, view: View) -> str:
    """Return how soon a session is expected to begin, or words for a late session.

    `begins` is the expected start.
    """
    if begins > view.now:
        return until_words(begins, view)
    return late_text(session.start, None, view)


def announced_words(session: Session, begins: datetime, view: View) -> str | None:
    """Return the announced start of a session; None if the session is expected at that time."""
    is_same = column_time(begins, view.zones) == column_time(session.start, view.zones)
    return None if is_same else _announced_text(session, view)


def _announced_text(session: Session, view: View) -> str:
    return view.words.say("announced {time}", time=column_time(session.start, view.zones))


def time_left_words(left: timedelta, words: Words, *, calm: bool = False) -> str:
    """Return the time left or the overtime, in minutes if `calm`, otherwise to the second."""
    if left < timedelta(0):
        over = time_left_in_minutes(left, words) if calm else time_left_in_seconds(left)
        return join([words.say("overtime"), over])
    return words.say("{time} left", time=duration(left, words))


def late_words(offset: timedelta, words: Words) -> str | None:
    """Return how late or early the room is; None if the difference is less than a minute."""
    return offset_words(offset, words) if instants.whole_minutes(offset) else None


def pace_words(alert: Alert, offset: timedelta, words: Words, *, paused: bool) -> str:
    """Return the state of a running session: its alert or pause, and the delay of the room.

    If the room is late, the text does not call the session on time. A session in overtime gets only
    the delay, because its time already shows the overtime.
    """
    late, ending = late_words(offset, words), ending_words(alert, words, paused=paused)
    return join([alert_word(alert, words) if ending is None and late is None else ending, late])


def ending_words(alert: Alert, words: Words, *, paused: bool) -> str | None:
    """Return "paused", or a word for a session that ends soon; None for any other session."""
    if paused:
        return words.say("paused")
    return alert_word(alert, words) if alert in ("warning", "danger") else None


def notice_text(message: Message, programme: Programme, words: Words) -> str:
    """Return a notice to everyone, preceded by the session or room that it is about."""
    session = programme.by_id.get(message.session or "")
    room = programme.room_names.get(message.room or "")
    about = join([room, short_name(session) if session else None])
    return words.say("{about}: {text}", about=about, text=message.text) if about else message.text
