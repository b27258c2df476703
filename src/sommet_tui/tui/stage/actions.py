"""The actions of the Stage: what its keys do, at once or after a question, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, cast

from sommet_tui.companion.errors import NotDoneError, StorageError, UnknownError
from sommet_tui.companion.keys import (
    STAGE_LEAD,
    STAGE_MESSAGE,
    STAGE_REDO,
    STAGE_REHEARSAL,
    STAGE_UNDO,
)
from sommet_tui.companion.moderator import UncountedError
from sommet_tui.companion.rehearsal import RehearsalOverError
from sommet_tui.companion.stage import NotActingError, NotLeadingError, RefusedError
from sommet_tui.domain.messages import Message, MessageEnd, entry_id
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.rundown.definitions import DEFINITIONS
from sommet_tui.domain.rundown.lane_timing import LaneTiming, moment
from sommet_tui.domain.sharing.merge import VoidAct
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.feedback import Feedback, PromptQuestion
from sommet_tui.tui.prompt import Prompt
from sommet_tui.tui.stage.lane import LaneList
from sommet_tui.tui.stage.shown import ShownLane
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.messages import entry_sentence
from sommet_tui.wording.sentences import short_name
from sommet_tui.wording.sharing import (
    alone_sentence,
    lead_question,
    not_done_sentence,
    redo_request,
)
from sommet_tui.wording.stage import (
    choice_sentence,
    not_acting_sentence,
    other_day_sentence,
    question_sentence,
    rehearsal_over_sentence,
    unrecorded_sentence,
    when_sentence,
)
from sommet_tui.wording.times import sentence_time

Answer = ParamSpec("Answer")
"""The parameters of a question's answer."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """An act that waits for a session to be chosen.

    `session` is the session of the act, and the other one is being chosen; None if the session of
    the act itself is being chosen.
    """

    act: ActKind
    session: str | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """When a question was asked, in which rehearsal if any, and what was running then."""

    at: datetime
    rehearsal: str | None
    running: str | None


class StageActions:
    """The keys of the stage: for a key with the action `act('NAME')`, the method `act_NAME`.

    Without such a method, the key does what the definition of the act says.
    """

    def __init__(
        self,
        lane: ShownLane,
        prompt: Prompt,
        cursor: LaneList,
        open_dialog: Callable[[Dialog], object],
    ) -> None:
        self.choosing: _Choice | None = None
        """The act for which a session is being chosen."""
        self._lane = lane
        self._stage = lane.stage
        self._prompt = prompt
        self._cursor = cursor
        self._viewer = lane.viewer
        self._open = open_dialog
        self._asked: _Asked | None = None

    @property
    def chooses_session(self) -> bool:
        """Return whether a session is being chosen that cannot be a break."""
        return self.choosing is not None and "after" not in DEFINITIONS[self.choosing.act].needs

    def press(self, name: str, *amounts: int) -> None:
        """Do what a key is for, unless that needs the lead and another computer has it."""
        lead = self._lane.lead
        idle = any(key.action.startswith(f"act('{name}'") for key in self._lane.idle_keys())
        own = getattr(self, f"act_{name}", None)
        if lead is not None and idle:
            self._tell(failure(NotLeadingError(lead), self._lane))
        elif own is not None:
            own(*amounts)
        else:
            self._as_defined(cast("ActKind", name))

    def _as_defined(self, kind: ActKind) -> None:
        """Do an act as it is defined: on the running or selected session, or on the lane."""
        definition, room = DEFINITIONS[kind], self._lane.room
        if definition.of_running:
            if (running := self._running(kind)) is not None:
                self._act(Act(kind, running.id, room=room))
        elif "session" not in definition.needs:
            self._act(Act(kind, room=room))
        elif (item := self._cursor.chosen()) is not None:
            if "to" in definition.needs:
                self._ask_new_time(kind, item.session)
            elif definition.needs == ("session",):
                self._act(Act(kind, item.session.id))
            else:
                self._with_another(kind, item.session)

    def _ask_new_time(self, kind: ActKind, session: Session) -> None:
        """Ask for a new time; refuse at once if no time at all would be possible."""
        plan = self._lane.plan()
        if plan is None:
            return
        latest = plan.closes - timedelta(minutes=1)
        refused = self._refused(Act(kind, session.id, to=latest))
        if refused is not None:
            self._tell(refused)
        else:
            self._ask_when(kind, session, None)

    # Starting

    def act_start(self) -> None:
        """Start the session that is shown as the next.

        A key that is held down, or that two people press at the same moment, starts one session.
        """
        view = self._lane.view()
        found = self._stage.next_start(view.timing) if view is not None else None
        if found is None:
            self._say_none()
        elif found.question is not None and found.question.code == "undriven":
            self._choose_start(found.session)
        else:
            self._act(Act("start", found.session.id, room=self._lane.room), if_next=True)

    def _choose_start(self, first: Session) -> None:
        """Take over from the clock: ask which session begins, and propose the `first`."""
        why_not = not_acting(self._lane)
        if why_not is not None:
            self._tell(why_not)
            return
        self.choosing = _Choice("start", None)
        self._cursor.select(first.id)
        self._ask_chosen(first)

    def act_start_ago(self) -> None:
        """Ask when the next session has started; or the one that the clock has reached."""
        view = self._lane.view()
        coming = view.timing.reached if view is not None else None
        if coming is None:
            self._say_none()
        else:
            self._ask_when("start", coming.session, coming.session.start)

    def act_start_this(self) -> None:
        """Start the selected session."""
        item = self._cursor.chosen()
        if item is not None:
            self._act(Act("start", item.session.id))

    def _say_none(self) -> None:
        self._say(self._viewer.words.say("There are no more sessions to start."), "danger")

    # The running session

    def act_end_ago(self) -> None:
        """Ask when the running session has ended."""
        running = self._running("end")
        if running is not None:
            self._ask_when("end", running, running.end)

    def act_pause(self) -> None:
        """Pause the running session, or resume it."""
        view = self._lane.view()
        still = view is not None and view.timing.paused_since is not None
        self._as_defined("resume" if still else "pause")

    def _running(self, kind: ActKind) -> Session | None:
        """Return the running session; without one, show why the act is not possible."""
        view = self._lane.view()
        if view is not None and view.timing.running is not None:
            return view.timing.running.session
        self._tell(do(self._lane, Act(kind, room=self._lane.room)))
        return None

    # The selected session

    def act_add(self, minutes: int) -> None:
        """Add minutes to the running session, or to the one the cursor has just moved to."""
        item = self._cursor.for_minutes()
        if item is not None:
            self._add(item.session.id, minutes)

    def _add(self, session: str, minutes: int) -> None:
        self._tell(do(self._lane, Act("add", session, minutes=minutes, room=self._lane.room)))

    def act_insert(self) -> None:
        """Ask for a session to insert after the selected one, else the running one, else now."""
        from sommet_tui.tui.stage.dialogs import InsertDialog

        view, item = self._lane.view(), self._cursor.chosen()
        if view is None:
            return
        self._tell(None)
        running = view.timing.running
        if item is view.timing.next and self._cursor.on_its_own() is item:
            item = None
        after = item or running
        named = short_name(after.session) if after is not None else None
        insert = for_this_day(self._viewer, partial(do, self._lane))

        def then(title: str, minutes: int, to: datetime | None) -> str | None:
            id_ = item.session.id if item is not None and to is None else None
            act = self._stage.insertion(title, minutes, after=id_, to=to, room=self._lane.room)
            refused = self._refused(act)
            if refused is not None:
                return refused.text
            self._sure(self._question(act), partial(insert, act))
            return None

        self._open(InsertDialog(self._viewer, view.plan.lane.day, named, then))

    def _with_another(self, kind: ActKind, session: Session) -> None:
        """Ask for the other session of an act, by moving the cursor."""
        if self.choosing is not None:
            return
        other = self._cursor.choose_other(session)
        if other is None:
            return
        choice = _Choice(kind, session.id)
        refused = self._refused(self._chosen_act(choice, other))
        if refused is not None:
            self._cursor.select(session.id)
            self._tell(refused)
            return
        self.choosing = choice
        self._ask_chosen(other)

    def _ask_chosen(self, other: Session) -> None:
        """Ask whether this session is the right choice."""
        choice = self.choosing
        if choice is None:
            return
        session = self._viewer.programme.by_id.get(choice.session or other.id)
        text = choice_sentence(choice.act, session or other, other, self._viewer.words)
        self._ask(text, partial(do, self._lane, self._chosen_act(choice, other)), self._chose)

    def _chosen_act(self, choice: _Choice, other: Session) -> Act:
        if choice.session is None:
            return Act(choice.act, other.id)
        if "partner" in DEFINITIONS[choice.act].needs:
            return Act(choice.act, choice.session, partner=other.id)
        return Act(choice.act, choice.session, after=other.id)

    def _chose(self) -> None:
        """End the choice: move the cursor back to the session of the act."""
        choice, self.choosing = self.choosing, None
        if choice is not None and choice.session is not None:
            self._cursor.select(choice.session)
        elif choice is not None:
            self._cursor.follow()

    def moved(self, timing: LaneTiming, *, home: bool) -> None:
        """React to a moved cursor: it ends a question, or is part of the answer.

        `home` says that the cursor has moved by itself.
        """
        key, question = self._cursor.key, self._prompt.question
        item = timing.item(key or "")
        if self.choosing is not None and item is not None:
            if key != self.choosing.session:
                self._ask_chosen(item.session)
        elif question is not None and self.choosing is None and key != question.at and not home:
            self._tell(None)

    def act_suggest(self, number: int) -> None:
        """Take the minutes from the suggested session."""
        view = self._lane.view()
        if view is not None and number < len(view.helps):
            found = view.helps[number]
            self._add(found.session.id, found.minutes)
        else:
            self._say(self._viewer.words.say("There are no suggestions for catching up."))

    # Undo

    def act_undo(self) -> None:
        """Undo the latest act or message of the lane; drop a question that is being asked."""
        if self._prompt.question is not None:
            self._tell(None)
            return
        latest = self._lane.latest()
        if latest is None:
            self._say(self._viewer.words.say("There is nothing to undo."))
            return
        asked, view = self._stage.undo_question(latest), self._viewer.view()
        question = question_sentence(asked, view, entry_sentence(latest, view)) if asked else None
        self._sure(question, partial(undo, self._lane, latest, if_latest=True))

    def act_redo(self) -> None:
        """Redo the latest undone act or message, if nothing was done since."""
        again = self._lane.latest_undo()
        if again is None:
            self._say(self._viewer.words.say("There is nothing to redo."))
        else:
            self._tell(undo(self._lane, again))

    # Messages

    def act_message(self) -> None:
        """Ask for a message."""
        from sommet_tui.tui.stage.dialogs import Addressee, MessageDialog

        view, why_not = self._lane.view(), not_acting(self._lane)
        if view is None or why_not is not None:
            self._tell(why_not)
            return
        self._tell(None)
        item = self._cursor.chosen()
        record = for_this_day(self._viewer, partial(recorded, self._lane))

        def then(text: str, whom: Addressee, end: MessageEnd) -> None:
            send = partial(self._stage.say, text, whom.to, whom.session, whom.room, end)
            self._tell(record(send))

        self._open(MessageDialog(self._lane, view.timing, item.session.id if item else None, then))

    def act_seen(self) -> None:
        """Confirm the oldest new message of a panel."""
        view = self._lane.view()
        if view is None or not view.messages.asked:
            self._say(self._viewer.words.say("No new message from the panel."))
        else:
            self._tell(see(self._lane, view.messages.asked[0]))

    # The lead and rehearsals

    def act_lead(self) -> None:
        """Take the lead, after a question if another computer has it."""
        claim, companion, words = self._lane.lead, self._viewer.companion, self._viewer.words
        question = None
        if claim is not None:
            programme, known = companion.snapshot.programme, companion.is_caught_up
            question = lead_question(claim, programme, words, is_caught_up=known)
        self._sure(question, partial(_take_lead, self._lane))

    def act_rehearsal(self) -> None:
        """Begin a rehearsal, or end the one that is on."""
        question = rehearsal_question(self._lane)
        if question is None:
            self._tell(rehearse(self._lane))
        else:
            self._ask(question.text, question.yes)

    # Questions

    def _act(self, act: Act, *, if_next: bool = False) -> None:
        """Do an act, after its question if it has one; refuse at once what is not possible."""
        question = self._question(act, if_next=if_next)
        self._sure(question, partial(do, self._lane, act, if_next=if_next))

    def _question(self, act: Act, *, if_next: bool = False) -> str | None:
        """Return the question before an act; None if it needs no question or is impossible."""
        question = self._stage.question(act, if_next=if_next)
        return question_sentence(question, self._viewer.view()) if question is not None else None

    def _refused(self, act: Act) -> Feedback | None:
        """Return why an act is impossible, before any question about it; None if it is possible."""
        try:
            self._stage.check(act)
        except NotDoneError as error:
            return failure(error, self._lane)
        return None

    def _sure(self, question: str | None, yes: Callable[[], Feedback]) -> None:
        """Do something, after a question if there is one."""
        if question is None:
            self._tell(yes())
        else:
            self._ask(question, yes)

    def _ask(
        self, text: str, yes: Callable[[], Feedback], ended: Callable[[], None] | None = None
    ) -> None:
        viewer = self._viewer
        self._asked = _Asked(viewer.companion.now(), viewer.rehearsal, self._on())
        self._prompt.ask(PromptQuestion(text, yes, self._cursor.key, ended))

    def _on(self) -> str | None:
        view = self._lane.view()
        running = view.timing.running if view is not None else None
        return running.session.id if running is not None else None

    def withdraw(self) -> None:
        """Drop a question after some time, or if the situation has changed."""
        if self._prompt.question is None or self._asked is None:
            return
        words, companion = self._viewer.words, self._viewer.companion
        waited = abs(companion.now() - self._asked.at)
        if self._asked.rehearsal != self._viewer.rehearsal:
            over = self._viewer.rehearsal is None
            self._tell(Feedback(rehearsal_over_sentence(words), "danger") if over else None)
        elif self._asked.running != self._on():
            self._say(words.say("Nothing was done: another session is running now."))
        elif waited >= moment(companion.snapshot.speed):
            self._say(words.say("Nothing was done: there was no answer."))

    def _ask_when(self, kind: ActKind, session: Session, usual: datetime | None) -> None:
        from sommet_tui.tui.stage.dialogs import TimeQuestion, time_dialog

        plan = self._lane.plan()
        if plan is None:
            return
        self._tell(None)
        passed = usual if usual is not None and usual <= self._viewer.companion.now() else None
        asked = when_sentence(kind, session, self._viewer.words)
        record = for_this_day(self._viewer, partial(do, self._lane))

        def then(when: datetime) -> str | None:
            act = Act(kind, session.id, when=when, room=self._lane.room)
            if kind == "move":
                act = Act(kind, session.id, to=when, room=self._lane.room)
            refused = self._refused(act)
            if refused is not None:
                return refused.text
            self._tell(record(act))
            return None

        question = TimeQuestion(asked, plan.lane.day, passed, ahead=kind == "move")
        self._open(time_dialog(self._viewer, question, then))

    def _say(self, said: str, style: str = "muted") -> None:
        self._tell(Feedback(said, style))

    def _tell(self, feedback: Feedback | None) -> None:
        self._prompt.tell(feedback)


# What is recorded, and what came of it


def recorded(lane: ShownLane, record: Callable[[], Act | Message]) -> Feedback:
    """Record something; return what it was and how to undo it, or why it is impossible."""
    try:
        done = record()
    except (NotDoneError, StorageError, UnknownError) as error:
        return failure(error, lane)
    return Feedback(_done(done, lane.viewer))


def do(lane: ShownLane, act: Act, *, if_next: bool = False) -> Feedback:
    """Record an act."""
    return recorded(lane, partial(lane.stage.do, act, if_next=if_next))


def undo(lane: ShownLane, one: Act | Message, *, if_latest: bool = False) -> Feedback:
    """Undo an act, a message or an undo; with `if_latest`, only if it is still the latest one."""
    if isinstance(one, Act):
        return do(lane, Act("undo", undoes=one.seq, room=one.room), if_next=if_latest)
    plan = lane.plan() if if_latest else None
    return recorded(lane, partial(lane.stage.take_back, one, plan))


def see(lane: ShownLane, message: Message) -> Feedback:
    """Tell the sender that a message was seen."""
    try:
        lane.stage.see(message)
    except (NotDoneError, StorageError) as error:
        return failure(error, lane)
    return Feedback(lane.viewer.words.say("Seen: “{text}”", text=message.text))


def redo(lane: ShownLane, void: Sequence[VoidAct]) -> Feedback:
    """Redo acts without effect, in their order; ask the leading laptop if another one leads."""
    words, done, led_elsewhere = lane.viewer.words, Feedback(""), lane.lead is not None
    for void_act in void:
        if led_elsewhere:
            request = redo_request(void_act, lane.viewer.view())
            done = recorded(lane, partial(lane.stage.say, request, "stage", None, lane.room))
        else:
            done = recorded(lane, partial(lane.stage.redo, void_act))
        if done.style == "danger":
            return done
    if led_elsewhere:
        return Feedback(words.say("Request sent to the room’s lead: redo this action."))
    if len(void) < 2:
        return done
    return Feedback(words.count("{n} action redone", "{n} actions redone", len(void)))


def see_void(lane: ShownLane) -> None:
    """Note that the user has seen the acts without effect of the lane's room."""
    companion = lane.viewer.companion
    crew = companion.snapshot.events.crew
    shown = frozenset(void_act.record.uid for void_act in lane.void())
    if crew is not None and any(void_act.record.uid in shown for void_act in crew.unseen):
        with suppress(StorageError):  # they stay news, which harms nobody
            companion.see_void(shown)


