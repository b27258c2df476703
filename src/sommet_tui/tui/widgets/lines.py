"""Widgets that are drawn line by line and send only changes to the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.errors import NoWidget
from textual.events import Click
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from sommet_tui.domain.text import hyperlink
from sommet_tui.tui.render import colours
from sommet_tui.tui.render.rows import Row, Span, changed_cells, fit_row, to_encoding, width_of
from sommet_tui.tui.textual_internals import PaintedView

Painter = Callable[[int, int], Sequence[Row]]
_ENCODING = (sys.__stdout__.encoding if sys.__stdout__ else "utf-8").lower()
"""The encoding of the terminal."""
PLAIN = not _ENCODING.startswith("utf")
"""Whether the terminal lacks Unicode."""


class LineView(PaintedView, inherit_bindings=False):
    """A scrolling widget of rows, which paints only the visible rows."""

    MANY: ClassVar[int] = 1_000
    """If at least this many rows have changed, all rows are sent, which takes less time."""
    # Textual's own styles for scrolling widgets include many that these rows do not need. Parsing
    # them would lengthen each start and each first visit to a screen.
    DEFAULT_CSS = """
    LineView {
        background: $background;
        color: $foreground;
        width: 1fr;
        height: 1fr;
        overflow: hidden auto;
        scrollbar-size-vertical: 1;
        scrollbar-background: $scrollbar-background;
        scrollbar-background-hover: $scrollbar-background-hover;
        scrollbar-background-active: $scrollbar-background-active;
        scrollbar-color: $scrollbar;
        scrollbar-color-hover: $scrollbar-hover;
        scrollbar-color-active: $scrollbar-active;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        self._shown_rows: dict[int, tuple[Row, bool]] = {}
        self._next: dict[int, tuple[Row, bool]] = {}
        """The changed rows that the next frame shows, by number."""
        super().__init__(id=id)

    def row_at(self, y: int, width: int) -> Row | None:
        """Return row `y` for a width in cells, or None below the last row."""
        raise NotImplementedError

    def is_marked(self, y: int) -> bool:
        """Return whether the cursor is on the row."""
        return False

    @property
    def pinned_count(self) -> int:
        """The number of rows at the top that do not scroll."""
        return 0

    def row_on_line(self, line: int) -> int:
        """Return the number of the row on a line of the window."""
        return line if line < self.pinned_count else line + self.scroll_offset.y

    def set_height(self, rows: int) -> None:
        """Set the number of rows.

        Lay out the screen again only if a scrollbar appears or disappears, or if the height of the
        widget depends on the number of rows.
        """
        # The width is 0, because nothing scrolls sideways. If this size is equal to the visible
        # size, Textual does not check whether a scrollbar is needed, and an old bar stays.
        before, size, height = self.virtual_size, Size(0, rows), self.size.height
        has_bars = height > 0 and self.styles.overflow_y == "auto"
        # Compare with the bar itself, because the bar for the earlier rows may still be visible.
        if has_bars and (rows > height) != self.show_vertical_scrollbar:
            self.set_reactive(Widget.virtual_size, size)
            self.show_vertical_scrollbar = rows > height
            return
        if size == before:
            return
        if self.styles.is_auto_height and rows != height:
            self.virtual_size = size
            return
        self.set_reactive(Widget.virtual_size, size)
        if self.show_vertical_scrollbar:
            self._update_scrollbar(rows)
        if self.scroll_offset.y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False)

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Paint all rows again, because the scrollbar needs or frees a column (a Textual hook)."""
        if shown:
            # Textual would set both in the next layout, and then lay out the screen once more.
            self.vertical_scrollbar.display = True
            self.vertical_scrollbar.set_reactive(Widget.virtual_size, self.container_size)
        self._next.clear()
        self.refresh()

    def _update_scrollbar(self, rows: int) -> None:
        """Update the scrollbar for this number of rows, and repaint it only if it looks different.

        Textual would always repaint the whole scrollbar, which takes as long as all rows.
        """
        bar = self.vertical_scrollbar

        def appearance() -> Sequence[Segment]:
            return bar.renderer.render_bar(
                bar.size.height, bar.window_virtual_size, bar.window_size, bar.position
            ).segments

        before = appearance()
        bar.set_reactive(ScrollBar.window_virtual_size, rows)
        if appearance() != before:
            bar.refresh()

    @property
    def row_width(self) -> int:
        """The width of a row, in cells."""
        return self.scrollable_content_region.width or self.size.width

    def repaint(self) -> None:
        """Send only those visible rows that look different from what the terminal shows."""
        self._repaint(self.size, self.row_width)

    def _repaint(self, size: Size, cells: int) -> None:
        # Read once, because Textual computes these values at each access.
        top, (width, height) = self.scroll_offset.y, size
        self._next.clear()
        for y in self._visible_rows(top, height):
            current = self._current_row(y, cells)
            if self._shown_rows.get(y) != current:
                self._next[y] = current
        if len(self._next) > self.MANY:
            self.refresh(Region(0, 0, width, height))
        elif self._next:
            lines = ((y, y if y < self.pinned_count else y - top) for y in self._next)
            self.refresh(*(r for y, line in lines for r in self._changed_regions(y, cells, line)))

    def _visible_rows(self, top: int, height: int) -> Sequence[int]:
        """Return the numbers of the visible rows after `top` rows have scrolled out of sight."""
        pinned = min(self.pinned_count, height)
        scrolled = range(top + pinned, top + height)
        return (*range(pinned), *scrolled) if pinned else scrolled

    def _changed_regions(self, y: int, width: int, line: int) -> Iterator[Region]:
        """Yield the regions of row `y` that look different from what the terminal shows.

        `line` is the row's line in the window.
        """
        shown, current = self._shown_rows.get(y), self._next[y]
        if shown is None or shown[1] != current[1]:
            yield Region(0, line, width, 1)
            return
        for start, end in changed_cells(shown[0], current[0]):
            yield Region(start, line, min(end, width) - start, 1)

    def _current_row(self, y: int, width: int) -> tuple[Row, bool]:
        parts = self.row_at(y, width) or ()
        if PLAIN:
            parts = to_encoding(parts, _ENCODING, width)
        return parts, self.is_marked(y)

    def render_line(self, y: int) -> Strip:
        """Return the strip for a line of the window (a hook of Textual's line API)."""
        return self._line(y, self.size)

    def _line(self, y: int, size: Size) -> Strip:
        if y == 0:
            visible = frozenset(self._visible_rows(self.scroll_offset.y, size.height))
            self._shown_rows = {k: v for k, v in self._shown_rows.items() if k in visible}
        y = self.row_on_line(y)
        current = self._next.pop(y, None) or self._current_row(y, self.row_width)
        self._shown_rows[y] = current
        return self._strip(*current, size.width)

    def _style(self, span: Span, marked: bool) -> Style:
        name = span.style.removeprefix(colours.MARKED)
        style = self.themed_style(name, marked or name != span.style)
        return style + _hyperlink(span.link) if span.link else style

    def _strip(self, parts: Row, marked: bool, width: int) -> Strip:
        parts = fit_row(parts, width)
        if marked and parts and parts[0].text.startswith(" "):
            parts = (
                Span(colours.BAR, "accent"),
                Span(parts[0].text[1:], parts[0].style),
                *parts[1:],
            )
        segments = [Segment(p.text, self._style(p, marked)) for p in parts]
        free = width - width_of(parts)
        if free > 0:
            segments.append(Segment(" " * free, self.themed_style("", marked)))
        return Strip(segments, width)


@lru_cache(maxsize=256)
def _hyperlink(url: str) -> Style:
    """Return the style of text that opens an address.

    Each address always gets the same style, so that its link keeps its id.
    """
    return Style(link=hyperlink(url, os.environ.get("TERM")) or None)


def row_under_click(screen: Screen[Any], click: Click) -> tuple[LineView, int] | None:
    """Return the view under a click and the number of the clicked row.

    If the click is beside all rows, return None.
    """
    try:
        shown, _ = screen.get_widget_at(*click.screen_offset)
    except NoWidget:  # the window has become smaller since the click
        return None
    if not isinstance(shown, LineView) or not shown.content_region.contains(*click.screen_offset):
        return None
    return shown, shown.row_on_line(click.screen_y - shown.content_region.y)


class ScrollingLines(LineView):
    """Rows that are all painted for the current size of the widget, such as a long text."""

    can_focus = True
    # The bar always has a separate column. A bar that appears would make the text narrower and
    # change its number of rows. Then the bar might disappear again, and so on.
    DEFAULT_CSS = "ScrollingLines { scrollbar-gutter: stable; }"
    # The arrows left and right are missing, because they go to another room or session.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    def __init__(self, painter: Painter, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id)
        self._painter = painter
        self._rows: Sequence[Row] = ()
        self._painted_size: Size | None = None
        self._room: tuple[Size, int] | None = None
        """The size and the number of rows for which `set_height` was last called."""

    def row_at(self, y: int, width: int) -> Row | None:
        """Return row `y`, or None below the last row."""
        del width  # the rows were painted for one width
        return self._rows[y] if y < len(self._rows) else None

    def render_line(self, y: int) -> Strip:
        """Return a line of the window.

        If the size has changed, build the rows again first, because Textual may paint before it
        reports a new size.
        """
        size = self.size
        self._fit(size)
        return self._line(y, size)

    def update(self) -> None:
        """Build the rows again, and send those that look different."""
        self._painted_size = None
        size = self.size
        if size.width:  # otherwise it is not on the screen
            self._show(size)

    def on_resize(self) -> None:
        """Make the rows for the new size."""
        self._show(self.size)

    def _show(self, size: Size) -> None:
        self._fit(size)
        room = size, len(self._rows)
        if room != self._room:
            self._room = room
            self.set_height(len(self._rows))
        self._repaint(size, size.width)

    def _fit(self, size: Size) -> None:
        if self._painted_size != size:
            self._painted_size = size
            self._next.clear()
            self._rows = self._painter(size.width, size.height)


class FixedLines(ScrollingLines):
    """Rows that do not scroll, in a widget that never has the focus."""

    can_focus = False
    DEFAULT_CSS = "FixedLines { overflow: hidden hidden; scrollbar-gutter: auto; }"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of rows as the automatic height (a hook of Textual)."""
        del container, viewport
        return len(self.rows_for(width))

    def rows_for(self, width: int) -> Sequence[Row]:
        return self._painter(width, 0)
