"""The program of the setting `stage_command`, run at each event of the stage by one window."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import TYPE_CHECKING

from sommet_tui.companion.automation import StageEvents
from sommet_tui.tui.background.work import begin

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.json.parts import Json
    from sommet_tui.tui.background.programs import UserProgram
    from sommet_tui.tui.viewer import Viewer


class StageAutomation:
    """Runs the program for one event after the other, while this window is the one to do so.

    Of the windows of a computer that look at the same day, or take part in the same rehearsal, that
    is the first; when it closes, another goes on with what
    happens from then.
    """

    def __init__(self, app: App[None], viewer: Viewer, program: UserProgram) -> None:
        self._app = app
        self._viewer = viewer
        self._program = program
        self._events = StageEvents(viewer.companion)
        self._waiting: deque[Json] = deque()
        self._runs = self._asks = False
        self._claimed: str | None = None
        """The day or the rehearsal whose events this window tells the program of."""

    def tick(self) -> None:
        """Look at the stage; the program is run, and the lock asked for, beside the screens."""
        found, subject = self._events.due(), self._events.subject
        if self._claimed == subject and found:
            self._waiting.extend(found)
            if not self._runs:
                self._runs = True
                begin(self._app, self._run, group="stage command")
        if self._claimed != subject and not self._asks:
            self._asks = True
            begin(self._app, self._ask, group="stage command lock")

    async def _ask(self) -> None:
        try:
            subject, claim = self._events.subject, self._viewer.services.claim_stage_command
            chosen = await asyncio.to_thread(claim, subject)
            self._claimed = subject if chosen else None
        finally:
            self._asks = False

    async def _run(self) -> None:
        try:
            while self._waiting:
                event = self._waiting.popleft()
                await self._program.run(text=json.dumps(event, ensure_ascii=False) + "\n")
        finally:
            self._runs = False
