"""The user's own events, and the line of text that describes an own event."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sommet_tui.domain.instants import TimeError, instant, parse_time, typed_time
from sommet_tui.domain.limits import MESSAGE_LIMIT, NAME_LIMIT
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.text import cap, clean_line, fold
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

_OVERNIGHT = timedelta(hours=12)
"""How long an event that ends on the next date may last by the clock; a longer one is a mistake."""
_HOURS = 24
_TIME = r"\d\d?(?:\s?[:hH]\s?(?:\d\d(?:[+-]\d\d:\d\d)?)?)?"
_LINE = (
    rf"(?P<start>{_TIME})\s*[-–]\s*(?P<end>{_TIME})"
    r"(?:\s+(?P<title>[^@]*?)\s*(?:@\s*(?P<place>.*?))?\s*)?"
)


@frozen
class OwnEvent:
    """An appointment of the user, such as a meeting or a train; instants are aware, in UTC.

    `place` is the id of a room or any other place; it is None if the user need not go anywhere.
    `lead` is how many minutes before the start the user leaves; if it is None, the walking time
    counts.
    """

    id: str
    title: str
    start: datetime
    end: datetime
    place: str | None = None
    lead: int | None = None


class OwnEventError(Exception):
    """A line that does not describe an event.

    `code` is "times" (it does not begin with times), "title" (it has no title) or "length" (it ends
    when it begins, or ends on the next date after more than 12 hours).
    """

    def __init__(self, code: Literal["times", "title", "length"]) -> None:
        super().__init__(code)
        self.code = code


def parse_own_event(line: str, id_: str, day: date, programme: Programme) -> OwnEvent:
    """Parse the line of an own event, such as "12:30-13:30 Lunch with Ada @ Foyer".

    The start is on the event day `day`; the end is the first instant after the start at which
    clocks show the given time. The text after @ becomes the place; if it names a room, the place is
    the room's id.

    Raises:
        OwnEventError: the line has no times or no title, or the event is empty or too long.
        TimeError: a time is invalid, or does not exist on that day.
    """
    import re

    found = re.fullmatch(_LINE, clean_line(line))
    if found is None:
        raise OwnEventError("times")
    if not found["title"]:
        raise OwnEventError("title")
    start, end = (_instant(found[which], day, programme) for which in ("start", "end"))
    if end == start:
        raise OwnEventError("length")
    if end < start:
        end = _instant(found["end"], day + timedelta(days=1), programme)
        if end.astimezone(programme.zone) - start.astimezone(programme.zone) > _OVERNIGHT:
            raise OwnEventError("length")
    place = cap(found["place"] or "", NAME_LIMIT)
    return OwnEvent(
        id_,
        cap(found["title"], MESSAGE_LIMIT),
        start,
        end,
        room_id_or_place(place, programme) or None,
    )


def _instant(text: str, day: date, programme: Programme) -> datetime:
    hours, _, minutes = "".join(text.split()).casefold().replace("h", ":").partition(":")
    if int(hours) >= _HOURS:
        raise TimeError("hour", hours)
    local = parse_time(f"{hours}:{minutes or '00'}")
    return instant(day, local, programme.zone, programme.day_boundary)


def room_id_or_place(place: str, programme: Programme) -> str:
    """Return the id of the room with this name or id, or the place itself if no room matches."""
    for room in programme.rooms:
        if fold(place) in (fold(room.name), fold(room.id)):
            return room.id
    return place


def own_event_line(event: OwnEvent, programme: Programme) -> str:
    """Return the line that describes an event, in the form that `parse_own_event` reads."""
    start, end = (typed_time(moment, programme.zone) for moment in (event.start, event.end))
    place = programme.room_names.get(event.place or "", event.place)
    # "00:30-01:30-05:00" would be read as if the first time had the offset.
    dash = "-" if len(start) == len(end) else " - "
    sentence = f"{start}{dash}{end} {event.title.replace('@', ' ')}"
    return f"{sentence} @ {place}" if place else sentence


def event_day_of(event: OwnEvent, programme: Programme) -> date:
    """Return the event day on which an own event begins."""
    return programme.day_of(event.start)


def default_day(programme: Programme, now: datetime) -> date:
    """Return the day for a new own event: the first event day that is not over, or the last day."""
    today = programme.day_of(now)
    return next((day for day in programme.days if day >= today), programme.days[-1])


def as_session(event: OwnEvent, programme: Programme) -> Session:
    """Return an own event as a session, for functions that list and compare sessions.

    If its place is not a room, the place becomes the subtitle.
    """
    is_room = event.place in programme.room_names
    return Session(
        id=event.id,
        title=event.title,
        start=event.start,
        end=event.end,
        day=event_day_of(event, programme),
        subtitle=None if is_room else event.place,
        rooms=(event.place,) if event.place and is_room else (),
    )
