"""What the app said, to be read again."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Resize

from sommet_tui.companion.keys import APP_BACK
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.messages.line import said_rows
from sommet_tui.tui.render.rows import BLANK, Row, Span, fit_row, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.lines import FixedLines, ScrollingLines

_TITLE = 2
"""Rows of the title, and of the space below it."""
_BAR = 2
"""Cells that the text leaves to the bar beside it."""


class SaidDialog(Dialog):
    """The list of messages, the newest on top."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._viewer = viewer
        self._page = ScrollingLines(lambda width, _height: said_rows(viewer, width - _BAR))
        self._title = FixedLines(self._paint_title)
        self._title.ground = self._page.ground = "surface"

    def compose(self) -> ComposeResult:
        """The messages."""
        with Vertical():
            yield self._title
            yield self._page

    def on_mount(self) -> None:
        """Focus the messages."""
        self._title.styles.height = _TITLE
        self._page.focus()

    def on_resize(self, event: Resize) -> None:
        """As many rows as there are, and the terminal has room for."""
        width = min(60, event.size.width) - 4 - _BAR
        rows = len(said_rows(self._viewer, width))
        self._page.styles.height = max(1, min(rows, event.size.height - 4 - _TITLE))

    def _paint_title(self, width: int, _height: int) -> list[Row]:
        said = self._viewer.words.say("Messages · esc: back")
        return [fit_row(row(Span(said, "accent")), width), BLANK]
