"""The snapshot: everything that a screen needs besides the instant.

The companion's own snapshot has the programme as planned, with the inserted items. `Snapshot.at`
returns the snapshot for an instant: if the stage has acted, its programme has the announced times,
and `moment`, `times` and `status` use the real times.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cached_property

from sommet_tui.companion.day_log import NOTHING, EventLog
from sommet_tui.companion.errors import ReplayError, SourceError, StorageError
from sommet_tui.domain.programme import (
    Programme,
    ProgrammePerson,
    Session,
    add_items,
    people_in_sessions,
)
from sommet_tui.domain.timeline import Moment, Status, Timeline, status
from sommet_tui.domain.values import field, frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import Any, TypeVar

    from sommet_tui.companion.follower import Following
    from sommet_tui.companion.live_ports import LinkStatus
    from sommet_tui.companion.ports import Notice
    from sommet_tui.domain.bookmarks import Bookmark, Degree, Friend, Pick
    from sommet_tui.domain.crew.merge import VoidAct
    from sommet_tui.domain.crew.records import LeadClaim
    from sommet_tui.domain.day_for_attendees import Live
    from sommet_tui.domain.filters import Facets
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.messages import Message, To
    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.panel import PanelAct
    from sommet_tui.domain.published_day import SharedDay
    from sommet_tui.domain.rundown.acts import Act
    from sommet_tui.domain.rundown.lane_now import LaneTiming
    from sommet_tui.domain.rundown.lanes import Plans
    from sommet_tui.domain.rundown.log_and_undo import LogReplay, Rundown
    from sommet_tui.domain.rundown.session_and_break_times import Projected
    from sommet_tui.domain.saved_plan import PlanChange, SavedPlan

    T = TypeVar("T")


@frozen
class Saved:
    """The user's saved data about a programme. If the data cannot be read, every field is empty.

    `bookmarks` has musts and maybes, and `hidden` has the hidden sessions. `friends` has the picks
    imported from others. `leads` has the lead times of bookmarks and own events, in minutes, by id.
    `plans` has the saved plan of each day. `plan_changes` has the changes of these plans that the
    user has not seen.
    """

    bookmarks: tuple[Bookmark, ...] = ()
    hidden: tuple[Bookmark, ...] = ()
    notes: tuple[Note, ...] = ()
    own_events: tuple[OwnEvent, ...] = ()
    friends: tuple[Friend, ...] = ()
    leads: Mapping[str, int] = field(default_factory=dict)
    plans: Mapping[date, SavedPlan] = field(default_factory=dict)
    plan_changes: tuple[PlanChange, ...] = ()

    @property
    def has_picks(self) -> bool:
        """Whether the user has a bookmark or an own event."""
        return bool(self.bookmarks or self.own_events)

    @property
    def all_bookmarks(self) -> tuple[Bookmark, ...]:
        """All bookmarks: first the musts and maybes, then the hidden sessions."""
        return (*self.bookmarks, *self.hidden)

    @cached_property
    def degrees(self) -> Mapping[str, Degree]:
        """The degree of each bookmarked or hidden session, by the id of the session."""
        return {b.session: b.degree for b in self.all_bookmarks}

    @cached_property
    def bookmarked_ids(self) -> frozenset[str]:
        """The ids of the musts and maybes."""
        return frozenset(b.session for b in self.bookmarks)

    @cached_property
    def hidden_ids(self) -> frozenset[str]:
        return frozenset(b.session for b in self.hidden)

    @cached_property
    def friends_by_session(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the friends who picked a session, by the id of the session."""
        if not self.friends:
            return {}
        from sommet_tui.domain.bookmarks import friends_by_session

        return friends_by_session(self.friends)

    @cached_property
    def ids_with_note(self) -> frozenset[str]:
        """The ids of the sessions with a note."""
        return frozenset(self._notes_by_id)

    @cached_property
    def _notes_by_id(self) -> Mapping[str, Note]:
        return {note.session: note for note in self.notes}

    def note(self, session_id: str) -> Note | None:
        return self._notes_by_id.get(session_id)

    def is_own_event(self, id_: str) -> bool:
        """Return whether an id is that of an own event."""
        return id_ in self._own_ids

    @cached_property
    def _own_ids(self) -> frozenset[str]:
        return frozenset(event.id for event in self.own_events)


