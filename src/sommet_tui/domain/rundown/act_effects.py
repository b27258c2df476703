"""The conditions and the effect of each act, and the fields that it needs.

See "Actions" in docs/timing.md. To add an act, add its kind and its sentences to `acts`, its
definition here, and its key to `companion.keys`. An effect runs only if no rule forbids the act.
After an undo, the same rules decide which acts in force have become void.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, ActKind, Reason, Refusal
from sommet_tui.domain.rundown.lane_builder import LaneBuilder, PlacesBeforeSwap
from sommet_tui.domain.rundown.lanes import NOTHING, Binding, Place
from sommet_tui.domain.rundown.session_and_break_times import Projected, announcement
from sommet_tui.domain.values import frozen, replace

Rule = Callable[[LaneBuilder, Act, datetime], Refusal | None]
"""A function that returns the refusal of an act at an instant, or None.

It runs after the checks that all acts share.
"""

Effect = Callable[[LaneBuilder, Act, datetime], None]


@frozen
class Definition:
    """The definition of one kind of act.

    An act must have the fields of `Act` that are in `required`, and may have those in `optional`.
    `default` is the session that a command means if it names none. If `confirm` is true, the user
    must always confirm the act. An `about_running` act is about the running session, whose id is
    added to its record. A `for_breaks` act may be about a break. An `adds` act creates its session.
    A `by_anyone` act needs no lead, and does not delay the acts after it. `rule` returns the
    refusal of an act, or None; `effect` changes the lane.
    """

    effect: Effect
    rule: Rule | None = None
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    default: Literal["running", "next"] | None = None
    confirm: bool = False
    about_running: bool = False
    for_breaks: bool = False
    adds: bool = False
    by_anyone: bool = False

    @property
    def needs_event_day(self) -> bool:
        """Whether the act needs an event day or a rehearsal.

        An act about the running or the next session does. Other acts can also prepare a day.
        """
        return self.about_running or self.default is not None


def refusal(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    """Return why an act other than an undo cannot take effect at `t`, or None if it can."""
    definition, id_ = DEFINITIONS[act.act], act.session
    if act.when is not None or t >= lane.closes:
        found = _refuse_wrong_time(lane, act, t)
        if found is not None:
            return found
    for needed in definition.required:
        if getattr(act, needed) is None:
            return Refusal(_MISSING.get(needed, "unknown-session"), id_)
    if id_ is not None:
        session = lane.items.get(id_)
        if definition.adds:
            if session is not None:
                return Refusal("known-session", id_)
        elif session is None:
            return Refusal("unknown-session", id_)
        elif session.kind == "break" and not definition.for_breaks:
            return Refusal("break", id_)
    forbids = definition.rule
    return None if forbids is None else forbids(lane, act, t)


def apply(lane: LaneBuilder, acts: Iterable[Act]) -> None:
    """Apply acts to the lane, one after the other; if a rule forbids an act, it becomes void."""
    for act in acts:
        t = lane.effective_time(act)
        why_not = refusal(lane, act, t)
        if why_not is None:
            DEFINITIONS[act.act].effect(lane, act, t)
            if not DEFINITIONS[act.act].by_anyone:
                lane.latest = t
        else:
            lane.void_reasons[act.seq] = why_not


def acts_without_lead(log: Iterable[Act]) -> frozenset[int]:
    """Return the `seq` of each act in the log that needs no lead, and of the undos of such acts."""
    found: set[int] = set()
    for act in log:
        free = DEFINITIONS[act.act].by_anyone and act.group is None
        if free or (act.act == "undo" and act.undoes in found):
            found.add(act.seq)
    return frozenset(found)


def complete(lane: LaneBuilder, act: Act, t: datetime) -> Act:
    """Return an allowed act as it is recorded, with the running session or the announced times."""
    if DEFINITIONS[act.act].about_running:
        return replace(act, session=_running_session(lane, act, t))
    if act.act == "announce" and act.times is None:
        return replace(act, times=announcement(lane.state(), t))
    return act


# Checks shared by all acts


def _refuse_wrong_time(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    when, plan = act.when, lane.plan
    if when is not None and when > act.at:
        return Refusal("future", act.session, when)
    if when is not None and when < plan.opens:
        return Refusal("before-day", act.session, plan.opens)
    if t >= plan.closes and (when is None or act.act != "end"):
        about = act.after if act.act == "insert" else act.session  # an inserted item has no day yet
        return Refusal("closed", about, plan.closes)
    return None


_MISSING: Mapping[str, Reason] = {
    "to": "no-time",
    "minutes": "no-minutes",
    "title": "no-title",
}


def _named_session(lane: LaneBuilder, act: Act) -> Session:
    assert act.session is not None
    return lane.items[act.session]


def _refuse_before_start(lane: LaneBuilder, act: Act, id_: str) -> Refusal | None:
    """Return a refusal if the `when` of an act is before the recorded start of its session."""
    since = lane.actuals[id_].start
    if act.when is None or since is None or act.when >= since:
        return None
    return Refusal("before-start", id_, since)


def _refuse_unless_upcoming(lane: LaneBuilder, id_: str, t: datetime) -> Refusal | None:
    """Return a refusal unless the session is upcoming."""
    status = lane.status(lane.items[id_], t)
    if status == "upcoming":
        return None
    return Refusal("already-runs" if status == "running" else status, id_)


_MINUTE = timedelta(minutes=1)


# take, start, release: who drives the lane


def _forbid_take(lane: LaneBuilder, act: Act, _t: datetime) -> Refusal | None:
    if lane.is_manual:
        return Refusal("already-called")
    return _refuse_before_latest_start(lane, act)


def _take(lane: LaneBuilder, act: Act, t: datetime) -> None:
    lane.take_over(act.session, t)
    if act.session is not None:
        for id_ in lane.running:
            if id_ != act.session:
                lane.end(id_, t)


def _forbid_start(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session = _named_session(lane, act)
    actual = lane.actuals[session.id]
    started_by_person = actual.start is not None and not actual.clock_start
    if started_by_person and actual.end is None and lane.status(session, t) == "running":
        return Refusal("already-runs", session.id)
    return _refuse_before_latest_start(lane, act)


def _refuse_before_latest_start(lane: LaneBuilder, act: Act) -> Refusal | None:
    """Return a refusal if the `when` of a start or a take is before the latest recorded start.

    A start that this act will drop, because only the clock recorded it, does not count.
    """
    if act.when is None:
        return None
    dropped_from = len(lane.order)
    if act.session is not None and (not lane.is_manual or lane.actuals[act.session].clock_start):
        dropped_from = lane.position[act.session]
    latest = max(
        (
            (actual.start, id_)
            for id_, actual in lane.actuals.items()
            if actual.start is not None
            and not (actual.clock_start and lane.position[id_] >= dropped_from)
        ),
        default=None,
    )
    if latest is None or latest[0] <= act.when:
        return None
    return Refusal("before-start", latest[1], latest[0])


def _start(lane: LaneBuilder, act: Act, t: datetime) -> None:
    id_ = _named_session(lane, act).id
    position = _early_position(lane, id_, t) if id_ in lane.places else None
    if not lane.is_manual:
        lane.take_over(id_, t)
    elif lane.actuals[id_].clock_start:
        lane.drop_clock_starts(lane.position[id_] + 1)
    if position is not None:
        lane.move_after(id_, position)
    lane.end_others(t, id_)
    lane.begin(id_, t)


def _early_position(lane: LaneBuilder, id_: str, t: datetime) -> int | None:
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


_BEGUN = ("running", "done")


def _last_begun_position(rows: Sequence[Projected]) -> int:
    """Return the position of the last item that has begun, or -1."""
    return max((n for n, row in enumerate(rows) if row.status in _BEGUN), default=-1)


def _forbid_release(lane: LaneBuilder, _act: Act, _t: datetime) -> Refusal | None:
    return None if lane.is_manual else Refusal("not-called")


def _release(lane: LaneBuilder, _act: Act, t: datetime) -> None:
    lane.release(t)


# end, pause, resume: the running session


def _running_session(lane: LaneBuilder, act: Act, t: datetime) -> str | None:
    """Return the id of the running session that an act is about, or None if it is not running."""
    running = lane.running_at(t)
    if act.session is None:
        return running[0] if running else None
    return act.session if act.session in running else None


def _forbid_unless_running(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    id_ = _running_session(lane, act, t)
    if id_ is None:
        running = lane.running_at(t)
        return (
            Refusal("other-runs", running[0]) if running else Refusal("nothing-runs", act.session)
        )
    since = lane.actuals[id_].pause_start
    if act.act == "pause" and since is not None:
        return Refusal("already-paused", id_)
    if act.act == "resume":
        if since is None:
            return Refusal("not-paused", id_)
        if act.when is not None and act.when < since:
            return Refusal("before-pause", id_, since)
    return _refuse_before_start(lane, act, id_)


def _take_over(lane: LaneBuilder, act: Act, t: datetime) -> str:
    """Let the stage drive the lane; return the id of the running session that an act is about."""
    id_ = act.session or _running_session(lane, act, t)  # if the act names a session, it is running
    assert id_ is not None
    if not lane.is_manual:
        lane.take_over(None, t)
    return id_


def _end(lane: LaneBuilder, act: Act, t: datetime) -> None:
    lane.end(_take_over(lane, act, t), t)


def _pause(lane: LaneBuilder, act: Act, t: datetime) -> None:
    id_ = _take_over(lane, act, t)
    lane.actuals[id_] = lane.actuals[id_].with_pause(t)


def _resume(lane: LaneBuilder, act: Act, t: datetime) -> None:
    id_ = _take_over(lane, act, t)
    lane.actuals[id_] = lane.actuals[id_].resume_at(t)


# add, cancel


def _forbid_add(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session, minutes = _named_session(lane, act), act.minutes
    if not minutes:
        return Refusal("no-minutes", session.id)
    status = lane.status(session, t)
    if status != "upcoming" and status != "running":  # noqa: PLR1714  (this narrows the type)
        return Refusal(status, session.id)
    if minutes < 0 and session.duration + lane.actuals[session.id].added < minutes * -_MINUTE:
        return Refusal("less-than-nothing", session.id)
    return None if act.when is None else _refuse_before_start(lane, act, session.id)


def _add(lane: LaneBuilder, act: Act, _t: datetime) -> None:
    id_, minutes = act.session, act.minutes
    assert id_ is not None
    assert minutes is not None
    lane.actuals[id_] = lane.actuals[id_].lengthen(minutes * _MINUTE)


def _forbid_cancel(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session = _named_session(lane, act)
    status = lane.status(session, t)
    if status == "done" or status == "cancelled":  # noqa: PLR1714  (this narrows the type)
        return Refusal(status, session.id)
    return _refuse_before_start(lane, act, session.id)


def _cancel(lane: LaneBuilder, act: Act, t: datetime) -> None:
    session = _named_session(lane, act)
    if lane.status(session, t) == "running":
        lane.record_clock_start(session.id, t)
        lane.end(session.id, t)
    lane.actuals[session.id] = replace(lane.actuals[session.id], cancelled=True)


# defer, swap, move: change the place of a session


def _forbid_defer(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session, after = _named_session(lane, act), lane.items.get(act.after or "")
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


def _defer(lane: LaneBuilder, act: Act, t: datetime) -> None:
    session = _named_session(lane, act)
    assert act.after is not None
    start, end = _place_times(lane, session.id)
    last = max(_last_begun_position(lane.rows(t)), lane.position[act.after])
    lane.set_place(session.id, Place(start, end, "deferred", act.seq))
    lane.move_after(session.id, last)


def _forbid_swap(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    session, partner = _named_session(lane, act), lane.items.get(act.partner or "")
    if partner is None:
        return Refusal("other-lane", act.partner)
    if partner.id == session.id:
        return Refusal("itself", session.id)
    if partner.is_break:
        return Refusal("break", partner.id)
    return _refuse_unless_upcoming(lane, session.id, t) or _refuse_unless_upcoming(
        lane, partner.id, t
    )


def _swap(lane: LaneBuilder, act: Act, t: datetime) -> None:
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


def _forbid_move(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    return _refuse_unless_upcoming(lane, _named_session(lane, act).id, t) or _refuse_wrong_place(
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


def _move(lane: LaneBuilder, act: Act, t: datetime) -> None:
    session, time = _named_session(lane, act), act.to
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


# insert: add a session


def _forbid_insert(lane: LaneBuilder, act: Act, t: datetime) -> Refusal | None:
    if (act.minutes or 0) < 1:
        return Refusal("no-minutes", act.session)
    if act.to is not None:
        return _refuse_wrong_place(lane, act, t)
    if act.after is None:
        return Refusal("no-time", act.title)
    after = lane.items.get(act.after)
    return Refusal("other-lane", act.after) if after is None else _refuse_after_past(lane, after, t)


def _insert(lane: LaneBuilder, act: Act, t: datetime) -> None:
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
    plan, end = lane.plan.lane, start + act.minutes * _MINUTE
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


# full


def _report_full(lane: LaneBuilder, act: Act, _t: datetime) -> None:
    assert act.session is not None
    assert act.seats is not None
    lane.seats[act.session] = act.seats


# announce, undo


def _announce(lane: LaneBuilder, act: Act, t: datetime) -> None:
    lane.announce(announcement(lane.state(), t) if act.times is None else act.times)


def _do_nothing(_lane: LaneBuilder, _act: Act, _t: datetime) -> None:
    """Do nothing: `LaneReplay` applies undos earlier."""


DEFINITIONS: Mapping[ActKind, Definition] = {
    "take": Definition(_take, _forbid_take, optional=("session",), confirm=True),
    "start": Definition(_start, _forbid_start, ("session",), default="next"),
    "end": Definition(_end, _forbid_unless_running, confirm=True, about_running=True),
    "add": Definition(
        _add, _forbid_add, ("session", "minutes"), default="running", for_breaks=True
    ),
    "pause": Definition(_pause, _forbid_unless_running, about_running=True),
    "resume": Definition(_resume, _forbid_unless_running, about_running=True),
    "cancel": Definition(_cancel, _forbid_cancel, ("session",), confirm=True),
    "defer": Definition(_defer, _forbid_defer, ("session", "after"), confirm=True),
    "swap": Definition(_swap, _forbid_swap, ("session", "partner"), confirm=True),
    "move": Definition(_move, _forbid_move, ("session", "to")),
    "insert": Definition(
        _insert,
        _forbid_insert,
        ("session", "title", "minutes"),
        ("after", "to", "people"),
        confirm=True,
        adds=True,
    ),
    "full": Definition(
        _report_full, required=("session", "seats"), default="running", by_anyone=True
    ),
    "announce": Definition(_announce, confirm=True),
    "release": Definition(_release, _forbid_release, confirm=True),
    "undo": Definition(_do_nothing, required=("undoes",)),
}
