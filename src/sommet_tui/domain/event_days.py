"""The event day that an instant belongs to, which is not always the calendar's."""

from __future__ import annotations

from datetime import timedelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, datetime, time, tzinfo


def event_day(now: datetime, zone: tzinfo, boundary: time) -> date:
    """The event day that `now` belongs to: before the boundary it is still yesterday."""
    local = now.astimezone(zone)
    return local.date() - timedelta(days=1) if local.time() < boundary else local.date()
