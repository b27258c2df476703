"""The address of a link, shown before it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar
from urllib.parse import urlsplit

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from sommet_tui.companion.keys import APP_BACK
from sommet_tui.domain.programme import Link
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import BLANK, Row, Span, fit_row, paragraphs, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import Item, RowList


def links_dialog(viewer: Viewer, links: Sequence[Link]) -> Dialog | str:
    """Return links with their hosts to choose from, or a sentence if there are none."""
    return LinksDialog(viewer, links) if links else viewer.words.say("No links here.")


class LinksDialog(Dialog):
    """The hosts to choose from, and the whole address of the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(self, viewer: Viewer, links: Sequence[Link]) -> None:
        super().__init__()
        self._viewer = viewer
        self._links = links
        self._address = FixedLines(self._paint_address)
        self._list = RowList(self._address.update)
        self._title = FixedLines(self._paint_title)
        self._title.ground = self._list.ground = self._address.ground = "surface"

    def compose(self) -> ComposeResult:
        """A question, the hosts, the address."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._address

    def on_mount(self) -> None:
        """Fill the list."""
        self._list.styles.height = min(8, len(self._links))
        self._address.styles.height = 6
        self._list.show([Item(str(n), partial(self._row, n)) for n in range(len(self._links))])
        self._list.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open it with the system's browser."""
        url = self._links[int(event.key)].url
        if self.close():
            self.app.open_url(url)

    def _row(self, number: int, width: int) -> Row:
        link = self._links[number]
        host = shown_host(link.url)
        title = f"  {link.title}" if link.title != host else ""
        return fit_row(row(" ", Span(host, "strong"), Span(title, "muted")), width)

    def _paint_title(self, width: int, _height: int) -> list[Row]:
        said = self._viewer.words.say("↵: open this address in your browser · esc: back")
        rows = [*paragraphs(said, width, "accent"), BLANK]
        self._title.styles.height = len(rows)
        return rows

    def _paint_address(self, width: int, _height: int) -> list[Row]:
        link = self._links[int(self._list.key or 0)]
        return [BLANK, *paragraphs(link.url, width, "muted")[:5]]


def shown_host(url: str) -> str:
    """Return the host of an address in plain ASCII (xn--…); the address itself if it has none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    return ".".join(map(_ascii, host.split("."))) if host else url


def _ascii(label: str) -> str:
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        # Letters younger than the codec's tables, or a label that no host can have.
        return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
