"""Another event to open: one that was opened before, a file, an address, one of the directory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Resize

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.keys import APP_BACK
from sommet_tui.domain.events import DIRECTORY, KnownEvent, ListedEvent, day_at, in_order, listed
from sommet_tui.domain.text import fold
from sommet_tui.tui.background.work import begin
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import BLANK, Row, Span, fit, paragraphs, row, spread
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.field import Finder
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList, every_row
from sommet_tui.wording.errors import source_error_sentence
from sommet_tui.wording.events import dates_text, event_note

_MOST_ROWS = 12
_MOST = 60
"""More events of the directory than anybody reads: a word narrows them."""
_AROUND, _ADDRESS = 5, 3
"""Rows of the panel that are not the list's: the field and the space around it, the address."""
_LOOK = "directory"
"""The key of the row that asks the directory; those of the others are addresses."""


class EventPicker(Dialog):
    """What is typed narrows the events, or is itself the file or the address to open."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(
        self, viewer: Viewer, events: Sequence[KnownEvent], choose: Callable[[str], None]
    ) -> None:
        """`choose` is given the address of the event that is wanted."""
        super().__init__()
        self._viewer = viewer
        self._now = datetime.now(UTC)
        self._events = in_order(events, self._now)
        self._choose = choose
        self._listed: Sequence[ListedEvent] | None = None
        """The events of the directory, the latest first; None until it was asked."""
        self._told = ""
        """That the directory is being asked, or why it could not be."""
        self._height = 0
        self._address = FixedLines(self._paint_address)
        self._list = RowList(self._address.update, at_once=every_row)
        self._list.ground = self._address.ground = "surface"
        self._finder = Finder(self._items, self._list)

    def compose(self) -> ComposeResult:
        """The field, the events, where the one under the cursor is."""
        with Vertical():
            yield self._finder
            yield self._address

    def on_mount(self) -> None:
        """Begin with the events opened before."""
        self._address.styles.height = _ADDRESS
        self._finder.field.focus()
        self._finder.search()

    def on_resize(self, event: Resize) -> None:
        """The hint as far as it fits, the list as high as there is room for."""
        hint = self._viewer.words.say("a name, a file or an address…")
        self._finder.field.placeholder = fit(hint, min(60, event.size.width) - 7)
        self._height = event.size.height
        self._make_room()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open it, or ask the directory."""
        if event.key == _LOOK:
            if not self._told:
                begin(self, self._look, group="directory")
        elif self.close():
            self._choose(event.key)

    async def _look(self) -> None:
        """Fetch the directory, which may take a while, and offer its events."""
        words = self._viewer.words
        self._told = words.say("Asking the directory…")
        self._show()
        try:
            found = await asyncio.to_thread(self._viewer.services.directory)
        except SourceError as error:
            self._told = source_error_sentence(error, words)
        else:
            known = {event.address for event in self._events}
            self._listed = [each for each in listed(found, "") if each.address not in known]
            self._told = ""
        self._show()

    def _show(self) -> None:
        self._finder.search()
        self._make_room()
        self._address.update()

    def _make_room(self) -> None:
        rows = len(self._items(self._finder.field.value))
        height = max(1, min(_MOST_ROWS, rows, self._height - _AROUND - _ADDRESS))
        self._list.styles.height = height
        self._finder.styles.height = height + _AROUND - 2

    def _items(self, wanted: str) -> list[Item]:
        """What is typed, if it looks like a place, then the events that hold all of its words."""
        typed, sought = wanted.strip(), fold(wanted).split()
        items = [
            Item(event.address, partial(self._row, event))
            for event in self._events
            if _held(event, sought)
        ]
        items += self._of_directory(sought)
        if not typed:
            return items
        place = Item(_place(typed), partial(self._typed, typed))
        is_place = any(sign in typed for sign in "/\\.")
        return [place, *items] if is_place else [*items, place]

    def _of_directory(self, sought: Sequence[str]) -> Iterator[Item]:
        words = self._viewer.words
        if self._listed is None:
            said = words.say("look in the directory of public events ({host})", host=_HOST)
            line = row(" ", Span(said, "accent"))
            yield Item(None if self._told else _LOOK, lambda _width: line)
            return
        found = [each for each in self._listed if _held(each, sought)][:_MOST]
        if found:
            heading = row(Span(f" {words.say('IN THE DIRECTORY')}", "accent"))
            yield Item(None, lambda _width: heading)
        for event in found:
            yield Item(event.address, partial(self._row, event))

    def _typed(self, typed: str, _width: int) -> Row:
        return row(" ", Span(self._viewer.words.say("open “{place}”", place=typed), "strong"))

    def _row(self, event: KnownEvent | ListedEvent, width: int) -> Row:
        words = self._viewer.words
        dates = dates_text(event.starts, event.ends, words)
        left = row(" ", Span(event.title, "strong"), Span(f"  {dates}", "muted"))
        if isinstance(event, ListedEvent):
            return left
        note = event_note(event, day_at(event, self._now), words)
        return spread(left, row(Span(note, "accent"), " "), width)

    def _paint_address(self, width: int, _height: int) -> list[Row]:
        """Where the event under the cursor is; first what there is to say of the directory."""
        if self._told:
            return [BLANK, *paragraphs(self._told, width, "warning")[:2]]
        key = self._list.key
        address = DIRECTORY if key == _LOOK else key or ""
        return [BLANK, *paragraphs(address, width, "muted")[:2]]


_HOST = DIRECTORY.split("/")[2]


def _place(typed: str) -> str:
    """Return the typed file or address, written as in a shell: quoted, with ~."""
    bare = typed.strip("'\"")
    if not bare.startswith("~"):
        return bare
    try:
        return str(Path(bare).expanduser())
    except RuntimeError:  # there is no such home
        return bare


def _held(event: KnownEvent | ListedEvent, sought: Sequence[str]) -> bool:
    text = fold(f"{event.title} {event.address}")
    return all(word in text for word in sought)
