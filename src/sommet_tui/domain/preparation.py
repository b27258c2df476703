"""What a programme says of a panel beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sommet_tui.domain.values import dataclass, field

_NO_SHARES: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a session's plan: what it is called, or one of the usual names, and minutes."""

    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question thought of beforehand, for a person by id, or for all."""

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
