"""The prompt, which shows the result of a key, or a question before a key acts."""

from __future__ import annotations

from collections.abc import Callable

from textual.events import Event
from textual.events import Key as KeyPressed
from textual.message import Message
from textual.strip import Strip

from sommet_tui.companion.keys import APP_MESSAGES, NO, YES, Key, Keymap
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys_on_screen import footer_rows, key_list
from sommet_tui.tui.messages import HINT, LONG, Feedback, PromptQuestion
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clip,
    fit_row,
    indent_rows,
    justify,
    paragraphs,
    row,
)
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.words import Words

STALE = 60.0
"""Seconds of real time after which the result of a key disappears."""
MOST = 3
"""The maximum height of a result, in rows."""

_SMALL_HEIGHT = 16
"""The height of a window below which a result of several rows also covers the footer."""
_WIDTH, _FRAME = 64, 4
"""The width of a question with its frame, and the width of the frame, in cells."""
_ROWS_AROUND = 7
"""The rows around a question: its frame, its answers, the header and the footer."""


class Prompt(FixedLines):
    """The part of a screen that shows the results of keys and asks questions."""

    DEFAULT_CSS = """
    Prompt.asks {
        border: round $warning;
        padding: 0 1;
    }
    """

    class Changed(Message):
        """A question or a result has appeared, disappeared, or changed its height."""

    def __init__(
        self,
        viewer: Viewer,
        *,
        acts_version: Callable[[], object] | None = None,
        usual_feedback: Callable[[int], Feedback | None] | None = None,
        on_change: Callable[[], None] | None = None,
    ) -> None:
        """`acts_version` returns a value that changes when someone acts.

        When it changes, the prompt removes its result. While the prompt has no question and no
        result, it shows the text that `usual_feedback` returns for a width in cells. `on_change` is
        called when the question or the result has changed.
        """
        super().__init__(self._current_rows, id="prompt")
        self.question: PromptQuestion | None = None
        self.feedback: Feedback | None = None
        self.styles.height = 1
        self.asks = True
        """Whether the prompt shows the questions itself.

        Otherwise, the screen shows them, and calls `remember_shown_question`.
        """
        self._viewer = viewer
        self._acts_version = acts_version or (lambda: None)
        self._usual_feedback = usual_feedback
        self._on_change = on_change
        self._shown_version: object = None
        self._since = 0.0
        self._placement = 0, 1, 0, 0
        """The window's width, and the prompt's height, side margin and bottom margin, in cells."""
        self.below = 0
        """The number of rows that stay free between a result and the footer."""
        self.filled = 0
        """The number of rows that the result takes, or 0 if no result is shown."""
        self.covers_footer = False
        self._shown_question = ""
        """The text of the question that the terminal shows, or ""."""
        self._shown_question_at = 0.0

    def was_question_shown(self, pressed: KeyPressed) -> bool:
        """Return whether the terminal already showed the question when the user pressed a key."""
        is_shown = self.question is not None and self.question.text == self._shown_question
        return is_shown and pressed.time >= self._shown_question_at

    def render_line(self, y: int) -> Strip:
        """Return a line to paint.

        If the prompt itself shows the question, remember that the user can now see it.
        """
        if self.asks:
            self.remember_shown_question()
        return super().render_line(y)

    def remember_shown_question(self) -> None:
        """Remember which question the terminal shows now, and since when."""
        text = self.question.text if self.question is not None else ""
        if text != self._shown_question:
            self._shown_question, self._shown_question_at = text, Event().time

    def ask(self, question: PromptQuestion) -> None:
        """Show a question in place of any question or result.

        A message names the replaced question, unless both offer the same choice.
        """
        before = self.question
        self._say(question, None, before)
        if before is not None and before.text != question.text and before.on_end is None:
            self.notify(
                self._viewer.words.say("Not done: {question}", question=before.text), markup=False
            )

    def show(self, feedback: Feedback | None) -> None:
        """Show a result, or nothing if it is None, in place of any question or result."""
        self._say(None, feedback, self.question)

    def dismiss(self) -> bool:
        """Remove the question or result. Return False if the prompt is empty."""
        has_content = self.question is not None or self.feedback is not None
        self.show(None)
        return has_content

    def answer_yes(self) -> None:
        """Answer the question with yes, and show the result."""
        question, self.question = self.question, None
        if question is not None:
            self._say(None, question.on_yes(), question)

    def clear(self) -> None:
        """Remove the question and the result without repainting."""
        self.question, self.feedback = None, None

    def drop_outdated_result(self) -> None:
        """Remove a result if others have acted or taken the lead since, or if a lead was confirmed.

        The key for the undo, which the result names, might now undo something else. If
        `Feedback.then` is given, show its result instead.
        """
        if self.feedback is not None and self._acts_version() != self._shown_version:
            then = self.feedback.then
            self.clear()
            if then is not None:
                self.show(then())
            self.update()

    def update(self) -> None:
        """Repaint the prompt, and remove a result that has been shown for too long."""
        if self.feedback is not None and self._viewer.monotonic() - self._since >= STALE:
            self.clear()
        rows = self.resize()
        super().update()
        filled = rows - self.covers_footer if self.feedback is not None else 0
        if filled != self.filled:
            self.filled = filled
            self.post_message(self.Changed())

    def resize(self) -> int:
        """Set the size and the place for the current text, and return the number of its rows.

        A question has a panel in the middle. A result has the rows above the footer.
        """
        width, height = self.app.size
        asks = self.question is not None and self.asks
        side = max(0, width - _WIDTH) // 2 if asks else 0
        rows = len(self._current_rows(width - 2 * side - _FRAME if asks else width, 0))
        high = rows + 2 if asks else rows
        self.covers_footer = rows > 1 and not asks and self._is_small()
        below = max(0, height - high) // 2 if asks else self.below - self.covers_footer
        if (width, high, side, below) != self._placement:
            self._placement = width, high, side, below
            self.set_class(asks, "asks")
            self.styles.width = width - 2 * side
            self.styles.height = high
            self.styles.margin = (0, side, below, side)
        return rows

    def _say(
        self,
        question: PromptQuestion | None,
        feedback: Feedback | None,
        before: PromptQuestion | None,
    ) -> None:
        self.question, self.feedback = question, feedback
        if self._viewer.messages.withdraw(HINT):  # it is outdated after another key
            self.post_message(self.Changed())
        ended = before.on_end if before is not None else None
        if ended is not None and (question is None or question.on_end != ended):
            ended()
        self._shown_version = self._acts_version()
        self._since = self._viewer.monotonic()
        if feedback is not None and feedback.style == "danger":
            now = self._viewer.companion.clock.now()
            self._viewer.messages.record(feedback.text, "error", now)
        if feedback is not None and feedback.more:
            self.notify(feedback.more, severity="error", markup=False, timeout=LONG)
        self.update()
        if self._on_change is not None:
            self._on_change()

    def _is_small(self) -> bool:
        return self.app.size.height < _SMALL_HEIGHT

    def _full_text_key(self) -> Row:
        """Return the key that opens the list of messages, which shows the whole text."""
        key, words = self._viewer.keymap.key_text(APP_MESSAGES), self._viewer.words
        return row(Span(key, "key"), " ", Span(words.say("read all"), "muted"))

    def _current_rows(self, width: int, _height: int) -> list[Row]:
        """Return the rows of the current text, with at least one row, which may be blank."""
        inner = max(1, width - 1)
        if self.question is not None:
            if not self.asks:
                return [BLANK]
            most = max(MOST, self.app.size.height - _ROWS_AROUND)
            rows = clip(paragraphs(self.question.text, width, "warning"), most, width)
            words = self._viewer.words
            yes_no = answer_keys(words, self._viewer.keymap)
            if self._is_small():
                return [*rows, *footer_rows(yes_no, words, width)]
            return [*rows, BLANK, *key_list(yes_no, words, width)]
        if self.feedback is not None:
            refused, enough = self.feedback.style == "danger", 1 if self._is_small() else MOST
            for text in (self.feedback.text, *self.feedback.briefs):
                rows = paragraphs(text, inner, self.feedback.style)
                if len(rows) <= enough:
                    break
            shown = clip(rows, MOST, inner)
            if refused and len(rows) > MOST:
                shown[-1] = justify(shown[-1], self._full_text_key(), inner)
            return indent_rows(shown, 1) or [BLANK]
        usual = self._usual_feedback(width) if self._usual_feedback is not None else None
        return [fit_row(row(" ", Span(usual.text, usual.style)), width)] if usual else [BLANK]


def answer_keys(words: Words, keymap: Keymap) -> tuple[Key, Key]:
    """Return the keys for yes and no, as a footer shows them."""
    yes, initial = keymap.resolve(YES), words.say("Yes")[0].casefold()
    # If possible, the first name is the initial of “Yes” in this language.
    names = dict.fromkeys((initial if initial in yes.names else yes.footer_name, *yes.names))
    shown = replace(yes, keys=" ".join(names), in_footer=True, purpose="")
    return shown, replace(keymap.resolve(NO), in_footer=True, purpose="")
