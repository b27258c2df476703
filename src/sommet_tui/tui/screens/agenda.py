"""Agenda: every session by day."""

from __future__ import annotations

from functools import partial

from sommet_tui.companion.views import shown_sessions
from sommet_tui.domain.filtering import matches, session_texts
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.tui.messages import OpenSession
from sommet_tui.tui.painting.agenda import Entry, entries, entry_row, focus
from sommet_tui.tui.painting.rows import BLANK, Part, Row, indented, row
from sommet_tui.tui.painting.session import session_page, session_peek
from sommet_tui.tui.screens.lists import ListScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import Item, RowList


class AgendaScreen(ListScreen):
    """The list opens at what is on."""

    NAME = "agenda"

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._texts: tuple[Programme, dict[str, str]] | None = None
        self._upcoming: frozenset[str] = frozenset()
        self._edge: tuple[object, ...] = ()

    def paint(self, *, changed: bool) -> None:
        """The rows are made anew when a session begins or ends, too."""
        scene = self.viewer.scene()
        moment = scene.moment
        self._upcoming = frozenset(r.next.id for r in moment.rooms if r.next)
        sessions = shown_sessions(scene.snapshot)  # breaks too
        on = tuple(s.id for s in sessions if scene.status(s) == "running")
        edge = (moment.phase, self._upcoming, on)
        turned, self._edge = edge != self._edge, edge
        super().paint(changed=changed or turned)

    def items(self, wanted: str) -> list[Item]:
        """Days, sessions, pauses and the present; with a filter sessions alone."""
        scene = self.viewer.scene()
        sessions = shown_sessions(scene.snapshot)
        if wanted.strip():
            texts = self._session_texts()
            sessions = tuple(s for s in sessions if matches(texts[s.id], wanted))
        found = entries(scene, sessions, plain=bool(wanted.strip()))
        if not found:
            return [Item(None, self._nothing)]
        return [
            Item(e.id if isinstance(e, Session) else None, partial(self._row, e)) for e in found
        ]

    def home(self) -> str | None:
        """What is on, else what comes next."""
        scene = self.viewer.scene()
        return focus(scene, shown_sessions(scene.snapshot))

    def subject(self) -> str | None:
        """The session under the cursor."""
        return self.list.key

    def detail(self, key: str, width: int) -> list[Row]:
        """The whole session."""
        scene = self.viewer.scene()
        session = scene.snapshot.programme.by_id.get(key)
        return session_page(scene, session, width) if session else []

    def peek(self, key: str, width: int) -> list[Row]:
        """The session in short."""
        scene = self.viewer.scene()
        session = scene.snapshot.programme.by_id.get(key)
        return session_peek(scene, session, width) if session else []

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session."""
        self.post_message(OpenSession(event.key, self))

    def _row(self, entry: Entry, width: int) -> Row:
        return entry_row(self.viewer.scene(), entry, self._upcoming, width)

    def _nothing(self, _width: int) -> Row:
        said = self.viewer.words.say("Nothing found.") if self.wanted else BLANK
        return indented(row(Part(said, "muted")), 1) if isinstance(said, str) else BLANK

    def _session_texts(self) -> dict[str, str]:
        programme = self.viewer.companion.snapshot.programme
        if self._texts is None or self._texts[0] is not programme:
            self._texts = (programme, dict(session_texts(programme)))
        return self._texts[1]
