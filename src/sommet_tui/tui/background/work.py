"""Coroutines that run while the screens are in use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.worker import Worker

Work = Callable[[], Coroutine[Any, Any, object]]


def begin(node: DOMNode, work: Work, *, exit_on_error: bool = True) -> Worker[object]:
    """Call `work` soon and await its coroutine, as one of the node's workers.

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
