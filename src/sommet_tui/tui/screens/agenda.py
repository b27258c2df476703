"""Agenda: every session by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sommet_tui.companion.views import shown_sessions
from sommet_tui.domain.filtering import holding, session_texts
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.tui.messages import OpenSession
from sommet_tui.tui.painting.agenda import Entry, by_day, entries, entry_row, focus
from sommet_tui.tui.painting.rows import BLANK, Part, Row, indented, row
from sommet_tui.tui.painting.session import session_page, session_peek
from sommet_tui.tui.screens.lists import ListScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import RowList, Rows


class AgendaScreen(ListScreen):
    """The list opens at what is on."""

    NAME = "agenda"

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._folded: tuple[Programme, Mapping[str, str]] | None = None
        self._told: tuple[Sequence[Session], Sequence[str]] | None = None
        self._shown: tuple[Programme, str | None, Sequence[Session]] | None = None
        self._whole: tuple[object, Rows] | None = None
        self._painted: dict[tuple[str, int], Row] = {}
        self._upcoming: frozenset[str] = frozenset()
        self._turn: object = None

    def paint(self, *, changed: bool) -> None:
        """The rows are made anew when a session or a break begins or ends, too."""
        scene = self.viewer.scene()
        moment = scene.moment
        self._painted.clear()
        self._upcoming = frozenset(r.next.id for r in moment.rooms if r.next)
        turn = scene.snapshot.turn(scene.now)
        turned, self._turn = turn != self._turn, turn
        super().paint(changed=changed or turned)

    def rows(self, wanted: str) -> Rows:
        """Days, sessions, pauses and the present; with a filter sessions alone."""
        scene, sessions = self.viewer.scene(), self._sessions()
        if wanted.strip():
            return self._rows(by_day(holding(sessions, self._texts(sessions), wanted)))
        known = (sessions, scene.snapshot.turn(scene.now))
        if self._whole is None or self._whole[0] != known:
            self._whole = known, self._rows(entries(scene, sessions))
        return self._whole[1]

    def _rows(self, found: Sequence[Entry]) -> Rows:
        if not found:
            return Rows([None], self._nothing)
        keys = [e.id if isinstance(e, Session) else None for e in found]
        return Rows(keys, lambda y, width: self._row(found[y], width))

    def home(self) -> str | None:
        """What is on, else what comes next."""
        return focus(self.viewer.scene(), self._sessions())

    def _sessions(self) -> Sequence[Session]:
        """Those that are shown; the same ones as long as they are."""
        snapshot = self.viewer.scene().snapshot
        programme, room = snapshot.programme, snapshot.room
        if self._shown is None or self._shown[0] is not programme or self._shown[1] != room:
            self._shown = programme, room, shown_sessions(snapshot)
        return self._shown[2]

    def gather(self) -> None:
        """Fold what the sessions are told with."""
        self._texts(self._sessions())

    def _texts(self, sessions: Sequence[Session]) -> Sequence[str]:
        """What a filter looks for its words in, session by session."""
        snapshot = self.viewer.companion.snapshot  # as planned: the stage changes nothing of it
        programme = snapshot.programme
        if self._folded is None or self._folded[0] is not programme:
            self._folded, self._told = (programme, session_texts(programme)), None
        if self._told is None or self._told[0] is not sessions:
            texts = self._folded[1]
            self._told = sessions, [texts[s.id] for s in sessions]
        return self._told[1]

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
        if not isinstance(entry, Session):
            return entry_row(self.viewer.scene(), entry, self._upcoming, width)
        known = self._painted.get((entry.id, width))
        if known is None:  # it is painted once a second, however often the rows are moved
            known = entry_row(self.viewer.scene(), entry, self._upcoming, width)
            self._painted[entry.id, width] = known
        return known

    def _nothing(self, _y: int, _width: int) -> Row:
        said = self.viewer.words.say("Nothing found.") if self.wanted else BLANK
        return indented(row(Part(said, "muted")), 1) if isinstance(said, str) else BLANK
