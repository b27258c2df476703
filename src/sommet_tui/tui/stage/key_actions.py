"""The actions of the Stage's keys. Each action acts or asks a question, and returns the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from sommet_tui.companion import errors, keys
from sommet_tui.companion.stage import NotLeadingError
from sommet_tui.domain.messages import Message, MessageEnd, entry_id
from sommet_tui.domain.rundown.act_effects import DEFINITIONS
from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.values import frozen, replace
from sommet_tui.tui.messages import OPENING, Feedback, PromptQuestion
from sommet_tui.tui.questions import Prompt
from sommet_tui.tui.render.rows import fit
from sommet_tui.tui.stage.shown_lane_and_key_results import (
    Answers,
    ShownLane,
    acting_refusal_feedback,
    attempt,
    confirm_first,
)
from sommet_tui.tui.stage.useful_keys import NAMES, next_seats_report
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording import session_texts, times
from sommet_tui.wording.messages import group_entry_sentence
from sommet_tui.wording.stage import (
    choice_sentence,
    moves_sentence,
    no_suggestion_sentence,
    question_sentence,
    time_question,
)
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.domain.crew.merge import VoidAct
    from sommet_tui.domain.programme import Session
    from sommet_tui.domain.rundown.catch_up_suggestions import Suggestion
    from sommet_tui.domain.rundown.lane_now import LaneTiming
    from sommet_tui.tui.stage.lane_list import LaneList
    from sommet_tui.tui.stage.shown_lane_and_key_results import Answer
    from sommet_tui.tui.widgets.dialog import Dialog

BOUNCE = 0.3
"""Seconds after an undo during which another undo is ignored."""
_BRIEF = 26
"""The maximum width of the shortest result, in cells. With its key, it fits in a row of 40."""


@frozen
class _PendingChoice:
    """An act for which the user is choosing a session with the cursor.

    If the act needs two sessions, `session` is the id of the first, and the user is choosing the
    second. If it needs one, `session` is None.
    """

    act: ActKind
    session: str | None


class StageActions:
    """The keys of the stage.

    A key with the action `act('NAME')` calls the method `act_NAME`. If there is no such method,
    NAME is a kind of act, and the key does this act. The method returns the result. If the act
    cannot be recorded, the method raises an error.
    """

    def __init__(
        self,
        lane: ShownLane,
        prompt: Prompt,
        cursor: LaneList,
        open_dialog: Callable[[Dialog], object],
    ) -> None:
        self.choosing: _PendingChoice | None = None
        """The act for which the user is choosing a session, or None."""
        self._lane = lane
        self._stage = lane.stage
        self._prompt = prompt
        self._cursor = cursor
        self._viewer = lane.viewer
        self.answers = Answers(lane, prompt, open_dialog)
        self._last_undo_time = -BOUNCE

    def skips_row(self, key: str | None) -> bool:
        """Return whether the cursor skips the row `key`.

        While the user chooses a session for an act, the cursor skips sessions with which the act is
        impossible.
        """
        session = self._viewer.scene().programme.by_id.get(key or "")
        if self.choosing is None or session is None:
            return False
        return self._refusal_text(_chosen_act(self.choosing, session)) is not None

    def perform(self, name: str, *amounts: int) -> None:
        """Carry out a key, unless it needs the lead and another computer has the lead.

        Ignore an undo within `BOUNCE` seconds of another one, because the key may bounce.
        """
        if name == "undo":
            before, self._last_undo_time = self._last_undo_time, self._viewer.monotonic()
            if self._last_undo_time - before < BOUNCE:
                return
        self.answers.carry_out(self._perform, name, *amounts)

    def _perform(self, name: str, *amounts: int) -> Answer:
        lead = self._lane.other_lead
        idle = any(key.action.startswith(f"act('{name}'") for key in self._lane.idle_keys())
        if lead is not None and idle:
            raise NotLeadingError(lead)
        own: Callable[..., Answer] | None = getattr(self, f"act_{name}", None)
        return own(*amounts) if own is not None else self._do_standard_act(cast("ActKind", name))

    def _do_standard_act(self, kind: ActKind) -> Answer:
        """Do an act as its definition says.

        The definition decides whether the act is on the running session, the selected session or
        the lane.
        """
        definition, room = DEFINITIONS[kind], self._lane.room
        if definition.about_running:
            return self._do_or_ask(Act(kind, self._lane.running_id() or None, room=room))
        if "session" not in definition.required:
            return self._do_or_ask(Act(kind, room=room))
        item = self._cursor.selected_item()
        if item is None:
            return self._no_selection_feedback()
        if "to" in definition.required:
            return self._ask_for_new_time(kind, item.session)
        if definition.required == ("session",):
            return self._do_or_ask(Act(kind, item.session.id))
        return self._ask_for_other_session(kind, item.session)

    def _ask_for_new_time(self, kind: ActKind, session: Session) -> Answer:
        """Ask for a new time of a session, or refuse if no time is possible."""
        plan = self._lane.plan()
        if plan is None:
            return None
        latest = plan.closes - timedelta(minutes=1)
        self._stage.check(Act(kind, session.id, to=latest))
        return self._ask_for_time(kind, session)

    # Starting

    def act_start(self) -> Answer:
        """Start the session that the screen shows as the next one.

        If the key is held down, or if two people press it at the same moment, only one session
        starts.
        """
        timing = self._lane.timing()
        found = self._stage.next_start(timing) if timing is not None else None
        if found is None:
            return self._nothing_to_start_feedback()
        needs_control = found.question is not None and found.question.code == "undriven"
        if needs_control and self._cursor.display:
            return self._ask_which_to_start(found.session)
        return self._do_or_ask(Act("start", found.session.id, room=self._lane.room), if_next=True)

    def _ask_which_to_start(self, first: Session) -> Answer:
        """Ask which session starts when the user takes manual control.

        The cursor begins at `first`.
        """
        why_not = acting_refusal_feedback(self._lane)
        if why_not is not None:
            return why_not
        choice = self.choosing = _PendingChoice("start", None)
        self._cursor.select(first.id)
        return self._confirm_choice(choice, first)

    def act_backdate_start(self) -> Answer:
        """Ask when a session has started: the next one, or the one that the clock has started.

        For the latter, the dialog proposes the planned start. For the next session, it proposes the
        end of the previous one, or no time while another session is running.
        """
        timing, words = self._lane.timing(), self._viewer.words
        coming = timing.session_to_run if timing is not None else None
        if timing is None or coming is None:
            return self._nothing_to_start_feedback()
        if coming is timing.running:
            return self._ask_for_time(
                "start", coming.session, coming.start, words.say("as planned")
            )
        done = [(i.end, i.session) for i in timing.items if i.status == "done" and i.end]
        if timing.running is not None or not done:
            return self._ask_for_time("start", coming.session)
        usual, before = max(done, key=lambda each: each[0])
        event = words.say("end of {session}", session=session_texts.short_name(before))
        return self._ask_for_time("start", coming.session, usual, event)

    def act_start_selected(self) -> Answer:
        """Start the selected session."""
        item = self._cursor.selected_item()
        return (
            self._do_or_ask(Act("start", item.session.id))
            if item
            else self._no_selection_feedback()
        )

    def _no_selection_feedback(self) -> Feedback:
        return Feedback(self._viewer.words.say("Select a session first."), "muted")

    def _nothing_to_start_feedback(self) -> Feedback:
        return Feedback(self._viewer.words.say("There are no more sessions to start."), "danger")

    # The running session

    def act_backdate_end(self) -> Answer:
        """Ask when the running session ended."""
        running = self._viewer.programme.by_id.get(self._lane.running_id())
        if running is None:
            return _record_act(self._lane, Act("end", room=self._lane.room))  # says why not
        return self._ask_for_time("end", running, running.end, self._viewer.words.say("as planned"))

    def act_pause(self) -> Answer:
        """Pause the running session, or resume it, as offered when the user pressed the key."""
        timing = self._lane.timing(noticed=True)
        return self._do_standard_act("resume" if timing and timing.paused_since else "pause")

    # The selected session

    def act_add(self, minutes: int) -> Answer:
        """Add minutes to the selected session, or else to the running or next one."""
        item, room = self._cursor.item_to_act_on(), self._lane.room
        if item is None:
            return None
        return _record_act(self._lane, Act("add", item.session.id, minutes, room=room))

    def act_full(self) -> Answer:
        """Report the next state of a room's seats: nearly full, full, or open again.

        The report is about the selected session, or else about the running or next one.
        """
        item, timing = self._cursor.item_to_act_on(), self._lane.timing(noticed=True)
        if item is None or timing is None:
            return self._no_selection_feedback()
        seats, _ = next_seats_report(timing, item.session.id)
        return _record_act(
            self._lane, Act("full", item.session.id, seats=seats, room=self._lane.room)
        )

    def act_insert(self) -> Answer:
        """Ask for a session to insert.

        The new session follows the selected session, if that is running or upcoming, or else the
        running session. If neither exists, it starts now.
        """
        from sommet_tui.tui.stage.dialogs import InsertDialog

        timing, why_not = self._lane.timing(), acting_refusal_feedback(self._lane)
        if timing is None or why_not is not None:
            return why_not
        item = self._cursor.selected_item()
        if timing.running is None and item is self._cursor.displayed_session():
            item = None
        if item is not None and item.status not in ("running", "upcoming"):
            item = None  # Nothing can follow a session that is over or cancelled.
        after = item or timing.running
        named = session_texts.short_name(after.session) if after is not None else None
        insert = self.answers.callback(self._do_or_ask)

        def insert_session(title: str, minutes: int, to: datetime | None) -> str | None:
            id_ = item.session.id if item is not None and to is None else None
            act = self._stage.make_insert(title, minutes, after=id_, to=to, room=self._lane.room)
            complaint = self._refusal_text(act)
            if complaint is None:
                insert(act)
            return complaint

        return InsertDialog(self._viewer, timing.state.plan.lane.day, named, insert_session)

    def _ask_for_other_session(self, kind: ActKind, session: Session) -> Answer:
        """Ask for the second session of an act, which the user chooses with the cursor.

        The cursor begins at the next session with which the act is possible. If no such session
        follows, it begins at the nearest earlier one.
        """
        if self.choosing is not None:
            return self._prompt.question  # keep asking
        timing, choice, refused = self._lane.timing(), _PendingChoice(kind, session.id), None
        order = [i.session for i in timing.items if not i.session.is_break] if timing else []
        place = order.index(session) if session in order else -1
        for other in (*order[place + 1 :], *reversed(order[: max(0, place)]), session):
            checked = attempt(self._lane, self._stage.check, _chosen_act(choice, other))
            if not isinstance(checked, Feedback):
                self.choosing = choice
                self._cursor.select(other.id)
                return self._confirm_choice(choice, other)
            refused = refused or checked
        return refused

    def _confirm_choice(self, choice: _PendingChoice, other: Session) -> PromptQuestion:
        """Ask whether to do the act of `choice` with the session `other`."""
        session = self._viewer.programme.by_id.get(choice.session or other.id)
        act, scene = _chosen_act(choice, other), self._viewer.scene()
        text = choice_sentence(choice.act, session or other, other, scene)
        question = self._stage.question_before(act)
        if question is not None and question.lists_changes:
            text = f"{text} · {moves_sentence(question, scene.words)}"
        return PromptQuestion(text, partial(_record_act, self._lane, act), self._end_choice)

    def _end_choice(self) -> None:
        """End the choice of a session, and select the first session of the act again.

        If the act has no first session, return to the running session.
        """
        choice, self.choosing = self.choosing, None
        if choice is not None and choice.session is not None:
            self._cursor.select(choice.session)
        elif choice is not None:
            self._cursor.return_to_running()

    def on_cursor_moved(self, timing: LaneTiming) -> None:
        """While the user is choosing a session for an act, ask about the one under the cursor."""
        item, choice = timing.item(self._cursor.key or ""), self.choosing
        if choice is not None and item is not None and item.session.id != choice.session:
            self.answers.carry_out(self._confirm_choice, choice, item.session)

    def act_suggest(self) -> Answer:
        """Open the dialog with the suggestions for catching up."""
        from sommet_tui.tui.stage.dialogs import SuggestionDialog

        why_not, timing = acting_refusal_feedback(self._lane), self._lane.timing()
        if why_not is not None or timing is None:
            return why_not
        found = self._lane.suggestions(timing)
        if not found:
            sentence = no_suggestion_sentence(timing, self._viewer.words)
            return Feedback(sentence, "muted")
        return SuggestionDialog(self._viewer, found, self.answers.callback(self._accept_suggestion))

    def _accept_suggestion(self, suggestion: Suggestion) -> Feedback | None:
        """Record the changes of a suggestion.

        If the day has changed since it was shown, record nothing.
        """
        timing = self._lane.timing()
        if timing is None:
            return None
        if all(other.adds != suggestion.adds for other in self._lane.suggestions(timing)):
            return Feedback(self._viewer.words.say("The day has changed meanwhile."), "muted")
        return recorded_feedback(
            self._viewer, self._stage.catch_up(suggestion, self._lane.room)[-1]
        )

    # Undo

    def act_undo(self) -> Answer:
        """Undo the latest act or message of the lane.

        While a question is shown, only drop the question.
        """
        if self._prompt.question is not None:
            return None
        latest = self._lane.latest_undoable()
        if latest is None:
            return Feedback(self._viewer.words.say("There is nothing to undo."), "muted")
        question = self._stage.undo_question(latest)
        undone = group_entry_sentence(latest, self._viewer.scene())
        do = partial(undo, self._lane, latest, if_latest=True)
        return confirm_first(question, self._viewer, do, undone)

    def act_redo(self) -> Feedback:
        """Redo the act or message that was undone last, unless something was recorded since."""
        again = self._lane.latest_undo()
        if again is None:
            return Feedback(self._viewer.words.say("There is nothing to redo."), "muted")
        return undo(self._lane, again)

    # Messages

    def act_send_message(self) -> Answer:
        """Open the dialog for a message."""
        from sommet_tui.tui.stage.dialogs import Addressee, MessageDialog

        timing, why_not = self._lane.timing(), acting_refusal_feedback(self._lane)
        if timing is None or why_not is not None:
            return why_not
        self._prompt.show(None)  # ends a choice, and moves the cursor back
        item = self._cursor.item_to_act_on()

        def send(text: str, whom: Addressee, end: MessageEnd) -> Feedback:
            sent = self._stage.send_message(text, whom.to, whom.session, whom.room, end)
            return recorded_feedback(self._viewer, sent)

        session, then = item.session.id if item else None, self.answers.callback(send)
        return MessageDialog(self._lane, timing, session, then)

    def act_mark_seen(self) -> Feedback:
        """Inform a panel that its oldest unseen message was seen."""
        view = self._lane.view()
        if view is None or not view.messages.asked:
            return Feedback(self._viewer.words.say("No new message from the panel."), "muted")
        return mark_message_seen(self._lane, view.messages.asked[0])

    # The lead and rehearsals

    def act_take_lead(self) -> Answer:
        """Take the lead. If another computer has it, ask first."""
        claim, companion, words = self._lane.other_lead, self._viewer.companion, self._viewer.words
        question = None
        if claim is not None:
            from sommet_tui.wording.crew import lead_question

            programme, is_caught_up = companion.snapshot.programme, companion.log.is_caught_up
            question = lead_question(claim, programme, words, is_caught_up=is_caught_up)
        take = partial(_take_lead, self._lane)
        return PromptQuestion(question, take) if question else take()

    def act_toggle_rehearsal(self) -> Answer:
        """Begin a rehearsal, or end the running one."""
        return rehearsal_question(self._lane) or begin_rehearsal(self._lane)

    # Questions

    def confirm_quit(self, leave: Callable[[], None]) -> bool:
        """If this window drives a running session, ask before the app quits. `leave` quits the app.

        Return whether a question was asked.
        """
        companion, words = self._viewer.companion, self._viewer.words
        driven = [*companion.snapshot.driven_sessions(companion.clock.now())]
        if not driven:
            return False

        def quit_app() -> Feedback:
            leave()
            return Feedback("")

        view = self._viewer.scene()
        named = [
            f"{name} ({place})" if (place := session_texts.rooms_text(session, view)) else name
            for session in driven
            for name in (session_texts.short_name(session),)
        ]
        question = words.count(
            "{session} is running. Quit?",
            "{session} are running. Quit?",
            len(named),
            session=session_texts.names_or_count(named, words),
        )
        self.answers.carry_out(PromptQuestion, question, quit_app)
        return True

    def _do_or_ask(self, act: Act, *, if_next: bool = False) -> Answer:
        """Do an act, or ask a question if it needs one. If the act is impossible, return a refusal.

        `if_next` means that the user asked to start the next session, without naming it.
        """
        question = self._stage.question_before(act, if_next=if_next)
        record = partial(_record_act, self._lane, act, if_next=if_next)
        return confirm_first(question, self._viewer, record)

    def _refusal_text(self, act: Act) -> str | None:
        """Return why an act is impossible, or None if it is possible."""
        checked = attempt(self._lane, self._stage.check, act)
        return checked.text if isinstance(checked, Feedback) else None

    def _ask_for_time(
        self, kind: ActKind, session: Session, usual: datetime | None = None, event: str = ""
    ) -> Answer:
        """Ask when an act happened or, for a move, at which time the session will start.

        If the time `usual` has passed, the dialog proposes it and names the `event` at this time.
        """
        from sommet_tui.tui.stage.dialogs import TimeQuestion, time_dialog

        plan, why_not = self._lane.plan(), acting_refusal_feedback(self._lane)
        if plan is None or why_not is not None:
            return why_not
        now = self._viewer.companion.clock.now()
        passed = usual if usual is not None and usual <= now else None
        words = self._viewer.words
        sentence = time_question(kind, session, words)
        label = {"start": keys.STAGE_START_AGO, "end": keys.STAGE_END_AGO}.get(
            kind, keys.STAGE_MOVE
        ).label
        record = self.answers.callback(self._do_or_ask)

        def use_time(when: datetime) -> str | None:
            act = Act(kind, session.id, when=when, room=self._lane.room)
            if kind == "move":
                act = replace(act, when=None, to=when)
            complaint = self._refusal_text(act)
            if complaint is None:
                record(act)
            return complaint

        question = TimeQuestion(
            words.say(label), sentence, plan.lane.day, passed, event, is_future=kind == "move"
        )
        return time_dialog(self._viewer, question, use_time)


def _chosen_act(choice: _PendingChoice, other: Session) -> Act:
    if choice.session is None:
        return Act(choice.act, other.id)
    if "partner" in DEFINITIONS[choice.act].required:
        return Act(choice.act, choice.session, partner=other.id)
    return Act(choice.act, choice.session, after=other.id)


# Recording, and its result


def recorded_feedback(viewer: Viewer, done: Act | Message) -> Feedback:
    """Return the report of a recorded act or message, with the key that undoes it.

    If the entry is an undo in force, the report has the key that redoes it.
    """
    words, events = viewer.words, viewer.snapshot.events
    if isinstance(done, Message) and done.to == "stage":
        sent = words.say("Sent: “{text}”", text=done.text)
        return Feedback(sent if done.text else words.say("Message withdrawn."))
    log = events.acts if isinstance(done, Act) else events.messages
    undos = {entry_id(entry) for entry in log if entry.undoes is not None}
    undone = done.undoes is not None and done.undoes not in undos
    key = viewer.keymap.key_text(keys.STAGE_REDO if undone else keys.STAGE_UNDO)
    hint = words.say("redo") if undone else words.say("undo")
    views = (replace(viewer.scene(), longest=most) for most in NAMES)
    sentences = [group_entry_sentence(done, view) for view in views]
    text, *briefs = (f"{form} · {key} {hint}" for form in (*sentences, fit(sentences[-1], _BRIEF)))
    return Feedback(text, briefs=tuple(briefs))


def _record_act(lane: ShownLane, act: Act, *, if_next: bool = False) -> Feedback:
    return recorded_feedback(lane.viewer, lane.stage.record(act, if_next=if_next))


def undo(lane: ShownLane, entry: Act | Message, *, if_latest: bool = False) -> Feedback:
    """Undo an act, a message or an undo.

    If `if_latest`, undo it only if it is still the latest entry.
    """
    if isinstance(entry, Act):
        return _record_act(lane, Act("undo", undoes=entry.seq, room=entry.room), if_next=if_latest)
    plan = lane.plan() if if_latest else None
    return recorded_feedback(lane.viewer, lane.stage.undo_message(entry, plan))


def mark_message_seen(lane: ShownLane, message: Message) -> Feedback:
    """Inform the sender that a message was seen."""
    lane.stage.acknowledge(message)
    return Feedback(lane.viewer.words.say("Seen: “{text}”", text=message.text))


def redo(lane: ShownLane, void: Sequence[VoidAct]) -> Feedback:
    """Redo void acts in their order. If another laptop leads the room, ask it to redo them."""
    words = lane.viewer.words
    if lane.other_lead is not None:
        from sommet_tui.wording.crew import redo_request

        for void_act in void:
            request = redo_request(void_act, lane.viewer.scene())
            lane.stage.send_message(request, "stage", None, lane.room)
        return Feedback(words.say("Request sent to the room’s lead: redo this action."))
    redone = [lane.stage.redo(void_act) for void_act in void]
    if len(redone) == 1:
        return recorded_feedback(lane.viewer, redone[0])
    return Feedback(words.count("{n} action redone", "{n} actions redone", len(redone)))


def mark_void_acts_seen(lane: ShownLane) -> None:
    """Save that the user has seen the void acts of the lane's room."""
    companion = lane.viewer.companion
    crew = companion.snapshot.events.crew
    shown = frozenset(void_act.record.uid for void_act in lane.void_acts())
    if crew is not None and any(void_act.record.uid in shown for void_act in crew.unseen_void_acts):
        with suppress(errors.StorageError):  # After an error, the user only sees the report again.
            companion.log.mark_void_acts_seen(shown)


