"""A rehearsal, kept apart from the real day, with a clock of its own."""

from __future__ import annotations

from datetime import UTC, datetime

from sommet_tui.domain.values import dataclass

FASTEST = 3600.0
"""The fastest a clock can run, in seconds a second: an hour; nobody could follow a faster one."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal under way, for every window on this machine.

    Its clock showed `origin` at the real instant `since`, and runs `speed` seconds a second, at
    most `FASTEST`. `id` contains when it began.
    """

    id: str
    since: datetime
    origin: datetime
    speed: float

    @property
    def begun(self) -> datetime:
        """Return the real instant at which it began, whatever was done to its clock since."""
        try:
            # `strptime` would bring in a calendar, which takes longer than all the rest.
            return datetime.fromisoformat(self.id).replace(tzinfo=UTC)
        except ValueError:
            return self.since


_STAMP = "%Y%m%dT%H%M%S.%f"


def rehearsal_id(now: datetime) -> str:
    """What a rehearsal is called that begins at a real instant."""
    return now.astimezone(UTC).strftime(_STAMP)


class RehearsalOverError(Exception):
    """The rehearsal that something was to be recorded for is no longer on."""
