"""The plan of a day by its rules alone: every choice is tried, and gaps are counted in minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from math import ceil

from sommet_tui.domain.plan import Stop, Walk
from sommet_tui.domain.values import replace

MINUTE = timedelta(minutes=1)


def minutes_to(stop: Stop, before: Stop | None, walk: Walk) -> int:
    """Return the walk to a stop: its lead, or the shortest way between two of the places."""
    if stop.lead is not None:
        return stop.lead
    origins: Sequence[str | None] = [None] if before is None else list(before.places)
    return min([walk(one, other) for one in origins for other in stop.places] or [0])


def missed_after(end: datetime, stop: Stop, walk: int) -> int:
    """Return the minutes missed by a user who sets out at `end`."""
    return max(0, ceil((end + walk * MINUTE - stop.start) / MINUTE))


def expected_start(stop: Stop) -> datetime:
    """Return when a stop begins if its room goes on as it is."""
    return stop.start if stop.driven is None else stop.driven.start


def has_begun(stop: Stop, now: datetime) -> bool:
    """Whether a stop has begun: by its announced start, or by the stage that drives its room."""
    return stop.start <= now if stop.driven is None else stop.driven.status != "upcoming"


def is_over(stop: Stop, now: datetime) -> bool:
    """Whether a stop is over; one that began late has its whole length."""
    if stop.driven is not None and stop.driven.status in ("upcoming", "done"):
        return stop.driven.status == "done"
    return now >= stop.end and now >= expected_start(stop) + (stop.end - stop.start)


def can_miss(stop: Stop, minutes: int) -> bool:
    """Whether so much of a stop may be missed: five minutes, a quarter, of own events nothing."""
    if stop.degree == "own":
        return minutes == 0
    return minutes <= 5 and minutes * 4 <= (stop.end - stop.start) / MINUTE


def in_order(stops: Iterable[Stop]) -> list[Stop]:
    """Return the stops by their end, because a user never goes on to one that ends earlier."""
    return sorted(stops, key=lambda stop: (stop.end, stop.start))


def minutes_missed(stops: Sequence[Stop], walk: Walk) -> list[int]:
    """Return the minutes missed of each stop after the one before."""
    return [
        missed_after(before.end, stop, minutes_to(stop, before, walk)) if before else 0
        for before, stop in zip([None, *stops], stops, strict=False)
    ]


def possible_choices(stops: Sequence[Stop], walk: Walk) -> Iterator[tuple[list[Stop], int]]:
    """Yield every choice of stops that can be attended in turn, and the minutes it misses."""
    for size in range(len(stops) + 1):
        for some in combinations(in_order(s for s in stops if not s.is_cancelled), size):
            found = minutes_missed(some, walk)
            if all(can_miss(stop, late) for stop, late in zip(some, found, strict=True)):
                yield list(some), sum(found)


def rank(stops: Sequence[Stop], missed: int, order: Sequence[Stop]) -> tuple[object, ...]:
    """Return a value that is lower for a better plan; `order` is the programme's."""
    degrees = [stop.degree for stop in stops]
    places = [stop.id for stop in order]
    return (
        *(-degrees.count(degree) for degree in ("own", "must", "maybe")),
        missed,
        [stop.start for stop in stops],
        [places.index(stop.id) for stop in stops],
    )


def choice(stops: Sequence[Stop], walk: Walk) -> list[Stop]:
    """Return the best choice of a day, whose gaps are not filled yet."""
    found = possible_choices(stops, walk)
    return min(found, key=lambda one: rank(one[0], one[1], stops))[0]


def minutes_attended(stop: Stop, before: Stop | None, after: Stop | None, walk: Walk) -> int:
    """Count the minutes of a stop that are left between its neighbours.

    None are left if it would make another one that fills a gap end earlier or begin later.
    """
    first, last = stop.start, stop.end
    if before is not None:
        first = max(first, before.end + minutes_to(stop, before, walk) * MINUTE)
    if after is not None:
        last = min(last, after.start - minutes_to(after, stop, walk) * MINUTE)
    if before is not None and before.fills_gap and first > stop.start:
        return 0
    if after is not None and after.fills_gap and last < stop.end:
        return 0
    count = 0
    while stop.start + count * MINUTE < stop.end and first + (count + 1) * MINUTE <= last:
        count += 1
    return count


def fill_gaps(stops: Sequence[Stop], order: Sequence[Stop], walk: Walk) -> list[Stop]:
    """Return a choice with the bookmarks that fill its gaps, the best one first."""
    found = list(stops)
    while True:
        options = []
        for stop in order:
            if stop.degree == "own" or stop.is_cancelled or stop.id in {s.id for s in found}:
                continue
            length = int((stop.end - stop.start) / MINUTE)
            for place in range(len(found) + 1):
                before = found[place - 1] if place else None
                after = found[place] if place < len(found) else None
                minutes = minutes_attended(stop, before, after, walk)
                if minutes >= 10 and minutes * 2 >= length:
                    key = (stop.degree == "maybe", length - minutes, stop.start)
                    options.append((*key, order.index(stop), place, stop))
        if not options:
            return found
        *_, place, stop = min(options, key=lambda one: one[:5])
        found.insert(place, replace(stop, fills_gap=True))


