"""A day that a stage on another computer published, and the event at a later instant.

A published document has the facts of one instant. Until the next document arrives, a reader
computes the day with its own clock and without new acts: docs/timing.md, "What is to come".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sommet_tui.domain import day_for_attendees, limits, text
from sommet_tui.domain.messages import Message, MessageText
from sommet_tui.domain.programme import (
    Participant,
    Programme,
    Seats,
    Session,
    add_items,
    find_participants,
)
from sommet_tui.domain.rundown import lane_now
from sommet_tui.domain.rundown.lanes import (
    Actual,
    Binding,
    LaneKey,
    LaneState,
    Place,
    Plan,
    Plans,
    Span,
    initial_history,
)
from sommet_tui.domain.rundown.log_and_undo import LaneReplay, Rundown
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.domain.timeline import Status, Timeline, status
from sommet_tui.domain.values import frozen, replace

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-")
"""The bytes that stay as they are in the name of a room's file."""
_MAX_NAME_LENGTH = 120
_OVER = ("done", "cancelled")
"""The statuses of items that have begun and are over."""
LIVE_VERSION = 1
"""The version of the published document."""
_SOON = timedelta(minutes=15)
SILENCE = timedelta(seconds=105)
"""The stage publishes every minute; if no document comes for this time, the day is stale."""


# The annotations below name these kinds; `domain.live_json` reads and limits the values.
Id = str
Line = str
Number = int
"""A whole number of at least 0."""
Minutes = int
Poll = int
ItemKind = str
Mode = str


@frozen
class SharedOffset:
    """An offset from UTC in seconds, and the time for which it is valid."""

    start: datetime
    end: datetime
    seconds: int


@frozen
class SharedEvent:
    """The event of a published day, and the offsets of its zone for readers without time zones."""

    id: Id
    title: Line = ""
    timezone: Line = ""
    language: Line = ""
    utc_offsets: tuple[SharedOffset, ...] = ()


@frozen
class SharedRoom:
    """A room of the programme."""

    id: Id
    name: Line


@frozen
class SharedPlace:
    """The new place of an item that the stage moved from its planned place."""

    start: datetime
    end: datetime
    moved_to: datetime | None
    deferred: bool


@frozen
class SharedItem:
    """A session or a break as it was when the day was published; instants are aware, in UTC.

    For the due times, see docs/timing.md, "How late". The projected times are None if the item does
    not take place. If a session was cancelled while it was running, it has its actual times.
    `time_over` is when the time of a running session is over, not counting its open pause; it is
    None for other items. `paused_since` is when the open pause began, or None. If the end is
    fixed (`fixed_end`), pauses do not move it. `by_clock` means that no person started the item.

    The promised times are those announced since the item left its place. Only the stage's screens
    need them and the `place`. `added` means that the stage inserted the item. `seats` is how full
    the room is; None means that people can walk in.
    """

    id: Id
    kind: ItemKind
    label: Line | None
    title: Line
    people: tuple[Line, ...]
    status: Status
    by_clock: bool
    planned_start: datetime
    planned_end: datetime
    announced_start: datetime
    announced_end: datetime
    due_start: datetime
    due_end: datetime
    projected_start: datetime | None
    projected_end: datetime | None
    time_over: datetime | None
    paused_since: datetime | None
    fixed_end: bool
    warning_seconds: Number
    danger_seconds: Number
    added_minutes: Minutes
    place: SharedPlace | None
    promised_start: datetime | None
    promised_end: datetime | None
    added: bool
    seats: Seats | None

    @property
    def ends(self) -> datetime | None:
        """When the time of a running session is over; None for other items.

        An open pause does not count.
        """
        return self.time_over if self.status == "running" and self.kind == "session" else None

    @property
    def projected(self) -> Span | None:
        """The actual or projected start and end; None if the item has none."""
        start, end = self.projected_start, self.projected_end
        if self.status == "skipped" or start is None or end is None:
            return None
        return start, max(start, end)


@frozen
class SharedLane:
    """A lane as it was when the day was published; `items` are in the current order then.

    If its mode is "called", the stage drives it; otherwise the clock does. `running` is the id of
    the running session, or of the one that ends first if there are several.
    """

    room: SharedRoom | None
    day: date
    mode: Mode
    offset_minutes: int
    running: Id | None
    paused_since: datetime | None
    items: tuple[SharedItem, ...]

    @property
    def key(self) -> LaneKey:
        """The id of the room, and the day."""
        return self.room.id if self.room else None, self.day

    @property
    def inserted_items(self) -> tuple[Session, ...]:
        """The items that the stage inserted in the lane; their people have only names."""
        return tuple(
            Session(
                id=item.id,
                title=item.title,
                start=item.planned_start,
                end=item.planned_end,
                day=self.day,
                rooms=(self.room.id,) if self.room else (),
                participants=tuple(Participant(name, name) for name in item.people if name),
                added=True,
            )
            for item in self.items
            if item.added and item.planned_start < item.planned_end
        )


