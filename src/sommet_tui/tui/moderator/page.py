"""A page about the panel that the Moderator shows: the introductions, the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from sommet_tui.companion.keys import APP_BACK, EVERYWHERE, Key
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.tui.keys import bindings
from sommet_tui.tui.moderator.shown import ShownPanel
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines


class PanelPage(CompanionScreen):
    """Rows about a panel, which are up to date each second."""

    BINDINGS = bindings((APP_BACK,))
    KEYS: ClassVar[Sequence[Key]] = (APP_BACK, *EVERYWHERE)

    def __init__(
        self,
        viewer: Viewer,
        panel: ShownPanel,
        rows: Callable[[Scene, PanelMoment, int], list[Row]],
    ) -> None:
        """`rows` returns the page for a width in cells."""
        super().__init__(viewer)
        self.panel = panel
        self._rows = rows
        self._page = ScrollingLines(self._paint, classes="pane")
        self.parts = (self._page,)

    def paint(self, *, changed: bool) -> None:
        """Update the page; leave it if the session is no longer in the programme."""
        del changed
        if self.panel.moment() is None:
            self.leave()
        else:
            self._page.update()

    def _paint(self, width: int, _height: int) -> list[Row]:
        moment = self.panel.moment()
        return self._rows(self.viewer.scene(), moment, width) if moment is not None else []
