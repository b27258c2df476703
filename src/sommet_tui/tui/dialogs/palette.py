"""The command palette: what the keys do here, every session and every person, by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sommet_tui.domain.highlight import marked
from sommet_tui.domain.text import fold
from sommet_tui.tui.render.rows import Row, Span, row, spread
from sommet_tui.tui.requests import OpenPerson, OpenSession
from sommet_tui.tui.widgets.dialog import FindDialog
from sommet_tui.tui.widgets.row_list import Item, RowList
from sommet_tui.wording.sentences import headline, off_word
from sommet_tui.wording.times import day_time

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from sommet_tui.companion.keys import Key
    from sommet_tui.domain.search import Hit
    from sommet_tui.tui.viewer import Viewer

MOST = 60
"""The most sessions and people offered at once; the search screen shows more."""

_HIDDEN = ("app.commands", "list.open")


class _Command(NamedTuple):
    """One line of the palette: its id, its label, details, and the key or time beside it."""

    id: str
    title: str
    more: str
    aside: str
    run: Callable[[], object]

    def row(self, words: tuple[str, ...], width: int) -> Row:
        """Return the row, with the matching text marked."""
        pieces = marked(self.title, words).pieces()
        title = [Span(text, "match" if matches else "strong") for text, matches in pieces]
        left = row(" ", *title, Span(f"  {self.more}" if self.more else "", "muted"))
        return spread(left, row(Span(self.aside, "key"), " "), width)


class Palette(FindDialog):
    """Offers the commands that are within reach, sessions and people."""

    def __init__(self, viewer: Viewer, reach: Iterable[tuple[Key, DOMNode]]) -> None:
        """`reach` contains the keys that act on the screen below, with the node that acts."""
        super().__init__(self._items, viewer.words.say("a command, a session, a person…"))
        self._viewer = viewer
        self._commands = list(self._of(reach))
        self._offered: dict[str, _Command] = {}
        """All commands offered so far: the list may have changed when a choice arrives."""

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Run the command after the palette has closed."""
        if self.close():
            self.app.call_later(self._offered[event.key].run)

    def _items(self, wanted: str) -> list[Item]:
        """Return the commands, sessions and people that contain every word, the best first."""
        words = tuple(fold(wanted).split())
        offered = [c for c in self._commands if _held(f"{c.title} {c.more}", words)]
        offered.sort(key=lambda command: not _held(command.title, words))
        if words:
            found = islice(self._viewer.companion.search(wanted), MOST)
            offered += map(self._open, found)
        if not offered:
            said = self._viewer.words.say("No match.")
            return [Item.fixed(row(" ", Span(said, "muted")))]
        self._offered.update((command.id, command) for command in offered)
        return [Item(command.id, partial(command.row, words)) for command in offered]

    def _of(self, reach: Iterable[tuple[Key, DOMNode]]) -> Iterator[_Command]:
        words = self._viewer.words
        for key, node in reach:
            if key.id not in _HIDDEN:
                run = partial(self._run, key, node)
                shown = self._viewer.keymap.shown(key)
                yield _Command(key.id, words.say(key.label), words.say(key.purpose), shown, run)

    def _open(self, found: Hit) -> _Command:
        viewer, show = self._viewer, partial(self._show, found)
        name = f"{found.kind} {found.id}"
        if found.kind == "person":
            people = viewer.snapshot.people
            title = next(one.person.name for one in people if one.person.id == found.id)
            return _Command(name, title, viewer.words.say("person"), "", show)
        session = viewer.scene().programme.by_id[found.id]
        view = viewer.view()
        title, line = headline(session), found.line.text
        more = off_word(session, view) or ("" if line in title else line)
        return _Command(name, title, more, day_time(session.start, view), show)

    def _show(self, found: Hit) -> None:
        request = OpenPerson if found.kind == "person" else OpenSession
        self.app.post_message(request(found.id, self.app.screen))

    async def _run(self, key: Key, node: DOMNode) -> None:
        await self.app.run_action(key.action, default_namespace=node)


def _held(text: str, words: tuple[str, ...]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
