"""The programme as everything above it sees it: frozen, cleaned, with absolute instants.

Instants are aware and in UTC, so that they compare and subtract as real time; the event's zone
is for showing only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from sommet_tui.domain.instants import event_day
from sommet_tui.domain.values import dataclass, field, replace

if TYPE_CHECKING:
    from sommet_tui.domain.preparation import Preparation

Kind = Literal["session", "break"]
State = Literal["confirmed", "moved", "cancelled"]
Role = Literal["speaker", "moderator", "host"]
LinkKind = Literal["page", "slides", "stream", "recording", "feedback", "chat"]

DAY_BOUNDARY = time(4, 0)
"""Until this local time, what happens belongs to the day before."""

WARNING_MINUTES = 5
"""How long before its end a session warns, unless it says otherwise."""

_COLOUR = r"#[0-9a-fA-F]{6}"

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_NO_TRANSLATIONS: Mapping[str, Translations] = MappingProxyType({})
_NO_WALKS: Mapping[str, int] = MappingProxyType({})
_NO_PREPARATIONS: Mapping[str, Preparation] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Link:
    """A web address (http or https only), its title and, if known, its kind."""

    title: str
    url: str
    kind: LinkKind | None = None


@dataclass(frozen=True, slots=True)
class Venue:
    """Where the event takes place."""

    name: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A place of the venue in which one lane of sessions runs; `note` helps to find it."""

    id: str
    name: str
    note: str | None = None
    url: str | None = None
    building: str | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A theme that runs through several sessions; `color` is written as "#4466aa"."""

    id: str
    name: str
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on stage; `affiliation` is the usual one, a participation may have another."""

    id: str
    name: str
    affiliation: str | None = None
    pronunciation: str | None = None
    introduction: str | None = None
    links: tuple[Link, ...] = ()


_FIRST_LINKS = ("stream", "slides", "recording", "feedback", "chat")
_FIRST_AFTERWARDS = ("recording", "slides", "feedback", "stream", "chat")


def links_by_use(links: Iterable[Link], *, over: bool) -> tuple[Link, ...]:
    """Return links in the order in which they are useful, before a session ends and after it.

    Links to watch come first, then links to read and to give feedback.
    """
    order = _FIRST_AFTERWARDS if over else _FIRST_LINKS
    return tuple(sorted(links, key=lambda link: _place(link, order)))


def _place(link: Link, order: tuple[str, ...]) -> int:
    return order.index(link.kind) if link.kind in order else len(order)


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in one session, in a role, for an affiliation; `id` is the person's."""

    id: str
    name: str
    role: Role = "speaker"
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One item of the programme: a session, or a break if `kind` says so.

    `start` and `end` are aware instants in UTC, `end` after `start`. `day` is its event day, which
    for a session past midnight is the calendar day before. `rooms` and `track` are ids; if there
    are several rooms, the first drives the session. `type` is the event's own word for its kind;
    `recorded` is None if that is unknown. `follows` marks a soft start, `fixed_end` an end that
    lateness does not move; the two `*_minutes` say how long before the end a warning is due.
    `added` tells that the stage inserted it on the day. `own_label` tells that no other session of
    the programme has its label (`with_own_labels`). `identifiers` are a feed's names for it, the
    most trustworthy first, by which it is found again if its id changes.
    """

    id: str
    title: str
    start: datetime
    end: datetime
    day: date
    kind: Kind = "session"
    state: State = "confirmed"
    label: str | None = None
    subtitle: str | None = None
    rooms: tuple[str, ...] = ()
    track: str | None = None
    type: str | None = None
    languages: tuple[str, ...] = ()
    recorded: bool | None = None
    participants: tuple[Participant, ...] = ()
    links: tuple[Link, ...] = ()
    follows: bool = False
    fixed_end: bool = False
    warning_minutes: int = WARNING_MINUTES
    danger_minutes: int = 1
    added: bool = False
    own_label: bool = field(default=False, compare=False)
    identifiers: tuple[str, ...] = field(default=(), compare=False)

    @property
    def room(self) -> str | None:
        """Return the room that drives it: the first of its rooms, or None."""
        return self.rooms[0] if self.rooms else None

    @property
    def language(self) -> str | None:
        """The first of its languages."""
        return self.languages[0] if self.languages else None

    def is_in(self, room: str | None) -> bool:
        """Whether the room with this id is one of its rooms; None stands for the whole event."""
        return room is None or room in self.rooms

    @property
    def duration(self) -> timedelta:
        """Real elapsed time from start to end."""
        return self.end - self.start

    @property
    def cancelled(self) -> bool:
        """Whether it was decided that it will not happen."""
        return self.state == "cancelled"

    @property
    def is_break(self) -> bool:
        """Whether this is a break and not a session."""
        return self.kind == "break"


def with_own_labels(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Return the sessions of a programme, each knowing whether its label is like no other's."""
    of_all = tuple(sessions)
    labels = Counter(s.label.casefold() for s in of_all if s.label)
    return tuple(
        replace(s, own_label=True) if s.label and labels[s.label.casefold()] == 1 else s
        for s in of_all
    )


@dataclass(frozen=True, slots=True)
class Translations:
    """The texts of a session, or of the event, that the file gives by language.

    Each maps language codes to texts, in the order of the file; it is empty for a text that is
    given once. The event's description is its abstract.
    """

    title: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    subtitle: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    abstract: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)


EVENT = ""
"""The key of the event's own texts among the translations; no session has it as its id."""


