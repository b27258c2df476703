"""The programme as frozen, cleaned values with absolute instants.

Instants are aware and in UTC, so that comparing and subtracting them gives real time. The event's
time zone is only for display.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from types import MappingProxyType
from zlib import crc32

from sommet_tui.domain.instants import ZoneInfo, event_day
from sommet_tui.domain.values import field, frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias


# Annotations are text: importing `typing` takes 2 % of the time of the command `now`.
Kind: TypeAlias = 'Literal["session", "break"]'
State: TypeAlias = 'Literal["confirmed", "moved", "cancelled"]'
Seats: TypeAlias = 'Literal["open", "nearly-full", "full"]'
Role: TypeAlias = 'Literal["speaker", "moderator", "host"]'
LinkKind: TypeAlias = 'Literal["page", "slides", "stream", "recording", "feedback", "chat"]'

DAY_BOUNDARY = time(4, 0)
"""Sessions before this local time belong to the previous event day."""

WARNING_MINUTES = 5
"""The default number of minutes before the end at which the alert becomes "warning"."""
DANGER_MINUTES = 1
"""The default number of minutes before the end at which the alert becomes "danger"."""

_MAX_DIGITS = 18
_COLOUR = r"#[0-9a-fA-F]{6}"

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_NO_TRANSLATIONS: Mapping[str, Translations] = MappingProxyType({})
_NO_WALKS: Mapping[str, int] = MappingProxyType({})
_NO_PREPARATIONS: Mapping[str, Preparation] = MappingProxyType({})


@frozen
class Link:
    """A web address (only http or https), its title and, if known, its kind."""

    title: str
    url: str
    kind: LinkKind | None = None


@frozen
class Venue:
    """The place where the event happens."""

    name: str
    address: str | None = None


@frozen
class Room:
    """A room of the venue, with one lane a day; `note` helps people to find the room."""

    id: str
    name: str
    note: str | None = None
    url: str | None = None
    building: str | None = None


@frozen
class Track:
    """A theme to which several sessions belong; `color` is "#rrggbb"."""

    id: str
    name: str
    color: str | None = None


@frozen
class Person:
    """A person on stage.

    `affiliation` is the person's usual affiliation; a `Participant` may have another.
    """

    id: str
    name: str
    affiliation: str | None = None
    pronunciation: str | None = None
    introduction: str | None = None
    links: tuple[Link, ...] = ()


_FIRST_LINKS = ("stream", "slides", "recording", "feedback", "chat")
_FIRST_AFTERWARDS = ("recording", "slides", "feedback", "stream", "chat")


def sort_links_by_use(links: Iterable[Link], *, over: bool) -> tuple[Link, ...]:
    """Return the links, the most useful first.

    If the session is `over`, recordings, slides and feedback come first; otherwise, streams and
    slides do.
    """
    order = _FIRST_AFTERWARDS if over else _FIRST_LINKS
    return tuple(
        sorted(links, key=lambda link: order.index(link.kind) if link.kind in order else len(order))
    )


@frozen
class Participant:
    """A person in one session, with a role and an affiliation; `id` is the person's id."""

    id: str
    name: str
    role: Role = "speaker"
    affiliation: str | None = None


