"""Agenda: all sessions by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sommet_tui.companion.keys import (
    DAY_AND_PLAN,
    DAYS,
    EVERYWHERE,
    GO_PLAN,
    LIST_EVERYTHING,
    LIST_FACETS,
    LIST_FILTER,
    LIST_HIDDEN,
    LIST_OPEN,
    LIST_PRESENT,
    OTHER_SCREENS,
    ROOMS,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.filter import holding, session_texts
from sommet_tui.domain.programme import Session
from sommet_tui.pages.agenda import next_ids
from sommet_tui.tui.agenda.view import (
    STILL_ON,
    Again,
    AgendaEntry,
    by_day,
    day_bar,
    entries,
    entry_key,
    entry_row,
    focus,
    list_width,
    session_of,
)
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.list_screen import ListScreen
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rows import BLANK, Row
from sommet_tui.tui.requests import OpenSession
from sommet_tui.tui.session.view import session_page, session_peek
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.day_bar import DayBar
from sommet_tui.tui.widgets.list_pane import Listing, no_match_row
from sommet_tui.tui.widgets.row_list import RowList, Rows


class AgendaListing(Listing):
    """Days, sessions, gaps and the current time; with a filter, only sessions."""

    def __init__(self, viewer: Viewer) -> None:
        self.entries: Sequence[AgendaEntry] = ()
        self.found: Sequence[Session] = ()
        self.opened = False
        """Whether the row of the long sessions shows them."""
        self._viewer = viewer
        self._wanted = ""
        self._shown: Memo[Sequence[Session]] = Memo()
        self._whole: Memo[Sequence[AgendaEntry]] = Memo()
        self._folded: Memo[Mapping[str, str]] = Memo()
        self._texts: Memo[Sequence[str]] = Memo()
        self._painted: dict[tuple[str, int], Row] = {}
        self._upcoming: frozenset[str] = frozenset()
        self._turn: object = None

    def renew(self) -> bool:
        """Make new rows when a session or a break begins or ends."""
        scene = self._viewer.scene()
        self._painted.clear()
        self._upcoming = next_ids(scene.view)
        before, self._turn = self._turn, scene.snapshot.turn(scene.now)
        return before != self._turn

    def rows(self, wanted: str) -> Rows:
        """Return all rows, or only the sessions in `wanted`."""
        self._wanted = wanted
        scene, sessions = self._viewer.scene(), self._sessions()
        dated = scene.programme.has_several_days  # a single day stands above
        if wanted.strip():
            self.found = holding(sessions, self._searchable(sessions), wanted)
            rows: Sequence[AgendaEntry] = by_day(self.found, dated=dated)
        else:
            self.found = sessions
            rows = self._whole.of(
                (sessions, scene.facets, scene.snapshot.turn(scene.now), self.opened, dated),
                lambda: entries(scene, sessions, opened=self.opened, dated=dated),
            )
        self.entries = rows
        if not rows:
            return Rows([None], self._nothing)
        return Rows(list(map(entry_key, rows)), lambda y, width: self._row(rows[y], width))

    def home(self) -> str | None:
        """Return the next session."""
        return focus(self._viewer.scene(), self.found)

    def width(self) -> int:
        """Return the width that the rows need."""
        return list_width(self._viewer.scene())

    def opens_at_once(self, key: str) -> bool:
        """Return whether enter opens a row in the list: the row of the long sessions."""
        return key == STILL_ON

    def session(self, key: str | None) -> str | None:
        """Return the session of a row."""
        return session_of(key)

    def page(self, key: str, width: int) -> list[Row]:
        """Return the page of a session."""
        scene = self._viewer.scene()
        return session_page(scene, scene.programme.by_id.get(session_of(key) or ""), width)

    def peek(self, key: str, width: int) -> list[Row]:
        """Return the preview of a session."""
        scene = self._viewer.scene()
        return session_peek(scene, scene.programme.by_id.get(session_of(key) or ""), width)

    def gather(self) -> None:
        """Prepare the texts of the sessions for the filter."""
        self._searchable(self._sessions())

    def days(self) -> list[date]:
        """Return the days of the listed sessions."""
        return sorted({s.day for s in self.found})

    def day(self, top: int) -> date | None:
        """Return the day of the first visible row, `top`."""
        for entry in self.entries[top:]:
            if isinstance(entry, date):
                return entry
            if isinstance(entry, Session):
                return entry.day
            if isinstance(entry, Again):
                return entry.session.day
        return self.found[-1].day if self.found else None

    def count_text(self) -> str:
        """Return the number of listed sessions, if some are left out."""
        words = self._viewer.words
        if self._wanted.strip():
            return words.count("{n} match", "{n} matches", len(self.found))
        if self._viewer.facets:
            held = sum(not s.is_break for s in self.found)
            return words.count("{n} session", "{n} sessions", held)
        return ""

    def _sessions(self) -> Sequence[Session]:
        """Return the listed sessions; the same tuple as long as they are the same."""
        scene = self._viewer.scene()
        return self._shown.of(scene.narrowed_by, lambda: scene.sessions)

    def _searchable(self, sessions: Sequence[Session]) -> Sequence[str]:
        """Return the text in which a filter looks for its words, for each session."""
        planned = self._viewer.programme  # the stage changes nothing of it
        folded = self._folded.of(planned, lambda: session_texts(planned))
        return self._texts.of((planned, sessions), lambda: [folded[s.id] for s in sessions])

    def _row(self, entry: AgendaEntry, width: int) -> Row:
        if not isinstance(entry, Session):  # what is still on is of several rooms
            return entry_row(self._viewer.scene(), entry, self._upcoming, width)
        known = self._painted.get((entry.id, width))
        if known is None:  # it is painted once a second, however often the rows are moved
            scene = self._viewer.scene()
            several = scene.snapshot.room is None and len(scene.facets.rooms) != 1
            known = entry_row(scene, entry, self._upcoming, width, rooms=several)
            self._painted[entry.id, width] = known
        return known

    def _nothing(self, _y: int, _width: int) -> Row:
        if not (self._wanted or self._viewer.scene().filters(one_room=True)):
            return BLANK
        return no_match_row(self._viewer.words)


class AgendaScreen(ListScreen):
    """The list, which opens at the current time, below a bar with the day."""

    NAME = "agenda"
    NARROWS = ONE_ROOM = True
    BINDINGS = bindings((*ROOMS, *DAYS, LIST_FACETS, LIST_EVERYTHING, SESSION_HIDE, LIST_HIDDEN))
    KEYS = (
        *DAY_AND_PLAN,
        *(
            LIST_OPEN,
            SESSION_STAR,
            LIST_FILTER,
            *ROOMS,
            LIST_PRESENT,
            LIST_FACETS,
            *DAYS,
            SESSION_NOTE,
        ),
        *OTHER_SCREENS,
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        self._listing = AgendaListing(viewer)
        bar = DayBar(
            self._paint_bar,
            lambda: viewer.programme.days,
            self._day,
            self._go_to,
            held=self._listing.days,
        )
        super().__init__(viewer, self._listing, bar)

    def usual_keys(self) -> Sequence[Key]:
        """Return the keys, with the plan's as soon as there is a bookmark."""
        plans = self.viewer.snapshot.mine.has_picks
        return [key for key in super().usual_keys() if plans or key.id != GO_PLAN.id]

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session, or the row that holds several."""
        if event.key == STILL_ON:
            self._listing.opened = not self._listing.opened
            self.tick(changed=True)
            return
        session_id = session_of(event.key)
        if session_id is not None:
            self.post_message(OpenSession(session_id, self))

    def _day(self) -> date | None:
        return self._listing.day(self.pane.list.top)

    def _go_to(self, day: date) -> None:
        """Show a day from its heading on; if there is only one day, from the next session on."""
        rows, found = self.pane.list, self._listing.found
        held = [s for s in found if s.day == day]
        if not held:
            return
        if day in self._listing.entries:
            rows.select(held[0].id)
            rows.show_from(self._listing.entries.index(day))
        else:
            rows.select(focus(self.viewer.scene(), held) or held[0].id)
            rows.centre()
        rows.focus()

    def _paint_bar(self, width: int, _height: int) -> list[Row]:
        return [day_bar(self.viewer.scene(), self._day(), self._listing.count_text(), width)]
