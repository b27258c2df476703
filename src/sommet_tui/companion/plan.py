"""My plan of a day: what fits of musts and maybes beside my own events, and what lies between."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from sommet_tui.domain.own_events import day_of
from sommet_tui.domain.plan import DayPlan, Stop, Walk, plan, way
from sommet_tui.domain.values import dataclass
from sommet_tui.domain.walks import walking_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Session


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop of a day, and the way to it: minutes of walking (0 for none) and of free time.

    For an own event with a lead `walk` is that lead. `free` is what is left between the stop
    before and this one once one has walked.
    """

    stop: Stop
    walk: int = 0
    free: timedelta = timedelta(0)
    after: datetime | None = None

    @property
    def leave(self) -> datetime:
        """When to leave for it at the latest."""
        return self.stop.start - timedelta(minutes=self.walk)


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """The plan of one event day."""

    day: date
    plan: DayPlan
    legs: tuple[Leg, ...]


def planned_days(snapshot: Snapshot, walk_minutes: int | None) -> tuple[PlannedDay, ...]:
    """My plan of each event day on which I want anything, by the times that are told.

    `walk_minutes` is what the user has set for the walk between two buildings, None for nothing.
    """
    wanted: dict[date, list[Stop]] = {}
    for pick in snapshot.picks:
        degree = pick.bookmark.degree
        if pick.session is not None and degree != "hidden":
            stop = Stop(pick.session, degree, _begins(snapshot, pick.session))
            wanted.setdefault(pick.session.day, []).append(stop)
    for event in snapshot.own_events:
        wanted.setdefault(day_of(event, snapshot.programme), []).append(Stop(event, "own"))
    walk: Walk = cache(partial(walking_minutes, snapshot.programme, between=walk_minutes))
    return tuple(_planned(day, wanted[day], walk) for day in sorted(wanted))


def _begins(snapshot: Snapshot, session: Session) -> datetime | None:
    """When what runs over its time in the same room lets a session begin; None where none does.

    What is late there only makes what follows wait: nobody has to choose between the two.
    """
    if snapshot.live is None or snapshot.base is None:
        return None
    planned, told = snapshot.base.programme.by_id, snapshot.programme.by_id
    running = (id_ for id_, times in snapshot.live.times.items() if times.status == "running")
    ends = (
        told[id_].end
        for id_ in running
        if not set(told[id_].rooms).isdisjoint(session.rooms)
        and planned[id_].end <= planned[session.id].start
        and told[id_].end > session.start
    )
    latest = max(ends, default=None)
    return None if latest is None else _next_minute(latest)


def _next_minute(moment: datetime) -> datetime:
    """The first whole minute that is not before it."""
    begun = moment.replace(second=0, microsecond=0)
    return begun if begun == moment else begun + timedelta(minutes=1)


def plan_days(snapshot: Snapshot) -> tuple[date, ...]:
    """The event's days, and those of my own events beside them."""
    programme = snapshot.programme
    own = {day_of(event, programme) for event in snapshot.own_events}
    return tuple(sorted({*programme.days, *own}))


def _planned(day: date, wanted: Sequence[Stop], walk: Walk) -> PlannedDay:
    made = plan(wanted, walk)
    return PlannedDay(day, made, tuple(_legs(made.stops, walk)))


def _legs(stops: Sequence[Stop], walk: Walk) -> Iterator[Leg]:
    before: Stop | None = None
    for stop in stops:
        if before is None:
            yield Leg(stop, stop.lead or 0)
        else:
            minutes = way(before, stop, walk)
            free = stop.start - before.end - timedelta(minutes=minutes)
            yield Leg(stop, minutes, free, before.end)
        before = stop
