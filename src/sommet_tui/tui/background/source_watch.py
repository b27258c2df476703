"""Checking, in the background, whether the source of the programme has changed."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class SourceWatch:
    """One thread that checks the source on request, unless it still waits for the last answer.

    A drive that has stopped answering blocks that thread, and nothing else.
    """

    def __init__(self, ask: Callable[[], bool], on_change: Callable[[], None]) -> None:
        """`ask` is called in the thread, `on_change` by the screens if `ask` returned True."""
        self._ask = ask
        self._on_change = on_change
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
        """Let the thread end."""
        self._due.put(False)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._due.get():
            try:
                found = self._ask()
            finally:
                self._asking = False
            if found:
                with suppress(RuntimeError):  # the loop is closed, so the answer is not needed
                    loop.call_soon_threadsafe(self._on_change)
