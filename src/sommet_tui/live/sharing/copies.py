"""Copies of this installation, from a disk image or a copied home folder."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count as count_from
from typing import TYPE_CHECKING

from sommet_tui.domain.limits import NAME_LIMIT
from sommet_tui.domain.text import cap

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from datetime import datetime
    from typing import Any

_ANSWER = timedelta(seconds=2)
"""How long a copy of this installation has to answer."""


class Rival:
    """Another installation under the same id: one of them is a copy of the other.

    `home` and `began` distinguish the two. The one that began later gives up the id, and so does
    one whose numbers the other has used.
    """

    def __init__(self, home: str, began: str) -> None:
        self.home = home
        self.began = began
        self.was_first = False
        self._until: datetime | None = None
        """Until when the other may answer."""

    def answer(self, view: Mapping[str, Any], now: datetime, *, retained: bool) -> bool:
        """Handle presence under our id; return True if the other must learn that we were first."""
        theirs = (str(view.get("began")), str(view.get("home")))
        if view.get("home") in (None, self.home) or view.get("gone") is True:
            return False
        if retained:  # it may have left without a message
            self._until = now + _ANSWER
            return False
        self.was_first = self.was_first or theirs < (self.began, self.home)
        return not self.was_first

    def may_answer(self, now: datetime) -> bool:
        """Return whether the other may still answer; nothing is published under the id before."""
        return self._until is not None and now < self._until


def free_name(name: str, taken: Container[str]) -> str:
    """Return a name with a number that is free in the crew, even if `name` has a number."""
    plain = re.sub(r" \(\d+\)$", "", name)
    numbered = (f"{cap(plain, NAME_LIMIT - 6)} ({number})" for number in count_from(2))
    return next(each for each in numbered if each not in taken)
