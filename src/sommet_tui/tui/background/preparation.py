"""Preparing the screens that may come next while the user looks at the first one."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from sommet_tui.companion.settings import FIRST_SCREENS
from sommet_tui.tui.background.work import begin_in_thread

if TYPE_CHECKING:
    from textual.dom import DOMNode

_LITTLE_GARBAGE = (700, 10, 2)
"""Thresholds of the garbage collector: a screen change leaves sixty reference cycles."""
_PAUSE = 0.02
"""Seconds between two steps."""


async def prepare_screens(names: Iterable[str], make: Callable[[str], Awaitable[bool]]) -> None:
    """Load the screens with these names, in small steps so that a key press never waits.

    `make` creates a main screen, and returns False once the app has ended. There is no thread,
    because a thread would take another megabyte.
    """
    without = not gc.isenabled()  # during the start, the garbage collector is off
    if without:
        gc.collect()  # makes room for the next screens
    try:
        for name in names:
            import_module(f"sommet_tui.tui.{name}.screen")
            await asyncio.sleep(_PAUSE)
            if name in FIRST_SCREENS:
                if not await make(name):
                    return
                await asyncio.sleep(_PAUSE)
    finally:
        if without:
            gc.freeze()  # the loaded modules stay
            gc.set_threshold(*_LITTLE_GARBAGE)
            gc.enable()


def load_markdown(node: DOMNode, texts: Iterable[str]) -> None:
    """Load, in the background, what pages with Markdown need for these texts."""
    from sommet_tui.tui.render.markdown import load_for

    begin_in_thread(node, partial(load_for, texts))
