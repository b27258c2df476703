"""The running, next and past sessions at an instant, as planned, and alerts about near ends.

Intervals include their start and not their end: at 11:00, a session that ends at 11:00 is over, and
a session that starts at 11:00 is running.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from operator import attrgetter
from types import MappingProxyType

from sommet_tui.domain.programme import WARNING_MINUTES, Programme, Session
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Phase = Literal["before", "on", "gap", "after"]
    Status = Literal["upcoming", "running", "done", "skipped", "cancelled"]
    StatusOf = Callable[[Session, datetime], Status]
    Alert = Literal["normal", "warning", "danger", "overtime"]
else:
    Phase = Status = Alert = str


PAUSE = timedelta(minutes=15)
"""A gap of at least this length is listed; a shorter gap is a changeover, which is not listed."""


@frozen
class Gap:
    """A time without a planned session; `break_id` is the id of the break in it, or None."""

    start: datetime
    end: datetime
    break_id: str | None = None

    @property
    def duration(self) -> timedelta:
        """The elapsed time from start to end, in real time."""
        return self.end - self.start

    @property
    def is_changeover(self) -> bool:
        """Whether the gap has no break and is too short to be listed."""
        return self.break_id is None and self.duration < PAUSE


@frozen
class Lane:
    """The sessions and breaks of a room on an event day, in planned order; never empty.

    A session in several rooms is in the lane of each of them.
    """

    room: str | None
    day: date
    items: tuple[Session, ...]

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions, without breaks and without cancelled sessions."""
        return tuple(i for i in self.items if not i.is_break and not i.cancelled)

    def gap_at(self, now: datetime) -> Gap | None:
        """Return the gap that contains `now`, between two sessions of this day, or None."""
        ended = [s.end for s in self.sessions if s.end <= now]
        later_starts = [s.start for s in self.sessions if s.start > now]
        if not ended or not later_starts or running_sessions(self.sessions, now):
            return None
        on = next((i.id for i in self.items if i.is_break and status(i, now) == "running"), None)
        return Gap(max(ended), min(later_starts), on)


@frozen
class RoomMoment:
    """A room at an instant.

    `now` has the running sessions. `current` is the running session that ends first, or None;
    screens show its time left. `next` is the next session, of a later day if necessary. `remaining`
    is the time left of `current`, negative in overtime, or None. `offset` is positive if the room
    is late. If the user has hidden the next session and all later sessions of that day, `hidden` is
    "next", so that screens can report it.
    """

    room: str | None
    now: tuple[Session, ...]
    next: Session | None
    gap: Gap | None
    remaining: timedelta | None
    alert: Alert | None
    current: Session | None
    offset: timedelta = timedelta(0)
    hidden: Literal["next"] | None = None


@frozen
class Moment:
    """The whole event at an instant; `rooms` are in the programme's order, and never empty.

    `next` is the next session of all rooms.
    """

    at: datetime
    phase: Phase
    rooms: tuple[RoomMoment, ...]
    next: Session | None

    def room_moments(self, room: str | None) -> tuple[RoomMoment, ...]:
        """Return the moment of a room, by its id; if `room` is None, those of all rooms."""
        return tuple(room_moment for room_moment in self.rooms if room in (None, room_moment.room))

    @property
    def is_changeover(self) -> bool:
        """Whether the event is between sessions, and at least one room is in a changeover."""
        gaps = [room.gap for room in self.rooms if room.gap is not None]
        return self.phase == "gap" and any(gap.is_changeover for gap in gaps)


def status(session: Session, now: datetime) -> Status:
    """Return the status of a session at `now` if everything goes as planned."""
    if session.cancelled:
        return "cancelled"
    if now < session.start:
        return "upcoming"
    return "running" if now < session.end else "done"


def alert(session: Session, remaining: timedelta) -> Alert:
    """Return the alert of a running session with this time left, by the session's thresholds."""
    if remaining < timedelta(0):
        return "overtime"
    warning, danger = alert_thresholds(session)
    if remaining <= danger:
        return "danger"
    return "warning" if remaining <= warning else "normal"