NOTHING_SAVED = Saved()


@frozen
class Snapshot:
    """The state of the companion. It never changes; a new state is a new snapshot.

    `trouble` is why a newer programme could not be shown, or None. `timeline` is the programme by
    time. `lanes` has the lanes of the planned programme. `mine` is the user's saved data; if it
    cannot be read, it is empty and `data_error` is the reason. If `room` is set, the screens show
    only this room. `speed` and `is_shifted` describe the clock.

    `events` is the log of the day or of the joined rehearsal. On a shared day, `link` is the status
    of the connection. If this computer follows another stage, `shared` is the day that the stage
    published, `following` is the status, and actions recorded here have no effect.

    `live` is the programme after the actions. `base` is the snapshot with the planned programme, or
    None if this snapshot has it.
    """

    programme: Programme
    timeline: Timeline = field(compare=False)
    lanes: Lanes = field(compare=False, repr=False)
    origin: str
    mine: Saved = NOTHING_SAVED
    events: EventLog = NOTHING
    room: str | None = None
    trouble: Loaded | SourceError | None = None
    data_error: StorageError | None = None
    link: LinkStatus | None = None
    shared: SharedDay | None = None
    following: Following | None = None
    is_shifted: bool = False
    speed: float = 1.0
    live: Live | None = field(default=None, compare=False, repr=False)
    base: Snapshot | None = field(default=None, compare=False, repr=False)

    @property
    def people(self) -> tuple[ProgrammePerson, ...]:
        """Everyone in the programme, each with their sessions, in the programme's order."""
        return self.programme.people_on_stage

    @property
    def shown_sessions(self) -> tuple[Session, ...]:
        """The sessions of the chosen room, or all sessions if no room is chosen."""
        sessions = self.programme.sessions
        if self.room is None:
            return sessions
        return tuple(s for s in sessions if s.is_in(self.room))

    @property
    def shows_several_rooms(self) -> bool:
        """Whether the event has several rooms, and no room is chosen."""
        return self.room is None and self.programme.has_several_rooms

    @property
    def shown_people(self) -> tuple[ProgrammePerson, ...]:
        """All people with their sessions, or only the people and sessions of the chosen room."""
        if self.room is None:
            return self.people
        return people_in_sessions(self.people, {s.id for s in self.shown_sessions})

    def matching_sessions(
        self, sessions: Iterable[Session], facets: Facets | None, now: datetime
    ) -> tuple[Session, ...]:
        """Return the sessions that match the filters, in their given order."""
        if not facets:
            return tuple(sessions)
        from sommet_tui.domain.filters import filter_sessions

        return filter_sessions(
            sessions, facets, now=now, bookmarked=self.mine.bookmarked_ids, status_of=self.status
        )

    @cached_property
    def picks(self) -> tuple[Pick, ...]:
        """The bookmarks in time order, each with its session and conflicts."""
        if not self.mine.bookmarks:
            return ()
        from sommet_tui.domain.bookmarks import picks, remove_unplanned_clashes

        found = picks(self.programme, self.mine.bookmarks, self.own_sessions)
        return found if self.base is None else remove_unplanned_clashes(found, self.base.picks)

    @cached_property
    def own_sessions(self) -> tuple[Session, ...]:
        """The user's own events as sessions, in time order."""
        if not self.mine.own_events:
            return ()
        from sommet_tui.domain.own_events import as_session

        found = (as_session(event, self.programme) for event in self.mine.own_events)
        return tuple(sorted(found, key=lambda s: (s.start, s.end)))

    @cached_property
    def own_picks(self) -> tuple[Pick, ...]:
        """The own events in the form of picks, with their conflicts."""
        if not self.mine.own_events:
            return ()
        from sommet_tui.domain.bookmarks import Bookmark, Pick, conflicts

        marked = [pick.session for pick in self.picks if pick.session is not None]
        clashes = conflicts([*marked, *self.own_sessions])
        return tuple(
            Pick(Bookmark(own.id, own.title, own.start), own, clashes.get(own.id, ()))
            for own in self.own_sessions
        )

    @cached_property
    def picks_by_id(self) -> Mapping[str, Pick]:
        """The picks for bookmarks and the user's own events, by id."""
        return {p.bookmark.session: p for p in (*self.picks, *self.own_picks)}

    @cached_property
    def clashes(self) -> Mapping[str, int]:
        """How many conflicts each bookmarked session or own event has, by id.

        Sessions and own events without conflicts are left out.
        """
        return {id_: len(p.conflicts) for id_, p in self.picks_by_id.items() if p.conflicts}

    @cached_property
    def max_clashes(self) -> int:
        """The greatest number of conflicts of any session or own event; 0 if nothing conflicts."""
        return max(self.clashes.values(), default=0)

    @cached_property
    def notes_in_order(self) -> tuple[Note, ...]:
        """The notes in the order of their sessions. Notes whose session is gone come last."""
        if not self.mine.notes:
            return ()
        from sommet_tui.domain.notes import sort_notes

        return sort_notes(self.programme, self.mine.notes)

    @property
    def is_read_only(self) -> bool:
        """Whether the day is read-only: the time is simulated, and no rehearsal is joined."""
        return self.is_shifted and self.events.rehearsal is None

    @property
    def plans(self) -> Plans:
        """The lanes as planned in the programme."""
        return self.lanes.plans

    def with_inserted_items(self) -> Snapshot:
        """Return the snapshot with all inserted items in its programme.

        These are the items that were inserted at any time, even after the instant shown.
        """
        added: tuple[Session, ...] = ()
        if self.following is not None and self.shared is not None:
            if any(lane.inserted_items for lane in self.shared.lanes):
                added = self.lanes.shared_rundown(self.shared).added_items
        elif any(act.act == "insert" or act.sessions for act in self.events.acts):
            added = self.lanes.rundown(self.events.acts).added_items
        if not added and self.programme is self.lanes.programme:
            return self
        snapshot = self._with_items(added)
        return self if snapshot.programme.sessions == self.programme.sessions else snapshot

    def without_inserted_items(self) -> Snapshot:
        return self if self.programme is self.lanes.programme else self._with_items(())

    def _with_items(self, added: tuple[Session, ...]) -> Snapshot:
        planned = self.lanes.programme
        programme = add_items(planned, added)
        timeline = self.lanes.timeline if programme is planned else Timeline(programme)
        return replace(self, programme=programme, timeline=timeline)

    def acts(self, now: datetime) -> tuple[Act, ...]:
        """Return the acts in the log.

        If the time is simulated, return the acts as they were at `now`.

        If the time is real, acts later than `now` are included. They were recorded before the clock
        was set back. If this computer follows another stage, there are no acts.
        """
        acts = self.events.acts
        if not acts or self.is_following:
            return ()
        if not self.is_read_only:
            return acts
        from sommet_tui.domain.rundown.acts import acts_until

        return acts_until(acts, now)

    def void_acts(self, now: datetime) -> tuple[VoidAct, ...]:
        """Return the acts recorded without the lead.

        If the time is simulated, leave out those after `now`.
        """
        crew = self.events.crew
        void = crew.log.void if crew is not None else ()
        return tuple(v for v in void if v.act.at <= now) if self.is_read_only else void

    def takeovers(self, now: datetime) -> tuple[LeadClaim, ...]:
        """Return the takeovers in the rooms shown.

        If the time is simulated, leave out those after `now`.
        """
        crew, room = self.events.crew, self.room
        claims = crew.log.takeovers if crew is not None else ()
        return tuple(
            claim
            for claim in claims
            if room in (None, claim.room) and not (self.is_read_only and claim.at > now)
        )

    @property
    def is_following(self) -> bool:
        """Whether another stage drives the day, and this window is in no rehearsal."""
        return self.following is not None and self.events.rehearsal is None

    def acting_refusal(self, now: datetime) -> str | None:
        """Return why no act is possible at `now`, or None if acts are possible.

        The reason is one of `NotActingError.reason`.
        """
        if self.is_read_only:
            return "looking"
        if self.is_following:
            return "following"
        day, days = self.programme.day_of(now), self.programme.days
        on = self.events.rehearsal is not None or day in days
        # The last night can last into the day after the event.
        on = on or (day - timedelta(days=1) in days and any(self._running_sessions(now)))
        return None if on else "outside"

    def driven_sessions(self, now: datetime) -> Iterator[Session]:
        """Yield each running session of a manual room that this computer leads."""
        if self.acting_refusal(now) is not None:
            return
        for timing, session in self._running_sessions(now):
            if timing.state.is_manual and not self.events.other_lead(timing.state.plan.lane.room):
                yield session

    def _running_sessions(self, now: datetime) -> Iterator[tuple[LaneTiming, Session]]:
        """Yield the running session of each room, with the timing of its lane."""
        from sommet_tui.domain.rundown.lane_now import lane_timing

        rundown = self.rundown(now)
        for room in self.plans.rooms:
            plan = rundown.lane_of_room(room, now)
            timing = lane_timing(rundown.lane(plan), now) if plan is not None else None
            if timing is not None and timing.running is not None:
                yield timing, timing.running.session

    def shared_day(self, now: datetime) -> SharedDay | None:
        """Return the followed day if it is valid at `now`, else None.

        If the time is simulated, return None.
        """
        day = self.shared
        if day is None or self.following is None or self.is_shifted or not day.is_valid_at(now):
            return None
        return day

    def panel_acts(self, now: datetime) -> tuple[PanelAct, ...]:
        """Return the acts of panels. If the time is simulated, leave out those after `now`."""
        acts = self.events.panel_acts
        return tuple(a for a in acts if a.at <= now) if self.is_read_only else acts

    def rundown(self, now: datetime) -> Rundown:
        """Return every lane as it is after the acts at `now`.

        The lanes are computed again only if the acts have changed.
        """
        day = self.shared_day(now)
        if day is not None:
            return self.lanes.shared_rundown(day)
        return self.lanes.rundown(self.acts(now))

    def lacks_session(self, now: datetime) -> bool:
        """Return whether a laptop of the crew runs a session that this programme does not have."""
        return self.events.crew is not None and bool(self.lost_acts(now))

    def lost_acts(self, now: datetime) -> tuple[Act, ...]:
        """Return an act for each room whose state is uncertain, because a session is unknown."""
        return self.rundown(now).lost_acts(now) if self.acts(now) else ()

    def with_log(self, log: Iterable[Act | Message], now: datetime) -> Snapshot:
        """Return the snapshot with `log`, which is in the order of `seq`, instead of the saved log.

        Each act is checked against the acts before it.

        Raises:
            ReplayError: an act would have been refused.
        """
        from sommet_tui.domain.messages import Message, messages_as_of
        from sommet_tui.domain.rundown.acts import Act
        from sommet_tui.domain.rundown.log_and_undo import replay_acts

        entries = tuple(log)
        acts = [one for one in entries if isinstance(one, Act)]
        messages = messages_as_of((one for one in entries if isinstance(one, Message)), now)
        rooms = self.plans.rooms
        only_room = next(iter(rooms)) if len(rooms) == 1 else None
        acts_in_rooms = [
            act if act.room or only_room is None else replace(act, room=only_room) for act in acts
        ]
        valid, refused = replay_acts(self.plans, acts_in_rooms, now)
        if refused is not None:
            raise ReplayError(*refused)
        planned = self.base or self
        snapshot = replace(planned, events=EventLog(valid, messages), shared=None, following=None)
        return snapshot.with_inserted_items()

    # The snapshot at an instant

    def at(self, now: datetime) -> Snapshot:
        """Return the snapshot for the instant `now`.

        If the stage has not acted, it is the same snapshot.

        Its programme, and everything derived from the programme, comes from
        `domain.day_for_attendees.Live`.
        """
        if self.base is not None:
            return self.base.at(now)
        if not self.events.acts and self.shared is None and self.programme is self.lanes.programme:
            return self
        second = now.replace(microsecond=0)
        kept = self._last_result.get("last")
        if kept is None or kept[0] != second:
            # One entry has the second and its snapshot, so another thread reads both or neither.
            kept = self._last_result["last"] = (
                second,
                self._after_acts(second, kept[1] if kept else None),
            )
        return kept[1]

    def moment(self, now: datetime) -> Moment:
        """Return the running and next sessions, and the gaps, at `now`."""
        day = self.at(now)
        return day.live.moment if day.live else day.timeline.moment_at(now)

    def running_sessions(self, now: datetime) -> tuple[Session, ...]:
        """Return the sessions and breaks that are running at `now`, sorted by start."""
        day = self.at(now)
        on = day.timeline.running_sessions(now)
        if day.live is None:
            return on
        times, by_id = day.live.times, day.programme.by_id
        driven = [
            by_id[id_] for id_, session_times in times.items() if session_times.status == "running"
        ]
        found = [*(s for s in on if s.id not in times), *driven]
        return tuple(sorted(found, key=lambda s: (s.start, s.end)))

    def status_version(self, now: datetime) -> object:
        """Return a value that changes when the status of any session changes."""
        day = self.at(now)
        driven = (
            tuple(session_times.status for session_times in day.live.times.values())
            if day.live
            else ()
        )
        return day.timeline, day.timeline.count_starts_and_ends(now), driven

    def times(self, session: Session, now: datetime, room: str | None = None) -> Projected | None:
        """Return a session's planned, announced and projected times at `now`.

        If the session is as planned, return None. The times of a break are those in `room`.
        """
        live = self.at(now).live
        if live is None:
            return None
        in_room = live.breaks.get((room, session.id))
        is_elsewhere = room is not None and self.room not in (None, room)
        if in_room is not None or (is_elsewhere and session.is_break and len(session.rooms) > 1):
            return in_room  # `live.times` has the times of a break in the selected room.
        return live.times.get(session.id)

    def break_in_rooms(
        self, id_: str, now: datetime, rooms: Collection[str | None]
    ) -> tuple[Session, str | None]:
        """Return a break as it is in `rooms` at `now`, and the room whose times it has.

        In several rooms, it has the times of lists of all rooms (and the room is None), unless
        these no longer apply. See `day_for_attendees.break_in_rooms`.
        """
        day = self.at(now)
        item = day.programme.by_id[id_]
        if day.live is None or len(item.rooms) < 2:
            return item, None
        from sommet_tui.domain.day_for_attendees import break_in_rooms

        planned = (day.base or day).programme.by_id[id_]
        of_break = self.plans.rooms_of_break(item)
        shown, room = break_in_rooms(day.live, planned, of_break, rooms)
        several = sum(each in rooms for each in of_break if each in shown.rooms) > 1
        if several and self.status(item, now) == self.status(shown, now, room):
            return replace(item, rooms=shown.rooms), None
        return shown, room

    def expected_start(self, session: Session, now: datetime) -> datetime | None:
        """Return the actual or projected start of a session, or None if it is unknown."""
        times = self.times(session, now)
        if times is None:
            return session.start
        return times.start

    def status(self, session: Session, now: datetime, room: str | None = None) -> Status:
        """Return the status of a session; that of a break is its status in `room`."""
        times = self.times(session, now, room)
        if times is None:
            return status(session, now)
        return "cancelled" if times.was_aborted else times.status

    def remaining(self, session: Session, now: datetime) -> timedelta | None:
        """Return the time left of a session, or None if it is not running.

        The time left is negative in overtime.
        """
        times = self.times(session, now)
        if times is not None:
            return times.remaining
        return session.end - now if status(session, now) == "running" else None

    def has_coming_picks(self, now: datetime) -> bool:
        """Return whether the user may still attend a bookmarked session or an own event.

        After the last session, the user can attend only own events.
        """
        over = self.moment(now).phase == "after"
        return bool(self.mine.own_events) if over else self.mine.has_picks

    def next_pick(self, now: datetime) -> Session | None:
        """Return the bookmarked session or own event that comes next, or None."""
        if not self.has_coming_picks(now):
            return None
        from sommet_tui.domain.bookmarks import next_pick

        day = self.at(now)
        return next_pick(day.picks, now, day.status, day.own_sessions)

    @cached_property
    def _last_result(self) -> dict[str, tuple[datetime, Snapshot]]:
        """The instant and the result of the last call of `at`."""
        return {}

    def _after_acts(self, now: datetime, before: Snapshot | None) -> Snapshot:
        """Return the snapshot at `now`, a whole second.

        `before` is an earlier snapshot, or None.
        """
        earlier_live, day = before.live if before else None, self.shared_day(now)
        planned, timeline = self.lanes.programme, self.lanes.timeline
        if day is not None:
            from sommet_tui.domain.published_day import follow_day

            rundown = self.rundown(now)
            live = follow_day(
                planned, timeline, rundown, day=day, now=now, before=earlier_live, room=self.room
            )
        elif self.acts(now):
            from sommet_tui.domain.day_for_attendees import live_event

            live = live_event(
                planned, timeline, self.rundown(now), now, earlier_live, room=self.room
            )
        else:
            return self.without_inserted_items()
        return replace(self, programme=live.programme, timeline=live.timeline, live=live, base=self)


