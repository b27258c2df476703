"""Keeping this window connected to the crew while the day is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.live_ports import BrokerError
from sommet_tui.tui.background.work import begin
from sommet_tui.tui.terminal.background import in_background
from sommet_tui.wording.sharing import broker_error_sentence

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.tui.viewer import Viewer


class CrewConnection:
    """Opens the connection when the day is shared, again at a new address, and closes it after."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._app = app
        self._viewer = viewer
        self._changing = False
        self._opened: object = None

    def tick(self) -> None:
        """Check whether the day is shared, and where; cheap enough for every second."""
        if not self._changing and self._wanted() != self._opened:
            begin(self._app, self._change, group="crew")

    def _wanted(self) -> object:
        snapshot = self._viewer.companion.snapshot
        crew = snapshot.events.crew
        if crew is None or not crew.share.active:
            return None
        share = crew.share
        return snapshot.programme.id, share.address, share.writer, share.name, share.authority

    async def _change(self) -> None:
        self._changing, wanted = True, self._wanted()
        companion, words = self._viewer.companion, self._viewer.words
        programme = companion.snapshot.programme.id
        try:
            link = companion.release()
            if link is not None:
                await in_background(link.stop)
            if wanted is not None:
                opened = await in_background(lambda: self._viewer.services.connect(programme))
                if opened is not None:
                    companion.connect(opened)
            self._opened = wanted
        except BrokerError as error:
            self._opened = wanted
            sentence = broker_error_sentence(error, words)
            self._app.notify(sentence, severity="error", markup=False, timeout=20)
        except StorageError:
            pass  # the header shows the error; the next second tries again
        finally:
            self._changing = False
