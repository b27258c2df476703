"""The content of a feed before any change. Values of a wrong type count as missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.limits import (
    MAX_FAULTS,
    MAX_PEOPLE_AND_LINKS,
    MAX_PER_SESSION,
    MAX_ROOMS_AND_LANGUAGES,
    MAX_SESSIONS,
)
from sommet_tui.formats.findings import UnusableError, error, warning


def split_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ByLanguage = dict[str, dict[str, str]]
"""Texts by "title", "subtitle" and "abstract", then by language code."""


@dataclass(slots=True)
class FeedLink:
    """An address as the feed writes it, often invalid.

    If the feed gives no kind, `kind` is "".
    """

    url: str
    title: str = ""
    kind: str = ""


@dataclass(slots=True)
class FeedPerson:
    """A person in a session. The name may contain an affiliation in brackets.

    `our_id` is an id that our own writer wrote. It is never changed. `session_affiliation` applies
    to this session only.
    """

    name: str
    id: str = ""
    our_id: str = ""
    affiliation: str = ""
    session_affiliation: str = ""
    biography: str = ""
    role: str = ""
    links: list[FeedLink] = field(default_factory=list)


@dataclass(slots=True)
class FeedRoom:
    """A room that the feed describes.

    `our_id` is an id that our own writer wrote. It is never changed.
    """

    name: str
    our_id: str = ""
    note: str = ""
    url: str = ""
    building: str = ""


@dataclass(slots=True)
class FeedTrack:
    """A track that the feed describes.

    `our_id` is an id that our own writer wrote. It is never changed.
    """

    name: str
    our_id: str = ""
    color: str = ""


@dataclass(slots=True)
class FeedSession:
    """One item of a feed.

    `path` identifies the item in findings. `stamp` is the start as a date with a time. If it has no
    offset, it is in the event's zone. `clock` is the local time of the start. `day` is the date
    under which the feed lists the item. `until` is the end, `length` the duration as written.

    `rooms` are names. `room_id` is the id of a room without a name. `everywhere` means all rooms.
    If `is_break` is None, the title decides. `translations` are its texts in several languages.
    `our_id` is an id that our own writer wrote. It is never changed, and nothing is guessed from
    the title. If `has_derived_id`, the id was made from other facts about the item.
    """

    path: str
    title: str = ""
    subtitle: str = ""
    guid: str = ""
    code: str = ""
    id: str = ""
    our_id: str = ""
    label: str = ""
    stamp: datetime | None = None
    clock: time | None = None
    day: date | None = None
    until: datetime | None = None
    length: str = ""
    all_day: bool = False
    rooms: list[str] = field(default_factory=list)
    room_id: str = ""
    everywhere: bool = False
    track: str = ""
    type: str = ""
    languages: list[str] = field(default_factory=list)
    is_break: bool | None = None
    state: str = ""
    recorded: bool | None = None
    people: list[FeedPerson] = field(default_factory=list)
    abstract: str = ""
    description: str = ""
    links: list[FeedLink] = field(default_factory=list)
    translations: ByLanguage = field(default_factory=dict)
    has_derived_id: bool = False


def too_many_sessions_error() -> UnusableError:
    """Return the error for a feed with too many sessions. The reader then ignores the rest."""
    return UnusableError(error("too-many-sessions", count="", limit=MAX_SESSIONS))


@dataclass(slots=True)
class Feed:
    """The whole content of a feed.

    `id` is the event's id in the feed. `base_url` is the base of relative addresses. `lists` are
    the people that the feed describes outside the sessions, by id. `start_key` is the key for the
    start of a session, if the format has only one. `left_out` counts the content that a programme
    cannot hold, by name. If `is_ours`, our own writer wrote the feed: its texts are Markdown, and
    nothing is guessed.
    """

    title: str = ""
    id: str = ""
    subtitle: str = ""
    description: str = ""
    url: str = ""
    base_url: str = ""
    venue: str = ""
    address: str = ""
    zone: str = ""
    language: str = ""
    day_change: str = ""
    start_key: str = ""
    registration: str = ""
    is_ours: bool = False
    live: str = ""
    translations: ByLanguage = field(default_factory=dict)
    walks: dict[str, int] = field(default_factory=dict)
    rooms: list[FeedRoom] = field(default_factory=list)
    tracks: list[FeedTrack] = field(default_factory=list)
    lists: dict[str, FeedPerson] = field(default_factory=dict)
    sessions: list[FeedSession] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    _people_and_links: int = 0
    _rooms_and_languages: int = 0

    def add(self, session: FeedSession) -> None:
        """Add a session.

        Raises:
            UnusableError: there are more sessions than a programme may have, or it has too many
                parts.
        """
        if len(self.sessions) == MAX_SESSIONS:
            raise too_many_sessions_error()
        session.links = [link for link in session.links if link.url]
        people, links = len(session.people), len(session.links)
        rooms, languages = len(session.rooms), len(session.languages)
        lengths = {"people": people, "links": links, "rooms": rooms, "languages": languages}
        for name, length in lengths.items():
            if length > MAX_PER_SESSION:
                facts = {"length": length, "limit": MAX_PER_SESSION}
                raise UnusableError(error("too-long", f"{session.path}.{name}", **facts))
        self._people_and_links += people + links
        if self._people_and_links > MAX_PEOPLE_AND_LINKS:
            raise UnusableError(error("too-many-parts", limit=MAX_PEOPLE_AND_LINKS))
        self._rooms_and_languages += rooms + languages
        if self._rooms_and_languages > MAX_ROOMS_AND_LANGUAGES:
            raise UnusableError(error("too-many-rooms", limit=MAX_ROOMS_AND_LANGUAGES))
        self.sessions.append(session)

    def texts(self) -> Iterator[str]:
        """Yield every text of the feed that may contain HTML."""
        yield self.description
        yield from (room.note for room in self.rooms)
        yield from (person.biography for person in self.lists.values())
        for session in self.sessions:
            yield session.abstract
            yield session.description
            yield from (person.biography for person in session.people)

    def warn(self, where: str, code: str, **values: str | int) -> None:
        """Report a guess, a repair or an omission.

        After very many warnings, ignore further ones.
        """
        if len(self.findings) < MAX_FAULTS:
            self.findings.append(warning(code, where, None, **values))


Object = Mapping[str, Any]
_EMPTY: Object = {}
_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_MARKS = ("guid", "slug", "id", "code")


def as_text(value: object, language: str = "en") -> str:
    """Return a text, or a number as text, or "" for other values.

    In a dictionary of texts by language, choose the text in `language`, or else the first text.
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value)[:100]
    if isinstance(value, dict):
        chosen = value.get(language) or next(filter(None, value.values()), "")
        return chosen.strip() if isinstance(chosen, str) else ""
    return ""