def open_snapshot(programme: Programme, origin: str) -> Snapshot:
    """Return the first snapshot of a programme, without saved data."""
    timeline = Timeline(programme)
    return Snapshot(programme, timeline, Lanes(programme, timeline), origin)


def reopen_snapshot(snapshot: Snapshot, programme: Programme, origin: str) -> Snapshot:
    """Return the snapshot with a newer programme. Indexes that have not changed are used again."""
    if programme == snapshot.lanes.programme:
        return replace(snapshot, origin=origin, trouble=None)
    room = snapshot.room if programme.find_room(snapshot.room or "") else None
    if programme.id != snapshot.programme.id:
        # Keep the rehearsal, so that its clock stays until the caller has read the saved data of
        # the other event.
        rehearsal = snapshot.events.rehearsal
        events = replace(NOTHING, rehearsal=rehearsal)
        snapshot = replace(snapshot, mine=NOTHING_SAVED, events=events, shared=None, following=None)
    timeline = Timeline(programme)
    return replace(
        snapshot,
        programme=programme,
        timeline=timeline,
        lanes=Lanes(programme, timeline),
        origin=origin,
        room=room,
        trouble=None,
    )


class Lanes:
    """Computes the lanes of a programme after acts.

    Each call reuses the result of the previous call. Any thread may call it.
    """

    def __init__(self, programme: Programme, timeline: Timeline) -> None:
        """`timeline` is the timeline of the planned programme."""
        self.programme = programme
        self.timeline = timeline
        self._logs: dict[str, LogReplay] = {}
        self._last: tuple[tuple[Act, ...], Rundown] | None = None
        self._last_shared: tuple[SharedDay, Rundown] | None = None

    @cached_property
    def plans(self) -> Plans:
        """The lanes as planned."""
        from sommet_tui.domain.rundown.lanes import Plans

        return Plans(self.programme, self.timeline.lanes)

    def rundown(self, acts: tuple[Act, ...]) -> Rundown:
        """Return every lane as it is after these acts, which are in the order of `seq`."""
        last = self._last
        if last is None or last[0] is not acts:
            with self.replay(acts) as log:
                last = self._last = acts, log.rundown()
        return last[1]

    def shared_rundown(self, day: SharedDay) -> Rundown:
        """Return every lane of a day that another stage published."""
        last = self._last_shared
        if last is None or last[0] is not day:
            from sommet_tui.domain.published_day import shared_rundown

            last = self._last_shared = day, shared_rundown(self.plans, day)
        return last[1]

    @contextmanager
    def replay(self, acts: tuple[Act, ...]) -> Iterator[LogReplay]:
        """Yield a replay of these acts, with which the caller can check another act.

        The caller must not add acts to the replay.
        """
        from sommet_tui.domain.rundown.log_and_undo import LogReplay

        log = self._logs.pop("last", None)  # no other thread can use it meanwhile
        known = len(log.acts) if log is not None else 0
        if log is None or log.acts != list(acts[:known]):
            log, known = LogReplay(self.plans, ()), 0
        for act in acts[known:]:
            log.add(act)
        try:
            yield log
        finally:
            self._logs["last"] = log


