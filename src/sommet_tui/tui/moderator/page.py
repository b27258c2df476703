"""The base of the Moderator's pages: the introductions and the report."""

from __future__ import annotations

from sommet_tui.companion.panel import PanelMoment
from sommet_tui.tui.moderator.controller import PanelController
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.screen import CompanionScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines


class PanelPage(CompanionScreen):
    """A page about the panel that the Moderator shows."""

    def __init__(self, viewer: Viewer, panel: PanelController) -> None:
        super().__init__(viewer)
        self.panel = panel
        self.page = ScrollingLines(self._paint, classes="pane")
        self.parts = (self.page,)

    def paint(self, *, changed: bool) -> None:
        """Update the page; leave it if the session is no longer in the programme."""
        del changed
        if self.panel.moment() is None:
            self.leave()
            return
        self.page.update()

    def rows(self, moment: PanelMoment, width: int) -> list[Row]:
        """Return the rows of the page."""
        raise NotImplementedError

    def _paint(self, width: int, _height: int) -> list[Row]:
        moment = self.panel.moment()
        return self.rows(moment, width) if moment is not None else []
