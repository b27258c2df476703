"""Checking, in the background, whether the source of the programme has changed; reading it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING

from sommet_tui.tui.background.work import Work, begin
from sommet_tui.tui.terminal.background import in_background

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.companion import Companion


class SourceWatch:
    """One thread that checks the source on request, unless it still waits for the last answer.

    A drive that has stopped answering blocks that thread, and nothing else.
    """

    def __init__(self, app: App[None], companion: Companion, then: Work) -> None:
        """`then` is called after the companion has taken the changed programme."""
        self._app = app
        self._companion = companion
        self._then = then
        self._reading = self._unread = self._stopped = False
        self._due: SimpleQueue[bool] = SimpleQueue()
        self._checking = self._asking = False

    def tick(self) -> None:
        """Request a check; costs next to nothing, and never waits."""
        if not self._checking:
            self._checking = True
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._watch, args=(loop,), name="watch", daemon=True).start()
        if not self._asking:
            self._asking = True
            self._due.put(True)

    def stop(self) -> None:
        """Let the thread end, and read nothing more."""
        self._stopped = True
        self._due.put(False)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._due.get():
            try:
                found = self._companion.source.is_outdated()
            finally:
                self._asking = False
            if found:
                with suppress(RuntimeError):  # the loop is closed, so the answer is not needed
                    loop.call_soon_threadsafe(self._on_source_change)

    def _on_source_change(self) -> None:
        self._unread = True
        if not self._reading and not self._stopped:
            begin(self._app, self._read)

    async def _read(self) -> None:
        """Read the programme in a thread and show it; read again if it changes meanwhile."""
        self._reading = True
        try:
            while self._unread:
                self._unread = False
                self._companion.take(await in_background(self._companion.source.read))
        finally:
            self._reading = False
        await self._then()
