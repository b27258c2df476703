"""The lane of the shown room, and the results of keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from sommet_tui.companion.errors import NotDoneError, RehearsalOverError, StorageError, UnknownError
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
from sommet_tui.companion.snapshot import messages_in_force, notices_at
from sommet_tui.companion.stage import (
    NotActingError,
    NotLeadingError,
    RefusedError,
    Stage,
    login_name,
)
from sommet_tui.domain.instants import truncate_to_minute, whole_minutes
from sommet_tui.domain.messages import Message, To, messages_for_room
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.catch_up_suggestions import Suggestion, suggestions
from sommet_tui.domain.rundown.delay_cost import Cost, impact
from sommet_tui.domain.rundown.lane_now import recent_span
from sommet_tui.domain.values import frozen, replace
from sommet_tui.tui.messages import Feedback, PromptQuestion
from sommet_tui.tui.questions import Prompt
from sommet_tui.tui.render.rows import Memo
from sommet_tui.tui.stage.lane_list import lane_signature
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.stage import (
    not_acting_sentence,
    outdated_key_sentence,
    question_sentence,
    rehearsal_over_sentence,
    unrecorded_day_sentence,
)

if TYPE_CHECKING:
    from sommet_tui.companion.confirmations import Confirmation, NextStart
    from sommet_tui.companion.panel import PanelMoment
    from sommet_tui.domain.crew.merge import VoidAct
    from sommet_tui.domain.crew.records import LeadClaim
    from sommet_tui.domain.rundown.lane_now import LaneTiming
    from sommet_tui.domain.rundown.lanes import Plan
    from sommet_tui.tui.widgets.dialog import Dialog

    Answer = Feedback | PromptQuestion | Dialog | None
    """The result of a key, a question or a dialog. None clears the message line."""


@frozen
class LaneMessages:
    """The current messages of one lane; each tuple begins with the oldest message.

    `asked` are unseen messages to the stage manager, from panels and other laptops. The others are
    from the stage manager: `panel` and `speaker` about the running session, `notices` to everyone.
    If another laptop leads the room, `panel` also has this laptop's messages to the lead.
    """

    asked: tuple[Message, ...] = ()
    panel: tuple[Message, ...] = ()
    notices: tuple[Message, ...] = ()
    speaker: tuple[Message, ...] = ()


NO_MESSAGES = LaneMessages()


@frozen
class StageView:
    """One lane at one instant: the cost of its delay, its messages, and the effects of keys.

    `turn` is the running panel if one of its speakers has the floor for a limited time. `latest` is
    the entry that "undo" would undo. `not_acting` is why no act is possible. `lead` is the claim of
    another computer that leads the room; if `can_lead`, this computer can take the lead.
    """

    timing: LaneTiming
    costs: tuple[Cost, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    messages: LaneMessages = NO_MESSAGES
    turn: PanelMoment | None = None
    next_start: NextStart | None = None
    """The effect of "start next" now, or None if it would do nothing."""
    latest: Act | Message | None = None
    not_acting: str | None = None
    lead: LeadClaim | None = None
    can_lead: bool = False


class ShownLane:
    """The lane of the room that a window shows. Its `stage` carries out actions on the lane."""

    def __init__(self, viewer: Viewer, room: Callable[[], str | None] | None = None) -> None:
        """`room` returns the id of the shown room.

        If `room` is None, the room is the one that the user chose, or else the first.
        """
        self.viewer = viewer
        self._room = room
        self.stage = Stage(viewer.companion, login_name())
        self.counts_up = False
        """Whether the speaker's clock shows the elapsed time instead of the time left."""
        self._costs_and_suggestions: Memo[tuple[tuple[Cost, ...], tuple[Suggestion, ...]]] = Memo()

    @property
    def room(self) -> str | None:
        """The id of the shown room, or None if there are no rooms."""
        if self._room is not None:
            return self._room()
        snapshot = self.viewer.snapshot
        first = next((room.id for room in snapshot.programme.rooms), None)
        return snapshot.room or first

    def plan(self) -> Plan | None:
        """Return the plan of the lane, or None if the room has no lane."""
        return self.stage.plan(self.room)

    def timing(self, *, noticed: bool = False) -> LaneTiming | None:
        """Return the current times of the lane, or None if the room has no lane.

        If `noticed` is set, leave out what others recorded a moment ago.
        """
        plan = self.plan()
        return self.stage.timing(plan, noticed=noticed) if plan is not None else None

    def running_id(self) -> str:
        """Return the id of the running session, or ""."""
        timing = self.timing()
        return timing.running.session.id if timing is not None and timing.running else ""

    def view(self) -> StageView | None:
        """Return the facts that the stage shows about the lane, or None if the room has no lane.

        Costs and suggestions are computed again each minute, when a running item has a minute less
        to lose, and after changes of the lane.
        """
        timing = self.timing()
        if timing is None:
            return None
        left = (whole_minutes(i.remaining) for i in timing.items if i.remaining is not None)
        key = timing.state, truncate_to_minute(timing.at), *left, *lane_signature(timing)
        found = self._costs_and_suggestions.get(
            key, lambda: (impact(timing), self.suggestions(timing))
        )
        running, snapshot = timing.running, self.viewer.snapshot
        turn = None
        if running is not None and snapshot.events.panel_acts:
            from sommet_tui.companion.panel import panel_with_turn_limit

            turn = panel_with_turn_limit(snapshot, running.session.id, timing.at)
        why_not, lead = self.stage.acting_refusal(), self.other_lead
        next_start = self.stage.next_start(timing) if why_not is None and lead is None else None
        return StageView(
            timing,
            *found,
            self._lane_messages(timing),
            turn,
            next_start,
            self.stage.latest_entry_to_undo(timing.state.plan),
            why_not,
            lead,
            self.can_take_lead,
        )

    def suggestions(self, timing: LaneTiming) -> tuple[Suggestion, ...]:
        """Return the suggestions for catching up that respect the limits in the settings."""
        return suggestions(timing, self.viewer.settings.limits)

    def _lane_messages(self, timing: LaneTiming) -> LaneMessages:
        """Return the current messages of the lane."""
        companion, plan = self.viewer.companion, timing.state.plan
        room, now = plan.lane.room, companion.clock.now()
        asked = tuple(
            m
            for m in messages_in_force(companion.snapshot, "stage", now)
            if (m.session in plan.by_id if m.session else m.room in (None, room))
        )
        sent = tuple(m for m in asked if self.other_lead and companion.log.is_own_record(m.uid))
        return LaneMessages(
            asked=tuple(m for m in asked if m.seen_at is None and m not in sent),
            panel=(*self.messages_to(timing, "panel"), *sent),
            notices=messages_for_room(notices_at(companion.snapshot, now), room),
            speaker=self.messages_to(timing, "speaker"),
        )

    def messages_to(self, timing: LaneTiming, to: To) -> tuple[Message, ...]:
        """Return the current messages about this lane to the recipient `to`, oldest first."""
        running = timing.running.session.id if timing.running else None
        room, companion = timing.state.plan.lane.room, self.viewer.companion
        return tuple(
            m
            for m in messages_in_force(companion.snapshot, to, companion.clock.now())
            if m.session in (None, running) and m.room in (None, room)
        )

    def entries(self) -> tuple[Act | Message, ...]:
        """Return the acts and messages of the lane in the order of the log, including undos."""
        plan = self.plan()
        return self.stage.entries(plan) if plan is not None else ()

    def latest_undoable(self) -> Act | Message | None:
        """Return the latest act or message of the lane that can be undone, or None."""
        plan = self.plan()
        return self.stage.latest_entry_to_undo(plan) if plan is not None else None

    def latest_undo(self) -> Act | Message | None:
        """Return the latest undo of the lane that a redo can revert, or None."""
        plan = self.plan()
        return self.stage.latest_undo(plan) if plan is not None else None

    # The lead, where the day is shared

    @property
    def other_lead(self) -> LeadClaim | None:
        """The claim of another computer that leads the room, or None if no other one leads it."""
        return self.stage.other_lead(self.room)

    @property
    def can_take_lead(self) -> bool:
        """Whether another computer leads the room, and the broker lets this one take over."""
        link = self.viewer.snapshot.link
        return self.other_lead is not None and not (link is not None and link.refused == "lead")

    def idle_keys(self) -> frozenset[Key]:
        """Return the keys that have no effect because another computer leads the room.

        Undo and redo still work on an entry for which this computer needs no lead.
        """
        if self.other_lead is None:
            return frozenset()
        idle = {key for key in STAGE if key.action.startswith("act(")} - WITHOUT_LEAD
        if self.latest_undoable() is not None:
            idle.discard(STAGE_UNDO)
        if self.latest_undo() is not None:
            idle.discard(STAGE_REDO)
        return frozenset(idle)

    def void_acts(self) -> tuple[VoidAct, ...]:
        """Return the acts in the lane's room that any laptop recorded without the lead."""
        plan = self.plan()
        if plan is None:
            return ()
        found = self.viewer.snapshot.void_acts(self.viewer.companion.clock.now())
        return tuple(void for void in found if void.act.room == plan.lane.room)


