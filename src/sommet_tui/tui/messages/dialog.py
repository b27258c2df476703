"""The dialog with the list of messages."""

from __future__ import annotations

from textual.events import Resize

from sommet_tui.companion.keys import APP_BACK, APP_MESSAGES
from sommet_tui.tui.messages.line import message_rows
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import EDGES, FRAME, WIDTH, Dialog, footer_height
from sommet_tui.tui.widgets.lines import ScrollingLines

_BAR = 2
"""The cells of the scrollbar and the space beside it."""


class MessagesDialog(Dialog):
    """The list of messages, the newest on top."""

    KEYS = (APP_BACK,)

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer.words.say(APP_MESSAGES.label))
        self._viewer = viewer
        self._page = ScrollingLines(lambda width, _height: message_rows(viewer, width - _BAR))
        self.parts = (self._page,)

    def on_resize(self, event: Resize) -> None:
        """Fit the height to the messages and the window."""
        width = min(WIDTH, event.size.width) - FRAME - _BAR
        rows = len(message_rows(self._viewer, width))
        self._page.styles.height = max(
            1, min(rows, event.size.height - footer_height(event.size) - EDGES)
        )
