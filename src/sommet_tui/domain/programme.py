"""The programme: frozen and cleaned values with absolute instants.

Instants are aware and in UTC, so that they compare and subtract as real time. The event's zone is
only for display.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from types import MappingProxyType
from zlib import crc32
from zoneinfo import ZoneInfo

from sommet_tui.domain.instants import event_day
from sommet_tui.domain.values import dataclass, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias


# Annotations are text: importing `typing` takes two percent of the time of the command `now`.
Kind: TypeAlias = 'Literal["session", "break"]'
State: TypeAlias = 'Literal["confirmed", "moved", "cancelled"]'
Seats: TypeAlias = 'Literal["open", "nearly-full", "full"]'
Role: TypeAlias = 'Literal["speaker", "moderator", "host"]'
LinkKind: TypeAlias = 'Literal["page", "slides", "stream", "recording", "feedback", "chat"]'

DAY_BOUNDARY = time(4, 0)
"""Sessions before this local time belong to the previous event day."""

WARNING_MINUTES = 5
"""How many minutes before the end the alert becomes "warning", unless the session sets its own."""
DANGER_MINUTES = 1
"""How many minutes before the end the alert becomes "danger", unless the session sets its own."""

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
    """The place where the event happens."""

    name: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the venue, with one lane of sessions a day; `note` helps people to find it."""

    id: str
    name: str
    note: str | None = None
    url: str | None = None
    building: str | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A theme to which several sessions belong; `color` is "#rrggbb"."""

    id: str
    name: str
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person on stage; `affiliation` is the usual one; a participation may have another."""

    id: str
    name: str
    affiliation: str | None = None
    pronunciation: str | None = None
    introduction: str | None = None
    links: tuple[Link, ...] = ()


_FIRST_LINKS = ("stream", "slides", "recording", "feedback", "chat")
_FIRST_AFTERWARDS = ("recording", "slides", "feedback", "stream", "chat")


def links_by_use(links: Iterable[Link], *, over: bool) -> tuple[Link, ...]:
    """Return links with the most useful first, depending on whether the session is over.

    Links to watch come first, then links to read and to give feedback.
    """
    order = _FIRST_AFTERWARDS if over else _FIRST_LINKS
    return tuple(sorted(links, key=lambda link: _link_rank(link, order)))


def _link_rank(link: Link, order: tuple[str, ...]) -> int:
    return order.index(link.kind) if link.kind in order else len(order)


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in one session, with a role and an affiliation; `id` is the person's id."""

    id: str
    name: str
    role: Role = "speaker"
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One item of the programme: a session or a break, depending on `kind`.

    `start` and `end` are aware instants in UTC. `day` is its event day: after midnight, the
    previous calendar date. `rooms` and `track` are ids; the first room drives the session. `type`
    is the event's own word for its kind; `recorded` is None if unknown. `follows` means a soft
    start; a `fixed_end` stays the same after a late start; the two `*_minutes` are the times before
    the end at which the alert changes. `added` means that the stage inserted it on the day. `seats`
    is how full its room is on the day, None if people can walk in. `own_label` is True if no other
    session has its label (`with_own_labels`). `identifiers` are a feed's names for it, the most
    reliable first; with them, it is recognised if its id changes.
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
    danger_minutes: int = DANGER_MINUTES
    added: bool = False
    seats: Seats | None = None
    own_label: bool = field(default=False, compare=False)
    identifiers: tuple[str, ...] = field(default=(), compare=False)

    @property
    def room(self) -> str | None:
        """The room that drives it: the first of its rooms, or None."""
        return self.rooms[0] if self.rooms else None

    @property
    def language(self) -> str | None:
        """The first of its languages, or None."""
        return self.languages[0] if self.languages else None

    def is_in(self, room: str | None) -> bool:
        """Whether the room with this id is one of its rooms; None means the whole event."""
        return room is None or room in self.rooms

    @property
    def duration(self) -> timedelta:
        """The elapsed time from start to end, in real time."""
        return self.end - self.start

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.state == "cancelled"

    @property
    def seats_mark(self) -> str:
        """The prefix of its title in published files: "[FULL] ", "[NEARLY FULL] " or nothing."""
        return f"[{self.seats.replace('-', ' ').upper()}] " if self.seats else ""

    @property
    def is_break(self) -> bool:
        """Whether this is a break and not a session."""
        return self.kind == "break"

    @property
    def number(self) -> str | None:
        """The number that a feed gave it, of at most 18 digits; None if it has none."""
        return next((n for n in reversed(self.identifiers) if re.fullmatch("[0-9]{1,18}", n)), None)


