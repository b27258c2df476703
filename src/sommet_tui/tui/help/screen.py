"""Help: every key, from the table that the bindings are made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from sommet_tui.tui.help.view import help_page
from sommet_tui.tui.keys.table import BACK, EVERYWHERE, ROOMS, Key, bindings
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines


class HelpScreen(CompanionScreen):
    """All keys, from the table they are made from."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((BACK,))
    KEYS: ClassVar[Sequence[Key]] = (BACK, *EVERYWHERE)

    def __init__(self, viewer: Viewer, here: Sequence[Key] = ()) -> None:
        """`here` are the keys of the screen one came from."""
        super().__init__(viewer)
        self._here = here
        self._page = ScrollingLines(self._paint, classes="pane")

    def body(self) -> Iterator[Widget]:
        """The page."""
        yield self._page

    def paint(self, *, changed: bool) -> None:
        """The page tells no time: only another language changes it."""
        if changed:
            self._page.update()

    def _paint(self, width: int, _height: int) -> list[Row]:
        several = len(self.viewer.companion.snapshot.programme.rooms) > 1
        idle = () if several else ROOMS
        return help_page(self.viewer.words, width, self._here, self.viewer.keymap, idle)