@frozen
class Session:
    """An item of the programme: a session or a break, depending on `kind`.

    `start` and `end` are aware instants in UTC. `day` is the event day: after midnight, this is the
    previous calendar date. `rooms` and `track` are ids; the first room drives the session. `type`
    is the event's own word for the kind of session. `recorded` is None if unknown.

    `follows` means a soft start. With `fixed_end`, the end stays the same after a late start.
    `warning_minutes` and `danger_minutes` are the minutes before the end at which the alert
    changes. `added` means that the stage inserted the item on the day. `seats` is how full the room
    is on the day; None means that people can walk in. `has_unique_label` is True if no other
    session has the same label (see `mark_unique_labels`). `identifiers` are a feed's names for the
    session, the most reliable first; they help to recognise the session if its id changes.
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
    has_unique_label: bool = field(default=False, compare=False)
    identifiers: tuple[str, ...] = field(default=(), compare=False)

    @property
    def room(self) -> str | None:
        """The room that drives the session: the first of its rooms, or None."""
        return self.rooms[0] if self.rooms else None

    @property
    def language(self) -> str | None:
        """The first language of the session, or None."""
        return self.languages[0] if self.languages else None

    def is_in(self, room: str | None) -> bool:
        """Return whether the session is in the room with this id; None means the whole event."""
        return room is None or room in self.rooms

    @property
    def duration(self) -> timedelta:
        """The elapsed time from start to end, in real time."""
        return self.end - self.start

    @property
    def cancelled(self) -> bool:
        """Whether the state of the session is "cancelled"."""
        return self.state == "cancelled"

    @property
    def seats_mark(self) -> str:
        """The prefix of the title in published files: "[FULL] ", "[NEARLY FULL] " or ""."""
        return f"[{self.seats.replace('-', ' ').upper()}] " if self.seats else ""

    @property
    def is_break(self) -> bool:
        """Whether this is a break and not a session."""
        return self.kind == "break"

    @property
    def number(self) -> str | None:
        """The number that a feed gave the session, of at most 18 digits, or None."""
        numbers = (n for n in reversed(self.identifiers) if n.isascii() and n.isdecimal())
        return next((n for n in numbers if len(n) <= _MAX_DIGITS), None)


def mark_unique_labels(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Return the sessions, each with `has_unique_label` set if no other session has its label."""
    of_all = tuple(sessions)
    labels = Counter(s.label.casefold() for s in of_all if s.label)
    return tuple(
        replace(s, has_unique_label=True) if s.label and labels[s.label.casefold()] == 1 else s
        for s in of_all
    )


@frozen
class ProgrammePerson:
    """A person and the sessions in which the person takes part, in planned order."""

    person: Person
    sessions: tuple[Session, ...]

    @property
    def affiliations(self) -> tuple[str, ...]:
        """All affiliations of the person, without repetitions, the usual one first."""
        usual = [self.person.affiliation] if self.person.affiliation else []
        stated = (
            participant.affiliation
            for session in self.sessions
            for participant in session.participants
            if participant.id == self.person.id and participant.affiliation
        )
        return tuple(dict.fromkeys([*usual, *stated]))

    def next_session(
        self, now: datetime, status_of: Callable[[Session, datetime], str]
    ) -> Session | None:
        """Return the person's running session at `now`, or else their next session, or else None.

        `status_of` returns the status of a session.
        """
        left = ("running", "upcoming")
        return next((s for s in self.sessions if status_of(s, now) in left), None)


def people_in_sessions(
    people: Iterable[ProgrammePerson], ids: Container[str]
) -> tuple[ProgrammePerson, ...]:
    """Return the people in the sessions with these `ids`, each with only these sessions."""
    found = (
        ProgrammePerson(one.person, tuple(s for s in one.sessions if s.id in ids)) for one in people
    )
    return tuple(one for one in found if one.sessions)


@frozen
class Translations:
    """The texts of a session, or of the event, that the file gives in several languages.

    Each field maps language codes to texts, in the order of the file. A field is empty if its text
    is in one language only. The abstract of the event is its description.
    """

    title: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    subtitle: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    abstract: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)


EVENT = ""
"""The key of the event's own texts in `translations`; no session has this id."""


