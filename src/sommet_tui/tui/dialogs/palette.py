"""The command palette: what the keys do here, every session and every person, by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Resize

from sommet_tui.companion.keys import APP_BACK
from sommet_tui.domain.highlight import marked
from sommet_tui.domain.text import fold
from sommet_tui.tui.keys.bindings import bindings, within_reach
from sommet_tui.tui.render.rows import Row, Span, fit, row, spread
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.field import Finder
from sommet_tui.tui.widgets.row_list import Item, RowList, every_row
from sommet_tui.wording.sentences import headline, off_word
from sommet_tui.wording.times import day_time

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

    from sommet_tui.companion.keys import Key
    from sommet_tui.domain.search import Hit
    from sommet_tui.tui.viewer import Viewer

MOST = 60
"""The most sessions and people offered at once; the search screen shows more."""

_HIDDEN = ("app.commands", "list.open")
_ASIDE = 7
"""Cells of the panel that are not the field's, and that of its cursor."""
_AROUND = 5
"""Rows of the panel that are not the list's: the field and the space around both."""


class _Command(NamedTuple):
    """One line of the palette: its id, its label, details, and the key or time beside it."""

    id: str
    title: str
    more: str
    aside: str
    run: Callable[[], object]

    def row(self, words: tuple[str, ...], width: int) -> Row:
        """As the palette shows it, with what matched marked."""
        pieces = marked(self.title, words).pieces()
        title = [Span(text, "match" if matches else "strong") for text, matches in pieces]
        left = row(" ", *title, Span(f"  {self.more}" if self.more else "", "muted"))
        return spread(left, row(Span(self.aside, "key"), " "), width)


class Palette(Dialog):
    """Offers the commands of the screen below it, sessions and people."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK,))

    def __init__(self, viewer: Viewer, below: Screen[Any]) -> None:
        super().__init__()
        self._viewer = viewer
        self._commands = list(self._of(below))
        self._offered: dict[str, _Command] = {}
        """All that was offered so far: a choice may come in when other lines are shown already."""
        self._list = RowList(at_once=every_row)
        self._list.ground = "surface"
        self._finder = Finder(self._items, self._list)

    def compose(self) -> ComposeResult:
        """Yield the field and the results."""
        with Vertical():
            yield self._finder

    def on_mount(self) -> None:
        """Offer the commands before anything is typed."""
        self._finder.field.focus()
        self._finder.search()

    def on_resize(self, event: Resize) -> None:
        """As many rows as there are commands and the terminal has room for."""
        height = max(1, min(len(self._commands), event.size.height - _AROUND))
        self._list.styles.height = height
        hint = self._viewer.words.say("a command, a session, a person…")
        self._finder.field.placeholder = fit(hint, min(60, event.size.width) - _ASIDE)
        self._finder.styles.height = height + _AROUND - 2

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Do it, once the palette is gone."""
        if self.close():
            self.app.call_later(self._offered[event.key].run)

    def _items(self, wanted: str) -> list[Item]:
        """Commands, sessions and people that hold every word, the best first."""
        words = tuple(fold(wanted).split())
        offered = [c for c in self._commands if _held(f"{c.title} {c.more}", words)]
        offered.sort(key=lambda command: not _held(command.title, words))
        if words:
            found = islice(self._viewer.companion.search(wanted), MOST)
            offered += map(self._open, found)
        if not offered:
            nothing = row(" ", Span(self._viewer.words.say("No match."), "muted"))
            return [Item(None, lambda _width: nothing)]
        self._offered.update((command.id, command) for command in offered)
        return [Item(command.id, partial(command.row, words)) for command in offered]

    def _of(self, below: Screen[Any]) -> Iterator[_Command]:
        words = self._viewer.words
        for key, node in within_reach(below):
            if key.id not in _HIDDEN:
                run = partial(self._run, key, node)
                shown = self._viewer.keymap.shown(key)
                yield _Command(key.id, words.say(key.label), words.say(key.purpose), shown, run)

    def _open(self, found: Hit) -> _Command:
        viewer, show = self._viewer, partial(self._show, found)
        name = f"{found.kind} {found.id}"
        if found.kind == "person":
            return _Command(name, found.title, viewer.words.say("person"), "", show)
        session = viewer.scene().snapshot.programme.by_id[found.id]
        view = viewer.view()
        more = off_word(session, view) or found.line.text
        return _Command(name, headline(session), more, day_time(session.start, view), show)

    def _show(self, found: Hit) -> None:
        if found.kind == "person":
            from sommet_tui.tui.people.screen import PersonScreen

            self.app.push_screen(PersonScreen(self._viewer, found.id))
        else:
            from sommet_tui.tui.session.screen import SessionScreen

            self.app.push_screen(SessionScreen(self._viewer, found.id))

    async def _run(self, key: Key, node: DOMNode) -> None:
        await self.app.run_action(key.action, default_namespace=node)


def _held(text: str, words: tuple[str, ...]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
