"""Coroutines that run while the screens are in use."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.worker import Worker


def begin(
    node: DOMNode,
    work: Callable[[], Coroutine[Any, Any, object]],
    *,
    group: str,
    exit_on_error: bool = True,
) -> Worker[object]:
    """Call `work` soon and await its coroutine, as one of a group of the node's workers.

    `work` is a callable and not a coroutine: if the app ended before the worker began, a coroutine
    would never be awaited, and Python would print a warning on the restored terminal.
    """
    return node.run_worker(work, group=group, exit_on_error=exit_on_error)
