"""The base of screens with a list: the list, its filter, the page beside it, the row of days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Click
from textual.widget import Widget

from sommet_tui.companion.keys import (
    APP_BACK,
    DAYS,
    LIST_FILTER,
    LIST_OPEN,
    LIST_PRESENT,
    LIST_SORT,
    ROOMS,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.tui.base_screen import CompanionScreen, MainScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.rows import ClickTarget, Row, Span, empty_page, row, width_of
from sommet_tui.tui.textual_internals import PaintedGroup
from sommet_tui.tui.viewer import OpenSession, Viewer
from sommet_tui.tui.widgets.lines import FixedLines, Painter, ScrollingLines
from sommet_tui.tui.widgets.row_list import RowList, Rows
from sommet_tui.wording.words import Words

if TYPE_CHECKING:
    from sommet_tui.tui.widgets.field import FilterLine

_SIDE_BY_SIDE = 120
"""The width of a window from which the page is beside the list."""
_AIRY = 20
"""The height of a window from which blank rows separate the sections of a list."""
_PREVIEW_HEIGHT = 18
"""The height of a window from which a preview is below the list."""


def list_width(width: int) -> int:
    """Return the width of a list in a window of this width, in cells.

    In a wide window, the page beside the list takes the other cells.
    """
    return width if width < _SIDE_BY_SIDE else (width * 2) // 3


class Listing:
    """The rows of a list, and the page or preview about the row under the cursor."""

    size = (0, 0)
    """The width and the height of the window, in cells."""

    @property
    def has_spacing(self) -> bool:
        """Whether blank rows separate the sections of the list."""
        return self.size[1] >= _AIRY

    @property
    def preview_rows(self) -> int:
        """The height of the preview below the list, in rows."""
        return 4

    def rows(self, query: str) -> Rows:
        """Return the rows that match a filter. "" matches all rows."""
        raise NotImplementedError

    def detail_rows(self, key: str, width: int, *, brief: bool) -> list[Row]:
        """Return the page about the row with a key or, if `brief`, its preview."""
        raise NotImplementedError

    def session(self, key: str | None) -> str | None:
        """Return the id of the session in the row with a key, or None if the row has no session."""
        return key

    def new_key(self, key: str) -> str:
        """Return the new key of a row if its old key is no longer in the list."""
        return key

    def initial_row_key(self) -> str | None:
        """Return the key of the row on which the list opens, or None for the first key."""
        return None

    def opens_immediately(self, key: str) -> bool:
        """Return whether the first click on a row opens the row, not only the second."""
        del key
        return False

    def needs_new_rows(self) -> bool:
        """Return whether the passing of time has changed the rows."""
        return False

    def prepare_filter(self) -> None:
        """Prepare the texts that the filter searches, before the user types the first letter."""


def no_match_row(words: Words) -> Row:
    """Return a row that says that nothing matches the filters."""
    return row(" ", Span(words.say("No match."), "muted"))


def no_match_rows(words: Words, query: str) -> Rows:
    """Return an empty list. Its text says that nothing matches, and how to show all rows again.

    `query` is the typed filter. If `query` is empty, the text is about the chosen filters.
    """
    hint = words.say("Press F to change the filters.")
    if query.strip():
        hint = words.say("Press esc to end the search.")
    return Rows.without_items(lambda width: empty_page(words.say("No match."), [hint], width))


class ListPane(PaintedGroup):
    """A list with a page beside it (in a wide window) or with a preview below it (in others)."""

    DEFAULT_CSS = "ListPane { #detail { border-left: vkey $panel; } }"

    def __init__(
        self,
        listing: Listing,
        on_move: Callable[[], None],
    ) -> None:
        """`on_move` is called when the cursor, the visible rows or the focus have changed.

        It is called directly, because a message would repaint other parts only in the next frame.
        """
        super().__init__()
        self.listing = listing
        self._on_move = on_move
        self.list = RowList(
            self._on_cursor_moved,
            on_scroll=on_move,
            at_once=listing.opens_immediately,
        )
        self.front: Widget = self.list
        """The widget that shows the cursor: the list, or the widget that replaces it."""
        self._page = ScrollingLines(self._painter(brief=False), id="detail")
        self._preview = FixedLines(self._painter(brief=True), id="preview")
        self._preview.styles.dock = "bottom"
        self._list_width: int | None = None
        """The width of the list if the page is beside it, or None."""
        self._has_preview = False
        """Whether the window has room for a preview below the list."""
        self.filter: FilterLine | None = None
        """The field that filters the list, or None before it is first opened."""
        self._query = ""
        self.parts: list[Widget] = [self.list]
        """The widgets that have been needed so far."""
        self._is_composed = False

    def compose(self) -> ComposeResult:
        """Yield the widgets that a window of this size needs."""
        self._is_composed = True
        yield from self.parts

    def update(self, *, changed: bool) -> None:
        """Repaint the list. If more than the time has `changed`, build its rows again."""
        self._fit_preview()
        if changed:
            first = not self.list.has_rows
            if self.filter is not None:
                self.filter.set_hint()
            self._show(near=True)
            if first:
                self.list.centre()
            # The screen may be shown before its parts are mounted.
            if not self.is_attached or self.screen.focused is None:
                self.front.focus()
        else:
            self.list.repaint()
        self._update_details()

    def adapt_to_size(self, width: int, height: int) -> None:
        """Adapt to a window of this size. If it is large, show the page or the preview."""
        before, self.listing.size = self.listing.size, (width, height)
        room = list_width(width)
        beside, is_list = room < width, self.front is self.list
        self._has_preview = is_list and not beside and height >= _PREVIEW_HEIGHT
        self._list_width = room if is_list and beside else None
        self._place_page()
        self._fit_preview()
        if before != self.listing.size and self.list.has_rows:
            self._show(near=True)

    def replace_with(self, front: Widget | None) -> None:
        """Show the widget `front` instead of the list and its page.

        If `front` is None, show the list and its page again. The list always keeps its cursor.
        """
        self.front = front or self.list
        self.list.display = front is None
        if self.is_attached:
            self._focus()

    def _focus(self) -> None:
        self.front.focus()

    async def open_filter(self) -> None:
        if self.filter is None:
            from sommet_tui.tui.widgets.field import FilterLine

            self.filter = field = FilterLine(
                lambda: self.apply_filter(field.typed_text), self._focus, self._on_move
            )
            self.filter.styles.dock = "top"
            await self.mount(self.filter)
        self.filter.open()
        self.call_after_refresh(self.listing.prepare_filter)

    def end_filter(self) -> bool:
        """End the filter. Return whether it was open."""
        return self.filter is not None and self.filter.end()

    def go_home(self) -> bool:
        """Move the cursor to the row at which the list opens.

        Return False if the list has no such row.
        """
        home = self.listing.initial_row_key()
        if home is not None:
            self.list.select(home)
            self.list.centre()
        return home is not None

    def _show(self, *, near: bool) -> None:
        listing = self.listing
        rows = listing.rows(self._query)
        self.list.show_rows(rows, listing.initial_row_key, near=near, new_key=listing.new_key)
        self._place_page()

    def _place_page(self) -> None:
        """Show the page or the preview if the window is large enough.

        If no row has a key, show neither.
        """
        has_page = self.list.key is not None or not self.list.has_rows
        beside = self._list_width if has_page else None
        self._set_shown(self._preview, self._has_preview and has_page)
        if beside is not None:
            self.styles.layout = "horizontal"  # loads modules that a narrow window does not need
        self._set_shown(self._page, beside is not None)
        self.list.styles.width = beside or "1fr"

    def _set_shown(self, part: Widget, shown: bool) -> None:
        """Show or hide a part. If it is needed for the first time, mount it."""
        part.display = shown
        if shown and part not in self.parts:
            self.parts.append(part)
            if self._is_composed:
                self.mount(part)

    def apply_filter(self, query: str) -> None:
        """Show only the rows that match the filter."""
        self._query = query
        self._show(near=False)
        self._update_details()
        self._on_move()

    def _on_cursor_moved(self) -> None:
        self._page.scroll_to(y=0, animate=False)
        self._update_details()
        self._on_move()

    def _update_details(self) -> None:
        self._page.update()
        self._preview.update()

    def _fit_preview(self) -> None:
        rows = self._preview.styles.height
        if rows is None or rows.value != self.listing.preview_rows:
            self._preview.styles.height = self.listing.preview_rows

    def _painter(self, *, brief: bool) -> Painter:
        def paint(width: int, _height: int) -> Sequence[Row]:
            key = self.list.key
            return self.listing.detail_rows(key, width, brief=brief) if key else ()

        return paint


class DayBar(FixedLines):
    """A row above a list with the days. A click on a day goes to it."""

    def __init__(
        self,
        painter: Painter,
        days: Callable[[], Sequence[date]],
        day: Callable[[], date | None],
        go: Callable[[date], None],
        *,
        days_with_rows: Callable[[], Sequence[date]] | None = None,
    ) -> None:
        """`days` returns all days, `day` returns the shown day, and `go` shows another day.

        `days_with_rows` returns the days that have rows. If it is None, all days have rows.
        """
        super().__init__(painter, id="days")
        self.styles.height = 1
        self.all = days
        self._days_with_rows = days_with_rows or days
        self._day = day
        self._go = go

    def step(self, by: int) -> bool:
        """Go to the next day (`by` 1) or the previous one (-1). Return False at the last day."""
        day, days = self._day(), self._days_with_rows()
        place = days.index(day) + by if day in days else -1
        if not 0 <= place < len(days):
            return False
        self._go(days[place])
        return True

    def on_click(self, event: Click) -> None:
        """Go to the clicked day."""
        end = 0
        for part in self.row_at(0, self.row_width) or ():
            end += width_of((part,))
            if event.x < end:
                if isinstance(part, ClickTarget):
                    self._go(date.fromisoformat(part.key))
                return


class PaneScreen(CompanionScreen):
    """A screen with a list, and with a page about the row under the cursor."""

    def __init__(self, viewer: Viewer, listing: Listing) -> None:
        super().__init__(viewer)
        self.pane = ListPane(listing, self.update_for_cursor)
        self.parts = (self.pane,)

    def update_for_cursor(self) -> None:
        """Update everything that depends on the cursor, the visible rows or the focus."""
        self.footer.update()

    def adapt_to_size(self, width: int, height: int) -> None:
        """Adapt the list and its page to a window of this size."""
        self.pane.adapt_to_size(width, height)

    def subject(self) -> str | None:
        """Return the id of the session under the cursor."""
        return self.pane.listing.session(self.pane.list.key)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the chosen session if it still exists."""
        if event.key in self.viewer.programme.by_id:
            self.post_message(OpenSession(event.key, self))


