"""The stage: every act as a verb, decided on the log as it is when it is written.

Of several that act at once, each sees what the others did before it: one "start next" starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import LeadRefusedError, UnknownError
from sommet_tui.companion.event_log import EventLog
from sommet_tui.companion.questions import (
    Confirmation,
    NextStart,
    next_start,
    question_before,
    question_before_insert,
)
from sommet_tui.domain.instants import to_minute
from sommet_tui.domain.limits import (
    LINE_LIMIT,
    MESSAGE_LIMIT,
    MOST_INSERTED_PEOPLE,
    NAME_LIMIT,
    TITLE_LIMIT,
)
from sommet_tui.domain.messages import (
    UNTIL_TAKEN_BACK,
    Message,
    MessageEnd,
    To,
    latest_message_to_undo,
    undone_messages,
)
from sommet_tui.domain.programme import participants_named
from sommet_tui.domain.rundown.acts import Act, ActKind, latest_to_undo
from sommet_tui.domain.rundown.definitions import DEFINITIONS
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.refusal import Refusal
from sommet_tui.domain.rundown.replay import Rundown
from sommet_tui.domain.rundown.standing import Standing, just_started, moment, stand
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from sommet_tui.domain.sharing.merge import VoidAct
    from sommet_tui.domain.sharing.records import LeadClaim

_NOW = frozenset(("undo", "announce"))
"""What is done again as of now: an undo has no time, and times are announced as they stand."""


class RefusedError(Exception):
    """An act that cannot be; nothing was recorded. `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


class NotActingError(Exception):
    """Nobody may act here; nothing was recorded.

    `reason`: "looking" (the clock is not the real one and no rehearsal has begun), "outside"
    (the event is not on today, and this is no rehearsal) or "following" (the day is that of a stage
    elsewhere).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotLeadingError(Exception):
    """The room is driven from another machine, as `claim` tells; nothing was recorded."""

    def __init__(self, claim: LeadClaim) -> None:
        super().__init__(claim.writer)
        self.claim = claim


class Stage:
    """The stage of a companion's programme, for someone called `by`.

    An act is done as someone asks for it. Its `room` of None is the only one, or the one its
    session stands in. With `if_next` it is done only while its session is the next to start, or
    what it undoes the next to undo; when `careful`, only if nothing was started a moment ago: a
    button pressed twice starts one session.
    """

    def __init__(self, companion: Companion, by: str | None = None) -> None:
        self._companion = companion
        self._by = by

    def plan(self, room: str | None = None) -> Plan | None:
        """Return the lane of a room (by id) that the present falls in, else its next or last one.

        It has what was inserted.
        """
        snapshot, now = self._companion.snapshot, self._companion.now()
        plan = snapshot.plans.of_room(self._room(room), now)
        return None if plan is None else snapshot.rundown(now).lane(plan).plan

    def _room(self, room: str | None) -> str | None:
        """Return the room, or the only one there is where none is named."""
        rooms = self._companion.snapshot.programme.rooms
        return rooms[0].id if room is None and len(rooms) == 1 else room

    def standing(self, plan: Plan) -> Standing:
        """Return a lane at the present instant."""
        snapshot, now = self._companion.snapshot, self._companion.now()
        return stand(snapshot.rundown(now).lane(plan), now)

    def instant(self, text: str) -> datetime:
        """The instant someone means by `text` today: on the event day of the clock that is shown.

        Raises:
            TimeError: it means none.
        """
        return self._companion.instant(text)

    def not_acting(self) -> str | None:
        """Return why nobody may act now, as `NotActingError.reason`; None if one may."""
        snapshot = self._companion.snapshot
        if snapshot.looking:
            return "looking"
        if snapshot.follows:
            return "following"
        rehearsing = snapshot.events.rehearsal is not None
        on = rehearsing or self._companion.today in snapshot.programme.days
        return None if on else "outside"

    def expect_acting(self, kind: ActKind) -> None:
        """Check that somebody may do an act of this kind now.

        Raises:
            NotActingError: nobody may.
        """
        why_not = self.not_acting()
        if why_not in ("looking", "following") or (
            why_not == "outside" and DEFINITIONS[kind].on_day
        ):
            raise NotActingError(why_not)

    def do(
        self, asked: Act, *, if_next: bool = False, careful: bool = False, redoes: str | None = None
    ) -> Act:
        """Record an act; it is on the disk when this returns, and the snapshot shows it.

        `redoes` is the `uid` of the void act that it does again.

        Raises:
            RefusedError: it cannot be, on the log as it is now.
            NotActingError: nobody may act here.
            NotLeadingError: the room is driven from another machine.
            LeadRefusedError: nobody drives the room, and this laptop may not.
            RehearsalOverError: the rehearsal taken part in is over.
            KeepingError: it could not be kept; nothing has changed.
        """
        self.expect_acting(asked.act)
        now = self._now()
        crew = self._companion.snapshot.events.crew
        if crew is not None:
            room = self.check(asked, if_next=if_next, careful=careful).room
            if crew.lead(room) is None:
                self._companion.take_lead(room)

        def make(events: EventLog) -> Act:
            act = self._decided(asked, events, now, if_next=if_next, careful=careful)
            if events.crew is not None and not events.crew.leads(act.room):
                raise LeadRefusedError("crossed")  # the claim was withdrawn this very moment
            return act

        return self._companion.record("act", make, redoes)

    # Void acts

    def to_redo(self, room: str | None) -> tuple[VoidAct, ...]:
        """The void acts of a room that concern this laptop, and that nobody has done again."""
        crew = self._companion.snapshot.events.crew
        return () if crew is None else crew.to_redo(self._room(room))

    def redo(self, void: VoidAct) -> Act:
        """Record a void act again, as done when it was done; only the room's lead can.

        Raises:
            As `do`; RefusedError "not-in-force" where it undid what does not count.
        """
        act, undoes = void.act, None
        if act.act == "undo":
            acts = self._companion.snapshot.events.acts
            undoes = next((each.seq for each in acts if each.uid == void.record.refers), None)
            if undoes is None:
                raise RefusedError(Refusal("not-in-force"))
        when = None if act.act in _NOW else act.when or act.at
        again = replace(act, when=when, undoes=undoes, times=None)
        return self.do(again, redoes=void.record.uid)

    def insertion(  # noqa: PLR0913  (all that there is to say of it)
        self,
        title: str,
        minutes: int,
        people: Iterable[str] = (),
        *,
        after: str | None = None,
        to: datetime | None = None,
        room: str | None = None,
        when: datetime | None = None,
    ) -> Act:
        """Return the act that inserts an item, under an id that no other machine gives.

        Without a place, it comes after what runs then, or starts at once where nothing does.
        """
        import os

        names = [cap(clean_line(name), LINE_LIMIT) for name in people]
        programme = self._companion.snapshot.programme
        return Act(
            "insert",
            f"added-{os.urandom(5).hex()}",
            minutes,
            when,
            after,
            to=to,
            room=room,
            title=cap(clean_line(title), TITLE_LIMIT) or None,
            people=participants_named(programme, filter(None, names))[:MOST_INSERTED_PEOPLE],
        )

    def check(self, asked: Act, *, if_next: bool = False, careful: bool = False) -> Act:
        """See whether an act could be done now, without doing it; as it would be recorded.

        Raises:
            RefusedError, NotActingError, NotLeadingError: as `do`.
        """
        self.expect_acting(asked.act)
        events = self._companion.snapshot.events
        return self._decided(asked, events, self._now(), if_next=if_next, careful=careful)

    # What is asked first

    def question(self, asked: Act, *, if_next: bool = False) -> Confirmation | None:
        """Return what is to be asked before an act; None where it is done at once, or cannot be.

        Whoever says when it was does not act by mistake.
        """
        if asked.when is not None or not (asked.act == "start" or DEFINITIONS[asked.act].confirm):
            return None
        try:
            act = self.check(asked, if_next=if_next)
        except (RefusedError, NotActingError, NotLeadingError):
            return None
        rundown = self._companion.snapshot.rundown(self._companion.now())
        plan = rundown.of_act(act)
        assert plan is not None
        acts = rundown.acts_of(plan)
        standing = self.standing(plan)
        if act.act == "insert":
            return question_before_insert(act, standing, acts)
        return question_before(act, standing, acts, self._moment, if_next=if_next)

    def next_change(self) -> datetime | None:
        """Return the next instant at which something starts or ends, as things are projected.

        In the room that is shown, else in any; later than a minute from now, None where there is
        none on the lane's day.
        """
        companion = self._companion
        rooms = [room.id for room in companion.snapshot.programme.rooms]
        shown: Sequence[str | None] = rooms or [None]
        if companion.snapshot.room is not None:
            shown = [companion.snapshot.room]
        plans = (self.plan(room) for room in shown)
        items = (item for plan in plans if plan for item in self.standing(plan).items)
        soon = companion.now() + timedelta(minutes=1)
        changes = (at for item in items for at in (item.start, item.end) if at and at > soon)
        return min(changes, default=None)

    def next_start(self, standing: Standing) -> NextStart | None:
        """Return what "start next" does in a lane now; None where no session is left to start."""
        rundown = self._companion.snapshot.rundown(self._companion.now())
        return next_start(standing, rundown.acts_of(standing.state.plan), self._moment)

    def undo_question(self, latest: Act | Message, *, by_name: bool = False) -> Confirmation | None:
        """Return what is to be asked before the latest is undone; None for one's own of just now.

        A window knows its own acts; a command, which does one and ends, goes `by_name`.
        """
        own = latest.by == self._by if by_name else self._companion.made_here(latest.uid)
        if own and self._companion.now() - latest.at <= self._moment:
            return None
        return Confirmation("undo", by=latest.by)

    def rehearsal_question(self) -> Confirmation | None:
        """Return what is to be asked before a rehearsal ends, or begins where the day is real."""
        if self._companion.snapshot.events.rehearsal is not None:
            return Confirmation("end-rehearsal")
        return Confirmation("begin-rehearsal") if self.not_acting() is None else None

    @property
    def _moment(self) -> timedelta:
        return moment(self._companion.snapshot.speed)

    def lead(self, room: str | None) -> LeadClaim | None:
        """Return who drives a room from another machine; None for nobody, or for this one."""
        return _elsewhere(self._companion.snapshot.events, room)

    def _now(self) -> datetime:
        return self._companion.now().replace(microsecond=0)

    def _decided(
        self, asked: Act, events: EventLog, now: datetime, *, if_next: bool, careful: bool
    ) -> Act:
        acts = events.acts
        act = replace(
            asked,
            seq=acts[-1].seq + 1 if acts else 1,
            at=now,
            uid="",
            room=self._room(asked.room),
            when=asked.when.replace(microsecond=0) if asked.when else None,
            to=asked.to.replace(microsecond=0) if asked.to else None,
            by=self._by,
            programme=self._companion.snapshot.programme.id,
            rehearsal=events.rehearsal.id if events.rehearsal else None,
        )
        with self._companion.snapshot.lanes.log(acts) as log:
            if act.act == "insert":
                act = _placed(act, log.rundown())
            refused = log.refusal(act)
            if refused is None and if_next:
                refused = self._moved_on(act, log.rundown(), events)
            if refused is None and careful:
                refused = _too_soon(act, log.rundown(), self._moment)
            if refused is not None:
                raise RefusedError(refused)
            completed = log.completed(act)
        elsewhere = _elsewhere(events, completed.room)
        if elsewhere is not None:
            raise NotLeadingError(elsewhere)
        return completed

    def _moved_on(self, act: Act, lanes: Rundown, events: EventLog) -> Refusal | None:
        """Return why what an act names is the next one, or the latest, no longer; None if it is."""
        if act.act == "undo":
            key = next(
                k for k, acts in lanes.acts.items() if any(a.seq == act.undoes for a in acts)
            )
            latest = self._latest(lanes.plans.by_key[key], lanes, events.messages)
            if isinstance(latest, Act) and latest.seq == act.undoes:
                return None
            return Refusal("moved-on", latest.session if latest else None)
        plan = lanes.of_act(act)
        assert plan is not None
        standing = stand(lanes.lane(plan), act.at)
        coming = standing.to_start if act.when is None else standing.reached
        if coming is not None and coming.session.id == act.session:
            return None
        return Refusal("moved-on", coming.session.id if coming else None)

    # The latest act or message

    def latest(self, plan: Plan) -> Act | Message | None:
        """The latest act or message of a lane that can be undone, whoever it is by; None if none.

        Messages to the stage are others' and not among them.
        """
        snapshot, now = self._companion.snapshot, self._companion.now()
        return self._latest(plan, snapshot.rundown(now), snapshot.messages(now))

    def _latest(
        self, plan: Plan, lanes: Rundown, messages: Iterable[Message]
    ) -> Act | Message | None:
        snapshot, now = self._companion.snapshot, self._companion.now()
        act = latest_to_undo(lanes.acts_of(plan), lanes.lane(plan).void)
        message = latest_message_to_undo(
            messages_of(lanes.lane(plan).plan, messages),
            lambda m: m.has_ended(now, lambda id_: snapshot.is_over(id_, now)),
        )
        if act is None or message is None:
            return act or message
        return message if message.after_act >= act.seq else act

    # Messages

    def say(
        self,
        text: str,
        to: To = "everyone",
        session: str | None = None,
        room: str | None = None,
        end: MessageEnd = UNTIL_TAKEN_BACK,
    ) -> Message:
        """Send a message; an empty text takes back the one that stands.

        Raises:
            UnknownError: the programme has no such session.
            NotActingError, RehearsalOverError, KeepingError: as `do`.
        """
        self._expect_saying()
        for named in (session, end.session):
            if named is not None and named not in self._companion.snapshot.programme.by_id:
                raise UnknownError("session", named)
        now = self._now()
        said = cap(clean_line(text), MESSAGE_LIMIT)
        message = Message(0, now, to, said, session, room, by=self._by)
        if said:
            until = now + end.after if end.after is not None else end.at
            message = replace(message, until=until, ends_with=end.session)
        return self._keep(message)

    def take_back(self, message: Message, latest_of: Plan | None = None) -> Message:
        """Undo a message: it is as if it had never been, and what stood before it stands again.

        An undo can be undone as well. It must still be the latest of `latest_of`, if that is given.

        Raises:
            RefusedError: it is undone already, or is the latest no longer.
            NotActingError, RehearsalOverError, KeepingError: as `do`.
        """
        self._expect_saying()
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
            if message.uid in undone_messages(events.messages):
                raise RefusedError(Refusal("not-in-force"))
            if latest_of is not None:
                lanes = self._companion.snapshot.lanes.rundown(events.acts)
                found = self._latest(latest_of, lanes, events.messages)
                if not isinstance(found, Message) or found.uid != message.uid:
                    raise RefusedError(Refusal("moved-on", found.session if found else None))
            return undo

        return self._companion.record("message", make)

    def _expect_saying(self) -> None:
        why_not = self.not_acting()
        if why_not is not None:
            raise NotActingError(why_not)

    def _keep(self, message: Message) -> Message:
        return self._companion.record("message", lambda _: message)

    def see(self, message: Message) -> None:
        """Tell the other side that a message was seen.

        Raises:
            RehearsalOverError, KeepingError: as `do`.
        """
        if message.seen_at is None and not self._companion.snapshot.looking:
            now = self._companion.now()
            self._companion.record("seen", lambda _: (message.uid, now))


def messages_of(plan: Plan, messages: Iterable[Message]) -> tuple[Message, ...]:
    """What the stage said that concerns a lane: in it, or to the whole event."""
    return tuple(
        m
        for m in messages
        if m.to != "stage"
        if (m.session in plan.by_id if m.session else m.room in (None, plan.lane.room))
    )


def login_name(named: str | None = None) -> str | None:
    """Return who acts: as `named`, else as who is logged in, cleaned; None where that is nobody."""
    name = named
    if name is None:
        import getpass

        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            return None
    return cap(clean_line(name), NAME_LIMIT) or None


def ago(now: datetime, minutes: int) -> datetime:
    """Return the instant so many minutes before `now`."""
    return now - timedelta(minutes=minutes)


def _elsewhere(events: EventLog, room: str | None) -> LeadClaim | None:
    """Return who drives a room from another machine."""
    crew = events.crew
    return None if crew is None or crew.leads(room) else crew.lead(room)


def _placed(act: Act, lanes: Rundown) -> Act:
    """Return an act that inserts, with a place: after what runs, or now, where none was named.

    A TIME in the present minute is now.
    """
    now = act.when or act.at
    if act.to is not None:
        return replace(act, to=max(act.to, now)) if to_minute(now) == to_minute(act.to) else act
    plan = lanes.of_act(act)
    if act.after is not None or plan is None:
        return act
    running = stand(lanes.lane(plan), now).running
    return replace(act, to=now) if running is None else replace(act, after=running.session.id)


def _too_soon(act: Act, lanes: Rundown, within: timedelta) -> Refusal | None:
    """Return why what is next cannot be meant: another one has hardly begun."""
    plan = lanes.of_act(act)
    assert plan is not None
    fresh = just_started(stand(lanes.lane(plan), act.at), lanes.acts_of(plan), within)
    return Refusal("just-started", fresh.id) if fresh else None