def plan_of_day(stops: Sequence[Stop], walk: Walk) -> list[Stop]:
    """Return the stops of a whole day, in the order of the day."""
    return fill_gaps(choice(stops, walk), stops, walk)


def last_stop_reached(stops: Sequence[Stop], now: datetime) -> Stop | None:
    """Return the last stop of a plan that has begun, once the one before has ended."""
    found = None
    for before, stop in zip([None, *stops], stops, strict=False):
        ended = before is None or (before.fills_gap and not stop.fills_gap) or before.end <= now
        if before and not stop.fills_gap and before.end - stop.start > 5 * MINUTE:
            ended = True  # the one before has moved
        if has_begun(stop, now) and ended:
            found = stop
    return found


class Change:
    """An instant at which what the user wants has changed, and the plan so far.

    `before` are its stops, in order and with their new times.
    """

    def __init__(self, before: Sequence[Stop], now: datetime, walk: Walk) -> None:
        self.now, self.walk = now, walk
        self.here = last_stop_reached(before, now)
        place = before.index(self.here) if self.here is not None else 0
        self.begun = [stop for stop in before[:place] if has_begun(stop, now)]
        self.over = [s for s in before if s in self.begun or is_over(s, now)]
        coming = before[place + 1 :] if self.here is not None else before
        self.following = next((s for s in coming if not s.fills_gap and not is_over(s, now)), None)
        here = self.here
        self.stays = here if here and not is_over(here, now) and not here.fills_gap else None

    def arrival(self) -> datetime | None:
        """Return when the user reached the current stop; None if from its start."""
        if self.here is None:
            return None
        previous = self.begun[-1] if self.begun else None
        length = minutes_to(self.here, previous, self.walk) * MINUTE
        leaves = self.here.since
        if previous is not None:
            end = previous.end
            if previous.fills_gap and not self.here.fills_gap:
                end = min(end, self.here.start - length)
            leaves = max(end, leaves or end)
        return None if leaves is None else leaves + length

    def first_missed(self, stop: Stop) -> int:
        """Return how much of a stop is missed if it is the first one from now on."""
        minutes, arrives = minutes_to(stop, self.here, self.walk), self.arrival()
        if self.here is not None and stop.id == self.here.id:
            return 0 if self.stays or arrives is None else missed_after(arrives, stop, 0)
        if self.following is not None and stop.id == self.following.id and self.stays is None:
            if self.here is None or self.here.fills_gap:
                return missed_after(stop.start - minutes * MINUTE, stop, minutes)
            late = missed_after(max(self.here.end, stop.since or self.here.end), stop, minutes)
            return late if stop.since is None or can_miss(stop, late) else stop.max_missed_minutes
        return self.missed_by_leaving(max(self.now, arrives or self.now), stop, minutes)

    def missed_by_leaving(self, at: datetime, stop: Stop, walk: int) -> int:
        """Return the minutes missed of a stop, counted from its expected start."""
        return max(0, ceil((at + walk * MINUTE - expected_start(stop)) / MINUTE))

    def missed_later(self, stops: Sequence[Stop]) -> Iterator[int]:
        """Yield the minutes missed of all stops but the first; the user leaves none before now."""
        planned = minutes_missed(stops, self.walk)
        for number, before in enumerate(stops[:-1], 1):
            minutes = minutes_to(stops[number], before, self.walk)
            left = self.missed_by_leaving(self.now, stops[number], minutes)
            yield max(planned[number], left)

    def plan(self, wanted: Sequence[Stop]) -> list[str]:
        """Return the ids of the stops of the new plan, except those that fill gaps from now on."""
        over = {stop.id for stop in self.over}
        coming = [s for s in wanted if not s.is_cancelled and not is_over(s, self.now)]
        ahead = [s for s in coming if s.id not in over]
        found = []
        for size in range(len(ahead) + 1):
            for some in combinations(in_order(ahead), size):
                late = [*map(self.first_missed, some[:1]), *self.missed_later(some)]
                stays = [stop.id for stop in some[:1]] == [self.stays.id] if self.stays else False
                pairs = list(zip(some, late, strict=True))[1 if stays else 0 :]
                if all(can_miss(stop, minutes) for stop, minutes in pairs):
                    *worth, starts, places = rank(some, sum(late), wanted)
                    found.append(((*worth, not stays, starts, places), [s.id for s in some]))
        return [*(stop.id for stop in self.over), *min(found)[1]]
