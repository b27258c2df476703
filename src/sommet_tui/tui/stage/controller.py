"""The stage as the user of one window drives it: the shown lane, its acts and their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import ParamSpec

from sommet_tui.companion.errors import LeadRefusedError, StorageError, UnknownError
from sommet_tui.companion.keys import (
    STAGE,
    STAGE_LEAD,
    STAGE_MESSAGE,
    STAGE_REDO,
    STAGE_REHEARSAL,
    STAGE_UNDO,
    WITHOUT_LEAD,
    Key,
)
from sommet_tui.companion.panel import turn_moment
from sommet_tui.companion.questions import Confirmation
from sommet_tui.companion.recorder import NotSharedError
from sommet_tui.companion.rehearsal import RehearsalOverError
from sommet_tui.companion.stage import (
    NotActingError,
    NotLeadingError,
    RefusedError,
    Stage,
    login_name,
    messages_of,
)
from sommet_tui.domain.messages import (
    UNTIL_TAKEN_BACK,
    Message,
    MessageEnd,
    To,
    about,
    interleaved,
    undone_messages,
)
from sommet_tui.domain.rundown.acts import Act, undone
from sommet_tui.domain.rundown.impact import Cost, Suggestion, impact, suggestions
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.state import LaneState
from sommet_tui.domain.sharing.merge import VoidAct
from sommet_tui.domain.sharing.records import LeadClaim
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.feedback import Feedback, PromptQuestion
from sommet_tui.tui.stage.lane import Signature, signature
from sommet_tui.tui.stage.view import LaneMessages, StageView
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.messages import addressee_words, end_words, entry_sentence
from sommet_tui.wording.sharing import (
    alone_sentence,
    lead_question,
    lead_refused_sentence,
    not_leading_sentence,
    redo_request,
)
from sommet_tui.wording.stage import (
    not_acting_sentence,
    other_day_sentence,
    question_sentence,
    refusal_sentence,
    rehearsal_over_sentence,
    unrecorded_sentence,
)
from sommet_tui.wording.times import sentence_time

Asked = ParamSpec("Asked")
"""The parameters of a question."""

_REFUSALS = (
    RefusedError,
    NotActingError,
    NotLeadingError,
    LeadRefusedError,
    RehearsalOverError,
    StorageError,
)
MESSAGE_LASTS = timedelta(minutes=30)
"""How long a message to everyone is shown, if it is to expire by itself."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets a message and what it is about, as in `Message`; `stands` is the current message."""

    to: To
    session: str | None
    room: str | None
    stands: Message | None


