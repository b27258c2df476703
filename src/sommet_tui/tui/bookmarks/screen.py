"""Bookmarks: mine, with clashes and the free time between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from sommet_tui.companion.keys import (
    BOOKMARKS_EXPORT,
    EVERYWHERE,
    GO_PLAN,
    LIST_FILTER,
    LIST_OPEN,
    OWN_ADD,
    OWN_REMOVE,
    SCREENS,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.filter import matches
from sommet_tui.domain.notes import NotedSession
from sommet_tui.domain.own_events import day_of
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.text import fold
from sommet_tui.domain.timeline import event_day
from sommet_tui.domain.translations import titles
from sommet_tui.domain.values import replace
from sommet_tui.tui.bookmarks.view import BookmarksEntry, bar, empty, entries, entry_key, entry_row
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.plan.mine import MineScreen
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Rows


class BookmarksScreen(MineScreen):
    """The picks in time order."""

    NAME = "bookmarks"
    BINDINGS: ClassVar[list[BindingType]] = bindings((BOOKMARKS_EXPORT,))
    KEYS: ClassVar[Sequence[Key]] = (
        *(*SCREENS[:3], replace(GO_PLAN, foot=True), SCREENS[3]),
        *(
            LIST_OPEN,
            OWN_ADD,
            BOOKMARKS_EXPORT,
            SESSION_STAR,
            OWN_REMOVE,
            LIST_FILTER,
            SESSION_NOTE,
        ),
        *SCREENS[4:],
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._bar = FixedLines(self._paint_bar)
        self._bar.styles.height = 1
        self._left: dict[str, Pick] = {}
        """The picks whose star was taken away here: their rows stay until one leaves."""

    def body(self) -> Iterator[Widget]:
        """What there is to say of all of them, above the list."""
        yield self._bar
        yield from super().body()

    def paint(self, *, changed: bool) -> None:
        """The next free time changes as time passes."""
        super().paint(changed=changed)
        self._bar.update()

    def action_star(self) -> None:
        """Take the star away and leave the row, or give it back."""
        picks = {p.bookmark.session: p for p in self.viewer.scene().snapshot.picks}
        pick = picks.get(self.list.key or "")
        if pick is not None:
            self._left[pick.bookmark.session] = pick
        super().action_star()

    def on_screen_suspend(self) -> None:
        """Once left, the list holds what is starred."""
        self._left.clear()

    def rows(self, wanted: str) -> Rows:
        """Picks, what is free, and notes; with a filter picks and notes alone."""
        found = entries(self.viewer.scene(), self._left.values())
        if wanted.strip():
            programme = self.viewer.companion.snapshot.programme
            found = [
                entry
                for entry in found
                if isinstance(entry, Pick | NotedSession)
                and matches(_text(programme, entry), wanted)
            ]
        if not found:
            return Rows([None] * 8, self._empty)
        return Rows([entry_key(e) for e in found], lambda y, width: self._row(found[y], width))

    def subject(self) -> str | None:
        """The pick under the cursor, also one whose session is gone."""
        return self.list.key if self._own.find(self.list.key) is None else None

    def action_own_add(self) -> None:
        """Ask for an event of one's own, on the day of what the cursor is on."""
        scene, key = self.viewer.scene(), self.list.key
        programme = scene.snapshot.programme
        own, session = self._own.find(key), programme.by_id.get(key or "")
        day = (
            session.day if session else event_day(scene.now, programme.zone, programme.day_boundary)
        )
        if own is not None:
            day = day_of(own, programme)
        elif session is None and day not in programme.days:
            day = programme.days[0]
        self._own.add(day)

    def action_export(self) -> None:
        """Choose a format and write the file."""
        from sommet_tui.tui.bookmarks.export import ExportDialog

        self.app.push_screen(ExportDialog(self.viewer))

    def _paint_bar(self, width: int, _height: int) -> list[Row]:
        return [bar(self.viewer.scene(), width)]

    def _row(self, entry: BookmarksEntry, width: int) -> Row:
        return entry_row(self.viewer.scene(), entry, width)

    def _empty(self, y: int, width: int) -> Row:
        rows = empty(self.viewer.scene(), width)
        return rows[y] if y < len(rows) else ()


def _text(programme: Programme, mine: Pick | NotedSession) -> str:
    people = [p.name for p in mine.session.participants] if mine.session else []
    label = mine.session.label if mine.session else None
    title = mine.bookmark.title if isinstance(mine, Pick) else mine.note.title
    others = titles(programme, mine.session) if mine.session else ()
    written = mine.note.text if isinstance(mine, NotedSession) else ""
    return fold(" ".join([label or "", title, *others, *people, written]))
