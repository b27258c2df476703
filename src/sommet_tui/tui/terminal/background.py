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


async def beside(read: Callable[[], T]) -> T:
    """Return the answer of `read`, called in a thread that the end of the app does not wait for.

    It is cut off there wherever it is: what writes is not for here.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(give: Callable[[], None]) -> None:
        if not answer.done():  # nobody has given it up
            give()

    def work() -> None:
        give: Callable[[], None]
        try:
            give = partial(answer.set_result, read())
        except Exception as error:  # raised where it is awaited
            give = partial(answer.set_exception, error)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, give)

    threading.Thread(target=work, name=_NAME, daemon=True).start()
    return await answer


def end_while_reading(code: int) -> None:
    """End the process with this exit code if something is still being read; else do nothing.

    The interpreter would stop the thread amid the code of an extension, which may crash on it.
    """
    if any(thread.name == _NAME for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
