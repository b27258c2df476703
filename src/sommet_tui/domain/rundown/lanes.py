"""The lanes of a programme as planned: the lane an act belongs to, and when a lane closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sommet_tui.domain.instants import drift
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import PAUSE, Lane
from sommet_tui.domain.values import dataclass, replace

LaneKey = tuple[str | None, date]
"""A lane's room (None if the event has no rooms) and event day."""


@dataclass(frozen=True, slots=True)
class PlannedGap:
    """A planned gap: its length, the last item before its end, and the session that it follows."""

    length: timedelta
    neighbour: Session
    follows: Session


def planned_gaps(items: Iterable[Session]) -> Mapping[str, PlannedGap]:
    """Return the gaps of at least 15 minutes, by the id of the item after the gap.

    If only breaks come before a gap, it follows the last of these breaks.
    """
    found: dict[str, PlannedGap] = {}
    later = iter(items)
    neighbour = next(later, None)
    if neighbour is None:
        return found
    until, last = neighbour.end, neighbour
    for item in later:
        length = drift(item.start, until)
        if length >= PAUSE:
            found[item.id] = PlannedGap(length, neighbour, last)
        until = max(until, item.end)
        neighbour = item
        if (last.is_break, item.end) >= (item.is_break, last.end):
            last = item
    return found


@dataclass(frozen=True)
class Plan:
    """A lane as planned; its day lasts from `opens` until `closes`.

    If `taken`, the programme lets the stage drive it from the start. `added` are the items that the
    stage inserted; they have no planned position and make no planned gap. `foreign` are the items
    of the lane that only the programme of another laptop has.
    """

    lane: Lane
    opens: datetime
    closes: datetime
    taken: bool = False
    added: tuple[Session, ...] = ()
    foreign: tuple[Session, ...] = ()

    @property
    def key(self) -> LaneKey:
        """The room and the day, which identify the lane."""
        return self.lane.room, self.lane.day

    @cached_property
    def by_id(self) -> Mapping[str, Session]:
        """All sessions and breaks by id, including inserted ones."""
        return {item.id: item for item in (*self.lane.items, *self.added)}

    @cached_property
    def followed_items(self) -> Mapping[str, Session]:
        """For each item with a soft start, by id, the earlier item with the latest planned end."""
        found: dict[str, Session] = {}
        items = self.lane.items
        for index, item in enumerate(items):
            if not item.follows:
                continue
            # If several end at the same time, the last one in planned order counts.
            before = [other for other in reversed(items[:index]) if other.end <= item.start]
            if before:
                found[item.id] = max(before, key=lambda other: other.end)
        return found

    def with_foreign(self, session: Session) -> Plan:
        """Return the plan with an item from another laptop's programme, at its place."""
        items = sorted((*self.lane.items, session), key=lambda item: (item.start, item.end))
        lane = replace(self.lane, items=tuple(items))
        return replace(self, lane=lane, foreign=(*self.foreign, session))

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The position of each item in planned order, from 0."""
        return {item.id: index for index, item in enumerate(self.lane.items)}


def closing_time(day: date, zone: ZoneInfo, boundary: time) -> datetime:
    """Return the instant at which an event day ends: the day boundary of the next date."""
    return datetime.combine(day + timedelta(days=1), boundary, zone).astimezone(UTC)


def _driven_part(lane: Lane) -> Lane:
    """Return the lane without the sessions that another room drives, their first one.

    A room without any other item also has no breaks.
    """
    own = any(i.room == lane.room for i in lane.items)
    items = (i for i in lane.items if own and (i.is_break or i.room == lane.room))
    return Lane(lane.room, lane.day, tuple(items))


class Plans:
    """Every lane of a programme, by session or by room."""

    def __init__(self, programme: Programme, lanes: Sequence[Lane]) -> None:
        self.programme = programme
        zone, boundary = programme.zone, programme.day_boundary
        before = timedelta(days=1)
        driven = (_driven_part(lane) for lane in lanes)
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
        """All lanes by day and room, each with the items that its room drives."""
        self.rooms = tuple(dict.fromkeys(plan.lane.room for plan in self.all))
        self.by_key: Mapping[LaneKey, Plan] = {plan.key: plan for plan in self.all}

    def lane_of_session(self, session_id: str, room: str | None = None) -> Plan | None:
        """Return the lane with this session or break; None if the programme has no such id.

        For a break in several rooms, return the lane of `room`, or else of the first room.
        """
        session = self.programme.by_id.get(session_id)
        if session is None:
            return None
        there = self.by_key.get((room, session.day)) if session.is_break else None
        if there is not None and session_id in there.by_id:
            return there
        return self.by_key[session.room, session.day]

    def rooms_of_break(self, item: Session) -> tuple[str, ...]:
        """Return the rooms in which a break comes between sessions.

        It has its own times in each.
        """
        lanes = ((room, self.by_key.get((room, item.day))) for room in item.rooms)
        return tuple(room for room, plan in lanes if plan and plan.lane.sessions)

    def lane_of_room(self, room: str | None, now: datetime) -> Plan | None:
        """Return the room's lane on the event day of `now`, or else the next one, or the last."""
        day = self.programme.day_of(now)
        plans = [plan for plan in self.all if plan.lane.room == room]
        ahead = (plan for plan in plans if plan.lane.day >= day)
        return next(ahead, plans[-1] if plans else None)
