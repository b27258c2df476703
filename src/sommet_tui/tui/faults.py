"""Faults that come about outside the handlers of the app."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any


class BackgroundFaults:
    """Ends the app on an error in a thread, or in a callback of the loop."""

    def __init__(self, fail: Callable[[Exception], None]) -> None:
        """`fail` ends the app; it is called in the loop."""
        self._fail = fail
        self._loop: asyncio.AbstractEventLoop | None = None
        self._headless = False

    def watch_loop(self, *, headless: bool) -> None:
        """Watch the running loop; `headless` is whether the app has no terminal, as in tests."""
        self._loop, self._headless = asyncio.get_running_loop(), headless
        self._loop.set_exception_handler(self._on_loop_error)

    def on_thread_error(self, raised: threading.ExceptHookArgs) -> None:
        """End the app on an error in a thread for which nothing waits."""
        error, loop = raised.exc_value, self._loop
        if isinstance(error, Exception) and loop is not None:
            with suppress(RuntimeError):  # the loop is closed: the app has ended
                loop.call_soon_threadsafe(self._fail, error)

    def _on_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """End the app on an error in a callback of the loop, which is in no message or worker."""
        error = context.get("exception")
        if isinstance(error, Exception) and "handle" in context:
            self._fail(error)
        elif not self._headless:
            return  # it was cancelled when the app ended
        else:
            loop.default_exception_handler(context)
