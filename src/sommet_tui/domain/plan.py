"""The user's day without clashes: as many musts as fit, then as many maybes, with walking times.

Plans are compared by their number of own events, then of musts, then of maybes. Of the best plans,
the one is chosen that differs least from the plan at planned times, so that a small delay does not
change the plan. The order of the picks makes no difference (weighted interval scheduling).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.instants import minutes_up
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import dataclass, replace

Wanted = Literal["own", "must", "maybe"]
Why = Literal["overlap", "walk", "cancelled"]

_RANK: Mapping[Wanted, tuple[int, int, int]] = {
    "own": (1, 0, 0),
    "must": (0, 1, 0),
    "maybe": (0, 0, 1),
}
Walk = Callable[[str, str], int]
"""Returns the minutes of the walk from one place to another."""
_Value = tuple[int, int, int]
_Ranked = tuple[int, int, int, int]
"""The value of a plan, and the number of stops it has in common with the first plan."""
_NOTHING: _Ranked = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Driven:
    """The expected times of a session in a room that the stage drives, in whole minutes.

    `planned` is its planned start and end. It `waits` if it should have begun by now and has not.
    While it `runs`, in overtime too, it is not over, whatever its `end`.
    """

    start: datetime
    end: datetime
    planned: tuple[datetime, datetime]
    waits: bool = False
    runs: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A session or own event of a day; `wanted` is how much the user wants it.

    `driven` is when it is expected if the stage drives its room; None if it is on time.
    """

    subject: Session | OwnEvent
    wanted: Wanted
    driven: Driven | None = None

    @property
    def id(self) -> str:
        """The id of the session or own event."""
        return self.subject.id

    @property
    def start(self) -> datetime:
        """Its planned or expected start."""
        return self.subject.start if self.driven is None else self.driven.start

    @property
    def end(self) -> datetime:
        """Its planned or expected end."""
        return self.subject.end if self.driven is None else self.driven.end

    @property
    def waits(self) -> bool:
        """Whether it should have begun by now and has not."""
        return self.driven is not None and self.driven.waits

    @property
    def runs(self) -> bool:
        """Whether the stage, and not the clock, says that it is running."""
        return self.driven is not None and self.driven.runs

    def has_begun(self, now: datetime) -> bool:
        """Whether it has begun at `now`, the instant for which it is driven."""
        return self.runs or (self.start <= now and not self.waits)

    def is_over(self, now: datetime) -> bool:
        """Whether it is over at `now`, the instant for which it is driven."""
        return self.end <= now and not self.runs

    @property
    def places(self) -> tuple[str, ...]:
        """The places where it can be attended; empty if unknown."""
        if isinstance(self.subject, Session):
            return self.subject.rooms
        return (self.subject.place,) if self.subject.place is not None else ()

    @property
    def is_cancelled(self) -> bool:
        """Whether it is a cancelled session."""
        return isinstance(self.subject, Session) and self.subject.cancelled

    @property
    def lead(self) -> int | None:
        """How many minutes before its start the user leaves for it, wherever they are."""
        return self.subject.lead if isinstance(self.subject, OwnEvent) else None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the plan leaves something out.

    It overlaps a stop of the plan for `minutes`; or the walk from or to a stop takes `minutes` more
    than there are; or, without a stop, it is cancelled.
    """

    why: Why
    minutes: int = 0
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stop that the plan leaves out, and the reasons, in the order of the plan."""

    stop: Stop
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The stops in time order, without overlaps, and those left out, musts first."""

    stops: tuple[Stop, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def way(before: Stop, stop: Stop, walk: Walk) -> int:
    """Return the minutes of the walk from one stop to the next; 0 if a place is unknown."""
    if stop.lead is not None:
        return stop.lead
    return min((walk(one, other) for one in before.places for other in stop.places), default=0)


def plan(wanted: Iterable[Stop], walk: Walk) -> DayPlan:
    """Return the best plan of the wanted stops."""
    known = tuple({stop.id: stop for stop in wanted}.values())
    first = {stop.id for stop in first_plan(known, walk)}
    return plan_of(_best(known, walk, first), known, walk)


def first_plan(known: Iterable[Stop], walk: Walk) -> tuple[Stop, ...]:
    """Return the stops of the plan by the planned times, or none if all rooms are on time."""
    by_id = {stop.id: stop for stop in known}
    if all(stop.driven is None for stop in by_id.values()):
        return ()
    planned = [_as_planned(stop) for stop in by_id.values()]
    return tuple(by_id[stop.id] for stop in _best(planned, walk))


def _as_planned(stop: Stop) -> Stop:
    if stop.driven is None:
        return stop
    start, end = stop.driven.planned
    return replace(stop, driven=replace(stop.driven, start=start, end=end))


def plan_of(chosen: tuple[Stop, ...], known: Iterable[Stop], walk: Walk) -> DayPlan:
    """Return the plan with the chosen stops, in time order; it leaves out all other known stops."""
    chosen_ids = {stop.id for stop in chosen}
    left_out = [
        LeftOut(stop, _reasons(stop, chosen, walk))
        for stop in sorted(known, key=_order)
        if stop.id not in chosen_ids
    ]
    left_out.sort(key=lambda one: one.stop.start)
    left_out.sort(key=lambda one: _RANK[one.stop.wanted], reverse=True)
    return DayPlan(chosen, tuple(left_out))


def value(stops: Iterable[Stop]) -> _Value:
    """Return the number of own events, musts and maybes of a plan; a higher value is better."""
    ranks = [_RANK[stop.wanted] for stop in stops]
    own, musts, maybes = (sum(column) for column in zip((0, 0, 0), *ranks, strict=True))
    return own, musts, maybes


def _order(stop: Stop) -> tuple[datetime, datetime, str]:
    return stop.end, stop.start, stop.id


def _best(known: Iterable[Stop], walk: Walk, first: Collection[str] = ()) -> tuple[Stop, ...]:
    """Return the best plan of the stops; of equal ones, the one with the most of `first`."""
    stops = sorted((stop for stop in known if not stop.is_cancelled), key=_order)
    plans = _Plans(stops, walk, first)
    for stop in stops:
        plans.add(stop)
    chosen: list[Stop] = []
    at = plans.tops[-1] if stops else None
    while at is not None:
        chosen.append(stops[at])
        at = plans.before[at]
    return tuple(reversed(chosen))


class _Plans:
    """For each stop, by its index, the best plan that ends with it."""

    def __init__(self, stops: Sequence[Stop], walk: Walk, first: Collection[str]) -> None:
        self._stops = stops
        self._walk = walk
        self._first = first
        self._ends = [stop.end for stop in stops]
        self._values: list[_Ranked] = []
        self.before: list[int | None] = []
        """The stop before each stop in that plan."""
        self.tops: list[int] = []
        """Of the stops up to each stop, the one with the best plan."""

    def add(self, stop: Stop) -> None:
        """Find the best plan that ends with the next stop."""
        before = self._before(stop)
        own, must, maybe = _RANK[stop.wanted]
        previous_value = self._values[before] if before is not None else _NOTHING
        in_first_plan = previous_value[3] + (stop.id in self._first)
        self._values.append(
            (
                previous_value[0] + own,
                previous_value[1] + must,
                previous_value[2] + maybe,
                in_first_plan,
            )
        )
        self.before.append(before)
        place = len(self._values) - 1
        top = self.tops[-1] if self.tops else place
        self.tops.append(place if self._values[place] > self._values[top] else top)

    def _before(self, stop: Stop) -> int | None:
        """Return the stop with the best plan of those from which the walk is short enough."""
        values, start, found = self._values, stop.start, None
        for place in range(bisect_right(self._ends, start, hi=len(values)) - 1, -1, -1):
            top = self.tops[place]
            if found is not None and values[found] > values[top]:
                break
            if self._reaches(top, stop):
                return top
            if self._reaches(place, stop) and (found is None or values[place] >= values[found]):
                found = place
        return found

    def _reaches(self, place: int, stop: Stop) -> bool:
        minutes = way(self._stops[place], stop, self._walk)
        return self._ends[place] + timedelta(minutes=minutes) <= stop.start


def _reasons(stop: Stop, chosen: Sequence[Stop], walk: Walk) -> tuple[Reason, ...]:
    if stop.is_cancelled:
        return (Reason("cancelled"),)
    # The stops of a plan end in the order in which they begin. So the stops that overlap one stop
    # are consecutive, and only its neighbours decide whether the whole plan is possible.
    first = bisect_right(chosen, stop.start, key=lambda other: other.end)
    last = bisect_right(chosen, stop.end, key=lambda other: other.start)
    found = (clash(stop, other, walk) for other in chosen[max(0, first - 1) : last + 1])
    return tuple(reason for reason in found if reason is not None)


def clash(stop: Stop, other: Stop, walk: Walk) -> Reason | None:
    """Return why attending both is impossible, or None; minutes are rounded up."""
    between = max(stop.start, other.start) - min(stop.end, other.end)
    if between < timedelta(0):
        return Reason("overlap", minutes_up(-between), other)
    first, then = (stop, other) if stop.start < other.start else (other, stop)
    needed = timedelta(minutes=way(first, then, walk))
    if between < needed:
        return Reason("walk", minutes_up(needed - between), other)
    return None


@dataclass(frozen=True, slots=True)
class Parting:
    """From `since` on, two people go to different sessions, `mine` and `theirs`, until they `meet`.

    `meet` is the next session that both attend, or None if there is none that day.
    """

    since: datetime
    mine: tuple[Session, ...]
    theirs: tuple[Session, ...]
    meet: Session | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two people's picks: those in common, and those of one person only, each in time order."""

    both: tuple[Session, ...]
    mine: tuple[Session, ...]
    theirs: tuple[Session, ...]
    partings: tuple[Parting, ...]


