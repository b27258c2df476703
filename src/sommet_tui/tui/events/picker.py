"""The events that were opened before, and the one to open now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from sommet_tui.companion.keys import APP_BACK
from sommet_tui.domain.events import KnownEvent, day_at, in_order
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import BLANK, Row, Span, paragraphs, row, spread
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, every_row
from sommet_tui.wording.events import dates_text, event_note

_MOST_ROWS = 10
_OPENING = "sommet-tui URL"


class EventPicker(Dialog):
    """The one that is on or next is on top; below the list, where the one under the cursor is."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(
        self, viewer: Viewer, events: Sequence[KnownEvent], choose: Callable[[str], None]
    ) -> None:
        """`choose` is given the address of the event that is wanted."""
        super().__init__()
        self._viewer = viewer
        self._now = datetime.now(UTC)
        self._events = in_order(events, self._now)
        self._choose = choose
        self._address = FixedLines(self._paint_address)
        self._list = RowList(self._address.update, at_once=every_row)
        self._title = FixedLines(self._paint_title)
        self._title.ground = self._list.ground = self._address.ground = "surface"

    def compose(self) -> ComposeResult:
        """What is asked, the events, where the one under the cursor is."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._address

    def on_mount(self) -> None:
        """Fill the list."""
        self._list.styles.height = max(1, min(_MOST_ROWS, len(self._events)))
        self._address.styles.height = 3 if self._events else 1
        items = [Item(str(n), partial(self._row, n)) for n in range(len(self._events))]
        self._list.show(items)
        self._list.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open it."""
        address = self._events[int(event.key)].address
        if self.close():
            self._choose(address)

    def _row(self, number: int, width: int) -> Row:
        event, words = self._events[number], self._viewer.words
        note = event_note(event, day_at(event, self._now), words)
        dates = dates_text(event.starts, event.ends, words)
        left = row(" ", Span(event.title, "strong"), Span(f"  {dates}", "muted"))
        return spread(left, row(Span(note, "accent"), " "), width)

    def _paint_title(self, width: int, _height: int) -> list[Row]:
        words = self._viewer.words
        said = words.say(
            "You have not opened any event yet. Open one with: {command}", command=_OPENING
        )
        if self._events:
            said = words.say("↵: open this event · esc: back")
        rows = [*paragraphs(said, width, "accent"), BLANK]
        self._title.styles.height = len(rows)
        return rows

    def _paint_address(self, width: int, _height: int) -> list[Row]:
        if not self._events:
            return [BLANK]
        event = self._events[int(self._list.key or 0)]
        return [BLANK, *paragraphs(event.address, width, "muted")[:2]]