def messages_at(snapshot: Snapshot, now: datetime) -> tuple[Message, ...]:
    """Return the messages in the log.

    If the time is simulated, return them as they were at `now`.
    """
    in_log = snapshot.events.messages
    if not in_log or not snapshot.is_read_only:
        return in_log
    from sommet_tui.domain.messages import messages_as_of

    return messages_as_of(in_log, now)


def messages_in_force(snapshot: Snapshot, to: To, now: datetime) -> tuple[Message, ...]:
    """Return the messages to the recipient `to` that are in force at `now`, the oldest first."""
    messages = messages_at(snapshot, now)
    if not messages:
        return ()
    from sommet_tui.domain.messages import current_messages

    return tuple(m for m in current_messages(messages, to) if not has_ended(m, snapshot, now))


def has_ended(message: Message, snapshot: Snapshot, now: datetime) -> bool:
    """Return whether a message has expired, or its session is neither running nor upcoming."""

    def is_over(session: str) -> bool:
        found = snapshot.programme.by_id.get(session)
        return found is None or snapshot.status(found, now) not in ("upcoming", "running")

    return message.has_ended(now, is_over)


def notices_at(snapshot: Snapshot, now: datetime) -> tuple[Message, ...]:
    """Return the messages to everyone that are in force at `now`, the oldest first.

    If this computer follows another stage, they are the messages of that stage.
    """
    day = snapshot.shared_day(now)
    if day is not None or snapshot.is_following:
        return day.messages if day is not None else ()
    return messages_in_force(snapshot, "everyone", now)


