"""A day that a stage on another machine published, and the event at an instant after that.

A published document holds facts as of one instant. Until the next document, a reader continues with
its own clock as if there were no acts: docs/timing.md, "What is to come".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sommet_tui.domain.limits import (
    AHEAD_LIMIT,
    EPOCHS_AHEAD,
    MOST_ROOM_FILES,
    ROOMS_TOGETHER,
)
from sommet_tui.domain.live import Live, arranged
from sommet_tui.domain.messages import Message
from sommet_tui.domain.programme import Programme, Session, participants_named, with_added
from sommet_tui.domain.rundown.acts import AnnouncedTimes
from sommet_tui.domain.rundown.lane_timing import LaneTiming, timing_of
from sommet_tui.domain.rundown.lanes import LaneKey, Plan, Plans
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.rundown.replay import LaneReplay, Rundown
from sommet_tui.domain.rundown.state import Actual, LaneState, Place, Span, untouched
from sommet_tui.domain.timeline import Status, Timeline, status
from sommet_tui.domain.values import dataclass, replace

_PLAIN: Final = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-")
"""The bytes that need no escape in the name of a room's file."""
_LONGEST_NAME: Final = 120
LIVE_VERSION: Final = 1
"""The version of the published document."""
SILENCE = timedelta(seconds=105)
"""The stage publishes every minute; after this time without a document the day is stale."""


@dataclass(frozen=True, slots=True)
class SharedItem:
    """A session or a break when the day was published; instants are aware, in UTC.

    `due` are its due times (docs/timing.md, "How late"). `projected` is None if it has no times any
    more. `time_over` is the end of a running session's time, without an open pause, and
    `paused_since` the start of that pause; None if it is not running, or not paused. With
    `fixed_end`, pauses do not move the end. `added` are the added minutes. With `by_clock`, no
    person started it. `place` is its place if it left its own, and `promise` the times announced
    since; only the stage's screens need these two. `inserted` is the item itself if the stage
    inserted it and the programme does not have it; its people have names only.
    """

    id: str
    status: Status
    announced: Span
    due: Span
    projected: Span | None
    time_over: datetime | None = None
    paused_since: datetime | None = None
    fixed_end: bool = False
    added: timedelta = timedelta(0)
    by_clock: bool = False
    place: Place | None = None
    promise: AnnouncedTimes | None = None
    inserted: Session | None = None


@dataclass(frozen=True, slots=True)
class SharedLane:
    """A lane when the day was published; `items` are in the current order.

    If `called`, the stage drives it, otherwise the clock. `running` is the id of the running
    session; if several ran, of the one that ends first.
    """

    room: str | None
    day: date
    called: bool
    running: str | None
    items: tuple[SharedItem, ...]

    @property
    def inserted(self) -> tuple[Session, ...]:
        """The items that the stage inserted in it."""
        return tuple(item.inserted for item in self.items if item.inserted is not None)


@dataclass(frozen=True, slots=True)
class SharedDay:
    """The day as it was published at `sent_at`, valid until `valid_until`.

    `event` is the programme's id. Of two days, the later one has the higher epoch, then the higher
    `seq`. `poll_after` is in seconds. `rooms` are the ids of the rooms with their own document.
    """

    event: str
    epoch: int
    seq: int
    sent_at: datetime
    poll_after: int
    valid_until: datetime
    lanes: tuple[SharedLane, ...]
    notices: tuple[Message, ...] = ()
    rooms: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[int, int]:
        """The sort key by which a later day is higher."""
        return self.epoch, self.seq

    @property
    def by_key(self) -> Mapping[LaneKey, SharedLane]:
        """Its lanes by room and day; if there are several for one, the last."""
        return {(lane.room, lane.day): lane for lane in self.lanes}

    def holds(self, now: datetime) -> bool:
        """Whether it is still valid at an instant."""
        return now < self.valid_until


def room_file(room: str) -> str | None:
    """Return the name of the file with a room's own document, by its id; None if it is too long.

    Each byte of the id (UTF-8) other than a lower-case letter, digit or hyphen becomes `_` and two
    hexadecimal digits, so that no two rooms share a file on any file system.
    """
    name = "".join(chr(b) if b in _PLAIN else f"_{b:02x}" for b in room.encode())
    return f"live-{name}.json" if len(name) <= _LONGEST_NAME else None


