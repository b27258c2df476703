"""The lanes of a programme as planned, and the state of a lane and its items after acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sommet_tui.domain import instants
from sommet_tui.domain.programme import Programme, Seats, Session
from sommet_tui.domain.rundown.acts import AnnouncedTimes, Refusal
from sommet_tui.domain.timeline import PAUSE, Lane
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

LaneKey = tuple[str | None, date]
"""The room of a lane (None if the event has no rooms) and its event day."""


@frozen
class PlannedGap:
    """A planned gap: its length, its neighbour, and the session that it follows.

    `neighbour` is the item just before the gap in planned order. For `follows`, see `planned_gaps`.
    """

    length: timedelta
    neighbour: Session
    follows: Session


def planned_gaps(items: Iterable[Session]) -> Mapping[str, PlannedGap]:
    """Return the gaps of at least 15 minutes, each by the id of the item after it.

    A gap follows the earlier session that ends last. If only breaks come before the gap, it follows
    the break that ends last.
    """
    found: dict[str, PlannedGap] = {}
    later = iter(items)
    neighbour = next(later, None)
    if neighbour is None:
        return found
    until, last = neighbour.end, neighbour
    for item in later:
        length = instants.drift(item.start, until)
        if length >= PAUSE:
            found[item.id] = PlannedGap(length, neighbour, last)
        until = max(until, item.end)
        neighbour = item
        if (last.is_break, item.end) >= (item.is_break, last.end):
            last = item
    return found


@frozen
class Plan:
    """A lane as planned; its day lasts from `opens` until `closes`.

    If `begins_manual`, the programme lets the stage drive the lane from the start. `added` are the
    items that the stage inserted; they have no planned position and make no planned gap. `foreign`
    are items of the lane that only another laptop's programme has.
    """

    lane: Lane
    opens: datetime
    closes: datetime
    begins_manual: bool = False
    added: tuple[Session, ...] = ()
    foreign: tuple[Session, ...] = ()

    @property
    def key(self) -> LaneKey:
        """The room and the day, which together identify the lane."""
        return self.lane.room, self.lane.day

    @cached_property
    def by_id(self) -> Mapping[str, Session]:
        """All sessions and breaks by id, including those that the stage inserted."""
        return {item.id: item for item in (*self.lane.items, *self.added)}

    @cached_property
    def followed_items(self) -> Mapping[str, Session]:
        """Map the id of each item with a soft start to the item that it follows.

        This is the item with the latest planned end before the start.
        """
        found: dict[str, Session] = {}
        items = self.lane.items
        for index, item in enumerate(items):
            if not item.follows:
                continue
            # If several end at the same time, the last in planned order counts.
            before = [other for other in reversed(items[:index]) if other.end <= item.start]
            if before:
                found[item.id] = max(before, key=lambda other: other.end)
        return found

    def with_foreign_item(self, session: Session) -> Plan:
        """Return the plan with an item of another laptop's programme, inserted by its times.

        The item replaces an earlier version of itself.
        """
        items = [item for item in self.lane.items if item.id != session.id]
        items = sorted((*items, session), key=lambda item: (item.start, item.end))
        foreign = (*(item for item in self.foreign if item.id != session.id), session)
        return replace(self, lane=replace(self.lane, items=tuple(items)), foreign=foreign)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Map the id of each item to its position in planned order, from 0."""
        return {item.id: index for index, item in enumerate(self.lane.items)}


def closing_time(day: date, zone: ZoneInfo, boundary: time) -> datetime:
    """Return the instant at which an event day ends: the day boundary of the next date."""
    return datetime.combine(day + timedelta(days=1), boundary, zone).astimezone(UTC)


def _drop_sessions_of_other_rooms(lane: Lane) -> Lane:
    """Return the lane without the sessions that another room drives.

    A session in several rooms is driven by the first of them. If the lane's room drives no session,
    the result is empty, and has no breaks either.
    """
    own = any(i.room == lane.room for i in lane.items)
    items = (i for i in lane.items if own and (i.is_break or i.room == lane.room))
    return Lane(lane.room, lane.day, tuple(items))


