"""A page with a list of sessions to open, and a few rows about the selected one."""

from __future__ import annotations

from sommet_tui.domain.programme import Session
from sommet_tui.tui.agenda.view import session_grid, session_row
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.requests import OpenSession
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.session.view import session_peek
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import RowList


class SessionListScreen(CompanionScreen):
    """The base of such pages: the day of a room, and a person."""

    ROOMS_SHOWN = True
    """Whether a row names the room of its session."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.peek = FixedLines(self._paint_peek, id="peek")
        self.list = RowList(self.peek.update, classes="pane")

    def make_room(self, width: int, height: int) -> None:
        """Show a few rows below if there is room."""
        del width
        self.peek.display = height >= 18

    def repaint_rows(self) -> None:
        """Paint the rows again, because time has passed or something changed."""
        self.list.repaint()
        self.peek.update()

    def subject(self) -> str | None:
        """The session under the cursor."""
        return self.list.key

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session."""
        self.post_message(OpenSession(event.key, self))

    def session_row(self, session_id: str, width: int) -> Row:
        """Return the row of a session, empty if it has left the programme."""
        session = self._session(session_id)
        if session is None:
            return ()
        scene = self.viewer.scene()
        return session_row(scene, session, session_grid(scene, width, rooms=self.ROOMS_SHOWN))

    def _paint_peek(self, width: int, _height: int) -> list[Row]:
        return session_peek(self.viewer.scene(), self._session(self.list.key or ""), width)

    def _session(self, session_id: str) -> Session | None:
        return self.viewer.scene().programme.by_id.get(session_id)
