"""Now after the event: the list of `closing`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sommet_tui.domain.programme import Session
from sommet_tui.pages.closing import home_links
from sommet_tui.tui.now.closing import closing_items, row_session_id
from sommet_tui.tui.now.stops import NextStops, stop_items
from sommet_tui.tui.render.rows import BLANK
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows

if TYPE_CHECKING:
    from sommet_tui.domain.programme import Link
    from sommet_tui.pages.now import StopLine

_ROOMY = 20
"""From this height on, the page has blank lines."""


class ClosingView(RowList):
    """The invitation, my day and the whole programme."""

    DEFAULT_CSS = "ClosingView { height: 1fr; }"

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
        super().__init__(moved, id="over")
        self._viewer = viewer
        self._stops = stops
        self._found = found
        self._space = (80, False)
        self._painted: object = None

    def make_room(self, width: int, height: int) -> None:
        """Wrap titles for the width, with blank lines in a high window."""
        space = width - 1, height >= _ROOMY  # less the scrollbar
        if space != self._space:
            self._space = space
            if self._painted is not None:
                self.paint(changed=True)

    @property
    def subject(self) -> str | None:
        """Return the id of the selected session."""
        return None if self._stops.find(self.key) else row_session_id(self.key)

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
        shown = self._viewer.snapshot, lines, self._found()
        if changed or shown != self._painted:
            self._painted = shown
            width, roomy = self._space
            pinned = list(_upcoming_own_events(lines, roomy=roomy))
            scene = self._viewer.scene()
            items = closing_items(scene, width, roomy=roomy or bool(lines), found=self._found())
            rows = Rows.from_items([*pinned, *items], len(pinned))
            first = next((key for key in rows.keys if key is not None), None)
            self.show_rows(rows, lambda: first)


def _upcoming_own_events(lines: Sequence[StopLine], *, roomy: bool) -> Iterator[Item]:
    """Return my own events that are still to come, as Now shows them on any other day."""
    if lines and roomy:
        yield Item(None, lambda _width: BLANK)
    yield from stop_items(lines)
