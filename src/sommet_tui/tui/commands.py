"""The command palette: every key of the table, found by typing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from sommet_tui.tui.keys import EVERYWHERE, SCREENS, Key
from sommet_tui.wording.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable


class KeyCommands(Provider):
    """Offers what the keys do in whatever language is spoken at the moment."""

    @property
    def _words(self) -> Words:
        words = getattr(self.app, "words", None)
        assert isinstance(words, Words)
        return words

    def _commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        for key in (*SCREENS, *EVERYWHERE):
            if key.id != "app.commands":
                title = self._words.say(key.label)
                yield title, self._words.say(key.purpose), partial(self._run, key)

    async def _run(self, key: Key) -> None:
        await self.app.run_action(key.action)

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for title, purpose, run in self._commands():
            yield DiscoveryHit(title, run, help=purpose)

    async def search(self, query: str) -> Hits:
        """Those that match what is typed."""
        matcher = self.matcher(query)
        for title, purpose, run in self._commands():
            score = max(matcher.match(title), matcher.match(purpose))
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=purpose)
