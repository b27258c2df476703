"""Agenda: every session by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sommet_tui.companion.json.programme import shown_sessions
from sommet_tui.domain.filter import holding, session_texts
from sommet_tui.domain.programme import Session
from sommet_tui.tui.agenda.view import Entry, by_day, entries, entry_row, focus
from sommet_tui.tui.list_screen import ListScreen
from sommet_tui.tui.messages import OpenSession
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rows import BLANK, Row, Span, indented, row
from sommet_tui.tui.session.view import session_page, session_peek
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import RowList, Rows


class AgendaScreen(ListScreen):
    """The list opens at what is on."""

    NAME = "agenda"

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._shown: Memo[Sequence[Session]] = Memo()
        self._whole: Memo[Rows] = Memo()
        self._folded: Memo[Mapping[str, str]] = Memo()
        self._texts: Memo[Sequence[str]] = Memo()
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
            return self._rows(by_day(holding(sessions, self._told(sessions), wanted)))
        return self._whole.of(
            (sessions, scene.snapshot.turn(scene.now)),
            lambda: self._rows(entries(scene, sessions)),
        )

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
        known = (snapshot.programme, snapshot.room)
        return self._shown.of(known, lambda: shown_sessions(snapshot))

    def gather(self) -> None:
        """Fold what the sessions are told with."""
        self._told(self._sessions())

    def _told(self, sessions: Sequence[Session]) -> Sequence[str]:
        """What a filter looks for its words in, session by session."""
        planned = self.viewer.companion.snapshot.programme  # the stage changes nothing of it
        folded = self._folded.of(planned, lambda: session_texts(planned))
        return self._texts.of((planned, sessions), lambda: [folded[s.id] for s in sessions])

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
        return indented(row(Span(said, "muted")), 1) if isinstance(said, str) else BLANK
