"""The user's plan of a day.

It has the musts, maybes and own events that fit, and the walks between them.
"""

from __future__ import annotations

from functools import cache, partial
from types import MappingProxyType
from zlib import crc32

from sommet_tui.domain import bookmarks
from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.own_events import event_day_of
from sommet_tui.domain.plan import DayPlan, DrivenTimes, Reason, Stop, Walk, plan, resume_plan
from sommet_tui.domain.saved_plan import (
    PlanChange,
    SavedPlan,
    SavedStop,
    can_be_undone,
    plan_change,
)
from sommet_tui.domain.stops import (
    Leg,
    NextStop,
    Swap,
    best_alternative,
    legs,
    next_stops,
    plan_swap,
    rest_of_day,
)
from sommet_tui.domain.timeline import Gap
from sommet_tui.domain.values import frozen, replace
from sommet_tui.domain.walks import walking_minutes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Session


@frozen
class PlannedDay:
    """The plan of one event day; if the day is today, only the rest of it."""

    day: date
    plan: DayPlan
    legs: tuple[Leg, ...]
    instead: Mapping[str, Stop] = MappingProxyType({})
    """The best alternative for each stop whose room is full, by the id of that stop."""

    @property
    def has_stops(self) -> bool:
        """Whether the day has a stop or a pick that the plan leaves out."""
        return bool(self.legs or self.plan.left_out)

    @property
    def gaps(self) -> list[Gap]:
        """The periods of free time between the stops."""
        return [leg.gap for leg in self.legs if leg.gap is not None]


def planned_days(
    snapshot: Snapshot, walk_minutes: int | None, now: datetime
) -> tuple[PlannedDay, ...]:
    """Return the plan of each event day that has a bookmark or an own event.

    `walk_minutes` is the user's setting for the walk between two buildings, or None.
    """
    planning, today = Planning(snapshot, walk_minutes, now), planning_day(snapshot, now)
    return tuple(
        planning.planned_day(day, now if day == today else None)
        for day in sorted(planning.candidates)
    )


def coming_stops(
    snapshot: Snapshot, walk_minutes: int | None, now: datetime
) -> tuple[NextStop, ...]:
    """Return the stops that the screen Now shows: the current and next stops of today's plan."""
    planning = Planning(snapshot, walk_minutes, now)
    day = planning_day(snapshot, now)
    found = planning.plan(day)
    better = planning.alternatives(day, found)
    return tuple(
        replace(stop, instead=better.get(stop.stop.id))
        for stop in next_stops(found, now, planning.walk)
    )


def swap_for(
    snapshot: Snapshot, session_id: str, walk_minutes: int | None, now: datetime
) -> tuple[date, Swap | Reason] | None:
    """Return what happens if the user attends a session that a plan leaves out.

    The result is the day of the plan, and either the swap or the reason why it is impossible. If no
    plan leaves the session out, or if the session is over, return None.
    """
    planning = Planning(snapshot, walk_minutes, now)
    for day, stops in planning.candidates.items():
        found = planning.plan(day)
        for left_out in found.left_out:
            if left_out.stop.id == session_id and not left_out.stop.is_over(now):
                return day, plan_swap(stops, found.stops, left_out.stop, now, planning.walk)
    return None


