"""How a session runs, for whoever follows it to its end: its hard end, and when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.rundown.standing import Standing, pauses
from sommet_tui.domain.rundown.state import Pause
from sommet_tui.domain.timeline import Alert, Status, alert
from sommet_tui.domain.values import dataclass

OVERRUN = timedelta(minutes=30)
"""For so long past its end, what is recorded of a session that the clock alone ended still counts.

People may speak past the end; but nobody speaks all night because somebody forgot a key.
"""
EARLY = timedelta(minutes=15)
"""So long before its start a panel may begin by its moderator's keys, whatever the stage does."""

Closed = Literal["early", "over"]


@dataclass(frozen=True, slots=True)
class SessionTiming:
    """One session at an instant, by its lane.

    `start` is when it began, else when it was announced for. `end` is the hard end: of what runs,
    when its time is over; of what ended, when it did; else when it was announced for. `due` is
    when its time is over, or was, by the minutes it was given. `begun` tells
    whether it has begun.
    `projected_start` is when it will begin, or did; None for what has no times any more.
    `remaining` is None unless it is on; negative over time. `until` is the instant that counts:
    now, or when it was over. `offset` is how far behind its lane is, `added` the
    minutes it was given, or lost. `called` tells whether the
    stage drives it, `paused_since` when the stage made it stand still, `pauses` all the times it
    did. `closed` is why what a moderator does to turns and segments does not count now: it is too
    "early", or it is "over"; None where it counts.
    """

    status: Status
    start: datetime
    end: datetime
    due: datetime
    begun: bool
    projected_start: datetime | None
    remaining: timedelta | None
    alert: Alert | None
    until: datetime
    offset: timedelta
    added: timedelta
    called: bool
    paused_since: datetime | None
    pauses: tuple[Pause, ...]
    closed: Closed | None

    @property
    def over(self) -> bool:
        """Whether nothing more happens in it."""
        return self.remaining is None and self.status in ("done", "skipped", "cancelled")


def session_timing(
    standing: Standing, session: Session, recorded: Iterable[datetime] = ()
) -> SessionTiming:
    """Return how a session of a lane runs; `recorded` is when anything was recorded of it."""
    item = standing.item(session.id)
    assert item is not None
    told_start, told_end = standing.state.announced_times(session)
    over = _Over.of(standing, item, recorded)
    remaining = _remaining(standing, item) if over is None or over.goes_on else None
    end = item.end if item.status == "done" and item.end else told_end
    if remaining is not None:
        end = standing.at + remaining
    begun = item.status in ("running", "done")
    return SessionTiming(
        status=item.status,
        start=item.start if begun and item.start else told_start,
        end=end,
        due=_due(item, end),
        begun=begun,
        projected_start=item.start,
        remaining=remaining,
        alert=None if remaining is None else alert(session, remaining),
        until=_until(standing, item, over),
        offset=standing.offset,
        added=item.actual.added,
        called=standing.state.called,
        paused_since=item.actual.pause_start if item.status == "running" else None,
        pauses=pauses(item, standing.at),
        closed=_closed(standing, item, over),
    )


@dataclass(frozen=True, slots=True)
class _Over:
    """What is known of a session that is over.

    `known` is the last instant at which it was on. Where only the clock says that it is over and
    something was recorded while it was on, it `goes_on` for a while: somebody follows it. It
    `may_go_on` as long as somebody may yet begin to.
    """

    known: datetime
    goes_on: bool
    may_go_on: bool

    @classmethod
    def of(cls, standing: Standing, item: Projected, recorded: Iterable[datetime]) -> _Over | None:
        """Return None if it is not over."""
        if item.status != "done" or item.start is None or item.end is None:
            return None
        if item.actual.end is not None or standing.state.called:
            return cls(item.end, goes_on=False, may_go_on=False)
        limit = item.end + OVERRUN
        meanwhile = [moment for moment in recorded if item.start <= moment <= limit]
        may = standing.at < limit
        return cls(max([item.end, *meanwhile]), bool(meanwhile) and may, may)


def _remaining(standing: Standing, item: Projected) -> timedelta | None:
    if item.status not in ("running", "done") or item.end is None:
        return None
    running = standing.running
    if running is not None and running.session.id == item.session.id:
        return standing.remaining
    return item.end - standing.at


def _due(item: Projected, end: datetime) -> datetime:
    """When its time is over by the minutes it was given, also of what ended at another time."""
    actual, session = item.actual, item.session
    if actual.start is not None and actual.end is not None:
        return actual.due(session, actual.end, fixed=item.fixed)
    return item.end if item.status == "done" and item.end is not None else end


def _until(standing: Standing, item: Projected, over: _Over | None) -> datetime:
    """The instant that counts: what was passed over, or called off, ends when another begins."""
    if over is not None:
        return standing.at if over.goes_on else min(standing.at, over.known)
    if item.status not in ("skipped", "cancelled"):
        return standing.at
    place = standing.items.index(item)
    later = [i.actual.start for i in standing.items[place:] if i.actual.start is not None]
    return min([standing.at, standing.state.plan.closes, *later])


def _closed(standing: Standing, item: Projected, over: _Over | None) -> Closed | None:
    if item.status in ("skipped", "cancelled"):
        return "over"
    if over is not None:
        return None if over.goes_on or over.may_go_on else "over"
    told_start, _ = standing.state.announced_times(item.session)
    first = min(item.session.start, told_start, item.start or told_start)
    early = item.status == "upcoming" and standing.at < first - EARLY
    return "early" if early else None
