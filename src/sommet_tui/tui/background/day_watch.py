"""Asking, in the background, for the day that another stage publishes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sommet_tui.tui.background.work import Errand
from sommet_tui.tui.terminal.background import in_background

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.follower import Follower
    from sommet_tui.tui.viewer import Viewer


class DayWatch:
    """Asks when it is due; one request at a time."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._viewer = viewer
        self._errand = Errand(app)

    def tick(self) -> None:
        """Ask if it is due; cheap enough for every second."""
        follower = self._viewer.companion.follower
        if follower is not None and not self._errand.is_running and follower.due():
            self._errand.begin(partial(self._ask, follower))

    async def _ask(self, follower: Follower) -> None:
        self._viewer.companion.process_day(await in_background(follower.ask))
