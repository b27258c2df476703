"""The screen with the user's bookmarks, notes and free times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from sommet_tui.companion.keys import (
    BOOKMARKS_EXPORT,
    EVERYWHERE,
    LIST_FILTER,
    LIST_OPEN,
    OWN_ADD,
    OWN_REMOVE,
    PLAN_NAMED,
    SESSION_NOTE,
    SESSION_STAR,
)
from sommet_tui.companion.plan import PlannedDay, overview_at, planned_days
from sommet_tui.domain import instants, own_events
from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Gap, interleave_gaps, merge_by_start
from sommet_tui.tui.agenda.rows import gap_row, session_row
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.plan import MineListing, MineScreen
from sommet_tui.tui.render.rows import (
    BLANK,
    Cells,
    Grid,
    Memo,
    Row,
    Span,
    empty_page,
    fit_row,
    fitting_variant,
    heading,
    text_row,
)
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.row_list import Item, Rows
from sommet_tui.wording import marks, session_texts, times
from sommet_tui.wording.bookmarks import free_time_words, overview_variants

BookmarksEntry = Pick | Gap | Note | date | str


def bookmark_entries(
    scene: Scene, free: Iterable[Gap], left: Iterable[Pick] = ()
) -> list[BookmarksEntry]:
    """Return the contents of the rows of the list, from top to bottom.

    A text is the heading of a section, and a date is the heading of a day. `free` are the free
    times of the plan. `left` are bookmarks that the user has just removed on this screen. Their
    rows remain.
    """
    own = scene.snapshot.own_picks
    mine = scene.snapshot.mine.bookmarked_ids | {p.bookmark.session for p in own}
    lost_stars = [p for p in left if p.bookmark.session not in mine]
    picks = (*scene.snapshot.picks, *own, *lost_stars)
    present = {p.session.id: p for p in picks if p.session is not None}
    gone = [p for p in picks if p.session is None]
    in_order = merge_by_start(
        (s for s in scene.programme.sessions if s.id in present),
        scene.snapshot.own_sessions,
    )
    found: list[BookmarksEntry] = []
    day: date | None = None
    for entry in interleave_gaps(in_order, free):
        if isinstance(entry, Gap):
            found.append(entry)
            continue
        if entry.day != day:
            day = entry.day
            found.append(day)
        pick = present[entry.id]
        found.append(pick)
    starred = scene.snapshot.mine.bookmarked_ids
    notes = [n for n in scene.snapshot.notes_in_order if n.session not in starred]
    present_notes = [note for note in notes if note.session in scene.programme.by_id]
    if present_notes:
        found += [scene.words.say("WITH A NOTE"), *present_notes]
    lost: list[BookmarksEntry] = [*gone, *notes[len(present_notes) :]]
    if lost:
        found += [scene.words.say("NO LONGER IN THE PROGRAMME"), *lost]
    return found


def entry_key(entry: BookmarksEntry) -> str | None:
    """Return the id of the session in a row, or None for a heading or a gap."""
    if isinstance(entry, Pick):
        return entry.bookmark.session
    return entry.session if isinstance(entry, Note) else None


def entry_row(
    scene: Scene, entry: BookmarksEntry, grid: Grid, above: BookmarksEntry | None = None
) -> Row:
    """Return a row of the list. `above` is the content of the row above.

    If both are bookmarks with the same start, only the row above shows the start.
    """
    if isinstance(entry, Pick | Note):
        return _bookmark_row(scene, entry, grid, above.session if isinstance(above, Pick) else None)
    if isinstance(entry, Gap):
        return gap_row(scene, entry, free_time_words(entry, scene), grid)
    if isinstance(entry, date):
        return heading(times.date_heading(entry, scene.words))
    return heading(entry)


def summary_row(scene: Scene, planned: Sequence[PlannedDay], width: int) -> Row:
    """Return the row that sums up all bookmarks. It is blank if the user has no bookmarks."""
    if not scene.snapshot.mine.has_picks:
        return BLANK
    overview = overview_at(scene.snapshot, planned, scene.now)
    text = fitting_variant(overview_variants(overview, scene), width - 2)
    return fit_row(text_row(f" {text}", "muted"), width)


def _bookmark_row(scene: Scene, entry: Pick | Note, grid: Grid, above: Session | None) -> Row:
    if isinstance(entry, Pick):
        session, title = (
            entry.session,
            session_texts.join([entry.bookmark.title, scene.words.say("cancelled")]),
        )
        mark = marks.degree_mark(scene.snapshot, entry.bookmark.session, "")
    else:
        session, title = scene.programme.by_id.get(entry.session), f"{marks.NOTED} {entry.title}"
        mark = ""
    if session is not None:
        again = above is not None and above.start == session.start
        return session_row(scene, session, grid, time=Span("") if again else None)
    # The heading above already says that the session has left the programme.
    return grid.row(Cells(text_row(title, "warning"), mark=text_row(mark.rjust(grid.mark), "star")))


def empty_rows(scene: Scene, width: int) -> list[Row]:
    """Return the text of the list if the user has no bookmarks."""
    words = scene.words
    return empty_page(
        words.say("No bookmarks yet."),
        [
            words.say("Press b on any screen to bookmark a session."),
            words.say("Press n to write a note on a session."),
            words.say("Press a to add your own event, such as a meeting or a train."),
        ],
        width,
    )


class BookmarksListing(MineListing):
    """The list of bookmarks in the order of their starts, with notes and free times.

    If the list is filtered, it has no free times.
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.left: dict[str, Pick] = {}
        """The bookmarks removed on this screen.

        Their rows stay until the user leaves the screen.
        """
        self._plan_cache: Memo[tuple[PlannedDay, ...]] = Memo()
        self._free: Sequence[Gap] = ()
        """The free times that the list shows."""

    def needs_new_rows(self) -> bool:
        """Return whether the free times have changed."""
        return self._free_times() != self._free

    def day_plans(self) -> tuple[PlannedDay, ...]:
        """Return the plans of all days, which contain the free times."""
        view, walk = self.viewer.scene(), self.viewer.settings.walk_minutes
        if not view.snapshot.mine.has_picks:
            return ()
        return self._plan_cache.get(
            (view.snapshot, instants.truncate_to_minute(view.now)),
            lambda: planned_days(view.snapshot, walk, view.now),
        )

    def _free_times(self) -> Sequence[Gap]:
        return [gap for day in self.day_plans() for gap in day.gaps]

    def rows(self, query: str) -> Rows:
        """Return all rows or, if `query` is not empty, the bookmarks and notes that match it."""
        scene = self.viewer.scene()
        self._free = self._free_times()
        found = bookmark_entries(scene, self._free, self.left.values())
        if query.strip():
            from sommet_tui.domain.search import items_with_words

            mine = [entry for entry in found if isinstance(entry, Pick | Note)]
            texts = [_search_text(scene.programme, entry) for entry in mine]
            found = list(items_with_words(mine, texts, query))
        items = [Item(None, self._summary_row)]
        items += [
            Item(
                entry_key(entry),
                partial(self._row, entry, above),
                is_heading=isinstance(entry, str | date),
            )
            for above, entry in zip((None, *found), found, strict=False)
        ]
        return self.list_rows(items, query, empty_rows, pinned=1)

    def _summary_row(self, width: int) -> Row:
        return summary_row(self.viewer.scene(), self.day_plans(), width)

    def _row(self, entry: BookmarksEntry, above: BookmarksEntry | None, width: int) -> Row:
        return entry_row(self.viewer.scene(), entry, self.grid(width), above)

    def initial_row_key(self) -> str | None:
        """Return the id of the first bookmark or own event that is running or comes next."""
        scene = self.viewer.scene()
        mine = (pick.session for pick in (*scene.snapshot.picks, *scene.snapshot.own_picks))
        candidates = (s for s in mine if s and scene.status(s) in ("running", "upcoming"))
        first = min(candidates, key=lambda session: (session.start, session.end), default=None)
        return first.id if first is not None else None

    def session(self, key: str | None) -> str | None:
        """Return the id of the session in a row, even if the session has left the programme.

        Return None for an own event.
        """
        return key if self.own_event(key) is None else None

    def day_of(self, key: str | None) -> date:
        """Return the day of a row, or the default day for own events if the row has no day."""
        scene = self.viewer.scene()
        programme = scene.programme
        own, session = self.own_event(key), programme.by_id.get(key or "")
        if own is not None:
            return own_events.event_day_of(own, programme)
        if session is not None:
            return session.day
        return own_events.default_day(programme, scene.now)


