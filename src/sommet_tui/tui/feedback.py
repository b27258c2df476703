"""What a key is answered with."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.domain.values import dataclass

GLANCE = 5.0
"""Seconds that it stays on the line what was done."""
LONG = 20.0
"""Seconds that a failure stays there, which is longer to read."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What came of a key: a line, and its style; `more` is what does not fit a line.

    `then` returns what to show instead once the day has changed; without it, the line is cleared.
    """

    text: str
    style: str = "accent"
    more: str = ""
    then: Callable[[], Feedback | None] | None = None


Undo = Callable[[int], str | Feedback]
"""Undoes one thing; returns what it was, in so many cells if possible, or why it cannot be undone.

Raises UnknownError if what it was about is gone, StorageError if that cannot be saved.
"""


@dataclass(frozen=True, slots=True)
class PromptQuestion:
    """Something to be sure of; the key that asks never says yes, for keys may be held down.

    `at` is where the cursor stood: it is dropped when that is moved. `ended` is called when it is
    answered or dropped, not where another question takes its place that ends the same way.
    """

    text: str
    yes: Callable[[], Feedback]
    at: str | None = None
    ended: Callable[[], None] | None = None
