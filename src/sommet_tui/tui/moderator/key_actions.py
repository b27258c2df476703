"""The actions of the Moderator's keys on the shown panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import UnknownError
from sommet_tui.companion.green_room import Call, GreenRoom
from sommet_tui.companion.keys import (
    PANEL_NEXT,
    PANEL_REDO,
    PANEL_SAY,
    PANEL_UNDO,
    Key,
)
from sommet_tui.companion.moderator import Moderator
from sommet_tui.companion.panel import PanelMoment, Seat, panel_moment
from sommet_tui.companion.stage import RefusedError, login_name
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.panel import MODERATION, Hand, PanelAct, Question, next_arrival, turn_limit
from sommet_tui.domain.programme import ProgrammePerson, Segment, Session
from sommet_tui.domain.rundown.acts import Refusal
from sommet_tui.domain.values import replace
from sommet_tui.tui.messages import Feedback, PromptQuestion
from sommet_tui.tui.moderator.people_and_questions import Queue
from sommet_tui.tui.questions import Prompt
from sommet_tui.tui.render.rows import Memo
from sommet_tui.tui.stage.key_actions import (
    begin_rehearsal,
    mark_message_seen,
    recorded_feedback,
    rehearsal_question,
)
from sommet_tui.tui.stage.shown_lane_and_key_results import (
    Answers,
    ShownLane,
    attempt,
    confirm_first,
)
from sommet_tui.tui.viewer import HELD, Viewer
from sommet_tui.wording import session_texts
from sommet_tui.wording.panel import (
    arrival_sentence,
    arrival_word,
    limit_refusal,
    panel_act_sentence,
    ready_lines,
    segment_title,
)
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.tui.stage.shown_lane_and_key_results import Answer
    from sommet_tui.tui.widgets.dialog import Dialog


class ShownPanel:
    """The panel that the Moderator shows.

    `chosen` is the id of a session that the user chose or acted on. This session stays shown even
    if another one begins. If `chosen` is None, the panel is the running session of the room, else
    the next one, else the last one that took place.
    """

    def __init__(self, viewer: Viewer, stage: ShownLane) -> None:
        self.stage = stage
        self.chosen: str | None = None
        self._viewer = viewer
        self._moderators: frozenset[str] = frozenset()
        """The ids of the people who moderate every session that the user has visited."""
        self._moment: Memo[PanelMoment] = Memo()

    def session_id(self) -> str | None:
        """Return the id of the shown session, or None if the room has no session."""
        chosen = self._viewer.companion.current_id(self.chosen or "")
        if chosen in self._viewer.programme.by_id:
            return chosen
        timing = self.stage.timing()
        if timing is None:
            return None
        if timing.current_or_next is not None:
            return timing.current_or_next.session.id
        sessions = [item for item in timing.items if not item.session.is_break]
        candidates = [item for item in sessions if item.status not in ("cancelled", "skipped")]
        last = (candidates or sessions)[-1:]
        return last[0].session.id if last else None

    def step(self, by: int) -> None:
        """Choose the previous or the next session."""
        session = self._neighbour(by)
        if session is not None:
            self.chosen = session.id
            self._moderators = self._followed_moderators(session)

    def next_call(self) -> Call | None:
        """Return the next session with its people, or None if it does not begin soon."""
        session, view = self._neighbour(1), self._viewer.scene()
        return GreenRoom(view.snapshot, view.now).call_for(session) if session is not None else None

    def _neighbour(self, by: int) -> Session | None:
        """Return the session before (`by` -1) or after (`by` 1) the shown one, by expected start.

        Choose among the other sessions with the same moderator or, if there are no others, among
        all sessions of the room. Skip cancelled sessions.
        """
        view, id_ = self._viewer.scene(), self.session_id()
        shown = view.programme.by_id.get(id_ or "")
        if shown is None:
            return None
        self._moderators = ids = self._followed_moderators(shown)
        sessions = [session for session in view.programme.sessions if not session.is_break]
        choices = [
            s
            for s in sessions
            if any(p.id in ids and p.role == "moderator" for p in s.participants)
        ]
        if len(choices) < 2:
            choices = [session for session in sessions if session.room == shown.room]
        choices = [s for s in choices if s is shown or view.status(s) != "cancelled"]
        choices.sort(key=GreenRoom(view.snapshot, view.now).start_of)
        place = choices.index(shown) + by
        return choices[place] if 0 <= place < len(choices) else None

    def _followed_moderators(self, session: Session) -> frozenset[str]:
        """Return the ids of the people who moderate this session and all sessions visited before.

        The user steps through the sessions of these people. If no such person exists, return the
        moderators of this session.
        """
        own = frozenset(p.id for p in session.participants if p.role == "moderator")
        return self._moderators & own or own

    def moment(self) -> PanelMoment | None:
        """Return the current state of the panel, or None if the room has no session.

        It is computed once a second and after any change.
        """
        session_id, companion = self.session_id(), self._viewer.companion
        if session_id is None:
            return None
        snapshot, now = companion.snapshot, companion.clock.now().replace(microsecond=0)
        return self._moment.get(
            (snapshot, now, session_id),
            lambda: panel_moment(
                snapshot,
                session_id,
                now,
                taken=self._viewer.keymap.panel_letters(),
                cues=self._viewer.settings.cue_minutes,
            ),
        )


_REPEAT = timedelta(seconds=HELD)
"""A key that comes again within this time is being held down."""
_UNREPEATED_KEYS = frozenset({"toggle_moderator_turn", "change_segment"})
"""The keys that act only once even if they are held down."""


class ModeratorActions:
    """The keys of a panel.

    A key with the action `act('NAME')` calls the method `act_NAME`, which returns the result. The
    method raises an error if the act cannot be recorded, and UnknownError if the room has no panel.
    """

    def __init__(
        self,
        panel: ShownPanel,
        prompt: Prompt,
        viewer: Viewer,
        queue: Queue,
        open_dialog: Callable[[Dialog], object],
    ) -> None:
        self.waiting: Callable[[Seat], None] | None = None
        """The function to call with the person whose letter is pressed next, or None."""
        self._panel = panel
        self._stage = panel.stage
        self._prompt = prompt
        self._viewer = viewer
        self._queue = queue
        self.answers = Answers(self._stage, prompt, open_dialog)
        self._last_key: tuple[str, datetime] | None = None
        self._is_held = False

    def act(self, name: str, *amounts: int) -> None:
        """Carry out the key `name`. Some keys act only once while they are held down."""
        if not (self._is_held and name in _UNREPEATED_KEYS):
            self.answers.carry_out(getattr(self, f"act_{name}"), *amounts)

    @property
    def _moment(self) -> PanelMoment:
        """The current state of the panel.

        Raises:
            UnknownError: the room has no panel.
        """
        moment = self._panel.moment()
        if moment is None:
            raise UnknownError("session", "")
        return moment

    # Letters

    def handle_key(self, key: str) -> bool:
        """Handle a pressed key before its usual action. Return True if that action must not follow.

        If an action waits for a letter, the letter of a speaker goes to this action. Otherwise, the
        letter begins or ends the speaker's turn. Any other key ends the waiting. If it is Escape or
        a letter without a meaning, it does nothing else.
        """
        self._remember_key(key)
        waiting, self.waiting = self.waiting, None
        moment = self._panel.moment()
        seat = None
        if moment is not None and len(key) == 1 and self._prompt.question is None:
            seat = next((s for s in moment.speakers if s.key and s.key == key), None)
        if seat is not None:
            if waiting is not None and not self._is_held:
                waiting(seat)
            elif not self._is_held:
                self.answers.carry_out(self._toggle_turn, seat)
        elif waiting is not None:
            unknown = self._unknown_letter_feedback(key)
            self._prompt.show(unknown)
            return key == "escape" or unknown is not None
        return seat is not None

    def _unknown_letter_feedback(self, key: str) -> Feedback | None:
        """Return a hint that no speaker has the letter `key`.

        Return None if `key` is not a letter, or if the letter has a meaning here.
        """
        taken = self._viewer.keymap.panel_letters()
        if not (len(key) == 1 and "a" <= key <= "z") or key in taken:
            return None
        return self._hint(mark("Nobody here has the letter “{letter}”."), letter=key)

    def _remember_key(self, key: str) -> None:
        """Remember the key, and find out whether it is being held down."""
        now, before = self._viewer.companion.clock.now(), self._last_key
        self._last_key = key, now
        self._is_held = before is not None and before[0] == key and abs(now - before[1]) < _REPEAT

    def release_key(self) -> None:
        """Forget that a key is held down, so that it acts again."""
        self._is_held = False

    def _ask_for_letter(self, question: str, then: Callable[[Seat], Feedback]) -> Feedback:
        """Ask for the letter of a speaker, and call `then` with the speaker's seat."""
        self.waiting = self.answers.callback(then)
        return Feedback(question, "badge")

    # Turns

    def _toggle_turn(self, seat: Seat) -> Feedback:
        """Begin or end a speaker's turn.

        Before the panel has begun, record the speaker's arrival instead.
        """
        id_, moment = seat.participant.id, self._moment
        if _segment_number(moment) < 0 and not moment.timing.is_over:
            value = "arrived" if seat.arrival == "not_seen" else "on_stage"
            feedback = self._record(PanelAct("arrival", person=id_, value=value))
            if moment.at < moment.timing.start:
                return feedback
            return self._feedback_with_hint(feedback.text, PANEL_NEXT, mark("begins the panel"))
        person = None if moment.speaking == id_ else id_
        return self._record(PanelAct("turn", person=person))

    def act_toggle_moderator_turn(self) -> Feedback:
        """Begin or end the moderator's turn."""
        if self._moment.moderation.speaking:
            return self._record(PanelAct("turn"))
        ids = [seat.participant.id for seat in self._moment.moderators]
        return self._record(PanelAct("turn", person=ids[0] if ids else MODERATION))

    def act_end_turn(self) -> Feedback:
        """End the current turn."""
        moment = self._moment
        if moment.speaking is None and moment.called_hand is None and moment.timing.closed is None:
            return self._hint(mark("Nobody has the floor"))
        return self._record(PanelAct("turn"))

    def act_limit_turns(self) -> Dialog:
        """Open a dialog that asks how long each turn may last."""
        words, record = self._viewer.words, self.answers.callback(self._record)

        def limit(text: str) -> str | None:
            try:
                seconds = turn_limit(text.strip() or "0")
            except ValueError:
                return limit_refusal(text, words)
            record(PanelAct("limit", item=seconds))
            return None

        question = words.say("How long may each turn last?")
        return self._line_dialog(question, words.say("minutes: 2 or 1:30; 0: no limit"), limit)

    # Arrivals and seats

    def act_record_arrival(self) -> Feedback:
        """Ask for the letters of people, and record their arrivals.

        Each press of a letter moves the person to the next step of the arrival.
        """

        def record_arrival(seat: Seat) -> Feedback:
            value = next_arrival(seat.arrival)
            return self._record(PanelAct("arrival", person=seat.participant.id, value=value))

        words = self._viewer.words
        prompt = words.say("Who is here, and who is not? Press the letter beside the name.")
        return self._ask_for_letter(prompt, record_arrival)

    def act_arrange_seats(self) -> Dialog | None:
        """Open the dialog that shows the seats and changes their order."""

        def save_seats(order: Sequence[str]) -> Feedback:
            return self._record(PanelAct("seating", order=tuple(order)))

        moment = self._moment
        if not moment.speakers:
            return None
        from sommet_tui.tui.moderator.dialogs import SeatsDialog

        return SeatsDialog(self._viewer, moment, self.answers.callback(save_seats))

    # Segments

    def act_change_segment(self, by: int) -> Feedback:
        """Begin the next segment (`by` 1), or go back to the previous one (`by` -1)."""
        moment = self._moment
        number = _segment_number(moment) + by
        if moment.timing.closed is not None:  # `_record` refuses it with the reason.
            number = max(0, min(number, len(moment.plan) - 1))
        if number >= len(moment.plan):
            return self._hint(mark("That is the last segment."))
        if number < 0:
            return self._hint(mark("That is the first segment."))
        return self._record(PanelAct("segment", item=number))

    def act_lengthen(self, by: int) -> Feedback | None:
        """Add `by` minutes to the current segment.

        Before the first segment begins, change the first one.
        """
        moment, words = self._moment, self._viewer.words
        if not moment.plan:
            return None
        number = min(max(0, _segment_number(moment)), len(moment.plan) - 1)
        if moment.has_open_end:
            key = self._viewer.keymap.key_text(PANEL_SAY)
            sentence = mark("The last segment has all the remaining time; {key}: ask for more")
            return self._hint(sentence, key=key)
        plan = [part.segment for part in moment.plan]
        before = plan[number]
        minutes = before.minutes + by
        if not 0 < minutes <= MINUTES_LIMIT:
            return self._hint(mark("This segment cannot get any shorter."))
        plan[number] = replace(before, minutes=minutes)
        name = segment_title(before.name, words)
        sentence = words.say("{segment}: {n} min", segment=name, n=minutes)
        return self._record(PanelAct("plan", segments=tuple(plan)), sentence)

    def act_edit_plan(self) -> Dialog:
        """Open the dialog that shows and changes the minutes of every segment."""
        from sommet_tui.tui.moderator.dialogs import SegmentsDialog

        def save_plan(plan: Sequence[Segment]) -> Feedback:
            return self._record(PanelAct("plan", segments=tuple(plan)))

        return SegmentsDialog(self._viewer, self._moment, self.answers.callback(save_plan))

    # Questions and hands

    def act_add_question(self) -> Dialog:
        """Open a dialog for the text of a question.

        The new question is then selected, because the user may want to star it or choose who
        answers it.
        """
        words, ask = self._viewer.words, self.answers.callback(self._add_question)

        def add_question(text: str) -> None:
            if text.strip():
                ask(text)

        return self._line_dialog(words.say("A question"), "", add_question)

    def _add_question(self, text: str) -> Feedback:
        numbers = {question.number for question in self._moment.questions}
        feedback = self._record(PanelAct("ask", text=text))
        for question in self._moment.questions:
            if question.number not in numbers:
                self._queue.select_question(question)
        return feedback

    def act_add_hand(self) -> Dialog:
        """Open a dialog for a note on a raised hand, such as where the person sits."""
        words, record = self._viewer.words, self.answers.callback(self._record)

        def add_hand(text: str) -> None:
            if text.strip():
                record(PanelAct("hand", text=text))

        hint = words.say("for example: left, second row")
        return self._line_dialog(words.say("A hand is raised"), hint, add_hand)

    def act_call_on_first_hand(self) -> Feedback:
        """Give the floor to the first raised hand."""
        hands = self._moment.hands
        if not hands:
            return self._hint(mark("No hand is raised."))
        return self._record(PanelAct("hand", item=hands[0].number))

    def act_mark_asked(self) -> Feedback:
        """Mark the selected question as asked, or as open again.

        If a hand is selected, call on it.
        """
        selected = self._queue.selected_entry
        if selected is None:
            return self._no_selection_feedback()
        if isinstance(selected, Hand):
            return self._record(PanelAct("hand", item=selected.number))
        value = "open" if selected.asked_at is not None else "asked"
        return self._record(PanelAct("question", value=value, item=selected.number))

    def act_star_question(self) -> Feedback:
        """Star the selected question, or remove its star."""
        question = self._queue.selected_entry
        if not isinstance(question, Question):
            return self._no_selection_feedback()
        value = "plain" if question.starred else "starred"
        return self._record(PanelAct("question", value=value, item=question.number))

    def act_address_question(self) -> Feedback:
        """Ask who should answer the selected question."""
        question, words = self._queue.selected_entry, self._viewer.words
        if not isinstance(question, Question):
            return self._no_selection_feedback()
        number = question.number

        def aim(seat: Seat) -> Feedback:
            now = self._moment.question(number)
            aimed = now is not None and now.to == seat.participant.id
            person = None if aimed else seat.participant.id
            return self._record(PanelAct("question", person=person, value="aimed", item=number))

        prompt = words.say("Who should answer the question? Press the letter beside the name.")
        return self._ask_for_letter(prompt, aim)

    def _no_selection_feedback(self) -> Feedback:
        return self._hint(mark("No question is selected."))

    # The stage

    def act_send_message(self) -> Dialog:
        """Open a dialog for a message to the stage. An empty message withdraws the current one."""
        moment, words, send = (
            self._moment,
            self._viewer.words,
            self.answers.callback(self._send_message),
        )
        stands = moment.to_stage[-1].text if moment.to_stage else ""

        def send_or_withdraw(text: str) -> None:
            if text.strip() or stands:
                send(text)

        hint = words.say("a message; leave empty to withdraw the previous one")
        return self._line_dialog(
            words.say("Message to the stage manager"),
            hint,
            send_or_withdraw,
            ready_lines(moment, words),
        )

    def _send_message(self, text: str) -> Feedback:
        self._panel.chosen = self._panel.session_id()
        sent = self._stage.stage.send_message(text, "stage", self._panel.chosen)
        return recorded_feedback(self._viewer, sent)

    def act_mark_seen(self) -> Feedback:
        """Inform the stage that the panel has seen its messages."""
        feedback = self._hint(mark("No new message from the stage manager."))
        for message in self._moment.to_panel:
            if message.seen_at is None:
                feedback = mark_message_seen(self._stage, message)
        return feedback

    def act_toggle_rehearsal(self) -> Feedback | PromptQuestion:
        """Begin a rehearsal, or end the running one."""
        return rehearsal_question(self._stage) or begin_rehearsal(self._stage)

    def _line_dialog(
        self, question: str, hint: str, then: Callable[[str], str | None], ready: Sequence[str] = ()
    ) -> Dialog:
        """Return a dialog for a line of text. The user can choose from the prepared lines `ready`.

        The dialog calls `then` with the line. `then` uses it and returns None, or returns an error
        message.
        """
        from sommet_tui.tui.moderator.dialogs import ReadyDialog

        return ReadyDialog(self._viewer, question, hint, ready, then)

    # Recording

    def _hint(self, sentence: str, **names: str) -> Feedback:
        """Return why a key does nothing now."""
        return Feedback(self._viewer.words.say(sentence, **names), "muted")

    def act_undo(self) -> Answer:
        """Undo the latest act on the panel. While a question is shown, only drop the question."""
        if self._prompt.question is not None:
            return None
        moderator = self._moderator()
        latest = moderator.latest_to_undo()
        if latest is None:
            return self._hint(mark("There is nothing to undo."))
        question, undone = moderator.undo_question(latest), self._describe_act(latest, self._moment)
        return confirm_first(question, self._viewer, partial(self._undo, latest, undone), undone)

    def _undo(self, act: PanelAct, undone: str) -> Feedback:
        if self._moderator().undo(act) is None:
            raise RefusedError(Refusal("not-in-force"))
        sentence = session_texts.undo_words(undone, self._viewer.words)
        return self._feedback_with_hint(sentence, PANEL_REDO, mark("redo"))

    def act_redo(self) -> Feedback:
        """Redo the act on the panel that was undone last."""
        before, done = self._moment, self._moderator().redo()
        if done is None:
            return self._hint(mark("There is nothing to redo."))
        redone = self._describe_act(done, before)
        return self._feedback_with_hint(session_texts.redo_words(redone, self._viewer.words))

    def _record(self, act: PanelAct, sentence: str = "") -> Feedback:
        """Record an act, and return its report with the key for the undo.

        If `sentence` is given, it replaces the report.
        """
        before, done = self._moment, self._moderator().record(act)
        return self._feedback_with_hint(sentence or self._describe_act(done, before))

    def _moderator(self) -> Moderator:
        """Return the moderator of the shown panel. From now on, this panel stays shown."""
        self._panel.chosen = session = self._moment.session.id
        return Moderator(self._viewer.companion, session, login_name())

    def _describe_act(self, done: PanelAct, before: PanelMoment) -> str:
        """Return the report of an act. `before` is the state of the panel before the act."""
        shown = before if done.item is not None else self._panel.moment() or before
        return panel_act_sentence(done, shown, self._viewer.words)

    def _feedback_with_hint(
        self, sentence: str, key: Key = PANEL_UNDO, hint: str = mark("undo")
    ) -> Feedback:
        viewer = self._viewer
        return Feedback(f"{sentence} · {viewer.keymap.key_text(key)} {viewer.words.say(hint)}")