@frozen
class SharedNotice:
    """A message to everyone about a session, a room or the whole event."""

    text: MessageText
    session: Id | None
    room: Id | None
    at: datetime


@frozen
class SharedPublisher:
    """The computer of the crew that published the day, and the id of the place of publication."""

    id: Line
    name: Line
    place: Line


@frozen
class SharedDay:
    """A day as it was published at `sent_at`, valid until `valid_until`.

    Of two published days, the one with the higher epoch is later or, if the epochs are equal, the
    one with the higher `seq`. `poll_after` is in seconds. `rooms` has the ids of the rooms that
    have their own documents. `agenda` is the revision of the programme's file. FOSDEM publishes
    only a list of full rooms: `full` then has their names, and no event is named. For other days,
    `full` is None.
    """

    event: SharedEvent
    epoch: Number
    seq: Number
    sent_at: datetime
    poll_after: Poll
    valid_until: datetime
    rooms: tuple[Id, ...] = ()
    lanes: tuple[SharedLane, ...] = ()
    notices: tuple[SharedNotice, ...] = ()
    agenda: Line | None = None
    publisher: SharedPublisher | None = None
    full: tuple[Line, ...] | None = None

    @property
    def order(self) -> tuple[int, int]:
        """A sort key: of two published versions of a day, the later version has the higher key."""
        return self.epoch, self.seq

    @property
    def lanes_by_key(self) -> Mapping[LaneKey, SharedLane]:
        """The lanes by room and day; if several have the same room and day, the last one counts."""
        return {lane.key: lane for lane in self.lanes}

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages to everyone."""
        return tuple(
            Message(number, notice.at, "everyone", notice.text, notice.session, notice.room)
            for number, notice in enumerate(self.notices, 1)
            if notice.text
        )

    def is_valid_at(self, now: datetime) -> bool:
        return now < self.valid_until

    def is_stale_at(self, now: datetime) -> bool:
        """Return whether the day has expired, or the stage has been silent for too long."""
        return now - self.sent_at > SILENCE or not self.is_valid_at(now)


def room_file(room: str) -> str | None:
    """Return the name of the file with the document of a room, by its id; None if it is too long.

    In the UTF-8 bytes of the id, lower-case letters, digits and hyphens stay; each other byte
    becomes `_` and two hexadecimal digits. Two rooms therefore never share a file, whatever the
    file system.
    """
    name = "".join(chr(b) if b in _PLAIN else f"_{b:02x}" for b in room.encode())
    return f"live-{name}.json" if len(name) <= _MAX_NAME_LENGTH else None


def rooms_with_files(programme: Programme) -> tuple[str, ...]:
    """Return the ids of the rooms with their own documents; none if the event has few rooms."""
    rooms = [room.id for room in programme.rooms]
    if len(rooms) <= limits.ROOMS_TOGETHER:
        return ()
    return tuple(room for room in rooms if room_file(room) is not None)[: limits.MAX_ROOM_FILES]


def drop_reason(day: SharedDay, known: SharedDay | None, now: datetime) -> str | None:
    """Return why a published day is dropped, or None if it is used.

    "older": the day `known` is still valid and later. "time": the day is dated more than a day
    ahead. "number": its epoch or its `seq` is too far ahead. If a day that is too far ahead were
    used, all later days would look older.
    """
    if max(day.sent_at, day.valid_until) > now + limits.AHEAD_LIMIT:
        return "time"
    latest = (now + limits.AHEAD_LIMIT).timestamp()  # the `seq` of a publisher is a time in seconds
    if day.epoch > (known.epoch if known else 0) + limits.EPOCHS_AHEAD or day.seq > latest:
        return "number"
    if known is not None and day.order < known.order and known.is_valid_at(now):
        return "older"
    return None


def fits_programme(day: SharedDay, programme: Programme) -> bool:
    """Return whether any lane of a published day has a session and a room of the programme.

    A day without sessions fits every programme.
    """
    lanes = [lane for lane in day.lanes if lane.items]
    rooms = {room for session in programme.sessions for room in session.rooms or (None,)}
    return not lanes or any(
        lane.key[0] in rooms and any(item.id in programme.by_id for item in lane.items)
        for lane in lanes
    )


def is_same_event(day: SharedDay, programme: Programme) -> bool:
    """Return whether a published day belongs to this event.

    If the programme's file gives the event no id, the publishing computer may have derived another
    id. More than half of the day's sessions must then be in the programme.
    """
    if day.full is not None:
        return True
    if day.event.id == programme.id or not programme.has_derived_id:
        return day.event.id == programme.id
    planned = [item for lane in day.lanes for item in lane.items if not item.added]
    return 2 * sum(item.id in programme.by_id for item in planned) > len(planned)


def follow_day(  # noqa: PLR0913  (all that an instant is made of)
    programme: Programme,
    timeline: Timeline,
    rundown: Rundown,
    *,
    day: SharedDay,
    now: datetime,
    before: day_for_attendees.Live | None = None,
    room: str | None = None,
) -> day_for_attendees.Live:
    """Return the event at `now` (aware, in whole seconds) according to a published day.

    `programme` and `timeline` are as planned, and `rundown` has the lanes of the day (from
    `shared_rundown`). A lane or item that the day does not mention is as planned. An item that the
    programme does not have is ignored. For `before` and `room`, see `live_event`.
    """
    now = now.replace(microsecond=0)
    driven: list[lane_now.LaneTiming] = []
    for key, lane in day.lanes_by_key.items():
        state = rundown.lanes.get(key)
        if state is not None and any(item.id in state.plan.by_id for item in lane.items):
            driven.append(
                lane_now.timing_with_items(state, now, _LanePass(state, lane, now).items())
            )
    shown = add_items(programme, [item for lane in driven for item in lane.state.plan.added])
    full = _full_sessions(day.full or (), programme, now)
    return day_for_attendees.arrange_event(
        shown, timeline, rundown.plans, driven=driven, now=now, before=before, full=full, room=room
    )


def _full_sessions(rooms: tuple[str, ...], programme: Programme, now: datetime) -> frozenset[str]:
    """Return the ids of the full sessions, at most one for each full room.

    This is the running session of the room, or else a session that begins soon.
    """
    names, found = set(map(text.fold, rooms)), dict[str | None, str]()
    full = {room.id for room in programme.rooms if text.fold(room.name) in names}
    for session in programme.sessions:
        there = session.room in full and not session.is_break and not session.cancelled
        if there and session.start - _SOON <= now < session.end:
            found.setdefault(session.room, session.id)
    return frozenset(found.values())


def _plans_with_inserted_items(plans: Plans, day: SharedDay) -> Mapping[LaneKey, Plan]:
    """Return the plans of a published day's lanes, with the items that the stage inserted.

    If the id of an inserted item is already in use, the item is ignored.
    """
    found: dict[LaneKey, Plan] = {}
    ids: set[str] = set()
    for key, lane in day.lanes_by_key.items():
        plan = plans.by_key.get(key)
        if plan is None:
            continue
        new = [
            replace(
                s,
                participants=find_participants(plans.programme, [p.name for p in s.participants]),
            )
            for s in lane.inserted_items
            if plans.plan_of_session(s.id) is None and s.id not in ids
        ]
        ids.update(session.id for session in new)
        found[plan.key] = replace(plan, added=tuple(new)) if new else plan
    return found


class _LanePass:
    """Computes the items of a published lane at a later instant, in their order."""

    def __init__(self, state: LaneState, lane: SharedLane, now: datetime) -> None:
        self._plan = state.plan
        self._actuals = state.actuals
        self._lane = lane
        self._now = now
        self._at = min(now, state.plan.closes)
        """The last instant for which a driven lane is computed: `now` or its closing."""
        self._called = lane.mode == "called"
        self._waits = self._called and lane.running is not None
        self._was: datetime | None = None
        self._is: datetime | None = None
        """The latest end of the items so far: `_was` as published, `_is` as computed for now."""

    def items(self) -> tuple[Projected, ...]:
        """Return all items as they are now; an item that was not published is as planned."""
        by_id = self._plan.by_id
        found = [self._item(by_id[item.id], item) for item in self._lane.items if item.id in by_id]
        included = {item.id for item in self._lane.items}
        found += [self._planned_item(s) for s in self._plan.lane.items if s.id not in included]
        return tuple(found)

    def _planned_item(self, session: Session) -> Projected:
        session_status, span = status(session, self._now), (session.start, session.end)
        return Projected(
            session,
            session_status,
            None if session.cancelled else session.start,
            None if session.cancelled else session.end,
            self._actuals[session.id],
            *span,
            span,
            remaining=session.end - self._now if session_status == "running" else None,
        )

    def _item(self, session: Session, item: SharedItem) -> Projected:
        span, remaining, projected = None, None, item.projected
        session_status: Status = "cancelled" if item.status == "cancelled" else "skipped"
        if projected is not None:
            left = self._remaining(item)
            span = self._span(session, item, projected, left)
            session_status = self._status(session, item, span)
            if self._was is None or self._is is None or projected[1] > self._was:
                self._was, self._is = projected[1], span[1]
            if session_status == "running":
                at_most = span[1] - self._at if left is None else left
                remaining = at_most - (self._now - self._at)
        start, end = (None, None) if span is None or session_status == "skipped" else span
        actual = self._actuals[session.id]
        if self._now > self._at and actual.pause_start is not None:
            actual = actual.resume_at(self._at)
        return Projected(
            session,
            session_status,
            start,
            end,
            actual,
            item.due_start,
            item.due_end,
            (item.announced_start, item.announced_end),
            item.by_clock,
            item.fixed_end,
            remaining=remaining,
        )

    def _remaining(self, item: SharedItem) -> timedelta | None:
        """Return the time left of a session that was running when the day was published.

        An open pause stops the time unless the end is fixed. Return None for other items.
        """
        if item.ends is None:
            return None
        since = None if item.fixed_end else item.paused_since
        return item.ends - (since or self._at)

    def _span(
        self, session: Session, item: SharedItem, projected: Span, left: timedelta | None
    ) -> Span:
        start, end = projected
        if not self._called or item.status in _OVER:
            return projected
        if left is not None:
            return start, max(start, self._at + max(timedelta(0), left))
        if self._was is not None and self._is is not None and start >= self._was:
            start = max(start, self._is)
        if session.is_break:
            return start, max(start, end)
        start = max(start, self._at)
        return start, max(start, end if item.fixed_end else start + (projected[1] - projected[0]))

    def _status(self, session: Session, item: SharedItem, span: Span) -> Status:
        session_status = item.status
        if session_status in _OVER:
            return "done"
        if not self._called or (session.is_break and not self._waits):
            session_status = _clock_status(span, self._at)
        if self._now < self._plan.closes:
            return session_status
        if session_status == "upcoming" or span[0] >= self._plan.closes:
            return "skipped"
        return _clock_status(span, self._now)


def _clock_status(span: Span, now: datetime) -> Status:
    if now < span[0]:
        return "upcoming"
    return "running" if now < span[1] else "done"


def shared_rundown(plans: Plans, day: SharedDay) -> Rundown:
    """Return the state of the lanes of a published day, without acts.

    Facts that the document does not contain are missing; for example, all finished pauses become
    one.
    """
    lanes, known = day.lanes_by_key, _plans_with_inserted_items(plans, day)
    states = {
        plan.key: _state(known[plan.key], lanes[plan.key])
        if plan.key in lanes
        else LaneReplay(plan).state()
        for plan in plans.all
    }
    return Rundown(plans, {}, states)


def _state(plan: Plan, lane: SharedLane) -> LaneState:
    known = [(plan.by_id[item.id], item) for item in lane.items if item.id in plan.by_id]
    items = {session.id: item for session, item in known}
    others = tuple(session for session in plan.lane.items if session.id not in items)
    actuals = {session.id: _actual(session, item, lane) for session, item in known}
    actuals |= {session.id: initial_history(session) for session in others}
    return LaneState(
        plan=plan,
        order=(*(session for session, _ in known), *others),
        places={session.id: _place(item.place) for session, item in known if item.place},
        actuals=actuals,
        announced={
            session.id: (item.announced_start, item.announced_end)
            for session, item in known
            if (item.announced_start, item.announced_end) != (session.start, session.end)
        },
        announced_since_move={
            session.id: (item.promised_start, item.promised_end) if item.promised_end else None
            for session, item in known
            if item.promised_end or not _stays_where_inserted(session, item)
        },
        seats={session.id: item.seats for session, item in known if item.seats is not None},
        running=tuple(session.id for session, item in known if item.ends is not None),
        is_manual=lane.mode == "called",
        released_at=None,
        breaks_begun=frozenset(),
        void_reasons={},
    )


def _stays_where_inserted(session: Session, item: SharedItem) -> bool:
    """Return whether the stage inserted a session, and has not moved it since."""
    return session.added and (item.due_start, item.due_end) == (session.start, session.end)


def _place(place: SharedPlace) -> Place:
    binding: Binding = "moved" if place.moved_to else "deferred" if place.deferred else "hard"
    return Place(place.start, place.end, binding, 0, place.moved_to)


def _actual(session: Session, item: SharedItem, lane: SharedLane) -> Actual:
    """Return the history of an item, as far as it can be derived from the published times."""
    added, projected = timedelta(minutes=item.added_minutes), item.projected
    cancelled = item.status == "cancelled"
    if projected is None and cancelled:
        return Actual(cancelled=True)
    bare = Actual(added=added, cancelled=cancelled)
    if (
        projected is None
        or session.is_break
        or not (lane.mode == "called" or item.ends or cancelled)
    ):
        return bare
    start, end = projected
    if item.status in _OVER:
        return replace(bare, start=start, end=end, clock_start=item.by_clock)
    if item.ends is None:
        return bare
    stood = item.ends - start - session.duration - added
    pauses = () if item.fixed_end or stood <= timedelta(0) else ((start, start + stood),)
    return replace(
        bare,
        start=start,
        pauses=pauses,
        pause_start=item.paused_since,
        clock_start=item.by_clock,
    )
