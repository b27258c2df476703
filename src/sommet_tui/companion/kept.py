"""What a store of records gives, and the rehearsal it keeps apart from the day."""

from __future__ import annotations

from sommet_tui.domain.values import dataclass

TYPE_CHECKING = False  # every command looks whether anything happened
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any


FASTEST = 3600.0
"""The most seconds a second that a clock runs: an hour; faster, nobody could follow."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal that is on, for every window on this machine.

    Its clock showed `origin` at the real instant `since`, and runs `speed` seconds a second, at
    most `FASTEST`.
    """

    id: str
    since: datetime
    origin: datetime
    speed: float


@dataclass(frozen=True, slots=True)
class Kept:
    """One record that is kept; `place` grows from record to record, whatever their kind.

    `kind` is "act", "message", "seen" or "panel".
    """

    place: int
    kind: str
    record: Mapping[str, Any]


class RehearsalOverError(Exception):
    """The rehearsal that something was to be recorded for is no longer on."""
