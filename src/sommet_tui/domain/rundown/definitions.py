"""What each act is: what it must name, what forbids it, what it does to its lane.

docs/timing.md, "Actions". To add one: its kind and its sentences in `acts`, its definition here,
its key in `companion.keys`. What it does is done only where nothing forbids it; after an undo the
same rules tell which acts in force have no effect any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.instants import to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.rundown.fold import LaneFold, Swapped
from sommet_tui.domain.rundown.projection import Projected, announcement
from sommet_tui.domain.rundown.refusal import Reason, Refusal
from sommet_tui.domain.rundown.state import NOTHING, Binding, Place
from sommet_tui.domain.values import dataclass, replace

Rule = Callable[[LaneFold, Act, datetime], Refusal | None]
"""Why an act cannot take effect at an instant; what all acts share was looked at before."""

Effect = Callable[[LaneFold, Act, datetime], None]


@dataclass(frozen=True, slots=True)
class Definition:
    """One kind of act.

    `needs` are the fields of `Act` that it cannot be without, `may` those that it may have besides.
    Where a command names no session, the `usual` one is meant. `adds` tells whether its session is
    a new one.
    `of_running` tells whether it is about what runs, and names that in its record; `asks` whether
    it is asked about first, though it does no more than it says; `for_breaks` whether breaks take
    it too; `on_day` whether it is about what goes on, so that outside the event's days it is for
    a rehearsal. `forbids` and `does` are its rules.
    """

    does: Effect
    forbids: Rule | None = None
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    usual: Literal["running", "next"] | None = None
    asks: bool = False
    of_running: bool = False
    for_breaks: bool = False
    adds: bool = False
    on_day: bool = False


def refusal(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    """Why an act cannot take effect at `t`, None if it can. Undos are not looked at."""
    definition, id_ = DEFINITIONS[act.act], act.session
    if act.when is not None or t >= lane.closes:
        found = _untimely(lane, act, t)
        if found is not None:
            return found
    for needed in definition.needs:
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
    forbids = definition.forbids
    return None if forbids is None else forbids(lane, act, t)


def apply(lane: LaneFold, acts: Iterable[Act]) -> None:
    """Let acts take effect, one after the other; what something forbids is void."""
    for act in acts:
        t = lane.effective(act)
        if refusal(lane, act, t) is None:
            DEFINITIONS[act.act].does(lane, act, t)
            lane.latest = t
        else:
            lane.void.add(act.seq)


def completed(lane: LaneFold, act: Act, t: datetime) -> Act:
    """An act that nothing forbids, as it is recorded: with what ran, with the announced times."""
    if DEFINITIONS[act.act].of_running:
        return replace(act, session=_what_runs(lane, act, t))
    if act.act == "announce" and act.times is None:
        return replace(act, times=announcement(lane.state(), t))
    return act


# What all acts share


def _untimely(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    when, plan = act.when, lane.plan
    if when is not None and when > act.at:
        return Refusal("future", act.session)
    if when is not None and when < plan.opens:
        return Refusal("before-day", act.session, plan.opens)
    if t >= plan.closes and (when is None or act.act != "end"):
        return Refusal("closed", act.session, plan.closes)
    return None


_MISSING: Mapping[str, Reason] = {
    "to": "no-time",
    "minutes": "no-minutes",
    "title": "no-title",
}


def _named(lane: LaneFold, act: Act) -> Session:
    """The session that an act must name."""
    assert act.session is not None
    return lane.items[act.session]


def _too_early(lane: LaneFold, act: Act, id_: str) -> Refusal | None:
    """The refusal of an act said to have happened before the start it belongs to."""
    since = lane.marks[id_].start
    if act.when is None or since is None or act.when >= since:
        return None
    return Refusal("before-start", id_, since)


def _not_to_come(lane: LaneFold, id_: str, t: datetime) -> Refusal | None:
    """The refusal of an act on a session that is not to come."""
    status = lane.status(lane.items[id_], t)
    if status == "upcoming":
        return None
    return Refusal("already-runs" if status == "running" else status, id_)


_MINUTE = timedelta(minutes=1)


# take, start, release: who drives


def _forbid_take(lane: LaneFold, act: Act, _t: datetime) -> Refusal | None:
    if lane.called:
        return Refusal("already-called")
    return _before_latest_start(lane, act)


def _take(lane: LaneFold, act: Act, t: datetime) -> None:
    lane.take_over(act.session, t)
    if act.session is not None:
        for id_ in lane.running:
            if id_ != act.session:
                lane.end(id_, t)


def _forbid_start(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    session = _named(lane, act)
    mark = lane.marks[session.id]
    given = mark.start is not None and not mark.clock_start
    if given and mark.end is None and lane.status(session, t) == "running":
        return Refusal("already-runs", session.id)
    return _before_latest_start(lane, act)


def _before_latest_start(lane: LaneFold, act: Act) -> Refusal | None:
    """The refusal of a start or a take said to have happened before a start that it leaves."""
    if act.when is None:
        return None
    forgotten = len(lane.order)
    if act.session is not None and (not lane.called or lane.marks[act.session].clock_start):
        forgotten = lane.position[act.session]
    latest = max(
        (
            (mark.start, id_)
            for id_, mark in lane.marks.items()
            if mark.start is not None and not (mark.clock_start and lane.position[id_] >= forgotten)
        ),
        default=None,
    )
    if latest is None or latest[0] <= act.when:
        return None
    return Refusal("before-start", latest[1], latest[0])


def _start(lane: LaneFold, act: Act, t: datetime) -> None:
    id_ = _named(lane, act).id
    turn = _before_its_turn(lane, id_, t) if id_ in lane.places else None
    if not lane.called:
        lane.take_over(id_, t)
    elif lane.marks[id_].clock_start:
        lane.forget_clock(lane.position[id_] + 1)
    if turn is not None:
        lane.insert(id_, turn)
    lane.cut(t, id_)
    lane.begin(id_, t)


def _before_its_turn(lane: LaneFold, id_: str, t: datetime) -> int | None:
    """The position after which a session comes that left its place and begins before its turn."""
    rows, position = lane.rows(t), lane.position[id_]
    if not any(
        row.status == "upcoming" and (not row.session.is_break or (row.start or t) > t)
        for row in rows[:position]
    ):
        return None
    # What only the clock began after it has not begun once the stage takes over with it.
    return max(
        (
            n
            for n, row in enumerate(rows)
            if row.session.id != id_
            and row.status in _BEGUN
            and (n < position or row.actual.given_start is not None)
        ),
        default=-1,
    )


_BEGUN = ("running", "done")


def _last_begun(rows: Sequence[Projected]) -> int:
    """The last position of what has begun; -1 where nothing has."""
    return max((n for n, row in enumerate(rows) if row.status in _BEGUN), default=-1)


def _forbid_release(lane: LaneFold, _act: Act, _t: datetime) -> Refusal | None:
    return None if lane.called else Refusal("not-called")


def _release(lane: LaneFold, _act: Act, t: datetime) -> None:
    lane.release(t)


# end, pause, resume: what runs


def _what_runs(lane: LaneFold, act: Act, t: datetime) -> str | None:
    """The session that an act is about which is about what runs."""
    on = lane.on(t)
    return act.session if act.session in on else on[0] if on and act.session is None else None


def _forbid_of_running(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    id_ = _what_runs(lane, act, t)
    if id_ is None:
        on = lane.on(t)
        return Refusal("other-runs", on[0]) if on else Refusal("nothing-runs", act.session)
    since = lane.marks[id_].pause_start
    if act.act == "pause" and since is not None:
        return Refusal("already-paused", id_)
    if act.act == "resume":
        if since is None:
            return Refusal("not-paused", id_)
        if act.when is not None and act.when < since:
            return Refusal("before-pause", id_, since)
    return _too_early(lane, act, id_)


def _driven(lane: LaneFold, act: Act, t: datetime) -> str:
    """What runs, in a lane that the stage drives from now on at the latest."""
    id_ = act.session or _what_runs(lane, act, t)  # a session that is named does run
    assert id_ is not None
    if not lane.called:
        lane.take_over(None, t)
    return id_


def _end(lane: LaneFold, act: Act, t: datetime) -> None:
    lane.end(_driven(lane, act, t), t)


def _pause(lane: LaneFold, act: Act, t: datetime) -> None:
    id_ = _driven(lane, act, t)
    lane.marks[id_] = lane.marks[id_].standing_still(t)


def _resume(lane: LaneFold, act: Act, t: datetime) -> None:
    id_ = _driven(lane, act, t)
    lane.marks[id_] = lane.marks[id_].resumed(t)


# add, cancel: one session


def _forbid_add(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    session, minutes = _named(lane, act), act.minutes
    if not minutes:
        return Refusal("no-minutes", session.id)
    status = lane.status(session, t)
    if status != "upcoming" and status != "running":  # noqa: PLR1714  (types are told apart)
        return Refusal(status, session.id)
    if minutes < 0 and session.duration + lane.marks[session.id].added < minutes * -_MINUTE:
        return Refusal("less-than-nothing", session.id)
    return None if act.when is None else _too_early(lane, act, session.id)


def _add(lane: LaneFold, act: Act, _t: datetime) -> None:
    id_, minutes = act.session, act.minutes
    assert id_ is not None
    assert minutes is not None
    lane.marks[id_] = lane.marks[id_].lengthened(minutes * _MINUTE)


def _forbid_cancel(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    session = _named(lane, act)
    status = lane.status(session, t)
    if status == "done" or status == "cancelled":  # noqa: PLR1714  (types are told apart)
        return Refusal(status, session.id)
    return _too_early(lane, act, session.id)


def _cancel(lane: LaneFold, act: Act, t: datetime) -> None:
    session = _named(lane, act)
    if lane.status(session, t) == "running":
        lane.began(session.id, t)
        lane.end(session.id, t)
    lane.marks[session.id] = replace(lane.marks[session.id], cancelled=True)


# defer, swap, move: another place


def _forbid_defer(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    session, after = _named(lane, act), lane.items.get(act.after or "")
    if after is None:
        return Refusal("other-lane", act.after)
    if after.id == session.id:
        return Refusal("itself", session.id)
    return _not_to_come(lane, session.id, t) or _over(lane, after, t)


def _over(lane: LaneFold, after: Session, t: datetime) -> Refusal | None:
    """The refusal of what is to come after an item that neither runs nor is to come."""
    stands = lane.status(after, t) in ("running", "upcoming")
    return None if stands else Refusal("after-over", after.id)


def _defer(lane: LaneFold, act: Act, t: datetime) -> None:
    session = _named(lane, act)
    assert act.after is not None
    start, end = _stands(lane, session.id)
    last = max(_last_begun(lane.rows(t)), lane.position[act.after])
    lane.put(session.id, Place(start, end, "deferred", act.seq))
    lane.insert(session.id, last)


def _forbid_swap(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    session, partner = _named(lane, act), lane.items.get(act.partner or "")
    if partner is None:
        return Refusal("other-lane", act.partner)
    if partner.id == session.id:
        return Refusal("itself", session.id)
    if partner.is_break:
        return Refusal("break", partner.id)
    return _not_to_come(lane, session.id, t) or _not_to_come(lane, partner.id, t)


def _swap(lane: LaneFold, act: Act, t: datetime) -> None:
    assert act.session is not None
    assert act.partner is not None
    pair = (act.session, act.partner)
    first, second = sorted(pair, key=lane.position.__getitem__)
    last = lane.swaps.get(first)
    swapped_back = last is not None and last is lane.swaps.get(second)
    if last is not None and swapped_back:
        places, swaps = last.places, last.before
    else:
        places = _exchanged(lane, first, second, act.seq, t)
        known = Swapped(
            {id_: lane.places.get(id_) for id_ in pair}, {id_: lane.swaps.get(id_) for id_ in pair}
        )
        swaps = {first: known, second: known}
    lane.exchange(first, second)
    for id_ in pair:
        lane.put(id_, places[id_])
        before = swaps[id_]
        if before is not None:
            lane.swaps[id_] = before


def _exchanged(
    lane: LaneFold, first: str, second: str, edit: int, t: datetime
) -> Mapping[str, Place | None]:
    """Where two sessions stand when each has the other's place; `first` came first."""
    one, other = lane.items[first], lane.items[second]
    here, here_end = _stands(lane, first)
    there, _ = _stands(lane, second)
    place = lane.places.get(first)
    if place is not None and place.binding != "hard" and here > there:
        # A move or a deferral put it before the other's: it counts where it stands.
        here = _begins(lane, lane.row(first, t))
        here_end = here + one.duration
    if lane.position[second] == lane.position[first] + 1:
        there = here + other.duration + max(NOTHING, there - here_end)
    return {
        second: _taken(lane.places.get(first), here, other, edit),
        first: _taken(lane.places.get(second), there, one, edit),
    }


