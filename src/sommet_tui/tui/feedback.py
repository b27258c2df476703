"""What a key is answered with."""

from __future__ import annotations

from sommet_tui.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a key: a line, and its style; `more` is what does not fit a line."""

    text: str
    style: str = "accent"
    more: str = ""