@dataclass(frozen=True)
class Programme:
    """Everything an event publishes.

    `sessions` are in planned order: by start, then end, then the order of the file. `abstracts`
    maps a session's id to its text and stands apart from the sessions, because what tells the
    time never needs it; `preparations`, of panels, are by a session's id too. `timezone` is an IANA
    name, `language` a language code; `live` the address at which the stage publishes how the day
    really runs. `stage_takes` has the stage drive every lane from the first: nothing begins or ends
    by the clock. `stage_messages` are ready to be sent, and `cues`, by a session's id, are what the
    stage has to do for it: neither is for attendees. `walks` are minutes of walking, by the names
    of `domain.walks` or by two buildings, as in "K-H". `translations`, by a session's id or under
    `EVENT`, are the texts that are given in several languages: titles, subtitles, abstracts and
    the description are in the one that `domain.translations.in_language` chose.
    `remarks` counts what the reader had to say of the file.
    """

    id: str
    title: str
    timezone: str
    language: str
    sessions: tuple[Session, ...]
    subtitle: str | None = None
    description: str | None = None
    registration: str | None = None
    url: str | None = None
    live: str | None = None
    venue: Venue | None = None
    day_boundary: time = DAY_BOUNDARY
    rooms: tuple[Room, ...] = ()
    tracks: tuple[Track, ...] = ()
    people: tuple[Person, ...] = ()
    abstracts: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    preparations: Mapping[str, Preparation] = field(default_factory=lambda: _NO_PREPARATIONS)
    remarks: int = field(default=0, compare=False)
    stage_takes: bool = False
    stage_messages: tuple[str, ...] = ()
    cues: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    walks: Mapping[str, int] = field(default_factory=lambda: _NO_WALKS)
    translations: Mapping[str, Translations] = field(default_factory=lambda: _NO_TRANSLATIONS)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The event's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def by_id(self) -> Mapping[str, Session]:
        """Sessions and breaks by their id."""
        return MappingProxyType({session.id: session for session in self.sessions})

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The event days, in order."""
        return tuple(sorted({session.day for session in self.sessions}))

    @cached_property
    def languages(self) -> frozenset[tuple[str, ...]]:
        """The languages of every session that is no break; the event's where it names none."""
        sessions = (session for session in self.sessions if not session.is_break)
        return frozenset(session.languages or (self.language,) for session in sessions)

    @property
    def has_several_rooms(self) -> bool:
        """Whether it takes place in more than one room."""
        return len(self.rooms) > 1

    @property
    def has_several_days(self) -> bool:
        """Whether it takes more than one event day."""
        return len(self.days) > 1

    def day_of(self, moment: datetime) -> date:
        """Return the event day that an instant belongs to."""
        return event_day(moment, self.zone, self.day_boundary)

    @cached_property
    def has_several_languages(self) -> bool:
        """Whether its sessions are not all in one language."""
        return len({code for codes in self.languages for code in codes}) > 1

    @cached_property
    def room_names(self) -> Mapping[str, str]:
        """Names of rooms by their id."""
        return MappingProxyType({room.id: room.name for room in self.rooms})

    @cached_property
    def buildings(self) -> Mapping[str, str]:
        """Map the ids of rooms to their buildings, if known."""
        known = {room.id: room.building for room in self.rooms if room.building is not None}
        return MappingProxyType(known)

    @cached_property
    def track_names(self) -> Mapping[str, str]:
        """Names of tracks by their id."""
        return MappingProxyType({track.id: track.name for track in self.tracks})

    @cached_property
    def track_colors(self) -> Mapping[str, str]:
        """Map the ids of tracks to their colours ("#rrggbb"), if they have one."""
        known = ((track.id, track.color or "") for track in self.tracks)
        return MappingProxyType({id_: c for id_, c in known if re.fullmatch(_COLOUR, c)})

    def find_room(self, wanted: str) -> Room | None:
        """Return the room with this id or name, ignoring case, or None."""
        sought = wanted.casefold()
        for room in self.rooms:
            if sought in (room.id.casefold(), room.name.casefold()):
                return room
        return None


def with_added(programme: Programme, added: Sequence[Session]) -> Programme:
    """The programme and what the stage inserted, in planned order, with the people on stage in it.

    A session of the programme comes before one inserted for the same times.
    """
    if not added:
        return programme
    known = {person.id: person for person in programme.people}
    new = {p.id: p.name for s in added for p in s.participants if p.id not in known}
    given = [
        replace(s, participants=tuple(_affiliated(p, known.get(p.id)) for p in s.participants))
        for s in added
    ]
    return replace(
        programme,
        sessions=tuple(sorted((*programme.sessions, *given), key=lambda s: (s.start, s.end))),
        people=(*programme.people, *(Person(id_, name) for id_, name in new.items())),
    )


def _affiliated(participant: Participant, person: Person | None) -> Participant:
    """Return a participant known only by name, with the person's usual affiliation."""
    return participant if person is None else replace(participant, affiliation=person.affiliation)


def participants_named(programme: Programme, names: Iterable[str]) -> tuple[Participant, ...]:
    """Return people by their names, each once: those of the programme under their ids.

    Others go by their name.
    """
    known = {person.name.casefold(): person for person in reversed(programme.people)}
    found: dict[str, Participant] = {}
    for name in names:
        person = known.get(name.casefold())
        id_ = name if person is None else person.id
        found.setdefault(id_, Participant(id_, name if person is None else person.name))
    return tuple(found.values())
