"""The plan as time passes: the ways to the stops, the next stops, and swaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sommet_tui.domain import instants, timeline
from sommet_tui.domain.plan import (
    DayPlan,
    LeftOut,
    Reason,
    Stop,
    Walk,
    arrival,
    clash,
    index_of_last_reached,
    minutes_to_stop,
    plan,
)
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Turn = Literal["now", "next", "then"]

NEXT_STOPS = 3
"""How many stops the screen Now lists."""


@frozen
class Leg:
    """A stop of a day, and the way to it from the stop `before`, which is None for the first stop.

    `walk` is in minutes. For an own event with a lead time, it is the lead time. `leave` is the
    latest time to leave; it is None if the user does not go anywhere. `missed` is how many minutes
    the user misses by arriving late. The user is free from `free_from` until the walk begins;
    `free_from` is None for the first stop.
    """

    stop: Stop
    before: Stop | None = None
    walk: int = 0
    leave: datetime | None = None
    missed: int = 0
    free_from: datetime | None = None

    @property
    def free(self) -> timedelta:
        """The free time before the walk to the stop."""
        if self.free_from is None:
            return timedelta(0)
        walk = timedelta(minutes=self.walk)
        return max(timedelta(0), self.stop.expected_times[0] - walk - self.free_from)

    @property
    def gap(self) -> timeline.Gap | None:
        """The free time before the stop; None if it is only a changeover."""
        if self.free_from is None:
            return None
        gap = timeline.Gap(self.free_from, self.free_from + self.free)
        return None if gap.is_changeover else gap


@frozen
class NextStop:
    """A stop listed on the screen Now, and the picks that the plan leaves out because of it."""

    leg: Leg
    turn: Turn
    left_out: tuple[LeftOut, ...] = ()
    instead: Stop | None = None
    """The best pick to attend instead if the stop's room is full."""

    @property
    def stop(self) -> Stop:
        return self.leg.stop


@frozen
class Swap:
    """The consequences if the user attends the stop `taken` instead of others.

    The `demoted` stops become maybes. The `lost` stops leave the plan, and the `gained` stops are
    new in it, besides `taken`. The plan with `stops` replaces the plan with the stops `before`.
    """

    taken: Stop
    demoted: tuple[Stop, ...]
    lost: tuple[Stop, ...]
    gained: tuple[Stop, ...]
    before: tuple[Stop, ...]
    stops: tuple[Stop, ...]


def legs(stops: Sequence[Stop], walk: Walk) -> tuple[Leg, ...]:
    """Return the stops of a plan, each with the way from the previous stop."""
    befores: Sequence[Stop | None] = (None, *stops[:-1])
    return tuple(map(partial(_leg, walk), befores, stops))


def _leg(walk: Walk, before: Stop | None, stop: Stop) -> Leg:
    minutes, start = minutes_to_stop(before, stop, walk), stop.expected_times[0]
    length = timedelta(minutes=minutes)
    arrives = arrival(before, stop, walk)
    late = 0 if arrives is None else max(0, instants.minutes_rounded_up(arrives - start))
    leave = arrives - length if arrives is not None and late else start - length
    is_same = before is not None and not set(before.places).isdisjoint(stop.places)
    needs_no_walk = stop.lead is None and not late and (is_same or not stop.places)
    free_from = before.expected_times[1] if before is not None else None
    return Leg(stop, before, minutes, None if needs_no_walk else leave, late, free_from)


def rest_of_day(stops: Sequence[Stop], now: datetime, walk: Walk) -> tuple[Leg, ...]:
    """Return the legs of the rest of the day, from the stop where the user is now, if any.

    The user stays at a stop until its announced end. If the stop overruns, the user stays until
    they reach the next stop. The leg of the current stop has no walk.
    """
    everything, reached = legs(stops, walk), index_of_last_reached(stops, now)
    rest = [leg for leg in everything[reached + 1 :] if not leg.stop.is_over(now)]
    for index, leg in enumerate(rest):
        if leg.free_from is not None and leg.free_from < now:
            rest[index] = replace(leg, free_from=now)
    here = stops[reached] if reached >= 0 else None
    if here is not None and (here.is_running or not here.is_over(now)):
        rest.insert(0, Leg(here, missed=everything[reached].missed))
    return tuple(rest)


