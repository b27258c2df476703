"""The event as attendees see it at one instant, with the stage's actions applied to its lanes.

See "Three layers" in docs/timing.md: attendees see announced times and the actual running session.
Lanes without acts are as planned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.programme import Programme, Seats, Session, State, add_items
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing, sessions_by_status
from sommet_tui.domain.rundown.lanes import LaneState, Plans
from sommet_tui.domain.rundown.log_and_undo import Rundown
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.domain.timeline import (
    Gap,
    Lane,
    Moment,
    Phase,
    RoomMoment,
    Status,
    Timeline,
    alert,
    running_sessions,
    status,
)
from sommet_tui.domain.values import frozen, replace


@frozen
class Live:
    """The event as attendees see it at the instant `at`, a whole second.

    `programme` has the announced times of upcoming sessions and the real times of running and past
    ones, cut to the minute. A running session always ends in the future: in overtime, it ends at
    the last instant of the current minute. Sessions are sorted by these times (see
    `_sort_by_announced_times`).

    The `state` of a session is "cancelled" if the stage cancelled it, even while it was running. It
    is "moved" if another start was announced, and "confirmed" if the session was cancelled but
    began anyway.

    `timeline` indexes the programme by time, and `moment` has its running and next sessions.
    `times` has the sessions and breaks of the lanes with acts, by id; all others are as planned.
    `breaks` has each break by room and id. A break in several rooms is in `times` only if it has
    the same times in all of them.
    """

    at: datetime
    programme: Programme
    timeline: Timeline
    moment: Moment
    times: Mapping[str, Projected]
    breaks: Mapping[tuple[str | None, str], Projected]


def live_event(  # noqa: PLR0913  (everything that an instant consists of)
    programme: Programme,
    timeline: Timeline,
    rundown: Rundown,
    now: datetime,
    before: Live | None = None,
    *,
    room: str | None = None,
) -> Live:
    """Return the event as attendees see it at `now`.

    `now` is aware, and is rounded down to whole seconds. `timeline` is the planned timeline. If a
    `room` is given, breaks have the times of that room. `before` is the result for an earlier
    instant: if attendees see no change since then, its timeline is reused.
    """
    now = now.replace(microsecond=0)
    acted = [plan for plan in rundown.plans.all if rundown.lane_acts(plan)]
    driven = [lane_timing(rundown.lane(plan), now) for plan in acted]
    shown = add_items(programme, rundown.added_items)
    return arrange_event(
        shown, timeline, rundown.plans, driven=driven, now=now, before=before, room=room
    )


def arrange_event(  # noqa: PLR0913  (everything that an instant consists of)
    programme: Programme,
    timeline: Timeline,
    plans: Plans,
    *,
    driven: Sequence[LaneTiming],
    now: datetime,
    before: Live | None,
    full: AbstractSet[str] = frozenset(),
    room: str | None,
) -> Live:
    """Return the event at `now`: `driven` lanes have their real times, others their planned times.

    `now` is a whole second. `programme` includes the inserted items. `full` has the ids of full
    sessions in lanes that no one drives. For the other arguments, see `live_event`.
    """
    breaks = {
        (lane.state.plan.lane.room, item.session.id): item
        for lane in driven
        for item in lane.items
        if _has_room_times(item.session)
    }
    times = {
        item.session.id: item
        for lane in driven
        for item in lane.items
        if not _has_room_times(item.session)
        or _break_for_room(item.session, plans, breaks, room) is item
    }
    seats = {id_: session_seats for lane in driven for id_, session_seats in lane.seats.items()}
    lines = [
        _apply_announced_times(s, times[s.id], now, seats.get(s.id))
        if s.id in times
        else replace(s, seats="full")
        if s.id in full
        else s
        for s in programme.sessions
    ]
    sessions = _sort_by_announced_times(lines, driven, times)
    of_rooms = {key: _apply_announced_times(i.session, i, now, None) for key, i in breaks.items()}
    if before is not None and (before.programme.sessions, before.timeline.breaks) == (
        sessions,
        of_rooms,
    ):
        shown, by_time = before.programme, before.timeline
    else:
        shown = replace(programme, sessions=sessions)
        by_time = Timeline(shown, of_rooms)
    keys = {lane.state.plan.key for lane in driven}
    lanes = [plan.lane for plan in plans.all if plan.key not in keys]
    planned = Live(
        now, shown, by_time, (by_time if full else timeline).moment_at(now), times, breaks
    )
    return replace(planned, moment=_Moments(planned, driven, lanes).moment())


def _has_room_times(session: Session) -> bool:
    """Return whether a session is a break in several rooms, whose times can differ by room."""
    return session.is_break and len(session.rooms) > 1


def _break_for_room(
    session: Session,
    plans: Plans,
    breaks: Mapping[tuple[str | None, str], Projected],
    room: str | None,
) -> Projected | None:
    """Return a break with its times in `room`, or None if these are the planned times.

    If `room` is None, return the times that all its rooms share, or None if their times differ.
    """
    if room is not None:
        return breaks.get((room, session.id))
    found = [breaks.get((each, session.id)) for each in plans.rooms_of_break(session)]
    times = {
        each
        and (
            each.announced,
            *(time and truncate_to_minute(time) for time in (each.start, each.end)),
        )
        for each in found
    }
    return found[0] if len(times) == 1 else None


def break_in_rooms(
    live: Live, planned: Session, of_break: Sequence[str], rooms: Collection[str | None]
) -> tuple[Session, str | None]:
    """Return a break as it is in some of its rooms, and the room whose times it has.

    The break has its own times in each room of `of_break`. If it runs in one of `rooms`, it is
    running, or else upcoming. Of all its rooms, it has only those where this is so, and the times
    of the room where it begins first.
    """
    order: Mapping[Status, int] = {"running": 0, "upcoming": 1}
    found: dict[str, tuple[int, datetime, Session]] = {}
    for room in of_break:
        times = live.breaks.get((room, planned.id))
        item = live.timeline.breaks.get((room, planned.id), planned)
        state = times.status if times else status(item, live.at)
        is_over = item.end <= max(item.start, live.at)
        begins = (times and times.start) or item.start
        found[room] = len(order) if is_over else order.get(state, len(order)), begins, item
    chosen = [room for room in of_break if room in rooms] or of_break
    if not chosen:
        return planned, None
    first = min(chosen, key=lambda room: found[room][:2])
    state_there, _, shown = found[first]
    others = {room for room in found if found[room][0] != state_there}
    return replace(shown, rooms=tuple(r for r in planned.rooms if r not in others)), first


def announced_programme(programme: Programme, rundown: Rundown, now: datetime) -> Programme:
    """Return the programme with its announced times, and with how full its rooms are at `now`.

    Unlike in `live_event`, running and past sessions also have their announced times. `programme`
    is the planned programme, in any language.
    """
    lanes = [
        lane_timing(rundown.lane(plan), now)
        for plan in rundown.plans.all
        if rundown.lane_acts(plan)
    ]
    if not lanes:
        return programme
    facts = {
        session.id: (*_announced_facts(session, lane.state), lane.seats.get(session.id))
        for lane in lanes
        for session in lane.state.order
        if not _has_room_times(session) or _has_same_announcement(session, rundown)
    }
    shown = add_items(programme, rundown.added_items)
    sessions = (_set_times(s, *facts[s.id]) if s.id in facts else s for s in shown.sessions)
    return replace(shown, sessions=tuple(sorted(sessions, key=lambda s: (s.start, s.end))))


def _has_same_announcement(session: Session, rundown: Rundown) -> bool:
    """Return whether a break has the same announced times in all its rooms."""
    rooms = rundown.plans.rooms_of_break(session)
    lanes = (rundown.lanes[room, session.day] for room in rooms)
    return len({_announced_facts(session, lane) for lane in lanes}) == 1


def _announced_facts(session: Session, lane: LaneState) -> tuple[datetime, datetime, State]:
    """Return the announced start, the announced end and the state of a session.

    If no time is left for a break, its state is "cancelled" and its times are the planned times.
    """
    start, end = lane.announced_times(session)
    if start == end:
        return session.start, session.end, "cancelled"
    if lane.actuals[session.id].cancelled:
        return start, end, "cancelled"
    return start, end, "confirmed" if session.cancelled else session.state


def _sort_by_announced_times(
    sessions: Sequence[Session], driven: Iterable[LaneTiming], times: Mapping[str, Projected]
) -> tuple[Session, ...]:
    """Return `sessions` in the order of their announced times.

    There is one exception. A late session that has begun, or that the stage inserted, still comes
    before the sessions after it in its lane, whose announced times may be earlier. Sessions with
    the same times stay in the order of `sessions`. For `times`, see `Live`.
    """
    places = {s.id: (s.start, s.end, number, 0) for number, s in enumerate(sessions)}
    for lane in driven:
        begun: tuple[datetime, datetime, int, int] | None = None
        for number, item in enumerate(lane.items):
            session = item.session
            if times.get(session.id) is not item:
                continue  # `times` does not have this lane's times of the break
            if begun is not None:
                places[session.id] = max(places[session.id], (*begun[:3], number))
            if item.status in ("running", "done") or (session.added and item.status == "upcoming"):
                begun = places[session.id]
    return tuple(sorted(sessions, key=lambda session: places[session.id]))


def _apply_announced_times(
    session: Session, times: Projected, now: datetime, seats: Seats | None
) -> Session:
    start, end = times.announced
    if times.status in ("running", "done") and times.start and times.end:
        start, end = times.start, times.end
        start = start if start == session.start else start.replace(second=0)
        end = end if end == session.end else end.replace(second=0)
        if times.status == "running" and end <= now:
            end = now.replace(second=59, microsecond=999999)
    return _set_times(session, start, end, _state(session, times), seats)


def _set_times(
    session: Session, start: datetime, end: datetime, state: State, seats: Seats | None
) -> Session:
    if (start, end, state, seats) == (session.start, session.end, session.state, session.seats):
        return session
    return replace(session, start=start, end=end, state=state, seats=seats)


def _state(session: Session, times: Projected) -> State:
    if times.status == "cancelled" or times.was_aborted:
        return "cancelled"
    if times.announced[0] != session.start:
        return "moved"
    return "confirmed" if session.cancelled else session.state


class _Moments:
    """The running and the next sessions of each room at an instant."""

    def __init__(self, live: Live, driven: Sequence[LaneTiming], lanes: Sequence[Lane]) -> None:
        """Take the planned moment from `live`; `lanes` are the planned lanes that no one drives."""
        shown = live.programme
        self._shown = shown
        self._place = {session.id: place for place, session in enumerate(shown.sessions)}
        self._now = live.at
        self._planned = live.moment
        self._arranged = live.timeline
        self._driven = driven
        self._lanes = lanes
        self._times = live.times
        several = [s for s in shown.sessions if len(s.rooms) > 1]
        self._guests = [s for s in several if not s.is_break and not s.cancelled]

    def moment(self) -> Moment:
        rooms = tuple(self._room_moment(room) for room in self._planned.rooms)
        next_session = self._next_session(self._driven, self._lanes)
        return Moment(self._now, self._phase(next_session), rooms, next_session)

    def _phase(self, next_session: Session | None) -> Phase:
        driven = [item for lane in self._driven for item in lane.items]
        statuses = {item.status for item in driven if not item.session.is_break}
        planned = [s for lane in self._lanes for s in lane.sessions]
        if "running" in statuses or running_sessions(planned, self._now):
            return "on"
        if next_session is None:
            return "after"
        begun = statuses & {"done", "skipped"} or any(s.start <= self._now for s in planned)
        return "gap" if begun else "before"

    def _room_moment(self, planned: RoomMoment) -> RoomMoment:
        driven = [lane for lane in self._driven if lane.state.plan.lane.room == planned.room]
        guests = [s for s in self._guests if s.room != planned.room and planned.room in s.rooms]
        lanes = [lane for lane in self._lanes if lane.room == planned.room]
        if not driven:
            acted = any(guest.id in self._times for guest in guests)
            return self._undriven_room_moment(planned, lanes, guests) if acted else planned
        on = [
            self._announced_session(item)
            for lane in driven
            for item in sessions_by_status("running", lane.items)
        ]
        on += running_sessions((s for lane in lanes for s in lane.sessions), self._now)
        on += [s for s in guests if self._status(s) == "running"]
        next_session = self._next_session(driven, lanes, guests)
        called = min(
            (lane for lane in driven if lane.running is not None),
            key=lambda lane: lane.remaining or timedelta(0),
            default=None,
        )
        if called is None and planned.current in on:
            return replace(planned, now=tuple(on), next=next_session, gap=None)
        following = next((lane for lane in driven if self._contains(lane, next_session)), None)
        ahead = called or following
        return RoomMoment(
            room=planned.room,
            now=tuple(sorted(on, key=lambda s: self._place[s.id])),
            next=next_session,
            gap=None if on else self._gap(driven, lanes, next_session),
            remaining=called.remaining if called else None,
            alert=called.alert if called else None,
            current=self._announced_session(called.running) if called and called.running else None,
            offset=ahead.offset if ahead else timedelta(0),
        )

    def _status(self, session: Session) -> Status:
        """Return the status of a session, which may belong to a driven lane."""
        times = self._times.get(session.id)
        return times.status if times else status(session, self._now)

    def _undriven_room_moment(
        self, planned: RoomMoment, lanes: Sequence[Lane], guests: Sequence[Session]
    ) -> RoomMoment:
        """Return the moment of a room whose lane no one drives.

        The lanes of `guests` decide which of them are running, and how much time is left.
        """
        moment = next(
            r for r in self._arranged.moment_at(self._now).rooms if r.room == planned.room
        )
        on = tuple(s for s in moment.now if self._status(s) == "running")
        current = min(on, key=lambda s: s.end, default=None)
        times = self._times.get(current.id) if current else None
        left = times.remaining if times else current.end - self._now if current else None
        subject = times.session if times else current
        return replace(
            moment,
            now=on,
            next=self._next_session((), lanes, guests),
            remaining=left,
            alert=None if subject is None or left is None else alert(subject, left),
            current=current,
        )

    def _announced_session(self, item: Projected) -> Session:
        """Return the session of an item with its announced times."""
        return self._shown.by_id[item.session.id]

    def _contains(self, lane: LaneTiming, next_session: Session | None) -> bool:
        return next_session is not None and any(i.session.id == next_session.id for i in lane.items)

    def _next_session(
        self,
        driven: Sequence[LaneTiming],
        lanes: Sequence[Lane],
        guests: Sequence[Session] = (),
    ) -> Session | None:
        """Return the upcoming session with the earliest announced start.

        The expected start does not count, because people only know the announced one.
        """
        found = [
            self._announced_session(item)
            for lane in driven
            for item in sessions_by_status("upcoming", lane.items)
        ]
        found += [s for lane in lanes for s in lane.sessions if s.start > self._now]
        found += [s for s in guests if self._status(s) == "upcoming"]
        return min(found, key=lambda s: self._place[s.id], default=None)

    def _gap(
        self, driven: Sequence[LaneTiming], lanes: Sequence[Lane], next_session: Session | None
    ) -> Gap | None:
        for lane in driven:
            ended = [item.end for item in sessions_by_status("done", lane.items) if item.end]
            if ended and next_session is not None and self._contains(lane, next_session):
                on = (item.session.id for item in lane.items if item.status == "running")
                return Gap(max(ended), max(next_session.start, self._now), next(on, None))
        return next(filter(None, (lane.gap_at(self._now) for lane in lanes)), None)
