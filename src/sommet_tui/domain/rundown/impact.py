"""The cost of a delay, and suggestions to end on time: docs/timing.md, "How late"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.instants import drift, in_minutes
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.domain.rundown.lanes import PlannedGap, planned_gaps
from sommet_tui.domain.rundown.projection import Projected, project
from sommet_tui.domain.rundown.state import NOTHING, LaneState
from sommet_tui.domain.values import dataclass, replace

Change = Literal["shrinks", "moves", "on_time"]


@dataclass(frozen=True, slots=True)
class Cost:
    """One consequence of a delay.

    `session` is the item that changes; None for a planned gap, which is named after the session
    `after`. `minutes` is the remaining length of a break or gap that shrinks, or by how much a
    session moves (signed). `follows` is that of the item (see `Projected`).
    """

    change: Change
    minutes: int
    session: Session | None = None
    after: Session | None = None
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Minutes to remove from one item to end on time; `minutes` is negative, as for `add`."""

    session: Session
    minutes: int


def impact(timing: LaneTiming) -> tuple[Cost, ...]:
    """Return the changes to upcoming items, and the first session on time again after them."""
    coming = [i for i in timing.items if i.status == "upcoming"]
    # A cancelled item that has not begun is not part of the plan.
    state = timing.state
    items = [i for i in state.plan.lane.items if not _is_cancelled(state, i)]
    planned = planned_gaps(items) if coming else {}
    gaps = dict(_gap_costs(timing, planned)) if planned else {}
    found: list[Cost] = []
    on_time: Projected | None = None
    for item in coming:
        costs = _costs(item)
        if costs or item.session.id in gaps:
            found += [*gaps.get(item.session.id, ()), *costs]
            on_time = None
        # If only the gap before a session shrinks, the session itself is on time.
        if on_time is None and not costs and not item.session.is_break:
            on_time = item
    if on_time is None:
        return tuple(found)
    return (*found, Cost("on_time", 0, on_time.session, follows=on_time.follows))


def changes_by(before: LaneTiming, after: LaneTiming) -> tuple[Cost, ...]:
    """Return what an act changes for upcoming items: the costs between two states of the lane.

    The list goes up to the last change, and then names the first session that keeps its time.
    """
    found: list[Cost] = []
    unchanged: Session | None = None
    for item in after.items:
        previous = before.item(item.session.id)
        if previous is None or item.status != "upcoming" or not (item.start and item.end):
            continue
        if previous.start is None or previous.end is None:
            continue
        moved = in_minutes(drift(item.start, previous.start))
        left = drift(item.end, item.start)
        shrinks = item.session.is_break and left < drift(previous.end, previous.start)
        if shrinks or (moved and not item.session.is_break):
            change: Change = "shrinks" if shrinks else "moves"
            found.append(Cost(change, in_minutes(left) if shrinks else moved, item.session))
            unchanged = None
        elif unchanged is None and not item.session.is_break:
            unchanged = item.session
    return (
        (*found, Cost("on_time", 0, unchanged)) if unchanged is not None and found else tuple(found)
    )


def new_end(timing: LaneTiming) -> tuple[datetime, timedelta] | None:
    """Return the projected end of the lane's day and its delay, if the last item moves; or None.

    A deferred session has moved, even if it is due when the item before it ends.
    """
    last, end = timing.items[-1], timing.projected_end
    if end is None or last.status != "upcoming" or last.session.is_break:
        return None
    if not (last.follows or _costs(last)):
        return None
    late = drift(end, timing.planned_end)
    return (end, late) if late else None


def _costs(item: Projected) -> tuple[Cost, ...]:
    session, start, end = item.session, item.start, item.end
    assert start is not None
    assert end is not None
    if session.is_break:
        left = drift(end, start)
        shrinks = left < drift(session.end, session.start)
        return (Cost("shrinks", in_minutes(left), session),) if shrinks else ()
    moved = in_minutes(drift(start, item.due_start) or drift(end, item.due_end))
    return (Cost("moves", moved, session),) if moved else ()


def _gap_costs(
    timing: LaneTiming, gaps: Mapping[str, PlannedGap]
) -> Iterator[tuple[str, tuple[Cost, ...]]]:
    """Yield what is left of each planned gap that has not begun, by the id of the item after it."""
    state = timing.state
    latest: datetime | None = None
    before: Session | None = None
    begun = True
    for item in timing.items:
        gap = gaps.get(item.session.id)
        if item.start is not None and item.end is not None:
            if (
                gap is not None
                and latest is not None
                and item.status == "upcoming"
                and not begun
                and gap.neighbour is before
                and not {gap.neighbour.id, item.session.id} & state.places.keys()
            ):
                left = max(NOTHING, drift(item.start, latest))
                if left < gap.length:
                    moved = gap.follows.id in state.places
                    after = gap.neighbour if moved else gap.follows
                    yield item.session.id, (Cost("shrinks", in_minutes(left), after=after),)
            latest = item.end if latest is None else max(latest, item.end)
            begun = begun and item.status == "done"
        if not _is_cancelled(state, item.session):
            before = item.session


def _is_cancelled(state: LaneState, session: Session) -> bool:
    """Whether an item is cancelled and has not begun."""
    actual = state.actuals[session.id]
    return actual.cancelled and actual.start is None


def suggestions(timing: LaneTiming) -> tuple[Suggestion, ...]:
    """Return how to end on time: one session and one break that could give the missing minutes.

    Each is the longest of its kind that, shortened alone, puts the last late session back to its
    due end and keeps at least half of its length. Empty if no upcoming session is late, or if no
    single item is enough.
    """
    late = _late(timing)
    if not late:
        return ()
    goal = late[-1]
    assert goal.end is not None
    lacking = in_minutes(drift(goal.end, goal.due_end))
    ahead = timing.items[: timing.items.index(goal) + 1]
    coming = [i for i in ahead if i.status == "upcoming"]
    found: list[Suggestion] = []
    for breaks in (False, True):
        kind = [i for i in coming if i.session.is_break == breaks]
        longest = sorted(kind, key=_length, reverse=True)[:_TRIED]
        give = (i for i in longest if _can_give(i, lacking) and _helps(timing, i, goal, lacking))
        found += [Suggestion(i.session, -lacking) for i in give][:1]
    return tuple(found)


_TRIED = 3
"""How many items of each kind are tried; each takes a pass over the lane."""


def _late(timing: LaneTiming) -> list[Projected]:
    """Return the upcoming sessions that end late, up to the first that does not."""
    found = []
    for item in timing.items:
        if item.status != "upcoming" or item.session.is_break or item.end is None:
            continue
        if drift(item.end, item.due_end) <= NOTHING:
            break
        found.append(item)
    return found


def _length(item: Projected) -> timedelta:
    return item.session.duration + item.actual.added


def _can_give(item: Projected, minutes: int) -> bool:
    return _length(item) - timedelta(minutes=minutes) >= item.session.duration / 2


def _helps(timing: LaneTiming, item: Projected, goal: Projected, minutes: int) -> bool:
    state, id_ = timing.state, item.session.id
    shorter = replace(item.actual, added=item.actual.added - timedelta(minutes=minutes))
    tried = replace(state, actuals={**state.actuals, id_: shorter})
    end = next(i.end for i in project(tried, timing.at) if i.session is goal.session)
    return end is not None and drift(end, goal.due_end) <= NOTHING
