"""The dialog with the list of messages."""

from __future__ import annotations

from textual.events import Resize

from sommet_tui.companion.keys import APP_BACK
from sommet_tui.tui.messages.line import said_rows
from sommet_tui.tui.render.rows import BLANK, Row, fit_row, styled
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import FOOT, Dialog
from sommet_tui.tui.widgets.lines import FixedLines, ScrollingLines

_TITLE = 2
"""The rows of the title and the space below it."""
_BAR = 2
"""The cells of the scrollbar and the space beside it."""


class SaidDialog(Dialog):
    """The list of messages, the newest on top."""

    KEYS = (APP_BACK,)

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._viewer = viewer
        self._page = ScrollingLines(lambda width, _height: said_rows(viewer, width - _BAR))
        self.parts = FixedLines(self._paint_title), self._page

    def on_resize(self, event: Resize) -> None:
        """Fit the height to the messages and the window."""
        width = min(60, event.size.width) - 4 - _BAR
        rows = len(said_rows(self._viewer, width))
        self._page.styles.height = max(1, min(rows, event.size.height - FOOT - 4 - _TITLE))

    def _paint_title(self, width: int, _height: int) -> list[Row]:
        said = self._viewer.words.say("Messages")
        return [fit_row(styled(said, "accent"), width), BLANK]
