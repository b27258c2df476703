"""The list of all rooms on Now, with the one under the cursor opened."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container

from sommet_tui.domain.timeline import Moment, RoomMoment
from sommet_tui.tui.now.many_rooms import folded, opened, ordered, room_row, summary
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList


class Rooms(Container):
    """The rows of all rooms, with the one under the cursor opened."""

    DEFAULT_CSS = """
    Rooms {
        #summary { height: auto; }
        #rooms { height: 1fr; }
        #opened { dock: bottom; height: 9; }
        #opened.-beside { dock: right; width: 42; height: 1fr; border-left: vkey $panel; }
    }
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(classes="pane")
        self._viewer = viewer
        self._alive: list[RoomMoment] = []
        self._done: list[RoomMoment] = []
        self._moment: Moment | None = None
        self._summary = FixedLines(self._paint_summary, id="summary")
        self._opened = FixedLines(self._paint_opened, id="opened")
        self.list = RowList(self._opened.update, id="rooms")

    def compose(self) -> ComposeResult:
        """Summary on top, rooms, the opened one."""
        yield self._summary
        yield self.list
        yield self._opened

    def make_room(self, width: int, height: int) -> None:
        """The opened room beside or below."""
        self._opened.set_class(width >= 120, "-beside")
        self._opened.display = width >= 120 or height >= 18

    @property
    def room(self) -> RoomMoment | None:
        """The room under the cursor."""
        key = self.list.key
        return next((r for r in self._alive if r.room == key), None)

    def paint(self, moment: Moment) -> None:
        """Show the rooms at a moment; the list is made anew only when their order changed."""
        scene = self._viewer.scene()
        before = [(r.room, r.next is None) for r in (*self._alive, *self._done)]
        self._moment = moment
        self._alive, self._done = ordered(scene, moment)
        items = [self._item(room.room) for room in self._alive]
        if self._done:
            items.append(Item(None, lambda _width: folded(self._viewer.scene(), self._done)))
        if [(r.room, r.next is None) for r in (*self._alive, *self._done)] != before:
            self.list.show(items)
        else:
            self.list.repaint()
        self._summary.update()
        self.paint_opened()

    def paint_opened(self) -> None:
        """Show more of the room under the cursor."""
        self._opened.update()

    def _item(self, room: str | None) -> Item:
        def paint(width: int) -> Row:
            found = next((r for r in self._alive if r.room == room), None)
            return room_row(self._viewer.scene(), found, width) if found else ()

        return Item(room, paint)

    def _paint_summary(self, width: int, _height: int) -> list[Row]:
        if self._moment is None:
            return []
        rows = summary(self._viewer.scene(), self._moment, width)
        self._summary.styles.height = len(rows)
        return rows

    def _paint_opened(self, width: int, height: int) -> list[Row]:
        room = self.room
        return opened(self._viewer.scene(), room, width, height) if room else []
