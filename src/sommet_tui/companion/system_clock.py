"""The real time."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The real time. Wall time, not monotonic: right the moment a laptop wakes."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)