class Plans:
    """The lanes of a programme, which can be looked up by session or by room."""

    def __init__(self, programme: Programme, lanes: Sequence[Lane]) -> None:
        self.programme = programme
        zone, boundary = programme.zone, programme.day_boundary
        before = timedelta(days=1)
        driven = (_drop_sessions_of_other_rooms(lane) for lane in lanes)
        self.all = tuple(
            Plan(
                lane,
                closing_time(lane.day - before, zone, boundary),
                closing_time(lane.day, zone, boundary),
                programme.stage_takes,
            )
            for lane in driven
            if lane.items
        )
        """All lanes by day and room, each with only the items that its room drives."""
        self.rooms = tuple(dict.fromkeys(plan.lane.room for plan in self.all))
        self.by_key: Mapping[LaneKey, Plan] = {plan.key: plan for plan in self.all}

    def plan_of_session(self, session_id: str, room: str | None = None) -> Plan | None:
        """Return the lane of a session or break; None if the programme has no such id.

        For a break in several rooms, return the lane of `room`. If `room` does not have it, return
        the lane of its first room.
        """
        session = self.programme.by_id.get(session_id)
        if session is None:
            return None
        there = self.by_key.get((room, session.day)) if session.is_break else None
        if there is not None and session_id in there.by_id:
            return there
        return self.by_key[session.room, session.day]

    def rooms_of_break(self, item: Session) -> tuple[str, ...]:
        """Return the rooms of a break whose lanes have sessions.

        The break has its own times in each of these rooms.
        """
        lanes = ((room, self.by_key.get((room, item.day))) for room in item.rooms)
        return tuple(room for room, plan in lanes if plan and plan.lane.sessions)

    def lane_of_room(self, room: str | None, now: datetime) -> Plan | None:
        """Return a room's lane on the event day of `now`, or else its next lane, or else its last.

        Return None if the room has no lane.
        """
        day = self.programme.day_of(now)
        plans = [plan for plan in self.all if plan.lane.room == room]
        ahead = (plan for plan in plans if plan.lane.day >= day)
        return next(ahead, plans[-1] if plans else None)


NOTHING = timedelta(0)

Span = tuple[datetime, datetime]
"""A start and an end."""
Pause = Span


