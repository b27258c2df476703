"""The lane of the shown room, its useful keys, and the results of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import ParamSpec, TypeVar

from sommet_tui.companion.errors import NotDoneError, RehearsalOverError, StorageError, UnknownError
from sommet_tui.companion.keys import (
    ALL_KEYS,
    FIVE,
    ON_DAY,
    ROOMS,
    STAGE,
    STAGE_ACTS,
    STAGE_ANNOUNCE,
    STAGE_BOARD,
    STAGE_CHANGE,
    STAGE_END,
    STAGE_END_AGO,
    STAGE_FULL,
    STAGE_LEAD,
    STAGE_LESS,
    STAGE_MESSAGE,
    STAGE_MORE,
    STAGE_PAUSE,
    STAGE_PUBLISH,
    STAGE_REDO,
    STAGE_REHEARSAL,
    STAGE_RELEASE,
    STAGE_SEATS,
    STAGE_SEEN,
    STAGE_START,
    STAGE_START_AGO,
    STAGE_SUGGEST,
    STAGE_TAKE,
    STAGE_UNDO,
    WITHOUT_LEAD,
    Key,
)
from sommet_tui.companion.moderator import UncountedError
from sommet_tui.companion.panel import panel_with_turn_limit
from sommet_tui.companion.snapshot import messages_in_force, notices_at
from sommet_tui.companion.stage import (
    NotActingError,
    NotLeadingError,
    RefusedError,
    Stage,
    login_name,
)
from sommet_tui.domain.crew.merge import VoidAct
from sommet_tui.domain.crew.records import LeadClaim
from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.messages import Message, To, messages_for_room
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.catch_up_suggestions import Suggestion, suggestions
from sommet_tui.domain.rundown.delay_cost import Cost, impact
from sommet_tui.domain.rundown.lane_now import LaneTiming
from sommet_tui.domain.rundown.lanes import LaneState, Plan
from sommet_tui.domain.values import replace
from sommet_tui.pages.stage import LaneMessages, StageView, next_seats_report
from sommet_tui.tui.keys_on_screen import MOST, first_keys
from sommet_tui.tui.message_line import Feedback, PromptQuestion
from sommet_tui.tui.questions import Prompt
from sommet_tui.tui.render.rows import fit
from sommet_tui.tui.stage.lane_list import LaneList, lane_signature
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.wording import crew, session_texts
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.stage import (
    not_acting_sentence,
    outdated_key_sentence,
    rehearsal_over_sentence,
    unrecorded_day_sentence,
)
from sommet_tui.wording.words import mark


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
        self._version: tuple[LaneState, object] | None = None
        self._costs_and_suggestions: tuple[tuple[Cost, ...], tuple[Suggestion, ...]] = ((), ())

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

    def timing(self) -> LaneTiming | None:
        """Return the current times of the lane, or None if the room has no lane."""
        plan = self.plan()
        return self.stage.timing(plan) if plan is not None else None

    def view(self) -> StageView | None:
        """Return the facts that the stage shows about the lane, or None if the room has no lane.

        Costs and suggestions are computed again each minute and after changes of the lane.
        """
        timing = self.timing()
        if timing is None:
            return None
        version = timing.state, (truncate_to_minute(timing.at), *lane_signature(timing))
        if (
            self._version is None
            or self._version[0] is not version[0]
            or self._version[1] != version[1]
        ):
            self._version = version
            self._costs_and_suggestions = impact(timing), self.suggestions(timing)
        running, snapshot = timing.running, self.viewer.snapshot
        turn = None
        if running is not None:
            turn = panel_with_turn_limit(snapshot, running.session.id, timing.at)
        why_not, lead = self.stage.acting_refusal(), self.other_lead
        next_start = self.stage.next_start(timing) if why_not is None and lead is None else None
        return StageView(
            timing,
            *self._costs_and_suggestions,
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
            if m.seen_at is None
            and (m.session in plan.by_id if m.session else m.room in (None, room))
        )
        return LaneMessages(
            asked=asked,
            panel=self.messages_to(timing, "panel"),
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


Given = ParamSpec("Given")
"""The arguments of an action."""
T = TypeVar("T")

Answer = Feedback | PromptQuestion | Dialog | None
"""The result of a key, a question or a dialog. None clears the message line."""


class Answers:
    """The part of a screen that shows the results of its keys, on a line or as a dialog."""

    def __init__(
        self, lane: ShownLane, prompt: Prompt, open_dialog: Callable[[Dialog], object]
    ) -> None:
        self._lane = lane
        self._prompt = prompt
        self._open = open_dialog

    def carry_out(
        self, act: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
    ) -> None:
        """Carry out an action, and show its result or the reason of its failure."""
        answer = attempt(self._lane, act, *given, **named)
        if isinstance(answer, PromptQuestion):
            yes = partial(attempt, self._lane, answer.on_yes)
            self._prompt.ask(replace(answer, on_yes=yes))
        elif isinstance(answer, Dialog):
            self._prompt.show(None)
            self._open(answer)
        else:
            self._prompt.show(answer)

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
    sentence, more, shown = crew.not_recorded_sentence(error, view), "", viewer.keymap.key_text
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
    why, key = not_acting_sentence(reason, viewer.words), viewer.keymap.key_text(STAGE_REHEARSAL)
    text = viewer.words.say("{why} {key}: start a rehearsal", why=why, key=key)
    return Feedback(text, "danger")


_NAME = 16
"""The width of a session's name in the footer, in cells."""
_MINUTES = (STAGE_MORE, STAGE_LESS)
_KEY_ORDER = (
    *(STAGE_START, STAGE_UNDO, *_MINUTES, STAGE_END, *ROOMS, STAGE_PAUSE, STAGE_MESSAGE),
    *(STAGE_CHANGE, STAGE_SEATS, STAGE_FULL, STAGE_ACTS, STAGE_BOARD),
)
"""The keys in the order of their use on a day. The footer shows as many as fit."""