def for_this_day(viewer: Viewer, act: Callable[Answer, Feedback]) -> Callable[Answer, Feedback]:
    """Return a callable that does `act` later, unless the rehearsal has ended meanwhile.

    An answer to a question of the rehearsal must not change the real day.
    """
    asked_in = viewer.rehearsal

    def later(*answer: Answer.args, **more: Answer.kwargs) -> Feedback:
        if viewer.rehearsal == asked_in:
            return act(*answer, **more)
        return Feedback(rehearsal_over_sentence(viewer.words), "danger")

    return later


def _take_lead(lane: ShownLane) -> Feedback:
    """Take the lead of the shown room."""
    room = lane.room
    try:
        lane.viewer.companion.take_lead(room)
    except (NotDoneError, StorageError) as error:
        return failure(error, lane)
    return _led(lane.viewer, room) or Feedback(lane.viewer.words.say("You now lead this room."))


def _led(viewer: Viewer, room: str | None) -> Feedback | None:
    """Return whether the crew has confirmed the lead of a room; None without the lead."""
    crew = viewer.snapshot.events.crew
    if crew is None or not crew.leads(room):
        return None
    if crew.is_alone(room):
        return Feedback(alone_sentence(viewer.words), then=partial(_led, viewer, room))
    return Feedback(viewer.words.say("You now lead this room."))


