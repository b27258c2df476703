"""A list of one-line rows with a cursor, which paints only the visible rows."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from itertools import chain
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from sommet_tui.companion.keys import LIST_OPEN
from sommet_tui.domain.values import frozen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.rows import BLANK, Row
from sommet_tui.tui.widgets.lines import LineView


@frozen
class Item:
    """One row of a list.

    `key` is the id of the session, person or event in the row, or None for a heading or a gap.
    """

    key: str | None
    paint: Callable[[int], Row]
    """Returns the row for a width in cells."""
    below: bool = False
    """Whether the row belongs to the row above, so that a click on it chooses the row above."""
    is_heading: bool = False
    """Whether the row is the heading of a section."""

    @classmethod
    def from_row(cls, painted: Row, key: str | None = None, *, is_heading: bool = False) -> Item:
        """Return an item whose row looks the same at every width."""
        return cls(key, lambda _width: painted, is_heading=is_heading)


@frozen
class Rows:
    """The rows of a list: their keys, and the function that paints a row.

    `paint` receives the number of a row, from 0, and a width in cells.
    """

    keys: Sequence[str | None]
    paint: Callable[[int, int], Row]
    below: Container[int] = frozenset()
    """The numbers of rows that belong to the row above."""
    pinned: int = 0
    """The number of rows at the top that do not scroll."""
    start: int | None = None
    """The first visible row when the list appears, unless the cursor would be out of sight."""
    empty: Callable[[int], Sequence[Row]] | None = None
    """Returns the text in the middle of a list without rows, for a width in cells."""

    @classmethod
    def from_items(cls, items: Sequence[Item], pinned: int = 0, *, airy: bool = False) -> Rows:
        """Return the rows of these items.

        If `airy`, each heading has a blank row before it, except at the top of the list.
        """
        if airy:
            air = Item.from_row(BLANK)
            parts = (
                (air, item) if item.is_heading and y else (item,) for y, item in enumerate(items)
            )
            items = list(chain.from_iterable(parts))
        below = frozenset(y for y, item in enumerate(items) if item.below)
        keys = [item.key for item in items]
        return cls(keys, lambda y, width: items[y].paint(width), below, pinned)

    @classmethod
    def without_items(cls, paint: Callable[[int], Sequence[Row]]) -> Rows:
        """Return a list without rows.

        `paint` returns the text to show instead, for a width in cells.
        """
        return cls([None], lambda _y, _width: BLANK, empty=paint)


_NO_ROWS = Rows.from_items(())


def accept_every_row(_key: str) -> bool:
    """Return True. As `at_once` of a list, this lets the first click on any row choose it."""
    return True


class RowList(LineView):
    """A list of rows with a cursor.

    If the list gets other rows, the cursor stays on its key, and on its line of the window.
    """

    can_focus = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "go_to_edge(-1)", show=False),
        Binding("end", "go_to_edge(1)", show=False),
        *bindings((LIST_OPEN,)),
    ]

    MANY = 8
    tail = 0
    """The number of rows below the cursor's row that belong to it and scroll into sight with it."""

    class Chosen(Message):
        """The user has chosen the row with the key `key`."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(
        self,
        on_move: Callable[[], None] | None = None,
        *,
        on_scroll: Callable[[], None] | None = None,
        at_once: Callable[[str], bool] = lambda _key: False,
        id: str | None = None,  # noqa: A002  (Textual's own name)
    ) -> None:
        """`on_move` is called when the cursor moves to another key, or if the last key disappears.

        `on_scroll` is called when other rows become visible. Both are called directly, so that one
        frame shows all changes. A click on a row moves the cursor, and a second click chooses the
        row. If `at_once` returns True for the key of a row, the first click chooses it.
        """
        super().__init__(id=id)
        self._after_move = on_move
        self._after_scroll = on_scroll
        self._at_once = at_once
        self._rows = _NO_ROWS
        self._cursor: int | None = None
        self._to_centre = False
        self._painted_rows: dict[tuple[int, int], Row] = {}
        """The rows painted so far, by number and width."""

    @property
    def pinned_count(self) -> int:
        """The number of rows at the top that do not scroll."""
        return self._rows.pinned

    @property
    def key(self) -> str | None:
        """The key under the cursor, or None if no row has a key."""
        return self._rows.keys[self._cursor] if self._cursor is not None else None

    def row_at(self, y: int, width: int) -> Row | None:
        """Return row `y` for a width in cells, or None below the last row."""
        if self._rows.empty is not None:
            block = self._rows.empty(width)
            y -= max(0, self.size.height - len(block)) // 2
            return block[y] if 0 <= y < len(block) else None
        if y >= len(self._rows.keys):
            return None
        if (y, width) not in self._painted_rows:
            self._painted_rows[y, width] = self._rows.paint(y, width)
        return self._painted_rows[y, width]

    def repaint(self) -> None:
        """Build the rows again, and send the visible ones that look different."""
        self._painted_rows.clear()
        super().repaint()

    def is_marked(self, y: int) -> bool:
        """Return whether the cursor is on row `y`, or on the row to which row `y` belongs."""
        return self._owner_row(y) == self._cursor

    def _owner_row(self, y: int) -> int:
        """Return the number of the row to which row `y` belongs, which may be `y`."""
        while y in self._rows.below:
            y -= 1
        return y

    def show(self, items: Sequence[Item]) -> None:
        """Show these items as the rows of the list (see `show_rows`)."""
        self.show_rows(Rows.from_items(items))

    def show_rows(
        self,
        rows: Rows,
        preferred_key: Callable[[], str | None] | None = None,
        *,
        near: bool = False,
        new_key: Callable[[str], str] = str,
    ) -> None:
        """Show other rows, and choose the row for the cursor.

        The cursor stays on its key. If the key is gone, it goes to the first of these that is in
        the list: the key that `new_key` returns for the old one; if `near`, the nearest remaining
        key; the key that `preferred_key` returns; a row near its former place.

        The row under the cursor keeps its line of the window. If that row is gone, another visible
        row keeps its line. If the cursor would then be out of sight, the list scrolls to it.
        """
        key, place, before, top = self.key, self._cursor, self._rows, self.top
        was_in_sight, visible_keys = self._shows_cursor, self._visible_keys() if self.top else ()
        self._rows = rows
        self._painted_rows.clear()
        if key is not None and self._row_of_key(key) is None:
            key = new_key(key)
        found = self._row_of_key(key)
        if found is None and near and place is not None:
            found = self._row_of_key(_nearest_remaining_key(before.keys, place, rows.keys))
        if found is None and preferred_key is not None:
            found = self._row_of_key(preferred_key())
        self._cursor = found if found is not None else self._nearest_row(place or 0)
        self.set_height(len(rows.keys))
        if visible_keys:
            positions = {key: y for y, key in enumerate(rows.keys)}
            moved = next((positions[key] - y for key, y in visible_keys if key in positions), None)
            was_in_sight = was_in_sight or moved is None
            self._scroll(top + (moved or 0))
        if not before.keys:
            self._scroll_to_cursor()
        elif (was_in_sight or self.key != key) and not self._shows_cursor:
            self.centre()  # show rows above the cursor, too
        super().repaint()
        if self.key != key and self._after_move is not None:
            self._after_move()

    @property
    def _shows_cursor(self) -> bool:
        if self._cursor is None or self._cursor < self.pinned_count:
            return self._cursor is not None
        return self.pinned_count <= self._cursor - self.top < self.size.height

    def _visible_keys(self) -> Sequence[tuple[str, int]]:
        """Return the keys and numbers of visible rows, except pinned rows. The cursor is first."""
        places = self._visible_rows(self.top, self.size.height)[self.pinned_count :]
        keys = self._rows.keys
        found = [(key, y) for y in places if y < len(keys) and (key := keys[y]) is not None]
        return sorted(found, key=lambda row: row[1] != self._cursor)

    @property
    def top(self) -> int:
        """The number of rows that have scrolled out of sight."""
        return int(self.scroll_offset.y)

    def on_scrolled(self) -> None:
        """Call `on_scroll`, because other rows are visible."""
        if self._after_scroll is not None:
            self._after_scroll()

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Show the position in a scrollbar that appears after scrolling (a hook of Textual)."""
        super().watch_show_vertical_scrollbar(shown)
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

    @property
    def has_rows(self) -> bool:
        return bool(self._rows.keys)

    def select(self, key: str) -> None:
        """Move the cursor to the row with a key, if the list has such a row."""
        place = self._row_of_key(key)
        if place is not None:
            self._move_cursor(place)

    def action_move(self, by: int) -> None:
        """Move the cursor to the previous row with a key (`by` -1) or to the next one (1)."""
        place = (self._cursor if self._cursor is not None else -1) + by
        while 0 <= place < len(self._rows.keys) and self._rows.keys[place] is None:
            place += by
        if 0 <= place < len(self._rows.keys):
            self._move_by_key(place)
        elif by < 0:
            self.scroll_to(y=0, animate=False)

    def action_page(self, by: int) -> None:
        """Move the cursor one page up (`by` -1) or down (1)."""
        step = max(1, self.size.height - self.pinned_count - 1) * by
        target = max(0, min(len(self._rows.keys) - 1, (self._cursor or 0) + step))
        self._move_by_key(self._nearest_row(target))

    def action_go_to_edge(self, by: int) -> None:
        """Move the cursor to the first row (`by` -1) or to the last row (1)."""
        self._move_by_key(self._nearest_row(0 if by < 0 else len(self._rows.keys) - 1))

    def _move_by_key(self, place: int | None) -> None:
        """Move the cursor to a row or, if the row is pinned, scroll to the top."""
        if place is not None:
            self._move_cursor(place)
            if place < self.pinned_count:
                self._scroll(0)

    def action_open(self) -> None:
        """Choose the row under the cursor."""
        if self.key is not None:
            self.post_message(self.Chosen(self.key))

    def on_click(self, event: Click) -> None:
        """Move the cursor to the clicked row. Choose the row if the cursor was already on it.

        If `at_once` returns True for its key, always choose the row.
        """
        place = self._owner_row(self.row_on_line(event.y))
        if 0 <= place < len(self._rows.keys) and self._rows.keys[place] is not None:
            chosen = self.is_marked(place) or self._at_once(self._rows.keys[place] or "")
            self._move_cursor(place)
            if chosen:
                self.action_open()

    def on_resize(self) -> None:
        """Make the rows for the new width."""
        self._next.clear()
        self.set_height(len(self._rows.keys))
        self.refresh()
        self._scroll_to_cursor()

    def _row_of_key(self, key: str | None) -> int | None:
        """Return the number of the row with a key, or None if no row has it."""
        if key is None:
            return None
        try:
            return self._rows.keys.index(key)
        except ValueError:
            return None

    def _nearest_row(self, place: int) -> int | None:
        """Return the number of the first row with a key at or after `place`.

        If only earlier rows have keys, return the last of them. If no row has a key, return None.
        """
        keys = self._rows.keys
        after = (y for y in range(max(0, place), len(keys)) if keys[y])
        before = (y for y in range(min(place, len(keys)) - 1, -1, -1) if keys[y])
        return next(after, next(before, None))

    def _move_cursor(self, place: int) -> None:
        if place != self._cursor:
            self._cursor = place
            self._scroll_to_cursor()
            super().repaint()
            if self._after_move is not None:
                self._after_move()

    def _scroll_to_cursor(self) -> None:
        """Scroll so that the cursor is visible and, if possible, the heading above it."""
        pinned = self.pinned_count
        if self._cursor is None or self._cursor < pinned or not self.size.height:
            return
        top, height = self.scroll_offset.y, self.size.height
        first = self._cursor
        while first > pinned and self._rows.keys[first - 1] is None and self._cursor - first < 2:
            first -= 1
        if first - pinned < top:
            self._scroll(first - pinned)
            return
        last = self._cursor + self.tail
        while last + 1 in self._rows.below:
            last += 1
        if last >= top + height:
            self._scroll(last - height + 1)

    def _scroll(self, y: int) -> None:
        """Scroll immediately, even without a scrollbar, because a hidden list has none yet."""
        self.scroll_to(y=y, animate=False, immediate=True, force=True)

    def centre(self) -> None:
        """Scroll the cursor near the middle, as soon as the list has a size."""
        self._to_centre = True
        if self.size.height:
            before = self.top
            self._centre()
            if self.top != before:
                self.refresh(Region(0, 0, self.size.width, self.size.height))

    def scroll_row_to_top(self, place: int) -> None:
        """Scroll so that row `place` is the first below the pinned rows, if enough rows follow."""
        self._scroll(place - self.pinned_count)
        self.refresh(Region(0, 0, self.size.width, self.size.height))

    def render_line(self, y: int) -> Strip:
        """Return a line of the window. Scroll to the cursor first if `centre` had to wait."""
        if self._to_centre:
            self._centre()
        return super().render_line(y)

    def _centre(self) -> None:
        self._to_centre = False
        if self._cursor is not None:
            height, start = self.size.height, self._rows.start
            first = max(0, self._cursor - self.pinned_count - (height - self.pinned_count) // 3)
            if start is not None and start <= self._cursor < start + height:
                first = start
            self._scroll(first)


def _nearest_remaining_key(
    before: Sequence[str | None], place: int, left: Sequence[str | None]
) -> str | None:
    """Return the key of the nearest former row that is still in the list, or None.

    Rows at or below the row number `place` come first, then the rows above it. `before` are the
    former keys, and `left` are the current keys.
    """
    remaining = frozenset(left)
    ways = (*before[place:], *before[:place][::-1])
    return next((key for key in ways if key is not None and key in remaining), None)
