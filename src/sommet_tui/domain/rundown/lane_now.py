"""A lane at an instant: its running session, the time left, and how late the lane is."""

from __future__ import annotations

from datetime import datetime, timedelta

from sommet_tui.domain.instants import drift, truncate_to_minute
from sommet_tui.domain.rundown.lanes import NOTHING, LaneState, Pause, join_pauses, planned_gaps
from sommet_tui.domain.rundown.session_and_break_times import Projected, project
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sommet_tui.domain.programme import Seats, Session
    from sommet_tui.domain.rundown.acts import Act
    from sommet_tui.domain.timeline import Alert, Status

_MOMENT = timedelta(minutes=1)
_REAL_MOMENT = timedelta(seconds=10)
"""The least real time that counts as recent; a simulated clock may run faster than a real one."""
_ABOUT_NOW = timedelta(minutes=10)
"""If the next session is planned within this time from now, "start next" clearly means it."""


def recent_span(speed: float) -> timedelta:
    """Return how long an action counts as recent, if the clock advances `speed` seconds a second.

    A second "start" within this time may be a mistake. Within this time, users can undo their own
    acts without a question. A question waits this long for an answer.
    """
    return max(_MOMENT, _REAL_MOMENT * speed)


@frozen
class LaneTiming:
    """A lane at an instant.

    `running` is the running session, or the one that ends first if there are several; it is None if
    no session is running (breaks do not count). `next` is the first upcoming session. `offset` is
    in whole minutes, positive if the lane is late. `items` are in the current order.
    """

    state: LaneState
    at: datetime
    items: tuple[Projected, ...]
    running: Projected | None
    next: Projected | None
    offset: timedelta

    @property
    def remaining(self) -> timedelta | None:
        """The time left of the running session, negative in overtime; None if no session runs."""
        return self.running.remaining if self.running else None

    @property
    def alert(self) -> Alert | None:
        """The alert of the running session, or None."""
        return self.running.alert if self.running else None

    @property
    def next_to_start(self) -> Projected | None:
        """The session that "start next" starts; usually `session_to_run`.

        If only the clock has started sessions in the lane, the day may have begun late. "Start
        next" therefore starts the first session until ten minutes after its planned start, even if
        its planned end has passed. After the lane has closed, nothing can start.
        """
        if self.at >= self.state.plan.closes:
            return None
        if self.is_clock_driven:
            first = next(i for i in self.items if not i.session.is_break and i.start is not None)
            if not first.actual.cancelled and self.at - first.session.start <= _ABOUT_NOW:
                return first
        return self.session_to_run

    @property
    def ambiguous_sessions(self) -> tuple[Projected, ...]:
        """The sessions that "start next" may mean; empty if the meaning is clear.

        The meaning is unclear if no person has driven the lane yet, and the planned start of
        `next_to_start` is more than ten minutes away.
        """
        default = self.next_to_start
        if default is None or not self.is_clock_driven:
            return ()
        if abs(self.at - default.session.start) <= _ABOUT_NOW:
            return ()
        begun = [i for i in self.items if i.status in ("running", "done")]
        last = [i for i in begun if not i.session.is_break][-1:]
        return tuple(i for i in (*last, self.next) if i is not None)

    @property
    def current_or_next(self) -> Projected | None:
        """The running session, or else the next session; None after the last session."""
        return self.running or self.next

    @property
    def session_after_current(self) -> Projected | None:
        """The session after `current_or_next`, or None."""
        upcoming = sessions_by_status("upcoming", self.items)
        if self.running is None:
            next(upcoming, None)
        return next(upcoming, None)

    @property
    def last_ended(self) -> Projected | None:
        """The session that ended last, or None."""
        return _last_ended(self.items)

    @property
    def session_to_run(self) -> Projected | None:
        """The session that the clock is running in an automatic room; otherwise the next session.

        In a manual room, a session that the clock started goes on until a person ends it.
        """
        if self.running is not None and self.running.by_clock and not self.state.is_manual:
            return self.running
        return self.next

    @property
    def is_clock_driven(self) -> bool:
        """Whether sessions have begun by the clock, but no person has driven the lane."""
        if self.state.is_manual or any(i.actual.manual_start is not None for i in self.items):
            return False
        return any(i.status in ("running", "done") and not i.session.is_break for i in self.items)

    @property
    def overdue_since(self) -> datetime | None:
        """The instant since which the next session is late; None if it is not late.

        This is its due start, or the latest end of an item that is done, if that is later.
        """
        next_item = self.next
        if self.running is not None or next_item is None or next_item.start is None:
            return None
        ends = (i.end for i in self.items if i.status == "done" and i.end is not None)
        since = max([next_item.due_start, *ends])
        return since if next_item.start <= self.at and since < self.at else None

    @property
    def overtime(self) -> timedelta | None:
        """How long the running session has been in overtime; None if no session is running."""
        return None if self.remaining is None else max(NOTHING, -self.remaining)

    @property
    def paused_since(self) -> datetime | None:
        """The start of the running session's open pause, or None."""
        return self.running.actual.pause_start if self.running else None

    @property
    def new_times(self) -> tuple[Projected, ...]:
        """The upcoming sessions whose projected start differs from the announced one."""
        return tuple(
            i
            for i in sessions_by_status("upcoming", self.items)
            if i.start is not None
            and truncate_to_minute(i.start) != truncate_to_minute(i.announced[0])
        )

    @property
    def new_times_count(self) -> int:
        """The number of upcoming sessions whose new times have not been announced."""
        return len(self.new_times)

    @property
    def planned_end(self) -> datetime:
        """The latest planned end of all items, including breaks and cancelled items."""
        return max(item.end for item in self.state.plan.lane.items)

    @property
    def projected_end(self) -> datetime | None:
        """The latest projected end of all items; None if no item has times."""
        return max((i.end for i in self.items if i.end is not None), default=None)

    @property
    def seats(self) -> Mapping[str, Seats]:
        """How full each room is, by session id; open rooms and past sessions are left out."""
        reported = self.state.seats
        return {
            i.session.id: reported[i.session.id]
            for i in self.items
            if reported.get(i.session.id, "open") != "open" and i.status in ("upcoming", "running")
        }

    def item(self, session_id: str) -> Projected | None:
        """Return the item with this id, or None."""
        return next((i for i in self.items if i.session.id == session_id), None)