def _taken(place: Place | None, start: datetime, session: Session, edit: int) -> Place:
    """The place of another session, as it stands, for one of another length."""
    end = start + session.duration
    if place is None:
        return Place(start, end, "hard", edit)
    return replace(place, start=start, end=end, edit=edit)


def _forbid_move(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    return _not_to_come(lane, _named(lane, act).id, t) or _not_a_time(lane, act, t)


def _not_a_time(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    """The refusal of an act whose TIME is past, or not in the lane's day."""
    assert act.to is not None
    named = act.title or act.session
    if act.to < t:
        return Refusal("before-now", named, t)
    if not lane.plan.opens <= act.to < lane.plan.closes:
        return Refusal("outside-day", named, lane.plan.closes)
    return None


def _move(lane: LaneFold, act: Act, t: datetime) -> None:
    session, time = _named(lane, act), act.to
    assert time is not None
    start, end = _stands(lane, session.id)
    last = -1
    for position, row in enumerate(lane.rows(t)):
        if row.session.id == session.id:
            continue
        if row.status in _BEGUN or _begins(lane, row) <= time:
            last = position
    lane.put(session.id, Place(start, end, "moved", act.seq, time))
    lane.insert(session.id, last)


def _begins(lane: LaneFold, row: Projected) -> datetime:
    """When an item's place starts: of a moved one its TIME, of a deferred one its base."""
    place = lane.places.get(row.session.id)
    if place is None:
        return row.session.start
    if place.time is not None:
        return place.time
    return row.base if place.binding == "deferred" and row.base is not None else place.start


def _stands(lane: LaneFold, id_: str) -> tuple[datetime, datetime]:
    """The start and end of an item's place."""
    place = lane.places.get(id_)
    item = lane.items[id_]
    return (item.start, item.end) if place is None else (place.start, place.end)


# insert: what the programme does not have


def _forbid_insert(lane: LaneFold, act: Act, t: datetime) -> Refusal | None:
    if (act.minutes or 0) < 1:
        return Refusal("no-minutes", act.session)
    if act.to is not None:
        return _not_a_time(lane, act, t)
    if act.after is None:
        return Refusal("no-time", act.title)
    after = lane.items.get(act.after)
    return Refusal("other-lane", act.after) if after is None else _over(lane, after, t)


def _insert(lane: LaneFold, act: Act, t: datetime) -> None:
    rows, to = lane.rows(t), act.to
    last = _last_begun(rows)
    if to is not None:
        earlier = (n for n, row in enumerate(rows) if _begins(lane, row) < to)
        _join(lane, act, to, max(last, *earlier, -1))
        return
    assert act.after is not None
    assert act.session is not None
    last = max(last, lane.position[act.after])
    _join(lane, act, t, last)
    # What has no TIME is planned for when it would begin now.
    _join(lane, act, to_minute(lane.row(act.session, t).start or t), last)


def _join(lane: LaneFold, act: Act, start: datetime, after: int) -> None:
    """An item joins the lane after a position, planned for a `start`."""
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
    lane.join(session, Place(start, end, binding, act.seq, act.to), after)


# announce, undo


def _announce(lane: LaneFold, act: Act, t: datetime) -> None:
    lane.announce(announcement(lane.state(), t) if act.times is None else act.times)


def _nothing(_lane: LaneFold, _act: Act, _t: datetime) -> None:
    """An undo has done its work before the fold began."""


DEFINITIONS: Mapping[ActKind, Definition] = {
    "take": Definition(_take, _forbid_take, may=("session",), asks=True),
    "start": Definition(_start, _forbid_start, ("session",), usual="next", on_day=True),
    "end": Definition(_end, _forbid_of_running, asks=True, of_running=True, on_day=True),
    "add": Definition(_add, _forbid_add, ("session", "minutes"), usual="running", for_breaks=True),
    "pause": Definition(_pause, _forbid_of_running, of_running=True, on_day=True),
    "resume": Definition(_resume, _forbid_of_running, of_running=True, on_day=True),
    "cancel": Definition(_cancel, _forbid_cancel, ("session",), asks=True),
    "defer": Definition(_defer, _forbid_defer, ("session", "after"), asks=True),
    "swap": Definition(_swap, _forbid_swap, ("session", "partner"), asks=True),
    "move": Definition(_move, _forbid_move, ("session", "to")),
    "insert": Definition(
        _insert,
        _forbid_insert,
        ("session", "title", "minutes"),
        ("after", "to", "people"),
        asks=True,
        adds=True,
    ),
    "announce": Definition(_announce, asks=True),
    "release": Definition(_release, _forbid_release, asks=True),
    "undo": Definition(_nothing, needs=("undoes",)),
}
