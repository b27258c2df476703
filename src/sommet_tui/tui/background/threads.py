"""Coroutines and threads that run while the screens stay usable."""

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
    """Call `work` soon, and await its coroutine as a worker of the node.

    `work` is a callable, not a coroutine. If the app ends before the worker begins, a coroutine
    would never be awaited, and Python would print a warning on the restored terminal.
    """
    return node.run_worker(work, exit_on_error=exit_on_error)


def begin_in_thread(node: DOMNode, work: Callable[[], object]) -> None:
    """Call `work` soon in a thread. An error in the thread does not end the app."""
    begin(node, partial(asyncio.to_thread, work), exit_on_error=False)


class SingleJob:
    """Work of a node that never runs twice at the same time."""

    def __init__(self, node: DOMNode) -> None:
        self._node = node
        self._worker: Worker[object] | None = None

    @property
    def is_running(self) -> bool:
        return self._worker is not None and not self._worker.is_finished

    def begin(self, work: Work) -> None:
        """Begin the work. If work is still running, do nothing."""
        if not self.is_running:
            self._worker = begin(self._node, work)


T = TypeVar("T")

_NAME = "reading"


async def read_in_background(read: Callable[[], T]) -> T:
    """Call `read` in a thread, and return its result.

    The app does not wait for the thread when it ends, so `read` must not write anything.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def deliver(give: Callable[[], None]) -> None:
        if not answer.done():  # `answer` may have been cancelled
            give()

    def work() -> None:
        give: Callable[[], None]
        try:
            give = partial(answer.set_result, read())
        except Exception as error:  # The coroutine that awaits the answer raises it.
            give = partial(answer.set_exception, error)
        with suppress(RuntimeError):  # The loop is closed, so the app is ending.
            loop.call_soon_threadsafe(deliver, give)

    threading.Thread(target=work, name=_NAME, daemon=True).start()
    return await answer


def exit_if_reading(code: int) -> None:
    """If a thread is still reading, end the process immediately with this exit code.

    In a normal exit, the interpreter could stop the thread within an extension, which may crash.
    """
    if any(thread.name == _NAME for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
