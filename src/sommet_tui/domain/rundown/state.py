"""What actually happened in a lane: the values that acts are folded into."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import AnnouncedTimes
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.values import dataclass

NOTHING = timedelta(0)

Pause = tuple[datetime, datetime]
"""From when to when something stood still."""


@dataclass(frozen=True, slots=True)
class Actual:
    """What happened to one item: aware instants, None where that has not happened.

    `added` is signed; `paused` is the length of the finished pauses, `pause_start` is when an open
    one began. `stood` are the finished pauses themselves, those before a restart among them.
    Only what never began is `cancelled`: a running session that is cancelled has ended.
    """

    start: datetime | None = None
    end: datetime | None = None
    added: timedelta = NOTHING
    paused: timedelta = NOTHING
    pause_start: datetime | None = None
    cancelled: bool = False
    stood: tuple[Pause, ...] = ()

    def due(self, session: Session, now: datetime) -> datetime:
        """When it ends if all runs on from `now`; it must have begun.

        A fixed end holds whatever the start, and no pause moves it: TIMING.md's "One session".
        """
        start = self.start
        assert start is not None
        if session.fixed_end:
            return max(start, session.end + self.added)
        end = start + session.duration + self.added + self.paused
        if self.pause_start is not None:
            end += max(NOTHING, now - self.pause_start)
        return max(start, end)


UNTOUCHED = Actual()
_CALLED_OFF = Actual(cancelled=True)


@dataclass(frozen=True)
class LaneState:
    """A lane after some acts.

    `order` is the planned order after deferrals; `deferred` maps the ids that left their place to
    what they come right after. `actuals` holds the items that anything happened to. `announced`
    holds what attendees were told, where it is not the plan. `running` is what the stage started
    and no act ended. `called` tells whether the stage drives the lane, else the clock does. `void`
    are the acts in force that have no effect, by `seq`.
    """

    plan: Plan
    order: tuple[Session, ...]
    deferred: Mapping[str, str]
    actuals: Mapping[str, Actual]
    announced: Mapping[str, AnnouncedTimes]
    running: str | None
    called: bool
    void: frozenset[int]

    def actual(self, session: Session) -> Actual:
        """What happened to an item of this lane."""
        usual = _CALLED_OFF if session.cancelled else UNTOUCHED
        return self.actuals.get(session.id, usual)

    def announced_times(self, session: Session) -> tuple[datetime, datetime]:
        """Start and end as attendees were told them: as planned until a person announces."""
        start, end = self.announced.get(session.id, (None, session.end))
        return start or session.start, end
