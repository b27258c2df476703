"""Work that goes on while the screens do."""

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
    """Call `work` soon and await what it gives, as one of a group of the node's workers.

    Something to call and no coroutine: one that is made here stays unawaited for good, with a
    warning on the terminal that is left, where the app ends before the worker begins.
    """
    return node.run_worker(work, group=group, exit_on_error=exit_on_error)
