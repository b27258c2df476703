"""Search: sessions, people, abstracts and notes, as one types."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sommet_tui.companion.keys import APP_BACK, EVERYWHERE, FOUND, LIST_OPEN, Key
from sommet_tui.domain.people import OnStage
from sommet_tui.domain.search import Hit
from sommet_tui.pages.search import found
from sommet_tui.tui.agenda.view import session_grid
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row, indented, styled
from sommet_tui.tui.requests import OpenPerson, OpenSession
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.search.view import (
    person_line,
    person_title,
    session_line,
    session_title,
)
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.field import Finder
from sommet_tui.tui.widgets.row_list import Item, RowList, every_row

MOST = 200
"""More hits than anybody reads: another word narrows them."""


class SearchScreen(CompanionScreen):
    """A field on top, and below it the hits, among which the arrows move while one types."""

    NAME = "search"
    BINDINGS = bindings((APP_BACK,))
    KEYS = (
        APP_BACK,
        LIST_OPEN,
        *FOUND,
        *(k for k in EVERYWHERE if k.priority),
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._finder = Finder(
            self._items, _Hits(self.footer.update, at_once=every_row, classes="pane")
        )
        self.field, self.list = self._finder.field, self._finder.list
        self.parts = (self._finder,)

    def keys(self) -> Sequence[Key]:
        """Something can be opened once something is found."""
        return [key for key in self.KEYS if key is not LIST_OPEN or self.list.key is not None]

    def paint(self, *, changed: bool) -> None:
        """Search anew when something else can be found; time changes nothing here."""
        if changed:
            self.field.placeholder = self.viewer.words.say(
                "words from a title, a name, an abstract…"
            )
            self._finder.search()
            self.field.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session or the person."""
        kind, _, id_ = event.key.partition(" ")
        self.post_message((OpenPerson if kind == "person" else OpenSession)(id_, self))

    def _items(self, wanted: str) -> list[Item]:
        words = self.viewer.words
        if not wanted.strip():
            return [Item(None, partial(_muted_row, ""))]
        hits = found(self.viewer.companion, wanted, self.viewer.view())
        if not hits:
            return [Item(None, partial(_muted_row, words.say("No match.")))]
        items: list[Item] = []
        for hit, subject in hits[:MOST]:
            kind, title, line = (
                ("person", person_title, person_line)
                if isinstance(subject, OnStage)
                else ("session", session_title, session_line)
            )
            items.append(Item(f"{kind} {hit.id}", self._painter(title, hit, subject)))
            items.append(Item(None, self._painter(line, hit, subject)))
        if len(hits) > MOST:
            more = words.count(
                "{n} more; add a word to narrow the search.",
                "{n} more; add a word to narrow the search.",
                len(hits) - MOST,
            )
            items.append(Item(None, partial(_muted_row, more)))
        return items

    def _painter(self, paint, hit: Hit, subject):  # type: ignore[no-untyped-def]
        def painted(width: int) -> Row:
            scene = self.viewer.scene()
            row: Row = paint(scene, hit, subject, session_grid(scene, width, dated=True))
            return row

        return painted


class _Hits(RowList):
    """The row below a hit belongs to it."""

    tail = 1


def _muted_row(sentence: str, _width: int) -> Row:
    return indented(styled(sentence, "muted"), 8) if sentence else ()