def alert_thresholds(session: Session) -> tuple[timedelta, timedelta]:
    """Return how much time is left when the alert becomes "warning", and when it becomes "danger".

    Unless the session sets its own warning time, the warning does not come before its last quarter:
    docs/timing.md, "One session".
    """
    warning = timedelta(minutes=session.warning_minutes)
    if session.warning_minutes == WARNING_MINUTES:
        warning = min(warning, session.duration / 4)
    return warning, timedelta(minutes=session.danger_minutes)


def running_sessions(sessions: Iterable[Session], now: datetime) -> tuple[Session, ...]:
    """Return the sessions that are running at `now`; cancelled sessions are left out."""
    return tuple(s for s in sessions if s.start <= now < s.end and not s.cancelled)


def gaps(sessions: Iterable[Session]) -> tuple[Gap, ...]:
    """Return the times between sessions, of one day or several, that no session covers.

    The time between two event days is left out: a night is not a gap.
    """
    found: list[Gap] = []
    until: datetime | None = None
    day: date | None = None
    for session in sorted(sessions, key=lambda s: (s.start, s.end)):
        if until is not None and day == session.day and session.start > until:
            found.append(Gap(until, session.start))
        until = session.end if until is None else max(until, session.end)
        day = session.day
    return tuple(found)


def gaps_in_plan(sessions: Iterable[Session], planned: Mapping[str, Session]) -> tuple[Gap, ...]:
    """Return the gaps between sessions at their announced times that are also gaps in the plan.

    `planned` has the sessions as planned, by id; sessions that the stage inserted may be missing.
    Time that is empty only because of a delay or an early end is not a gap.
    """
    items = tuple(sessions)
    ends = {gap.end for gap in gaps(planned.get(s.id, s) for s in items)}
    after = {s.start for s in items if planned.get(s.id, s).start in ends}
    return tuple(gap for gap in gaps(items) if gap.end in after)


def interleave_gaps(sessions: Iterable[Session], found: Iterable[Gap]) -> Iterator[Session | Gap]:
    """Yield the sessions in order, with the gaps between them.

    A gap comes before the first session that begins at the gap's start or later.
    """
    ahead = [*found][::-1]
    for session in sessions:
        while ahead and ahead[-1].start <= session.start:
            yield ahead.pop()
        yield session
    yield from reversed(ahead)


def merge_by_start(sessions: Iterable[Session], others: Iterable[Session]) -> tuple[Session, ...]:
    """Return the sessions of a programme in their order, with `others` inserted by their starts.

    The sessions of the programme keep their order, even if a session is listed after one that
    starts later.
    """
    ordered = tuple(sessions)
    spans = accumulate(((s.start, s.end) for s in ordered), max)
    placed = [*zip(spans, ordered, strict=True), *(((s.start, s.end), s) for s in others)]
    return tuple(session for _, session in sorted(placed, key=lambda pair: pair[0]))


_NO_BREAKS: Mapping[tuple[str | None, str], Session] = MappingProxyType({})


