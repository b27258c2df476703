"""The people who go on stage next, for the green room: when, where, and whether they are there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.panel.acts import Arrival, PanelAct, in_force
from sommet_tui.domain.panel.state import MISSING, Arrived, arrivals, same_day
from sommet_tui.domain.programme import Participant, Person, Session
from sommet_tui.domain.values import dataclass

SOON = timedelta(hours=2)
"""People who go on stage within this time are expected in the green room."""
DUE = timedelta(minutes=30)
"""People who go on stage within this time and have not arrived are due."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A person who is expected on stage; `there_since` is when they arrived, or None.

    `person` is their entry in the programme.
    """

    participant: Participant
    person: Person | None
    arrival: Arrival
    there_since: datetime | None


@dataclass(frozen=True, slots=True)
class Call:
    """An upcoming session, and the people whose next session it is.

    `session` has its announced times; `start` is its expected start.
    """

    session: Session
    start: datetime
    people: tuple[Expected, ...]


def calls(snapshot: Snapshot, now: datetime) -> tuple[Call, ...]:
    """Return the upcoming sessions of the present or next event day, by expected start.

    Each person is only in their next session. If the snapshot shows one room, it is only that one.
    """
    day = snapshot.at(now)
    coming = sorted(
        (
            (begins(day, session, now), index, session)
            for index, session in enumerate(day.programme.sessions)
            if session.participants and day.status(session, now) == "upcoming"
        ),
        key=lambda entry: entry[:2],
    )
    acts = in_force(day.panel_acts(now))
    called: set[str] = set()
    found = []
    for start, _, session in coming:
        if session.day != coming[0][2].day:
            continue
        new = [p for p in session.participants if p.id not in called]
        called |= {p.id for p in new}
        if new and session.is_in(day.room):
            found.append(Call(session, start, _expected(day, session, new, acts)))
    return tuple(found)


def _expected(
    shown: Snapshot, session: Session, people: list[Participant], acts: tuple[PanelAct, ...]
) -> tuple[Expected, ...]:
    day = same_day(shown.programme, session)
    seen = arrivals(acts, session, day)
    known = {person.id: person for person in shown.programme.people}
    return tuple(Expected(p, known.get(p.id), *seen.get(p.id, MISSING)) for p in people)


_NOBODY: Mapping[str, Arrived] = MappingProxyType({})


class Presence:
    """The arrivals at one instant; each session is looked up once."""

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self._programme = snapshot.programme
        self._acts = in_force(snapshot.panel_acts(now))
        self._found: dict[str, Mapping[str, Arrived]] = {}

    def of(self, person: str, session: Session) -> Arrival:
        """Return a person's arrival for a session."""
        return self._of(session).get(person, MISSING).arrival

    def looked_for(self, session: Session) -> bool:
        """Whether arrivals are recorded on that day; otherwise all are unknown."""
        return bool(self._of(session))

    def _of(self, session: Session) -> Mapping[str, Arrived]:
        if not self._acts:
            return _NOBODY
        if session.id not in self._found:
            day = same_day(self._programme, session)
            self._found[session.id] = arrivals(self._acts, session, day)
        return self._found[session.id]


def begins(snapshot: Snapshot, session: Session, now: datetime) -> datetime:
    """Return the actual or expected start of a session."""
    times = snapshot.times(session, now)
    return times.projected[0] if times and times.projected else session.start
