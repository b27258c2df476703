"""The command palette: what the keys do here, every session and every person, by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from sommet_tui.domain.marking import marked
from sommet_tui.domain.text import fold
from sommet_tui.tui.reach import within_reach
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.times import column_time

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from sommet_tui.domain.searching import Hit as Found
    from sommet_tui.tui.keys import Key
    from sommet_tui.tui.viewer import Viewer

MOST = 60
"""How many sessions and people are offered at once; the search screen shows more."""

_HIDDEN = ("app.commands", "list.open")


class _Command(NamedTuple):
    """One line of the palette; foreign text in it stays text."""

    title: str
    more: str
    run: Callable[[], object]

    def shown(self, provider: Provider, words: tuple[str, ...] = ()) -> Content:
        """As the palette shows it, with what matched marked."""
        title = Content(self.title)
        for start, end in marked(self.title, words).ranges:
            title = title.stylize(provider.match_style or "underline", start, end)
        if not self.more:
            return title
        return Content.assemble(title, "\n", (self.more, "dim not bold"))


def palette(viewer: Viewer) -> CommandPalette:
    """The palette, in the language of the moment."""

    class Everything(_Everything):
        """Knows who is looking."""

        seen_by = viewer

    placeholder = viewer.words.say("a command, a session, a person…")
    return CommandPalette([Everything], placeholder=placeholder)


class _Everything(Provider):
    """Offers what is within reach of the screen that the palette lies on."""

    seen_by: Viewer

    async def discover(self) -> Hits:
        """The commands, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(command.shown(self), command.run, text=command.title)

    async def search(self, query: str) -> Hits:
        """Commands, sessions and people that hold every word, the best first."""
        words = tuple(fold(query).split())
        commands = [c for c in self._commands() if _held(f"{c.title} {c.more}", words)]
        commands.sort(key=lambda command: not _held(command.title, words))
        found = islice(self.seen_by.companion.search(query), MOST)
        rank = 0
        for rank, command in enumerate([*commands, *map(self._open, found)], 1):
            yield Hit(1 / rank, command.shown(self, words), command.run, text=command.title)
        if not rank:
            nothing = self.seen_by.words.say("Nothing found.")
            yield Hit(0.1, Content(nothing), lambda: None, text=query)

    def _commands(self) -> Iterator[_Command]:
        words = self.seen_by.words
        for key, node in within_reach(self.screen):
            if key.id not in _HIDDEN:
                more = f"{words.say(key.purpose)} · {key.shown}"
                yield _Command(words.say(key.label), more, partial(self._run, key, node))

    def _open(self, found: Found) -> _Command:
        viewer = self.seen_by
        if found.kind == "person":
            show = partial(self._show, found)
            return _Command(found.title, viewer.words.say("person"), show)
        session = viewer.companion.session(found.id)
        more = f"{column_time(session.start, viewer.zones)} {found.line.text}"
        return _Command(headline(session), more, partial(self._show, found))

    def _show(self, found: Found) -> None:
        if found.kind == "person":
            from sommet_tui.tui.screens.people import PersonScreen

            self.app.push_screen(PersonScreen(self.seen_by, found.id))
        else:
            from sommet_tui.tui.screens.pages import SessionScreen

            self.app.push_screen(SessionScreen(self.seen_by, found.id))

    async def _run(self, key: Key, node: DOMNode) -> None:
        await self.app.run_action(key.action, default_namespace=node)


def _held(text: str, words: tuple[str, ...]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
