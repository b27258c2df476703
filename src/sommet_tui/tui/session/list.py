"""Lists of sessions with a page about the selected one, and pages with such a list."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.companion.keys import APP_BACK, MINE_UNDO, SESSION_NOTE, SESSION_STAR
from sommet_tui.tui.agenda.view import session_grid, session_row
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.list_screen import PaneScreen
from sommet_tui.tui.render.rows import BLANK, Grid, Memo, Row, inset, text_row
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.session.view import gone_rows, session_page, session_peek
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.list_pane import Listing
from sommet_tui.tui.widgets.row_list import Rows


class SessionListing(Listing):
    """A list whose keys are ids of sessions, also of removed ones."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._grid: Memo[Grid] = Memo()

    def grid(self, width: int) -> Grid:
        """Return the columns of the list."""
        scene = self.viewer.scene()
        return self._grid.get((scene, width), lambda: self.columns(scene, width))

    def columns(self, scene: Scene, width: int) -> Grid:
        """Return the columns of the list in so many cells."""
        return session_grid(scene, width)

    def detail_rows(self, key: str, width: int, *, brief: bool) -> list[Row]:
        """Return the page of a session, or the remaining facts of a removed one."""
        scene = self.viewer.scene()
        session = scene.programme.by_id.get(key)
        if session is not None:
            return (session_peek if brief else session_page)(scene, session, width)
        rows = gone_rows(scene, key, width)
        rule = text_row("─" * width, "divider")
        return [rule, *inset(rows[:3], 1)] if brief else [BLANK, *inset(rows, 2)]

    def new_key(self, key: str) -> str:
        """Return the present id of a session."""
        return self.viewer.companion.present_id(key)


class PageListing(SessionListing):
    """The list of a page, which has no filter."""

    def __init__(self, viewer: Viewer, rows: Callable[[], Rows], home: str | None) -> None:
        super().__init__(viewer)
        self._rows = rows
        self._home = home
        self.dated = False
        """Whether the time of a row has a day."""
        self.rooms = True
        """Whether a row names the room of its session."""

    def columns(self, scene: Scene, width: int) -> Grid:
        """Return the columns of the list in so many cells."""
        return session_grid(scene, width, rooms=self.rooms, dated=self.dated)

    def rows(self, wanted: str) -> Rows:
        """Return all rows."""
        del wanted
        return self._rows()

    def opening_key(self) -> str | None:
        """Return the session that the page was opened from."""
        return self._home

    def session(self, key: str | None) -> str | None:
        """Return the session of a row, if it is still in the programme."""
        return key if key in self.viewer.programme.by_id else None


class SessionListScreen(PaneScreen):
    """The base of pages with a list of sessions to open: a room's day, a person, changes."""

    BINDINGS = bindings((APP_BACK, SESSION_STAR, SESSION_NOTE, MINE_UNDO))

    def __init__(self, viewer: Viewer, home: str | None = None) -> None:
        self.listing = PageListing(viewer, self.rows, home)
        super().__init__(viewer, self.listing)

    def paint(self, *, changed: bool) -> None:
        """Bring the rows up to date."""
        self.pane.update(changed=changed)

    def rows(self) -> Rows:
        """Return the rows of the list."""
        raise NotImplementedError

    def session_row(self, session_id: str, width: int) -> Row:
        """Return the row of a session, empty if it has left the programme."""
        scene = self.viewer.scene()
        session = scene.programme.by_id.get(session_id)
        if session is None:
            return ()
        return session_row(scene, session, self.listing.grid(width))
