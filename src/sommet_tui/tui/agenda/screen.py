"""The Agenda screen: all sessions by day, as a list or a timetable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sommet_tui.companion.keys import (
    AGENDA_LIST,
    AGENDA_TIMETABLE,
    DAYS,
    EVERYWHERE,
    LIST_EVERYTHING,
    LIST_FACETS,
    LIST_FILTER,
    LIST_HIDDEN,
    LIST_OPEN,
    LIST_PRESENT,
    PLAN_NAMED,
    ROOMS,
    SCALES,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    TIMETABLE,
    Key,
)
from sommet_tui.domain.programme import Session
from sommet_tui.tui import list_screen
from sommet_tui.tui.agenda.rows import (
    MORE,
    AgendaEntry,
    EntryRow,
    ListingOptions,
    MoreRow,
    RunningHeading,
    agenda_entries,
    day_bar,
    entry_key,
    entry_row,
    initial_session_id,
    initial_timetable_session_id,
    session_grid,
)
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.render.rows import BLANK, Grid, Memo, Row
from sommet_tui.tui.session_page import SessionListing
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.row_list import RowList, Rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.tui.agenda.timetable import Timetable

_DAY_BAR_HEIGHT = 22
"""From this height on, the day bar is above the timetable."""
_MIN_SIZE = (60, 16)
"""The width and height of the smallest window with a timetable."""


def _fits_timetable(width: int, height: int) -> bool:
    return width >= _MIN_SIZE[0] and height >= _MIN_SIZE[1]


class AgendaListing(SessionListing):
    """The rows of the agenda: past, running and upcoming sessions, and the current time."""

    def __init__(self, viewer: Viewer) -> None:
        self.entries: Sequence[AgendaEntry] = ()
        self.matches: Sequence[Session] = ()
        self.lists_all_running = False
        """Whether the user has chosen to list all running sessions."""
        self.needs_all_running = False
        """Whether the list has all running sessions, because the timetable needs their rows."""
        super().__init__(viewer)
        self._query = ""
        self._day_counts: Counter[date] = Counter()
        """The number of listed sessions of each day."""
        self._session_cache: Memo[Sequence[Session]] = Memo()
        self._entry_cache: Memo[tuple[Sequence[AgendaEntry], Counter[date], Rows]] = Memo()
        self._folded_cache: Memo[Mapping[str, str]] = Memo()
        self._text_cache: Memo[Sequence[str]] = Memo()
        self._version: object = None

    def needs_new_rows(self) -> bool:
        """Return whether a session or a break has begun or ended since the last call."""
        scene = self.viewer.scene()
        before, self._version = self._version, scene.snapshot.status_version(scene.now)
        return before != self._version

    def rows(self, query: str) -> Rows:
        """Return the rows of the sessions that match `query` or, if `query` is empty, all rows."""
        self._query = query
        scene, sessions = self.viewer.scene(), self._listed_sessions()
        whole = not query.strip()
        if not whole:
            from sommet_tui.domain.search import items_with_words

            sessions = items_with_words(sessions, self._search_texts(sessions), query)
        self.matches = sessions
        options = ListingOptions(
            most=min(5, max(2, self.size[1] // 5)),
            opened=self.lists_all_running or self.needs_all_running or not whole,
            airy=self.has_spacing,
            dated=scene.programme.has_several_days,  # A single day is named above the list.
            pauses=whole,
        )
        version = scene.snapshot.status_version(scene.now)
        self.entries, self._day_counts, rows = self._entry_cache.get(
            (sessions, scene.facets, version, options),
            lambda: self._arrange(scene, sessions, options),
        )
        if sessions:
            return rows
        if whole and not scene.filters(one_room=True):
            return Rows([None], lambda _y, _width: BLANK)
        return list_screen.no_match_rows(self.viewer.words, query)

    def _arrange(
        self, scene: Scene, sessions: Sequence[Session], options: ListingOptions
    ) -> tuple[Sequence[AgendaEntry], Counter[date], Rows]:
        """Return the entries of the list, the number of sessions on each day, and the rows."""
        entries = agenda_entries(scene, sessions, options)
        on = next((y for y, row in enumerate(entries) if isinstance(row, RunningHeading)), None)
        start = on - 1 if on and entries[on - 1] is None else on
        numbers = Counter(s.day for s in sessions if not s.is_break)
        return entries, numbers, Rows(list(map(entry_key, entries)), self._row, start=start)

    def initial_row_key(self) -> str | None:
        """Return the id of the session at which the list or the timetable opens."""
        return (initial_timetable_session_id if self.needs_all_running else initial_session_id)(
            self.viewer.scene(), self.matches
        )

    def opens_immediately(self, key: str) -> bool:
        """Return whether the first click opens the row, as it does only for a `MoreRow`."""
        return key == MORE

    def session(self, key: str | None) -> str | None:
        """Return the id of the session on the row `key`, or None if the row is not a session."""
        return None if key == MORE else key

    def prepare_filter(self) -> None:
        """Prepare the texts of the sessions, so that the filter answers quickly."""
        self._search_texts(self._listed_sessions())

    def days(self) -> list[date]:
        """Return the days of the listed sessions."""
        return sorted({s.day for s in self.matches})

    def day_at(self, top: int) -> date | None:
        """Return the day of the first visible row, whose number is `top`."""
        for entry in self.entries[top:]:
            if isinstance(entry, date):
                return entry
            if isinstance(entry, EntryRow) and isinstance(entry.entry, Session):
                return entry.entry.day
        return self.matches[-1].day if self.matches else None

    def count_text(self, day: date | None) -> str:
        """Return a text with the number of sessions, and how many of them are on `day`.

        If a filter is typed, return a text with the number of sessions that match.
        """
        words, total = self.viewer.words, self._day_counts.total()
        if self._query.strip():
            return words.count("{n} match", "{n} matches", len(self.matches))
        if len(self._day_counts) < 2 or day is None:
            return words.count("{n} session", "{n} sessions", total)
        number, every = words.number(self._day_counts[day]), words.number(total)
        return words.say("{number} of {total}", number=number, total=every)

    def _listed_sessions(self) -> Sequence[Session]:
        """Return the listed sessions, as the same tuple until they change."""
        scene = self.viewer.scene()
        return self._session_cache.get(scene.sessions_key, lambda: scene.sessions)

    def _search_texts(self, sessions: Sequence[Session]) -> Sequence[str]:
        """Return for each session the text that a filter searches."""
        from sommet_tui.domain.search import session_texts

        planned = self.viewer.programme  # the stage does not change these texts
        folded = self._folded_cache.get(planned, lambda: session_texts(planned))
        return self._text_cache.get((planned, sessions), lambda: [folded[s.id] for s in sessions])

    def _row(self, y: int, width: int) -> Row:
        return entry_row(self.viewer.scene(), self.entries[y], self.grid(width))

    def columns(self, scene: Scene, width: int) -> Grid:
        """Return the columns. No column shows the status, because headings separate the groups."""
        several = scene.snapshot.room is None and len(scene.facets.rooms) != 1
        return session_grid(scene, width, rooms=several, signs=False)


class AgendaScreen(list_screen.ListScreen):
    """The agenda below a bar with the days. The list opens at the current time."""

    NAME = "agenda"
    FILTERS_SESSIONS = ONE_ROOM = True
    BINDINGS = bindings(
        (
            *(*ROOMS, *DAYS, LIST_FACETS, LIST_EVERYTHING, SESSION_HIDE, LIST_HIDDEN),
            AGENDA_TIMETABLE,
        )
    )
    KEYS = (
        *(LIST_OPEN, SESSION_STAR, PLAN_NAMED, LIST_FILTER, AGENDA_TIMETABLE, LIST_PRESENT),
        *(*DAYS, LIST_FACETS, *ROOMS, SESSION_NOTE),
        *EVERYWHERE,
    )
    ON_TIMETABLE = (
        *(LIST_OPEN, SESSION_STAR, AGENDA_LIST, LIST_FILTER, *TIMETABLE, LIST_PRESENT),
        *(*DAYS, LIST_FACETS, SESSION_NOTE),
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        self._listing = AgendaListing(viewer)
        bar = list_screen.DayBar(
            self._paint_bar,
            lambda: viewer.programme.days,
            self._selected_day,
            self._go_to_day,
            days_with_rows=self._listing.days,
        )
        super().__init__(viewer, self._listing, bar)
        self._days = bar
        self._timetable: Timetable | None = None
        self._wants_timetable = viewer.settings.agenda == "timetable"
        if self._wants_timetable:
            self.pane.parts.append(self._create_timetable())

    @property
    def timetable(self) -> Timetable | None:
        """The timetable, or None if the list is shown."""
        return self._timetable if self._listing.needs_all_running else None

    def _create_timetable(self) -> Timetable:
        # Imported here, because the list does not need it.
        from sommet_tui.tui.agenda.timetable import Timetable

        rows, listing = self.pane.list, self._listing
        self._timetable = timetable = Timetable(
            self.viewer, lambda: listing.matches, lambda: rows.key, rows.select
        )
        return timetable

    def adapt_to_size(self, width: int, height: int) -> None:
        """Show the timetable if the user wants it and the window is large enough."""
        timetable = self._timetable
        if timetable is not None:
            is_shown = self._wants_timetable and _fits_timetable(width, height)
            self._listing.needs_all_running = timetable.display = is_shown
            timetable.adapt_to_size(width)
            self._fit_days(height)
            self.pane.replace_with(timetable if is_shown else None)
        super().adapt_to_size(width, height)

    def _fit_days(self, height: int) -> None:
        timetable = self.timetable
        days = timetable is None or (height >= _DAY_BAR_HEIGHT and not timetable.has_one_room)
        if self._days.display != days:
            self._days.display = days

    async def action_toggle_timetable(self) -> None:
        """Switch between the list and the timetable. The same session stays selected."""
        words, rows = self.viewer.words, self.pane.list
        if self.timetable is None and not _fits_timetable(*self.size):
            self.say(words.say("The timetable needs a 60 by 16 window."))
            return
        key, is_home = rows.key, rows.key == self._listing.initial_row_key()
        self._wants_timetable = self.timetable is None
        if self._timetable is None:
            await self.pane.mount(self._create_timetable())
        self.adapt_to_size(*self.size)
        self.refresh_once()
        self.tick(changed=True)
        if is_home and self.timetable is not None:
            rows.select(self._listing.initial_row_key() or "")
        elif key is not None and rows.key != key:  # The list hides this running session.
            self._listing.lists_all_running = True
            self.tick(changed=True)
            rows.select(key)
        rows.centre()

    def all_keys(self) -> Sequence[Key]:
        """Return the keys of the list, or those of the timetable."""
        if self.timetable is None:
            return self.KEYS
        idle = SCALES if self.timetable.is_staircase else ()
        return [key for key in self.ON_TIMETABLE if key not in idle]

    def paint(self, *, changed: bool) -> None:
        """Update the rows. If the current time nears the end of the timetable, turn its page."""
        if self.timetable is not None:
            self.timetable.turn_page()
            self._fit_days(self.size.height)  # The filters may leave only one room.
        super().paint(changed=changed)

    def update_for_cursor(self) -> None:
        """Update the parts that depend on the cursor, including the timetable."""
        super().update_for_cursor()
        if self.timetable is not None:
            self.timetable.update()

    async def action_go_to_now(self) -> None:
        """Go to the session at which the list opens.

        If the timetable is shown, go to the current time.
        """
        await super().action_go_to_now()
        if self.timetable is not None:
            self.timetable.go_to_now()

    def usual_keys(self) -> Sequence[Key]:
        """Return the keys. If there are no bookmarks, leave out the key that opens the plan."""
        plans = self.viewer.snapshot.mine.has_picks
        return [key for key in super().usual_keys() if plans or key is not PLAN_NAMED]

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the chosen session, or show or hide the further running sessions."""
        if event.key == MORE:
            (more,) = (entry for entry in self._listing.entries if isinstance(entry, MoreRow))
            self._listing.lists_all_running = not more.opened
            self.tick(changed=True)
            if not more.opened:
                self.pane.list.select(entry_key(EntryRow(more.others[0])) or "")
                self.pane.list.centre()
        else:
            super().on_row_list_chosen(event)

    def _selected_day(self) -> date | None:
        timetable = self.timetable
        return timetable.day if timetable else self._listing.day_at(self.pane.list.top)

    def _go_to_day(self, day: date) -> None:
        """Scroll to the heading of a day.

        If the list has no such heading, or if the timetable is shown, go to the day's next session.
        """
        rows, listed = self.pane.list, self._listing.entries
        if day in listed and self.timetable is None:
            place = listed.index(day)
            rows.select(next(key for key in map(entry_key, listed[place:]) if key))
            rows.scroll_row_to_top(place)
        else:
            day_sessions = [s for s in self._listing.matches if s.day == day]
            rows.select(initial_session_id(self.viewer.scene(), day_sessions) or "")
            rows.centre()
        self.pane.front.focus()

    def _paint_bar(self, width: int, _height: int) -> list[Row]:
        day = self._selected_day()
        scene, count = self.viewer.scene(), self._listing.count_text(day)
        if self.timetable is not None and day is not None:
            return [self.timetable.day_row(width)]
        return [day_bar(scene, day, [count], width, scene.programme.days)]
