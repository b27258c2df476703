"""The cost of a delay (docs/timing.md, "How late"), and the totals of a lane's day so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.lane_now import LaneTiming, paused_time
from sommet_tui.domain.rundown.lanes import NOTHING, LaneState, PlannedGap, planned_gaps
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

CostKind: TypeAlias = 'Literal["shrinks", "moves", "on_time"]'


@frozen
class Cost:
    """One consequence of a delay.

    `session` is the item that changes. For a planned gap, it is None, and `after` is the session
    that the gap follows. `minutes` is the remaining length of a break or gap that shrinks, or the
    signed minutes by which a session moves. For `follows`, see `Projected`.
    """

    change: CostKind
    minutes: int
    session: Session | None = None
    after: Session | None = None
    follows: bool = False


def impact(timing: LaneTiming) -> tuple[Cost, ...]:
    """Return the changes to upcoming items, and then the first session that is on time again."""
    upcoming = [i for i in timing.items if i.status == "upcoming"]
    # A cancelled item that has not begun is not part of the plan.
    state = timing.state
    items = [i for i in state.plan.lane.items if not _is_cancelled(state, i)]
    planned = planned_gaps(items) if upcoming else {}
    gaps = dict(_gap_costs(timing, planned)) if planned else {}
    found: list[Cost] = []
    on_time: Projected | None = None
    for item in upcoming:
        costs = _costs(item)
        if costs or item.session.id in gaps:
            found += [*gaps.get(item.session.id, ()), *costs]
            on_time = None
        # If only the gap before a session shrinks, the session is on time.
        if on_time is None and not costs and not item.session.is_break:
            on_time = item
    if on_time is None:
        return tuple(found)
    return (*found, Cost("on_time", 0, on_time.session, follows=on_time.follows))


def costs_between(before: LaneTiming, after: LaneTiming) -> tuple[Cost, ...]:
    """Return the costs of an act for upcoming items.

    `before` and `after` are the timing of the lane before and after the act. The costs end with the
    last change, followed by the first later session that keeps its time.
    """
    found: list[Cost] = []
    unchanged: Session | None = None
    for item in after.items:
        previous = before.item(item.session.id)
        if previous is None or item.status != "upcoming" or not (item.start and item.end):
            continue
        if previous.start is None or previous.end is None:
            continue
        moved = whole_minutes(drift(item.start, previous.start))
        left = drift(item.end, item.start)
        shrinks = item.session.is_break and left < drift(previous.end, previous.start)
        if shrinks or (moved and not item.session.is_break):
            change: CostKind = "shrinks" if shrinks else "moves"
            found.append(Cost(change, whole_minutes(left) if shrinks else moved, item.session))
            unchanged = None
        elif unchanged is None and not item.session.is_break:
            unchanged = item.session
    return (
        (*found, Cost("on_time", 0, unchanged)) if unchanged is not None and found else tuple(found)
    )


def new_end(timing: LaneTiming) -> tuple[datetime, timedelta] | None:
    """Return the projected end of the lane's day and its delay; None if the day ends as planned.

    Also return None unless the last item is an upcoming session that moves. A deferred session
    counts as moved even if it is due exactly when the item before it ends.
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
        return (Cost("shrinks", whole_minutes(left), session),) if shrinks else ()
    moved = whole_minutes(drift(start, item.due_start) or drift(end, item.due_end))
    return (Cost("moves", moved, session),) if moved else ()


def _gap_costs(
    timing: LaneTiming, gaps: Mapping[str, PlannedGap]
) -> Iterator[tuple[str, tuple[Cost, ...]]]:
    """Yield the id of the item after each upcoming gap that shrinks, and the gap's cost."""
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
                    yield item.session.id, (Cost("shrinks", whole_minutes(left), after=after),)
            latest = item.end if latest is None else max(latest, item.end)
            begun = begun and item.status == "done"
        if not _is_cancelled(state, item.session):
            before = item.session


def _is_cancelled(state: LaneState, session: Session) -> bool:
    """Return whether an item is cancelled and has not begun."""
    actual = state.actuals[session.id]
    return actual.cancelled and actual.start is None


@frozen
class Totals:
    """Totals of the sessions of a lane that are over, without breaks.

    `held`, `cancelled` and `skipped` are numbers of sessions. `broken_off` is the number of held
    sessions that were cancelled while they ran, `added` the number of inserted sessions, and
    `assumed` the number of sessions that only the clock started, so that no one has confirmed them.
    `lasted` and `planned` are the lengths of the held sessions, by the times on screen; inserted
    sessions do not count for `planned`. `given` and `taken` are the minutes added and removed, and
    `paused` is the length of the pauses.
    """

    held: int = 0
    assumed: int = 0
    broken_off: int = 0
    cancelled: int = 0
    skipped: int = 0
    added: int = 0
    lasted: timedelta = NOTHING
    planned: timedelta = NOTHING
    given: timedelta = NOTHING
    taken: timedelta = NOTHING
    paused: timedelta = NOTHING


def totals(timing: LaneTiming) -> Totals:
    sessions = [item for item in timing.items if not item.session.is_break]
    done = [item for item in sessions if item.status == "done"]
    held = [item for item in done if not item.is_automatic]
    added = [item.actual.added for item in done]
    return Totals(
        held=len(held),
        assumed=len(done) - len(held),
        broken_off=sum(item.was_aborted for item in done),
        cancelled=sum(item.status == "cancelled" for item in sessions),
        skipped=sum(item.status == "skipped" for item in sessions),
        added=sum(item.session.added for item in sessions),
        lasted=sum((drift(i.end, i.start) for i in held if i.start and i.end), NOTHING),
        planned=sum((i.session.duration for i in held if not i.session.added), NOTHING),
        given=sum((minutes for minutes in added if minutes > NOTHING), NOTHING),
        taken=-sum((minutes for minutes in added if minutes < NOTHING), NOTHING),
        paused=sum((paused_time(item, timing.at) for item in done), NOTHING),
    )