@frozen
class LaneGap:
    """A planned gap between two items, long enough to be listed like a break.

    `start` or `end` is None if the item before or after the gap has no times any more.
    """

    planned: tuple[datetime, datetime]
    start: datetime | None
    end: datetime | None

    @property
    def remaining(self) -> timedelta | None:
        """The remaining length of the gap, by the times on screen; None if it has no times."""
        if self.start is None or self.end is None:
            return None
        return max(NOTHING, drift(self.end, self.start))


LaneEntry = Projected | LaneGap


def lane_entries(timing: LaneTiming) -> list[LaneEntry]:
    """Return the items of a lane in their current order, and the gaps between them.

    A gap is included only if the items around it are neighbours in the plan, and neither has left
    its place.
    """
    found: list[LaneEntry] = []
    moved = timing.state.places.keys()
    gaps = planned_gaps(timing.state.plan.lane.items)
    before: Session | None = None
    ended: datetime | None = None
    for item in timing.items:
        session, gap = item.session, gaps.get(item.session.id)
        if gap is not None and gap.neighbour is before and not {before.id, session.id} & moved:
            planned = session.start - gap.length, session.start
            found.append(LaneGap(planned, ended, item.start))
        found.append(item)
        before = session
        ended = item.end if ended is None else max(ended, item.end or ended)
    return found


def lane_timing(state: LaneState, now: datetime) -> LaneTiming:
    """Return the lane at `now`, an aware instant, which is cut to the second.

    The state stores its latest projection, because a frame or a command needs it several times.
    """
    now = now.replace(microsecond=0)
    items: tuple[Projected, ...] | None = state.projections.get(now)
    if items is None:
        items = project(state, now)
        state.projections.clear()
        state.projections[now] = items
    return timing_with_items(state, now, items)


def timing_with_items(state: LaneState, now: datetime, items: tuple[Projected, ...]) -> LaneTiming:
    running = min(sessions_by_status("running", items), key=lambda i: i.end or now, default=None)
    next_item = next(sessions_by_status("upcoming", items), None)
    return LaneTiming(state, now, items, running, next_item, _offset(items, running, next_item))


def recently_started_session(
    timing: LaneTiming, acts: Iterable[Act], within: timedelta
) -> Session | None:
    """Return the running session if one of the lane's `acts` started it less than `within` ago.

    The start itself counts, even if it was reported later. Return None if there is no such session.
    """
    running = timing.running
    if running is None or running.actual.manual_start is None:
        return None
    session = running.session
    started = [a.when or a.at for a in acts if a.act == "start" and a.session == session.id]
    return session if started and NOTHING <= timing.at - max(started) < within else None


def sessions_by_status(status: Status, items: Iterable[Projected]) -> Iterator[Projected]:
    """Yield the sessions with a status, without breaks."""
    return (i for i in items if i.status == status and not i.session.is_break)


def elapsed_time(item: Projected, now: datetime) -> timedelta:
    """Return how long an item has run, without its pauses; zero if it has not begun."""
    if item.start is None:
        return NOTHING
    until = item.actual.end or item.actual.pause_start or _count_limit(item, now)
    return max(NOTHING, until - item.start - item.actual.paused)


def paused_time(item: Projected, now: datetime) -> timedelta:
    """Return the total length of an item's pauses since its start, including an open pause."""
    since = item.actual.pause_start
    return item.actual.paused + (
        max(NOTHING, _count_limit(item, now) - since) if since else NOTHING
    )


def pauses(item: Projected, now: datetime) -> tuple[Pause, ...]:
    """Return the pauses of an item in order; an open pause lasts until `now`.

    Unlike in `paused_time`, pauses before a restart are included.
    """
    since = item.actual.pause_start
    opened = ((since, max(since, _count_limit(item, now))),) if since is not None else ()
    return join_pauses((*item.actual.all_pauses, *opened))


def _count_limit(item: Projected, now: datetime) -> datetime:
    """Return the instant up to which an item's time counts: its end if done, otherwise `now`."""
    return item.end if item.end is not None and item.status == "done" else now


def _offset(
    items: tuple[Projected, ...], running: Projected | None, next_item: Projected | None
) -> timedelta:
    if running is not None:
        assert running.end is not None
        return drift(running.end, running.due_end)
    if next_item is not None:
        assert next_item.start is not None
        return drift(next_item.start, next_item.due_start)
    last = _last_ended(items)
    if last is None or last.end is None:
        return NOTHING
    return drift(last.end, last.due_end)


def _last_ended(items: tuple[Projected, ...]) -> Projected | None:
    ended = (i for i in sessions_by_status("done", items) if i.end is not None)
    return max(ended, key=lambda i: (i.end or i.due_end, i.due_end), default=None)
