"""Which lane an act is about, and when a lane closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sommet_tui.domain.instants import drift
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.timeline import PAUSE, Lane
from sommet_tui.domain.values import dataclass

LaneKey = tuple[str | None, date]
"""A lane's room (None where the event has none) and event day."""


@dataclass(frozen=True, slots=True)
class PlannedGap:
    """A planned gap: its length, the item planned just before its end, the session it follows."""

    length: timedelta
    neighbour: Session
    follows: Session


def planned_gaps(items: Iterable[Session]) -> Mapping[str, PlannedGap]:
    """The gaps of a plan that are worth telling of, by the id of the item before which they lie.

    Where nothing but breaks precede one, it follows the last of those.
    """
    found: dict[str, PlannedGap] = {}
    until: datetime | None = None
    neighbour: Session | None = None
    last: Session | None = None
    for item in items:
        if until is not None and last is not None and neighbour is not None:
            length = drift(item.start, until)
            if length >= PAUSE:
                found[item.id] = PlannedGap(length, neighbour, last)
        until = item.end if until is None else max(until, item.end)
        neighbour = item
        if last is None or (last.is_break, item.end) >= (item.is_break, last.end):
            last = item
    return found


@dataclass(frozen=True)
class Plan:
    """A lane as planned; its day lasts from `opens` until `closes`.

    `taken` tells whether the programme has the stage drive it from the first. `added` is what the
    stage inserted, which is in no planned order and no planned gap.
    """

    lane: Lane
    opens: datetime
    closes: datetime
    taken: bool = False
    added: tuple[Session, ...] = ()

    @property
    def key(self) -> LaneKey:
        """What tells this lane from all others."""
        return self.lane.room, self.lane.day

    @cached_property
    def by_id(self) -> Mapping[str, Session]:
        """Its sessions and breaks by their id, those added among them."""
        return {item.id: item for item in (*self.lane.items, *self.added)}

    @cached_property
    def followed(self) -> Mapping[str, Session]:
        """By the id of an item with a soft start, what it follows: what ends last before it."""
        found: dict[str, Session] = {}
        items = self.lane.items
        for index, item in enumerate(items):
            if not item.follows:
                continue
            # Of several that end last, the last planned.
            before = [each for each in reversed(items[:index]) if each.end <= item.start]
            if before:
                found[item.id] = max(before, key=lambda each: each.end)
        return found

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each item in planned order, from 0."""
        return {item.id: index for index, item in enumerate(self.lane.items)}


def closing(day: date, zone: ZoneInfo, boundary: time) -> datetime:
    """The instant at which an event day is over: the day boundary of the next date."""
    return datetime.combine(day + timedelta(days=1), boundary, zone).astimezone(UTC)


def _driven(lane: Lane) -> Lane:
    """What the lane's room drives: a session in several rooms is the first one's to start."""
    if all(item.room == lane.room for item in lane.items):
        return lane
    return Lane(lane.room, lane.day, tuple(i for i in lane.items if i.room == lane.room))


class Plans:
    """Every lane of a programme, to be found by what an act says."""

    def __init__(self, programme: Programme, lanes: Sequence[Lane]) -> None:
        self.programme = programme
        zone, boundary = programme.zone, programme.day_boundary
        before = timedelta(days=1)
        driven = (_driven(lane) for lane in lanes)
        self.all = tuple(
            Plan(
                lane,
                closing(lane.day - before, zone, boundary),
                closing(lane.day, zone, boundary),
                programme.stage_takes,
            )
            for lane in driven
            if lane.items
        )
        """By day, then by the programme's order of rooms; each with what its room drives."""
        self.rooms = frozenset(plan.lane.room for plan in self.all)
        self.by_key: Mapping[LaneKey, Plan] = {plan.key: plan for plan in self.all}

    def of_session(self, session_id: str) -> Plan | None:
        """The lane that holds a session or a break; None if the programme has no such id."""
        session = self.programme.by_id.get(session_id)
        return self.by_key[session.room, session.day] if session else None

    def of_room(self, room: str | None, now: datetime) -> Plan | None:
        """The room's lane of the event day of `now`, else its next one, else its last one."""
        day = self.programme.day_of(now)
        plans = [plan for plan in self.all if plan.lane.room == room]
        ahead = (plan for plan in plans if plan.lane.day >= day)
        return next(ahead, plans[-1] if plans else None)

    def of_act(self, act: Act) -> Plan | None:
        """The lane that an act other than an undo is about; None if it names what is not there.

        An announcement belongs to the lane of what it told, whatever a new programme moves.
        """
        if act.session is not None:
            return self.of_session(act.session)
        lanes = (self.of_session(id_) for id_ in act.times or ())
        here = (p for p in lanes if p is not None and act.room in (None, p.lane.room))
        return next(here, None) or self.of_room(act.room, act.when or act.at)
