"""The answers to the keys of the Stage and the Moderator, and why a key did nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from sommet_tui.companion.errors import NotDoneError, StorageError, UnknownError
from sommet_tui.companion.keys import STAGE_LEAD, STAGE_MESSAGE, STAGE_REHEARSAL
from sommet_tui.companion.moderator import UncountedError
from sommet_tui.companion.rehearsal import RehearsalOverError
from sommet_tui.companion.stage import NotActingError, NotLeadingError, RefusedError
from sommet_tui.domain.values import replace
from sommet_tui.tui.messages import Feedback, PromptQuestion
from sommet_tui.tui.prompt import Prompt
from sommet_tui.tui.stage.shown import ShownLane
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.sharing import not_done_sentence
from sommet_tui.wording.stage import (
    not_acting_sentence,
    other_day_sentence,
    rehearsal_over_sentence,
    unrecorded_sentence,
)

Given = ParamSpec("Given")
"""What an action is given."""
T = TypeVar("T")

Answer = Feedback | PromptQuestion | Dialog | None
"""The answer to a key; None clears the line."""


class Answers:
    """Shows the answers to the keys of one screen: on its line, or as a dialog."""

    def __init__(
        self, lane: ShownLane, prompt: Prompt, open_dialog: Callable[[Dialog], object]
    ) -> None:
        self._lane = lane
        self._prompt = prompt
        self._open = open_dialog

    def show(self, act: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> None:
        """Carry out an action, and show its answer, or why it did nothing."""
        answer = attempt(self._lane, act, *given, **named)
        if isinstance(answer, PromptQuestion):
            yes = partial(attempt, self._lane, answer.yes)
            self._prompt.ask(replace(answer, yes=yes))
        elif isinstance(answer, Dialog):
            self._prompt.show(None)
            self._open(answer)
        else:
            self._prompt.show(answer)

    def callback(self, act: Callable[Given, Answer]) -> Callable[Given, None]:
        """Return a callable that acts when the user has answered, unless the rehearsal has ended.

        An answer to a question of the rehearsal must not change the real day.
        """
        viewer = self._lane.viewer
        asked_in = viewer.rehearsal

        def on_answer(*given: Given.args, **named: Given.kwargs) -> None:
            if viewer.rehearsal == asked_in:
                self.show(act, *given, **named)
            else:
                said = rehearsal_over_sentence(viewer.words)
                self._prompt.show(Feedback(said, "danger"))

        return on_answer


def attempt(
    lane: ShownLane, act: Callable[Given, T], *given: Given.args, **named: Given.kwargs
) -> T | Feedback:
    """Carry out an action, and return its result, or why nothing was recorded."""
    try:
        return act(*given, **named)
    except (NotDoneError, StorageError, UnknownError) as error:
        return _failure(error, lane)


def _failure(error: NotDoneError | StorageError | UnknownError, lane: ShownLane) -> Feedback:
    """Return why nothing was recorded, and the keys that help."""
    viewer, words, view = lane.viewer, lane.viewer.words, lane.viewer.view()
    if isinstance(error, UnknownError):  # the programme has changed meanwhile
        return Feedback(words.say("This action is not possible now."), "danger")
    if isinstance(error, StorageError):
        more = storage_error_sentence(error, words)
        return Feedback(words.say("Nothing was recorded."), "danger", more)
    if isinstance(error, RehearsalOverError):
        viewer.companion.state.reload()
        if lane.stage.acting_refusal() is None:
            rehearses = viewer.rehearsal is not None
            return Feedback(other_day_sentence(words, rehearses=rehearses), "danger")
    if isinstance(error, NotActingError):
        return _rehearsal_hint(error.reason, viewer)
    said, more, shown = not_done_sentence(error, view), "", viewer.keymap.key_text
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
    elif isinstance(error, RefusedError):
        since = viewer.companion.rehearsals.unrecorded_since
        more = unrecorded_sentence(since, view) if since is not None else ""
    return Feedback(said, "danger", more)


def acting_refusal(lane: ShownLane) -> Feedback | None:
    """Return why no action is possible here, and the key of a rehearsal; None if one is."""
    reason = lane.stage.acting_refusal()
    return _rehearsal_hint(reason, lane.viewer) if reason is not None else None


def _rehearsal_hint(reason: str, viewer: Viewer) -> Feedback:
    said, key = not_acting_sentence(reason, viewer.words), viewer.keymap.key_text(STAGE_REHEARSAL)
    text = viewer.words.say("{why} {key}: start a rehearsal", why=said, key=key)
    return Feedback(text, "danger")
