"""The answers to a key."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.domain.values import dataclass

GLANCE = 5.0
"""Seconds for which a result stays on the message line."""
LONG = 20.0
"""Seconds for which a failure stays there, because it takes longer to read."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """The result of a key: a line and its style; `more` has the details that do not fit the line.

    `briefs` say the same in ever fewer cells, for a single row.

    `then` returns what to show instead once the day has changed; without it, the line is cleared.
    """

    text: str
    style: str = "accent"
    more: str = ""
    then: Callable[[], Feedback | None] | None = None
    briefs: tuple[str, ...] = ()


Undo = Callable[[int], str | Feedback]
"""Undoes one change; returns its name in at most so many cells if possible, or why it cannot.

Raises UnknownError if the subject of the change is gone, StorageError if the undo cannot be saved.
"""


@dataclass(frozen=True, slots=True)
class PromptQuestion:
    """A question before an act; the key that asks never answers yes, because keys may be held down.

    A question with `ended` is answered with the cursor: `ended` is called when it is answered or
    dropped, unless a question with the same `ended` replaces it. Other questions keep the cursor.
    """

    text: str
    yes: Callable[[], Feedback]
    ended: Callable[[], None] | None = None
