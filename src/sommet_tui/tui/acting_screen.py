"""What Stage and Moderator share: keys that act, some of them after a question."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Key as KeyPressed

from sommet_tui.companion.keys import Choices, Key
from sommet_tui.tui.keys import reachable_keys
from sommet_tui.tui.messages import ANSWER
from sommet_tui.tui.prompt import Prompt, answer_keys
from sommet_tui.tui.screen import CompanionScreen

_CURSOR = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end")


class ActingScreen(CompanionScreen):
    """A screen of the crew: its keys act, some of them after a question."""

    LETTERS_ACT = True
    prompt: Prompt

    async def arrive(self) -> None:
        """Show the current state immediately, without an answer about the user's own day."""
        self.viewer.messages.withdraw(ANSWER)
        await super().arrive()

    def keys(self) -> Sequence[Key]:
        """Return the answers while a question is asked."""
        if self.prompt.question is not None:
            return answer_keys(self.viewer.words, self.viewer.keymap)
        return self.useful_keys()

    def useful_keys(self) -> Sequence[Key]:
        """Return the few keys that are needed now."""
        raise NotImplementedError

    def may_yes(self) -> bool:
        """Enable yes and no only while a question is asked."""
        return self.prompt.question is not None

    may_no = may_yes

    def acts_version(self) -> object:
        """Return a value that changes when anyone acts, takes the lead, or has it confirmed."""
        return self.viewer.snapshot.events.acts_version()

    def on_key(self, event: KeyPressed) -> None:
        """Let enter answer a question with yes, if the question was painted before.

        This happens now, so that keys typed ahead cannot overtake it. The cursor stays in its row
        and room, unless it is part of the answer.
        """
        question = self.prompt.question
        if question is not None and event.key == "enter":
            event.stop()
            if self.prompt.was_read(event):
                self.prompt.agree()
        elif question is not None and question.ended is None and event.key in _CURSOR:
            event.stop()

    def step_back(self) -> bool:
        """Close the question or answer; otherwise leave the screen."""
        return self.prompt.dismiss() or super().step_back()

    def go_below(self) -> bool:
        """Close the question first, if there is one."""
        asked = self.prompt.question is not None
        if asked:
            self.prompt.show(None)
        return asked or super().go_below()

    def action_yes(self) -> None:
        """Do the action that the question is about."""
        self.prompt.agree()

    def action_no(self) -> None:
        """Drop the question and its action."""
        self.prompt.show(None)

    def show_more(self, key: Key, choices: Choices, idle: frozenset[Key], about: str = "") -> None:
        """Show the keys for which the footer has no room, after `key` was pressed."""
        from sommet_tui.tui.dialogs import KeyChooser

        self.prompt.show(None)
        left_out = self.footer.shown_key_ids().union(unlisted.id for unlisted in (key, *idle))
        heading = self.viewer.words.say(key.label), about
        self.app.push_screen(
            KeyChooser(self.viewer, reachable_keys(self), heading, choices, left_out)
        )
