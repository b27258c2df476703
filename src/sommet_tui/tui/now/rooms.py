"""The list of all rooms on Now: sessions that begin soon, then each room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Container

from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Moment, RoomMoment
from sommet_tui.pages.now import StopLine
from sommet_tui.tui.now.many_rooms import (
    LOW,
    ORDERS,
    Layout,
    Ordered,
    folded,
    layout,
    no_match,
    opened,
    ordered,
    room_rows,
    room_state,
    rooms_heading,
    soon_heading,
    soon_height,
    soon_rows,
    starting_soon,
    summary,
)
from sommet_tui.tui.now.stops import NextStops, stop_items
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rows import BLANK, Row
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.session.view import session_page, session_peek
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.list_pane import no_match_row
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows

_SOON = "soon"
_BESIDE = 200
"""From this width on, the page of the selected item is beside the list."""
_PAGE, _PEEK = 48, 4
"""The width of this page in cells, and the height of the preview below a narrower list."""


class RoomsView(Container):
    """The rows of all rooms, with the selected item beside or below them."""

    DEFAULT_CSS = f"""
    RoomsView {{
        #rooms {{ height: 1fr; }}
        #opened {{ dock: bottom; height: {_PEEK}; }}
        #opened.-beside {{ dock: right; width: {_PAGE}; height: 1fr; border-left: vkey $panel; }}
    }}
    """

    def __init__(
        self,
        viewer: Viewer,
        stops: NextStops,
        moment: Callable[[], Moment],
        found: Callable[[], frozenset[str] | None],
        moved: Callable[[], None],
    ) -> None:
        """`found` returns the ids of the sessions that match a typed filter, None without one.

        `moved` is called when the cursor moves to another row.
        """
        super().__init__(classes="pane")
        self._on_move = moved
        self._viewer = viewer
        self._stops = stops
        self._moment = moment
        self._find = found
        self._found: frozenset[str] | None = None
        self._lines: Sequence[StopLine] = ()
        self._rooms = Ordered([], [], idle=True)
        self._soon: Sequence[Session] = ()
        self._all_soon = False
        self._order = ORDERS[0]
        self._shown: object = None
        self._layout = Layout(1, 0)
        self._painted: dict[tuple[str | None, int], tuple[Row, ...]] = {}
        self._memos: dict[str | None, Memo[tuple[Row, ...]]] = {}
        self._opened = FixedLines(self._paint_opened, id="opened")
        self.list = RowList(self._moved, at_once=_SOON.__eq__, id="rooms")

    def _moved(self) -> None:
        self._opened.update()
        self._on_move()

    def compose(self) -> ComposeResult:
        """Create the rooms, and the selected room."""
        yield self.list
        yield self._opened

    def make_room(self, width: int, height: int) -> None:
        """Put the selected item beside the list, or below it."""
        self._opened.set_class(width >= _BESIDE, "-beside")
        self._opened.display = width >= _BESIDE or height >= 18

    @property
    def key(self) -> str | None:
        """Return the key of the selected row."""
        return self.list.key

    @property
    def subject(self) -> str | None:
        """Return the selected session: the running one of the room, or else the next."""
        stop = self._stops.find(self.key)
        if stop is not None:
            id_ = stop.next.stop.id
            return id_ if id_ in self._viewer.programme.by_id else None
        kind, _, id_ = (self.key or "").partition(" ")
        if kind == "session":
            return id_
        room = self.room
        session = room and (room.current or room.next)
        return session.id if session else None

    @property
    def room(self) -> RoomMoment | None:
        """Return the selected room."""
        return next((room for room in self._rooms.shown if _key(room) == self.key), None)

    def paint(self, *, changed: bool) -> None:
        """Show the rooms at this moment; make a new list only if it needs other rows."""
        del changed
        scene = self._viewer.scene()
        before, self._found = self._found, self._find()
        self._rooms = ordered(scene, self._moment(), self._order, self._found)
        soon, found = starting_soon(scene), self._found
        self._soon = soon if found is None else [s for s in soon if s.id in found]
        self._painted.clear()
        self._show(scene, near=found == before)
        self._opened.update()

    def sort(self) -> None:
        """Change the order of the rooms."""
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]

    def to_first(self) -> None:
        """Go to the first room in the order."""
        if self._rooms.shown:
            self.list.select(_key(self._rooms.shown[0]))

    def toggle_soon(self) -> bool:
        """Show all of what begins soon, or less of it, if the cursor is on its heading."""
        if self.key != _SOON:
            return False
        self._all_soon = not self._all_soon
        self._show(self._viewer.scene(), near=True)
        return True

    @property
    def _is_low(self) -> bool:
        return self.size.height < LOW

    def on_resize(self) -> None:
        """Make the rows for the new width."""
        self.paint(changed=True)

    def _show(self, scene: Scene, *, near: bool) -> None:
        self._lines = self._stops.lines(*self.app.size)
        width, height, rooms = self.list.row_width, self.size.height, self._rooms
        if not width:
            return
        if self._opened.display and not self._opened.has_class("-beside"):
            height -= _PEEK
        above = summary(scene, width, idle=rooms.idle, low=self._is_low)
        pinned = [*self._stop_items(), *map(Item.fixed, above)]
        height -= len(pinned)
        self._layout = layout(rooms, width, height, low=self._is_low)
        soon = self._soon[: None if self._all_soon else self._layout.soon]
        rows = Rows.of([*pinned, *self._items(soon, width)], len(pinned))
        shown = self._lines, above, rows.keys, rows.below
        if shown == self._shown and self.list.filled:
            self.list.repaint()
            return
        self._shown = shown
        self.list.tail = max(self._layout.rows, soon_height(width)) - 1
        at_first = f"session {soon[0].id}" if soon else next(map(_key, rooms.shown), None)
        self.list.show_rows(rows, lambda: at_first, near=near)

    def _stop_items(self) -> Iterator[Item]:
        """Return my next stops, below a blank line if there is room for it."""
        if self._lines and not self._is_low:
            yield Item(None, _nothing)
        yield from stop_items(self._lines)

    def _items(self, soon: Sequence[Session], width: int) -> Iterator[Item]:
        """Return what scrolls: sessions that begin soon, rooms, and rooms that are done."""
        yield from self._soon_items(soon, width)
        if self._rooms.shown:
            yield Item(None, self._rooms_heading)
        for room in self._rooms.shown:
            for number in range(self._layout.rows):
                key = None if number else _key(room)
                yield Item(key, partial(self._room_row, room.room, number), below=number > 0)
        if not (soon or self._rooms.shown or self._rooms.done) and self._found is not None:
            yield Item.fixed(no_match_row(self._viewer.words))
        elif not (soon or self._rooms.shown) and self._viewer.facets:
            yield Item(None, self._no_match)
        if self._rooms.done:
            yield Item(None, lambda width: folded(self._viewer.scene(), self._rooms.done, width))

    def _no_match(self, width: int) -> Row:
        return no_match(self._viewer.scene(), width)

    def _soon_items(self, soon: Sequence[Session], width: int) -> Iterator[Item]:
        share = self._layout
        if not share.listed:
            return
        yield Item(_SOON if len(self._soon) > share.soon else None, self._soon_heading)
        rows = soon_height(width)
        for session in soon:
            for number in range(rows):
                key = None if number else f"session {session.id}"
                yield Item(key, partial(self._soon_row, session.id, number), below=number > 0)
        for _ in range(rows * (share.soon - len(soon))):
            yield Item(None, _nothing)

    def _soon_heading(self, width: int) -> Row:
        more = len(self._soon) > self._layout.soon
        scene, number = self._viewer.scene(), len(self._soon)
        return soon_heading(scene, number, width, opened=self._all_soon, more=more)

    def _rooms_heading(self, width: int) -> Row:
        return rooms_heading(self._viewer.scene(), self._rooms, self._order, width)

    def _soon_row(self, session_id: str, number: int, width: int) -> Row:
        scene = self._viewer.scene()
        session = scene.programme.by_id.get(session_id)
        rows = soon_rows(scene, session, width) if session else ()
        return rows[number] if number < len(rows) else ()

    def _room_row(self, room: str | None, number: int, width: int) -> Row:
        """Return a row of a room; all rows of a room are painted together once a second."""
        rows = self._painted.get((room, width))
        if rows is None:
            found = next((r for r in self._rooms.shown if r.room == room), None)
            rows = self._rows_of(found, width) if found else ()
            self._painted[room, width] = rows
        return rows[number] if number < len(rows) else ()

    def _rows_of(self, room: RoomMoment, width: int) -> tuple[Row, ...]:
        scene, rows, idle = self._viewer.scene(), self._layout.rows, self._rooms.idle
        known = room_state(scene, room), width, rows, idle
        return self._memos.setdefault(room.room, Memo()).of(
            known, lambda: room_rows(scene, room, width, rows, idle=idle)
        )

    def _paint_opened(self, width: int, height: int) -> list[Row]:
        scene, room = self._viewer.scene(), self.room
        beside = self._opened.has_class("-beside")
        if beside and room is not None:
            return opened(scene, room, width, height)
        session = scene.programme.by_id.get(self.subject or "")
        return (session_page if beside else session_peek)(scene, session, width)


def _nothing(_width: int) -> Row:
    return BLANK


def _key(room: RoomMoment) -> str:
    return f"room {room.room}"
