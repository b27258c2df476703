"""The command palette: what the keys do here, every session and every person, by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING, NamedTuple

from sommet_tui.companion.keys import APP_COMMANDS, GROUPS, KEYS
from sommet_tui.domain.text import fold
from sommet_tui.tui.keys.menu import grouped_keys, key_columns, mark_matches
from sommet_tui.tui.render.rows import Row, Span, fit_row, heading, indent, row, spread, text_row
from sommet_tui.tui.requests import OpenPerson, OpenSession
from sommet_tui.tui.widgets.dialog import FindDialog
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.sentences import headline, off_word
from sommet_tui.wording.times import day_time
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from sommet_tui.companion.keys import Key
    from sommet_tui.domain.search import Hit
    from sommet_tui.tui.viewer import Viewer

MOST = 60
"""The most sessions and people offered at once; the search screen shows more."""

_HIDDEN = ("app.commands", "list.open", "main.quit")
"""The ids of keys that are not offered: the palette does the same, or another key there."""


class _Offer(NamedTuple):
    """A row of the palette: its group and id, its text, the key or time beside it, its effect."""

    group: str
    id: str
    title: str
    more: str
    aside: str
    run: Callable[[], object]


class Palette(FindDialog):
    """Offers the commands that are within reach, sessions and people."""

    DEFAULT_CSS = "Palette > Vertical { width: 84; }"

    def __init__(self, viewer: Viewer, reach: Iterable[tuple[Key, DOMNode]]) -> None:
        """`reach` contains the keys that act on the screen below, with the node that acts."""
        words = viewer.words
        super().__init__(
            words.say(APP_COMMANDS.label), self._items, words.say("a command, a session, a person…")
        )
        self._viewer = viewer
        choices = *GROUPS[1:-1], GROUPS[0], GROUPS[-1]  # what works on every screen comes last
        keys = list(grouped_keys(reach, choices, _HIDDEN))
        self._columns = key_columns([(k, viewer.keymap.shown(k)) for _, k, _ in keys], words)
        self._commands = [self._command_offer(*found) for found in keys]
        self._offered: dict[str, _Offer] = {}
        """All that was offered so far: the list may have changed when a choice arrives."""

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Run the command after the palette has closed."""
        if self.close():
            self.app.call_later(self._offered[event.key].run)

    def _items(self, wanted: str) -> list[Item]:
        """Return what contains every word: commands, then sessions and people, the best first."""
        sought = tuple(fold(wanted).split())
        offers = list(self._offers(wanted, sought) if sought else self._commands)
        self._offered.update((offer.id, offer) for offer in offers)
        items = []
        for group, members in groupby(offers, key=lambda offer: offer.group):
            items.append(Item.fixed(heading(self._viewer.words.say(group))))
            items += [Item(offer.id, partial(self._row, offer, sought)) for offer in members]
        return items or [Item.fixed(text_row(f" {self._viewer.words.say('No match.')}", "muted"))]

    def _row(self, offer: _Offer, sought: tuple[str, ...], width: int) -> Row:
        """Return a key with its label and its help, or a title and its time."""
        more = Span(offer.more, "muted")
        if offer.id in KEYS:
            lead = self._columns.label_row(Span(offer.aside, "key"), offer.title, sought)
            return fit_row(row(*lead, more), width)
        title = row(*mark_matches(offer.title, sought), "  ", more)
        time = row(Span(offer.aside, "time"), " ")
        return spread(indent(title, self._columns.label_at), time, width)

    def _offers(self, wanted: str, sought: tuple[str, ...]) -> Iterator[_Offer]:
        """Yield the commands, first those whose label has all words; then the pages, by kind."""
        found = [one for one in self._commands if _contains_all(f"{one.title} {one.more}", sought)]
        found.sort(key=lambda one: not _contains_all(one.title, sought))
        yield from (one._replace(group=mark("COMMANDS")) for one in found)
        kinds: dict[str, list[_Offer]] = {}
        for hit in islice(self._viewer.companion.search(wanted), MOST):
            kinds.setdefault(hit.kind, []).append(self._page_offer(hit))
        for offers in kinds.values():
            yield from offers

    def _command_offer(self, group: str, key: Key, node: DOMNode) -> _Offer:
        words, shown = self._viewer.words, self._viewer.keymap.shown(key)

        def run() -> None:
            self.app.call_later(self.app.run_action, key.action, node)

        return _Offer(group, key.id, words.say(key.label), words.say(key.purpose), shown, run)

    def _page_offer(self, found: Hit) -> _Offer:
        viewer, show = self._viewer, partial(self._open_page, found)
        name = f"{found.kind} {found.id}"
        if found.kind == "person":
            people = viewer.snapshot.people
            title = next(one.person.name for one in people if one.person.id == found.id)
            return _Offer(mark("PEOPLE"), name, title, "", "", show)
        session = viewer.scene().programme.by_id[found.id]
        view = viewer.view()
        title, line = headline(session), found.line.text
        more = off_word(session, view) or ("" if line in title else line)
        return _Offer(mark("SESSIONS"), name, title, more, day_time(session.start, view), show)

    def _open_page(self, found: Hit) -> None:
        request = OpenPerson if found.kind == "person" else OpenSession
        self.app.post_message(request(found.id, self.app.screen))


def _contains_all(text: str, words: tuple[str, ...]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
