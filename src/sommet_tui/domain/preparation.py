"""The part of a programme that prepares a panel."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sommet_tui.domain.values import dataclass, field

_NO_SHARES: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of a session's plan: its name (a standard one or another), and its minutes."""

    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared question, for the person with an id or for everyone."""

    text: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """Segments, questions, seating (ids from left to right) and target shares; any may be empty.

    `shares` are parts of the speaking time in percent, by the person's id.
    """

    segments: tuple[Segment, ...] = ()
    questions: tuple[Prepared, ...] = ()
    seating: tuple[str, ...] = ()
    shares: Mapping[str, int] = field(default_factory=lambda: _NO_SHARES)


UNPREPARED = Preparation()