class ListScreen(PaneScreen, MainScreen):
    """A main screen with a list, a filter, and a page about the row under the cursor."""

    BINDINGS = bindings((APP_BACK, LIST_FILTER, LIST_PRESENT))

    def __init__(self, viewer: Viewer, listing: Listing, bar: DayBar | None = None) -> None:
        """`bar` is the row of days above the list, or None for a list without days."""
        self._bar = bar
        super().__init__(viewer, listing)
        self._clock_jumps = viewer.companion.clock.jumps
        self.parts = (self.pane,) if bar is None else (bar, self.pane)

    def paint(self, *, changed: bool) -> None:
        """Update the list, and build its rows again if `changed`.

        If the clock was set to another time, move the cursor to the row at which the list opens.
        """
        jumps, self._clock_jumps = self._clock_jumps, self.viewer.companion.clock.jumps
        jumped = self._clock_jumps != jumps
        changed = self.pane.listing.needs_new_rows() or changed or jumped
        self.pane.update(changed=changed)
        if jumped:
            self.pane.go_home()
        self.update_for_cursor()

    def update_for_cursor(self) -> None:
        """Update everything that depends on the cursor, including the row of days."""
        super().update_for_cursor()
        if self._bar is not None:
            self._bar.update()

    def keys(self) -> Sequence[Key]:
        """Return the usual keys and, if the filter is open, its keys."""
        if self.pane.filter is None:
            return self.usual_keys()
        from sommet_tui.tui.widgets.field import add_filter_keys

        return add_filter_keys(self.usual_keys(), self.pane.filter)

    def usual_keys(self) -> Sequence[Key]:
        """Return the keys of the footer that have an effect now."""
        idle: tuple[Key, ...] = ()
        if not self.viewer.programme.has_several_rooms:
            idle = ROOMS
        if self._bar is not None and len(self._bar.all()) < 2:
            idle = (*idle, *DAYS)
        if self.pane.list.has_rows and self.pane.list.key is None:
            idle = (*idle, LIST_OPEN, SESSION_STAR, SESSION_NOTE)
            if self.pane.filter is None or not self.pane.filter.typed_text:
                idle = (*idle, LIST_FILTER, LIST_SORT)
        return [key for key in self.all_keys() if key not in idle]

    def all_keys(self) -> Sequence[Key]:
        """Return all keys of the footer, including those that have no effect now."""
        return self.KEYS

    async def action_filter(self) -> None:
        """Open the filter or, if it is open, put the cursor into it."""
        if not self.is_mounted:
            # The screen is not ready. Keys that follow this one must be handled after it.
            self.call_later(self.action_filter)
        elif self.is_attached:  # if not, the app is about to end
            await self.pane.open_filter()

    async def action_go_to_now(self) -> None:
        """End the filter, and move the cursor to the row at which the list opens."""
        self.pane.end_filter()
        if not self.pane.go_home():
            self.say(self.viewer.words.say("Nothing else is planned."))

    def action_change_day(self, by: int) -> None:
        """Go to the next day (`by` 1) or the previous one (-1). At either end, say so."""
        if self._bar is not None and not self._bar.step(by):
            words = self.viewer.words
            first, last = words.say("This is the first day."), words.say("This is the last day.")
            self.say(first if by < 0 else last)

    def step_back(self) -> bool:
        """End the filter, or else go one step back."""
        return self.pane.end_filter() or super().step_back()
