"""The stage: every act is checked against the log at the moment when it is written.

If several people act at the same time, each act is checked after the previous act. For example, if
two people start the next session, only one session starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.confirmations import (
    Confirmation,
    NextStart,
    next_start,
    question_before,
    question_before_correction,
    question_before_insert,
    question_before_undo,
    refusal_if_unclear,
)
from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.errors import LeadRefusedError, NotDoneError, UnknownError
from sommet_tui.companion.snapshot import has_ended, messages_at
from sommet_tui.domain import instants, limits
from sommet_tui.domain.messages import (
    UNTIL_WITHDRAWN,
    Message,
    MessageEnd,
    Seen,
    To,
    entry_id,
    interleave,
    latest_message_to_undo,
    message_before,
    undone_entries,
)
from sommet_tui.domain.programme import find_participants
from sommet_tui.domain.rundown.act_effects import DEFINITIONS, acts_without_lead
from sommet_tui.domain.rundown.acts import Act, ActKind, NamedSession, Refusal, latest_to_undo
from sommet_tui.domain.rundown.lane_now import (
    LaneTiming,
    lane_timing,
    recent_span,
)
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.log_and_undo import Rundown
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.crew.merge import VoidAct
    from sommet_tui.domain.crew.records import LeadClaim
    from sommet_tui.domain.rundown.catch_up_suggestions import Suggestion

_REDONE_NOW = frozenset(("undo", "announce"))
"""Acts that are redone at the current time, not at their original time."""


_AT_ONCE = timedelta(seconds=2)
"""Acts within this time are simultaneous. The times in the log have no fractions of seconds."""


class RefusedError(NotDoneError):
    """An act is impossible after the acts in the log. `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


class NotActingError(NotDoneError):
    """No acts are possible here.

    `reason`: "looking" (the time is simulated, and no rehearsal has begun), "outside" (the event is
    not on today, and this is no rehearsal) or "following" (another stage drives the day).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotLeadingError(NotDoneError):
    """Another computer leads the room. `claim` is that computer's claim."""

    def __init__(self, claim: LeadClaim) -> None:
        super().__init__(claim.writer)
        self.claim = claim


class Stage:
    """The stage of a companion's programme, for a user called `by`.

    In its methods, if `room` is None, the room is that of the act's session, or the only room. If
    `if_next` is set, an act is refused if its session is no longer the next one; an undo is refused
    if the act to undo is no longer the latest. If `careful` is set, a start is refused if a session
    was started a moment ago, because the user may have pressed a button twice, or if the user may
    mean another session (`LaneTiming.ambiguous_sessions`).
    """

    def __init__(self, companion: Companion, by: str | None = None) -> None:
        self._companion = companion
        self._by = by

    def plan(self, room: str | None = None) -> Plan | None:
        """Return the current lane of a room (by id), or else the room's next or last lane, or None.

        The lane includes the inserted items.
        """
        snapshot, now = self._companion.present
        rundown = snapshot.rundown(now)
        plan = rundown.lane_of_room(self._default_room(room), now)
        return None if plan is None else rundown.lane(plan).plan

    def _default_room(self, room: str | None) -> str | None:
        """Return the given room.

        If it is None and the event has only one room, return that room.
        """
        rooms = self._companion.snapshot.programme.rooms
        return rooms[0].id if room is None and len(rooms) == 1 else room

    def timing(self, plan: Plan, *, noticed: bool = False) -> LaneTiming:
        """Return the timing of a lane at the current instant.

        If `noticed` is set, leave out the acts that others recorded a moment ago.
        """
        snapshot, now = self._companion.present
        acts = filter(self._companion.log.is_noticed, snapshot.events.acts)
        lanes = snapshot.lanes.rundown(tuple(acts)) if noticed else snapshot.rundown(now)
        return lane_timing(lanes.lane(plan), now)

    def acting_refusal(self) -> str | None:
        """Return why no act is possible now, or None if acts are possible.

        The reason is one of `NotActingError.reason`.
        """
        return self._companion.snapshot.acting_refusal(self._companion.clock.now())

    def ensure_can_act(self, kind: ActKind, when: datetime | None = None) -> None:
        """Check that an act of this kind is possible now.

        An act with a time, `when`, may be recorded late.

        Raises:
            NotActingError: the act is not possible.
        """
        why_not = self.acting_refusal()
        if why_not in ("looking", "following") or (
            why_not == "outside" and when is None and DEFINITIONS[kind].needs_event_day
        ):
            raise NotActingError(why_not)

    def record(
        self,
        request: Act,
        *,
        if_next: bool = False,
        careful: bool = False,
        redoes: str | None = None,
    ) -> Act:
        """Record an act and return it. It is then on disk, and the snapshot shows it.

        If the act records a void act again, `redoes` is the `uid` of the void act.

        Raises:
            RefusedError: the act is impossible after the acts in the log.
            NotActingError: no acts are possible here.
            NotLeadingError: another computer leads the room.
            LeadRefusedError: no laptop leads the room, and this laptop could not take the lead.
            RehearsalOverError: the rehearsal that this window has joined is over.
            StorageError: the act could not be saved; nothing has changed.
        """
        (act,) = self._record_acts((request,), if_next=if_next, careful=careful, redoes=redoes)
        return act

    def catch_up(self, suggestion: Suggestion, room: str | None) -> Sequence[Act]:
        """Record the changes of a suggestion as one group, all or none.

        Raises:
            RefusedError, NotActingError, NotLeadingError, LeadRefusedError, RehearsalOverError,
            StorageError: as for `record`.
        """
        import os

        group = os.urandom(8).hex()
        adds = suggestion.adds.items()
        return self._record_acts(
            [Act("add", id_, minutes, room=room, group=group) for id_, minutes in adds]
        )

    def _record_acts(
        self,
        requests: Sequence[Act],
        *,
        if_next: bool = False,
        careful: bool = False,
        redoes: str | None = None,
    ) -> Sequence[Act]:
        """Record acts of one lane, all or none.

        Each act must be possible after the acts before it.
        """
        self.ensure_can_act(requests[0].act, requests[0].when)
        now = self._now()
        crew = self._companion.snapshot.events.crew
        if crew is not None:
            first = self.check(requests[0], if_next=if_next, careful=careful)
            self._companion.log.ensure_right_clock()
            if crew.lead(first.room) is None and self._needs_lead(first):
                self._companion.log.take_lead(first.room)

        def make(events: EventLog) -> Sequence[Act]:
            acts: list[Act] = []
            for request in requests:
                before = replace(events, acts=(*events.acts, *acts))
                acts.append(self._check_act(request, before, now, if_next=if_next, careful=careful))
            leads = events.crew is None or events.crew.is_lead(acts[0].room)
            if not leads and self._needs_lead(acts[0], events):
                raise LeadRefusedError("crossed")  # the claim was withdrawn a moment ago
            return acts

        return self._companion.log.record_all(make, redoes)

    # Void acts

    def acts_to_redo(self, room: str | None) -> tuple[VoidAct, ...]:
        """Return the void acts of a room that this laptop should still redo."""
        crew = self._companion.snapshot.events.crew
        return () if crew is None else crew.acts_to_redo(self._default_room(room))

    def redo(self, void: VoidAct) -> Act:
        """Record a void act again, with its original time. Only the lead of the room can do this.

        Raises:
            RefusedError: also "not-in-force", if the void act is an undo of an act that is not in
                the log.
            Other errors: as for `record`.
        """
        act, undoes = void.act, None
        if act.act == "undo":
            acts = self._companion.snapshot.events.acts
            undoes = next((act.seq for act in acts if act.uid == void.record.refers), None)
            if undoes is None:
                raise RefusedError(Refusal("not-in-force"))
        when = None if act.act in _REDONE_NOW else act.when or act.at
        again = replace(act, when=when, undoes=undoes, times=None)
        return self.record(again, redoes=void.record.uid)

    def make_insert(  # noqa: PLR0913  (all the facts about the item)
        self,
        title: str,
        minutes: int,
        people: Iterable[str] = (),
        *,
        after: str | None,
        to: datetime | None = None,
        room: str | None = None,
        when: datetime | None = None,
    ) -> Act:
        """Return the act that inserts an item, with an id that no other computer uses.

        If no place is given, the item comes after the running session. If no session is running, it
        starts now.
        """
        import os

        names = [cap(clean_line(name), limits.LINE_LIMIT) for name in people]
        programme = self._companion.snapshot.programme
        return Act(
            "insert",
            f"added-{os.urandom(5).hex()}",
            minutes,
            when,
            after,
            to=to,
            room=room,
            title=cap(clean_line(title), limits.TITLE_LIMIT) or None,
            people=find_participants(programme, filter(None, names))[: limits.MAX_INSERTED_PEOPLE],
        )

    def check(self, request: Act, *, if_next: bool = False, careful: bool = False) -> Act:
        """Check that an act is possible now, and return it as it would be recorded.

        Raises:
            RefusedError, NotActingError, NotLeadingError: as for `record`.
        """
        self.ensure_can_act(request.act, request.when)
        events = self._companion.snapshot.events
        return self._check_act(request, events, self._now(), if_next=if_next, careful=careful)

    # Questions

    def question_before(self, request: Act, *, if_next: bool = False) -> Confirmation | None:
        """Return the question to ask before an act.

        If none is needed or the act is impossible, return None.

        If the user gave a time for the act, it is deliberate and needs no question. Only a start
        that changes the end of another session needs a question even then.
        """
        if request.act != "start" and (
            request.when is not None or not DEFINITIONS[request.act].confirm
        ):
            return None
        try:
            act = self.check(request, if_next=if_next)
        except NotDoneError:
            return None
        rundown = self._companion.snapshot.rundown(self._companion.clock.now())
        plan = rundown.plan_of_act(act)
        assert plan is not None
        acts = rundown.lane_acts(plan)
        timing = self.timing(plan)
        if act.act == "insert":
            return question_before_insert(act, timing, acts)
        if act.when is not None:
            return question_before_correction(act, timing, acts)
        return question_before(act, timing, acts, self._recent_span, if_next=if_next)

    def pause_or_resume(self, plan: Plan) -> ActKind:
        """Return the kind of act that a button for both records now.

        Soon after such an act, it is the same kind again, which is refused: two people may press
        their buttons at the same moment.
        """
        snapshot, now = self._companion.present
        last = self.latest_entry_to_undo(plan)
        if (
            isinstance(last, Act)
            and last.act in ("pause", "resume")
            and now - last.at < _AT_ONCE * snapshot.speed
        ):
            return last.act
        return "pause" if self.timing(plan).paused_since is None else "resume"

    def next_change(self) -> datetime | None:
        """Return the next projected start or end in the room shown, or in any room.

        Changes within the next minute are ignored. If there is no later change on the current day,
        return None.
        """
        companion = self._companion
        rooms = [room.id for room in companion.snapshot.programme.rooms]
        shown: Sequence[str | None] = rooms or [None]
        if companion.snapshot.room is not None:
            shown = [companion.snapshot.room]
        plans = (self.plan(room) for room in shown)
        items = (item for plan in plans if plan for item in self.timing(plan).items)
        soon = companion.clock.now() + timedelta(minutes=1)
        changes = (at for item in items for at in (item.start, item.end) if at and at > soon)
        return min(changes, default=None)

    def next_start(self, timing: LaneTiming) -> NextStart | None:
        """Return what "start next" would do in a lane now; None if no session is left to start."""
        rundown = self._companion.snapshot.rundown(self._companion.clock.now())
        return next_start(timing, rundown.lane_acts(timing.state.plan), self._recent_span)

    def undo_question(self, latest: Act | Message, *, by_name: bool = False) -> Confirmation | None:
        """Return the question to ask before the latest act is undone.

        If the user recorded this act a moment ago, return None. A window knows which acts it
        recorded, and that the user has not noticed yet what others recorded after this act. A
        command does not know this, because each command records only one act. It therefore sets
        `by_name`, which compares the names of the users and, on a shared day, the computers.
        """
        events = self._companion.snapshot.events
        own = self._companion.log.is_own_latest(latest, (*events.acts, *events.messages))
        if by_name:
            crew = events.crew
            own = latest.by == self._by and (crew is None or crew.is_own_record(latest.uid))
        return question_before_undo(latest, self._companion.clock.now(), self._recent_span, own=own)

    @property
    def _recent_span(self) -> timedelta:
        return recent_span(self._companion.snapshot.speed)

    def other_lead(self, room: str | None) -> LeadClaim | None:
        """Return the claim of the laptop that leads a room.

        If this laptop leads it or none does, return None.
        """
        return self._companion.snapshot.events.other_lead(room)

    def _now(self) -> datetime:
        return self._companion.clock.now().replace(microsecond=0)

    def _check_act(
        self, request: Act, events: EventLog, now: datetime, *, if_next: bool, careful: bool
    ) -> Act:
        from sommet_tui.domain.records import use_current_ids

        acts = events.acts
        # The session may have got another id while the user answered a question.
        act = replace(
            use_current_ids(request, self._companion.current_ids),
            seq=acts[-1].seq + 1 if acts else 1,
            at=now,
            uid="",
            room=self._default_room(request.room),
            when=request.when.replace(microsecond=0) if request.when else None,
            to=request.to.replace(microsecond=0) if request.to else None,
            by=self._by,
            programme=self._companion.snapshot.programme.id,
            rehearsal=events.rehearsal.id if events.rehearsal else None,
        )
        with self._companion.snapshot.lanes.replay(acts) as log:
            if act.act == "insert":
                act = _place_insert(act, log.rundown())
            refused = log.refusal(act)
            if refused is None and if_next:
                refused = self._refusal_if_outdated(act, log.rundown(), events)
            if refused is None and act.act == "full":
                refused = _refusal_of_report(act, log.rundown())
            if refused is None and careful:
                refused = refusal_if_unclear(act, log.rundown(), self._recent_span)
            if refused is not None:
                if refused.reason == "closed" and act.when is None and self.acting_refusal():
                    raise NotActingError("outside")
                raise RefusedError(refused)
            completed = log.complete(act)
        if events.crew is not None:
            planned = self._companion.snapshot.plans.programme.by_id
            sessions = [planned[id_] for id_ in sorted(completed.named_ids) if id_ in planned]
            completed = replace(
                completed,
                sessions=tuple(NamedSession(s.id, s.title, s.start, s.end) for s in sessions),
            )
        elsewhere = events.other_lead(completed.room)
        if elsewhere is not None and self._needs_lead(completed, events):
            raise NotLeadingError(elsewhere)
        return completed

    def _needs_lead(self, act: Act, events: EventLog | None = None) -> bool:
        """Return whether only the room's lead may record this act as the next one in the log."""
        events = events or self._companion.snapshot.events
        return act.seq not in acts_without_lead((*events.acts, act))

    def _refusal_if_outdated(self, act: Act, lanes: Rundown, events: EventLog) -> Refusal | None:
        """Return a refusal if the user's choice is out of date.

        It is out of date if the session to start is no longer next, or the act to undo no longer
        latest.
        """
        if act.act == "undo":
            key = next(
                k for k, acts in lanes.acts.items() if any(a.seq == act.undoes for a in acts)
            )
            latest = self._find_latest_entry(lanes.plans.by_key[key], lanes, events.messages)
            if isinstance(latest, Act) and latest.seq == act.undoes:
                return None
            return Refusal("moved-on", latest.session if latest else None)
        plan = lanes.plan_of_act(act)
        assert plan is not None
        timing = lane_timing(lanes.lane(plan), act.at)
        coming = timing.next_to_start if act.when is None else timing.session_to_run
        if coming is not None and coming.session.id == act.session:
            return None
        return Refusal("moved-on", coming.session.id if coming else None)

    # The latest act or message

    def latest_entry_to_undo(self, plan: Plan) -> Act | Message | None:
        """Return the latest act or message of a lane that can be undone, by anyone, or None.

        Messages to the stage are ignored, because they come from others. If the event has several
        rooms, a message to all of them can be undone only in the window that sent it. If another
        computer leads the room, only acts that need no lead can be undone.
        """
        snapshot, now = self._companion.present
        return self._find_latest_entry(plan, snapshot.rundown(now), messages_at(snapshot, now))

    def _find_latest_entry(
        self, plan: Plan, lanes: Rundown, messages: Iterable[Message]
    ) -> Act | Message | None:
        acts = self._acts_in_reach(plan, lanes)
        if self.other_lead(plan.lane.room) is not None:
            free = acts_without_lead(acts)
            acts = tuple(act for act in acts if act.seq in free)
        act = latest_to_undo(acts, frozenset(lanes.void_reasons))
        message = latest_message_to_undo(
            messages_of(lanes.lane(plan).plan, messages), self._has_ended, self._can_be_undone_here
        )
        if act is None or message is None:
            return act or message
        return message if message.after_act >= act.seq else act

    def _acts_in_reach(self, plan: Plan, lanes: Rundown) -> tuple[Act, ...]:
        """Return the acts of the lane on screen and, around the day boundary, of its neighbour.

        As long as Stage shows a closed lane, users can also act in the lane of the current day.
        After that, they can still undo what they did in the closed lane on the current day.
        """
        now, day_of = self._companion.clock.now(), lanes.plans.programme.day_of
        acts = list(lanes.lane_acts(plan))
        for other in lanes.plans.all:
            if other.lane.room != plan.lane.room or other.key == plan.key:
                continue
            if plan.closes <= other.opens <= now:
                acts += lanes.lane_acts(other)
            acts += (
                act
                for act in lanes.lane_acts(other)
                if other.closes <= min(act.at, plan.opens)
                if day_of(act.at) == day_of(now)
            )
        return tuple(sorted(acts, key=lambda act: act.seq))

    def _can_be_undone_here(self, entry: Act | Message) -> bool:
        """Return whether an entry is about one lane only, or was made in this window."""
        if isinstance(entry, Act) or entry.room is not None or entry.session is not None:
            return True
        several = self._companion.snapshot.programme.has_several_rooms
        return not several or self._companion.log.is_own_record(entry.uid)

    def entries(self, plan: Plan, *, reach: bool = False) -> tuple[Act | Message, ...]:
        """Return the acts and messages of a lane in order. Undos are included.

        If `reach` is set, also return the acts that `_acts_in_reach` adds.
        """
        snapshot, now = self._companion.present
        messages, rundown = messages_of(plan, messages_at(snapshot, now)), snapshot.rundown(now)
        unknown = [
            act
            for act in rundown.acts_without_lane
            if act.room == plan.lane.room and plan.opens <= act.at < plan.closes
        ]
        known = self._acts_in_reach(plan, rundown) if reach else rundown.lane_acts(plan)
        acts = sorted([*known, *unknown], key=lambda act: act.seq)
        return tuple(interleave(acts, messages))

    def latest_undo(self, plan: Plan) -> Act | Message | None:
        """Return the latest undo in a lane, or None if an act followed it.

        Undos that are themselves undone are left out. If another computer leads the room, return
        None unless the undone act needs no lead.
        """
        entries = self.entries(plan, reach=True)
        acts = [entry for entry in entries if isinstance(entry, Act)]
        led, free = self.other_lead(plan.lane.room) is not None, acts_without_lead(acts)
        undone = undone_entries(entries)
        undos = {entry_id(entry) for entry in entries if entry.undoes is not None}
        for entry in filter(self._can_be_undone_here, reversed(entries)):
            if entry.undoes is None:
                return None
            if entry_id(entry) not in undone and entry.undoes not in undos:
                barred = led and isinstance(entry, Act) and entry.seq not in free
                return None if barred else entry
        return None

    # Messages

    def send_message(
        self,
        text: str,
        to: To = "everyone",
        session: str | None = None,
        room: str | None = None,
        end: MessageEnd = UNTIL_WITHDRAWN,
    ) -> Message:
        """Send a message. If the text is empty, withdraw the current message.

        Raises:
            UnknownError: the programme has no such session.
            RefusedError: the text is empty, and there is no message to withdraw.
            NotActingError, RehearsalOverError, StorageError: as for `record`.
        """
        self._ensure_can_send()
        for named in (session, end.session):
            if named is not None and named not in self._companion.snapshot.programme.by_id:
                raise UnknownError("session", named)
        now = self._now()
        line = cap(clean_line(text), limits.MESSAGE_LIMIT)
        message = Message(0, now, to, line, session, room, by=self._by)
        if line:
            until = now + end.after if end.after is not None else end.at
            message = replace(message, until=until, ends_with=end.session)

        def make(events: EventLog) -> Message:
            if not line and not self._withdraws_message(message, events.messages):
                raise RefusedError(Refusal("no-message"))
            return message

        return self._companion.log.record(make)

    def undo_message(self, message: Message, latest_of: Plan | None = None) -> Message:
        """Undo a message. The message that it had replaced is then in force again.

        An undo can itself be undone. If `latest_of` is given, the message must still be the latest
        one of that lane.

        Raises:
            RefusedError: the message was already undone, or is no longer the latest.
            NotActingError, RehearsalOverError, StorageError: as for `record`.
        """
        self._ensure_can_send()
        undo = replace(
            message,
            seq=0,
            at=self._now(),
            text="",
            seen_at=None,
            uid="",
            by=self._by,
            until=None,
            ends_with=None,
            undoes=message.uid,
        )

        def make(events: EventLog) -> Message:
            if message.uid in undone_entries(events.messages):
                raise RefusedError(Refusal("not-in-force"))
            if latest_of is not None:
                lanes = self._companion.snapshot.lanes.rundown(events.acts)
                found = self._find_latest_entry(latest_of, lanes, events.messages)
                if not isinstance(found, Message) or found.uid != message.uid:
                    raise RefusedError(Refusal("moved-on", found.session if found else None))
            return undo

        return self._companion.log.record(make)

    def _ensure_can_send(self) -> None:
        why_not = self.acting_refusal()
        if why_not is not None:
            raise NotActingError(why_not)

    def _withdraws_message(self, empty: Message, messages: Iterable[Message]) -> bool:
        """Return whether an empty message withdraws a message that is still current."""
        before = message_before(messages, empty)
        return before is not None and not self._has_ended(before)

    def _has_ended(self, message: Message) -> bool:
        snapshot, now = self._companion.present
        return has_ended(message, snapshot, now)

    def acknowledge(self, message: Message) -> None:
        """Record that a message was seen, so that its sender knows it.

        Raises:
            NotActingError: the time is simulated.
            RehearsalOverError, StorageError: as for `record`.
        """
        if self._companion.snapshot.is_read_only:
            raise NotActingError("looking")
        if message.seen_at is None:
            now = self._companion.clock.now()
            self._companion.log.record(lambda _: Seen(message.uid, now))


def messages_of(plan: Plan, messages: Iterable[Message]) -> tuple[Message, ...]:
    """Return the stage's messages about a lane or about the whole event."""
    return tuple(
        m
        for m in messages
        if m.to != "stage"
        if (m.session in plan.by_id if m.session else m.room in (None, plan.lane.room))
    )


def login_name(named: str | None = None) -> str | None:
    """Return the user's name, cleaned and cut to its limit, or None.

    If `named` is None, the name is that of the login.
    """
    name = named
    if name is None:
        import getpass

        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            return None
    return cap(clean_line(name), limits.NAME_LIMIT) or None


def _place_insert(act: Act, lanes: Rundown) -> Act:
    """Return an insert with a place.

    An insert without a place comes after the running session, or starts now.

    A time in the current minute means now.
    """
    now = act.when or act.at
    if act.to is not None:
        return (
            replace(act, to=max(act.to, now))
            if instants.truncate_to_minute(now) == instants.truncate_to_minute(act.to)
            else act
        )
    plan = lanes.lane_of_room(act.room, now)
    if act.after is not None or plan is None:
        return act
    running = lane_timing(lanes.lane(plan), now).running
    return replace(act, to=now) if running is None else replace(act, after=running.session.id)


def _refusal_of_report(act: Act, lanes: Rundown) -> Refusal | None:
    """Return a refusal if a report on a room would have no effect.

    Only the laptop that makes the report gets this refusal. A report of another laptop stays in the
    log without effect.
    """
    plan = lanes.plan_of_act(act)
    assert plan is not None
    timing = lane_timing(lanes.lane(plan), act.when or act.at)
    item = timing.item(act.session or "")
    if plan.lane.day != lanes.plans.programme.day_of(act.at) or item is None:
        return Refusal("other-lane", act.session)
    if item.status != "upcoming" and item.status != "running":  # noqa: PLR1714 - narrows the type
        return Refusal(item.status, act.session)
    reported = timing.state.seats.get(item.session.id, "open")
    return Refusal("already-reported", act.session) if reported == act.seats else None
