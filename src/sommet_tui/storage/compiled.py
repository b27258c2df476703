"""A programme as lines of JSON that load fast: the compiled form, and back.

Three lines: what identifies it, what tells the time, the texts to read. Whoever needs only the
second never parses the third. Positions stand for names, and instants are whole seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sommet_tui.domain.programme import (
    Link,
    Participant,
    Person,
    Programme,
    Room,
    Session,
    Track,
    Venue,
)


def pack(programme: Programme) -> tuple[str, str]:
    """The line that tells the time, and the line of texts."""
    venue = programme.venue
    core = [
        [
            programme.id,
            programme.title,
            programme.timezone,
            programme.language,
            programme.subtitle,
            programme.description,
            programme.registration,
            programme.url,
            [venue.name, venue.address] if venue else None,
            programme.day_boundary.isoformat(),
        ],
        [[room.id, room.name] for room in programme.rooms],
        [[track.id, track.name] for track in programme.tracks],
        [_pack_person(person) for person in programme.people],
        [_pack_session(session) for session in programme.sessions],
    ]
    return _line(core), _line(dict(programme.abstracts))


def unpack(core: bytes, texts: bytes) -> Programme:
    """The programme of two lines; its abstracts are parsed when one is first asked for.

    Raises:
        ValueError, TypeError, KeyError, IndexError: these are not such lines.
    """
    event, rooms, tracks, people, sessions = json.loads(core)
    return Programme(
        id=event[0],
        title=event[1],
        timezone=event[2],
        language=event[3],
        subtitle=event[4],
        description=event[5],
        registration=event[6],
        url=event[7],
        venue=Venue(*event[8]) if event[8] else None,
        day_boundary=time.fromisoformat(event[9]),
        rooms=tuple(Room(*room) for room in rooms),
        tracks=tuple(Track(*track) for track in tracks),
        people=tuple(_unpack_person(person) for person in people),
        sessions=tuple(_unpack_session(session) for session in sessions),
        abstracts=LazyTexts(texts),
    )


class LazyTexts(Mapping[str, str]):
    """Texts by key, parsed when first asked for."""

    def __init__(self, line: bytes) -> None:
        self._line = line
        self._parsed: dict[str, str] | None = None

    def __getitem__(self, key: str) -> str:
        return self._texts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def _texts(self) -> dict[str, str]:
        if self._parsed is None:
            self._parsed = json.loads(self._line)
        return self._parsed


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pack_links(links: tuple[Link, ...]) -> list[list[str]]:
    return [[link.title, link.url] for link in links]


def _pack_person(person: Person) -> list[Any]:
    packed: list[Any] = [person.id, person.name, person.affiliation]
    if person.pronunciation or person.introduction or person.links:
        packed += [person.pronunciation, person.introduction, _pack_links(person.links)]
    return packed


def _unpack_person(packed: list[Any]) -> Person:
    if len(packed) == 3:
        return Person(*packed)
    id_, name, affiliation, pronunciation, introduction, links = packed
    theirs = tuple([Link(*link) for link in links])
    return Person(id_, name, affiliation, pronunciation, introduction, theirs)


def _pack_session(session: Session) -> list[Any]:
    return [
        session.id,
        session.title,
        int(session.start.timestamp()),
        int(session.end.timestamp()),
        session.day.toordinal(),
        session.kind,
        session.state,
        session.label,
        session.subtitle,
        session.room,
        session.track,
        session.language,
        [[p.id, p.name, p.role, p.affiliation] for p in session.participants],
        _pack_links(session.links),
        session.follows,
        session.fixed_end,
        session.warning_minutes,
        session.danger_minutes,
    ]


def _unpack_session(packed: list[Any]) -> Session:
    return Session(
        packed[0],
        packed[1],
        datetime.fromtimestamp(packed[2], UTC),
        datetime.fromtimestamp(packed[3], UTC),
        date.fromordinal(packed[4]),
        packed[5],
        packed[6],
        packed[7],
        packed[8],
        packed[9],
        packed[10],
        packed[11],
        tuple([Participant(*p) for p in packed[12]]),
        tuple([Link(*link) for link in packed[13]]),
        packed[14],
        packed[15],
        packed[16],
        packed[17],
    )
