"""Bookmarks: my bookmarks, with clashes and the free time between them."""

from __future__ import annotations

from collections.abc import Sequence
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
from sommet_tui.companion.plan import PlannedDay, planned_days
from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.instants import to_minute
from sommet_tui.domain.notes import Note
from sommet_tui.domain.own_events import day_of, default_day
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.search import holding, searchable, session_text
from sommet_tui.domain.timeline import Gap
from sommet_tui.tui.bookmarks.view import (
    BookmarksEntry,
    bookmark_entries,
    empty_rows,
    entry_key,
    entry_row,
    summary_row,
)
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.plan.mine import MineListing, MineScreen
from sommet_tui.tui.render.rows import Memo, Row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import Item, Rows


class BookmarksListing(MineListing):
    """Bookmarks in time order, free time and notes; with a filter, no free time."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.left: dict[str, Pick] = {}
        """The bookmarks that were removed here: their rows stay until the user leaves the screen.
        """
        self._planned: Memo[tuple[PlannedDay, ...]] = Memo()
        self._free: Sequence[Gap] = ()
        """The free times that the list shows."""

    def renew(self) -> bool:
        """Make new rows if other time is free."""
        return self._free_times() != self._free

    def day_plans(self) -> tuple[PlannedDay, ...]:
        """Return the plans of all days, which have the free times."""
        view, walk = self.viewer.view(), self.viewer.settings.walk_minutes
        return self._planned.get(
            (view.snapshot, to_minute(view.now)),
            lambda: planned_days(view.snapshot, walk, view.now),
        )

    def _free_times(self) -> Sequence[Gap]:
        return [gap for day in self.day_plans() for gap in day.free]

    def rows(self, wanted: str) -> Rows:
        """Return all rows, or only the bookmarks and notes in `wanted`."""
        scene = self.viewer.scene()
        self._free = self._free_times()
        found = bookmark_entries(scene, self._free, self.left.values())
        if wanted.strip():
            mine = [entry for entry in found if isinstance(entry, Pick | Note)]
            texts = [_search_text(scene.programme, entry) for entry in mine]
            found = list(holding(mine, texts, wanted))
        items = [Item(None, self._summary_row)]
        items += [
            Item(
                entry_key(entry),
                partial(self._row, entry, above),
                heads=isinstance(entry, str | date),
            )
            for above, entry in zip((None, *found), found, strict=False)
        ]
        return self.list_rows(items, wanted, empty_rows, pinned=1)

    def _summary_row(self, width: int) -> Row:
        return summary_row(self.viewer.scene(), self.day_plans(), width)

    def _row(self, entry: BookmarksEntry, above: BookmarksEntry | None, width: int) -> Row:
        return entry_row(self.viewer.scene(), entry, self.grid(width), above)

    def opening_key(self) -> str | None:
        """Return the running or the next bookmark or own event."""
        scene = self.viewer.scene()
        mine = (pick.session for pick in (*scene.snapshot.picks, *scene.snapshot.own_picks))
        there = (s for s in mine if s and scene.view.status(s) in ("running", "upcoming"))
        first = min(there, key=lambda session: (session.start, session.end), default=None)
        return first.id if first is not None else None

    def session(self, key: str | None) -> str | None:
        """Return the bookmark of a row, even if its session was removed."""
        return key if self.own_event(key) is None else None

    def day_of(self, key: str | None) -> date:
        """Return the day of a row, or the default day."""
        scene = self.viewer.scene()
        programme = scene.programme
        own, session = self.own_event(key), programme.by_id.get(key or "")
        if own is not None:
            return day_of(own, programme)
        if session is not None:
            return session.day
        return default_day(programme, scene.now)


class BookmarksScreen(MineScreen):
    """The bookmarks in time order."""

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
        """Remove the bookmark but not its row, or restore the bookmark."""
        picks = {p.bookmark.session: p for p in self.viewer.scene().snapshot.picks}
        pick = picks.get(self.pane.list.key or "")
        if pick is not None:
            self._listing.left[pick.bookmark.session] = pick
        super().action_star()

    def on_screen_suspend(self) -> None:
        """Remove the rows without a bookmark when the user leaves the screen."""
        self._listing.left.clear()

    def action_export(self) -> None:
        """Choose a format, and write the file."""
        from sommet_tui.tui.bookmarks.export import ExportDialog

        self.app.push_screen(ExportDialog(self.viewer))


def _search_text(programme: Programme, mine: Pick | Note) -> str:
    """Return the text that the filter searches of a bookmark, own event or note."""
    if isinstance(mine, Pick):
        session, saved = mine.session, mine.bookmark.title
    else:
        session, saved = programme.by_id.get(mine.session), f"{mine.title} {mine.text}"
    known = session_text(programme, session) if session is not None else ""
    return f"{searchable(saved)} {known}"
