"""From the acts of a lane to what actually happened in it: TIMING.md's "Acts".

The fold goes by `seq`, from act to act, each at its effective time; it knows nothing of the
present. An act is refused, or after an undo void, by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, ActKind, Times, undone
from sommet_tui.domain.rundown.announcing import announcement
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.projecting import project
from sommet_tui.domain.rundown.refusing import Refusal
from sommet_tui.domain.rundown.state import NOTHING, Actual, LaneState


def fold(plan: Plan, acts: Sequence[Act]) -> LaneState:
    """The state of a lane after its acts, undos among them, in the order of `seq`."""
    return folding(plan, acts).state()


def folding(plan: Plan, acts: Sequence[Act]) -> Folding:
    """A lane after its acts, ready to be asked about another."""
    taken, lane = undone(acts), Folding(plan)
    for act in acts:
        if act.seq not in taken:
            lane.apply(act)
    return lane


@dataclass(slots=True)
class _Mark:
    """`Actual` while it is being made."""

    start: datetime | None = None
    end: datetime | None = None
    added: timedelta = NOTHING
    paused: timedelta = NOTHING
    pause_start: datetime | None = None
    cancelled: bool = False

    def frozen(self) -> Actual:
        return Actual(
            self.start, self.end, self.added, self.paused, self.pause_start, self.cancelled
        )

    def resume(self, t: datetime) -> None:
        """Let an open pause end, at the earliest when it began."""
        if self.pause_start is not None:
            self.paused += max(NOTHING, t - self.pause_start)
            self.pause_start = None


class Folding:
    """A lane while acts are applied to it, one after the other."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._items = plan.by_id
        self._marks = {i.id: _Mark(cancelled=True) for i in plan.lane.items if i.cancelled}
        self._order = list(plan.by_id)
        self._deferred: dict[str, str] = {}
        self._places = plan.place
        self._furthest = -1
        self._announced: dict[str, Times] = {}
        self.running: str | None = None
        """The id of what the stage started and no act ended."""
        self._called = False
        self._latest: datetime | None = None
        self._begun: datetime | None = None
        self._begun_last: str | None = None
        self._void: set[int] = set()
        self._do: dict[ActKind, Callable[[Act, datetime], None]] = {
            "start": self._start,
            "end": self._end,
            "add": self._add,
            "pause": self._pause,
            "resume": self._resume,
            "cancel": self._cancel,
            "defer": self._defer,
            "announce": self._announce,
            "release": self._release,
            "undo": self._nothing,
        }
        self._why_not: dict[ActKind, Callable[[Act, datetime], Refusal | None]] = {
            "start": self._why_not_start,
            "end": self._why_not_end,
            "add": self._why_not_add,
            "pause": self._why_not_end,
            "resume": self._why_not_end,
            "cancel": self._why_not_cancel,
            "defer": self._why_not_defer,
        }

    def state(self) -> LaneState:
        """What the acts so far make of the lane."""
        items = self._items
        return LaneState(
            plan=self._plan,
            order=tuple(items[id_] for id_ in self._order),
            deferred=dict(self._deferred),
            actuals={id_: mark.frozen() for id_, mark in self._marks.items()},
            announced=dict(self._announced),
            running=self.running,
            called=self._called,
            void=frozenset(self._void),
        )

    def apply(self, act: Act) -> None:
        """Go on by an act in force; one that cannot be is void."""
        t = self.effective(act)
        if self.refusal(act) is not None:
            self._void.add(act.seq)
            return
        self._latest = t
        self._do[act.act](act, t)

    def effective(self, act: Act) -> datetime:
        """When an act takes effect: never before what the lane has already seen, unless said."""
        if act.when is not None:
            return act.when
        t = act.at
        if self._latest is not None and self._latest > t:
            t = self._latest
        if act.act in _OF_THE_RUNNING and self._begun is not None and self._begun > t:
            t = self._begun
        return t

    def refusal(self, act: Act) -> Refusal | None:
        """Why an act cannot follow those applied, None if it can. Undos are not looked at."""
        if act.when is not None and act.when > act.at:
            return Refusal("future", act.session)
        why_not = self._why_not.get(act.act)
        return why_not(act, self.effective(act)) if why_not else None

    # What forbids an act

    def _why_not_start(self, act: Act, t: datetime) -> Refusal | None:
        session = self._items.get(act.session or "")
        if session is None:
            return Refusal("unknown-session", act.session)
        if session.is_break:
            return Refusal("break", session.id)
        if session.id == self.running and self._clock_end(t) is None:
            return Refusal("already-runs", session.id)
        if self._begun is not None and t < self._begun:
            return Refusal("before-start", self._begun_last, self._begun)
        if t >= self._plan.closes:
            return Refusal("closed", session.id, self._plan.closes)
        return None

    def _why_not_end(self, act: Act, t: datetime) -> Refusal | None:
        if self.running is None or self._clock_end(t) is not None:
            return Refusal("nothing-runs", act.session)
        if act.session is not None and act.session != self.running:
            return Refusal("other-runs", self.running)
        mark = self._marks[self.running]
        since = mark.start
        if act.act == "pause" and mark.pause_start is not None:
            return Refusal("already-paused", self.running)
        if act.act == "resume":
            if mark.pause_start is None:
                return Refusal("not-paused", self.running)
            since = mark.pause_start
        return _too_early(act, self.running, since)

    def _why_not_add(self, act: Act, t: datetime) -> Refusal | None:
        session = self._items.get(act.session or "")
        if session is None:
            return Refusal("unknown-session", act.session)
        if not act.minutes:
            return Refusal("no-minutes", session.id)
        mark = self._marks.get(session.id) or _Mark()
        status = self._settled(session, mark, t)
        if status is not None:
            return Refusal(status, session.id)
        if session.duration + mark.added + timedelta(minutes=act.minutes) < NOTHING:
            return Refusal("less-than-nothing", session.id)
        return _too_early(act, session.id, mark.start)

    def _why_not_cancel(self, act: Act, _t: datetime) -> Refusal | None:
        session = self._items.get(act.session or "")
        if session is None:
            return Refusal("unknown-session", act.session)
        if session.is_break:
            return Refusal("break", session.id)
        mark = self._marks.get(session.id)
        return _too_early(act, session.id, mark.start if mark else None)

    def _why_not_defer(self, act: Act, _t: datetime) -> Refusal | None:
        session = self._items.get(act.session or "")
        if session is None or act.after not in self._items:
            return Refusal("unknown-session", act.session if session is None else act.after)
        if session.is_break:
            return Refusal("break", session.id)
        return Refusal("itself", session.id) if act.after == session.id else None

    def _settled(
        self, session: Session, mark: _Mark, t: datetime
    ) -> Literal["done", "skipped", "cancelled"] | None:
        """What an item has become by `t`, None while it runs or is still to come.

        The walk is asked only where the clock has a say.
        """
        if mark.start is not None:
            runs = session.id == self.running and self._clock_end(t) is None
            return None if runs else "done"
        if mark.cancelled:
            return "cancelled"
        if self._furthest > self._places[session.id]:
            return "done" if session.is_break else "skipped"
        waits = self._called and not session.is_break and t < self._plan.closes
        if waits or (t < session.start and not session.follows):
            return None
        status = next(p.status for p in project(self.state(), t) if p.session is session)
        return status if status in ("done", "skipped") else None

    def _clock_end(self, t: datetime) -> datetime | None:
        """When the clock ended what the stage started and then let go, None if it still runs."""
        if self._called or self.running is None:
            return None
        mark = self._marks[self.running]
        due = mark.frozen().due(self._items[self.running])
        if mark.pause_start is not None:
            due += max(NOTHING, t - mark.pause_start)
        return due if due <= t else None

    # What an act does

    def _start(self, act: Act, t: datetime) -> None:
        assert act.session is not None
        if self.running is not None:
            self._close(self._clock_end(t) or t)
        mark = self._mark(act.session)
        if mark.end is not None:
            mark.added = mark.paused = NOTHING
        mark.start, mark.end, mark.cancelled = t, None, False
        self.running, self._called = act.session, True
        self._begun, self._begun_last = t, act.session
        self._furthest = max(self._furthest, self._places[act.session])

    def _end(self, _act: Act, t: datetime) -> None:
        self._close(t)

    def _close(self, t: datetime) -> None:
        assert self.running is not None
        mark = self._marks[self.running]
        mark.resume(t)
        assert mark.start is not None
        mark.end = max(mark.start, t)
        self.running = None

    def _add(self, act: Act, _t: datetime) -> None:
        assert act.session is not None
        assert act.minutes is not None
        self._mark(act.session).added += timedelta(minutes=act.minutes)

    def _pause(self, _act: Act, t: datetime) -> None:
        assert self.running is not None
        self._marks[self.running].pause_start = t

    def _resume(self, _act: Act, t: datetime) -> None:
        assert self.running is not None
        self._marks[self.running].resume(t)

    def _cancel(self, act: Act, t: datetime) -> None:
        assert act.session is not None
        self._mark(act.session).cancelled = True
        if self.running == act.session:
            self._close(self._clock_end(t) or t)

    def _defer(self, act: Act, _t: datetime) -> None:
        assert act.session is not None
        assert act.after is not None
        mark = self._marks.get(act.session)
        if mark is not None and mark.start is not None:
            return  # what has begun has its place in the day already
        self._deferred[act.session] = act.after
        self._order.remove(act.session)
        self._order.insert(self._order.index(act.after) + 1, act.session)
        self._places = {id_: place for place, id_ in enumerate(self._order)}
        begun = (self._places[id_] for id_, m in self._marks.items() if m.start is not None)
        self._furthest = max(begun, default=-1)

    def _announce(self, act: Act, t: datetime) -> None:
        times = act.times
        if times is None:
            times = announcement(project(self.state(), t))
        for id_, (start, end) in times.items():
            if id_ in self._items:
                before = self._announced.get(id_, (None, end))[0]
                self._announced[id_] = (before if start is None else start, end)

    def _release(self, _act: Act, t: datetime) -> None:
        self._called = False
        if self.running is not None:
            self._marks[self.running].resume(t)

    def _nothing(self, _act: Act, _t: datetime) -> None:
        """An undo has done its work before the fold began."""

    def _mark(self, id_: str) -> _Mark:
        return self._marks.setdefault(id_, _Mark())


_OF_THE_RUNNING: frozenset[ActKind] = frozenset({"start", "end", "pause", "resume"})


def _too_early(act: Act, session: str, since: datetime | None) -> Refusal | None:
    """The refusal of an act said to have happened before the start it belongs to."""
    if act.when is None or since is None or act.when >= since:
        return None
    return Refusal("before-start", session, since)
