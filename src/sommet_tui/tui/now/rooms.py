"""The lists of Now with several rooms: my stops, sessions that start soon, and running ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Click

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.timeline import Moment
from sommet_tui.tui.agenda.view import session_detail, session_row
from sommet_tui.tui.list_screen import no_match_row
from sommet_tui.tui.now.many_rooms import (
    DETAIL,
    DETAILED,
    LOW,
    ORDERS,
    TWO_COLUMNS,
    MomentSessions,
    divide_height,
    done_rooms_row,
    listed_sessions,
    next_heading,
    no_matching_room_row,
    on_grid,
    on_heading,
    on_row,
    soon_heading,
    start_rows,
    starts_grid,
    summary_rows,
)
from sommet_tui.tui.now.stops import NextStops, stop_items
from sommet_tui.tui.render.rows import BLANK, Grid, Memo, Row, Span, text_row
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording.times import column_time

_MINUTE = timedelta(minutes=1)
_ALL = 2
"""Beyond the edges of all lists, not only of one."""
_FEW = 3
"""So many of the later sessions stay in sight below what starts soon."""


class Column(RowList):
    """One of several lists with one cursor; its last row in sight says how many more there are."""

    DEFAULT_CSS = "Column { scrollbar-size-vertical: 0; }"
    tail = 1
    first_row: Callable[[str, int], Row] | None = None
    """Paints the first row in sight, by its key, once other rows have scrolled away."""

    def __init__(
        self,
        moved: Callable[[], None],
        leave: Callable[[Column, int], None],
        clicked: Callable[[Column], None],
        more: Callable[[int], Row],
        *,
        id: str,  # noqa: A002  (Textual's own name)
    ) -> None:
        """`leave` is called when the cursor goes beyond an edge, `clicked` after a click.

        `more` paints the last row, if so many do not fit.
        """
        super().__init__(moved, id=id)
        self._leave = leave
        self._clicked = clicked
        self._more = more
        self.active = False
        """Whether it has the cursor."""

    @property
    def keys(self) -> list[str]:
        """Return the keys of its rows."""
        return [key for key in self._rows.keys if key]

    def row_at(self, y: int, width: int) -> Row | None:
        """Return a row, or how many more there are."""
        keys = self._rows.keys
        if y == self.row_on(self.size.height - 1) and y < len(keys) - 1:
            return self._more(sum(key is not None for key in keys[y:]))
        key = keys[y] if self.top and y == self.row_on(self.pinned) and y < len(keys) else None
        if key is not None and self.first_row is not None:
            return self.first_row(key, width)
        return super().row_at(y, width)

    def is_marked(self, y: int) -> bool:
        """Whether the cursor is on the row."""
        return self.active and super().is_marked(y)

    def action_move(self, by: int) -> None:
        """Go to the next row, or leave the list at its edge."""
        before = self.key
        super().action_move(by)
        if self.key == before:
            self._leave(self, by)

    def action_edge(self, by: int) -> None:
        """Go to the last row, or to the first one of all lists."""
        super().action_edge(by)
        if by < 0:
            self._leave(self, -_ALL)

    def on_click(self, event: Click) -> None:
        """Take the cursor to the clicked row; only another click chooses the row."""
        event.prevent_default()  # the list above would see the cursor already there
        super().on_click(event)
        self._clicked(self)


class _Lists(Container):
    """The sessions that start soon, and the running ones."""

    BLANK = True


class RoomsView(Container):
    """My next stops, the sessions of all rooms in two lists, and the selected session below."""

    BLANK = True
    DEFAULT_CSS = f"""
    RoomsView {{
        #lists {{ height: 1fr; }}
        #soon {{ height: 1fr; }}
        #on {{ height: 1fr; }}
        #detail {{ height: {DETAIL}; }}
        .-beside {{ layout: horizontal; }}
        .-beside #soon {{ width: 10fr; }}
        .-beside #on {{ width: 9fr; border-left: vkey $panel; }}
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
        self._order = ORDERS[0]
        self._shown: object = None
        """What the lists were made for."""
        column = partial(Column, self._on_cursor_moved, self._leave, self._activate, self._more_row)
        self._head, self._soon, self._on = column(id="head"), column(id="soon"), column(id="on")
        self._soon.first_row = self._first_start_row
        self.list = self._soon
        """The list with the cursor."""
        self.list.active = True
        self._lists = _Lists(self._soon, self._on, id="lists")
        self._detail = FixedLines(self._paint_detail, id="detail")

    def _on_cursor_moved(self) -> None:
        self._detail.update()
        self._on_move()

    def compose(self) -> ComposeResult:
        """Create my stops, the two lists, and the selected session."""
        yield self._head
        yield self._lists
        yield self._detail

    def make_room(self, width: int) -> None:
        """Put the running sessions beside those that start soon, or below them."""
        self._lists.set_class(width >= TWO_COLUMNS, "-beside")

    @property
    def key(self) -> str | None:
        """Return the key of the selected row."""
        return self.list.key

    @property
    def subject(self) -> str | None:
        """Return the selected session."""
        stop = self._stops.find(self.key)
        id_ = self.key if stop is None else stop.next.stop.id
        return id_ if id_ in self._viewer.programme.by_id else None

    @property
    def is_running_selected(self) -> bool:
        """Whether the cursor is on something that is on."""
        return self.list is self._on

    @property
    def is_by_end(self) -> bool:
        """Whether what ends first is listed first."""
        return self._order == ORDERS[0]

    def change_order(self) -> None:
        """Change the order of the running sessions, and go to the first."""
        self._order = ORDERS[self.is_by_end]
        self.paint(changed=True)
        self._focus_column(self._on)

    def change_list(self) -> None:
        """Go from the list of sessions that start soon to the running ones, or back."""
        self._activate(self._soon if self.is_running_selected or not self._on.keys else self._on)

    def _leave(self, column: Column, by: int) -> None:
        """Go on with the list above or below, if there is one."""
        beside = self._lists.has_class("-beside")
        lists = [self._head, column if beside and column is not self._head else self._soon]
        lists += [] if beside else [self._on]
        place = lists.index(column) if column in lists else 1
        others = lists[place + 1 :] if by > 0 else lists[:place][::-1]
        others = [each for each in others if each.keys]
        if by == -_ALL:
            for each in (self._soon, self._on):
                each.select(next(iter(each.keys), ""))
            self._focus_column(others[-1] if others else column)
        elif others and by > 0:
            self._focus_column(others[0])
        elif others:
            others[0].select(others[0].keys[-1])
            self._activate(others[0])

    def _focus_column(self, column: Column) -> None:
        if column.keys:
            column.select(column.keys[0])
            self._activate(column)

    def _activate(self, column: Column) -> None:
        if column is self.list or not column.keys:
            return
        self.list = column
        for each in (self._head, self._soon, self._on):
            each.active = each is column
            each.repaint()
        if isinstance(self.screen.focused, Column):
            self.screen.set_focus(column)
        self._on_cursor_moved()

    def paint(self, *, changed: bool) -> None:
        """Make the lists anew if they look different at this moment."""
        scene = self._viewer.scene()
        before, self._found = self._found, self._find()
        lines = self._stops.lines(*self.app.size)
        minutes: object = None
        if scene.snapshot.live is not None:  # they change with every started session
            left = (room.remaining for room in self._moment().rooms if room.remaining is not None)
            minutes = [remaining // _MINUTE for remaining in left]
        shown = (
            truncate_to_minute(scene.now),
            scene.snapshot.status_version(scene.now),
            lines,
            minutes,
        )
        if not changed and shown == self._shown:
            return
        self._shown = shown
        height = self.size.height or self.app.size.height - 3
        low = height < LOW
        above = summary_rows(scene, self.app.size.width, low=low)
        stops = [*([] if low or not lines else [_BLANK]), *stop_items(lines)]
        head = [*stops, *map(Item.fixed, above)]
        self._head.styles.height = len(head)
        self._head.display = bool(head)
        self._head.show_rows(Rows.from_items(head, len(head)))
        height -= len(head)
        self._show(scene, height, near=self._found == before)
        self._detail.update()

    def _show(self, scene: Scene, height: int, *, near: bool) -> None:
        found = listed_sessions(scene, self._moment(), self._order, self._found)
        beside = self._lists.has_class("-beside")
        tall = self.app.size.height >= DETAILED
        left = self._soon_items(scene, found, height - (DETAIL if tall else 0))
        on = self._running_items(scene, found)
        self._on.display = bool(found.on)
        if not beside:
            on = [_BLANK, *on] if height >= LOW else on
        needed = max(len(left), len(on)) if beside else len(left) + len(on)
        self._detail.display = tall or height - needed >= DETAIL
        height -= DETAIL if self._detail.display else 0
        divided = found.on and not beside
        self._soon.styles.height = divide_height(len(left), len(on), height) if divided else "1fr"
        for column, items in ((self._soon, left), (self._on, on)):
            pinned = next((n for n, item in enumerate(items) if item.key), 0)
            column.show_rows(Rows.from_items(items, pinned), partial(_first_key, items), near=near)
        if not self.list.keys:
            self._activate(next((c for c in (self._soon, self._on) if c.keys), self.list))

    def _soon_items(self, scene: Scene, found: MomentSessions, height: int) -> list[Item]:
        """Return the rows of sessions that start soon, and of the next ones in other rooms."""
        items: list[Item] = []
        if found.soon or found.on:
            items.append(_item(lambda grid: soon_heading(scene, found, grid), scene))
        rows = len(found.soon) + len({session.start for session in found.soon})
        airy = rows + min(len(found.next), _FEW) < height
        items += self._start_items(scene, found.soon, airy=airy)
        if found.next:
            items += [_BLANK] if items and height >= LOW else []
            items.append(_item(lambda grid: next_heading(scene, found, grid), scene))
            items += self._start_items(scene, found.next, airy=False)
        if not any((found.soon, found.next, found.on)):
            if self._found is not None:
                items.append(Item.fixed(no_match_row(scene.words)))
            elif self._viewer.facets:
                items.append(Item(None, lambda width: no_matching_room_row(scene, width)))
        if found.done:
            items.append(Item(None, lambda width: done_rooms_row(scene, found.done, width)))
        return items

    def _first_start_row(self, id_: str, width: int) -> Row:
        """Return the row of a session with its start, which an earlier one may have had."""
        scene = self._viewer.scene()
        session = scene.programme.by_id.get(id_)
        if session is None:
            return BLANK
        time = Span(column_time(session.start, scene.zones), "strong")
        grid = starts_grid(scene, width)
        return session_row(scene, session, grid, time=time, clashes=False)

    def _start_items(self, scene: Scene, sessions: Sequence[Session], *, airy: bool) -> list[Item]:
        items, before = [], None
        for session in start_rows(scene, sessions, airy=airy):
            if session is None:
                items.append(_BLANK)
                continue
            time = "" if before == session.start else column_time(session.start, scene.zones)
            before = session.start
            paint = partial(session_row, scene, session, time=Span(time, "strong"), clashes=False)
            items.append(_item(paint, scene, session.id))
        return items

    def _running_items(self, scene: Scene, found: MomentSessions) -> list[Item]:
        heading = _item(partial(on_heading, scene, found, self._order), scene, grid=on_grid)
        rows = [
            _item(partial(on_row, scene, session), scene, session.id, on_grid)
            for session in found.on
        ]
        return [heading, *rows]

    def _more_row(self, number: int) -> Row:
        said = self._viewer.words.count("{n} more", "{n} more", number)
        return text_row(f" … {said}", "faint")

    def on_resize(self) -> None:
        """Make the rows for the new size."""
        self.paint(changed=True)

    def _paint_detail(self, width: int, _height: int) -> list[Row]:
        scene = self._viewer.scene()
        return session_detail(scene, scene.programme.by_id.get(self.subject or ""), width)


_BLANK = Item.fixed(BLANK)


def _first_key(items: Sequence[Item]) -> str | None:
    return next((item.key for item in items if item.key), None)


def _item(
    paint: Callable[[Grid], Row],
    scene: Scene,
    key: str | None = None,
    grid: Callable[[Scene, int], Grid] = starts_grid,
) -> Item:
    """Return an item whose row is painted once for each width."""
    painted = Memo[Row]()
    return Item(key, lambda width: painted.get(width, lambda: paint(grid(scene, width))))
