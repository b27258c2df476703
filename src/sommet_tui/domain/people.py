"""Who is on stage, when and with what."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sommet_tui.domain.programme import Person, Programme, Session
from sommet_tui.domain.timeline import status
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from sommet_tui.domain.timeline import Stands


@dataclass(frozen=True, slots=True)
class OnStage:
    """A person beside the sessions they take part in, in planned order."""

    person: Person
    sessions: tuple[Session, ...]

    @property
    def affiliations(self) -> tuple[str, ...]:
        """Every affiliation they take the stage for, the usual one first, each once."""
        usual = [self.person.affiliation] if self.person.affiliation else []
        stated = (
            participant.affiliation
            for session in self.sessions
            for participant in session.participants
            if participant.id == self.person.id and participant.affiliation
        )
        return tuple(dict.fromkeys([*usual, *stated]))

    def turn(self, now: datetime, stands: Stands = status) -> Session | None:
        """Return the session they are in at `now`, else their next one, or None.

        `stands` gives the status of a session.
        """
        left = ("running", "upcoming")
        return next((s for s in self.sessions if stands(s, now) in left), None)


def on_stage(programme: Programme) -> tuple[OnStage, ...]:
    """Return everyone of the programme, in its order."""
    taken: dict[str, list[Session]] = {person.id: [] for person in programme.people}
    for session in programme.sessions:
        for person in dict.fromkeys(participant.id for participant in session.participants):
            taken.setdefault(person, []).append(session)
    return tuple(OnStage(p, tuple(taken[p.id])) for p in programme.people)


def in_room(everyone: Iterable[OnStage], room: str) -> tuple[OnStage, ...]:
    """Return those with a part in a room, by its id, beside the sessions they have it in."""
    found = (
        OnStage(one.person, tuple(s for s in one.sessions if s.is_in(room))) for one in everyone
    )
    return tuple(one for one in found if one.sessions)


def in_sessions(everyone: Iterable[OnStage], ids: Container[str]) -> tuple[OnStage, ...]:
    """Return those with a part in one of the sessions, beside those of them they have it in."""
    found = (OnStage(one.person, tuple(s for s in one.sessions if s.id in ids)) for one in everyone)
    return tuple(one for one in found if one.sessions)


def by_turn(
    everyone: Iterable[OnStage], now: datetime, stands: Stands = status
) -> tuple[OnStage, ...]:
    """Sort people: those on stage first, then by their next session, then those who are done."""

    def key(one: OnStage) -> tuple[bool, datetime]:
        turn = one.turn(now, stands)
        return (turn is None, turn.start if turn else now)

    return tuple(sorted(everyone, key=key))
