"""A day of one's own without clashes: as many musts as fit, then as many maybes, walks included.

Of all plans that keep most of one's own events, then most musts, then most maybes, one is chosen
by the picks alone and never by their order (weighted interval scheduling).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import dataclass, field

Wanted = Literal["own", "must", "maybe"]
Why = Literal["overlap", "walk", "cancelled"]

_RANK: Mapping[Wanted, tuple[int, int, int]] = {
    "own": (1, 0, 0),
    "must": (0, 1, 0),
    "maybe": (0, 0, 1),
}
_Value = tuple[int, int, int]
_NOTHING: _Value = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing of a day, `wanted` how much: a session, or an event of one's own.

    `begins` is when it can begin at the earliest, where that is not when it is told to.
    """

    subject: Session | OwnEvent
    wanted: Wanted
    begins: datetime | None = None

    @property
    def id(self) -> str:
        """The id of what it is."""
        return self.subject.id

    @property
    def start(self) -> datetime:
        """When it begins."""
        return self.subject.start if self.begins is None else self.begins

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.subject.end if self.begins is None else max(self.begins, self.subject.end)

    @property
    def places(self) -> tuple[str, ...]:
        """Where it may be attended; empty where no place is known."""
        if isinstance(self.subject, Session):
            return self.subject.rooms
        return (self.subject.place,) if self.subject.place is not None else ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is left out.

    It overlaps a stop of the plan for `minutes`, or the way from or to one takes `minutes` more
    than there are, or, without a stop, it is cancelled.
    """

    why: Why
    minutes: int = 0
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the plan has no room for, and each reason, in the order of the plan."""

    stop: Stop
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The stops in the order of time, none overlapping; what is left out, musts first."""

    stops: tuple[Stop, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def plan(wanted: Iterable[Stop], walk: timedelta) -> DayPlan:
    """The plan of what is wanted; `walk` is what the way from one place to another takes."""
    known = sorted({stop.id: stop for stop in wanted}.values(), key=_order)
    possible = [stop for stop in known if not _cancelled(stop)]
    chosen = _best(possible, walk)
    kept = {stop.id for stop in chosen}
    left_out = [
        LeftOut(stop, _reasons(stop, chosen, walk)) for stop in known if stop.id not in kept
    ]
    left_out.sort(key=lambda one: one.stop.start)
    left_out.sort(key=lambda one: _RANK[one.stop.wanted], reverse=True)
    return DayPlan(chosen, tuple(left_out))


def _order(stop: Stop) -> tuple[datetime, datetime, str]:
    return stop.end, stop.start, stop.id


def _cancelled(stop: Stop) -> bool:
    return isinstance(stop.subject, Session) and stop.subject.cancelled


@dataclass(slots=True)
class _Best:
    """Of some stops in the order of their ends, the best last stop of a plan up to each."""

    ends: list[datetime] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, end: datetime, place: int, values: Sequence[_Value]) -> None:
        """Take note of one more stop, by its place in the list of all."""
        before = self.places[-1] if self.places else place
        self.ends.append(end)
        self.places.append(place if values[place] > values[before] else before)

    def until(self, latest: datetime) -> int | None:
        """The place of the best of those that end by an instant; None if none does."""
        count = bisect_right(self.ends, latest)
        return self.places[count - 1] if count else None


def _best(stops: Sequence[Stop], walk: timedelta) -> tuple[Stop, ...]:
    """The best of all plans of stops that are in the order of their ends."""
    values: list[_Value] = []
    before: list[int | None] = []
    anywhere, nowhere, rooms = _Best(), _Best(), dict[str, _Best]()
    for place, stop in enumerate(stops):
        if stop.places:
            found = [anywhere.until(stop.start - walk), nowhere.until(stop.start)]
            found += [rooms[room].until(stop.start) for room in stop.places if room in rooms]
        else:
            found = [anywhere.until(stop.start)]
        last = max((f for f in found if f is not None), key=lambda f: (values[f], -f), default=None)
        own, must, maybe = _RANK[stop.wanted]
        there = values[last] if last is not None else _NOTHING
        values.append((there[0] + own, there[1] + must, there[2] + maybe))
        before.append(last)
        anywhere.add(stop.end, place, values)
        if not stop.places:
            nowhere.add(stop.end, place, values)
        for room in stop.places:
            rooms.setdefault(room, _Best()).add(stop.end, place, values)
    chosen: list[Stop] = []
    at = max(range(len(stops)), key=lambda p: (values[p], -p), default=None)
    while at is not None:
        chosen.append(stops[at])
        at = before[at]
    return tuple(reversed(chosen))


def _reasons(stop: Stop, chosen: Sequence[Stop], walk: timedelta) -> tuple[Reason, ...]:
    if _cancelled(stop):
        return (Reason("cancelled"),)
    # The stops of a plan end in the order in which they begin: few are near enough to clash.
    first = bisect_right(chosen, stop.start - walk, key=lambda other: other.end)
    last = bisect_right(chosen, stop.end + walk, key=lambda other: other.start)
    found = (clash(stop, other, walk) for other in chosen[first:last])
    return tuple(reason for reason in found if reason is not None)


def clash(stop: Stop, other: Stop, walk: timedelta) -> Reason | None:
    """Why nobody can attend both, None if one can; minutes are rounded up."""
    between = max(stop.start, other.start) - min(stop.end, other.end)
    if between < timedelta(0):
        return Reason("overlap", _minutes(-between), other)
    apart = stop.places and other.places and not set(stop.places) & set(other.places)
    if apart and between < walk:
        return Reason("walk", _minutes(walk - between), other)
    return None


def _minutes(length: timedelta) -> int:
    return -int(-length.total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Parting:
    """From `since` on two people go different ways, to `mine` and `theirs`, until they `meet`.

    `meet` is the next session that both attend, None where there is none that day.
    """

    since: datetime
    mine: tuple[Session, ...]
    theirs: tuple[Session, ...]
    meet: Session | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two people's picks: what both attend, what one alone does, each in the order of time."""

    both: tuple[Session, ...]
    mine: tuple[Session, ...]
    theirs: tuple[Session, ...]
    partings: tuple[Parting, ...]


def compare(mine: Iterable[Session], theirs: Iterable[Session]) -> Comparison:
    """What two people have in common, where they part and where they meet again."""
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
    apart: list[Session] = []
    for session in order:
        shared = session.id in own and session.id in other
        if apart and (shared or session.day != apart[0].day):
            yield _parting(apart, own, session if session.day == apart[0].day else None)
            apart = []
        if not shared:
            apart.append(session)
    if apart:
        yield _parting(apart, own, None)


def _parting(apart: Sequence[Session], own: Mapping[str, Session], meet: Session | None) -> Parting:
    return Parting(
        apart[0].start,
        tuple(s for s in apart if s.id in own),
        tuple(s for s in apart if s.id not in own),
        meet,
    )
