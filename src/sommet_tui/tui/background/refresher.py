"""Asking the programme's address for a newer version, in the background."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sommet_tui.companion.keys import APP_CHANGES
from sommet_tui.tui.background.work import Errand
from sommet_tui.tui.terminal.background import in_background

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.tui.viewer import Viewer

_PATIENCE = 3.0
"""Seconds between reports of how much has arrived."""


class ProgrammeRefresher:
    """Refreshes the programme, regularly or on request; one request at a time."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._app = app
        self._viewer = viewer
        self._errand = Errand(app)
        self._received = 0

    def tick(self) -> None:
        """Ask if it is due; cheap enough for every second."""
        if not self._errand.is_running and self._viewer.companion.source.refresh_due():
            self._errand.begin(partial(self._ask, reported=False))

    def ask(self) -> None:
        """Refresh now, and report the result."""
        if not self._viewer.companion.source.is_distant:
            words = self._viewer.words
            self._say(
                words.say(
                    "The programme is a local file. When the file changes, the screen "
                    "updates by itself."
                )
            )
        else:
            self._errand.begin(partial(self._ask, reported=True))

    async def _ask(self, *, reported: bool) -> None:
        companion = self._viewer.companion
        self._received = 0
        progress = self._app.set_interval(_PATIENCE, self._report_progress)
        try:
            outcome = await in_background(partial(companion.source.refresh, self._on_progress))
        finally:
            progress.stop()
        companion.report_refresh(outcome)
        if reported and outcome is None:
            from sommet_tui.wording.changes import up_to_date

            key, unseen = self._viewer.keymap.shown(APP_CHANGES), len(self._viewer.news.unseen)
            self._say(up_to_date(unseen, key, self._viewer.words))

    def _on_progress(self, received: int) -> None:
        self._received = received

    def _report_progress(self) -> None:
        size = f"{self._received / 1e6:.1f}"
        sentence = self._viewer.words.say("Downloading the programme: {size} MB so far…", size=size)
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._app.notify(sentence, markup=False, timeout=4)