def rooms_with_files(programme: Programme) -> tuple[str, ...]:
    """Return the ids of the rooms with their own documents; none if the event has few rooms."""
    rooms = [room.id for room in programme.rooms]
    if len(rooms) <= ROOMS_TOGETHER:
        return ()
    return tuple(room for room in rooms if room_file(room) is not None)[:MOST_ROOM_FILES]


def doubt(day: SharedDay, known: SharedDay | None, now: datetime) -> str | None:
    """Return why a published day is dropped; None if it is shown.

    "older": it is older than the valid day `known`. "time" (it is dated more than a day ahead) or
    "number" (its epoch or its `seq` is more than a day ahead): after such a day, all later ones
    would look older.
    """
    if max(day.sent_at, day.valid_until) > now + AHEAD_LIMIT:
        return "time"
    latest = (now + AHEAD_LIMIT).timestamp()  # the epoch of a publisher is in seconds, too
    if day.epoch > (known.epoch if known else 0) + EPOCHS_AHEAD or day.seq > latest:
        return "number"
    if known is not None and day.order < known.order and known.holds(now):
        return "older"
    return None


def fits(day: SharedDay, programme: Programme) -> bool:
    """Return whether a programme has any session of a published day in the same room.

    A day without sessions fits every programme.
    """
    lanes = [lane for lane in day.lanes if lane.items]
    rooms = {room for session in programme.sessions for room in session.rooms or (None,)}
    return not lanes or any(
        lane.room in rooms and any(item.id in programme.by_id for item in lane.items)
        for lane in lanes
    )


def followed(  # noqa: PLR0913  (all that an instant is made of)
    programme: Programme,
    timeline: Timeline,
    rundown: Rundown,
    *,
    day: SharedDay,
    now: datetime,
    before: Live | None = None,
) -> Live:
    """Return the event at `now` (aware, whole seconds count) according to a published day.

    `programme` and `timeline` are as planned, and `rundown` has the lanes of the day
    (`shared_rundown`). Lanes and items that the day does not mention are as planned, and items that
    the programme does not have are ignored. `before` is as for `live`.
    """
    now = now.replace(microsecond=0)
    driven: list[LaneTiming] = []
    for key, lane in day.by_key.items():
        state = rundown.lanes.get(key)
        if state is not None and any(item.id in state.plan.by_id for item in lane.items):
            driven.append(timing_of(state, now, _LanePass(state, lane, now).items()))
    shown = with_added(programme, [item for lane in driven for item in lane.state.plan.added])
    return arranged(shown, timeline, rundown.plans, driven=driven, now=now, before=before)


def _with_inserted(plans: Plans, day: SharedDay) -> Mapping[LaneKey, Plan]:
    """Return the plans of the lanes in a published day, with the items that the stage inserted.

    An inserted item with the id of something else is ignored.
    """
    found: dict[LaneKey, Plan] = {}
    ids: set[str] = set()
    for key, lane in day.by_key.items():
        plan = plans.by_key.get(key)
        if plan is None:
            continue
        new = [
            replace(
                s,
                participants=participants_named(plans.programme, [p.name for p in s.participants]),
            )
            for s in lane.inserted
            if plans.of_session(s.id) is None and s.id not in ids
        ]
        ids.update(session.id for session in new)
        found[plan.key] = replace(plan, added=tuple(new)) if new else plan
    return found


