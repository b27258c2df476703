"""The user's plan of a day: musts, maybes and own events that fit, and the walks between them."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from sommet_tui.domain.bookmarks import overview
from sommet_tui.domain.instants import to_minute
from sommet_tui.domain.own_events import day_of
from sommet_tui.domain.plan import DayPlan, Driven, Stop, Walk, plan
from sommet_tui.domain.stops import legs, next_stops, rest_of_day, swap
from sommet_tui.domain.values import dataclass
from sommet_tui.domain.walks import walking_minutes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.bookmarks import Overview
    from sommet_tui.domain.plan import Reason
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.stops import Leg, NextStop, Swap


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """The plan of one event day; for today, `plan` and `legs` are what is not over.

    `stops` are all of its stops.
    """

    day: date
    plan: DayPlan
    legs: tuple[Leg, ...]
    stops: tuple[Stop, ...] = ()

    @property
    def has_stops(self) -> bool:
        """Whether there is a stop, or a pick that is left out."""
        return bool(self.legs or self.plan.left_out)


def planned_days(
    snapshot: Snapshot, walk_minutes: int | None, now: datetime
) -> tuple[PlannedDay, ...]:
    """Return the plan of each event day with a bookmark or own event.

    `walk_minutes` is the user's setting for the walk between two buildings, or None.
    """
    wanted, today = _wanted(snapshot, now), today_of(snapshot, now)
    walk = _walk(snapshot, walk_minutes)
    return tuple(
        _planned(day, wanted[day], walk, now if day == today else None) for day in sorted(wanted)
    )


def _planned(day: date, wanted: Sequence[Stop], walk: Walk, now: datetime | None) -> PlannedDay:
    """Return the plan of a day; for today, of what is not over at `now`."""
    found = plan(wanted, walk)
    if now is None:
        return PlannedDay(day, found, legs(found.stops, walk), found.stops)
    ways = rest_of_day(found.stops, now, walk)
    left_out = tuple(one for one in found.left_out if not one.stop.is_over(now))
    return PlannedDay(day, DayPlan(tuple(leg.stop for leg in ways), left_out), ways, found.stops)


def coming_stops(
    snapshot: Snapshot, walk_minutes: int | None, now: datetime
) -> tuple[NextStop, ...]:
    """Return the stops that Now shows: where the user is by today's plan, and what comes next."""
    wanted, walk = _wanted(snapshot, now), _walk(snapshot, walk_minutes)
    return next_stops(plan(wanted.get(today_of(snapshot, now), ()), walk), now, walk)


def swap_for(
    snapshot: Snapshot, session_id: str, walk_minutes: int | None, now: datetime
) -> Swap | Reason | None:
    """Return the consequences of attending a session that the plan leaves out, or a reason.

    None means that no plan leaves it out from `now` on.
    """
    wanted, walk = _wanted(snapshot, now), _walk(snapshot, walk_minutes)
    for day in planned_days(snapshot, walk_minutes, now):
        for left_out in day.plan.left_out:
            if left_out.stop.id == session_id and not left_out.stop.is_over(now):
                return swap(wanted[day.day], day.stops, left_out.stop, now, walk)
    return None


def _wanted(snapshot: Snapshot, now: datetime) -> Mapping[date, Sequence[Stop]]:
    """Return the wanted stops of each event day, without skipped ones, in the programme's order.

    Own events come after the sessions.
    """
    wanted: dict[date, list[Stop]] = {}
    degrees, by_id = snapshot.mine.degrees, snapshot.programme.by_id
    planned = (snapshot.base or snapshot).programme
    for session in (by_id[s.id] for s in planned.sessions if s.id in degrees):
        degree = degrees[session.id]
        if degree != "hidden" and snapshot.status(session, now) != "skipped":
            stop = Stop(session, degree, _driven(snapshot, session, now))
            wanted.setdefault(session.day, []).append(stop)
    for event in snapshot.mine.own_events:
        wanted.setdefault(day_of(event, snapshot.programme), []).append(Stop(event, "own"))
    return wanted


def today_of(snapshot: Snapshot, now: datetime) -> date:
    """Return the event day at an instant; in the morning before it begins, its own date."""
    programme, days = snapshot.programme, plan_days(snapshot)
    day = programme.day_of(now)
    date_ = now.astimezone(programme.zone).date()
    if day not in days:
        return date_
    return date_ if date_ in days and date_ != day and _is_over(snapshot, day, now) else day


def overview_of(snapshot: Snapshot, now: datetime) -> Overview:
    """Sum up the bookmarks and own events at `now`."""
    day = snapshot.at(now)
    today = today_of(day, now)
    held = [s for lane in day.timeline.lanes if lane.day == today for s in lane.sessions]
    span = (min(s.start for s in held), max(s.end for s in held)) if held else None
    return overview(day.picks, day.own_picks, now, span)


def _is_over(snapshot: Snapshot, day: date, now: datetime) -> bool:
    """Whether nothing of an event day is still to come, own events included."""
    held = (s for lane in snapshot.timeline.lanes if lane.day == day for s in lane.sessions)
    own = (e for e in snapshot.mine.own_events if day_of(e, snapshot.programme) == day)
    return all(s.end <= now for s in held) and all(e.end <= now for e in own)


def _driven(snapshot: Snapshot, session: Session, now: datetime) -> Driven | None:
    """Return when a session is announced and expected; None if the stage does not drive its room.

    A session that should have begun is expected at `now` at the earliest.
    """
    times = snapshot.times(session, now)
    if times is None:
        return None
    start, end = times.announced
    begins, ends = start, end
    if times.start is not None and times.end is not None:
        begins, ends = to_minute(times.start), to_minute(times.end)
        if times.status == "upcoming" and begins < to_minute(now):
            ends += to_minute(now) - begins
            begins = to_minute(now)
    return Driven((start, end), begins, ends, times.status)


def plan_days(snapshot: Snapshot) -> tuple[date, ...]:
    """Return the event's days, and those of own events."""
    programme = snapshot.programme
    own = {day_of(event, programme) for event in snapshot.mine.own_events}
    return tuple(sorted({*programme.days, *own}))


def _walk(snapshot: Snapshot, walk_minutes: int | None) -> Walk:
    """Return the walk between two rooms; `walk_minutes` is the user's setting, None for none."""
    return cache(partial(walking_minutes, snapshot.programme, between=walk_minutes))
