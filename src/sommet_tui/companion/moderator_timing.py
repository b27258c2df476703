"""The times of a session for its moderator: its hard end, and whether it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.lane_timing import LaneTiming, pauses
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.rundown.state import Pause
from sommet_tui.domain.timeline import Alert, Status, alert
from sommet_tui.domain.values import dataclass

OVERRUN = timedelta(minutes=30)
"""How long records still count after a session that the clock alone has ended.

People may speak past the end; but if someone forgets a key, the session should not last all night.
"""
EARLY = timedelta(minutes=15)
"""How long before its start a moderator may begin a panel, whatever the stage does."""

Closed = Literal["early", "over"]


@dataclass(frozen=True, slots=True)
class SessionTiming:
    """One session at an instant for its moderator: `item` of `lane`.

    `end` is the hard end: when the time of the running session is over, when an ended session
    ended, or the announced end. `due` is when its time is over, with its added minutes. `remaining`
    is negative in overtime, and None unless it is running. `until` is the instant up to which
    clocks run: now, or its end. `closed` is why turns and segments do not count now: "early" or
    "over", or None.
    """

    lane: LaneTiming
    item: Projected
    end: datetime
    due: datetime
    remaining: timedelta | None
    until: datetime
    closed: Closed | None

    @property
    def status(self) -> Status:
        """Its status in its lane."""
        return self.item.status

    @property
    def begun(self) -> bool:
        """Whether it has begun."""
        return self.status in ("running", "done")

    @property
    def start(self) -> datetime:
        """Its actual start, or the announced one."""
        item = self.item
        return item.start if self.begun and item.start is not None else item.announced[0]

    @property
    def over(self) -> bool:
        """Whether it is over for its moderator."""
        return self.remaining is None and self.status in ("done", "skipped", "cancelled")

    @property
    def alert(self) -> Alert | None:
        """Its alert while it is running."""
        return None if self.remaining is None else alert(self.item.session, self.remaining)

    @property
    def paused_since(self) -> datetime | None:
        """The start of an open pause by the stage."""
        return self.item.actual.pause_start if self.item.paused else None

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """All pauses by the stage, in order, including an open one."""
        return pauses(self.item, self.lane.at)


def session_timing(
    timing: LaneTiming, session: Session, recorded: Iterable[datetime]
) -> SessionTiming:
    """Return the timing of a session; `recorded` are the instants of its records."""
    item = timing.item(session.id)
    assert item is not None
    over = _Over.of(timing, item, recorded)
    remaining = _remaining(timing, item) if over is None or over.goes_on else None
    end = item.end if item.status == "done" and item.end else item.announced[1]
    if remaining is not None:
        end = timing.at + remaining
    return SessionTiming(
        lane=timing,
        item=item,
        end=end,
        due=_due(item, end),
        remaining=remaining,
        until=_clock_limit(timing, item, over),
        closed=_close(timing, item, over),
    )


@dataclass(frozen=True, slots=True)
class _Over:
    """The facts about a session that is over.

    `known` is the last instant at which it was running. If only the clock has ended it and
    something was recorded during the session, it `goes_on` for a while, because somebody moderates
    it. It `may_go_on` as long as a moderator may still begin.
    """

    known: datetime
    goes_on: bool
    may_go_on: bool

    @classmethod
    def of(cls, timing: LaneTiming, item: Projected, recorded: Iterable[datetime]) -> _Over | None:
        """Return the facts; None if it is not over."""
        if item.status != "done" or item.start is None or item.end is None:
            return None
        if item.actual.end is not None or timing.state.called:
            return cls(item.end, goes_on=False, may_go_on=False)
        limit = item.end + OVERRUN
        meanwhile = [moment for moment in recorded if item.start <= moment <= limit]
        may = timing.at < limit
        return cls(max([item.end, *meanwhile]), bool(meanwhile) and may, may)


def _remaining(timing: LaneTiming, item: Projected) -> timedelta | None:
    if item.status not in ("running", "done") or item.end is None:
        return None
    running = timing.running
    if running is not None and running.session.id == item.session.id:
        return timing.remaining
    return item.end - timing.at


def _due(item: Projected, end: datetime) -> datetime:
    """Return when its time is over, with its added minutes, even if it ended earlier or later."""
    actual, session = item.actual, item.session
    if actual.start is not None and actual.end is not None:
        return actual.due(session, actual.end, fixed=item.fixed)
    return item.end if item.status == "done" and item.end is not None else end


def _clock_limit(timing: LaneTiming, item: Projected, over: _Over | None) -> datetime:
    """Return the instant up to which clocks run; a skipped session ends when another begins."""
    if over is not None:
        return timing.at if over.goes_on else min(timing.at, over.known)
    if item.status not in ("skipped", "cancelled"):
        return timing.at
    place = timing.items.index(item)
    later = [i.actual.start for i in timing.items[place:] if i.actual.start is not None]
    return min([timing.at, timing.state.plan.closes, *later])


def _close(timing: LaneTiming, item: Projected, over: _Over | None) -> Closed | None:
    if item.status in ("skipped", "cancelled"):
        return "over"
    if over is not None:
        return None if over.goes_on or over.may_go_on else "over"
    announced, _ = item.announced
    first = min(item.session.start, announced, item.start or announced)
    early = item.status == "upcoming" and timing.at < first - EARLY
    return "early" if early else None
