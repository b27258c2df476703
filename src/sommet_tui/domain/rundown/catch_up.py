"""Suggestions for catching up: docs/timing.md, "Catching up"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sommet_tui.domain.instants import drift, in_minutes
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.domain.rundown.projection import Projected, project
from sommet_tui.domain.rundown.state import LaneState
from sommet_tui.domain.values import dataclass, replace

MOST = 3
"""How many suggestions there are at most."""
TO_CONCLUDE = 5
"""The minutes that the running session keeps at least, so that the speaker can conclude."""

_GIVERS = 12
"""How many items give minutes at most; each takes a pass over the lane."""
_ROUNDS = 6
"""How often breaks get minutes at most until each has its shortest length."""

Adds = Mapping[str, int]
"""The signed minutes that items get, by id."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a suggestion may go, in minutes: the shortest break, the most to cut a session."""

    shortest_break: int = 10
    most_cut: int = 10


@dataclass(frozen=True, slots=True)
class Change:
    """An item that a suggestion changes: its signed minutes, as for `add`, and its new times.

    A break without minutes of its own can change because of the sessions before it.
    """

    session: Session
    minutes: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to catch up: its changes in the order of the lane, and their result.

    Nothing is late from `on_time` on; None if nothing is late at all, or if the last session ends
    late. `left` is how many minutes of the delay remain until then.
    """

    changes: tuple[Change, ...]
    on_time: datetime | None
    left: int

    @property
    def adds(self) -> Adds:
        """The signed minutes that items get, by id."""
        return {one.session.id: one.minutes for one in self.changes if one.minutes}


def suggestions(timing: LaneTiming, limits: Limits) -> tuple[Suggestion, ...]:
    """Return up to three ways to catch up within the limits, the best one first.

    Each makes the day less late than no action does, or gives a break its shortest length and lets
    no session wait for that.
    """
    if timing.at >= timing.state.plan.closes:
        return ()
    on_time, left = _on_time(timing.items), lateness(timing)
    found: dict[object, Suggestion] = {}
    for way in (
        _Way(timing, limits, keeps_breaks=True),
        _Way(timing, limits, spares_running=True),
        _Way(timing, limits),
    ):
        made = way.suggestion()
        later = made.on_time is not None and (on_time is None or made.on_time > on_time)
        if made.adds and (made.left < left if left else made.left == 0 and not later):
            found.setdefault(tuple(made.adds.items()), made)
    return tuple(sorted(found.values(), key=lambda made: made.left)[:MOST])


def lateness(timing: LaneTiming) -> int:
    """Return how many minutes of the delay remain if nobody acts: see `Suggestion.left`."""
    items, state = timing.items, timing.state
    return sum(_late(items[n]) for n in range(len(items)) if _ends_delay(state, items, n))


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to catch up in a lane.

    The sessions that are late give minutes in their order. With `spares_running`, the running
    session comes last. With `keeps_breaks`, breaks keep their shortest length.
    """

    timing: LaneTiming
    limits: Limits
    keeps_breaks: bool = False
    spares_running: bool = False

    def suggestion(self) -> Suggestion:
        """Return what this way changes, and the result."""
        cuts: Adds = {}
        items, adds = self._after(cuts)
        state, left = self.timing.state, 0
        for goal in range(len(items)):
            if not _ends_delay(state, items, goal):
                continue
            givers = [i for i in _late_until(state, items, goal) if self._most(i)][:_GIVERS]
            if self.spares_running:
                givers.sort(key=lambda item: item.status == "running")
            for giver in sorted(givers, key=lambda item: not item.session.is_break):
                lack = _late(items[goal])
                cut = {giver.session.id: -min(lack, self._most(giver))}
                won = lack and lack - _late(self._after({**cuts, **cut})[0][goal])
                if won > 0:
                    cuts = {**cuts, giver.session.id: -won}
                    items, adds = self._after(cuts)
            left += _late(items[goal])
        return Suggestion(tuple(self._changes(items, adds)), _on_time(items), left)

    def _after(self, cuts: Adds) -> tuple[tuple[Projected, ...], Adds]:
        """Return the items after these cuts, and the minutes of items with those of breaks.

        A break that another one delays needs another round; one that a moved session ends cannot
        get its length.
        """
        adds, items = cuts, _projected(self.timing, cuts)
        if not self.keeps_breaks:
            return items, adds
        for _ in range(_ROUNDS):
            lacking = self._lacking(items, adds)
            if not lacking:
                return items, adds
            adds = {**adds, **{id_: adds.get(id_, 0) + more for id_, more in lacking.items()}}
            items = _projected(self.timing, adds)
        lacking = self._lacking(items, adds)
        adds = {id_: minutes for id_, minutes in adds.items() if id_ not in lacking}
        return _projected(self.timing, adds), adds

    def _lacking(self, items: Iterable[Projected], adds: Adds) -> Adds:
        """Return how many minutes open breaks need for their shortest length, by id."""
        found = {}
        for item in items:
            session = item.session
            if not (session.is_break and _is_open(item) and item.start and item.end):
                continue
            added = item.actual.added - timedelta(minutes=adds.get(session.id, 0))
            shortest = min(self.limits.shortest_break, in_minutes(session.duration + added))
            if in_minutes(drift(item.end, item.start)) < shortest:
                end = session.end + item.actual.added if session.fixed_end else item.end
                found[session.id] = shortest - in_minutes(drift(end, item.start))
        return found

    def _most(self, item: Projected) -> int:
        """Return how many minutes a session or a break can lose; half of a session stays."""
        assert item.end is not None
        if item.session.is_break:
            length = in_minutes(item.session.duration + item.actual.added)
            return max(0, length - self.limits.shortest_break)
        planned = in_minutes(item.session.duration)
        spare = planned + in_minutes(item.actual.added)
        spare -= max(planned - self.limits.most_cut, -(-planned // 2))
        if item.status == "running":
            spare = min(spare, in_minutes(item.end - self.timing.at) - TO_CONCLUDE)
        return max(0, min(spare, self.limits.most_cut))

    def _changes(self, items: Sequence[Projected], adds: Adds) -> Iterator[Change]:
        """Yield the items that change, and the breaks that stay short or would be too short."""
        before, after = self._lacking(self.timing.items, {}), self._lacking(items, adds)
        for item in items:
            session, minutes = item.session, adds.get(item.session.id, 0)
            if item.start is None or item.end is None:
                continue
            short = session.id in before and drift(item.end, item.start) < session.duration
            if minutes or short or session.id in after:
                yield Change(session, minutes, item.start, item.end)


def _projected(timing: LaneTiming, adds: Adds) -> tuple[Projected, ...]:
    """Return the items of a lane if some of them get these minutes."""
    state = timing.state
    longer = {
        id_: state.actuals[id_].lengthened(timedelta(minutes=minutes))
        for id_, minutes in adds.items()
    }
    return project(replace(state, actuals={**state.actuals, **longer}), timing.at)


def _is_open(item: Projected) -> bool:
    """Whether an item is running or upcoming."""
    return item.status in ("running", "upcoming")


def _late(item: Projected) -> int:
    """Return how many minutes late an open item ends; 0 if it ends on time."""
    if not _is_open(item) or item.end is None:
        return 0
    return max(0, in_minutes(drift(item.end, item.due_end)))


def _sessions(items: Iterable[Projected]) -> list[Projected]:
    """Return the open sessions."""
    return [item for item in items if _is_open(item) and not item.session.is_break]


def _waits(state: LaneState, item: Projected) -> bool:
    """Whether a session begins at its announced or new start, and not when others have ended."""
    place, promise = state.places.get(item.session.id), state.promise(item.session.id)
    return item.start in (place and place.time, promise and promise[0])


def _ends_delay(state: LaneState, items: Sequence[Projected], place: int) -> bool:
    """Whether an item is the last of several sessions that delay each other.

    The running session is none if it delays no other one.
    """
    item, following = items[place], _sessions(items[place + 1 :])
    if item.session.is_break or not _late(item):
        return False
    if not following:
        return True
    delays = _late(following[0]) and not _waits(state, following[0])
    return item.status == "upcoming" and not delays


def _late_until(state: LaneState, items: Sequence[Projected], place: int) -> list[Projected]:
    """Return what can give minutes to the session at a place: the items of its delay.

    These are sessions, and breaks that do not get shorter by themselves.
    """
    found: list[Projected] = []
    for item in items[: place + 1]:
        if _is_open(item) and not (item.session.is_break and item.session.fixed_end):
            before = [] if _waits(state, item) else found
            found = [*before, item] if _late(item) else []
    return found


def _on_time(items: Sequence[Projected]) -> datetime | None:
    """Return from when on nothing is late; None if nothing is, or if the last session ends late."""
    sessions = _sessions(items)
    late = [n for n, one in enumerate(sessions) if _late(one) or _starts_late(one)]
    if not late:
        return None
    last, following = sessions[late[-1]], sessions[late[-1] + 1 :]
    if not _late(last):
        return last.end
    return following[0].start if following else None


def _starts_late(item: Projected) -> bool:
    assert item.start is not None
    return drift(item.start, item.due_start) > timedelta(0)
