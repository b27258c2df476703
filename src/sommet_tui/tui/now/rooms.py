"""The list of all rooms on Now: what begins soon across them, then a room after the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Container

from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Moment, RoomMoment
from sommet_tui.tui.now.many_rooms import (
    ORDERS,
    folded,
    is_wide,
    opened,
    ordered,
    room_rows,
    rooms_heading,
    soon_heading,
    soon_row,
    starting_soon,
    summary,
)
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.session.view import session_page, session_peek
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows

_SOON = "soon"
_BESIDE = 200
"""From this width on, what the cursor is on has a page beside the list."""


class RoomsView(Container):
    """The rows of all rooms, with what the cursor is on beside or below."""

    DEFAULT_CSS = """
    RoomsView {
        #summary { height: auto; }
        #rooms { height: 1fr; }
        #opened { dock: bottom; height: 4; }
        #opened.-beside { dock: right; width: 48; height: 1fr; border-left: vkey $panel; }
    }
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(classes="pane")
        self._viewer = viewer
        self._alive: list[RoomMoment] = []
        self._done: list[RoomMoment] = []
        self._soon: Sequence[Session] = ()
        self._all_soon = False
        self._order = ORDERS[0]
        self._shown: object = None
        self._moment: Moment | None = None
        self._summary = FixedLines(self._paint_summary, id="summary")
        self._opened = FixedLines(self._paint_opened, id="opened")
        self.list = RowList(self._opened.update, at_once=_SOON.__eq__, id="rooms")

    def compose(self) -> ComposeResult:
        """Summary on top, rooms, the opened one."""
        yield self._summary
        yield self.list
        yield self._opened

    def make_room(self, width: int, height: int) -> None:
        """What the cursor is on has its place beside the list, or below."""
        self._opened.set_class(width >= _BESIDE, "-beside")
        self._opened.display = width >= _BESIDE or height >= 18

    @property
    def subject(self) -> str | None:
        """The session under the cursor: what is on in the room, else what comes next there."""
        kind, _, id_ = (self.list.key or "").partition(" ")
        if kind == "session":
            return id_
        room = self.room
        session = room and (room.current or room.next)
        return session.id if session else None

    @property
    def room(self) -> RoomMoment | None:
        """The room under the cursor."""
        key = self.list.key
        return next((r for r in self._alive if _key(r) == key), None)

    def paint(self, moment: Moment) -> None:
        """Show the rooms at a moment; the list is made anew only when other rows are needed."""
        scene = self._viewer.scene()
        self._moment = moment
        self._alive, self._done = ordered(scene, moment, self._order)
        self._soon = starting_soon(scene)
        self._show()
        self._summary.update()
        self._opened.update()

    def sort(self) -> None:
        """Order the rooms in the other way."""
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]

    def toggle_soon(self) -> bool:
        """Show all of what begins soon, or less of it, if the cursor is on its heading."""
        if self.list.key != _SOON:
            return False
        self._all_soon = not self._all_soon
        self._show()
        return True

    def on_resize(self) -> None:
        """Another width may have other rows."""
        self._show()

    def _show(self) -> None:
        soon = self._soon[: None if self._all_soon else self._most_soon()]
        wide = is_wide(self.list.row_width)
        shown = (
            [s.id for s in soon],
            len(self._soon) > self._most_soon(),
            [r.room for r in self._alive],
            bool(self._done),
            wide,
        )
        if shown == self._shown and self.list.filled:
            self.list.repaint()
            return
        self._shown = shown
        items: list[Item] = []
        if self._soon:
            more = len(self._soon) > self._most_soon()
            items.append(Item(_SOON if more else None, self._soon_heading))
            items += [Item(f"session {s.id}", partial(self._soon_row, s.id)) for s in soon]
        if self._alive:
            items.append(Item(None, self._rooms_heading))
        for room in self._alive:
            items.append(Item(_key(room), partial(self._room_row, room.room, 0)))
            if not wide:
                items.append(Item(None, partial(self._room_row, room.room, 1)))
        if self._done:
            items.append(Item(None, lambda width: folded(self._viewer.scene(), self._done, width)))
        self.list.tail = 0 if wide else 1
        first = soon[0].id if soon else None
        rooms = [_key(room) for room in self._alive]
        at_first = f"session {first}" if first else next(iter(rooms), None)
        self.list.show_rows(Rows.of(items), lambda: at_first)

    def _most_soon(self) -> int:
        """How many of those that begin soon are shown at first: a few, or what the rooms leave."""
        height = self.list.size.height
        per_room = 1 if is_wide(self.list.row_width) else 2
        headings = 1 + bool(self._alive)
        left = height - headings - per_room * len(self._alive) - bool(self._done)
        return max(2, min(6, height // 4), left)

    def _soon_heading(self, width: int) -> Row:
        more = len(self._soon) > self._most_soon()
        scene, number = self._viewer.scene(), len(self._soon)
        return soon_heading(scene, number, width, opened=self._all_soon, more=more)

    def _rooms_heading(self, width: int) -> Row:
        return rooms_heading(self._viewer.scene(), len(self._alive), self._order, width)

    def _soon_row(self, session_id: str, width: int) -> Row:
        scene = self._viewer.scene()
        session = scene.snapshot.programme.by_id.get(session_id)
        return soon_row(scene, session, width) if session else ()

    def _room_row(self, room: str | None, number: int, width: int) -> Row:
        found = next((r for r in self._alive if r.room == room), None)
        rows = room_rows(self._viewer.scene(), found, width) if found else ()
        return rows[number] if number < len(rows) else ()

    def _paint_summary(self, width: int, _height: int) -> list[Row]:
        if self._moment is None:
            return []
        rows = summary(self._viewer.scene(), self._moment, width)
        self._summary.styles.height = len(rows)
        return rows

    def _paint_opened(self, width: int, height: int) -> list[Row]:
        scene, room = self._viewer.scene(), self.room
        beside = self._opened.has_class("-beside")
        if beside and room is not None:
            return opened(scene, room, width, height)
        session = scene.snapshot.programme.by_id.get(self.subject or "")
        if session is None:
            return []
        return (
            session_page(scene, session, width) if beside else session_peek(scene, session, width)
        )


def _key(room: RoomMoment) -> str:
    return f"room {room.room}"