def rehearsal_question(lane: ShownLane) -> PromptQuestion | None:
    """Return the question before a rehearsal begins or ends; None if none is needed."""
    question = lane.stage.rehearsal_question()
    if question is None:
        return None
    answer = _end_rehearsal if question.code == "end-rehearsal" else rehearse
    return PromptQuestion(question_sentence(question, lane.viewer.view()), partial(answer, lane))


def rehearse(lane: ShownLane) -> Feedback:
    """Begin a rehearsal, or join the running one."""
    viewer, words = lane.viewer, lane.viewer.words
    try:
        begun = viewer.companion.rehearse()
    except StorageError as error:
        return failure(error, lane)
    view = viewer.view()
    time = sentence_time(view.now, view)
    if not begun:
        said = words.say(
            "This window joined the running rehearsal; its clock shows {time}.", time=time
        )
        return Feedback(said)
    return Feedback(words.say("The rehearsal has started at {time}.", time=time))


def _end_rehearsal(lane: ShownLane) -> Feedback:
    """End the running rehearsal, and discard its acts."""
    try:
        lane.viewer.companion.clear_rehearsal()
    except StorageError as error:
        return failure(error, lane)
    said = lane.viewer.words.say("The rehearsal has ended; its actions have been discarded.")
    return Feedback(said)


