"""Info: the event itself."""

from __future__ import annotations

from collections.abc import Sequence

from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    SESSION_LINKS,
    Key,
)
from sommet_tui.domain.programme import Link
from sommet_tui.tui.info.view import info_page
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.screen import MainScreen
from sommet_tui.tui.session.links import links_dialog
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import ScrollingLines


class InfoScreen(MainScreen):
    """The event itself."""

    NAME = "info"
    BINDINGS = bindings((APP_BACK, SESSION_LINKS))

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._page = ScrollingLines(
            lambda width, _height: info_page(viewer.scene(), width), classes="pane"
        )
        self.parts = (self._page,)

    def paint(self, *, changed: bool) -> None:
        """The page shows no time: only changes matter."""
        if changed:
            self._page.update()

    def keys(self) -> Sequence[Key]:
        """The way back is shown if there is one."""
        back = (APP_BACK,) if self.may_back() else ()
        links = (SESSION_LINKS,) if self.viewer.programme.url else ()
        return (*back, *links, *EVERYWHERE)

    def may_back(self) -> bool:
        """Return whether there is a screen to go back to."""
        return len(self.app.screen_stack) > 1

    def may_star(self) -> bool:
        """Ignore keys about a session."""
        return False

    may_note = may_undo = may_star

    def action_links(self) -> None:
        """Open the event's own address."""
        programme = self.viewer.programme
        links = (Link(programme.title, programme.url),) if programme.url else ()
        self.offer(links_dialog(self.viewer, links, self.app.open_url))
