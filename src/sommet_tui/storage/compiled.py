"""A programme from its compiled form, lines of JSON that load fast; `packing` makes them.

Three lines: what identifies it, what tells the time, the texts to read. Whoever needs only the
second never parses the third. Positions stand for names, and instants are whole seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


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


def _unpack_person(packed: list[Any]) -> Person:
    if len(packed) == 3:
        return Person(*packed)
    id_, name, affiliation, pronunciation, introduction, links = packed
    theirs = tuple([Link(*link) for link in links])
    return Person(id_, name, affiliation, pronunciation, introduction, theirs)


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