class BookmarksScreen(MineScreen):
    NAME = "bookmarks"
    BINDINGS = bindings((BOOKMARKS_EXPORT,))
    KEYS = (
        LIST_OPEN,
        SESSION_STAR,
        PLAN_NAMED,
        LIST_FILTER,
        OWN_ADD,
        BOOKMARKS_EXPORT,
        OWN_REMOVE,
        SESSION_NOTE,
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        self._listing = BookmarksListing(viewer)
        super().__init__(viewer, self._listing)

    def action_star(self) -> None:
        """Change or remove the bookmark. The row of a removed bookmark stays."""
        picks = {p.bookmark.session: p for p in self.viewer.scene().snapshot.picks}
        pick = picks.get(self.pane.list.key or "")
        if pick is not None:
            self._listing.left[pick.bookmark.session] = pick
        super().action_star()

    def on_screen_suspend(self) -> None:
        """Remove the rows of removed bookmarks, because the user leaves the screen."""
        self._listing.left.clear()

    def action_export(self) -> None:
        """Open the dialog that exports the bookmarks."""
        from sommet_tui.tui.palette_filters_and_clock import ExportDialog

        self.app.push_screen(ExportDialog(self.viewer))


def _search_text(programme: Programme, mine: Pick | Note) -> str:
    """Return the text of a bookmark, an own event or a note that the filter searches."""
    from sommet_tui.domain import search

    if isinstance(mine, Pick):
        session, saved = mine.session, mine.bookmark.title
    else:
        session, saved = programme.by_id.get(mine.session), f"{mine.title} {mine.text}"
    text = search.session_text(programme, session) if session is not None else ""
    return f"{search.searchable_text(saved)} {text}"
