"""A rehearsal, with its own log and its own clock."""

from __future__ import annotations

from datetime import UTC, datetime

from sommet_tui.companion.errors import NotDoneError
from sommet_tui.domain.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.programme import Programme

FASTEST = 3600.0
"""The highest speed of a clock, in seconds a second. No one could follow a faster clock."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The current rehearsal, which every window of this computer can join.

    Its clock showed `origin` at the real instant `since`, and runs at `speed` seconds a second, at
    most `FASTEST`. The `id` contains the real instant at which the rehearsal began.
    """

    id: str
    since: datetime
    origin: datetime
    speed: float

    @property
    def began_at(self) -> datetime:
        """The real instant at which the rehearsal began, even if its clock was set later."""
        try:
            # `strptime` would load a calendar module, which takes longer than everything else here.
            return datetime.fromisoformat(self.id).replace(tzinfo=UTC)
        except ValueError:
            return self.since

    def has_ended(self, programme: Programme, now: datetime) -> bool:
        """Return whether the event day on which the rehearsal began is over at `now`.

        `now` is a real instant, not one of the rehearsal's clock.
        """
        return programme.day_of(self.began_at) != programme.day_of(now)


_STAMP = "%Y%m%dT%H%M%S.%f"


def rehearsal_id(now: datetime) -> str:
    """Return the id of a rehearsal that begins at the real instant `now`."""
    return now.astimezone(UTC).strftime(_STAMP)


class RehearsalOverError(NotDoneError):
    """The rehearsal is over, so nothing was recorded."""