class Planning:
    """The plans for a snapshot at an instant."""

    def __init__(self, snapshot: Snapshot, walk_minutes: int | None, now: datetime) -> None:
        self.snapshot = snapshot
        self._walk_minutes = walk_minutes
        self._now = now
        self.candidates = _stop_candidates(snapshot, now)
        self.walk: Walk = cache(partial(walking_minutes, snapshot.programme, between=walk_minutes))

    def plan(self, day: date) -> DayPlan:
        """Return the saved plan of a whole day, or a new plan if no saved plan is up to date.

        If the time is simulated, an outdated saved plan is ignored; otherwise the new plan
        continues it.
        """
        wanted, saved = self.candidates.get(day, ()), self.snapshot.mine.plans.get(day)
        if saved is None:
            return plan(wanted, self.walk)
        stops = saved.current_stops(wanted)
        if saved.inputs == self.inputs(day):
            return resume_plan(wanted, self.walk, stops)
        if self.snapshot.is_shifted:
            return plan(wanted, self.walk)
        return plan(wanted, self.walk, stops, self._now)

    def plan_after_change(
        self,
        day: date,
        attended: Sequence[Stop] | None,
        undo: tuple[SavedPlan, SavedPlan] | None,
    ) -> tuple[SavedPlan, PlanChange | None]:
        """Return the new plan of a day, to be saved, and how it differs from the saved plan.

        If the user has chosen to attend a session instead of others, `attended` are the stops that
        the plan must have. `undo` has the plans before and after the last change. If the new change
        reverses the last change, return the plan before it.
        """
        wanted, inputs, now = self.candidates.get(day, ()), self.inputs(day), self._now
        before = self.snapshot.mine.plans.get(day)
        if before is None:
            return _saved_plan(day, inputs, now, plan(wanted, self.walk).stops), None
        is_undone = undo is not None and undo[1] == before and undo[0].inputs == inputs
        if undo is not None and is_undone and can_be_undone(*undo, wanted, now):
            after = replace(undo[0], changed_at=now)
        else:
            stops = before.current_stops(wanted) if attended is None else attended
            after = _saved_plan(day, inputs, now, plan(wanted, self.walk, stops, now).stops)
        return after, self._change(before, after)

    def _change(self, before: SavedPlan, after: SavedPlan) -> PlanChange | None:
        """Return how two saved plans differ, or None if the user already knows the difference."""
        mine = self.snapshot.mine
        added = {b.session: b.added_at for b in mine.bookmarks}

        def is_removed(id_: str) -> bool:
            return id_ not in added and not mine.is_own_event(id_)

        def is_new(id_: str) -> bool:
            return mine.is_own_event(id_) or (id_ in added and added[id_] >= before.changed_at)

        return plan_change(before, after, is_removed, is_new)

    def alternatives(self, day: date, plan: DayPlan) -> Mapping[str, Stop]:
        """Return the best alternative for each stop whose room is full, by the id of the stop.

        Stops that are over, and stops without an alternative, are left out.
        """
        full = (s for s in plan.stops if s.seats == "full" and not s.is_over(self._now))
        picks = {
            stop.id: best_alternative(self.candidates[day], plan.stops, stop, self._now, self.walk)
            for stop in full
        }
        return {id_: pick for id_, pick in picks.items() if pick is not None}

    def planned_day(self, day: date, now: datetime | None) -> PlannedDay:
        """Return the plan of a day. If `now` is given, return only the rest of the day."""
        found = self.plan(day)
        if now is None:
            return PlannedDay(day, found, legs(found.stops, self.walk))
        ways = rest_of_day(found.stops, now, self.walk)
        left_out = tuple(one for one in found.left_out if not one.stop.is_over(now))
        shown = DayPlan(tuple(leg.stop for leg in ways), left_out)
        return PlannedDay(day, shown, ways, self.alternatives(day, found))

    def days(self) -> Sequence[date]:
        """Return the days that have a plan, from today on."""
        today = planning_day(self.snapshot, self._now)
        return sorted(day for day in {*self.candidates, *self.snapshot.mine.plans} if day >= today)

    def inputs(self, day: date) -> str:
        """Return a short text that changes whenever the plan of the day may have to change."""
        programme, stops = self.snapshot.programme, self.candidates.get(day, ())
        known = sorted(
            (s.id, s.degree, s.start.timestamp(), s.end.timestamp(), s.places, s.lead or -1)
            for s in stops
            if not s.is_cancelled
        )
        rooms = {place: programme.buildings.get(place, "") for s in stops for place in s.places}
        inside = sorted(programme.room_names.keys() & rooms.keys())
        walks = sorted(programme.walks.items())
        text = repr((known, sorted(rooms.items()), inside, walks, self._walk_minutes))
        return f"{crc32(text.encode()):08x}"


def _saved_plan(day: date, inputs: str, at: datetime, stops: Sequence[Stop]) -> SavedPlan:
    saved = (
        SavedStop(s.id, s.subject.title, s.degree, s.start, s.since, s.fills_gap) for s in stops
    )
    return SavedPlan(day, inputs, at, tuple(saved))


