"""Calling the program in the setting `stage_command` at each event of the stage."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import TYPE_CHECKING

from sommet_tui.companion.automation import StageEvents
from sommet_tui.tui.background.work import Errand

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.json.parts import Json
    from sommet_tui.tui.background.programs import UserProgram
    from sommet_tui.tui.viewer import Viewer


class StageAutomation:
    """Calls the program for one event after the other, if this window is the one to do so.

    Of the windows of a computer that show the same day, or take part in the same rehearsal, the
    first one calls it. When that closes, another continues with the next event.
    """

    def __init__(self, app: App[None], viewer: Viewer, program: UserProgram) -> None:
        self._viewer = viewer
        self._program = program
        self._events = StageEvents(viewer.companion)
        self._waiting: deque[Json] = deque()
        self._program_runs, self._lock_asked = Errand(app), Errand(app)
        self._claimed: str | None = None
        """The day or the rehearsal for which this window calls the program."""

    def tick(self) -> None:
        """Check the stage; the program and the lock are handled in the background."""
        found, subject = self._events.due(), self._events.subject
        if self._claimed == subject and found:
            self._waiting.extend(found)
            self._program_runs.begin(self._run_program)
        if self._claimed != subject:
            self._lock_asked.begin(self._ask_lock)

    async def _ask_lock(self) -> None:
        subject, claim = self._events.subject, self._viewer.services.claim_stage_command
        chosen = await asyncio.to_thread(claim, subject)
        self._claimed = subject if chosen else None

    async def _run_program(self) -> None:
        while self._waiting:
            event = self._waiting.popleft()
            await self._program.run(text=json.dumps(event, ensure_ascii=False) + "\n")
