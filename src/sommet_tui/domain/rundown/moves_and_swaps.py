"""The acts that change the order of a lane: defer, swap, move and insert.

`act_effects` has the other acts. See "Actions" in docs/timing.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, Refusal
from sommet_tui.domain.rundown.lane_builder import LaneBuilder, PlacesBeforeSwap
from sommet_tui.domain.rundown.lanes import NOTHING, Binding, Place
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.domain.values import replace

_BEGUN = ("running", "done")


def _last_begun_position(rows: Sequence[Projected]) -> int:
    """Return the position of the last item that has begun, or -1."""
    return max((n for n, row in enumerate(rows) if row.status in _BEGUN), default=-1)


def early_position(lane: LaneBuilder, id_: str, t: datetime) -> int | None:
    """Return the position after which to put a session that left its place and starts at `t`.

    Return None if the session keeps its position, because it overtakes no upcoming item.
    """
    rows, position = lane.rows(t), lane.position[id_]
    if not any(
        row.status == "upcoming" and (not row.session.is_break or (row.start or t) > t)
        for row in rows[:position]
    ):
        return None
    # If only the clock started a later session, it will count as not begun after the takeover.
    return max(
        (
            n
            for n, row in enumerate(rows)
            if row.session.id != id_
            and row.status in _BEGUN
            and (n < position or row.actual.manual_start is not None)
        ),
        default=-1,
    )


def _refuse_unless_upcoming(lane: LaneBuilder, id_: str, t: datetime) -> Refusal | None:
    """Return a refusal unless the session is upcoming."""
    status = lane.status(lane.items[id_], t)
    if status == "upcoming":
        return None
    return Refusal("already-runs" if status == "running" else status, id_)


def forbid_defer(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session, after = lane.named_session(act), lane.items.get(act.after or "")
    if after is None:
        return Refusal("other-lane", act.after)
    if after.id == session.id:
        return Refusal("itself", session.id)
    return _refuse_unless_upcoming(lane, session.id, t) or _refuse_after_past(lane, after, t)


def _refuse_after_past(lane: LaneBuilder, after: Session, t: datetime) -> Refusal | None:
    """Return a refusal if the item `after` is neither running nor upcoming.

    No other item can then be put after it.
    """
    can_be_followed = lane.status(after, t) in ("running", "upcoming")
    return None if can_be_followed else Refusal("after-over", after.id)


def defer(lane: LaneBuilder, act: Act, t: datetime) -> None:
    session = lane.named_session(act)
    assert act.after is not None
    start, end = _place_times(lane, session.id)
    last = max(_last_begun_position(lane.rows(t)), lane.position[act.after])
    lane.set_place(session.id, Place(start, end, "deferred", act.seq))
    lane.move_after(session.id, last)


def forbid_swap(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session, partner = lane.named_session(act), lane.items.get(act.partner or "")
    if partner is None:
        return Refusal("other-lane", act.partner)
    if partner.id == session.id:
        return Refusal("itself", session.id)
    if partner.is_break:
        return Refusal("break", partner.id)
    return _refuse_unless_upcoming(lane, session.id, t) or _refuse_unless_upcoming(
        lane, partner.id, t
    )


def swap(lane: LaneBuilder, act: Act, t: datetime) -> None:
    assert act.session is not None
    assert act.partner is not None
    pair = (act.session, act.partner)
    first, second = sorted(pair, key=lane.position.__getitem__)
    last = lane.swaps.get(first)
    swapped_back = last is not None and last is lane.swaps.get(second)
    if last is not None and swapped_back:
        places, swaps = last.places, last.before
    else:
        places = _places_after_swap(lane, first, second, act.seq, t)
        before_swap = PlacesBeforeSwap(
            {id_: lane.places.get(id_) for id_ in pair}, {id_: lane.swaps.get(id_) for id_ in pair}
        )
        swaps = {first: before_swap, second: before_swap}
    lane.exchange_positions(first, second)
    for id_ in pair:
        lane.set_place(id_, places[id_])
        before = swaps[id_]
        if before is not None:
            lane.swaps[id_] = before


def _places_after_swap(
    lane: LaneBuilder, first: str, second: str, edit: int, t: datetime
) -> Mapping[str, Place | None]:
    """Return the places that two sessions get by a swap; `first` is in front before the swap."""
    one, other = lane.items[first], lane.items[second]
    first_start, first_end = _place_times(lane, first)
    second_start, _ = _place_times(lane, second)
    place = lane.places.get(first)
    if place is not None and place.binding != "hard" and first_start > second_start:
        # `first` begins later, but a move or a deferral put it before `second`: use its new place.
        first_start = _place_start(lane, lane.row(first, t))
        first_end = first_start + one.duration
    if lane.position[second] == lane.position[first] + 1:
        second_start = first_start + other.duration + max(NOTHING, second_start - first_end)
    return {
        second: _place_after_swap(lane.places.get(first), first_start, other, edit),
        first: _place_after_swap(lane.places.get(second), second_start, one, edit),
    }


def _place_after_swap(place: Place | None, start: datetime, session: Session, edit: int) -> Place:
    """Return the place that `session` gets in a swap.

    The new place is like `place`, the place of the other session, but begins at `start` and has the
    length of `session`. If `place` is None, the new place has a hard start.
    """
    end = start + session.duration
    if place is None:
        return Place(start, end, "hard", edit)
    return replace(place, start=start, end=end, edit=edit)


def forbid_move(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    return _refuse_unless_upcoming(lane, lane.named_session(act).id, t) or _refuse_wrong_place(
        lane, act, t
    )


def _refuse_wrong_place(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    """Return a refusal if the TIME of an act is in the past or outside the lane's day."""
    assert act.to is not None
    named = act.title or act.session
    if act.to < t:
        return Refusal("before-now", named, t)
    if not lane.plan.opens <= act.to < lane.plan.closes:
        return Refusal("outside-day", named, lane.plan.closes)
    return None