def _segment_number(moment: PanelMoment) -> int:
    """Return the number of the current segment, or else of the latest one.

    Before the first segment, return -1.
    """
    reached = [n for n, part in enumerate(moment.plan) if part.state != "to_come"]
    return reached[-1] if reached else -1


def record_next_arrival(viewer: Viewer, person: ProgrammePerson) -> Feedback:
    """Record the next step of a person's arrival, and return the report.

    The arrival is for the current or next session of this person.
    """
    companion, words = viewer.companion, viewer.words
    turn = GreenRoom(companion.snapshot, companion.clock.now()).appearance(person)
    if turn is None:
        return Feedback(words.say("{name} has no more sessions.", name=person.person.name), "muted")
    value = next_arrival(turn.arrival)
    act = PanelAct("arrival", person=person.person.id, value=value)
    moderator = Moderator(companion, turn.session.id, login_name())
    done = attempt(ShownLane(viewer), moderator.record, act)
    if isinstance(done, Feedback):
        return done
    viewer.undos.append(partial(_undo, viewer, done))
    sentence = arrival_sentence(value, person.person.name, words)
    return Feedback(f"{sentence} · {viewer.undo_key}")


def _undo(viewer: Viewer, act: PanelAct) -> str | Feedback:
    """Undo the record of an arrival. Return the report, or the reason if that is impossible.

    Raises:
        UnknownError: another window has already undone it.
    """
    companion, words = viewer.companion, viewer.words
    moderator = Moderator(companion, act.session, login_name())
    done = attempt(ShownLane(viewer), moderator.undo, act)
    if isinstance(done, Feedback):
        return done
    if done is None or done.person is None:  # Another window has undone it.
        raise UnknownError("session", act.session)
    programme = companion.snapshot.programme
    people = {person.id: person.name for person in programme.people}
    name = people.get(done.person, done.person)
    room = GreenRoom(companion.snapshot, companion.clock.now())
    now = room.arrival_of(done.person, programme.by_id[done.session]).arrival
    sentence = arrival_sentence(done.value, name, words)
    return f"{sentence} · {arrival_word(now, words)}"