class Timeline:
    """A programme indexed by time, which is built once and queried every second."""

    def __init__(
        self, programme: Programme, breaks: Mapping[tuple[str | None, str], Session] = _NO_BREAKS
    ) -> None:
        """Index a programme.

        `breaks` has the breaks that have other times in a single room, by room and id.
        """
        self.breaks = breaks
        self.lanes = _lanes(programme, breaks)
        """Every lane, by day, then by the programme's order of rooms."""
        self._rooms: tuple[str | None, ...] = tuple(r.id for r in programme.rooms) or (None,)
        of_rooms: dict[str | None, list[Lane]] = {room: [] for room in self._rooms}
        for lane in self.lanes:
            of_rooms.setdefault(lane.room, []).append(lane)
        self._by_room = {room: _RoomDays(of_rooms[room], room) for room in self._rooms}
        self._sessions = programme.sessions
        stage = [s for s in programme.sessions if not s.is_break and not s.cancelled]
        self._stage = _Sequence(stage)

    @property
    def first_session(self) -> Session | None:
        """The first session of the event; None if all are cancelled."""
        return self._stage.items[0] if self._stage.items else None

    @property
    def end(self) -> datetime | None:
        """The end of the last session; None if all sessions are cancelled."""
        return self._stage.last_end

    def moment_at(self, now: datetime) -> Moment:
        """Return the event at `now`, an aware instant."""
        upcoming = self._stage.next_session(now)
        if self._stage.running(now):
            phase: Phase = "on"
        elif upcoming is None:
            phase = "after"
        else:
            phase = "before" if upcoming is self.first_session else "gap"
        rooms = tuple(self._by_room[room].moment_at(now) for room in self._rooms)
        return Moment(now, phase, rooms, upcoming)

    def running_sessions(self, now: datetime) -> tuple[Session, ...]:
        """Return the sessions and breaks that are running at `now`, in order of their starts."""
        return self._all_sessions.running(now)

    def count_starts_and_ends(self, now: datetime) -> int:
        """Return the number of instants up to `now` at which a session starts or ends.

        As long as the number stays the same, the status of no session changes.
        """
        return bisect_right(self._starts_and_ends, now)

    @cached_property
    def _all_sessions(self) -> _Sequence:
        return _Sequence(self._sessions)

    @cached_property
    def _starts_and_ends(self) -> list[datetime]:
        return sorted({moment for s in self._sessions for moment in (s.start, s.end)})

    def lane(self, room: str | None, now: datetime) -> Lane | None:
        """Return the lane of `room` at `now`, or else its next lane, or else its last lane."""
        return self._by_room[room].lane(now)


class _Sequence:
    """Sessions in planned order, indexed so that a query takes logarithmic time."""

    def __init__(self, items: Sequence[Session]) -> None:
        self.items = tuple(sorted(items, key=attrgetter("start", "end")))
        self._starts = [s.start for s in self.items]
        self._latest_end = list(accumulate([s.end for s in self.items], max))

    @property
    def last_end(self) -> datetime | None:
        return self._latest_end[-1] if self._latest_end else None

    def next_session(self, now: datetime) -> Session | None:
        index = bisect_right(self._starts, now)
        return self.items[index] if index < len(self.items) else None

    def running(self, now: datetime) -> tuple[Session, ...]:
        index = bisect_right(self._starts, now)
        first = index
        while first and self._latest_end[first - 1] > now:
            first -= 1
        return running_sessions(self.items[first:index], now)


class _RoomDays:
    """A room on all days of the event."""

    def __init__(self, lanes: Sequence[Lane], room: str | None) -> None:
        self._room = room
        self._lanes = lanes
        self._sequence = _Sequence([s for lane in self._lanes for s in lane.sessions])

    def lane(self, now: datetime) -> Lane | None:
        ahead = (lane for lane in self._lanes if max(i.end for i in lane.items) > now)
        return next(ahead, self._lanes[-1] if self._lanes else None)

    def moment_at(self, now: datetime) -> RoomMoment:
        on = self._sequence.running(now)
        current = min(on, key=lambda s: s.end) if on else None
        gaps_now = (lane.gap_at(now) for lane in self._lanes if not on)
        return RoomMoment(
            room=self._room,
            now=on,
            next=self._sequence.next_session(now),
            gap=next((gap for gap in gaps_now if gap), None),
            remaining=current.end - now if current else None,
            alert=alert(current, current.end - now) if current else None,
            current=current,
        )


def _lanes(
    programme: Programme, breaks: Mapping[tuple[str | None, str], Session]
) -> tuple[Lane, ...]:
    order = {room.id: index for index, room in enumerate(programme.rooms)}
    filed: dict[tuple[date, str | None], list[Session]] = {}
    for session in programme.sessions:
        for room in session.rooms or (None,):
            filed.setdefault((session.day, room), []).append(
                breaks.get((room, session.id), session)
            )
    keys = sorted(filed, key=lambda key: (key[0], order.get(key[1] or "", -1)))
    return tuple(Lane(room, day, tuple(filed[day, room])) for day, room in keys)
