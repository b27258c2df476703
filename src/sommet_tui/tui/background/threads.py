"""Coroutines and threads that run while the screens are in use."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.worker import Worker


Work = Callable[[], Coroutine[Any, Any, object]]


def begin(node: DOMNode, work: Work, *, exit_on_error: bool = True) -> Worker[object]:
    """Call `work` soon, and await its coroutine as one of the node's workers.

    `work` is a callable and not a coroutine: if the app ended before the worker began, a coroutine
    would never be awaited, and Python would print a warning on the restored terminal.
    """
    return node.run_worker(work, exit_on_error=exit_on_error)


def begin_in_thread(node: DOMNode, work: Callable[[], object]) -> None:
    """Call `work` soon in a thread; the app goes on if it fails."""
    begin(node, partial(asyncio.to_thread, work), exit_on_error=False)


class Errand:
    """Work of a node that never runs twice at the same time."""

    def __init__(self, node: DOMNode) -> None:
        self._node = node
        self._worker: Worker[object] | None = None

    @property
    def is_running(self) -> bool:
        """Return whether the work is running."""
        return self._worker is not None and not self._worker.is_finished

    def begin(self, work: Work) -> None:
        """Begin the work, unless it is still running."""
        if not self.is_running:
            self._worker = begin(self._node, work)


T = TypeVar("T")

_NAME = "reading"


async def in_background(read: Callable[[], T]) -> T:
    """Return the result of `read`, called in a thread for which the end of the app does not wait.

    The end of the app interrupts it, so it must not write anything.
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