def _take_lead(lane: ShownLane) -> Feedback:
    room = lane.room
    lane.viewer.companion.log.take_lead(room)
    return _lead_confirmation(lane.viewer, room) or Feedback(
        lane.viewer.words.say("You now lead this room.")
    )


def _lead_confirmation(viewer: Viewer, room: str | None) -> Feedback | None:
    """Return a report on whether the crew has confirmed that this computer leads a room.

    If another computer leads the room, return None.
    """
    crew = viewer.snapshot.events.crew
    if crew is None or not crew.is_lead(room):
        return None
    if crew.has_unconfirmed_lead(room):
        from sommet_tui.wording.crew import unconfirmed_lead_sentence

        return Feedback(
            unconfirmed_lead_sentence(viewer.words), then=partial(_lead_confirmation, viewer, room)
        )
    return Feedback(viewer.words.say("You now lead this room."))


def rehearsal_question(lane: ShownLane) -> PromptQuestion | None:
    """Return the question before a rehearsal begins or ends, or None if none is needed."""
    question = lane.viewer.companion.rehearsals.question()
    if question is None:
        return None
    answer = _end_rehearsal if question.code == "end-rehearsal" else begin_rehearsal
    return PromptQuestion(question_sentence(question, lane.viewer.scene()), partial(answer, lane))


def begin_rehearsal(lane: ShownLane) -> Feedback:
    """Begin a rehearsal, or join the running one."""
    viewer = lane.viewer
    begun = viewer.companion.rehearsals.begin()
    viewer.messages.withdraw(OPENING)  # They name the day that was shown.
    view = viewer.scene()
    sentence = mark("This window joined the running rehearsal; its clock shows {time}.")
    if begun:
        sentence = mark("Rehearsal started at {time}.")
    return Feedback(view.words.say(sentence, time=times.sentence_time(view.now, view)))


def _end_rehearsal(lane: ShownLane) -> Feedback:
    """End the running rehearsal, and discard its acts."""
    lane.viewer.companion.rehearsals.clear()
    return Feedback(
        lane.viewer.words.say("The rehearsal has ended; its actions have been discarded.")
    )