def timely_notices(snapshot: Snapshot, now: datetime) -> tuple[Message, ...]:
    """Return the messages to everyone in force, except those about sessions that are over."""

    def is_timely(notice: Message) -> bool:
        session = snapshot.programme.by_id.get(notice.session or "")
        return session is None or snapshot.status(session, now) != "done"

    return tuple(filter(is_timely, notices_at(snapshot, now)))


class State:
    """The current snapshot. The parts of the companion read and replace it here.

    Only one thread may use it.
    """

    def __init__(self, snapshot: Snapshot, read: Callable[..., Snapshot]) -> None:
        """`read` returns a snapshot with the current saved data: the user's and, if `log`, the log.

        Its arguments are the current snapshot, and `log` by name.
        """
        self.snapshot = snapshot
        self._read = read
        self._listeners: list[Callable[[], None]] = []
        self._notices: list[Notice] = []
        self._waits = False
        """Whether `reload_once` is running. It reads the user's data at its end."""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the snapshot changes."""
        self._listeners.append(listener)

    def show(self, snapshot: Snapshot) -> None:
        """Replace the snapshot. Call the listeners if the snapshot has changed."""
        snapshot = snapshot.with_inserted_items()
        if snapshot != self.snapshot:
            self.snapshot = snapshot
            self.notify_listeners()

    def change(self, **values: Any) -> None:
        """Replace some fields of the snapshot; `values` has the new values by field."""
        self.show(replace(self.snapshot, **values))

    def reload_once(self, do: Callable[[], T]) -> T:
        """Call `do`, then read the user's data only once. Return the result of `do`."""
        self._waits = True
        try:
            return do()
        finally:
            self._waits = False
            self.reload(log=False)

    def reload(self, *, log: bool = True) -> None:
        """Read all saved data into the snapshot; without `log`, only the user's data.

        After a change of the user's data, `load_external_changes` reads the log later, because the
        user is waiting.
        """
        if not self._waits:
            self.show(self._read(self.snapshot, log=log))

    def notify_listeners(self) -> None:
        """Call the listeners. This is needed after a change that the snapshot does not contain."""
        for listener in self._listeners:
            listener()

    def notify(self, *notices: Notice) -> None:
        """Add notices that the user must see."""
        self._notices.extend(notices)

    def notices(self) -> list[Notice]:
        """Return the notices that the user has not seen. Each is returned only once."""
        waiting, self._notices = self._notices, []
        return waiting
