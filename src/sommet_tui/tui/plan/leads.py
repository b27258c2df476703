"""Asking how long before its start to be reminded of a bookmark or an own event."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from sommet_tui.companion.keys import APP_BACK
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row, Span, fit_row, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.tui.widgets.lines import FixedLines


class LeadDialog(Dialog):
    """A number of minutes, or nothing for those of the settings."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(
        self, viewer: Viewer, asked: str, minutes: int | None, then: Callable[[int | None], None]
    ) -> None:
        """`minutes` are the present ones; `then` is given the new ones, None for the usual."""
        super().__init__()
        self._viewer = viewer
        self._asked = asked
        self._then = then
        self._is_wrong = False
        self._question = FixedLines(self._paint)
        self._question.ground = "surface"
        self._field = CleanInput(
            value="" if minutes is None else str(minutes), max_length=4, compact=True
        )

    def compose(self) -> ComposeResult:
        """What is asked, and the number."""
        with Vertical():
            yield self._question
            yield self._field

    def on_mount(self) -> None:
        """Ready to be written."""
        self._question.styles.height = 2
        self._field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the minutes, or say that these are none."""
        event.stop()
        text = event.value.strip()
        is_number = text.isascii() and text.isdecimal() and int(text) <= MINUTES_LIMIT
        if text and not is_number:
            self._is_wrong = True
            self._question.update()
        elif self.close():
            self._then(int(text) if text else None)

    def _paint(self, width: int, _height: int) -> list[Row]:
        words = self._viewer.words
        hint = words.say("minutes, 0 to {most}; empty: as in the settings", most=MINUTES_LIMIT)
        style = "danger" if self._is_wrong else "muted"
        rows = [row(Span(self._asked, "strong")), row(Span(hint, style))]
        return [fit_row(each, width) for each in rows]
