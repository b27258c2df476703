"""Suggestions for catching up with a delay: see docs/timing.md, "Catching up"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.lane_now import LaneTiming
from sommet_tui.domain.rundown.lanes import LaneState
from sommet_tui.domain.rundown.session_and_break_times import Projected, project
from sommet_tui.domain.values import frozen, replace

TO_CONCLUDE = 5
"""The minutes that the running session always keeps, so that the speaker can conclude."""

_GIVERS = 12
"""The largest number of items that lose minutes; trying an item computes the whole lane again."""
_ROUNDS = 6
"""How often the lane is computed at most, to give all breaks their shortest length."""

Adds = Mapping[str, int]
"""The signed minutes that items get or lose, by id."""


@frozen
class Limits:
    """The limits of suggestions, in minutes.

    No break becomes shorter than `shortest_break`, and no session loses more than `most_cut`.
    """

    shortest_break: int = 10
    most_cut: int = 10


@frozen
class Change:
    """An item that a suggestion changes, and its new times.

    `minutes` are signed, as for `add`. They are 0 for a break that changes only because of the
    sessions before it.
    """

    session: Session
    minutes: int
    start: datetime
    end: datetime


@frozen
class Suggestion:
    """A way to catch up: the changes of items, in the order of the lane, and their result.

    `on_time` is the instant from which nothing is late; it is None if nothing is late at all, or if
    the last session ends late. `left` is how many minutes of delay remain; a delay that the next
    session makes up for does not count.
    """

    changes: tuple[Change, ...]
    on_time: datetime | None
    left: int

    @property
    def adds(self) -> Adds:
        """The signed minutes that items get or lose, by id."""
        return {one.session.id: one.minutes for one in self.changes if one.minutes}


def suggestions(timing: LaneTiming, limits: Limits) -> tuple[Suggestion, ...]:
    """Return up to three ways to catch up within the limits, the best first.

    Each one makes the day less late, or gives a break its shortest length without delaying a
    session.
    """
    if timing.at >= timing.state.plan.closes:
        return ()
    short = _CatchUp(timing, limits, keeps_breaks=True).missing_minutes(timing.items, {})
    if not short and not _delays(timing.state, timing.items):
        return ()
    left = remaining_delay(timing)
    found: dict[object, Suggestion] = {}
    for keeps_breaks, spares_running in ((True, False), (False, True), (False, False)):
        made = _CatchUp(timing, limits, keeps_breaks).suggest(spares_running=spares_running)
        better = made.left < left if left else made.left == 0 and not _delays_session(timing, made)
        if made.adds and better:
            found.setdefault(tuple(made.adds.items()), made)
    return tuple(sorted(found.values(), key=lambda made: made.left))


def _delays_session(timing: LaneTiming, made: Suggestion) -> bool:
    """Return whether a session would start later than without a suggestion."""
    pairs = zip(timing.items, _project(timing, made.adds), strict=True)
    return any(
        before.start and not before.session.is_break and _minutes_late(after.start, before.start)
        for before, after in pairs
    )


def remaining_delay(timing: LaneTiming) -> int:
    """Return how many minutes of the delay remain if no one acts (see `Suggestion.left`)."""
    return _minutes_left(timing.state, timing.items)


@frozen
class _CatchUp:
    """A search for one way to catch up. If `keeps_breaks`, each break keeps its shortest length."""

    timing: LaneTiming
    limits: Limits
    keeps_breaks: bool

    def suggest(self, *, spares_running: bool) -> Suggestion:
        """Return a suggestion that takes minutes from the late sessions, the earliest first.

        If `spares_running` is true, the running session loses minutes last.
        """
        cuts: Adds = {}
        items = self._apply_cuts(cuts)[0]
        last = "running" if spares_running else None
        for givers, goal in _delays(self.timing.state, items):
            place = items.index(goal)
            lack = _minutes_behind(self._apply_cuts(cuts)[0][place])
            ordered = sorted(givers, key=lambda i: (not i.session.is_break, i.status == last))
            for giver in ordered[:_GIVERS]:
                most = min(lack, self._max_cut(giver))
                cut = {**cuts, giver.session.id: -most}
                # A session that just fits before its fixed end recovers more than the cut.
                won = lack - _minutes_behind(self._apply_cuts(cut)[0][place])
                if won > 0:
                    cuts = {**cuts, giver.session.id: -min(won, most)}
                    lack -= won
        items, adds = self._apply_cuts(cuts)
        # A cut can cause new delays.
        left = _minutes_left(self.timing.state, items)
        return Suggestion(tuple(self._list_changes(items, adds)), _recovery_time(items), left)

    def _apply_cuts(self, cuts: Adds) -> tuple[tuple[Projected, ...], Adds]:
        """Return the items after these cuts, and the minutes by which each item changes.

        If breaks keep their shortest length, the minutes include those that breaks get. If one
        break delays another, several rounds are necessary. A break that ends when a moved session
        begins cannot get its shortest length.
        """
        adds, items = cuts, _project(self.timing, cuts)
        for number in range(_ROUNDS if self.keeps_breaks else 0):
            lacking = self.missing_minutes(items, adds)
            if not lacking:
                break
            more = {id_: adds.get(id_, 0) + minutes for id_, minutes in lacking.items()}
            kept = {id_: n for id_, n in adds.items() if id_ not in lacking}
            adds = {**kept, **(more if number < _ROUNDS - 1 else {})}
            items = _project(self.timing, adds)
        return items, adds

    def missing_minutes(self, items: Iterable[Projected], adds: Adds) -> Adds:
        """Return how many minutes each running or upcoming break is too short, by id."""
        found = {}
        for item in _open_items(items):
            session = item.session
            if not (session.is_break and item.start and item.end):
                continue
            added = item.actual.added - timedelta(minutes=adds.get(session.id, 0))
            shortest = min(self.limits.shortest_break, whole_minutes(session.duration + added))
            if whole_minutes(drift(item.end, item.start)) < shortest:
                end = session.end + item.actual.added if session.fixed_end else item.end
                found[session.id] = shortest - whole_minutes(drift(end, item.start))
        return found

    def _max_cut(self, item: Projected) -> int:
        """Return how many minutes an item can lose; a session keeps at least half of its length."""
        assert item.end is not None
        if item.session.is_break:
            length = whole_minutes(item.session.duration + item.actual.added)
            return max(0, length - self.limits.shortest_break)
        planned = whole_minutes(item.session.duration)
        spare = planned + whole_minutes(item.actual.added)
        spare -= max(planned - self.limits.most_cut, -(-planned // 2))
        if item.status == "running":
            spare = min(spare, whole_minutes(item.end - self.timing.at) - TO_CONCLUDE)
        return max(0, min(spare, self.limits.most_cut))

    def _list_changes(self, items: Sequence[Projected], adds: Adds) -> Iterator[Change]:
        """Yield each item that changes, and each break that stays or becomes too short."""
        before, after = (
            self.missing_minutes(self.timing.items, {}),
            self.missing_minutes(items, adds),
        )
        for item in _open_items(items):
            session, minutes = item.session, adds.get(item.session.id, 0)
            assert item.start is not None
            assert item.end is not None
            short = session.id in before and drift(item.end, item.start) < session.duration
            if minutes or short or session.id in after:
                yield Change(session, minutes, item.start, item.end)


def _project(timing: LaneTiming, adds: Adds) -> tuple[Projected, ...]:
    """Return the items of a lane as they would be if items got these minutes, by id."""
    state = timing.state
    longer = {
        id_: state.actuals[id_].lengthen(timedelta(minutes=minutes))
        for id_, minutes in adds.items()
    }
    return project(replace(state, actuals={**state.actuals, **longer}), timing.at)


def _open_items(items: Iterable[Projected]) -> list[Projected]:
    """Return the running and upcoming items."""
    return [item for item in items if item.status in ("running", "upcoming")]


def _minutes_late(moment: datetime | None, due: datetime) -> int:
    """Return how many minutes an instant is later than `due`; 0 if it is earlier or None."""
    return max(0, whole_minutes(drift(moment, due))) if moment is not None else 0


def _minutes_behind(item: Projected) -> int:
    return _minutes_late(item.end, item.due_end)


def _minutes_left(state: LaneState, items: Sequence[Projected]) -> int:
    """Return the minutes of all delays, except delays that the next session makes up for."""
    sessions = [item for item in _open_items(items) if not item.session.is_break]
    follow = dict(pairwise(item.session.id for item in sessions))
    made_up = {
        i.session.id
        for i in sessions
        if _minutes_late(i.start, i.due_start) and not _minutes_behind(i)
    }
    goals = [goal for _, goal in _delays(state, items)]
    return sum(
        _minutes_behind(goal) for goal in goals if follow.get(goal.session.id) not in made_up
    )


def _delays(
    state: LaneState, items: Sequence[Projected]
) -> Sequence[tuple[Sequence[Projected], Projected]]:
    """Return each delay of a lane: the items that delay each other, and their last session.

    Breaks with a fixed end are left out, because they only become shorter. If only the running
    session is late, this counts as a delay only if it is the last session.
    """
    delays: list[list[Projected]] = [[]]
    for item in _open_items(items):
        if item.session.is_break and item.session.fixed_end:
            continue
        place, promise = state.places.get(item.session.id), state.times_since_move(item.session.id)
        waits = item.start in (place and place.time, promise and promise[0])
        # The item waits for its own new or announced start, or is on time: it ends the delay.
        if waits or not _minutes_behind(item):
            delays.append([])
        if _minutes_behind(item):
            delays[-1].append(item)
    last = [item for item in _open_items(items) if not item.session.is_break][-1:]
    found = [
        (delay, [item for item in delay if not item.session.is_break][-1:]) for delay in delays
    ]
    return [
        (delay, goal[0])
        for delay, goal in found
        if goal and (goal == last or goal[0].status == "upcoming")
    ]


def _recovery_time(items: Sequence[Projected]) -> datetime | None:
    """Return when the lane is on time again.

    Return None if nothing is late, or if the last session ends late.
    """
    sessions = [item for item in _open_items(items) if not item.session.is_break]
    late = [i for i in sessions if _minutes_behind(i) or _minutes_late(i.start, i.due_start)]
    if not late or _minutes_behind(sessions[-1]):
        return None
    last = sessions.index(late[-1])
    end = sessions[last + 1].start if _minutes_behind(late[-1]) else late[-1].end
    # In a plan with overlaps, an earlier item can end later.
    return max(moment for moment in (end, *(item.end for item in late)) if moment)