class _LanePass:
    """One pass over a lane of an earlier published day."""

    def __init__(self, state: LaneState, lane: SharedLane, now: datetime) -> None:
        self._plan = state.plan
        self._actuals = state.actuals
        self._lane = lane
        self._now = now
        self._at = min(now, state.plan.closes)
        """A called lane continues at most until its day closes."""
        self._called = lane.called
        self._waits = lane.called and lane.running is not None
        self._was: datetime | None = None
        self._is: datetime | None = None
        """The latest end so far, as published and as computed for now."""

    def items(self) -> tuple[Projected, ...]:
        """Return every item as of now; items that were not published are as planned."""
        by_id = self._plan.by_id
        found = [self._item(by_id[item.id], item) for item in self._lane.items if item.id in by_id]
        included = {item.id for item in self._lane.items}
        found += [self._planned(s) for s in self._plan.lane.items if s.id not in included]
        return tuple(found)

    def _planned(self, session: Session) -> Projected:
        session_status, span = status(session, self._now), (session.start, session.end)
        return Projected(
            session,
            session_status,
            None if session.cancelled else session.start,
            None if session.cancelled else session.end,
            self._actuals[session.id],
            *span,
            span,
            remaining=session.end - self._now if session_status == "running" else None,
        )

    def _item(self, session: Session, item: SharedItem) -> Projected:
        span, session_status, remaining = None, item.status, None
        if item.projected is not None:
            left = self._left(item)
            span = self._span(session, item, item.projected, left)
            session_status = self._status(session, item, span)
            if self._was is None or self._is is None or item.projected[1] > self._was:
                self._was, self._is = item.projected[1], span[1]
            if session_status == "running":
                at_most = span[1] - self._at if left is None else left
                remaining = at_most - (self._now - self._at)
        start, end = (None, None) if span is None or session_status == "skipped" else span
        actual = self._actuals[session.id]
        if self._now > self._at and actual.pause_start is not None:
            actual = actual.resumed(self._at)
        return Projected(
            session,
            session_status,
            start,
            end,
            actual,
            *item.due,
            item.announced,
            item.by_clock,
            item.fixed_end,
            remaining=remaining,
        )

    def _left(self, item: SharedItem) -> timedelta | None:
        """Return the time left, when the day was published, of a session that was running."""
        if item.time_over is None:
            return None
        since = None if item.fixed_end else item.paused_since
        return item.time_over - (since or self._at)

    def _span(
        self, session: Session, item: SharedItem, projected: Span, left: timedelta | None
    ) -> Span:
        start, end = projected
        if not self._called or item.status == "done":
            return projected
        if left is not None:
            return start, max(start, self._at + max(timedelta(0), left))
        if self._was is not None and self._is is not None and start >= self._was:
            start = max(start, self._is)
        if session.is_break:
            return start, max(start, end)
        start = max(start, self._at)
        return start, max(start, end if item.fixed_end else start + (projected[1] - projected[0]))

    def _status(self, session: Session, item: SharedItem, span: Span) -> Status:
        session_status = item.status
        if session_status == "done":
            return session_status
        if not self._called or (session.is_break and not self._waits):
            session_status = _by_clock(span, self._at)
        if self._now < self._plan.closes:
            return session_status
        if session_status == "upcoming" or span[0] >= self._plan.closes:
            return "skipped"
        return _by_clock(span, self._now)


def _by_clock(span: Span, now: datetime) -> Status:
    if now < span[0]:
        return "upcoming"
    return "running" if now < span[1] else "done"


def shared_rundown(plans: Plans, day: SharedDay) -> Rundown:
    """Return the lanes of a published day; the acts are not known.

    Facts that the document does not contain are missing here too: finished pauses count as one.
    """
    lanes, known = day.by_key, _with_inserted(plans, day)
    states = {
        plan.key: _state(known[plan.key], lanes[plan.key])
        if plan.key in lanes
        else LaneReplay(plan).state()
        for plan in plans.all
    }
    return Rundown(plans, {}, states)


def _state(plan: Plan, lane: SharedLane) -> LaneState:
    known = [(plan.by_id[item.id], item) for item in lane.items if item.id in plan.by_id]
    items = {session.id: item for session, item in known}
    others = tuple(session for session in plan.lane.items if session.id not in items)
    actuals = {session.id: _actual(session, item, lane) for session, item in known}
    actuals |= {session.id: untouched(session) for session in others}
    return LaneState(
        plan=plan,
        order=(*(session for session, _ in known), *others),
        places={session.id: item.place for session, item in known if item.place is not None},
        actuals=actuals,
        announced={
            session.id: item.announced
            for session, item in known
            if item.announced != (session.start, session.end)
        },
        promised={session.id: item.promise for session, item in known},
        running=tuple(session.id for session, item in known if item.time_over is not None),
        called=lane.called,
        released=None,
        settled=frozenset(),
        why_void={},
    )


def _actual(session: Session, item: SharedItem, lane: SharedLane) -> Actual:
    """Return the record of an item, as far as its published times show it."""
    if item.status == "cancelled":
        return Actual(cancelled=True)
    bare = Actual(added=item.added)
    if item.projected is None or session.is_break or not (lane.called or item.time_over):
        return bare
    start, end = item.projected
    if item.status == "done":
        return replace(bare, start=start, end=end, clock_start=item.by_clock)
    if item.status != "running" or item.time_over is None:
        return bare
    stood = item.time_over - start - session.duration - item.added
    pauses = () if item.fixed_end or stood <= timedelta(0) else ((start, start + stood),)
    return replace(
        bare,
        start=start,
        pauses=pauses,
        pause_start=item.paused_since,
        clock_start=item.by_clock,
    )
