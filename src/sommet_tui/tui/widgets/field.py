"""The fields to type a line in."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Input

from sommet_tui.domain.text import clean


class Line(Input):
    """A field that lets in nothing that could command the terminal it is drawn on."""

    virtual_size = reactive(Size(0, 0))
    """What is typed moves no other widget: unlike Textual's own, it has nothing laid out anew."""

    def replace(self, text: str, start: int, end: int) -> None:
        """Textual's hook: something is typed or pasted."""
        super().replace(_harmless(text), start, end)

    def validate_value(self, value: str) -> str:
        """Textual's hook: the text is set as a whole."""
        return _harmless(value)


class Field(Line):
    """Tells of each letter at once.

    What `typed` repaints is in one picture with the letter: a message would come after it.
    """

    def __init__(self, typed: Callable[[], None], *, id: str) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id, select_on_focus=False)
        self._typed = typed

    def watch_value(self) -> None:
        """Textual's hook: another text stands in the field."""
        self._typed()


def _harmless(text: str) -> str:
    """One line, cleaned; its ends stay, for more is typed there."""
    return clean(text).replace("\n", " ")