def first_text(data: Object, *keys: str) -> str:
    """Return the first text under one of these keys that is not empty, or else ""."""
    return next(filter(None, (as_text(data.get(key)) for key in keys)), "")


def texts_by_language(value: object) -> dict[str, str]:
    """Return a dictionary of texts by language code, or an empty one for any other value."""
    return {
        code: name.strip()
        for code, name in as_object(value).items()
        if isinstance(name, str) and name.strip()
    }


def as_name(value: object, language: str = "en") -> str:
    """Return a text, or the name of an object. Feeds write rooms and tracks in either form."""
    if isinstance(value, dict) and "name" in value:
        return as_text(value["name"], language)
    if isinstance(value, dict) and "slug" in value:
        return as_text(value["slug"])
    return "" if id_of(as_object(value)) else as_text(value, language)


def names_by_id(items: Iterable[Object], language: str = "en") -> dict[str, str]:
    """Return the names of rooms, tracks or people by id. Several properties can serve as the id."""
    return {
        first_text(item, mark): as_name(item, language)
        for item in items
        for mark in _MARKS
        if item.get(mark)
    }


def resolve_name(value: object, names: Mapping[str, str], language: str = "en") -> str:
    """Return the name of an object, or look it up in `names` if the object has only an id.

    A number is an id. A text is an id or a name.
    """
    if not isinstance(value, dict):
        return names.get(as_text(value), "" if isinstance(value, int) else as_text(value))
    known = (names.get(first_text(value, mark), "") for mark in _MARKS)
    return as_text(value.get("name"), language) or next(
        filter(None, known), as_name(value, language)
    )


def id_of(value: object) -> str:
    """Return the id of an object. A value of another type is the id itself."""
    return first_text(value, "code", "guid", "id") if isinstance(value, dict) else as_text(value)


def as_list(value: object) -> list[Any]:
    """Return the value if it is a list, or else an empty list."""
    return value if isinstance(value, list) else []


def as_objects(value: object) -> list[Object]:
    return [item for item in as_list(value) if isinstance(item, dict)]


def as_object(value: object) -> Object:
    """Return the value if it is an object, or else an empty object."""
    return value if isinstance(value, dict) else _EMPTY


def read_boolean(value: object) -> bool | None:
    """Read a boolean in one of its usual spellings, or return None."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _TRUTHS.get(value.strip().lower())
    return None


def is_filmed(data: Object) -> bool | None:
    """Return whether a session is filmed, or None if the feed does not say so."""
    hidden = read_boolean(data.get("do_not_record"))
    return None if hidden is None else not hidden


def unknown_keys(data: Object, known: Container[str]) -> Iterator[str]:
    """Yield the keys that have a value but are not in `known`."""
    return (
        key
        for key, value in data.items()
        if key not in known and value not in (None, "", [], {}, False)
    )


def describe_content(value: object) -> str:
    """Describe in a few words what a file contains, for users who chose the wrong file."""
    if isinstance(value, dict):
        return "{" + ", ".join(str(key)[:40] for key in list(value)[:6]) + "}"
    if isinstance(value, list):
        return f"[{describe_content(value[0]) if value and isinstance(value[0], dict) else '…'}]"
    return str(value)[:40]
