"""The rehearsal that is kept apart from the day, with a clock of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from datetime import datetime

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


class RehearsalOverError(Exception):
    """The rehearsal that something was to be recorded for is no longer on."""
