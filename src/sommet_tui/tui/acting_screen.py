"""The base of the crew's screens, whose keys act on the day."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Key as KeyPressed

from sommet_tui.companion.keys import Choices, Key
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import reachable_keys
from sommet_tui.tui.messages import ANSWER
from sommet_tui.tui.questions import Prompt, answer_keys

_CURSOR = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end")


class ActingScreen(CompanionScreen):
    """A screen of the crew, whose keys act on the day. Some keys ask a question before they act."""

    KEEPS_LETTER_KEYS = True
    prompt: Prompt

    async def show_current_state(self) -> None:
        """Show the current state immediately, and remove the result of a key of another screen."""
        self.viewer.messages.withdraw(ANSWER)
        await super().show_current_state()

    def keys(self) -> Sequence[Key]:
        """Return the useful keys or, while a question is asked, the keys that answer it."""
        if self.prompt.question is not None:
            return answer_keys(self.viewer.words, self.viewer.keymap)
        return self.useful_keys()

    def useful_keys(self) -> Sequence[Key]:
        """Return the few keys that the crew needs now."""
        raise NotImplementedError

    def allows_answer_yes(self) -> bool:
        """Return whether a question is asked, so that yes and no have an effect."""
        return self.prompt.question is not None

    allows_answer_no = allows_answer_yes

    def acts_version(self) -> object:
        """Return a value that changes when someone acts, takes the lead, or confirms a lead."""
        return self.viewer.snapshot.events.acts_version()

    def on_key(self, event: KeyPressed) -> None:
        """Answer a question with yes if it was visible when the user pressed enter.

        Enter has no binding, because the app could handle later keys before it runs a binding.
        While a question is asked, cursor keys work only if they choose the answer.
        """
        question = self.prompt.question
        if question is not None and event.key == "enter":
            event.stop()
            if self.prompt.was_question_shown(event):
                self.prompt.answer_yes()
        elif question is not None and question.on_end is None and event.key in _CURSOR:
            event.stop()

    def step_back(self) -> bool:
        """Close the question or the result of a key, or else go one step back."""
        return self.prompt.dismiss() or super().step_back()

    def go_back(self) -> bool:
        """Close the question, or else go back to the screen below."""
        has_question = self.prompt.question is not None
        if has_question:
            self.prompt.show(None)
        return has_question or super().go_back()

    def action_answer_yes(self) -> None:
        """Do the action that the question is about."""
        self.prompt.answer_yes()

    def action_answer_no(self) -> None:
        """Close the question without doing its action."""
        self.prompt.show(None)

    def choose_key(self, key: Key, choices: Choices, idle: frozenset[Key], about: str = "") -> None:
        """Open a dialog with the keys that do not fit in the footer.

        `key`, which the user pressed, names the dialog. `choices` are the groups of keys, `idle`
        are keys to leave out, and `about` names the subject of the keys.
        """
        from sommet_tui.tui.palette_filters_and_clock import KeyChooser

        self.prompt.show(None)
        left_out = self.footer.shown_key_ids().union(unlisted.id for unlisted in (key, *idle))
        heading = self.viewer.words.say(key.label), about
        self.app.push_screen(
            KeyChooser(self.viewer, reachable_keys(self), heading, choices, left_out)
        )
