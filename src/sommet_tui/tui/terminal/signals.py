"""Leaving in good order when the system says so: Textual itself hears no such signal."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

HUNG_UP = 129
"""The exit code of a process whose terminal is gone, as a shell tells it."""

_CODES = {"SIGTERM": 143, "SIGHUP": HUNG_UP, "SIGINT": 130}


def leave_on_signals(leave: Callable[[int], None]) -> None:
    """Call `leave` with the exit code on SIGTERM, SIGHUP and SIGINT; call within the loop."""
    loop = asyncio.get_running_loop()
    for name, code in _CODES.items():
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, leave, code)
        except (NotImplementedError, RuntimeError, ValueError):
            return  # no such thing on this platform's loop, or outside the main thread
