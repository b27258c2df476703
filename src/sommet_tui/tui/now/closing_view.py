"""Now after the event: the list of `closing`, and the selected session beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from sommet_tui.domain.programme import Session
from sommet_tui.pages.closing import home_links
from sommet_tui.tui.now.closing import closing, session_of
from sommet_tui.tui.now.stops import NextStops, stop_items
from sommet_tui.tui.render.rows import BLANK, Row
from sommet_tui.tui.session.view import session_page
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines
from sommet_tui.tui.widgets.list_pane import shared
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows

if TYPE_CHECKING:
    from sommet_tui.domain.programme import Link
    from sommet_tui.pages.now import StopLine

_ROOMY = 16
"""From this height on, the page has blank lines."""


class ClosingView(Horizontal):
    """The list; in a wide window, the page of the selected session is beside it."""

    DEFAULT_CSS = """
    ClosingView {
        #over { height: 1fr; }
        #session { width: 1fr; height: 1fr; border-left: vkey $panel; }
    }
    """

    def __init__(
        self,
        viewer: Viewer,
        stops: NextStops,
        found: Callable[[], frozenset[str] | None],
        moved: Callable[[], None],
    ) -> None:
        """`found` returns the ids of the sessions that match a typed filter, None without one.

        `moved` is called when the cursor moves to another session.
        """
        super().__init__(classes="pane")
        self._viewer = viewer
        self._stops = stops
        self._found = found
        self._on_move = moved
        self._roomy = False
        self._shown: object = None
        self._page = ScrollingLines(self._paint_page, id="session")
        self._page.can_focus = False
        self.list = RowList(self._moved, id="over")

    def compose(self) -> ComposeResult:
        """Create the list, and the page beside it."""
        yield self.list
        yield self._page

    def make_room(self, width: int, height: int) -> None:
        """Show the page in a wide window, and blank lines in a high one."""
        list_width = shared(width)
        self._page.display = list_width < width
        self.list.styles.width = list_width if list_width < width else "1fr"
        if self._roomy != (height >= _ROOMY):
            self._roomy = height >= _ROOMY
            if self._shown is not None:
                self.paint(changed=True)

    @property
    def key(self) -> str | None:
        """Return the key of the selected row."""
        return self.list.key

    @property
    def subject(self) -> str | None:
        """Return the id of the selected session."""
        return None if self._stops.find(self.key) else session_of(self.key)

    @property
    def session(self) -> Session | None:
        """Return the selected session, if it is still in the programme."""
        return self._viewer.programme.by_id.get(self.subject or "")

    @property
    def links(self) -> Sequence[Link]:
        """Return the links to the recording and the feedback of the selected session."""
        session = self.session
        return home_links(session) if session is not None else ()

    def paint(self, *, changed: bool) -> None:
        """Make new rows if they would differ: own events may still be to come."""
        lines = self._stops.lines(*self.app.size)
        found = self._found()
        shown = self._viewer.snapshot, lines, found
        if changed or shown != self._shown:
            self._shown = shown
            pinned = list(_to_come(lines, roomy=self._roomy))
            roomy = self._roomy or bool(lines)
            items = closing(self._viewer.scene(), roomy=roomy, found=found)
            rows = Rows.of([*pinned, *items], len(pinned))
            first = next((key for key in rows.keys if key is not None), None)
            self.list.show_rows(rows, lambda: first)
            self._page.update()

    def _moved(self) -> None:
        self._page.scroll_to(y=0, animate=False)
        self._page.update()
        self._on_move()

    def _paint_page(self, width: int, _height: int) -> list[Row]:
        return session_page(self._viewer.scene(), self.session, width)


def _to_come(lines: Sequence[StopLine], *, roomy: bool) -> Iterator[Item]:
    """Return my own events that are still to come, as Now shows them on any other day."""
    if lines and roomy:
        yield Item(None, lambda _width: BLANK)
    yield from stop_items(lines)
