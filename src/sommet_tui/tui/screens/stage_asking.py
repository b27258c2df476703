"""The line above the foot of the stage: what came of a key, or what is asked before it acts."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.domain.values import dataclass
from sommet_tui.tui.answer import Answer
from sommet_tui.tui.keymap import Keymap
from sommet_tui.tui.painting.rows import Part, Row, fit_row, row, spread, width_of
from sommet_tui.tui.stage_keys import NO, YES
from sommet_tui.wording.words import Words


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be sure of; the key that asks never says yes, for keys may be held down.

    `at` is where the cursor stood: it is dropped when that is moved.
    """

    text: str
    yes: Callable[[], Answer]
    at: str | None = None


class Line:
    """Holds the answer or the question; a question that is not answered is dropped."""

    def __init__(self) -> None:
        self.question: Question | None = None
        self.answer: Answer | None = None

    def ask(self, question: Question) -> None:
        """Ask, in the place of what was asked or answered before."""
        self.question = question
        self.answer = None

    def tell(self, answer: Answer | None) -> None:
        """Answer; whatever was asked is dropped."""
        self.question = None
        self.answer = answer

    def agree(self) -> None:
        """Yes."""
        asked, self.question = self.question, None
        if asked is not None:
            self.answer = asked.yes()

    def row(self, usual: Answer | None, words: Words, keymap: Keymap, width: int) -> Row:
        """The line; `usual` is what it says while there is nothing else to say."""
        if self.question is not None:
            yes, no = Part(_yes(words, keymap), "key"), Part(keymap.shown(NO), "key")
            right = row(yes, f" {words.say('Yes')}  ", no, f" {words.say('No')} ")
            left = row(" ", Part(self.question.text, "badge"))
            if width_of(left) + width_of(right) + 2 > width:
                return spread(left, right, width)
            return fit_row(row(*left, "  ", *right), width)
        told = self.answer or usual
        return fit_row(row(" ", Part(told.text, told.look)), width) if told else ()


def _yes(words: Words, keymap: Keymap) -> str:
    """The first letter of the word, where that is among the keys."""
    initial, key = words.say("Yes")[0].casefold(), keymap.of(YES)
    return initial if initial in key.keys.split(",") else key.shown
