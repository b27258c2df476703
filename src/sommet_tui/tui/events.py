"""The list of the events that the app can open: events opened before, and a public directory."""

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
from sommet_tui.domain.known_events import (
    DIRECTORY,
    KnownEvent,
    ListedEvent,
    local_date,
    matches_words,
    matching_events,
    sort_events,
)
from sommet_tui.tui.background.threads import SingleJob, begin, read_in_background
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    clip,
    justify,
    paragraphs,
    row,
    text_row,
)
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets import dialog, lines
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording import times
from sommet_tui.wording.errors import source_error_sentence, storage_error_sentence

_MAX_ROWS = 12
_MAX_EVENTS = 60
"""The maximum number of events in the list that come from the directory."""
_ADDRESS = 3
"""The height of an address with the blank row above it."""
_HOST = DIRECTORY.split("/")[2]
"""The host of the directory."""
_FETCH = "directory"
"""The key of the row that fetches the directory. The keys of other rows are addresses."""


def choose_event(app: App[None], viewer: Viewer, warn: Callable[[str], None]) -> None:
    """Open a dialog for choosing an event.

    After a choice, the app closes, and opens again for that event. If the saved events cannot be
    read, `warn` receives the reason. The events are not read in a thread, because the dialog must
    be open before the app handles the next key.
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


class EventPicker(dialog.FindDialog):
    """A dialog that lists the known events that match the typed text.

    The user may also type a file or an address to open.
    """

    def __init__(
        self, viewer: Viewer, events: Sequence[KnownEvent], choose: Callable[[str], None]
    ) -> None:
        """`choose` receives the address of the event that the user opens."""
        hint = viewer.words.say("a name, a file or an address…")
        title = viewer.words.say(APP_EVENTS.label)
        super().__init__(title, self._items, hint, _ADDRESS, _MAX_ROWS)
        self._viewer = viewer
        self._now = datetime.now(UTC)
        self._events = sort_events(events, self._now)
        self._choose = choose
        self._listed: Sequence[ListedEvent] | None = None
        """The events of the directory, the latest first, or None until they are fetched."""
        self._news = ""
        """A sentence about the fetching of the directory, or the reason if it failed, or ""."""
        self._answer = ""
        """A sentence about the opening of an event, or the reason if it failed, or ""."""
        self._opening = SingleJob(self)
        self._address = lines.FixedLines(self._paint_address)
        self._address.styles.height = _ADDRESS
        self.parts = self.finder, self._address

    def on_cursor_moved(self) -> None:
        """Show the address of the event under the cursor."""
        self._answer = ""
        self._address.update()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the chosen event, or fetch the directory of events."""
        if event.key == _FETCH:
            if not self._news:
                begin(self, self._fetch_directory)
        elif not self._opening.is_running:
            self._opening.begin(partial(self._open, event.key))

    async def _open(self, address: str) -> None:
        """Read an event. Then close the dialog and choose the event, or show the error."""
        words = self._viewer.words
        self._answer = words.say("Opening…")
        self._address.update()
        try:
            await read_in_background(partial(self._viewer.services.read_event, address))
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
        """Fetch the directory of events, and list its events."""
        words = self._viewer.words
        self._news = words.say("Asking the directory…")
        self._show()
        try:
            found = await read_in_background(partial(self._viewer.services.directory, DIRECTORY))
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
        self.adapt_to_size()
        self._address.update()

    def _items(self, query: str) -> list[Item]:
        """Return the events that contain all typed words, and a row that opens a typed address."""
        typed = query.strip()
        items = [
            Item(event.address, partial(self._row, event))
            for event in self._events
            if matches_words(event, query)
        ]
        items += self._directory_items(query)
        if not typed:
            return items
        place = Item(_shown_path(typed), partial(self._typed_row, typed))
        is_place = any(sign in typed for sign in "/\\.")
        return [place, *items] if is_place else [*items, place]

    def _directory_items(self, query: str) -> Iterator[Item]:
        words = self._viewer.words
        if self._listed is None:
            text = words.say("look in the directory of public events ({host})", host=_HOST)
            line = row(" ", Span(text, "accent"))
            yield Item.from_row(line, None if self._news else _FETCH)
            return
        found = [event for event in self._listed if matches_words(event, query)][:_MAX_EVENTS]
        if found:
            heading = text_row(f" {words.say('IN THE DIRECTORY')}", "heading")
            yield Item.from_row(heading)
        for event in found:
            yield Item(event.address, partial(self._row, event))

    def _typed_row(self, typed: str, _width: int) -> Row:
        return row(" ", Span(self._viewer.words.say("open “{place}”", place=typed), "strong"))

    def _row(self, event: KnownEvent | ListedEvent, width: int) -> Row:
        words = self._viewer.words
        dates = times.dates_text(event.starts, event.ends, words)
        left = row(" ", Span(event.title), Span(f"  {dates}", "muted"))
        if isinstance(event, ListedEvent):
            return left
        note = times.event_note(event, local_date(event, self._now), words)
        return justify(left, row(Span(note, "accent"), " "), width)

    def _paint_address(self, width: int, _height: int) -> list[Row]:
        """Return the error, or else the address of the event under the cursor."""
        if text := self._answer or self._news:
            rows = clip(paragraphs(text, width, "warning"), _ADDRESS, width)
            return [BLANK, *rows][-_ADDRESS:]
        key = self.list.key
        address = DIRECTORY if key == _FETCH else key or ""
        return [BLANK, *paragraphs(address, width, "muted")[:2]]


def _shown_path(typed: str) -> str:
    """Return a typed file or address, without quotation marks and with ~ expanded."""
    bare = typed.strip("'\"")
    if not bare.startswith("~"):
        return bare
    try:
        return str(Path(bare).expanduser())
    except RuntimeError:  # the user named after ~ has no home directory
        return bare