def next_stops(found: DayPlan, now: datetime, walk: Walk) -> tuple[NextStop, ...]:
    """Return the plan's current stop, if any, and the next stops, at most `NEXT_STOPS` in all."""
    shown: list[NextStop] = []
    reached = index_of_last_reached(found.stops, now)
    here = found.stops[reached].id if reached >= 0 else None
    for leg in rest_of_day(found.stops, now, walk)[:NEXT_STOPS]:
        following: Turn = "next" if all(stop.turn == "now" for stop in shown) else "then"
        crossed = (
            left_out
            for left_out in found.left_out
            if not left_out.stop.is_over(now)
            and any(reason.stop and reason.stop.id == leg.stop.id for reason in left_out.reasons)
        )
        turn = "now" if leg.stop.id == here else following
        shown.append(NextStop(leg, turn, tuple(crossed)))
    return tuple(shown)


def best_alternative(
    candidates: Iterable[Stop], before: Sequence[Stop], full: Stop, now: datetime, walk: Walk
) -> Stop | None:
    """Return the best pick to attend instead of `full`, a stop of the plan whose room is full.

    `before` are the stops of the plan. The user must be able to reach the pick in time, its room
    must not be full, and it must replace `full` in the plan. If no pick meets these conditions,
    return None.
    """
    picks, on_plan = tuple(candidates), {stop.id for stop in before}
    others = [s for s in picks if s.id != full.id and (s.id in on_plan or s.seats != "full")]
    going = [stop for stop in before if stop.id != full.id]
    for stop in plan(others, walk, going, now).stops:
        if stop.id not in on_plan and not stop.is_over(now) and clash(stop, full, walk):
            found = plan_swap(picks, before, stop, now, walk)
            if isinstance(found, Swap) and all(one.id != full.id for one in found.stops):
                return stop
    return None


def plan_swap(
    candidates: Iterable[Stop], before: Sequence[Stop], chosen: Stop, now: datetime, walk: Walk
) -> Swap | Reason:
    """Return the consequences of attending a stop outside the plan, or why this is impossible.

    `before` are the stops of the plan. Musts of the plan that clash with the chosen stop become
    maybes. If the new plan would still leave the chosen stop out, all musts that clash with it
    become maybes. If the chosen stop has begun, the user goes there now.
    """
    known = {stop.id: stop for stop in candidates}
    in_way = [
        reason
        for stop in known.values()
        if stop.id != chosen.id and not stop.is_over(now)
        if (reason := clash(chosen, stop, walk)) is not None
    ]
    own = (reason for reason in in_way if reason.stop is not None and reason.stop.degree == "own")
    forbidden = Reason("cancelled") if chosen.is_cancelled else next(own, None)
    if forbidden is not None:
        return forbidden
    taken = replace(chosen, degree="must")
    going = list(before)
    if chosen.has_begun(now):
        reached = index_of_last_reached(before, now)
        over = [stop for stop in before[: reached + 1] if stop.is_over(now)]
        going = [*over, replace(taken, since=now), *before[reached + 1 :]]
    musts = [r.stop for r in in_way if r.stop is not None and r.stop.degree == "must"]
    on_plan = {stop.id for stop in before}
    for demoted in ([stop for stop in musts if stop.id in on_plan], musts):
        changed = {stop.id: replace(stop, degree="maybe") for stop in demoted}
        after = plan((known | changed | {taken.id: taken}).values(), walk, going, now).stops
        after_ids = {stop.id for stop in after}
        if chosen.id in after_ids:
            break
    else:
        return Reason("late")  # The walk from the user's present place takes too long.
    return Swap(
        taken,
        tuple(demoted),
        tuple(stop for stop in before if stop.id not in after_ids),
        tuple(stop for stop in after if stop.id not in on_plan | {chosen.id}),
        tuple(going),
        after,
    )