@frozen
class Programme:
    """An event with everything that it publishes.

    `sessions` are in planned order: by start, then end, then the order of the file. `abstracts`,
    `preparations` (of panels) and `cues` (texts for the stage crew) are by session id. Abstracts
    are not in the sessions, because most commands do not need them.

    `timezone` is an IANA name, `language` a language code, and `live` the address at which the
    stage publishes the day. `color` ("#rrggbb") and `logo` (an address) are for the web page. If
    `stage_takes` is true, the stage drives every lane from the start, and no session begins or ends
    by the clock. `stage_messages` are prepared messages; attendees see neither these nor the
    `cues`. `walks` are in minutes; their keys are those of `domain.walks`, or two buildings
    ("K-H").

    `translations` has the texts in several languages, by session id or, for the event, under
    `EVENT`. Titles, subtitles, abstracts and the description are in the language that
    `domain.translations.translate_programme` chose. `remarks` counts the reader's findings.
    `has_derived_id` means that the file gives the event no id.
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
        """The different combinations of languages of sessions; breaks do not count.

        If a session names no language, the event's language counts.
        """
        sessions = (session for session in self.sessions if not session.is_break)
        return frozenset(session.languages or (self.language,) for session in sessions)

    @cached_property
    def people_on_stage(self) -> tuple[ProgrammePerson, ...]:
        """Everyone, each with their sessions, in the order of `people`."""
        sessions_by_person: dict[str, list[Session]] = {person.id: [] for person in self.people}
        for session in self.sessions:
            for person in dict.fromkeys(participant.id for participant in session.participants):
                sessions_by_person.setdefault(person, []).append(session)
        return tuple(ProgrammePerson(p, tuple(sessions_by_person[p.id])) for p in self.people)

    @cached_property
    def revision(self) -> str:
        """A digest of the sessions, their times, rooms and states; the same in all languages."""
        facts = [
            (s.id, s.kind, s.state, s.start.timestamp(), s.end.timestamp(), s.rooms, s.follows)
            for s in sorted(self.sessions, key=lambda s: s.id)
            if not s.added
        ]
        return f"{crc32(repr(facts).encode()):08x}"

    @property
    def has_several_rooms(self) -> bool:
        return len(self.rooms) > 1

    @property
    def has_several_days(self) -> bool:
        return len(self.days) > 1

    def day_of(self, moment: datetime) -> date:
        """Return the event day to which an instant belongs."""
        return event_day(moment, self.zone, self.day_boundary)

    @cached_property
    def has_sessions_in_all_rooms(self) -> bool:
        """Whether there are several rooms, and a session or break that is in all of them."""
        return any(len(s.rooms) == len(self.rooms) > 1 for s in self.sessions)

    @cached_property
    def longest_title_length(self) -> int:
        """The length of the longest title with its label, in characters."""
        return max((len(f"{s.label or ''} · {s.title}") for s in self.sessions), default=0)

    @cached_property
    def has_several_languages(self) -> bool:
        """Whether there are sessions in different languages."""
        return len({code for codes in self.languages for code in codes}) > 1

    @cached_property
    def room_names(self) -> Mapping[str, str]:
        """Map the ids of rooms to their names."""
        return MappingProxyType({room.id: room.name for room in self.rooms})

    @cached_property
    def buildings(self) -> Mapping[str, str]:
        """Map the ids of rooms to their buildings, if known."""
        known = {room.id: room.building for room in self.rooms if room.building is not None}
        return MappingProxyType(known)

    @cached_property
    def track_names(self) -> Mapping[str, str]:
        """Map the ids of tracks to their names."""
        return MappingProxyType({track.id: track.name for track in self.tracks})

    def track_name(self, session: Session) -> str | None:
        """Return the name of a session's track, or None."""
        return self.track_names.get(session.track or "")

    @cached_property
    def track_colors(self) -> Mapping[str, str]:
        """Map the ids of tracks to their colours ("#rrggbb"), if they have one."""
        import re

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
    """Return the programme with the `added` items and their people, in planned order.

    If two items have the same times, the programme's own item comes before the added one.
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
    """Return a participant with the usual affiliation of `person`, if `person` is given."""
    return participant if person is None else replace(participant, affiliation=person.affiliation)


def find_participants(programme: Programme, names: Iterable[str]) -> tuple[Participant, ...]:
    """Return the participants with these names, without repetitions.

    A person of the programme keeps their id; for anyone else, the name is the id.
    """
    known = {person.name.casefold(): person for person in reversed(programme.people)}
    found: dict[str, Participant] = {}
    for name in names:
        person = known.get(name.casefold())
        id_ = name if person is None else person.id
        found.setdefault(id_, Participant(id_, name if person is None else person.name))
    return tuple(found.values())


_NO_SHARES: Mapping[str, int] = MappingProxyType({})


@frozen
class Segment:
    """A segment of a session's plan: its name (a standard name or any other) and its minutes."""

    name: str
    minutes: int


@frozen
class PreparedQuestion:
    """A prepared question; `to` is a person's id, or None for a question to everyone."""

    text: str
    to: str | None = None


@frozen
class Preparation:
    """The prepared segments, questions, seating and target shares of a panel, all optional.

    `seating` has the people's ids from left to right. `shares` maps people's ids to their share of
    the speaking time in percent.
    """

    segments: tuple[Segment, ...] = ()
    questions: tuple[PreparedQuestion, ...] = ()
    seating: tuple[str, ...] = ()
    shares: Mapping[str, int] = field(default_factory=lambda: _NO_SHARES)


UNPREPARED = Preparation()
