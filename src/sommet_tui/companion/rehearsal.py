"""A rehearsal, with its own log and its own clock."""

from __future__ import annotations

from datetime import UTC, datetime

from sommet_tui.companion.errors import NotDoneError
from sommet_tui.domain.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.programme import Programme

FASTEST = 3600.0
"""The fastest clock, in seconds a second; no one could follow a faster one."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal under way, for every window on this computer.

    Its clock showed `origin` at the real instant `since`, and runs `speed` seconds a second, at
    most `FASTEST`. `id` contains the time of its beginning.
    """

    id: str
    since: datetime
    origin: datetime
    speed: float

    @property
    def began_at(self) -> datetime:
        """The real instant at which it began, even if its clock was set since."""
        try:
            # `strptime` would load a calendar, which takes longer than all the rest.
            return datetime.fromisoformat(self.id).replace(tzinfo=UTC)
        except ValueError:
            return self.since

    def has_ended(self, programme: Programme, now: datetime) -> bool:
        """Return whether the event day on which it began is over at a real instant."""
        return programme.day_of(self.began_at) != programme.day_of(now)


_STAMP = "%Y%m%dT%H%M%S.%f"


def rehearsal_id(now: datetime) -> str:
    """Return the id of a rehearsal that begins at a real instant."""
    return now.astimezone(UTC).strftime(_STAMP)


class RehearsalOverError(NotDoneError):
    """The rehearsal is over; nothing was recorded."""
