"""Leaving in good order when the system says so: Textual itself hears no such signal."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

_CODES = {"SIGTERM": 143, "SIGHUP": 129, "SIGINT": 130}


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


def end_pixel_mouse() -> None:
    """Turn off the mouse's pixel mode, which Textual leaves on in terminals with in-band resize."""
    stream = sys.__stderr__  # the stream that Textual draws on
    if stream is not None and stream.isatty():
        with suppress(OSError, ValueError):
            stream.write("\x1b[?1016l")
            stream.flush()


def terminal_is_gone() -> bool:
    """Whether the terminal was closed without a signal reaching this process."""
    if sys.platform == "win32" or sys.__stdin__ is None:
        return False
    try:
        os.tcgetpgrp(sys.__stdin__.fileno())
    except (OSError, ValueError):
        return True
    return False
