"""My plan of a day: what fits of musts and maybes beside my own events, and what lies between."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.domain.own_events import day_of
from sommet_tui.domain.plan import DayPlan, Stop, plan
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Session


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop of a day, and the way to it: minutes of walking (0 for none) and of free time.

    `free` is what is left between the stop before and this one once one has walked.
    """

    stop: Stop
    walk: int = 0
    free: timedelta = timedelta(0)
    after: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """The plan of one event day."""

    day: date
    plan: DayPlan
    legs: tuple[Leg, ...]


def planned_days(snapshot: Snapshot, walk_minutes: int) -> tuple[PlannedDay, ...]:
    """My plan of each event day on which I want anything, by the times that are told."""
    wanted: dict[date, list[Stop]] = {}
    for pick in snapshot.picks:
        degree = pick.bookmark.degree
        if pick.session is not None and degree != "hidden":
            stop = Stop(pick.session, degree, _begins(snapshot, pick.session))
            wanted.setdefault(pick.session.day, []).append(stop)
    for event in snapshot.own_events:
        wanted.setdefault(day_of(event, snapshot.programme), []).append(Stop(event, "own"))
    walk = timedelta(minutes=walk_minutes)
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


def _planned(day: date, wanted: Sequence[Stop], walk: timedelta) -> PlannedDay:
    made = plan(wanted, walk)
    return PlannedDay(day, made, tuple(_legs(made.stops, walk)))


def _legs(stops: Sequence[Stop], walk: timedelta) -> Iterator[Leg]:
    before: Stop | None = None
    for stop in stops:
        if before is None:
            yield Leg(stop)
        else:
            apart = before.places and stop.places and not set(before.places) & set(stop.places)
            way = walk if apart else timedelta(0)
            minutes = int(way.total_seconds() // 60)
            yield Leg(stop, minutes, stop.start - before.end - way, before.end)
        before = stop