def _done(one: Act | Message, viewer: Viewer) -> str:
    """Return what was recorded, and the key that undoes it, or that redoes an undone entry."""
    words, events = viewer.words, viewer.snapshot.events
    if isinstance(one, Message) and one.to == "stage":
        sent = words.say("Sent: “{text}”", text=one.text)
        return sent if one.text else words.say("Message withdrawn.")
    log = events.acts if isinstance(one, Act) else events.messages
    undos = {entry_id(entry) for entry in log if entry.undoes is not None}
    undone = one.undoes is not None and one.undoes not in undos
    key = viewer.keymap.shown(STAGE_REDO if undone else STAGE_UNDO)
    hint = words.say("redo") if undone else words.say("undo")
    return f"{entry_sentence(one, viewer.view())} · {key} {hint}"


def failure(error: Exception, lane: ShownLane) -> Feedback:
    """Return why nothing was recorded, and the keys that help."""
    viewer, words, view = lane.viewer, lane.viewer.words, lane.viewer.view()
    if isinstance(error, UnknownError):  # the programme has changed meanwhile
        return Feedback(words.say("This action is not possible now."), "danger")
    if isinstance(error, StorageError):
        more = storage_error_sentence(error, words)
        return Feedback(words.say("Nothing was recorded."), "danger", more)
    assert isinstance(error, NotDoneError)
    if isinstance(error, RehearsalOverError):
        viewer.companion.look_again()
        if lane.stage.not_acting() is None:
            rehearses = viewer.rehearsal is not None
            return Feedback(other_day_sentence(words, rehearses=rehearses), "danger")
    if isinstance(error, NotActingError):
        return _how_to_rehearse(error.reason, viewer)
    said, more, shown = not_done_sentence(error, view), "", viewer.keymap.shown
    if isinstance(error, UncountedError):
        return Feedback(said, "muted")
    if isinstance(error, NotLeadingError):
        keys = words.say("{message}: message to the room’s lead", message=shown(STAGE_MESSAGE))
        if lane.may_take_lead:
            keys = words.say(
                "{lead}: take the lead · {message}: message to the room’s lead",
                lead=shown(STAGE_LEAD),
                message=shown(STAGE_MESSAGE),
            )
        said = f"{said} {keys}"
    elif isinstance(error, RefusedError) and viewer.companion.unrecorded_since is not None:
        more = unrecorded_sentence(viewer.companion.unrecorded_since, view)
    return Feedback(said, "danger", more)


def not_acting(lane: ShownLane) -> Feedback | None:
    """Return why nobody may act here, and the key that begins a rehearsal; None if one may."""
    reason = lane.stage.not_acting()
    return _how_to_rehearse(reason, lane.viewer) if reason is not None else None


def _how_to_rehearse(reason: str, viewer: Viewer) -> Feedback:
    said, key = not_acting_sentence(reason, viewer.words), viewer.keymap.shown(STAGE_REHEARSAL)
    text = viewer.words.say("{why} {key}: start a rehearsal", why=said, key=key)
    return Feedback(text, "danger")
