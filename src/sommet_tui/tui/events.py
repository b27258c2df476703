"""The dialog for another event: a known one, a file, an address, or one of the directory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from textual.app import App
from textual.screen import ModalScreen

from sommet_tui.companion.companion import BadProgrammeError
from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.companion.keys import APP_EVENTS
from sommet_tui.domain.events import (
    DIRECTORY,
    KnownEvent,
    ListedEvent,
    day_at,
    matches_words,
    matching_events,
    sort_events,
)
from sommet_tui.tui.background.work import Errand, begin, in_background
from sommet_tui.tui.render.rows import BLANK, Row, Span, clip, paragraphs, row, spread, text_row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import FindDialog
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.errors import source_error_sentence, storage_error_sentence
from sommet_tui.wording.times import dates_text, event_note

_MOST_ROWS = 12
_MOST = 60
"""The maximum number of listed events of the directory."""
_ADDRESS = 3
"""The rows of an address, and the space above it."""
_LOOK = "directory"
"""The key of the row that fetches the directory; the keys of other rows are addresses."""


def choose_event(app: App[None], viewer: Viewer, warn: Callable[[str], None]) -> None:
    """Let the user choose an event; the app closes, to be opened again for it.

    `warn` shows why the events cannot be read. They are not read in a thread, because the dialog
    must have opened before the next key.
    """
    try:
        found = viewer.services.known_events()
    except StorageError as error:
        warn(storage_error_sentence(error, viewer.words))
        return

    def open_event(address: str) -> None:
        viewer.wanted = address
        app.exit()

    if not isinstance(app.screen, ModalScreen):
        app.push_screen(EventPicker(viewer, found, open_event))


class EventPicker(FindDialog):
    """Events that match the typed text, which may also be a file or an address to open."""

    def __init__(
        self, viewer: Viewer, events: Sequence[KnownEvent], choose: Callable[[str], None]
    ) -> None:
        """`choose` receives the address of the chosen event."""
        hint = viewer.words.say("a name, a file or an address…")
        title = viewer.words.say(APP_EVENTS.label)
        super().__init__(title, self._items, hint, _ADDRESS, _MOST_ROWS)
        self._viewer = viewer
        self._now = datetime.now(UTC)
        self._events = sort_events(events, self._now)
        self._choose = choose
        self._listed: Sequence[ListedEvent] | None = None
        """The events of the directory, the latest first; None before it was fetched."""
        self._news = ""
        """That the directory is being fetched, or why that failed."""
        self._answer = ""
        """That the chosen event is being opened, or why it cannot be."""
        self._opening = Errand(self)
        self._address = FixedLines(self._paint_address)
        self._address.styles.height = _ADDRESS
        self.parts = self.finder, self._address

    def on_cursor_moved(self) -> None:
        """Show the address of the selected event."""
        self._answer = ""
        self._address.update()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the event, or fetch the directory."""
        if event.key == _LOOK:
            if not self._news:
                begin(self, self._fetch_directory)
        elif not self._opening.is_running:
            self._opening.begin(partial(self._open, event.key))

    async def _open(self, address: str) -> None:
        """Close and choose the event if it can be read; otherwise report why, and stay open."""
        words = self._viewer.words
        self._answer = words.say("Opening…")
        self._address.update()
        try:
            await in_background(partial(self._viewer.services.try_event, address))
        except SourceError as error:
            self._answer = source_error_sentence(error, words, in_field=True)
            self._address.update()
        except BadProgrammeError as error:
            from sommet_tui.wording.findings import errors_sentence

            self._answer = errors_sentence(error.loaded.errors, words)
            self._address.update()
        else:
            if self.close():
                self._choose(address)

    async def _fetch_directory(self) -> None:
        """Fetch the directory and list its events."""
        words = self._viewer.words
        self._news = words.say("Asking the directory…")
        self._show()
        try:
            found = await in_background(self._viewer.services.directory)
        except SourceError as error:
            self._news = source_error_sentence(error, words)
        else:
            known = {event.address for event in self._events}
            self._listed = [
                event for event in matching_events(found, "") if event.address not in known
            ]
            self._news = ""
        self._show()

    def _show(self) -> None:
        self.finder.search()
        self.make_room()
        self._address.update()

    def _items(self, wanted: str) -> list[Item]:
        """Return the events that contain all typed words, and the text as a place to open."""
        typed = wanted.strip()
        items = [
            Item(event.address, partial(self._row, event))
            for event in self._events
            if matches_words(event, wanted)
        ]
        items += self._directory_items(wanted)
        if not typed:
            return items
        place = Item(_shown_path(typed), partial(self._typed_row, typed))
        is_place = any(sign in typed for sign in "/\\.")
        return [place, *items] if is_place else [*items, place]

    def _directory_items(self, wanted: str) -> Iterator[Item]:
        words = self._viewer.words
        if self._listed is None:
            said = words.say("look in the directory of public events ({host})", host=_HOST)
            line = row(" ", Span(said, "accent"))
            yield Item.fixed(line, None if self._news else _LOOK)
            return
        found = [event for event in self._listed if matches_words(event, wanted)][:_MOST]
        if found:
            heading = text_row(f" {words.say('IN THE DIRECTORY')}", "heading")
            yield Item.fixed(heading)
        for event in found:
            yield Item(event.address, partial(self._row, event))

    def _typed_row(self, typed: str, _width: int) -> Row:
        return row(" ", Span(self._viewer.words.say("open “{place}”", place=typed), "strong"))

    def _row(self, event: KnownEvent | ListedEvent, width: int) -> Row:
        words = self._viewer.words
        dates = dates_text(event.starts, event.ends, words)
        left = row(" ", Span(event.title), Span(f"  {dates}", "muted"))
        if isinstance(event, ListedEvent):
            return left
        note = event_note(event, day_at(event, self._now), words)
        return spread(left, row(Span(note, "accent"), " "), width)

    def _paint_address(self, width: int, _height: int) -> list[Row]:
        """Return the address of the event under the cursor, or why something cannot be had."""
        if said := self._answer or self._news:
            rows = clip(paragraphs(said, width, "warning"), _ADDRESS, width)
            return [BLANK, *rows][-_ADDRESS:]
        key = self.list.key
        address = DIRECTORY if key == _LOOK else key or ""
        return [BLANK, *paragraphs(address, width, "muted")[:2]]


_HOST = DIRECTORY.split("/")[2]


def _shown_path(typed: str) -> str:
    """Return the typed file or address, written as in a shell: quoted, with ~."""
    bare = typed.strip("'\"")
    if not bare.startswith("~"):
        return bare
    try:
        return str(Path(bare).expanduser())
    except RuntimeError:  # there is no such home
        return bare
