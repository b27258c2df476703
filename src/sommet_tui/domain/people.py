"""People on stage, and the sessions in which they take part."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime

from sommet_tui.domain.programme import Person, Programme, Session
from sommet_tui.domain.timeline import status
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.timeline import StatusOf


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

    def next_session(self, now: datetime, status_of: StatusOf = status) -> Session | None:
        """Return the person's running session at `now`, or else their next session, or else None.

        `status_of` returns the status of a session.
        """
        left = ("running", "upcoming")
        return next((s for s in self.sessions if status_of(s, now) in left), None)


def people_on_stage(programme: Programme) -> tuple[ProgrammePerson, ...]:
    """Return all people in the programme, in its order."""
    sessions_by_person: dict[str, list[Session]] = {person.id: [] for person in programme.people}
    for session in programme.sessions:
        for person in dict.fromkeys(participant.id for participant in session.participants):
            sessions_by_person.setdefault(person, []).append(session)
    return tuple(ProgrammePerson(p, tuple(sessions_by_person[p.id])) for p in programme.people)


def people_in_sessions(
    people: Iterable[ProgrammePerson], ids: Container[str]
) -> tuple[ProgrammePerson, ...]:
    """Return the people in the sessions with these `ids`, each with only these sessions."""
    found = (
        ProgrammePerson(one.person, tuple(s for s in one.sessions if s.id in ids)) for one in people
    )
    return tuple(one for one in found if one.sessions)