def join_pauses(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Return the pauses in order; if pauses overlap or touch, they are joined."""
    found: list[Pause] = []
    for since, until in sorted(pauses):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(until, found[-1][1]))
        else:
            found.append((since, until))
    return tuple(found)


Binding: TypeAlias = 'Literal["hard", "deferred", "moved"]'
"""What decides when an item that left its place starts.

This is its new place ("hard"), the end of an earlier item ("deferred"), or the TIME to which it was
moved ("moved").
"""


@frozen
class Place:
    """The place of a deferred, swapped, moved or inserted session: docs/timing.md, "Actions".

    `start` and `end` are its due times, unless it was deferred. `time` is the TIME to which it was
    moved; it is None for other bindings. `edit` is the `seq` of the act that put it there.
    """

    start: datetime
    end: datetime
    binding: Binding
    edit: int
    time: datetime | None = None


@frozen
class Actual:
    """The history of an item: aware instants, each of them None until it is known.

    `clock_start` and `clock_end` are True if the clock, not a person, set the start or the end.
    `added` is signed. `pauses` are the finished pauses since the start, and `pause_start` is the
    start of an open pause; `earlier` are the pauses before a restart. If `cancelled` is true and
    the item has an end, it was cancelled while it was running.
    """

    start: datetime | None = None
    end: datetime | None = None
    added: timedelta = NOTHING
    pauses: tuple[Pause, ...] = ()
    pause_start: datetime | None = None
    cancelled: bool = False
    earlier: tuple[Pause, ...] = ()
    clock_start: bool = False
    clock_end: bool = False

    @property
    def paused(self) -> timedelta:
        """The total length of the finished pauses since the start."""
        if not self.pauses:
            return NOTHING
        return sum((until - since for since, until in self._counted_pauses), NOTHING)

    @property
    def all_pauses(self) -> tuple[Pause, ...]:
        """The finished pauses, including the pauses before a restart."""
        return (*self.earlier, *self._counted_pauses)

    @property
    def _counted_pauses(self) -> tuple[Pause, ...]:
        """The finished pauses since the start.

        They are cut at the end of the item or at the start of an open pause.
        """
        last = self.pause_start or self.end
        if last is None and len(self.pauses) < 2:
            return self.pauses
        return join_pauses(
            (since, until if last is None else min(until, last))
            for since, until in self.pauses
            if last is None or since < last
        )

    @property
    def manual_start(self) -> datetime | None:
        """The start, if a person set it."""
        return None if self.clock_start else self.start

    @property
    def manual_end(self) -> datetime | None:
        """The end, if a person set it."""
        return None if self.clock_end else self.end

    # Each method does what `replace` does for one or two fields, but in a fifth of the time. This
    # matters because a long log calls them thousands of times.

    def lengthen(self, by: timedelta) -> Actual:
        """Return a copy with minutes added or, if `by` is negative, removed."""
        return Actual(
            self.start,
            self.end,
            self.added + by,
            self.pauses,
            self.pause_start,
            self.cancelled,
            self.earlier,
            self.clock_start,
            self.clock_end,
        )

    def end_at(self, t: datetime, *, by_clock: bool = False) -> Actual:
        """Return a copy that ended at `t`, but not before its start.

        An open pause ends, too.
        """
        start, since, pauses = self.start, self.pause_start, self.pauses
        assert start is not None
        if since is not None:
            pauses = (*pauses, (since, max(t, since)))
        return Actual(
            start,
            max(start, t),
            self.added,
            pauses,
            None,
            self.cancelled,
            self.earlier,
            self.clock_start,
            by_clock,
        )

    def with_pause(self, t: datetime) -> Actual:
        """Return a copy with a pause open since `t`; an earlier pause may begin after `t`."""
        return Actual(
            self.start,
            None,
            self.added,
            self.pauses,
            t,
            self.cancelled,
            self.earlier,
            self.clock_start,
        )

    def resume_at(self, t: datetime) -> Actual:
        """Return a copy whose open pause, if any, ended at `t`, but not before its start."""
        since = self.pause_start
        if since is None:
            return self
        return Actual(
            self.start,
            self.end,
            self.added,
            (*self.pauses, (since, max(t, since))),
            None,
            self.cancelled,
            self.earlier,
            self.clock_start,
            self.clock_end,
        )

    def due_end(self, session: Session, now: datetime, *, fixed: bool) -> datetime:
        """Return when an item that has begun is due to end if nothing is done after `now`.

        If `fixed` is true, this is the planned end plus the added minutes.
        """
        assert self.start is not None
        start = self.start
        if fixed:
            return max(start, session.end + self.added)
        end = start + session.duration + self.added + self.paused
        if self.pause_start is not None:
            end += max(NOTHING, now - self.pause_start)
        return max(start, end)


UNTOUCHED = Actual()
_CANCELLED = Actual(cancelled=True)


def initial_history(session: Session) -> Actual:
    """Return the history of an item before any act."""
    return _CANCELLED if session.cancelled else UNTOUCHED


def last_started_position(actuals: Sequence[Actual]) -> int:
    """Return the last position of a session that a person started, or -1.

    Sessions before this position that have not begun are skipped. `actuals` are in the current
    order.
    """
    for position in range(len(actuals) - 1, -1, -1):
        actual = actuals[position]
        if actual.start is not None and not actual.clock_start:
            return position
    return -1


@frozen
class LaneState:
    """The state of a lane after some acts.

    `order` is the planned order, changed by deferrals, swaps, moves and inserts. `places` has the
    places of the sessions that left their planned places, and `actuals` the history of each item,
    both by id. `announced` has the announced times that differ from the plan.
    `announced_since_move` has the times announced since a session left its place, or None. `seats`
    is what the crew last reported about the room of each session. `running` are the ids of the
    sessions with a recorded start and no recorded end, in the order of `order`.

    If `is_manual`, the stage drives the lane; otherwise the clock does. If the stage drove it
    earlier, the clock has driven it since `released_at`, and the breaks that had begun by then are
    in `breaks_begun`. `void_reasons` has the reasons why acts in force have no effect, by `seq`. If
    `is_unknown`, the room is automatic, but this programme may lack sessions of the lane.
    """

    plan: Plan
    order: tuple[Session, ...]
    places: Mapping[str, Place]
    actuals: Mapping[str, Actual]
    announced: Mapping[str, AnnouncedTimes]
    announced_since_move: Mapping[str, AnnouncedTimes | None]
    seats: Mapping[str, Seats]
    running: tuple[str, ...]
    is_manual: bool
    released_at: datetime | None
    breaks_begun: frozenset[str]
    void_reasons: Mapping[int, Refusal]
    is_unknown: bool = False

    @cached_property
    def projections(self) -> dict[datetime, Any]:
        """The latest projection by its instant, where `lane_timing` stores it."""
        return {}

    @property
    def void_seqs(self) -> frozenset[int]:
        """The `seq` of each act in force that has no effect."""
        return frozenset(self.void_reasons)

    def times_since_move(self, id_: str) -> AnnouncedTimes | None:
        """Return the last times announced for an item, or None.

        If the item left its place, only times announced since then count.
        """
        moved = self.announced_since_move
        return moved[id_] if id_ in moved else self.announced.get(id_)

    def announced_times(self, session: Session) -> Span:
        """Return the announced start and end of a session, or else its planned start and end."""
        start, end = self.announced.get(session.id, (None, session.end))
        start = start or session.start
        if start <= end:
            return start, end
        # While the session ran, only a new end was announced: an end before the announced start.
        began = self.actuals[session.id].start
        if began is None:
            return start, max(start, session.end)
        return min(instants.truncate_to_minute(began), end), end
