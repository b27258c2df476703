"""The user's plan of a day: as many own events as fit, then musts, then maybes, with the walks.

Of two plans, the one with more own events is better, then the one with more musts, then the one
with more maybes. After that, the plan in which the user misses fewer minutes is better, then the
one whose stops start earlier (compared one by one), then the programme's order decides. Finally,
bookmarks that were left out fill the gaps of the best plan.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sommet_tui.domain import instants, own_events, timeline
from sommet_tui.domain.programme import Seats, Session
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    StopDegree = Literal["own", "must", "maybe"]
    Why = Literal["overlap", "walk", "cancelled", "late"]

Walk = Callable[[str | None, str], int]
"""A function that returns the minutes of the walk from one place to another.

If the first place is None, the walk begins where the day begins.
"""

MAX_MISSED = 5
"""How many minutes of a stop the user may miss at most."""
MISSED_PART = 4
"""The user may miss at most a quarter of a stop: the length divided by this number."""
MIN_ATTENDED = timedelta(minutes=10)
"""The shortest part of a session that can fill a gap; at least half of the session must fit."""
MAX_STOPS = 1000
"""How many sessions of a day the plan considers, musts first; no one can attend so many."""
_DEGREES: Sequence[StopDegree] = ("own", "must", "maybe")
_MINUTE = timedelta(minutes=1)


@frozen
class DrivenTimes:
    """A session in a room that the stage drives, with its announced and its expected times.

    `start` and `end` are the expected times, in whole minutes.
    """

    announced: tuple[datetime, datetime]
    start: datetime
    end: datetime
    status: timeline.Status = "upcoming"


@frozen
class Stop:
    """A session or own event of a day; `degree` is how much the user wants to attend it.

    `driven` is None if the stage does not drive the room of the stop. In a plan, `since` is the
    instant of the change that added the stop, or None, and `fills_gap` is whether the stop only
    fills a gap between other stops.

    A break in several rooms has its times in `room`, and only the rooms where its status is the
    same; `all_rooms` do not change with the time.
    """

    subject: Session | own_events.OwnEvent
    degree: StopDegree
    driven: DrivenTimes | None = None
    since: datetime | None = None
    fills_gap: bool = False
    room: str | None = None
    all_rooms: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the session or own event."""
        return self.subject.id

    @property
    def start(self) -> datetime:
        """The announced start; a plan is made from announced times."""
        return self.subject.start if self.driven is None else self.driven.announced[0]

    @property
    def end(self) -> datetime:
        """The announced end."""
        return self.subject.end if self.driven is None else self.driven.announced[1]

    @property
    def expected_times(self) -> tuple[datetime, datetime]:
        """The expected start and end, which people see on screen."""
        if self.driven is None:
            return self.subject.start, self.subject.end
        return self.driven.start, self.driven.end

    @property
    def delay(self) -> timedelta:
        """How much later than announced the stop begins."""
        return self.expected_times[0] - self.start

    @property
    def is_running(self) -> bool:
        """Whether the stage drives the room and the session is running there."""
        return self.driven is not None and self.driven.status == "running"

    def has_begun(self, now: datetime) -> bool:
        """Return whether the stop has begun at `now`.

        If the stage drives the room, its acts decide.
        """
        return self.start <= now if self.driven is None else self.driven.status != "upcoming"

    def is_over(self, now: datetime) -> bool:
        """Return whether the stop is over at `now`.

        If the stage drives the room, its acts decide. A running stop that began late lasts as long
        as announced.
        """
        if self.driven is None or self.driven.status == "running":
            return max(self.end, self.end + self.delay) <= now
        return self.driven.status != "upcoming"

    @property
    def max_missed_minutes(self) -> int:
        """How many minutes of the stop the user may miss if the plan includes it."""
        if self.degree == "own":
            return 0
        return min(MAX_MISSED, (self.end - self.start) // (MISSED_PART * _MINUTE))

    @property
    def places(self) -> tuple[str, ...]:
        """The places where the user can attend the stop; empty if unknown."""
        if isinstance(self.subject, Session):
            return self.all_rooms or self.subject.rooms
        return (self.subject.place,) if self.subject.place is not None else ()

    @property
    def is_cancelled(self) -> bool:
        return isinstance(self.subject, Session) and self.subject.cancelled

    @property
    def seats(self) -> Seats | None:
        """How full the room of the stop is; None if the user can walk in."""
        return self.subject.seats if isinstance(self.subject, Session) else None

    @property
    def lead(self) -> int | None:
        """How many minutes before its start the user leaves for it; None if the walk decides."""
        return self.subject.lead if isinstance(self.subject, own_events.OwnEvent) else None


@frozen
class Reason:
    """Why the plan leaves a stop out.

    If `stop` is given, it overlaps the stop left out by `minutes`, or the time for the walk between
    the two stops is `minutes` too short. If it is None, the stop left out is cancelled, or too much
    of it is over.
    """

    why: Why
    minutes: int = 0
    stop: Stop | None = None


@frozen
class LeftOut:
    """A stop that the plan leaves out, and the reasons in the order of the plan's stops."""

    stop: Stop
    reasons: tuple[Reason, ...]


@frozen
class DayPlan:
    """The stops of a plan in the order of the day, and the stops left out, musts first."""

    stops: tuple[Stop, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def minutes_to_stop(before: Stop | None, stop: Stop, walk: Walk) -> int:
    """Return the minutes of the walk to a stop, or its own lead time if it has one.

    The walk begins at the stop `before`, which is None for the first stop of the day. If a place is
    unknown, return 0.
    """
    if stop.lead is not None:
        return stop.lead
    places: tuple[str | None, ...] = (None,) if before is None else before.places
    return min((walk(one, other) for one in places for other in stop.places), default=0)


def arrival(before: Stop | None, stop: Stop, walk: Walk) -> datetime | None:
    """Return the earliest arrival at a stop from the stop `before`; None if any time is possible.

    If `before` only fills a gap, the user leaves it early enough to be on time. The user sets out
    for a stop only after the change that added it to the plan.
    """
    length = minutes_to_stop(before, stop, walk) * _MINUTE
    times = [stop.since] if stop.since is not None else []
    if before is not None:
        in_time = stop.start - length
        times.append(min(before.end, in_time) if before.fills_gap else before.end)
    return max(times) + length if times else None


def missed_minutes(stop: Stop, arrives: datetime | None) -> int:
    """Return how many minutes of a stop the user misses by arriving at `arrives`, rounded up."""
    return 0 if arrives is None else max(0, instants.minutes_rounded_up(arrives - stop.start))


def plan(
    candidates: Iterable[Stop], walk: Walk, before: Sequence[Stop] = (), now: datetime | None = None
) -> DayPlan:
    """Return the plan of a day; `candidates` are in the programme's order.

    If `now` is given, something changed at that instant, and `before` are the stops of the plan
    until then. Stops that are over stay as they were, in the plan or left out. A stop that has
    begun stays in the plan unless a plan without it is better from `now` on.
    """
    known = {stop.id: stop for stop in candidates}
    possible = [stop for stop in known.values() if not stop.is_cancelled]
    if len(possible) > MAX_STOPS:
        possible.sort(key=_degree_rank)
        del possible[MAX_STOPS:]
    if now is None:
        stops = _PlanSearch(possible, walk).best_stops()
    else:
        stops, possible = _replan(_sort_stops(_current_stops(before, known)), possible, walk, now)
    return _make_day_plan(_fill_gaps(stops, possible, walk), known.values(), walk)


def resume_plan(candidates: Iterable[Stop], walk: Walk, before: Sequence[Stop]) -> DayPlan:
    """Return the plan of the stops in `before`, each with its current facts from `candidates`."""
    known = {stop.id: stop for stop in candidates}
    return _make_day_plan(_current_stops(before, known), known.values(), walk)


def _degree_rank(stop: Stop) -> int:
    """Return a lower number for stops that the user wants more."""
    return _DEGREES.index(stop.degree)


def index_of_last_reached(stops: Sequence[Stop], now: datetime) -> int:
    """Return the index of the last stop that the user has reached at `now`, or -1.

    The user reaches a stop when it has begun and the previous stop has reached its announced end.
    The end of the previous stop does not matter if it only fills a gap, or has moved and is now too
    late for the plan.
    """
    found = -1
    for index, stop in enumerate(stops):
        before = stops[index - 1] if index else None
        is_free = before is None or before.end <= now or before.fills_gap
        if before is not None and not is_free and not stop.fills_gap:
            is_free = before.end - stop.start > MAX_MISSED * _MINUTE
        if stop.has_begun(now) and is_free:
            found = index
    return found


def _current_stops(before: Iterable[Stop], known: Mapping[str, Stop]) -> list[Stop]:
    """Return the stops of an earlier plan with their current facts, without stops that are gone."""
    return [
        replace(known[stop.id], since=stop.since, fills_gap=stop.fills_gap)
        for stop in before
        if stop.id in known and not known[stop.id].is_cancelled
    ]


def _sort_stops(stops: Iterable[Stop]) -> list[Stop]:
    """Return stops sorted in the order of the day, because some may have moved.

    A stop that fills a gap stays behind the stop before it.
    """
    ends: dict[str, datetime] = {}
    last = None
    for stop in stops:
        last = stop.start if last is None and stop.fills_gap else last
        last = stop.end if last is None or not stop.fills_gap else last
        ends[stop.id] = last
    return sorted(stops, key=lambda stop: ends[stop.id])


def _replan(
    before: Sequence[Stop], possible: Iterable[Stop], walk: Walk, now: datetime
) -> tuple[list[Stop], list[Stop]]:
    """Return the plan's stops after a change at `now`, and the stops that can still be attended."""
    reached = index_of_last_reached(before, now)
    here = before[reached] if reached >= 0 else None
    is_there = here is not None and not here.is_over(now)
    later = (stop for stop in before[reached + 1 :] if not stop.fills_gap)
    following = next((stop.id for stop in later if not stop.is_over(now)), "")
    current_id = here.id if here is not None and is_there and not here.fills_gap else ""
    passed = [stop for stop in before[: max(0, reached)] if stop.has_begun(now)]
    arrives = arrival(passed[-1] if passed else None, here, walk) if here is not None else None
    free = now if arrives is None else max(now, arrives)

    def late(stop: Stop) -> int:
        """Return how many minutes of a stop the user misses by going there next."""
        if stop.id == current_id:
            return 0
        if stop.id == following and not current_id:  # the user may already be on the way
            minutes = missed_minutes(stop, arrival(here, stop, walk))
            return minutes if stop.since is None else min(minutes, stop.max_missed_minutes)
        if here is not None and stop.id == here.id:  # it fills a gap: missed minutes stay missed
            return missed_minutes(stop, arrives)
        return missed_minutes(stop, free + minutes_to_stop(here, stop, walk) * _MINUTE - stop.delay)

    stops = [stop for stop in before if stop in passed or stop.is_over(now)]
    since = {stop.id: stop.since for stop in before}
    over = {stop.id for stop in stops}
    ahead = [
        replace(stop, since=since.get(stop.id, now))
        for stop in possible
        if stop.id not in over and not stop.is_over(now)
    ]
    chosen = _PlanSearch(ahead, walk, now).best_stops(late, current_id)
    if here is not None and is_there and here.fills_gap and here.id not in {s.id for s in chosen}:
        first = chosen[0] if chosen else None
        if first is None or now + minutes_to_stop(here, first, walk) * _MINUTE < first.start:
            stops.append(here)
    return [*stops, *chosen], ahead


class _PlanSearch:
    """A search for the best plan: it finds the best stops to attend after each possible stop.

    A stop is represented by its index in `possible`, and times are in seconds.
    """

    def __init__(self, possible: Sequence[Stop], walk: Walk, now: datetime | None = None) -> None:
        """Take stops in the order of the programme; the user leaves no stop before `now`."""
        self._stops = possible
        self._walk = walk
        self._starts = [round(stop.start.timestamp()) for stop in possible]
        self._ends = [round(stop.end.timestamp()) for stop in possible]
        free = 0 if now is None else round(now.timestamp())
        self._past = [free - round(stop.expected_times[0].timestamp()) for stop in possible]
        """The seconds since the expected start of each stop; negative before that start."""
        self._most = [stop.max_missed_minutes for stop in possible]
        kinds: dict[object, int] = {}
        self._kinds = [kinds.setdefault((s.places, s.lead), len(kinds)) for s in possible]
        self._ways: list[dict[int, int]] = [{} for _ in kinds]
        """The walks computed so far, in seconds, by both stops' kinds (places, lead time)."""
        # The worth of each plan is a number. A stop adds more to it than all stops of lower
        # priority together, and more than all missed minutes together take from it.
        size = len(possible) + 1
        maybe = MAX_MISSED * size
        weights = {"own": maybe * size * size, "must": maybe * size, "maybe": maybe}
        self._values = [weights[stop.degree] for stop in possible]
        """The worth of each stop and of the best stops after it, minus the missed minutes."""
        self._next = [-1] * len(possible)
        self._line: list[int] = []
        """The stops added so far, in the order of their starts."""
        self._best: list[int] = []
        """For each index of `_line`, the stop of the highest worth from that index on."""
        by_end = sorted(range(len(possible)), key=lambda n: (possible[n].end, possible[n].start))
        for number in reversed(by_end):  # no one can go from a stop to one that ends earlier
            self._add_stop(number)

    def best_stops(
        self, late: Callable[[Stop], int] = lambda _: 0, preferred_id: str = ""
    ) -> list[Stop]:
        """Return the stops of the best plan.

        `late` returns how many minutes of a stop the user misses if the plan begins with that stop.
        Of plans that are worth the same, the plan that begins with the stop `preferred_id` wins.
        """
        most, first = 0, -1
        for number in self._line:
            stop = self._stops[number]
            minutes = late(stop)
            value = self._values[number] - minutes
            if value < most or (stop.id != preferred_id and minutes > self._most[number]):
                continue
            is_better = value > most or stop.id == preferred_id or self._wins_tie(number, first)
            if is_better and (value > most or self._stops[first].id != preferred_id):
                most, first = value, number
        chosen = []
        while first >= 0:
            chosen.append(self._stops[first])
            first = self._next[first]
        return chosen

    def _add_stop(self, number: int) -> None:
        """Add a stop and find the best stops after it.

        All stops that end later must have been added before.
        """
        value, self._next[number] = self._best_after(number)
        self._values[number] += value
        place = bisect_left(self._line, self._starts[number], key=self._starts.__getitem__)
        following = self._best[place] if place < len(self._best) else -1
        self._line.insert(place, number)
        self._best.insert(place, number if self._is_better(number, following) else following)
        while place > 0 and self._is_better(number, self._best[place - 1]):
            place -= 1
            self._best[place] = number

    def _best_after(self, number: int) -> tuple[int, int]:
        """Return the worth of the best stops after a stop, and the first of these stops, or -1."""
        most, found = 0, -1
        earliest = self._ends[number] - MAX_MISSED * 60
        first = bisect_left(self._line, earliest, key=self._starts.__getitem__)
        for place in range(first, len(self._line)):
            other, best = self._line[place], self._best[place]
            value = self._values[best]
            if value < most or (value == most and self._starts[other] > self._starts[found]):
                break  # neither this stop nor a later one is better
            if self._seconds_late(number, best) <= 0:
                if value > most or self._wins_tie(best, found):
                    most, found = value, best
                break
            minutes = max(0, -(-self._seconds_late(number, other) // 60))
            if minutes <= self._most[other]:
                value = self._values[other] - minutes
                if value > most or (value == most and self._wins_tie(other, found)):
                    most, found = value, other
        return most, found

    def _is_better(self, one: int, other: int) -> bool:
        """Return whether the best plan from `one` on beats the best plan from `other` on.

        If `other` is -1, there is no other plan.
        """
        if other < 0 or self._values[one] != self._values[other]:
            return other < 0 or self._values[one] > self._values[other]
        return self._wins_tie(one, other)

    def _seconds_late(self, number: int, other: int) -> int:
        """Return by how many seconds a user who comes from `number` is late for `other`.

        The result is negative if the user is early.
        """
        ways, kind = self._ways[self._kinds[number]], self._kinds[other]
        seconds = ways.get(kind)
        if seconds is None:
            seconds = ways[kind] = 60 * minutes_to_stop(
                self._stops[number], self._stops[other], self._walk
            )
        return max(self._ends[number] - self._starts[other], self._past[other]) + seconds

    def _wins_tie(self, one: int, other: int) -> bool:
        """Return whether the plan from `one` on beats the plan from `other` on.

        Both must be worth the same. The earlier start decides, then the programme's order.
        """
        first, second = one, other
        while first != second and self._starts[first] == self._starts[second]:
            first, second = self._next[first], self._next[second]
        if first != second:
            return self._starts[first] < self._starts[second]
        return one < other


def _fill_gaps(stops: Sequence[Stop], possible: Iterable[Stop], walk: Walk) -> list[Stop]:
    """Return the stops, with bookmarks inserted that fill the gaps between them.

    Musts come before maybes. Among musts or maybes, the bookmark of which the user misses the least
    comes first, then the bookmark that starts first.
    """
    found, chosen = list(stops), {stop.id for stop in stops}
    left = [stop for stop in possible if stop.degree != "own" and stop.id not in chosen]
    while True:
        gaps = [
            (place, before, after)
            for place, (before, after) in enumerate(pairwise((None, *found, None)))
            if before is None or after is None or after.start - before.end >= MIN_ATTENDED
        ]
        fits = [(stop, fit) for stop in left if (fit := _best_fit(stop, gaps, walk)) is not None]
        if not fits:
            return found
        stop, (_, place) = min(
            fits, key=lambda one: (_degree_rank(one[0]), one[1][0], one[0].start)
        )
        found.insert(place, replace(stop, fills_gap=True))
        left = [other for other, _ in fits if other is not stop]


def _best_fit(
    stop: Stop, gaps: Iterable[tuple[int, Stop | None, Stop | None]], walk: Walk
) -> tuple[timedelta, int] | None:
    """Return the time that the user misses of a stop in its best gap, and the index of this gap.

    `gaps` have an index and the stops before and after them. Return None if the stop fits into no
    gap. A stop that already fills a gap is not shortened.
    """
    length = stop.end - stop.start
    least = max(MIN_ATTENDED, length / 2)
    found = []
    for place, before, after in gaps:
        begin = stop.start if before is None else max(stop.start, before.end)
        end = stop.end if after is None else min(stop.end, after.start)
        if end - begin < least:  # the usual case, so no walk is looked up
            continue
        minutes = minutes_to_stop(before, stop, walk)
        if before is not None:
            begin = max(begin, before.end + minutes * _MINUTE)
        leave = (
            None if after is None else after.start - minutes_to_stop(stop, after, walk) * _MINUTE
        )
        end = end if leave is None else min(end, leave)
        is_free = not (before is not None and before.fills_gap and begin > stop.start)
        is_free = is_free and not (after is not None and after.fills_gap and end < stop.end)
        if stop.since is not None:  # missed minutes count from the expected start
            arrives = stop.since + minutes * _MINUTE
            begin = max(begin, arrives - stop.delay)
            is_free = is_free and (leave is None or leave - arrives >= least)
        if is_free and end - begin >= least:
            found.append((length - (end - begin), place))
    return min(found, default=None)


def _make_day_plan(stops: Sequence[Stop], known: Iterable[Stop], walk: Walk) -> DayPlan:
    """Return the plan with these stops, and why it leaves out each other stop in `known`."""
    chosen = {stop.id for stop in stops}
    fixed = [stop for stop in stops if not stop.fills_gap]
    fills = [stop for stop in stops if stop.fills_gap]
    starts, ends = [stop.start for stop in fixed], [stop.end for stop in fixed]

    def reasons(stop: Stop) -> tuple[Reason, ...]:
        if stop.is_cancelled:
            return (Reason("cancelled"),)
        # If a stop overlaps no stop of the plan, only its neighbours there can keep it out.
        first = max(0, bisect_right(ends, stop.start) - 1)
        near = sorted([*fixed[first : bisect_left(starts, stop.end) + 1], *fills], key=_start_time)
        found = (clash(stop, other, walk) for other in near)
        return tuple(reason for reason in found if reason is not None) or (Reason("late"),)

    left_out = [LeftOut(stop, reasons(stop)) for stop in known if stop.id not in chosen]
    left_out.sort(key=lambda one: (_degree_rank(one.stop), one.stop.start))
    return DayPlan(tuple(stops), tuple(left_out))


def _start_time(stop: Stop) -> datetime:
    return stop.start


def clash(stop: Stop, other: Stop, walk: Walk) -> Reason | None:
    """Return why the user cannot attend both stops, or None if they can.

    The minutes in the reason are rounded up.
    """
    first, then = sorted((stop, other), key=lambda one: (one.end, one.start))
    needed = missed_minutes(then, first.end + minutes_to_stop(first, then, walk) * _MINUTE)
    if needed <= then.max_missed_minutes:
        return None
    overlap = instants.minutes_rounded_up(first.end - max(first.start, then.start))
    return Reason("overlap", overlap, other) if overlap > 0 else Reason("walk", needed, other)


@frozen
class Parting:
    """A time, beginning at `since`, when two people attend different sessions.

    `meet` is the next session of that day that both attend, or None.
    """

    since: datetime
    mine: tuple[Session, ...]
    theirs: tuple[Session, ...]
    meet: Session | None


@frozen
class Comparison:
    """Two people's picks in time order: those of both, and those of only one person.

    `partings` are the times when they attend different sessions.
    """

    both: tuple[Session, ...]
    mine: tuple[Session, ...]
    theirs: tuple[Session, ...]
    partings: tuple[Parting, ...]


def compare(mine: Iterable[Session], theirs: Iterable[Session]) -> Comparison:
    """Compare the sessions of two people, and find when they split up and meet again."""
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
            yield _make_parting(separate, own, session if session.day == separate[0].day else None)
            separate = []
        if not shared:
            separate.append(session)
    if separate:
        yield _make_parting(separate, own, None)


def _make_parting(
    separate: Sequence[Session], own: Mapping[str, Session], meet: Session | None
) -> Parting:
    return Parting(
        separate[0].start,
        tuple(s for s in separate if s.id in own),
        tuple(s for s in separate if s.id not in own),
        meet,
    )
