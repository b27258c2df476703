"""A session in a few plain lines: to print, or to copy and send to someone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.wording.sentences import (
    headline,
    held_in,
    listed,
    off_word,
    place,
    role_word,
    status_word,
)
from sommet_tui.wording.times import date_text, day_time, duration, span, until

if TYPE_CHECKING:
    from sommet_tui.domain.programme import Participant, Programme, Session
    from sommet_tui.wording.view import View
    from sommet_tui.wording.words import Words


def session_summary(session: Session, view: View) -> list[str]:
    """Return title, time, place and people as lines of any length, with "" between the parts.

    Only the zone of its times depends on the user.
    """
    programme, words = view.programme, view.words
    where = listed([held_in(programme, session, words), place(programme)])
    parts: list[list[str | None]] = [
        [headline(session), session.subtitle],
        [when_line(session, view), where],
        [participant_line(p, words) for p in session.participants],
        [f"{link.title}: {link.url}" for link in session.links],
    ]
    return paragraphs([[line for line in part if line] for part in parts])


def paragraphs(parts: list[list[str]]) -> list[str]:
    """Return the lines of all non-empty parts, with "" between them."""
    lines: list[str] = []
    for part in filter(None, parts):
        lines += ["", *part] if lines else part
    return lines


def when_line(session: Session, view: View) -> str:
    """Return the date, the times and the length; with the year unless it is this one."""
    words, zones = view.words, view.zones
    local = zones.local(session.start)
    day = date_text(local.date(), words, year=local.year != zones.local(view.now).year)
    times = span(session.start, session.end, zones)
    return listed([day, times, duration(session.duration, words)])


def standing(session: Session, view: View) -> str:
    """Return the status of a session, with the time left or until it starts."""
    words, stands, left = view.words, view.status(session), view.remaining(session)
    status = status_word(stands, words)
    more = None
    if left is not None and left < timedelta(0):
        from sommet_tui.wording.live import left_words

        more = left_words(left, words)
    elif left is not None:
        more = words.say("{time} left", time=duration(left, words))
    elif stands == "upcoming":
        from sommet_tui.wording.live import expected_words

        soon = until(session.start, view, view.expected(session))
        more = listed([soon, expected_words(session, view)])
    moved = words.say("moved") if session.state == "moved" else None
    paused = words.say("paused") if view.paused(session) else None
    return listed([status, more, paused, moved])


def stop_line(session: Session, view: View) -> str:
    """Return time, place and title, for a list of a person's sessions; also if it is cancelled."""
    return listed(
        [
            day_time(session.start, view),
            held_in(view.programme, session, view.words),
            headline(session),
            off_word(session, view),
        ]
    )


def participant_line(participant: Participant, words: Words) -> str:
    """Return name, affiliation, and the role unless it is speaker."""
    named = ", ".join(filter(None, (participant.name, participant.affiliation)))
    role = role_word(participant, words)
    return f"{named} ({role})" if role else named


def remarked(programme: Programme, words: Words) -> str | None:
    """Return the number of findings about the file, and where to read them; None for none."""
    if not programme.remarks:
        return None
    return words.count(
        "{count} remark on the file; “sommet-tui check FILE” shows it.",
        "{count} remarks on the file; “sommet-tui check FILE” lists them.",
        programme.remarks,
        count=words.number(programme.remarks),
    )


def held(programme: Programme, words: Words) -> str:
    """Return the numbers of sessions, breaks if any, people, days and rooms."""
    breaks = sum(session.is_break for session in programme.sessions)
    rooms = len(programme.rooms)
    counted = [
        words.count("{n} session", "{n} sessions", len(programme.sessions) - breaks),
        words.count("{n} break", "{n} breaks", breaks) if breaks else None,
        words.count("{n} person", "{n} people", len(programme.people)),
        words.count("{n} day", "{n} days", len(programme.days)),
        words.count("{n} room", "{n} rooms", rooms) if rooms else words.say("no rooms"),
    ]
    return ", ".join(filter(None, counted))
