"""Changes: what is new, moved, changed, cancelled or gone since somebody looked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from sommet_tui.companion.keys import (
    APP_BACK,
    CHANGES_SEEN,
    EVERYWHERE,
    LIST_OPEN,
    MINE_UNDO,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.changes import SessionChange, by_day
from sommet_tui.tui.background.work import begin
from sommet_tui.tui.changes.view import (
    change_line,
    change_rows,
    change_title,
    day_row,
    heading,
    instead_row,
)
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row, Span, indented, row
from sommet_tui.tui.requests import OpenSession
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.terminal.background import in_background
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.changes import instead_lines


class ChangesScreen(CompanionScreen):
    """The changes by day, to be opened, starred, and put away once they are known."""

    NAME = "changes"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (APP_BACK, SESSION_STAR, SESSION_NOTE, SESSION_HIDE, MINE_UNDO, CHANGES_SEEN)
    )
    KEYS: ClassVar[Sequence[Key]] = (
        APP_BACK,
        LIST_OPEN,
        CHANGES_SEEN,
        SESSION_STAR,
        SESSION_NOTE,
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._list = _Changes(classes="pane")

    def body(self) -> Iterator[Widget]:
        """The list."""
        yield self._list

    def paint(self, *, changed: bool) -> None:
        """Time changes nothing here."""
        if changed:
            self._list.show(self._items())
            self._list.focus()
            begin(self.app, partial(in_background, self.viewer.read_changes), group="changes-read")

    def make_room(self, width: int, height: int) -> None:
        """Another width may take another number of rows."""
        del width, height
        if self._list.filled:
            self.call_after_refresh(lambda: self._list.show(self._items()))

    def subject(self) -> str | None:
        """The session under the cursor, if it is still in the programme."""
        key = self._list.key
        return key if key in self.viewer.companion.snapshot.programme.by_id else None

    def keys(self) -> Sequence[Key]:
        """Those for a change only where there are some."""
        return self.KEYS if self.viewer.all_changes else (APP_BACK, *EVERYWHERE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There may be nothing to put away."""
        if action == "seen":
            return bool(self.viewer.all_changes)
        return super().check_action(action, parameters)

    def action_seen(self) -> None:
        """Show these no more, and go back."""
        begin(self.app, self._see, group="changes")

    async def _see(self) -> None:
        await in_background(self.viewer.see_changes)
        self.leave()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the session."""
        if event.key in self.viewer.companion.snapshot.programme.by_id:
            self.post_message(OpenSession(event.key, self))

    def _items(self) -> list[Item]:
        changes = self.viewer.all_changes
        if not changes:
            return [Item(None, self._nothing)]
        mine, items = self.viewer.my_changes, list[Item]()
        if mine:
            items.append(Item(None, partial(self._mine, len(mine))))
            for change in mine:
                items += self._of_mine(change)
        for day, of_day in by_day(changes, mine):
            items.append(Item(None, partial(self._day, day)))
            for change in of_day:
                items.append(Item(change.session.id, partial(self._title, change)))
                items.append(Item(None, partial(self._line, change)))
        return items

    def _of_mine(self, change: SessionChange) -> Iterator[Item]:
        """What became of a bookmarked session, and what takes place instead, to be opened."""
        yield Item(change.session.id, partial(self._title, change, dated=True))
        width = self._list.row_width or self.app.size.width
        for each in change_rows(self.viewer.scene(), change, width):
            yield Item(None, partial(_as_made, each))
        for session, replacement in instead_lines(change, self.viewer.view()):
            yield Item(session.id, partial(self._instead, replacement))

    def _mine(self, number: int, _width: int) -> Row:
        return heading(self.viewer.words.say("MY BOOKMARKS · {n}", n=number))

    def _instead(self, replacement: str, width: int) -> Row:
        return instead_row(self.viewer.scene(), replacement, width)

    def _day(self, day: date, _width: int) -> Row:
        return day_row(self.viewer.scene(), day)

    def _title(self, change: SessionChange, width: int, *, dated: bool = False) -> Row:
        return change_title(self.viewer.scene(), change, width, dated=dated)

    def _line(self, change: SessionChange, width: int) -> Row:
        return change_line(self.viewer.scene(), change, width)

    def _nothing(self, _width: int) -> Row:
        said = self.viewer.words.say("Nothing has changed.")
        return indented(row(Span(said, "muted")), 1)


def _as_made(made: Row, _width: int) -> Row:
    return made


class _Changes(RowList):
    """The row below a change belongs to it."""

    tail = 1
