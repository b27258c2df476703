"""A lane in the course of its acts: what the next act finds, to be forbidden or done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, ActKind, AnnouncedTimes
from sommet_tui.domain.rundown.announcement import merged
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.projection import project
from sommet_tui.domain.rundown.state import NOTHING, Actual, LaneState, Pause
from sommet_tui.domain.values import dataclass, field

Over = Literal["done", "skipped", "cancelled"]

_OF_THE_RUNNING: frozenset[ActKind] = frozenset({"start", "end", "pause", "resume"})


@dataclass(slots=True)
class Mark:
    """`Actual` while it is being made."""

    start: datetime | None = None
    end: datetime | None = None
    added: timedelta = NOTHING
    pause_start: datetime | None = None
    cancelled: bool = False
    pauses: list[Pause] = field(default_factory=list)
    """The finished ones since it began, in their order."""
    earlier: list[Pause] = field(default_factory=list)
    """Those before a restart."""

    @property
    def resumed(self) -> datetime | None:
        """When its latest pause ended."""
        return self.pauses[-1][1] if self.pauses else None

    def stood(self) -> list[Pause]:
        """The finished pauses up to its end, which may have been told later."""
        end = self.end
        if end is None:
            return self.pauses
        return [(since, min(until, end)) for since, until in self.pauses if since < end]

    def frozen(self) -> Actual:
        """What happened so far."""
        stood = self.stood()
        return Actual(
            self.start,
            self.end,
            self.added,
            sum((until - since for since, until in stood), NOTHING),
            self.pause_start,
            self.cancelled,
            (*self.earlier, *stood),
        )

    def pause(self, t: datetime) -> None:
        """Let it stand still, at the earliest when its latest pause ended."""
        self.pause_start = max(t, self.resumed) if self.resumed is not None else t

    def resume(self, t: datetime) -> None:
        """Let an open pause end, at the earliest when it began."""
        if self.pause_start is not None:
            self.pauses.append((self.pause_start, max(t, self.pause_start)))
            self.pause_start = None


class LaneFold:
    """A lane while acts are applied to it, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.items = plan.by_id
        self.marks = {i.id: Mark(cancelled=True) for i in plan.lane.items if i.cancelled}
        self.order = list(plan.by_id)
        """Ids in the order they come in, after deferrals."""
        self.places: Mapping[str, int] = plan.place
        self.furthest = -1
        """The last place at which something has begun; -1 where nothing has."""
        self.deferred: dict[str, str] = {}
        self.announcements: list[Mapping[str, AnnouncedTimes]] = []
        """What each announcement said, in their order."""
        self.running: str | None = None
        """The id of what the stage started and no act ended."""
        self.called = False
        self.latest: datetime | None = None
        """When the latest act took effect."""
        self.begun: datetime | None = None
        """When the latest start was."""
        self.begun_last: str | None = None
        """The id of what was started last."""
        self.void: set[int] = set()

    def state(self) -> LaneState:
        """What the acts so far make of the lane."""
        items = self.items
        return LaneState(
            plan=self.plan,
            order=tuple([items[id_] for id_ in self.order]),
            deferred=dict(self.deferred),
            actuals={id_: mark.frozen() for id_, mark in self.marks.items()},
            announced=merged(self.announcements, items.keys()),
            running=self.running,
            called=self.called,
            void=frozenset(self.void),
        )

    def mark(self, id_: str) -> Mark:
        """What happened to an item, to be written in."""
        found = self.marks.get(id_)
        if found is None:
            found = self.marks[id_] = Mark()
        return found

    def effective(self, act: Act) -> datetime:
        """When an act takes effect: never before what the lane has already seen, unless said."""
        if act.when is not None:
            return act.when
        t = act.at
        if self.latest is not None and self.latest > t:
            t = self.latest
        if self.begun is not None and self.begun > t and act.act in _OF_THE_RUNNING:
            t = self.begun
        return t

    def ended_by(self, t: datetime) -> datetime | None:
        """When what the stage started ended though no act said so; None if by `t` it had not.

        By the acts, something must be running. The end of the day ends it; after a release the
        clock does, when it is due.
        """
        assert self.running is not None
        closes = self.plan.closes
        if not self.called:
            due = self.marks[self.running].frozen().due(self.items[self.running], min(t, closes))
            if due <= t:
                return due
        return closes if t >= closes else None

    def over(self, session: Session, t: datetime) -> Over | None:
        """What an item has become by `t`, None while it runs or is still to come."""
        mark = self.marks.get(session.id)
        if mark is not None:
            if mark.start is not None:
                runs = session.id == self.running and self.ended_by(t) is None
                return None if runs else "done"
            if mark.cancelled:
                return "cancelled"
        if self.furthest > self.places[session.id]:
            return "done" if session.is_break else "skipped"
        if self._waits(session, t):
            return None
        status = next(p.status for p in project(self.state(), t) if p.session is session)
        return status if status in ("done", "skipped") else None

    def _waits(self, session: Session, t: datetime) -> bool:
        """Whether an item that never began cannot be over, as far as that shows without a walk."""
        if self.called and t < self.plan.closes and (self.running or not session.is_break):
            return True
        if self.called and t >= self.plan.closes:
            return False
        if not session.fixed_end and (session.follows or session.id in self.deferred):
            return False
        mark = self.marks.get(session.id)
        return t < session.end + (mark.added if mark is not None else NOTHING)
