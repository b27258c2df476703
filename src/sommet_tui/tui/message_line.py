"""The message line: results and reminders, which never move other parts of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from sommet_tui.companion.keys import APP_MESSAGES
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clip,
    fitting_form,
    hanging_rows,
    indent,
    inset,
    paragraphs,
    row,
    spread,
    text_row,
    width_of,
)
from sommet_tui.tui.widgets.lines import FixedLines

if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.tui.viewer import Viewer


_STYLES: dict[str, str] = {
    "information": "accent",
    "reminder": "warning",
    "warning": "warning",
    "error": "danger",
}
_MOST_ROWS, _LOW_ROWS, _TALL = 3, 2, 18
"""The maximum rows of a warning: 3, or 2 in windows of fewer than 18 rows. Others have one row."""
OWN_ROW = 20
"""From this height on, messages have their own row.

In a lower window, new messages cover the footer for a moment; then the footer shows their number.
"""


class MessageLine(FixedLines):
    """Shows the last message; a long warning covers the rows above."""

    def __init__(
        self, viewer: Viewer, below: Callable[[], int], covered: Callable[[], None]
    ) -> None:
        """`below` returns the number of rows below the line.

        `covered` is called when the line begins or ceases to cover other rows.
        """
        super().__init__(self._paint, id="message")
        self._viewer = viewer
        self._below = below
        self._covered = covered
        self._place = 0, 0
        """Its height, and the number of rows below it."""
        self.display = False

    async def on_click(self) -> None:
        """Show all messages."""
        await self.app.run_action("app.messages")

    def show(self) -> None:
        """Show the current message."""
        if not self.is_attached:  # some screens have no such line
            return
        width, height = self.screen.size
        rows, below = len(self._message_rows(width, height)), self._below()
        if (rows, below) != self._place:
            self._place = rows, below
            self.styles.height = rows
            self.styles.margin = (0, 0, below, 0)
            self.display = rows > 0
            self._covered()
        if rows:
            self.update()

    def _message_rows(self, width: int, height: int) -> list[Row]:
        messages, words = self._viewer.messages, self._viewer.words
        said = messages.current
        if said is None or (height < OWN_ROW and not messages.is_new):
            return []
        most = _MOST_ROWS if height >= _TALL else _LOW_ROWS
        if said.weight in ("information", "reminder"):
            most = 1
        right, waiting = BLANK, messages.waiting_count
        if waiting:
            key = self._viewer.keymap.key_text(APP_MESSAGES)
            forms = (
                words.count("{n} more message", "{n} more messages", waiting),
                words.count("{n} more", "{n} more", waiting),
            )
            more = fitting_form(forms, width - cell_len(f"{key}{said.text}") - 5)
            right = row(Span(key, "key"), Span(f" {more}", "muted"))
        inner = max(1, width - 2 - (width_of(right) + 2 if right else 0))
        rows = paragraphs(said.text, inner, _STYLES[said.weight])
        if len(rows) > most and said.short:
            rows = paragraphs(said.short, inner, _STYLES[said.weight])
        first, *rest = clip(rows, most, inner)
        return [indent(spread(first, right, width - 2), 1), *inset(rest, 1)]

    def _paint(self, width: int, _height: int) -> list[Row]:
        return self._message_rows(width, self.screen.size.height)


def message_rows(viewer: Viewer, width: int) -> list[Row]:
    """Return all messages, the newest first, as a page."""
    rows: list[Row] = []
    for said in reversed(viewer.messages.all):
        local = viewer.zones.local(said.at)
        time = text_row(f" {local:%H:%M}  ", "muted")
        rows += hanging_rows(time, said.text, max(18, width), _STYLES[said.weight])
    if not rows:
        rows.append(row(" ", Span(viewer.words.say("No messages yet."), "muted")))
    return rows
