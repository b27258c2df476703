"""What the screens share whose keys act: a line that answers or asks, and rehearsals."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.companion.errors import KeepingError
from sommet_tui.companion.rehearsal import RehearsalOverError
from sommet_tui.tui.feedback import Answer
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.stage.controller import Acting
from sommet_tui.tui.stage.prompts import PromptLine, PromptQuestion
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.times import sentence_time


class ActingScreen(CompanionScreen):
    """A key acts at once and answers on the line, or asks there once before it does."""

    def __init__(self, viewer: Viewer) -> None:
        self.acting = Acting(viewer)
        self.line = PromptLine()
        self._told_at = 0
        super().__init__(viewer)

    def show_line(self) -> None:
        """Show the line anew."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Yes and no are keys only while something is asked."""
        if action in ("yes", "no"):
            return self.line.question is not None
        return super().check_action(action, parameters)

    def action_yes(self) -> None:
        """Do what was asked."""
        self.line.agree()
        self._settle()

    def action_no(self) -> None:
        """Leave it."""
        self._tell(None)

    # Rehearsals

    def action_rehearsal(self) -> None:
        """Begin a rehearsal, or end the one that is on."""
        words, companion = self.viewer.words, self.viewer.companion
        if companion.snapshot.events.rehearsal is not None:
            text = words.say("End the rehearsal for everyone and forget its acts?")
            self._ask(text, self._clear)
        elif self.acting.stage.not_acting() is None:
            text = words.say("Begin a rehearsal? What is done in it does not count for the day.")
            self._ask(text, self._rehearse)
        else:
            self._tell(self._rehearse())

    def _rehearse(self) -> Answer:
        """From the time shown; from the event's beginning where that is the real one."""
        words, companion = self.viewer.words, self.viewer.companion
        real = not companion.snapshot.shifted
        try:
            if real:
                companion.replay()
            begun = companion.rehearse()
        except (KeepingError, RehearsalOverError) as error:
            if real:
                companion.return_to_present()
            return self.acting.excuse(error)
        time = sentence_time(companion.now(), self.viewer.zones, words)
        if not begun:
            said = words.say(
                "A rehearsal was on already: this window joined it, at {time}.", time=time
            )
            return Answer(said)
        return Answer(words.say("The rehearsal is on, at {time}.", time=time))

    def _clear(self) -> Answer:
        try:
            self.viewer.companion.clear_rehearsal()
        except KeepingError as error:
            return self.acting.excuse(error)
        return Answer(self.viewer.words.say("The rehearsal is over and forgotten."))

    # The line

    def _ask(self, text: str, yes: Callable[[], Answer]) -> None:
        self.line.ask(PromptQuestion(text, yes, self.subject()))
        self._settle()

    def _tell(self, answer: Answer | None) -> None:
        self.line.tell(answer)
        self._settle()

    def forget_if_others_acted(self) -> None:
        """Drop an answer that others have acted after: its way to undo is no longer true."""
        place = self.viewer.companion.snapshot.events.offset
        if self.line.answer is not None and place != self._told_at:
            self.line.tell(None)

    def _settle(self) -> None:
        """Show the line, and what of an answer does not fit it."""
        self._told_at = self.viewer.companion.snapshot.events.offset
        if self.line.answer is not None and self.line.answer.more:
            self.complain(self.line.answer.more)
        self.show_line()