@frozen
class _QuestionState:
    """The situation when a question was asked. If it changes, the question is dropped.

    `at` is the time of the question. `rehearsal` is the id of the rehearsal, or None. `running` is
    the id of the running session, or "".
    """

    at: datetime
    rehearsal: str | None
    running: str


Given = ParamSpec("Given")
"""The arguments of an action."""
T = TypeVar("T")


class Answers:
    """The part of a screen that shows the results of its keys, on a line or as a dialog."""

    def __init__(
        self, lane: ShownLane, prompt: Prompt, open_dialog: Callable[[Dialog], object]
    ) -> None:
        self._lane = lane
        self._prompt = prompt
        self._open = open_dialog
        self._question_state: _QuestionState | None = None

    def carry_out(
        self, act: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
    ) -> None:
        """Carry out an action, and show its result or the reason of its failure."""
        answer = attempt(self._lane, act, *given, **named)
        if isinstance(answer, PromptQuestion):
            yes = partial(attempt, self._lane, answer.on_yes)
            viewer = self._lane.viewer
            self._question_state = _QuestionState(
                viewer.companion.clock.now(), viewer.rehearsal, self._lane.running_id()
            )
            self._prompt.ask(replace(answer, on_yes=yes))
        elif answer is None or isinstance(answer, Feedback):
            self._prompt.show(answer)
        else:
            self._prompt.show(None)
            self._open(answer)

    def callback(self, act: Callable[Given, Answer]) -> Callable[Given, None]:
        """Return a function that carries out `act` with the answer of the user to a question.

        If the rehearsal has ended since the question, the function only reports this, because an
        answer from a rehearsal must not change the real day.
        """
        viewer = self._lane.viewer
        asked_in = viewer.rehearsal

        def on_answer(*given: Given.args, **named: Given.kwargs) -> None:
            if viewer.rehearsal == asked_in:
                self.carry_out(act, *given, **named)
            else:
                sentence = rehearsal_over_sentence(viewer.words)
                self._prompt.show(Feedback(sentence, "danger"))

        return on_answer

    def drop_old_question(self) -> None:
        """Drop a question that is too old, or whose situation has changed."""
        asked, viewer = self._question_state, self._lane.viewer
        if self._prompt.question is None or asked is None:
            return
        words, companion = viewer.words, viewer.companion
        if asked.rehearsal != viewer.rehearsal:
            over = viewer.rehearsal is None
            self._prompt.show(Feedback(rehearsal_over_sentence(words), "danger") if over else None)
        elif companion.current_id(asked.running) != self._lane.running_id():
            why = words.say("Nothing was done: another session is running now.")
            self._prompt.show(Feedback(why, "muted"))
        elif abs(companion.clock.now() - asked.at) >= recent_span(companion.snapshot.speed):
            why = words.say("Nothing was done: there was no answer.")
            self._prompt.show(Feedback(why, "muted"))