def compare(mine: Iterable[Session], theirs: Iterable[Session]) -> Comparison:
    """Return what two people have in common, where they split up and where they meet again."""
    own = {s.id: s for s in mine if not s.cancelled}
    other = {s.id: s for s in theirs if not s.cancelled}
    order = sorted((own | other).values(), key=lambda s: (s.start, s.end, s.id))
    both = tuple(s for s in order if s.id in own and s.id in other)
    return Comparison(
        both,
        tuple(s for s in order if s.id not in other),
        tuple(s for s in order if s.id not in own),
        tuple(_partings(order, own, other)),
    )


def _partings(
    order: Sequence[Session], own: Mapping[str, Session], other: Mapping[str, Session]
) -> Iterable[Parting]:
    separate: list[Session] = []
    for session in order:
        shared = session.id in own and session.id in other
        if separate and (shared or session.day != separate[0].day):
            yield _parting_of(separate, own, session if session.day == separate[0].day else None)
            separate = []
        if not shared:
            separate.append(session)
    if separate:
        yield _parting_of(separate, own, None)


def _parting_of(
    separate: Sequence[Session], own: Mapping[str, Session], meet: Session | None
) -> Parting:
    return Parting(
        separate[0].start,
        tuple(s for s in separate if s.id in own),
        tuple(s for s in separate if s.id not in own),
        meet,
    )
