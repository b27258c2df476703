"""A lane at an instant: the running session, its time left, and how late the lane is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sommet_tui.domain.instants import drift, to_minute
from sommet_tui.domain.rundown.projection import Projected, project
from sommet_tui.domain.rundown.state import NOTHING, LaneState, Pause, union
from sommet_tui.domain.timeline import Alert, alert
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.rundown.acts import Act

_MOMENT = timedelta(minutes=1)
_REAL_MOMENT = timedelta(seconds=10)
"""What a moment is at least by the real clock, where the one that is shown runs fast."""


def moment(speed: float) -> timedelta:
    """Return how long an action counts as recent, by a clock that runs at `speed` seconds a second.

    For this time, a start may be a second press of the same key, the user's own act is undone
    without a question, and a question waits for its answer.
    """
    return max(_MOMENT, _REAL_MOMENT * speed)


@dataclass(frozen=True, slots=True)
class Standing:
    """One lane at one instant.

    `running` is the session on, of several the one that ends first; None when nothing runs (a break
    is not a session). `remaining` is negative in overtime, None when nothing runs. `offset` is how
    far behind the lane is, in whole minutes, negative when ahead. `items` are in the order they
    come in.
    """

    state: LaneState
    at: datetime
    items: tuple[Projected, ...]
    running: Projected | None
    remaining: timedelta | None
    alert: Alert | None
    offset: timedelta

    @property
    def next(self) -> Projected | None:
        """The first session still to come."""
        return next_session(self.items)

    @property
    def to_start(self) -> Projected | None:
        """Return what "start next" starts: the next session, or one that only the clock began.

        In a lane that nobody has driven yet, it is the first of the day: the hall may be late.
        """
        if self.is_undriven:
            held = (i for i in self.items if not i.session.is_break and i.start is not None)
            return next(held)
        return self.reached

    @property
    def reached(self) -> Projected | None:
        """The session that only the clock began, else the one to come."""
        if self.running is not None and self.running.by_clock:
            return self.running
        return self.next

    @property
    def is_undriven(self) -> bool:
        """Whether the clock has begun a session, and nobody has driven the lane."""
        if self.state.called or any(i.actual.given_start is not None for i in self.items):
            return False
        return any(i.status in ("running", "done") and not i.session.is_break for i in self.items)

    @property
    def overtime(self) -> timedelta | None:
        """Return how long the running session has been in overtime, or None."""
        return None if self.remaining is None else max(NOTHING, -self.remaining)

    @property
    def paused_since(self) -> datetime | None:
        """Return since when the running session has been paused, or None."""
        return self.running.actual.pause_start if self.running else None

    @property
    def unannounced(self) -> int:
        """How many sessions to come do not begin when they were announced for."""
        coming = (i for i in self.items if i.status == "upcoming" and not i.session.is_break)
        return sum(
            to_minute(i.start) != to_minute(self.state.announced_times(i.session)[0])
            for i in coming
            if i.start is not None
        )

    @property
    def planned_end(self) -> datetime:
        """Return the latest end in the programme, including breaks and cancelled items."""
        return max(item.end for item in self.state.plan.lane.items)

    @property
    def projected_end(self) -> datetime | None:
        """Return the latest projected end of its items; None if no item has times."""
        return max((i.end for i in self.items if i.end is not None), default=None)

    def item(self, session_id: str) -> Projected | None:
        """One of its items by id."""
        return next((i for i in self.items if i.session.id == session_id), None)


def stand(state: LaneState, now: datetime) -> Standing:
    """The lane at `now`, an aware instant, looked at in whole seconds."""
    now = now.replace(microsecond=0)
    items = project(state, now)
    on = [i for i in items if i.status == "running" and not i.session.is_break]
    running = min(on, key=lambda i: i.end or now, default=None)
    left = remaining(running, now) if running else None
    return Standing(
        state=state,
        at=now,
        items=items,
        running=running,
        remaining=left,
        alert=alert(running.session, left) if running and left is not None else None,
        offset=_offset(items, running),
    )


def just_started(standing: Standing, acts: Iterable[Act], within: timedelta) -> Session | None:
    """What runs, if one of the acts, those of its lane, started it `within` the last moment."""
    running = standing.running
    if running is None or running.actual.given_start is None:
        return None
    session = running.session
    started = [a.at for a in acts if a.act == "start" and a.session == session.id]
    return session if started and NOTHING <= standing.at - max(started) < within else None


def next_session(items: tuple[Projected, ...]) -> Projected | None:
    """The first session, breaks aside, still to come."""
    return next((i for i in items if i.status == "upcoming" and not i.session.is_break), None)


def elapsed(item: Projected, now: datetime) -> timedelta:
    """How long an item that has begun has run, pauses left out."""
    if item.start is None:
        return NOTHING
    until = item.actual.end or item.actual.pause_start or _until(item, now)
    return max(NOTHING, until - item.start - item.actual.paused)


def paused(item: Projected, now: datetime) -> timedelta:
    """How long an item has stood still, an open pause included."""
    since = item.actual.pause_start
    return item.actual.paused + (max(NOTHING, _until(item, now) - since) if since else NOTHING)


def pauses(item: Projected, now: datetime) -> tuple[Pause, ...]:
    """Return the pauses of an item, in order, including an open one up to `now`.

    Unlike `paused`, this includes pauses before a restart: other clocks stopped in them too.
    """
    since = item.actual.pause_start
    opened = ((since, max(since, _until(item, now))),) if since is not None else ()
    return union((*item.actual.stood, *opened))


def _until(item: Projected, now: datetime) -> datetime:
    """Return the instant up to which time counts: an item that is done without an act has ended."""
    return item.end if item.end is not None and item.status == "done" else now


def remaining(running: Projected, now: datetime) -> timedelta:
    """How long an item that runs has left: docs/timing.md, "One session"."""
    actual, session = running.actual, running.session
    assert running.end is not None
    if actual.start is None:
        return running.end - now
    if running.fixed:
        return session.end + actual.added - now
    length = session.duration + actual.added + actual.paused
    return actual.start + length - (actual.pause_start or now)


def _offset(items: tuple[Projected, ...], running: Projected | None) -> timedelta:
    if running is not None:
        assert running.end is not None
        return drift(running.end, running.due_end)
    coming = next_session(items)
    if coming is not None:
        assert coming.start is not None
        return drift(coming.start, coming.due_start)
    ended = [i for i in items if i.status == "done" and not i.session.is_break and i.end]
    if not ended:
        return NOTHING
    last = max(ended, key=lambda i: (i.end, i.due_end))
    assert last.end is not None
    return drift(last.end, last.due_end)