def confirm_first(
    question: Confirmation | None, viewer: Viewer, yes: Callable[[], Feedback], undone: str = ""
) -> Feedback | PromptQuestion:
    """Ask a question before calling `yes`. If `question` is None, call `yes` immediately.

    For an undo, `undone` describes the act to undo.
    """
    if question is None:
        return yes()
    return PromptQuestion(question_sentence(question, viewer.scene(), undone), yes)


def attempt(
    lane: ShownLane, act: Callable[Given, T], *given: Given.args, **named: Given.kwargs
) -> T | Feedback:
    """Carry out an action, and return its result, or the reason if nothing could be recorded."""
    try:
        return act(*given, **named)
    except (NotDoneError, StorageError, UnknownError) as error:
        return _failure_feedback(error, lane)


def _failure_feedback(
    error: NotDoneError | StorageError | UnknownError, lane: ShownLane
) -> Feedback:
    """Return why nothing was recorded, with the keys that help."""
    viewer, words, view = lane.viewer, lane.viewer.words, lane.viewer.scene()
    if isinstance(error, UnknownError):  # the programme has changed meanwhile
        return Feedback(words.say("This action is not possible now."), "danger")
    if isinstance(error, StorageError):
        more = storage_error_sentence(error, words)
        return Feedback(words.say("Nothing was recorded."), "danger", more)
    if isinstance(error, RehearsalOverError):
        viewer.companion.state.reload()
        if lane.stage.acting_refusal() is None:
            rehearses = viewer.rehearsal is not None
            return Feedback(outdated_key_sentence(words, rehearses=rehearses), "danger")
    if isinstance(error, NotActingError):
        return _rehearsal_hint(error.reason, viewer)
    from sommet_tui.companion.moderator import UncountedError
    from sommet_tui.wording.crew import not_recorded_sentence

    sentence, more, shown = not_recorded_sentence(error, view), "", viewer.keymap.key_text
    if isinstance(error, UncountedError):
        return Feedback(sentence, "muted")
    if isinstance(error, NotLeadingError):
        keys = words.say("{message}: message to the room’s lead", message=shown(STAGE_MESSAGE))
        if lane.can_take_lead:
            keys = words.say(
                "{lead}: take the lead · {message}: message to the room’s lead",
                lead=shown(STAGE_LEAD),
                message=shown(STAGE_MESSAGE),
            )
        sentence = f"{sentence} {keys}"
    elif isinstance(error, RefusedError):
        since = viewer.companion.rehearsals.unrecorded_since
        more = unrecorded_day_sentence(since, view) if since is not None else ""
    return Feedback(sentence, "danger", more)


def acting_refusal_feedback(lane: ShownLane) -> Feedback | None:
    """Return why no action is possible now, with the key that starts a rehearsal.

    Return None if actions are possible.
    """
    reason = lane.stage.acting_refusal()
    return _rehearsal_hint(reason, lane.viewer) if reason is not None else None


def _rehearsal_hint(reason: str, viewer: Viewer) -> Feedback:
    why, key = not_acting_sentence(reason, viewer.scene()), viewer.keymap.key_text(STAGE_REHEARSAL)
    text = viewer.words.say("{why} {key}: start a rehearsal", why=why, key=key)
    return Feedback(text, "danger")
