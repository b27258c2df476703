"""Agenda: every session by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click
from textual.widget import Widget

from sommet_tui.companion.json.programme import shown_sessions
from sommet_tui.companion.keys import (
    DAYS,
    EVERYWHERE,
    LIST_EVERYTHING,
    LIST_FACETS,
    LIST_FILTER,
    LIST_HIDDEN,
    LIST_OPEN,
    LIST_PRESENT,
    ROOMS,
    SCREENS,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.facets import narrowed
from sommet_tui.domain.filter import holding, session_texts
from sommet_tui.domain.programme import Session
from sommet_tui.tui.agenda.view import (
    STILL_ON,
    Again,
    AgendaEntry,
    Listed,
    by_day,
    day_bar,
    day_tabs,
    entry_row,
    focus,
    list_width,
    listed,
    session_of,
)
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.list_screen import ListScreen
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rows import BLANK, Row, Span, indented, row, width_of
from sommet_tui.tui.requests import OpenSession
from sommet_tui.tui.session.view import session_page, session_peek
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines, Painter
from sommet_tui.tui.widgets.row_list import RowList, Rows


class _DayBar(FixedLines):
    """The days, of which a click chooses one."""

    def __init__(self, painter: Painter, clicked: Callable[[int], None]) -> None:
        """`clicked` is told the cell."""
        super().__init__(painter, id="days")
        self._clicked = clicked

    def on_click(self, event: Click) -> None:
        """Tell where."""
        self._clicked(event.x)


class AgendaScreen(ListScreen):
    """The list opens at the present, its day above it."""

    NAME = "agenda"
    NARROWS = True
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (*DAYS, LIST_FACETS, LIST_EVERYTHING, SESSION_HIDE, LIST_HIDDEN)
    )
    KEYS: ClassVar[Sequence[Key]] = (
        *SCREENS[:4],
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
        *SCREENS[4:],
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._bar = _DayBar(self._paint_bar, self._click_day)
        self._bar.styles.height = 1
        self._entries: Sequence[AgendaEntry] = ()
        self._found: Sequence[Session] = ()
        self._opened = False
        self._shown: Memo[Sequence[Session]] = Memo()
        self._whole: Memo[Listed] = Memo()
        self._folded: Memo[Mapping[str, str]] = Memo()
        self._texts: Memo[Sequence[str]] = Memo()
        self._painted: dict[tuple[str, int], Row] = {}
        self._upcoming: frozenset[str] = frozenset()
        self._turn: object = None

    def body(self) -> Iterator[Widget]:
        """The days above the list."""
        yield self._bar
        yield from super().body()

    def paint(self, *, changed: bool) -> None:
        """The rows are made anew when a session or a break begins or ends, too."""
        scene = self.viewer.scene()
        moment = scene.view.moment
        self._painted.clear()
        self._upcoming = frozenset(r.next.id for r in moment.rooms if r.next)
        turn = scene.snapshot.turn(scene.now)
        turned, self._turn = turn != self._turn, turn
        super().paint(changed=changed or turned)
        self._bar.update()

    def rows(self, wanted: str) -> Rows:
        """Days, sessions, pauses and the present; with a filter sessions alone."""
        scene, sessions = self.viewer.scene(), self._sessions()
        dated = len(scene.snapshot.programme.days) > 1  # a single day stands above
        if wanted.strip():
            self._found = holding(sessions, self._told(sessions), wanted)
            found = by_day(self._found, dated=dated)
        else:
            self._found = sessions
            found = self._whole.of(
                (sessions, scene.snapshot.turn(scene.now), self._opened, dated),
                lambda: listed(scene, sessions, opened=self._opened, dated=dated),
            )
        self._entries = rows = found.entries
        if not rows:
            return Rows([None], self._nothing)
        return Rows(found.keys, lambda y, width: self._row(rows[y], width))

    def home(self) -> str | None:
        """What begins next."""
        return focus(self.viewer.scene(), self._found)

    def list_width(self) -> int:
        """As much as its rows need."""
        return list_width(self.viewer.scene())

    def opens_at_once(self, key: str) -> bool:
        """The row that holds several."""
        return key == STILL_ON

    def scrolled(self) -> None:
        """Another day may be in sight."""
        self._bar.update()

    def _narrow(self) -> None:
        super()._narrow()
        self._bar.update()

    def _sessions(self) -> Sequence[Session]:
        """Those that are shown; the same ones as long as they are."""
        scene, facets = self.viewer.scene(), self.viewer.facets
        snapshot = scene.snapshot
        known = (
            (snapshot.programme, snapshot.room, facets),
            snapshot.starred if facets.mine else None,
            snapshot.turn(scene.now) if facets.ahead else None,
            scene.hidden,
        )
        return self._shown.of(
            known,
            lambda: narrowed(
                (s for s in shown_sessions(snapshot) if s.id not in scene.hidden),
                facets,
                now=scene.now,
                starred=snapshot.starred,
                stands=snapshot.status,
            ),
        )

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
        return session_of(self.list.key)

    def detail(self, key: str, width: int) -> list[Row]:
        """The whole session."""
        scene = self.viewer.scene()
        session = scene.snapshot.programme.by_id.get(session_of(key) or "")
        return session_page(scene, session, width) if session else []

    def peek(self, key: str, width: int) -> list[Row]:
        """The session in short."""
        scene = self.viewer.scene()
        session = scene.snapshot.programme.by_id.get(session_of(key) or "")
        return session_peek(scene, session, width) if session else []

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session, or the row that holds several."""
        if event.key == STILL_ON:
            self._opened = not self._opened
            self.tick(changed=True)
            return
        session_id = session_of(event.key)
        if session_id is not None:
            self.post_message(OpenSession(session_id, self))

    # Days

    def action_day(self, by: int) -> None:
        """Go to the day before or after."""
        beside = self.day_beside(self._day(), by, self._days())
        if beside is not None:
            self._go_to(beside)

    def _click_day(self, x: int) -> None:
        day = self._day()
        days = self.viewer.companion.snapshot.programme.days
        end = 0
        tabs = day_tabs(self.viewer.scene(), day, self.size.width) if day else ()
        for each, tab in zip(days, tabs, strict=False):
            end += width_of((tab,))
            if x < end:
                self._go_to(each)
                return

    def _go_to(self, day: date) -> None:
        """Show a day from its heading on; the only day from what is next."""
        held = [s for s in self._found if s.day == day]
        if not held:
            return
        if day in self._entries:
            self.list.select(held[0].id)
            self.list.show_from(self._entries.index(day))
        else:
            self.list.select(focus(self.viewer.scene(), held) or held[0].id)
            self.list.centre()
        self.list.focus()

    def _days(self) -> list[date]:
        """The days of what is found."""
        return sorted({s.day for s in self._found})

    def _day(self) -> date | None:
        """The day of the first row in sight, under whose heading one reads."""
        for entry in self._entries[self.list.top :]:
            if isinstance(entry, date):
                return entry
            if isinstance(entry, Session):
                return entry.day
            if isinstance(entry, Again):
                return entry.session.day
        return self._found[-1].day if self._found else None

    def _count_text(self) -> str:
        """How many are found, where not all are shown."""
        words = self.viewer.words
        if self.wanted.strip():
            return words.count("{n} hit", "{n} hits", len(self._found))
        if self.viewer.facets:
            held = sum(not s.is_break for s in self._found)
            return words.count("{n} session", "{n} sessions", held)
        return ""

    def _paint_bar(self, width: int, _height: int) -> list[Row]:
        return [day_bar(self.viewer.scene(), self._day(), self._count_text(), width)]

    # Rows

    def _row(self, entry: AgendaEntry, width: int) -> Row:
        if not isinstance(entry, Session):  # what is still on is of several rooms
            return entry_row(self.viewer.scene(), entry, self._upcoming, width)
        known = self._painted.get((entry.id, width))
        if known is None:  # it is painted once a second, however often the rows are moved
            scene = self.viewer.scene()
            several = scene.snapshot.room is None and len(scene.facets.rooms) != 1
            known = entry_row(scene, entry, self._upcoming, width, rooms=several)
            self._painted[entry.id, width] = known
        return known

    def _nothing(self, _y: int, _width: int) -> Row:
        found_none = bool(self.wanted or self.viewer.facets)
        said = self.viewer.words.say("No match.") if found_none else BLANK
        return indented(row(Span(said, "muted")), 1) if isinstance(said, str) else BLANK
