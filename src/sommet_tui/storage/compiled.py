"""A programme from its compiled form, lines of JSON that load fast; `packing` makes them.

Three lines: what identifies it, what tells the time, the rest: texts to read, and what panels
prepare. Whoever needs only the second never parses the third. Positions stand for names, and
instants are whole seconds since 1970.
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
    from collections.abc import Callable
    from typing import Any

    from sommet_tui.domain.preparation import Preparation


def unpack(core: bytes, rest: bytes) -> Programme:
    """The programme of two lines; the second is parsed when any of it is first asked for.

    Raises:
        ValueError, TypeError, KeyError, IndexError: these are not such lines.
    """
    later = _Later(rest)
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
        abstracts=_Lazy(later.abstracts),
        preparations=_Lazy(later.preparations),
    )


class _Later:
    """The line of the rest, parsed once, when first asked for."""

    def __init__(self, line: bytes) -> None:
        self._line = line
        self._parsed: list[dict[str, Any]] | None = None

    def abstracts(self) -> Mapping[str, str]:
        """The texts, by the session's id."""
        return self._parts[0]

    def preparations(self) -> Mapping[str, Preparation]:
        """What was prepared, by the session's id."""
        packed = self._parts[1]
        if not packed:
            return {}
        from sommet_tui.storage.prepared import unpack_preparation

        return {id_: unpack_preparation(each) for id_, each in packed.items()}

    @property
    def _parts(self) -> list[dict[str, Any]]:
        if self._parsed is None:
            self._parsed = json.loads(self._line)
        return self._parsed


class _Lazy(Mapping[str, "Any"]):
    """Values by key, made when one is first asked for."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make
        self._made: Mapping[str, Any] | None = None

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def _values(self) -> Mapping[str, Any]:
        if self._made is None:
            self._made = self._make()
        return self._made


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
        packed[18],
    )
