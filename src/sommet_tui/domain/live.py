"""The event as attendees are told of it at one instant, where the stage has acted on lanes.

TIMING.md's "Three layers": they see announced times, and what is really running. Lanes without
acts are as planned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sommet_tui.domain.programme import Programme, Session, State
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.rundown.replay import Rundown
from sommet_tui.domain.rundown.standing import Standing, remaining, stand
from sommet_tui.domain.timeline import (
    Gap,
    Lane,
    Moment,
    Phase,
    RoomMoment,
    Status,
    Timeline,
    alert,
    running,
)
from sommet_tui.domain.values import dataclass, replace

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """One session or break at one instant; the three layers are each a start and an end.

    `projected` is None for what has no times any more, cancelled or passed over. `remaining` is
    how long it still runs, negative in overtime, None where it does not run; `paused` tells whether
    it stands still meanwhile.
    """

    status: Status
    planned: Span
    announced: Span
    projected: Span | None
    remaining: timedelta | None
    paused: bool


@dataclass(frozen=True)
class Live:
    """The event at `at`, a whole second.

    `programme` is the programme as it is told: what is to come has its announced times, what runs
    or ran its real ones in the minutes that clocks showed, and the end of what runs is always still
    to come, over its time the last instant of the present minute. Its
    sessions are in the order of those times. The `state` of what the stage cancelled is
    "cancelled", that of what was announced for another start "moved", that of what was cancelled
    and yet began "confirmed". `timeline` arranges it; `moment` holds its sessions. `times` has
    the sessions and breaks of the lanes with acts, by id; all others are as planned.
    """

    at: datetime
    programme: Programme
    timeline: Timeline
    moment: Moment
    times: Mapping[str, SessionTimes]


def live(
    programme: Programme,
    timeline: Timeline,
    rundown: Rundown,
    now: datetime,
    before: Live | None = None,
) -> Live:
    """The event at `now`, an aware instant, of which whole seconds count.

    `timeline` is the planned one. What was arranged for an instant `before`, of the same event,
    stays if nothing that is told has changed since.
    """
    now = now.replace(microsecond=0)
    acted = [plan for plan in rundown.plans.all if rundown.acts_of(plan)]
    standings = tuple(stand(rundown.lane(plan), now) for plan in acted)
    items = {item.session.id: item for standing in standings for item in standing.items}
    times = {
        item.session.id: _times(item, standing) for standing in standings for item in standing.items
    }
    told = [
        _told(items[s.id], times[s.id], now) if s.id in items else s for s in programme.sessions
    ]
    sessions = tuple(sorted(told, key=lambda s: (s.start, s.end)))
    if before is not None and before.programme.sessions == sessions:
        shown, arranged = before.programme, before.timeline
    else:
        shown = replace(programme, sessions=sessions)
        arranged = Timeline(shown)
    driven = {plan.key for plan in acted}
    lanes = [plan.lane for plan in rundown.plans.all if plan.key not in driven]
    planned = Live(now, shown, arranged, timeline.at(now), times)
    return replace(planned, moment=_Moments(planned, standings, lanes).moment())


def _times(item: Projected, standing: Standing) -> SessionTimes:
    session, on = item.session, item.status == "running"
    return SessionTimes(
        status=item.status,
        planned=(session.start, session.end),
        announced=standing.state.announced_times(session),
        projected=(item.start, item.end) if item.start and item.end else None,
        remaining=remaining(item, standing.at) if on else None,
        paused=on and item.actual.pause_start is not None,
    )


def _told(item: Projected, times: SessionTimes, now: datetime) -> Session:
    session = item.session
    start, end = times.announced
    if item.status in ("running", "done") and times.projected is not None:
        start, end = times.projected
        start = start if start == session.start else start.replace(second=0)
        end = end if end == session.end else end.replace(second=0)
        if item.status == "running" and end <= now:
            end = now.replace(second=59, microsecond=999999)
    state = _state(item, times)
    if (start, end, state) == (session.start, session.end, session.state):
        return session
    return replace(session, start=start, end=end, state=state)


def _state(item: Projected, times: SessionTimes) -> State:
    session = item.session
    if item.status == "cancelled":
        return "cancelled"
    if times.announced[0] != session.start:
        return "moved"
    return "confirmed" if session.cancelled else session.state


class _Moments:
    """What is on and what is next, room by room."""

    def __init__(self, told: Live, standings: Sequence[Standing], lanes: Sequence[Lane]) -> None:
        """`told` has the moment as planned; `lanes` are those without acts, beside `standings`."""
        shown = told.programme
        self._shown = shown
        self._place = {session.id: place for place, session in enumerate(shown.sessions)}
        self._now = told.at
        self._planned = told.moment
        self._arranged = told.timeline
        self._standings = standings
        self._lanes = lanes
        self._times = told.times
        several = [s for s in shown.sessions if len(s.rooms) > 1]
        self._guests = [s for s in several if not s.is_break and not s.cancelled]

    def moment(self) -> Moment:
        rooms = tuple(self._room(room) for room in self._planned.rooms)
        coming = self._coming(self._standings, self._lanes)
        return Moment(self._now, self._phase(coming), rooms, coming)

    def _phase(self, coming: Session | None) -> Phase:
        items = [i for standing in self._standings for i in standing.items]
        stands = {i.status for i in items if not i.session.is_break}
        planned = [s for lane in self._lanes for s in lane.sessions]
        if "running" in stands or running(planned, self._now):
            return "on"
        if coming is None:
            return "after"
        begun = stands & {"done", "skipped"} or any(s.start <= self._now for s in planned)
        return "gap" if begun else "before"

    def _room(self, planned: RoomMoment) -> RoomMoment:
        standings = [s for s in self._standings if s.state.plan.lane.room == planned.room]
        guests = [s for s in self._guests if s.room != planned.room and planned.room in s.rooms]
        if not standings:
            acted = any(guest.id in self._times for guest in guests)
            return self._with_guests(planned) if acted else planned
        lanes = [lane for lane in self._lanes if lane.room == planned.room]
        on = [s for standing in standings for s in self._on(standing)]
        on += running((s for lane in lanes for s in lane.sessions), self._now)
        on += running(guests, self._now)
        coming = self._coming(standings, lanes, guests)
        called = min(
            (s for s in standings if s.running is not None),
            key=lambda s: s.remaining or timedelta(0),
            default=None,
        )
        if called is None and planned.current in on:
            return replace(planned, now=tuple(on), next=coming, gap=None)
        following = next((s for s in standings if self._follows(s, coming)), None)
        ahead = called or following
        return RoomMoment(
            room=planned.room,
            now=tuple(sorted(on, key=lambda s: self._place[s.id])),
            next=coming,
            gap=None if on else self._gap(standings, lanes, coming),
            remaining=called.remaining if called else None,
            alert=called.alert if called else None,
            current=self._session(called.running) if called and called.running else None,
            offset=ahead.offset if ahead else timedelta(0),
        )

    def _with_guests(self, planned: RoomMoment) -> RoomMoment:
        """A room of which nothing is driven but what other rooms share with it."""
        told = next(r for r in self._arranged.at(self._now).rooms if r.room == planned.room)
        times = self._times.get(told.current.id) if told.current else None
        if told.current is None or times is None or times.remaining is None:
            return told
        return replace(told, remaining=times.remaining, alert=alert(told.current, times.remaining))

    def _on(self, standing: Standing) -> list[Session]:
        on = (i for i in standing.items if i.status == "running" and not i.session.is_break)
        return [self._session(i) for i in on]

    def _follows(self, standing: Standing, coming: Session | None) -> bool:
        return coming is not None and standing.state.plan.by_id.get(coming.id) is not None

    def _coming(
        self,
        standings: Sequence[Standing],
        lanes: Sequence[Lane],
        guests: Sequence[Session] = (),
    ) -> Session | None:
        """The first still to come, by the times that are told: those are what people wait for."""
        items = (i for standing in standings for i in standing.items)
        found = [
            self._session(i) for i in items if i.status == "upcoming" and not i.session.is_break
        ]
        found += [s for lane in lanes for s in lane.sessions if s.start > self._now]
        found += [s for s in guests if s.start > self._now]
        return min(found, key=lambda s: self._place[s.id], default=None)

    def _gap(
        self, standings: Sequence[Standing], lanes: Sequence[Lane], coming: Session | None
    ) -> Gap | None:
        for standing in standings:
            ended = [
                item.end
                for item in standing.items
                if item.status == "done" and item.end is not None and not item.session.is_break
            ]
            if ended and coming is not None and self._follows(standing, coming):
                on = (i for i in standing.items if i.status == "running")
                name = next((i.session.id for i in on), None)
                return Gap(max(ended), max(coming.start, self._now), name)
        return next(filter(None, (lane.gap_at(self._now) for lane in lanes)), None)

    def _session(self, item: Projected) -> Session:
        return self._shown.by_id[item.session.id]
