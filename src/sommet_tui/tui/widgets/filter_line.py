"""The field above a list that filters it while the user types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual.containers import Horizontal
from textual.events import DescendantBlur, DescendantFocus

from sommet_tui.companion.keys import APP_BACK, Key
from sommet_tui.domain.values import replace
from sommet_tui.tui.render.rows import Span, row
from sommet_tui.tui.widgets.field import LiveInput
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.tui.paint import PaintedApp

_END_FILTER = replace(APP_BACK, label=mark("End search"))
_TO_THE_LIST = Key("filter.list", "enter", "", mark("To the list"), "")
"""The field's own key, which is not for the settings to change."""


class FilterLine(Horizontal):
    """A sign and the field; hidden until it is opened."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        background: $surface;
        #filter-sign { width: 3; height: 1; background: $surface; }
        #filter-text { width: 1fr; padding: 0; }
    }
    """

    def __init__(
        self,
        typed: Callable[[], None],
        to_list: Callable[[], object],
        refocused: Callable[[], None],
    ) -> None:
        """`typed` is called after each letter, `to_list` moves the focus to the list.

        `refocused` is called when the focus has moved, because other keys then mean something.
        """
        self._field = LiveInput(typed, id="filter-text")
        sign = FixedLines(lambda _width, _height: [row(" ", Span("/", "key"))], id="filter-sign")
        sign.ground = "surface"
        super().__init__(sign, self._field, id="filter")
        self._to_list = to_list
        self._refocused = refocused

    @property
    def typed_text(self) -> str:
        """What is typed."""
        return self._field.value

    @property
    def is_typing(self) -> bool:
        """Whether keys are letters for the field."""
        return self._field.has_focus

    def say_hint(self) -> None:
        """Say in the empty field what to type."""
        words = cast("PaintedApp", self.app).words
        self._field.placeholder = words.say("type part of a title, a name or a room")

    def open(self) -> None:
        """Show the field, and type in it."""
        self.say_hint()
        self.display = True
        self._field.focus()

    def end(self) -> bool:
        """Clear and hide the field; return whether it was open."""
        was_open = self.display
        if was_open:
            self._field.value = ""
            self.display = False
            self._to_list()
            self._refocused()
        return was_open

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Show the keys of the field."""
        del event
        self._refocused()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Show the keys of the list."""
        del event
        self._refocused()

    def on_input_submitted(self) -> None:
        """Go from the field to the list."""
        self._to_list()

    def key_down(self) -> None:
        """Go from the field down into the list."""
        if self.is_typing:
            self._to_list()


def with_filter(keys: Sequence[Key], line: FilterLine | None) -> Sequence[Key]:
    """Return the keys of a footer: those of an open filter first, or alone while one types."""
    if line is None or not line.display:
        return keys
    return (_TO_THE_LIST, _END_FILTER) if line.is_typing else (_END_FILTER, *keys)
