"""Threads that read in the background, and that do not delay the end of the program."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")

_NAME = "reading"


async def in_background(read: Callable[[], T]) -> T:
    """Return the result of `read`, called in a thread for which the end of the app does not wait.

    At the end of the app it is interrupted, so it must not write anything.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def deliver(give: Callable[[], None]) -> None:
        if not answer.done():  # it was not cancelled
            give()

    def work() -> None:
        give: Callable[[], None]
        try:
            give = partial(answer.set_result, read())
        except Exception as error:  # raised in the coroutine that awaits it
            give = partial(answer.set_exception, error)
        with suppress(RuntimeError):  # the loop is closed, so the answer is not needed
            loop.call_soon_threadsafe(deliver, give)

    threading.Thread(target=work, name=_NAME, daemon=True).start()
    return await answer


def end_while_reading(code: int) -> None:
    """End the process with this exit code if a thread is still reading; otherwise do nothing.

    The interpreter would stop the thread within the code of an extension, which could crash.
    """
    if any(thread.name == _NAME for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
