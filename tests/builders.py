"""Small programmes for tests; arguments that do not matter have defaults.

Times are "HH:MM" in the event's zone on an event day, so "01:00" is after midnight of that day, as
in our own file. If an hour happens twice, add its offset.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.instants import instant, parse_time
from sommet_tui.domain.programme import (
    DAY_BOUNDARY,
    Kind,
    Participant,
    Person,
    Programme,
    Role,
    Room,
    Session,
    State,
    Track,
    Translations,
    mark_unique_labels,
)
from sommet_tui.domain.translations import translate_programme
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from sommet_tui.companion.companion import Companion

Found = TypeVar("Found")

PARIS = "Europe/Paris"
DAY = date(2025, 2, 7)
NEXT_DAY = date(2025, 2, 8)


def clock_of(moment: datetime) -> str:
    """Return the time in Paris as "HH:MM"."""
    return f"{moment.astimezone(ZoneInfo(PARIS)):%H:%M}"


def at(
    clock: str, day: date = DAY, timezone: str = PARIS, boundary: time = DAY_BOUNDARY
) -> datetime:
    """Return the instant, in UTC, at which clocks show `clock` on an event day."""
    return instant(day, parse_time(clock), ZoneInfo(timezone), boundary)


def session(
    id_: str = "talk",
    start: str = "09:00",
    end: str = "10:00",
    *,
    day: date = DAY,
    timezone: str = PARIS,
    title: str | None = None,
    kind: Kind = "session",
    state: State = "confirmed",
    label: str | None = None,
    subtitle: str | None = None,
    room: str | None = None,
    track: str | None = None,
    people: Sequence[Participant] = (),
    follows: bool = False,
    fixed_end: bool | None = None,
    warning_minutes: int = 5,
    danger_minutes: int = 1,
) -> Session:
    """Return a session; its title is made from its id unless given."""
    return Session(
        id=id_,
        title=id_.capitalize() if title is None else title,
        start=at(start, day, timezone),
        end=at(end, day, timezone),
        day=day,
        kind=kind,
        state=state,
        label=label,
        subtitle=subtitle,
        rooms=(room,) if room else (),
        track=track,
        participants=tuple(people),
        follows=follows,
        fixed_end=kind == "break" if fixed_end is None else fixed_end,
        warning_minutes=warning_minutes,
        danger_minutes=danger_minutes,
    )


def pause(
    id_: str = "lunch",
    start: str = "12:00",
    end: str = "13:00",
    *,
    day: date = DAY,
    timezone: str = PARIS,
    room: str | None = None,
    state: State = "confirmed",
    fixed_end: bool = True,
) -> Session:
    """Return a break."""
    return session(
        id_,
        start,
        end,
        day=day,
        timezone=timezone,
        room=room,
        kind="break",
        state=state,
        fixed_end=fixed_end,
    )


def participant(
    id_: str, name: str | None = None, *, role: Role = "speaker", affiliation: str | None = None
) -> Participant:
    """Someone in a session; their name is made from their id unless given."""
    return Participant(id_, id_.capitalize() if name is None else name, role, affiliation)


def programme(
    *sessions: Session,
    timezone: str = PARIS,
    title: str = "Example Day",
    language: str = "en",
    rooms: Sequence[str] | None = None,
    people: Sequence[Person] | None = None,
    day_boundary: time = DAY_BOUNDARY,
    abstracts: Mapping[str, str] | None = None,
) -> Programme:
    """Return a programme of these sessions, in planned order.

    Rooms (by id, in the order given) and people are those the sessions name unless given; rooms
    and tracks are called by their ids.
    """
    named = dict.fromkeys(s.room for s in sessions if s.room) if rooms is None else rooms
    tracks = dict.fromkeys(s.track for s in sessions if s.track)
    met = {p.id: Person(p.id, p.name) for s in sessions for p in s.participants}
    return Programme(
        id="example",
        title=title,
        timezone=timezone,
        language=language,
        sessions=mark_unique_labels(sorted(sessions, key=lambda s: (s.start, s.end))),
        day_boundary=day_boundary,
        rooms=tuple(Room(id_, id_) for id_ in named),
        tracks=tuple(Track(id_, id_) for id_ in tracks),
        people=tuple(met.values()) if people is None else tuple(people),
        abstracts=dict(abstracts or {}),
    )


def existing(value: Found | None) -> Found:
    """Return a value that must not be None."""
    assert value is not None
    return value


def plain(text: str | None) -> str:
    """Return a text with ordinary spaces; none is empty."""
    return (text or "").replace("\u00a0", " ").replace("\u202f", " ")


def bookmark(id_: str, *, title: str | None = None, added_at: datetime | None = None) -> Bookmark:
    """Return a bookmark of the session with this id, made the evening before by default."""
    called = id_.capitalize() if title is None else title
    return Bookmark(id_, called, added_at or at("20:00", date(2025, 2, 6)))


def with_titles(found: Programme, **titles: Mapping[str, str]) -> Programme:
    """Return the programme with the titles of some sessions, by their ids, in several languages."""
    translations = {id_: Translations(title=given) for id_, given in titles.items()}
    return translate_programme(replace(found, translations=translations))


def write_note(companion: Companion, session_id: str, text: str, seen: str | None = None) -> str:
    """Save a note on a session, and show it."""
    try:
        return companion.mine.put_note(session_id, text, seen)
    finally:
        companion.state.reload()