def _stop_candidates(snapshot: Snapshot, now: datetime) -> Mapping[date, Sequence[Stop]]:
    """Return the stops that the user wants on each event day, except skipped sessions.

    Sessions come in the programme's order, then own events.
    """
    wanted: dict[date, list[Stop]] = {}
    rooms_before: dict[date, str] = {}  # where the user is before a break
    degrees, by_id = snapshot.mine.degrees, snapshot.programme.by_id
    planned = (snapshot.base or snapshot).programme
    for session in (by_id[s.id] for s in planned.sessions if s.id in degrees):
        degree = degrees[session.id]
        if degree != "hidden" and snapshot.status(session, now) != "skipped":
            shown, room = session, None
            if session.is_break:
                here = rooms_before.get(session.day, snapshot.room)
                rooms = (here,) if here in session.rooms else session.rooms
                shown, room = snapshot.break_in_rooms(session.id, now, rooms)
            elif session.rooms and not session.cancelled:
                rooms_before[session.day] = session.rooms[0]
            driven = _driven_lane(snapshot, session, now, room)
            stops = wanted.setdefault(session.day, [])
            stops.append(Stop(shown, degree, driven, room=room, all_rooms=session.rooms))
    for event in snapshot.mine.own_events:
        wanted.setdefault(event_day_of(event, snapshot.programme), []).append(Stop(event, "own"))
    return wanted


def planning_day(snapshot: Snapshot, now: datetime) -> date:
    """Return the event day at an instant, or the date if the event is not on.

    After midnight, this is the new date if the event is on then and the previous day's sessions and
    own events are over.
    """
    programme, days = snapshot.programme, plan_days(snapshot)
    day = programme.day_of(now)
    date_ = now.astimezone(programme.zone).date()
    if day not in days:
        return date_
    return date_ if date_ in days and date_ != day and is_day_over(snapshot, day, now) else day


def overview_at(
    snapshot: Snapshot, planned: Sequence[PlannedDay], now: datetime
) -> bookmarks.Overview:
    """Return a summary of the bookmarks and own events at `now`, with the free time of the plan.

    On the current day, the time before the first stop and after the last stop is also free.
    """
    day = snapshot.at(now)
    today = planning_day(day, now)
    free = [gap for planned_day in planned for gap in planned_day.gaps]
    held = [s for lane in day.timeline.lanes if lane.day == today for s in lane.sessions]
    if held and planned:
        first, last = min(s.start for s in held), max(s.end for s in held)
        legs_today = [leg for one in planned if one.day == today for leg in one.legs]
        if legs_today and legs_today[0].before is None:
            free.append(Gap(first, legs_today[0].leave or legs_today[0].stop.expected_times[0]))
        free.append(
            Gap(max((leg.stop.expected_times[1] for leg in legs_today), default=first), last)
        )
    return bookmarks.overview(day.picks, day.own_picks, now, free)


def is_day_over(snapshot: Snapshot, day: date, now: datetime) -> bool:
    """Return whether all sessions and own events of an event day are over."""
    held = (s for lane in snapshot.timeline.lanes if lane.day == day for s in lane.sessions)
    own = (e for e in snapshot.mine.own_events if event_day_of(e, snapshot.programme) == day)
    return all(s.end <= now for s in held) and all(e.end <= now for e in own)


def _driven_lane(
    snapshot: Snapshot, session: Session, now: datetime, room: str | None
) -> DrivenTimes | None:
    """Return the announced and expected times of a session; None if the stage has not changed it.

    A break has its times in `room`. If a session should have begun but has not, it is expected at
    `now`.
    """
    times = snapshot.times(session, now, room)
    if times is None:
        return None
    start, end = times.announced
    begins, ends = start, end
    if times.start is not None and times.end is not None:
        begins, ends = truncate_to_minute(times.start), truncate_to_minute(times.end)
        if times.status == "upcoming" and begins < truncate_to_minute(now):
            ends += truncate_to_minute(now) - begins
            begins = truncate_to_minute(now)
    return DrivenTimes((start, end), begins, ends, times.status)


def plan_days(snapshot: Snapshot) -> tuple[date, ...]:
    """Return the event's days and the days of own events, in order."""
    programme = snapshot.programme
    own = {event_day_of(event, programme) for event in snapshot.mine.own_events}
    return tuple(sorted({*programme.days, *own}))
