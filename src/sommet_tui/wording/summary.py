"""Lines about a session, its people and the programme, for pages."""

from __future__ import annotations

from sommet_tui.wording.sentences import (
    join,
    role_word,
)
from sommet_tui.wording.times import date_text, duration, span, zone_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.programme import Participant, Programme, Session
    from sommet_tui.wording.view import View
    from sommet_tui.wording.words import Words


def when_line(session: Session, view: View) -> str:
    """Return the date, the times and the length."""
    words, zones = view.words, view.zones
    day = date_text(zones.local(session.start).date(), words, year=True)
    times = span(session.start, session.end, zones)
    return join([day, times, duration(session.duration, words)])


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
        "{count} remark on the programme file. To see it: sommet-tui check FILE",
        "{count} remarks on the programme file. To see them: sommet-tui check FILE",
        programme.remarks,
        count=words.number(programme.remarks),
    )


def dates(programme: Programme, words: Words) -> str:
    """Return the first and the last day of an event."""
    days = programme.days
    both = (date_text(day, words, year=True) for day in (days[0], days[-1]))
    return " – ".join(dict.fromkeys(both))


def event_zone(programme: Programme, words: Words) -> str:
    """Return the event's time zone, whatever zone times are shown in."""
    return words.say("Time zone: {zone}", zone=zone_name(programme.timezone))


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
