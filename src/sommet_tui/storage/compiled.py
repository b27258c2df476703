"""A programme from its compiled form, lines of JSON that load fast; `packing` makes them.

Three lines: what identifies it, what tells the time, the rest: texts to read, and what panels
prepare. Whoever needs only the second never parses the third. Positions stand for names, and
instants are whole seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

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
from sommet_tui.storage.entries import (
    FLAG,
    LIST,
    MAYBE,
    NUMBER,
    TEXT,
    UNSOUND,
    expect,
    expect_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from sommet_tui.domain.preparation import Preparation

_EVENT: Final = (*[TEXT] * 4, *[MAYBE] * 4, (list, type(None)), TEXT)
_NAMED: Final = (TEXT, TEXT)
_PERSON: Final = (TEXT, TEXT, MAYBE)
_KNOWN: Final = (*_PERSON, MAYBE, MAYBE, LIST)
_PARTICIPANT: Final = (*[TEXT] * 3, MAYBE)
_SESSION: Final = (
    *(TEXT, TEXT, NUMBER, NUMBER, NUMBER, TEXT, TEXT),
    *[MAYBE] * 5,
    *(LIST, LIST, FLAG, FLAG, NUMBER, NUMBER, FLAG),
)
_KINDS: Final = frozenset(("session", "break"))
_STATES: Final = frozenset(("confirmed", "moved", "cancelled"))
_ROLES: Final = frozenset(("speaker", "moderator", "host"))
_FIRST: Final = -62_104_060_800
_LAST: Final = 253_370_764_800
"""The years 2 to 9998, which every zone can show."""
_EPOCH: Final = 719_163
"""The number of the day on which seconds begin to count."""
_DAY: Final = 86_400
_MOST_MINUTES: Final = 1440


def unpack(core: bytes, rest: bytes, again: Callable[[], Programme | None]) -> Programme:
    """The programme of two lines; the second is parsed when any of it is first asked for.

    Should it then be no such line, `again` reads the programme anew.

    Raises:
        UNSOUND: these are not such lines.
    """
    later = _Later(rest, again)
    text = core.decode()
    expect("\\ud" not in text)  # half a character
    event, rooms, tracks, people, sessions = json.loads(text)
    _expect_sound(event, rooms, tracks, people, sessions)
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


def _expect_sound(
    event: list[Any],
    rooms: list[list[Any]],
    tracks: list[list[Any]],
    people: list[list[Any]],
    sessions: list[list[Any]],
) -> None:
    """Make sure that all of it can be shown: types, names that are known, instants."""
    expect_rows([event], _EVENT)
    expect_rows([event[8]] if event[8] else [], (TEXT, MAYBE))
    expect_rows([*rooms, *tracks], _NAMED)
    expect_rows(people, _PERSON, _KNOWN)
    expect_rows(sessions, _SESSION)
    participants = [each for session in sessions for each in session[12]]
    expect_rows(participants, _PARTICIPANT)
    expect_rows([link for session in sessions for link in session[13]], _NAMED)
    expect_rows([link for one in people if len(one) > 3 for link in one[5]], _NAMED)
    known = {person[0] for person in people}
    expect(all(each[0] in known and each[2] in _ROLES for each in participants))
    places, themes = {None, *[room[0] for room in rooms]}, {None, *[each[0] for each in tracks]}
    expect(
        all(
            _FIRST <= session[2] < session[3] < _LAST
            and -3 < session[2] // _DAY + _EPOCH - session[4] < 3
            and session[5] in _KINDS
            and session[6] in _STATES
            and session[9] in places
            and session[10] in themes
            and 0 <= session[16] <= _MOST_MINUTES
            and 0 <= session[17] <= _MOST_MINUTES
            for session in sessions
        )
    )
    expect(sessions)
    expect(time.fromisoformat(event[9]).tzinfo is None)
    ZoneInfo(event[2])


class _Later:
    """The line of the rest, parsed once, when first asked for."""

    def __init__(self, line: bytes, again: Callable[[], Programme | None]) -> None:
        self._line = line
        self._again = again
        self._parsed: list[dict[str, Any]] | None = None
        self._whole: Programme | None = None

    def abstracts(self) -> Mapping[str, str]:
        """The texts, by the session's id."""
        try:
            texts: dict[str, str] = self._parts[0]
            expect_rows(texts.items(), _NAMED)
        except UNSOUND:
            whole = self._anew()
            return whole.abstracts if whole else {}
        return texts

    def preparations(self) -> Mapping[str, Preparation]:
        """What was prepared, by the session's id."""
        try:
            packed = self._parts[1]
            if packed == {}:
                return {}
            from sommet_tui.storage.prepared import unpack_preparation

            return {id_: unpack_preparation(each) for id_, each in packed.items()}
        except UNSOUND:
            whole = self._anew()
            return whole.preparations if whole else {}

    def _anew(self) -> Programme | None:
        if self._whole is None:
            self._whole = self._again()
        return self._whole

    @property
    def _parts(self) -> list[dict[str, Any]]:
        if self._parsed is None:
            text = self._line.decode()
            expect("\\ud" not in text)
            self._parsed = json.loads(text)
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
