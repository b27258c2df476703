"""The people of the green room: who goes on stage now or next, and whether they have arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby

from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.filters import Facets
    from sommet_tui.domain.panel import Arrival, Arrived, PanelAct
    from sommet_tui.domain.programme import Participant, Person, ProgrammePerson, Session

    PeopleWithTurns = tuple[tuple[ProgrammePerson, "Appearance | None"], ...]
    """People, each with their current or next turn on stage, or None if no turn follows."""

SOON = timedelta(hours=2)
"""People who go on stage within this time are expected in the green room."""
DUE = timedelta(minutes=30)
"""People who go on stage within this time should have arrived."""


@frozen
class Appearance:
    """A person, the session for which they are on stage, and whether they have arrived.

    `start` is the actual or expected start of the session, and `left` is the time until then,
    negative after it. `person` is the person's entry in the programme. `there_since` is when the
    person arrived, or None. `has_arrivals` is whether any arrival was recorded on that day. If it
    is False, no one counts as missing.
    """

    session: Session
    start: datetime
    left: timedelta
    participant: Participant
    person: Person | None
    arrival: Arrival
    there_since: datetime | None
    has_arrivals: bool

    @property
    def is_soon(self) -> bool:
        """Whether the person should be in the green room because the session begins soon."""
        return self.left <= SOON

    @property
    def is_missing(self) -> bool:
        """Whether the session begins soon, and the person has not arrived."""
        return self.has_arrivals and self.is_soon and self.arrival == "not_seen"

    @property
    def is_due(self) -> bool:
        """Whether the person should have arrived by now, and has not."""
        return self.is_missing and self.left < DUE


@frozen
class Call:
    """An upcoming session, and the people for whom it is the next session.

    `session` has its announced times. `start` is its expected start.
    """

    session: Session
    start: datetime
    people: tuple[Appearance, ...]


class GreenRoom:
    """Everyone's appearances at one instant.

    The arrivals for each session are computed only once.
    """

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self._day = snapshot.at(now)
        self._now = now
        self._arrivals: dict[str, tuple[Mapping[str, Arrived], bool]] = {}

    def appearance(self, person: ProgrammePerson) -> Appearance | None:
        """Return a person's appearance in the current session on stage, or in the next one.

        If the person has no session left, return None.
        """
        session = person.next_session(self._now, self._day.status)
        if session is None:
            return None
        participant = next(p for p in session.participants if p.id == person.person.id)
        return self._appearance(session, participant, person.person)

    def sort_people(self, people: Iterable[ProgrammePerson]) -> tuple[ProgrammePerson, ...]:
        """Sort people by the start of their current or next session.

        People who have no session left come last.
        """

        def key(person: ProgrammePerson) -> tuple[bool, datetime]:
            session = person.next_session(self._now, self._day.status)
            return (session is None, self.start_of(session) if session else self._now)

        return tuple(sorted(people, key=key))

    def groups(self, people: Iterable[ProgrammePerson]) -> list[tuple[str, PeopleWithTurns]]:
        """Return people in the order of appearance, in groups: "on", "next", "later" and "over"."""
        everyone = [(person, self.appearance(person)) for person in self.sort_people(people)]
        coming = (turn for _, turn in everyone if turn and not self._is_on(turn))
        first = next((turn.start for turn in coming), None)

        def group(turn: Appearance | None) -> str:
            if turn is None:
                return "over"
            if self._is_on(turn):
                return "on"
            return "next" if turn.start == first else "later"

        return [
            (name, tuple(held)) for name, held in groupby(everyone, lambda held: group(held[1]))
        ]

    def _is_on(self, turn: Appearance) -> bool:
        return self._day.status(turn.session, self._now) == "running"

    def limit(
        self, people: tuple[ProgrammePerson, ...], *, soon: bool, missing: bool
    ) -> tuple[ProgrammePerson, ...]:
        """Return only the people due soon if `soon`, and only those not yet seen if `missing`."""
        if not (soon or missing):
            return people
        turns = [(person, self.appearance(person)) for person in people]
        return tuple(
            person
            for person, turn in turns
            if turn and (not soon or turn.is_soon) and (not missing or turn.arrival == "not_seen")
        )

    def calls(self, facets: Facets | None = None) -> tuple[Call, ...]:
        """Return the calls of the current or next event day, sorted by expected start.

        Only sessions of the shown room that match the filters count. Each person appears only in
        the call of their next session.
        """
        day = self._day
        coming = sorted(
            (
                (self.start_of(session), index, session)
                for index, session in enumerate(
                    day.matching_sessions(day.shown_sessions, facets, self._now)
                )
                if session.participants and day.status(session, self._now) == "upcoming"
            ),
            key=lambda entry: entry[:2],
        )
        known = {person.id: person for person in day.programme.people}
        known_people: set[str] = set()
        found = []
        for start, _, session in coming:
            if session.day != coming[0][2].day:
                continue
            new = [p for p in session.participants if p.id not in known_people]
            known_people |= {p.id for p in new}
            if new:
                people = tuple(self._appearance(session, p, known.get(p.id)) for p in new)
                found.append(Call(session, start, people))
        return tuple(found)

    def call_for(self, session: Session) -> Call | None:
        """Return the call of a session without its moderators, or None if no speaker is due yet.

        No speaker is due if the session is not upcoming, has no speakers, or starts later than in
        `DUE`.
        """
        start = self.start_of(session)
        speakers = [p for p in session.participants if p.role != "moderator"]
        upcoming = self._day.status(session, self._now) == "upcoming"
        if not speakers or not upcoming or start - self._now > DUE:
            return None
        known = {person.id: person for person in self._day.programme.people}
        people = tuple(self._appearance(session, p, known.get(p.id)) for p in speakers)
        return Call(session, start, people)

    def arrival_of(self, person: str, session: Session) -> Arrived:
        """Return whether a person (by id) is there for a session, and since when."""
        from sommet_tui.domain.panel import MISSING

        seen, _ = self._arrivals_for(session)
        return seen.get(person, MISSING)

    @cached_property
    def _acts(self) -> tuple[PanelAct, ...]:
        acts = self._day.panel_acts(self._now)
        if not acts:
            return ()
        from sommet_tui.domain.panel import acts_in_force

        return acts_in_force(acts)

    def _appearance(
        self, session: Session, participant: Participant, person: Person | None
    ) -> Appearance:
        start, (_, has_arrivals) = self.start_of(session), self._arrivals_for(session)
        arrived: tuple[Arrival, datetime | None] = ("not_seen", None)
        if self._acts:
            arrived = self.arrival_of(participant.id, session)
        return Appearance(
            session, start, start - self._now, participant, person, *arrived, has_arrivals
        )

    def start_of(self, session: Session) -> datetime:
        """Return the actual or expected start of a session."""
        return self._day.expected_start(session, self._now) or session.start

    def _arrivals_for(self, session: Session) -> tuple[Mapping[str, Arrived], bool]:
        """Return the arrivals for a session by person, and whether any arrival was recorded."""
        if not self._acts:
            return {}, False
        if session.id not in self._arrivals:
            from sommet_tui.domain.panel import arrivals, recorded_arrivals, sessions_of_same_day

            day = sessions_of_same_day(self._day.programme, session)
            has_arrivals = bool(recorded_arrivals(self._acts, day))
            self._arrivals[session.id] = arrivals(self._acts, session, day), has_arrivals
        return self._arrivals[session.id]