class StageController:
    """The stage of the shown room."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self.stage = Stage(viewer.companion, login_name())
        self.counts_up = False
        """Whether the speaker's clock shows the time since the start instead of the time left."""
        self._known: tuple[LaneState, Signature] | None = None
        self._found: tuple[tuple[Cost, ...], tuple[Suggestion, ...]] = ((), ())

    @property
    def room(self) -> str | None:
        """The room whose lane is shown: the chosen room, or else the first; None without rooms."""
        snapshot = self._viewer.snapshot
        first = next((room.id for room in snapshot.programme.rooms), None)
        return snapshot.room or first

    def plan(self) -> Plan | None:
        """The shown lane; None if the room has no lane."""
        return self.stage.plan(self.room)

    def view(self) -> StageView | None:
        """Return the lane now; compute the cost of its delay only if the lane has changed."""
        plan = self.plan()
        if plan is None:
            return None
        timing = self.stage.timing(plan)
        known = (timing.state, signature(timing))
        if self._known is None or self._known[0] is not known[0] or self._known[1] != known[1]:
            self._known = known
            self._found = impact(timing), suggestions(timing)
        messages = LaneMessages(
            asked=self._asked(plan),
            panel=self.messages(timing, "panel"),
            notices=self._notices(plan),
            speaker=self.messages(timing, "speaker"),
        )
        running, companion = timing.running, self._viewer.companion
        turn = None
        if running is not None:
            turn = turn_moment(companion.snapshot, running.session.id, timing.at)
        acts = self.stage.not_acting() is None and self.stage.lead(self.room) is None
        armed = self.stage.next_start(timing) if acts else None
        return StageView(plan, timing, *self._found, messages, turn, armed)

    def acts(self) -> tuple[Act, ...]:
        """The acts of the lane, including undos."""
        companion, plan = self._viewer.companion, self.plan()
        if plan is None:
            return ()
        return companion.snapshot.rundown(companion.now()).acts_of(plan)

    def entries(self) -> tuple[Act | Message, ...]:
        """The acts and messages of the lane in order, including undos."""
        companion, plan = self._viewer.companion, self.plan()
        if plan is None:
            return ()
        said = companion.snapshot.messages(companion.now())
        return tuple(interleaved(self.acts(), messages_of(plan, said)))

    def latest(self) -> Act | Message | None:
        """The lane's latest act or message that can be undone, or None."""
        plan = self.plan()
        return self.stage.latest(plan) if plan is not None else None

    def latest_undo(self) -> Act | Message | None:
        """The latest undo in force that was followed by nothing but undos, or None."""
        entries = self.entries()
        messages = [entry for entry in entries if isinstance(entry, Message)]
        acts = [entry for entry in entries if isinstance(entry, Act)]
        taken: frozenset[int | str] = undone(acts) | undone_messages(messages)
        undos = {number_or_uid(entry) for entry in entries if entry.undoes is not None}
        for entry in reversed(entries):
            if entry.undoes is None:
                return None
            if number_or_uid(entry) not in taken and entry.undoes not in undos:
                return entry
        return None

    def messages(self, timing: LaneTiming, to: To) -> tuple[Message, ...]:
        """Return the current messages to someone about this lane, the newest last."""
        running = timing.running.session.id if timing.running else None
        room, companion = timing.state.plan.lane.room, self._viewer.companion
        return tuple(
            m
            for m in companion.snapshot.current_messages(to, companion.now())
            if m.session in (None, running) and m.room in (None, room)
        )

    def addressees(self, timing: LaneTiming, chosen: str | None) -> tuple[Addressee, ...]:
        """Return who can get a message: the speaker, everyone, the panel.

        A message to everyone can also be about the `chosen` session, or about the subject of a
        current notice.
        """
        companion = self._viewer.companion
        notices = {(m.session, m.room): m for m in companion.snapshot.notices(companion.now())}
        places = dict.fromkeys([(None, None), *([(chosen, None)] if chosen else []), *notices])
        everyone = [Addressee("everyone", *place, notices.get(place)) for place in places]
        usual = 2 if chosen else 1
        speaker, panel = (self._of_lane(timing, to) for to in ("speaker", "panel"))
        if self.stage.lead(self.room) is not None:  # whoever has not the lead asks
            ask = self._of_lane(timing, "stage")
            return (ask, speaker, *everyone[:usual], panel, *everyone[usual:])
        return (speaker, *everyone[:usual], panel, *everyone[usual:])

    def _of_lane(self, timing: LaneTiming, to: To) -> Addressee:
        """Return an addressee in this lane, about its current message or running session."""
        said = self.messages(timing, to)
        if said:
            return Addressee(to, said[-1].session, said[-1].room, said[-1])
        running = timing.running.session.id if timing.running else None
        return Addressee(to, running, self.room, None)

    def whom(self, one: Addressee) -> str:
        """Return who gets a message, in words."""
        programme = self._viewer.programme
        return addressee_words(one.to, one.session, one.room, programme, self._viewer.words)

    def _notices(self, plan: Plan) -> tuple[Message, ...]:
        """Return the current messages to everyone that concern a lane."""
        companion, room = self._viewer.companion, plan.lane.room
        return about(companion.snapshot.notices(companion.now()), room)

    def _asked(self, plan: Plan) -> tuple[Message, ...]:
        """Return the messages of a lane's panels that the stage has not seen, oldest first."""
        companion, room = self._viewer.companion, plan.lane.room
        return tuple(
            m
            for m in companion.snapshot.current_messages("stage", companion.now())
            if m.seen_at is None
            and (m.session in plan.by_id if m.session else m.room in (None, room))
        )

    # Acts

    def do(self, act: Act, *, if_next: bool = False) -> Feedback:
        """Record an act, and return what it did and how to undo it, or why it is impossible."""
        try:
            act = self.stage.do(act, if_next=if_next)
        except _REFUSALS as error:
            return self.failure(error)
        return Feedback(self._done(act))

    def insertion(self, title: str, minutes: int, *, after: str | None, to: datetime | None) -> Act:
        """Return the act that inserts a session in the shown lane."""
        room = self.room
        return self.stage.insertion(title, minutes, after=after, to=to, room=room)

    def refused(self, act: Act) -> Feedback | None:
        """Return why an act is impossible, before any question about it; None if it is possible."""
        try:
            self.stage.check(act)
        except (RefusedError, NotActingError, NotLeadingError) as error:
            return self.failure(error)
        return None

    def question(self, act: Act, *, if_next: bool = False) -> str | None:
        """Return the question before an act; None if it needs no question or is impossible."""
        question = self.stage.question(act, if_next=if_next)
        return None if question is None else self._asked_as(question)

    def _asked_as(self, question: Confirmation, undone: str = "") -> str:
        return question_sentence(question, self._viewer.view(), undone)

    def ends(self, one: Addressee) -> tuple[MessageEnd, ...]:
        """Return when a message to someone may expire, the usual choice first."""
        if one.to != "everyone":
            return (UNTIL_TAKEN_BACK,)
        ends = [UNTIL_TAKEN_BACK, MessageEnd(after=MESSAGE_LASTS)]
        view = self.view()
        running = view.timing.running if view is not None else None
        session = one.session or (running.session.id if running is not None else None)
        if session is not None:
            ends.append(MessageEnd(session=session))
        if one.stands is not None:
            stands = one.stands.end
            ends = [stands, *(end for end in ends if end != stands)]
        return tuple(ends)

    def end_words(self, end: MessageEnd) -> str:
        """Return when a message expires, in words."""
        return end_words(end, self._viewer.view())

    def say(
        self,
        text: str,
        to: To,
        session: str | None,
        room: str | None,
        end: MessageEnd = UNTIL_TAKEN_BACK,
    ) -> Feedback:
        """Send a message, or withdraw one with an empty text."""
        words = self._viewer.words
        try:
            message = self.stage.say(text, to, session, room, end)
        except UnknownError:  # the programme has changed meanwhile
            return Feedback(words.say("This action is not possible now."), "danger")
        except (RefusedError, NotActingError, RehearsalOverError, StorageError) as error:
            return self.failure(error)
        if to == "stage":
            taken_back = words.say("Message withdrawn.")
            said = words.say("Sent: “{text}”", text=message.text)
            return Feedback(said if message.text else taken_back)
        return self._sent(message)

    def _sent(self, message: Message) -> Feedback:
        """Return which message was sent, and how to undo it."""
        return Feedback(self._done(message))

    def undo(self, one: Act | Message, *, latest: bool = False) -> Feedback:
        """Undo an act, a message or an undo; with `latest`, only if it is still the latest one."""
        if isinstance(one, Act):
            return self.do(Act("undo", undoes=one.seq, room=one.room), if_next=latest)
        try:
            message = self.stage.take_back(one, self.plan() if latest else None)
        except (RefusedError, NotActingError, RehearsalOverError, StorageError) as error:
            return self.failure(error)
        return self._sent(message)

    def undo_question(self, one: Act | Message) -> str | None:
        """Return the question before an undo of an old act or of an act recorded elsewhere."""
        question = self.stage.undo_question(one)
        if question is None:
            return None
        return self._asked_as(question, entry_sentence(one, self._viewer.view()))

    def see(self, message: Message) -> Feedback:
        """Tell the sender that a message was seen."""
        words = self._viewer.words
        try:
            self.stage.see(message)
        except (RehearsalOverError, StorageError) as error:
            return self.failure(error)
        if self._viewer.snapshot.is_read_only:
            return self.failure(NotActingError("looking"))
        return Feedback(words.say("Seen: “{text}”", text=message.text))

    def failure(self, error: Exception) -> Feedback:
        """Return why an act failed."""
        words = self._viewer.words
        if isinstance(error, RefusedError):
            view = self._viewer.view()
            said = refusal_sentence(error.refusal, view)
            since = self._viewer.companion.unrecorded_since
            if since is not None:
                return Feedback(said, "danger", unrecorded_sentence(since, view))
        elif isinstance(error, NotActingError):
            said = self.not_acting() or not_acting_sentence(error.reason, words)
        elif isinstance(error, NotLeadingError):
            return self._elsewhere(error.claim)
        elif isinstance(error, LeadRefusedError):
            said = lead_refused_sentence(error, words)
        elif isinstance(error, RehearsalOverError):
            self._viewer.companion.look_again()
            said = self._refused_on_other_day()
        else:
            assert isinstance(error, StorageError)
            more = storage_error_sentence(error, words)
            return Feedback(words.say("Nothing was recorded."), "danger", more)
        return Feedback(said, "danger")

    def _refused_on_other_day(self) -> str:
        """Return why a key for the rehearsal did nothing after someone ended the rehearsal."""
        words = self._viewer.words
        if self.stage.not_acting() is not None:
            return rehearsal_over_sentence(words)
        return other_day_sentence(words, rehearses=self._viewer.rehearsal is not None)

    def _elsewhere(self, claim: LeadClaim) -> Feedback:
        """Return who leads the room, and the keys that take the lead or send a message."""
        words, keymap = self._viewer.words, self._viewer.keymap
        said = not_leading_sentence(claim, self._viewer.programme, words)
        message = keymap.shown(STAGE_MESSAGE)
        if not self.may_take_lead():
            more = words.say("{message}: message to the room’s lead", message=message)
            return Feedback(f"{said} {more}", "danger")
        more = words.say(
            "{lead}: take the lead · {message}: message to the room’s lead",
            lead=keymap.shown(STAGE_LEAD),
            message=message,
        )
        return Feedback(f"{said} {more}", "danger")

    def not_acting(self) -> str | None:
        """Return why nobody may act here, and the key that begins a rehearsal; None if one may."""
        reason, words = self.stage.not_acting(), self._viewer.words
        if reason is None:
            return None
        said = not_acting_sentence(reason, words)
        key = self._viewer.keymap.shown(STAGE_REHEARSAL)
        return words.say("{why} {key}: start a rehearsal", why=said, key=key)

    # The lead, where the day is shared

    def idle_keys(self) -> frozenset[Key]:
        """Return the keys that do nothing because another computer leads the room.

        Messages need no lead, so undo works while the latest entry that can be undone is a message.
        """
        if self.stage.lead(self.room) is None:
            return frozenset()
        idle = {key for key in STAGE if key.action.startswith("act(")} - WITHOUT_LEAD
        if isinstance(self.latest(), Message):
            idle.discard(STAGE_UNDO)
        if isinstance(self.latest_undo(), Message):
            idle.discard(STAGE_REDO)
        return frozenset(idle)

    def led_elsewhere(self, name: str) -> Feedback | None:
        """Who leads the room, if an act needs the lead and another computer has it."""
        claim = self.stage.lead(self.room)
        if claim is None:
            return None
        idle = any(key.action.startswith(f"act('{name}'") for key in self.idle_keys())
        return self._elsewhere(claim) if idle else None

    def may_take_lead(self) -> bool:
        """Whether another computer leads the room, and the broker has not refused us the lead."""
        link = self._viewer.snapshot.link
        is_refused = link is not None and link.refused == "lead"
        return self.stage.lead(self.room) is not None and not is_refused

    def lead_question(self) -> str | None:
        """Return the question before taking the lead; None if no other computer has it."""
        claim = self.stage.lead(self.room)
        if claim is None:
            return None
        companion, words = self._viewer.companion, self._viewer.words
        programme = companion.snapshot.programme
        return lead_question(claim, programme, words, is_caught_up=companion.is_caught_up)

    def take_lead(self) -> Feedback:
        """Take the lead of the room."""
        words = self._viewer.words
        try:
            self._viewer.companion.take_lead(self.room)
        except NotSharedError:
            return Feedback(words.say("This day is not shared."), "danger")
        except (LeadRefusedError, RehearsalOverError, StorageError) as error:
            return self.failure(error)
        return self._led(self.room) or Feedback(words.say("You now lead this room."))

    def _led(self, room: str | None) -> Feedback | None:
        """Return whether the crew has confirmed the lead of a room; None without the lead."""
        words, crew = self._viewer.words, self._viewer.snapshot.events.crew
        if crew is None or not crew.leads(room):
            return None
        if crew.is_alone(room):
            return Feedback(alone_sentence(words), then=lambda: self._led(room))
        return Feedback(words.say("You now lead this room."))

    # Void acts

    def void(self) -> tuple[VoidAct, ...]:
        """Return the acts in the lane's room that were recorded without the lead, on any laptop."""
        companion, plan = self._viewer.companion, self.plan()
        crew = companion.snapshot.events.crew
        if crew is None or plan is None:
            return ()
        return tuple(void_act for void_act in crew.log.void if void_act.act.room == plan.lane.room)

    def see_void(self) -> None:
        """Note that the user has seen the acts without effect of the lane's room."""
        companion = self._viewer.companion
        crew = companion.snapshot.events.crew
        shown = frozenset(void_act.record.uid for void_act in self.void())
        if crew is not None and any(void_act.record.uid in shown for void_act in crew.unseen):
            with suppress(StorageError):  # they stay news, which harms nobody
                companion.see_void(shown)

    def redo(self, void: Sequence[VoidAct]) -> Feedback:
        """Redo acts without effect, in their order; ask the leading laptop if another one leads."""
        words, done = self._viewer.words, Feedback("")
        if self.stage.lead(self.room) is not None:
            return self._ask_to_redo(void)
        for void_act in void:
            try:
                act = self.stage.redo(void_act)
            except _REFUSALS as error:
                return self.failure(error)
            done = Feedback(self._done(act))
        if len(void) < 2:
            return done
        return Feedback(words.count("{n} action redone", "{n} actions redone", len(void)))

    def _ask_to_redo(self, void: Sequence[VoidAct]) -> Feedback:
        viewer, words = self._viewer, self._viewer.words
        for void_act in void:
            text = redo_request(void_act, viewer.view())
            answer = self.say(text, "stage", None, self.room)
            if answer.style == "danger":
                return answer
        return Feedback(words.say("Request sent to the room’s lead: redo this action."))

    # Rehearsals

    def for_this_day(self, act: Callable[Asked, Feedback]) -> Callable[Asked, Feedback]:
        """Return a callable that does `act` later, unless the rehearsal has ended meanwhile.

        An answer to a question of the rehearsal must not change the real day.
        """
        asked_in = self._viewer.rehearsal

        def do(*answer: Asked.args, **more: Asked.kwargs) -> Feedback:
            if self._viewer.rehearsal == asked_in:
                return act(*answer, **more)
            return Feedback(rehearsal_over_sentence(self._viewer.words), "danger")

        return do

    def rehearsal_question(self) -> PromptQuestion | None:
        """Return the question before a rehearsal begins or ends; None if none is needed."""
        question = self.stage.rehearsal_question()
        if question is None:
            return None
        ends = question.code == "end-rehearsal"
        return PromptQuestion(
            self._asked_as(question), self.end_rehearsal if ends else self.rehearse
        )

    def rehearse(self) -> Feedback:
        """Begin a rehearsal, or join the running one."""
        words = self._viewer.words
        try:
            begun = self._viewer.companion.rehearse()
        except StorageError as error:
            return self.failure(error)
        view = self._viewer.view()
        time = sentence_time(view.now, view)
        if not begun:
            said = words.say(
                "This window joined the running rehearsal; its clock shows {time}.", time=time
            )
            return Feedback(said)
        return Feedback(words.say("The rehearsal has started at {time}.", time=time))

    def end_rehearsal(self) -> Feedback:
        """End the running rehearsal, and discard its acts."""
        try:
            self._viewer.companion.clear_rehearsal()
        except StorageError as error:
            return self.failure(error)
        return Feedback(
            self._viewer.words.say("The rehearsal has ended; its actions have been discarded.")
        )

    def _done(self, one: Act | Message) -> str:
        """Return what was done, and the key that undoes it, or that redoes an undone act."""
        viewer, words = self._viewer, self._viewer.words
        said = entry_sentence(one, viewer.view())
        events = viewer.snapshot.events
        log = events.acts if isinstance(one, Act) else events.messages
        undos = {number_or_uid(entry) for entry in log if entry.undoes is not None}
        undo = one.undoes is not None and one.undoes not in undos
        key = viewer.keymap.shown(STAGE_REDO if undo else STAGE_UNDO)
        hint = words.say("redo") if undo else words.say("undo")
        return f"{said} · {key} {hint}"


def number_or_uid(one: Act | Message) -> int | str:
    """Return how an undo refers to it: the number of an act, the `uid` of a message."""
    return one.seq if isinstance(one, Act) else one.uid
