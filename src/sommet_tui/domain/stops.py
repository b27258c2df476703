"""The plan from an instant on: the rest of the day, the next stops, and the cost of a swap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.plan import (
    DayPlan,
    LeftOut,
    Reason,
    Stop,
    Walk,
    clash,
    first_plan,
    plan,
    plan_of,
    value,
    way,
)
from sommet_tui.domain.values import dataclass, replace

Turn = Literal["now", "next", "then"]

WORTH = 4
"""A stop is worth going to while at least one part in this many of its time is left."""
NEXT_STOPS = 3
"""How many stops Now shows."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The plan of the rest of a day, and the stop that the user comes from, None at its start."""

    plan: DayPlan = DayPlan()
    before: Stop | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop of a day, and the minutes before it: of walking (0 for none) and of free time.

    For an own event with a lead, `walk` is that lead. `free` is the time since the stop before,
    without the walk. `origin` is the stop before, if the plan no longer has it.
    """

    stop: Stop
    walk: int = 0
    free: timedelta = timedelta(0)
    after: datetime | None = None
    origin: Stop | None = None

    @property
    def leave(self) -> datetime:
        """When to leave for it at the latest."""
        return self.stop.start - timedelta(minutes=self.walk)


@dataclass(frozen=True, slots=True)
class NextStop:
    """One of the stops on Now.

    `is_there` is whether the user is in it, by the plan of the whole day. `leave` is when to
    leave for it; None if it is running, in the same place as the stop before, or has no place.
    `walk` is the walk in minutes, 0 from an unknown place; for an own event with a lead, that lead.
    `left_out` are the picks that the plan leaves out because of it.
    """

    stop: Stop
    turn: Turn
    is_there: bool
    leave: datetime | None
    walk: int
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Swap:
    """The consequences of attending a stop instead of others.

    The `demoted` stops become maybes; `lost` are stops that are no longer on the plan, `gained`
    those that are new on it besides the one `taken`.
    """

    taken: Stop
    demoted: tuple[Stop, ...]
    lost: tuple[Stop, ...]
    gained: tuple[Stop, ...]


def rest_of_day(wanted: Iterable[Stop], now: datetime, walk: Walk) -> Rest:
    """Return the plan of a day from `now` on.

    It leaves out stops that are over, and those with less than a quarter of their time left. The
    rest of the whole day's plan stays, unless another plan has more of the wanted stops. If the
    user is in a session already, it stays a stop until its end, unless that would cost another one.
    A running session that was on the plan by the planned times is where the user is, even if it now
    lasts too long for the plan.
    """
    known = tuple({stop.id: stop for stop in wanted}.values())
    whole_day = plan(known, walk).stops
    ahead = [stop for stop in known if _is_worth(stop, now)]
    rest = plan(ahead, walk)
    remains = tuple(stop for stop in whole_day if _is_worth(stop, now))
    if value(remains) >= value(rest.stops):
        rest = plan_of(remains, ahead, walk)
    begun = [stop for stop in whole_day if stop.has_begun(now)]
    begun += (stop for stop in first_plan(known, walk) if stop.runs)
    before = max(begun, key=lambda stop: stop.start, default=None)
    if before is None or before.is_over(now) or before in rest.stops:
        return Rest(rest, before)
    if rest.stops and clash(before, rest.stops[0], walk) is not None:
        return Rest(rest, before)
    return Rest(replace(rest, stops=(before, *rest.stops)), before)


def _is_worth(stop: Stop, now: datetime) -> bool:
    left = stop.end - now
    return left > timedelta(0) and left * WORTH >= stop.end - stop.start


def legs(rest: Rest, walk: Walk, since: datetime | None = None) -> tuple[Leg, ...]:
    """Return the stops with the walks to them; time before `since` is not free."""
    found: list[Leg] = []
    before = rest.before
    for stop in rest.plan.stops:
        if before is None or before == stop:
            found.append(Leg(stop, stop.lead or 0))
        else:
            minutes = way(before, stop, walk)
            after = before.end if since is None else max(before.end, since)
            free = max(timedelta(0), stop.start - after - timedelta(minutes=minutes))
            origin = None if found else before
            found.append(Leg(stop, minutes, free, after, origin))
        before = stop
    return tuple(found)


def next_stops(rest: Rest, now: datetime, walk: Walk) -> tuple[NextStop, ...]:
    """Return the first stops of the rest of a day: the running one, if any, and those after it."""
    found: list[NextStop] = []
    before = rest.before
    for leg in legs(rest, walk)[:NEXT_STOPS]:
        stop = leg.stop
        turn: Turn = "then"
        if stop.has_begun(now):
            turn = "now"
        elif all(next_stop.turn == "now" for next_stop in found):
            turn = "next"
        is_same = before is not None and not set(before.places).isdisjoint(stop.places)
        stays = stop.lead is None and (is_same or not stop.places)
        leave = None if turn == "now" or stays else leg.leave
        crossed = (
            left_out
            for left_out in rest.plan.left_out
            if any(
                reason.stop is not None and reason.stop.id == stop.id for reason in left_out.reasons
            )
        )
        found.append(NextStop(stop, turn, stop == rest.before, leave, leg.walk, tuple(crossed)))
        before = stop
    return tuple(found)


def swap(wanted: Iterable[Stop], chosen: Stop, now: datetime, walk: Walk) -> Swap | Reason:
    """Return the consequences of attending a stop that is not on the plan, or why it is impossible.

    Musts that clash with it become maybes: first those on the plan only, and all of them only if
    the plan would still leave it out.
    """
    known = {stop.id: stop for stop in wanted}
    stops = rest_of_day(known.values(), now, walk).plan.stops
    in_way = [
        reason
        for stop in known.values()
        if stop.id != chosen.id and _is_worth(stop, now)
        if (reason := clash(chosen, stop, walk)) is not None
    ]
    own = (reason for reason in in_way if reason.stop is not None and reason.stop.wanted == "own")
    forbidden = Reason("cancelled") if chosen.is_cancelled else next(own, None)
    if forbidden is not None:
        return forbidden
    musts = [r.stop for r in in_way if r.stop is not None and r.stop.wanted == "must"]
    for demoted in ([stop for stop in musts if stop in stops], musts):
        changed = {stop.id: replace(stop, wanted="maybe") for stop in demoted}
        changed[chosen.id] = replace(chosen, wanted="must")
        after = rest_of_day((known | changed).values(), now, walk).plan.stops
        if chosen.id in {stop.id for stop in after}:
            break
    before_ids, after_ids = {stop.id for stop in stops}, {stop.id for stop in after}
    return Swap(
        changed[chosen.id],
        tuple(demoted),
        tuple(stop for stop in stops if stop.id not in after_ids),
        tuple(stop for stop in after if stop.id not in before_ids | {chosen.id}),
    )