def with_own_labels(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Return the sessions, each with `own_label` set if no other session has its label."""
    of_all = tuple(sessions)
    labels = Counter(s.label.casefold() for s in of_all if s.label)
    return tuple(
        replace(s, own_label=True) if s.label and labels[s.label.casefold()] == 1 else s
        for s in of_all
    )


@dataclass(frozen=True, slots=True)
class Translations:
    """The texts of a session, or of the event, that the file gives in several languages.

    Each field maps language codes to texts, in the order of the file; it is empty for a text in one
    language only. The event's description is its abstract.
    """

    title: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    subtitle: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    abstract: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)


EVENT = ""
"""The key of the event's own texts among the translations; no session has it as its id."""


@dataclass(frozen=True)
class Programme:
    """Everything that an event publishes.

    `sessions` are in planned order: by start, then end, then the order of the file. `abstracts`
    maps the ids of sessions to texts; they are not in the sessions, because most commands do not
    need them. `preparations` (of panels) and `cues` (the stage's tasks) are also by session id.
    `timezone` is an IANA name, `language` a language code, and `live` the address at which the
    stage publishes the day. `color` ("#rrggbb") and `logo` (an address) are for the web page. With
    `stage_takes`, the stage drives every lane from the start: no session begins or ends by the
    clock. `stage_messages` are prepared messages; attendees see neither these nor the `cues`.
    `walks` are in minutes, by the keys of `domain.walks` or by two buildings ("K-H").
    `translations`, by session id or under `EVENT`, are the texts in several languages; titles,
    subtitles, abstracts and the description are in the language that
    `domain.translations.translate_programme` chose. `remarks` counts the reader's findings. With
    `has_derived_id`, the file gives the event no id.
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
    color: str | None = None
    logo: str | None = None
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
    has_derived_id: bool = field(default=False, compare=False)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The event's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def by_id(self) -> Mapping[str, Session]:
        """All sessions and breaks by id."""
        return MappingProxyType({session.id: session for session in self.sessions})

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The event days, in order."""
        return tuple(sorted({session.day for session in self.sessions}))

    @cached_property
    def languages(self) -> frozenset[tuple[str, ...]]:
        """The languages of each session other than breaks; the event's if a session names none."""
        sessions = (session for session in self.sessions if not session.is_break)
        return frozenset(session.languages or (self.language,) for session in sessions)

    @cached_property
    def revision(self) -> str:
        """A value that identifies the sessions and their times, whatever the language."""
        facts = [
            (s.id, s.kind, s.state, s.start.timestamp(), s.end.timestamp(), s.rooms, s.follows)
            for s in sorted(self.sessions, key=lambda s: s.id)
            if not s.added
        ]
        return f"{crc32(repr(facts).encode()):08x}"

    @property
    def has_several_rooms(self) -> bool:
        """Whether it has more than one room."""
        return len(self.rooms) > 1

    @property
    def has_several_days(self) -> bool:
        """Whether it has more than one event day."""
        return len(self.days) > 1

    def day_of(self, moment: datetime) -> date:
        """Return the event day that an instant belongs to."""
        return event_day(moment, self.zone, self.day_boundary)

    @cached_property
    def has_sessions_in_all_rooms(self) -> bool:
        """Whether it has several rooms, and a session or break that is in all of them."""
        return any(len(s.rooms) == len(self.rooms) > 1 for s in self.sessions)

    @cached_property
    def longest_title_length(self) -> int:
        """The number of characters of the longest title, with its label."""
        return max((len(f"{s.label or ''} · {s.title}") for s in self.sessions), default=0)

    @cached_property
    def has_several_languages(self) -> bool:
        """Whether its sessions are in more than one language."""
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

    def find_room(self, query: str) -> Room | None:
        """Return the room with this id or name, ignoring case, or None."""
        sought = query.casefold()
        for room in self.rooms:
            if sought in (room.id.casefold(), room.name.casefold()):
                return room
        return None


def add_items(programme: Programme, added: Sequence[Session]) -> Programme:
    """Return the programme with the inserted items and the people in them, in planned order.

    If the times are the same, a session of the programme comes before an inserted one.
    """
    if not added:
        return programme
    known = {person.id: person for person in programme.people}
    new = {p.id: p.name for s in added for p in s.participants if p.id not in known}
    given = [
        replace(s, participants=tuple(_add_affiliation(p, known.get(p.id)) for p in s.participants))
        for s in added
    ]
    return replace(
        programme,
        sessions=tuple(sorted((*programme.sessions, *given), key=lambda s: (s.start, s.end))),
        people=(*programme.people, *(Person(id_, name) for id_, name in new.items())),
    )


def _add_affiliation(participant: Participant, person: Person | None) -> Participant:
    """Return a participant known only by name, with the person's usual affiliation."""
    return participant if person is None else replace(participant, affiliation=person.affiliation)


def find_participants(programme: Programme, names: Iterable[str]) -> tuple[Participant, ...]:
    """Return people by name, without repetitions.

    People of the programme have their ids, others their name as the id.
    """
    known = {person.name.casefold(): person for person in reversed(programme.people)}
    found: dict[str, Participant] = {}
    for name in names:
        person = known.get(name.casefold())
        id_ = name if person is None else person.id
        found.setdefault(id_, Participant(id_, name if person is None else person.name))
    return tuple(found.values())


_NO_SHARES: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of a session's plan: its name (a standard one or another), and its minutes."""

    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class PreparedQuestion:
    """A prepared question, for the person with an id or for everyone."""

    text: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """Segments, questions, seating (ids from left to right) and target shares, all optional.

    `shares` are parts of the speaking time in percent, by the person's id.
    """

    segments: tuple[Segment, ...] = ()
    questions: tuple[PreparedQuestion, ...] = ()
    seating: tuple[str, ...] = ()
    shares: Mapping[str, int] = field(default_factory=lambda: _NO_SHARES)


UNPREPARED = Preparation()
