"""A field to type in that tells of each letter at once."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Input


class Field(Input):
    """What `typed` repaints is in one picture with the letter: a message would come after it."""

    def __init__(self, typed: Callable[[], None], *, id: str) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id, select_on_focus=False)
        self._typed = typed

    def watch_value(self) -> None:
        """Textual's hook: another text stands in the field."""
        self._typed()
