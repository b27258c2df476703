"""What lateness costs, and how to end on time all the same: TIMING.md's "What lateness costs"."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.projection import Projected, project
from sommet_tui.domain.rundown.standing import Standing, whole_minutes
from sommet_tui.domain.rundown.state import NOTHING
from sommet_tui.domain.values import dataclass, replace

Change = Literal["shrinks", "moves", "on_time"]

GAP = timedelta(minutes=15)
"""A planned gap at least this long is told of like a break."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One change that lateness brings.

    `session` is the item that changes; None for a planned gap, which `after` names by the session
    it follows. `minutes` is what is left of what shrinks, or by how much a session moves, signed.
    """

    change: Change
    minutes: int
    session: Session | None = None
    after: Session | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Minutes to take from one item to end on time: `minutes` is negative, as `add` takes it."""

    session: Session
    minutes: int


def impact(standing: Standing) -> tuple[Cost, ...]:
    """What changes among the items to come, up to the first session that is on time again."""
    state = standing.state
    found: list[Cost] = []
    latest: datetime | None = None
    begun = True
    for item in standing.items:
        if item.start is None or item.end is None:
            continue
        id_ = item.session.id
        if item.status == "upcoming":
            if latest is not None and not begun and id_ not in state.deferred:
                found += _gap_cost(state.plan.gaps.get(id_), item.start - latest)
            cost = _cost(item.session, item.start, item.end)
            found += cost
            if cost and cost[0].change == "on_time":
                break
        latest = item.end if latest is None else max(latest, item.end)
        begun = begun and item.status == "done"
    return tuple(found)


def _cost(session: Session, start: datetime, end: datetime) -> tuple[Cost, ...]:
    if session.is_break:
        left = end - start
        shrinks = whole_minutes(session.duration - left) > 0
        return (Cost("shrinks", whole_minutes(left), session),) if shrinks else ()
    moved = whole_minutes(start - session.start) or whole_minutes(end - session.end)
    return (Cost("moves", moved, session) if moved else Cost("on_time", 0, session),)


def _gap_cost(planned: tuple[timedelta, Session] | None, left: timedelta) -> tuple[Cost, ...]:
    """What is left of a planned gap that has not begun, where that is worth telling."""
    if planned is None or planned[0] < GAP or whole_minutes(planned[0] - left) <= 0:
        return ()
    return (Cost("shrinks", whole_minutes(max(NOTHING, left)), after=planned[1]),)


def suggestions(standing: Standing) -> tuple[Suggestion, ...]:
    """How to end on time: the longest session, and the longest break, that could give what lacks.

    Each alone puts the last session that is late back to its planned end, as the projection shows,
    and keeps at least half of itself. Empty where nothing to come is late, or no single item helps.
    """
    late = _late(standing)
    if not late:
        return ()
    goal = late[-1]
    assert goal.end is not None
    lacking = ceil((goal.end - goal.session.end) / timedelta(minutes=1))
    ahead = standing.items[: standing.items.index(goal) + 1]
    coming = [i for i in ahead if i.status == "upcoming"]
    found: list[Suggestion] = []
    for breaks in (False, True):
        kind = [i for i in coming if i.session.is_break == breaks]
        longest = sorted(kind, key=_length, reverse=True)[:_TRIED]
        give = (i for i in longest if _can_give(i, lacking) and _helps(standing, i, goal, lacking))
        found += [Suggestion(i.session, -lacking) for i in give][:1]
    return tuple(found)


_TRIED = 3
"""How many items of a kind are tried: each costs a walk over the lane."""


def _late(standing: Standing) -> list[Projected]:
    """The sessions to come that end late, up to the first that does not."""
    found = []
    for item in standing.items:
        if item.status != "upcoming" or item.session.is_break or item.end is None:
            continue
        if whole_minutes(item.end - item.session.end) <= 0:
            break
        found.append(item)
    return found


def _length(item: Projected) -> timedelta:
    return item.session.duration + item.actual.added


def _can_give(item: Projected, minutes: int) -> bool:
    return _length(item) - timedelta(minutes=minutes) >= item.session.duration / 2


def _helps(standing: Standing, item: Projected, goal: Projected, minutes: int) -> bool:
    state, id_ = standing.state, item.session.id
    shorter = replace(item.actual, added=item.actual.added - timedelta(minutes=minutes))
    tried = replace(state, actuals={**state.actuals, id_: shorter})
    end = next(i.end for i in project(tried, standing.at) if i.session is goal.session)
    return end is not None and whole_minutes(end - goal.session.end) <= 0
