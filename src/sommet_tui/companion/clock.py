"""The real clock, and a clock with another time or speed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from sommet_tui.companion.ports import Clock


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """A clock that showed `origin` when `base` showed `since`, and runs `speed` times as fast.

    With a speed of 0, it stands still.
    """

    base: Clock
    since: datetime
    origin: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        """Return the instant shown, aware, in UTC, within the limits of the calendar."""
        elapsed = self.base.now() - self.since
        try:
            shown = self.origin + elapsed * self.speed
        except OverflowError:
            shown = _LAST if (self.speed > 0) == (elapsed > timedelta(0)) else _FIRST
        return min(max(shown, _FIRST), _LAST)


_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=2)
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)


def shifted(base: Clock, origin: datetime, speed: float = 1.0) -> ShiftedClock:
    """Return a clock that shows `origin` now and runs at `speed` from then on."""
    return ShiftedClock(base, base.now(), origin, speed)


class SystemClock:
    """The real time: wall time, not monotonic, so that it is right when a laptop wakes."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)
