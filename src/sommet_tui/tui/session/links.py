"""The address of a link, shown before it is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlsplit

from sommet_tui.companion.keys import APP_BACK, SESSION_LINKS
from sommet_tui.domain.programme import Link
from sommet_tui.tui.render.rows import BLANK, Row, Span, fit_row, paragraphs, row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import ChoiceDialog, Dialog, enter_key
from sommet_tui.tui.widgets.row_list import Item
from sommet_tui.wording.words import mark


def links_dialog(
    viewer: Viewer, links: Sequence[Link], open_url: Callable[[str], object]
) -> Dialog | str:
    """Return the hosts of links to choose from, with whole addresses; a sentence if there are none.

    `open_url` opens the chosen one with the system's browser.
    """
    words = viewer.words
    if not links:
        return words.say("No links here.")
    items = [Item(link.url, partial(_row, link)) for link in links]
    return _LinksDialog(
        words.say(SESSION_LINKS.label),
        lambda _width: (),
        items,
        open_url,
        lambda url, width: [BLANK, *paragraphs(url, width, "muted", url)],
    )


class _LinksDialog(ChoiceDialog):
    """Links to choose from."""

    KEYS = (enter_key(mark("Open in your browser")), APP_BACK)


def _row(link: Link, width: int) -> Row:
    host = shown_host(link.url)
    title = f"  {link.title}" if link.title != host else ""
    return fit_row(row(" ", Span(host, "strong"), Span(title, "muted")), width)


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