class UsefulKeys:
    """The choice of the keys of the stage that have an effect now or that the footer shows."""

    def __init__(self, lane: ShownLane, cursor: LaneList) -> None:
        self._viewer = lane.viewer
        self._shown_lane = lane
        self._list = cursor

    def useful_keys(self, view: StageView | None, shown: frozenset[str]) -> Sequence[Key]:
        """Return the few keys that are useful now, and the key that lists all keys.

        Leave out the keys with an id in `shown`, because the board already shows them.
        """
        idle = self.idle_keys(view)
        several = self._viewer.programme.has_several_rooms
        often = (key for key in _KEY_ORDER if several or key is not STAGE_SEATS)
        found = dict.fromkeys((*self._urgent_keys(view), *often))
        useful = [key for key in found if key not in idle and key.id not in shown]
        shown_keys = first_keys(MOST - 1, [key for key in useful if key is not STAGE_CHANGE])
        shown_keys = [key for key in useful if key in shown_keys or key is STAGE_CHANGE]
        return [*map(self.labelled_key, shown_keys), *ALL_KEYS]

    def idle_keys(self, view: StageView | None) -> frozenset[Key]:
        """Return the keys that have no effect now."""
        timing = view.timing if view is not None else None
        runs = timing is not None and timing.running is not None
        called = timing is not None and timing.state.is_manual
        several = self._viewer.programme.has_several_rooms
        used = (
            (runs, (STAGE_END, STAGE_END_AGO, STAGE_PAUSE)),
            (timing is not None and timing.next_to_start, (STAGE_START, STAGE_START_AGO)),
            (self._list.displayed_session(), (*_MINUTES, *FIVE, STAGE_SEATS)),
            (view is not None and view.suggestions, (STAGE_SUGGEST,)),
            (view is not None and view.messages.asked, (STAGE_SEEN,)),
            (several, (*ROOMS, STAGE_BOARD)),
            (self._shown_lane.can_take_lead, (STAGE_LEAD,)),
            (not called, (STAGE_TAKE,)),
            (called, (STAGE_RELEASE,)),
        )
        idle = {key for use, keys in used if not use for key in keys}
        idle |= self._shown_lane.idle_keys()
        why_not = self._shown_lane.stage.acting_refusal()
        if why_not is not None:
            prepares = why_not == "outside" and self._list.displayed_session() is not None
            acts = {key for key in STAGE if key.action.startswith("act(")} - {STAGE_REHEARSAL}
            idle |= {k for k in acts if not prepares or k.id in ON_DAY or k is STAGE_MESSAGE}
        return frozenset(idle)

    def _urgent_keys(self, view: StageView | None) -> Iterator[Key]:
        """Yield the keys that the crew needs first, such as the key that ends a pause."""
        stage = self._shown_lane.stage
        if self._viewer.publisher is not None:
            yield STAGE_PUBLISH
        if stage.acting_refusal() is not None:
            yield STAGE_REHEARSAL
        if stage.other_lead(self._shown_lane.room) is not None:
            yield STAGE_LEAD
        if view is not None and view.messages.asked:
            yield STAGE_SEEN
        if view is not None and view.timing.paused_since is not None:
            yield STAGE_PAUSE
        if view is not None and view.timing.new_times_count:
            yield STAGE_ANNOUNCE
        present = view.timing.current_or_next if view is not None else None
        if view is not None and present is not None and present.session.id in view.timing.seats:
            yield STAGE_SEATS

    def labelled_key(self, key: Key) -> Key:
        """Return a key with a label for the current state, such as the session to change."""
        words, label = self._viewer.words, key.label
        item, chosen, timing = (
            self._list.selected_item(),
            self._list.item_to_act_on(),
            self._list.timing,
        )
        if key in _MINUTES and item is not None and item is not self._list.displayed_session():
            name = fit(session_texts.short_name(item.session), _NAME)
            label = words.say("1 min: {session}", session=name)
        elif key is STAGE_SEATS and timing is not None and chosen is not None:
            _, label = next_seats_report(timing, chosen.session.id)
        elif key is STAGE_PAUSE:
            label = mark("Resume") if timing and timing.paused_since else label
        elif key is STAGE_PUBLISH:
            from sommet_tui.tui.background.crew_and_publishing import publishing_label

            label = publishing_label(self._viewer)
        return replace(key, label=label, in_footer=True)
