"""The speaking times of a panel: turns in the order in which they were taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from sommet_tui.domain.rundown.state import Pause


LONG_TURN = timedelta(minutes=2)
"""A turn longer than this gets a discreet mark."""


_LENGTH = re.compile(r"(\d{1,2})(?::([0-5]\d))?", re.ASCII)


def turn_limit(text: str) -> int:
    """Return the seconds that a turn may last, written as minutes: 2, 1:30; 0 for no limit.

    Raises:
        ValueError: it is no length, or more than 99 minutes.
    """
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return 60 * int(found[1]) + int(found[2] or 0)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that begins at `start`; if `person` is None, no one has the floor."""

    person: str | None
    start: datetime


@dataclass(frozen=True, slots=True)
class Airtime:
    """Speaking times at an instant.

    `spoken` maps each person who has spoken to their time; `speaking` is the present speaker, or
    None; `turn` is the length of the present turn.
    """

    spoken: Mapping[str, timedelta]
    speaking: str | None
    turn: timedelta

    @property
    def total(self) -> timedelta:
        """Return the total speaking time: from the first turn to the last instant, without pauses.

        Pauses by the stage and time without a speaker do not count.
        """
        return sum(self.spoken.values(), timedelta(0))

    @property
    def is_long(self) -> bool:
        """Whether the present turn has become a long one."""
        return self.speaking is not None and self.turn >= LONG_TURN

    def of(self, person: str) -> timedelta:
        """Return how long someone has spoken."""
        return self.spoken.get(person, timedelta(0))

    def share(self, person: str) -> float:
        """Return a person's share of the speaking time, 0.0 to 1.0; 0.0 before the first turn."""
        total = self.total
        return self.of(person) / total if total else 0.0


def stood_still(pauses: Iterable[Pause], start: datetime, end: datetime) -> timedelta:
    """Return how much of the time from `start` to `end` was paused; pauses do not overlap."""
    nothing = timedelta(0)
    return sum((max(nothing, min(end, e) - max(start, s)) for s, e in pauses), nothing)


def airtime(
    turns: Sequence[Turn], since: datetime, until: datetime, pauses: Sequence[Pause] = ()
) -> Airtime:
    """Return the speaking times from `since`, when the panel began, to `until`.

    Turns are in order, and the last one is still open.

    During a pause by the stage no time counts, and the previous speaker continues after it. If the
    clock was set back, no time is added: an earlier instant counts as the latest one reached.
    """

    def between(start: datetime, end: datetime) -> timedelta:
        return end - start - stood_still(pauses, start, end)

    spoken: dict[str, timedelta] = {}
    speaking: str | None = None
    began = reached = max(turns[0].start, since) if turns else until
    for turn in turns:
        moment = max(turn.start, reached)
        _credit(spoken, speaking, between(reached, moment))
        began = moment if turn.person != speaking else began
        speaking, reached = turn.person, moment
    end = max(until, reached)
    _credit(spoken, speaking, between(reached, end))
    lasted = between(began, end) if speaking is not None else timedelta(0)
    return Airtime(spoken, speaking, lasted)


def _credit(spoken: dict[str, timedelta], person: str | None, length: timedelta) -> None:
    if person is not None:
        spoken[person] = spoken.get(person, timedelta(0)) + length
