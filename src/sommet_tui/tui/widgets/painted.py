"""Widgets drawn by line: only what changed since the last paint is sent to the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sommet_tui.tui.painting.rows import Row, changed_cells, fit_row

LOOKS = (
    "title",
    "strong",
    "muted",
    "faint",
    "accent",
    "time",
    "warning",
    "danger",
    "star",
    "bar-done",
    "bar-left",
    "badge",
    "badge-warning",
    "key",
    "key-name",
    "cursor",
)
"""The styles a row may name; app.tcss says what they look like."""

Painter = Callable[[int, int], Sequence[Row]]


class Painted(ScrollView):
    """A scrolling stretch of rows of which the visible ones are painted when needed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(LOOKS)
    DEFAULT_CSS = "Painted { overflow-x: hidden; scrollbar-size-vertical: 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        self._shown: dict[int, tuple[Row, bool]] = {}
        self._styles: dict[tuple[str, bool], Style] = {}
        super().__init__(id=id, classes=classes)

    def row_at(self, y: int) -> Row | None:
        """The row with number `y`, None below the last one."""
        raise NotImplementedError

    def is_marked(self, y: int) -> bool:
        """Whether the cursor stands on the row."""
        return False

    def set_height(self, rows: int) -> None:
        """Tell how many rows there are."""
        size = Size(self.scrollable_content_region.width or self.size.width, rows)
        if size != self.virtual_size:
            self.virtual_size = size

    def repaint(self) -> None:
        """Send those visible rows that look different from what the terminal shows."""
        top = self.scroll_offset.y
        for y in range(top, top + self.size.height):
            shown, current = self._shown.get(y), self._current(y)
            if shown is None or shown[1] != current[1]:
                self.refresh(Region(0, y - top, self.size.width, 1))
            elif shown != current:
                start, end = changed_cells(shown[0], current[0])
                self.refresh(Region(start, y - top, min(end, self.size.width) - start, 1))

    def _current(self, y: int) -> tuple[Row, bool]:
        return self.row_at(y) or (), self.is_marked(y)

    def render_line(self, y: int) -> Strip:
        """Textual's line API: the strip for one line of the window."""
        if y == 0:
            top = self.scroll_offset.y
            visible = range(top, top + self.size.height)
            self._shown = {k: v for k, v in self._shown.items() if k in visible}
        y += self.scroll_offset.y
        parts, marked = self._shown[y] = self._current(y)
        return self._strip(parts, marked)

    def _strip(self, parts: Row, marked: bool) -> Strip:
        width = self.size.width
        ground = self._style("", marked)
        segments = [Segment(p.text, self._style(p.look, marked)) for p in fit_row(parts, width)]
        return Strip(segments).adjust_cell_length(width, ground)

    def _style(self, look: str, marked: bool) -> Style:
        key = (look, marked)
        if key not in self._styles:
            self._styles[key] = self._make_style(look, marked)
        return self._styles[key]

    def _make_style(self, look: str, marked: bool) -> Style:
        if marked and self.get_component_styles("cursor").text_style.reverse:
            look = ""  # colours turned round would make a patchwork of the row
        names = tuple(name for name in (look, "cursor" if marked else "") if name)
        style: Style = self.get_visual_style(*names).rich_style
        # A visual style knows no reverse, which the terminal's own colours need.
        turned = any(self.get_component_styles(n).text_style.reverse for n in names)
        return style + Style(reverse=True) if turned else style

    def notify_style_update(self) -> None:
        """Other colours: forget those of before."""
        self._styles.clear()
        super().notify_style_update()


class Sheet(Painted):
    """Rows painted all at once for the widget's size: text to read, or a board to glance at."""

    can_focus = True

    def __init__(self, painter: Painter, *, id: str | None = None, classes: str = "") -> None:  # noqa: A002  (Textual's own name)
        super().__init__(id=id, classes=classes)
        self._painter = painter
        self._rows: Sequence[Row] = ()

    def row_at(self, y: int) -> Row | None:
        """The row with number `y`, None below the last one."""
        return self._rows[y] if y < len(self._rows) else None

    def update(self) -> None:
        """Paint anew and send what changed."""
        if not self.size.width:
            return
        self._rows = self._painter(self.size.width, self.size.height)
        self.set_height(len(self._rows))
        self.repaint()

    def on_resize(self) -> None:
        """Another width, other rows."""
        self.update()
        self.refresh()
