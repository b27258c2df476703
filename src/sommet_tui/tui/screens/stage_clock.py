"""The clock alone: for a monitor that the speaker looks at."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from sommet_tui.tui.acting import Acting
from sommet_tui.tui.keys import BACK, bindings
from sommet_tui.tui.painting.rows import Row
from sommet_tui.tui.painting.stage_clock import clock_page
from sommet_tui.tui.screens.base import CompanionScreen
from sommet_tui.tui.stage_keys import FULL
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.large_time import LargeTime
from sommet_tui.tui.widgets.painted import Plate


class StageClockScreen(CompanionScreen):
    """No header, no keys, nothing that could be pressed by mistake but the way back."""

    QUIET = True
    BINDINGS: ClassVar[list[BindingType]] = bindings((BACK, FULL))

    def __init__(self, viewer: Viewer, acting: Acting) -> None:
        super().__init__(viewer)
        self._acting = acting
        self._page = Plate(self._paint, classes="pane")
        self._time = LargeTime()

    @property
    def room(self) -> str | None:
        """The room whose lane is shown."""
        return self._acting.room

    def compose(self) -> ComposeResult:
        """The page, and the digits over it."""
        self._theme = self.app.theme
        yield self._page
        yield self._time

    def tick(self, *, changed: bool = False) -> None:
        """Paint whatever looks different."""
        del changed
        self._page.update()
        self._time.update()

    async def action_full(self) -> None:
        """The same key leads back."""
        await self.action_back()

    def _paint(self, width: int, height: int) -> list[Row]:
        rows = clock_page(
            self.viewer.scene(), self._acting.view(), width, height, self.viewer.cue_minutes
        )
        return self._time.lift(rows, self._page)
