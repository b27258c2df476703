"""The line above the footer that shows the newest message."""

from __future__ import annotations

from rich.cells import cell_len

from sommet_tui.companion.keys import APP_MESSAGES
from sommet_tui.tui.messages import OWN_ROW
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clip,
    fitting_variant,
    indent,
    indent_rows,
    justify,
    paragraphs,
    row,
    width_of,
)
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines

_MAX_ROWS, _LOW_ROWS, _TALL = 3, 2, 18
"""The maximum height of a warning in rows: 3, or 2 in windows below `_TALL` rows.

Other messages have one row.
"""


class MessageLine(FixedLines):
    """The line above the footer that shows the newest message.

    A long warning takes several lines, and covers the rows above it.
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(self._paint, id="message")
        self._viewer = viewer
        self._place = 0, 0
        """The height of the line, and the number of rows below it."""
        self.display = False

    async def on_click(self) -> None:
        """Show the list of messages."""
        await self.app.run_action("app.messages")

    def show(self, below: int) -> bool:
        """Show the newest message, with a number of rows below it.

        Return whether the line has appeared, moved or changed its height.
        """
        width, height = self.screen.size
        rows = len(self._message_rows(width, height))
        moves = self._place != (rows, below)
        if moves:
            self._place = rows, below
            self.styles.height = rows
            self.styles.margin = (0, 0, below, 0)
            self.display = rows > 0
        if rows:
            self.update()
        return moves

    def _message_rows(self, width: int, height: int) -> list[Row]:
        messages, words = self._viewer.messages, self._viewer.words
        message = messages.current
        if message is None or (height < OWN_ROW and not messages.is_new):
            return []
        most = _MAX_ROWS if height >= _TALL else _LOW_ROWS
        if message.weight in ("information", "reminder"):
            most = 1
        right, waiting = BLANK, messages.waiting_count
        if waiting:
            key = self._viewer.keymap.key_text(APP_MESSAGES)
            forms = (
                words.count("{n} more message", "{n} more messages", waiting),
                words.count("{n} more", "{n} more", waiting),
            )
            more = fitting_variant(forms, width - cell_len(f"{key}{message.text}") - 5)
            right = row(Span(key, "key"), Span(f" {more}", "muted"))
        inner = max(1, width - 2 - (width_of(right) + 2 if right else 0))
        rows = paragraphs(message.text, inner, message.style)
        if len(rows) > most and message.short:
            rows = paragraphs(message.short, inner, message.style)
        first, *rest = clip(rows, most, inner)
        return [indent(justify(first, right, width - 2), 1), *indent_rows(rest, 1)]

    def _paint(self, width: int, _height: int) -> list[Row]:
        return self._message_rows(width, self.screen.size.height)