def move(lane: LaneBuilder, act: Act, t: datetime) -> None:
    session, time = lane.named_session(act), act.to
    assert time is not None
    start, end = _place_times(lane, session.id)
    last = -1
    for position, row in enumerate(lane.rows(t)):
        if row.session.id == session.id:
            continue
        if row.status in _BEGUN or _place_start(lane, row) <= time:
            last = position
    lane.set_place(session.id, Place(start, end, "moved", act.seq, time))
    lane.move_after(session.id, last)


def _place_start(lane: LaneBuilder, row: Projected) -> datetime:
    """Return the start of an item's place: its TIME if it was moved, its base start if deferred."""
    place = lane.places.get(row.session.id)
    if place is None:
        return row.session.start
    if place.time is not None:
        return place.time
    return (
        row.base_start
        if place.binding == "deferred" and row.base_start is not None
        else place.start
    )


def _place_times(lane: LaneBuilder, id_: str) -> tuple[datetime, datetime]:
    place = lane.places.get(id_)
    item = lane.items[id_]
    return (item.start, item.end) if place is None else (place.start, place.end)


def forbid_insert(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    if (act.minutes or 0) < 1:
        return Refusal("no-minutes", act.session)
    if act.to is not None:
        return _refuse_wrong_place(lane, act, t)
    if act.after is None:
        return Refusal("no-time", act.title)
    after = lane.items.get(act.after)
    return Refusal("other-lane", act.after) if after is None else _refuse_after_past(lane, after, t)


def insert(lane: LaneBuilder, act: Act, t: datetime) -> None:
    rows, to = lane.rows(t), act.to
    last = _last_begun_position(rows)
    assert act.session is not None
    if to is not None:
        earlier = (n for n, row in enumerate(rows) if _place_start(lane, row) < to)
        last = max(last, *earlier, -1)
    else:
        assert act.after is not None
        last = max(last, lane.position[act.after])
    _add_item(lane, act, to or t, last)
    # The planned start is the projected start at this moment, but not before `to`.
    planned = truncate_to_minute(lane.row(act.session, t).start or t)
    if to is None or planned > to:
        _add_item(lane, act, planned, last)


def _add_item(lane: LaneBuilder, act: Act, start: datetime, after: int) -> None:
    """Add an item with the planned start `start` to the lane, after the position `after`."""
    assert act.session is not None
    assert act.minutes is not None
    plan, end = lane.plan.lane, start + act.minutes * timedelta(minutes=1)
    session = Session(
        id=act.session,
        title=act.title or "",
        start=start,
        end=end,
        day=plan.day,
        rooms=() if plan.room is None else (plan.room,),
        participants=act.people,
        added=True,
    )
    binding: Binding = "deferred" if act.to is None else "moved"
    lane.add_item(session, Place(start, end, binding, act.seq, act.to), after)
