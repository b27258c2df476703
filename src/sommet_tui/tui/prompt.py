"""The line above the foot: what came of a key, or a question before the key acts."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.tui.feedback import Feedback, PromptQuestion
from sommet_tui.tui.keys.keymap import Keymap
from sommet_tui.tui.render.rows import Row, Span, fit_row, row, spread, width_of
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.stage.keys import NO, YES
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.words import Words


class Prompt:
    """The line of one screen; a question that is not answered is dropped.

    `line` is the widget, for the screen to place. Keys other than yes and no mean no.
    """

    def __init__(
        self,
        screen: CompanionScreen,
        *,
        usual: Callable[[int], Feedback | None] | None = None,
        settled: Callable[[], None] | None = None,
        fleeting: bool = False,
    ) -> None:
        """`usual` gives what it says while there is nothing else, for a width in cells.

        `settled` is called when it says something else. A `fleeting` one has its row only while
        it says something.
        """
        self.question: PromptQuestion | None = None
        self.feedback: Feedback | None = None
        self.line = FixedLines(self._paint, id="said")
        self.line.styles.height = 1
        self.line.display = not fleeting
        self._screen = screen
        self._usual = usual
        self._settled = settled
        self._fleeting = fleeting
        self._told_at = 0

    def ask(self, question: PromptQuestion) -> None:
        """Ask, in the place of what was asked or answered before."""
        self._show(question, None, self.question)

    def tell(self, feedback: Feedback | None) -> None:
        """Answer, or say nothing more; whatever was asked is dropped."""
        self._show(None, feedback, self.question)

    def agree(self) -> None:
        """Yes."""
        question, self.question = self.question, None
        if question is not None:
            self._show(None, question.yes(), question)

    def drop(self) -> None:
        """Forget what was asked or answered, without a word to the screen."""
        self.question, self.feedback = None, None

    def forget_if_others_acted(self) -> None:
        """Drop an answer that others have acted after: its way to undo is no longer true."""
        if self.feedback is not None and self._place() != self._told_at:
            self.drop()
            self.update()

    def update(self) -> None:
        """Paint what looks different."""
        self.line.display = not self._fleeting or self.feedback is not None
        self.line.update()

    def _show(
        self,
        question: PromptQuestion | None,
        feedback: Feedback | None,
        before: PromptQuestion | None,
    ) -> None:
        self.question, self.feedback = question, feedback
        ended = before.ended if before is not None else None
        if ended is not None and (question is None or question.ended != ended):
            ended()
        self._told_at = self._place()
        if feedback is not None and feedback.more:
            self._screen.complain(feedback.more)
        self.update()
        if self._settled is not None:
            self._settled()

    def _place(self) -> int:
        return self._screen.viewer.companion.snapshot.events.offset

    def _paint(self, width: int, _height: int) -> list[Row]:
        viewer = self._screen.viewer
        if self.question is not None:
            return [_asked(self.question.text, viewer.words, viewer.keymap, width)]
        shown = self.feedback
        if shown is None and self._usual is not None:
            shown = self._usual(width)
        return [fit_row(row(" ", Span(shown.text, shown.style)), width)] if shown else []


def _asked(text: str, words: Words, keymap: Keymap, width: int) -> Row:
    """The question, with the keys that answer it."""
    yes, no = Span(_yes(words, keymap), "key"), Span(keymap.shown(NO), "key")
    right = row(yes, f" {words.say('Yes')}  ", no, f" {words.say('No')} ")
    left = row(" ", Span(text, "badge"))
    if width_of(left) + width_of(right) + 2 > width:
        return spread(left, right, width)
    return fit_row(row(*left, "  ", *right), width)


def _yes(words: Words, keymap: Keymap) -> str:
    """The first letter of the word, where that is among the keys."""
    initial, key = words.say("Yes")[0].casefold(), keymap.of(YES)
    return initial if initial in key.keys.split(",") else key.shown
