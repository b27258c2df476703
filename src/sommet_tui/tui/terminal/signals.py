"""Leaving in good order when the system says so: Textual itself hears no such signal."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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


def end_on_signals(end: Callable[[int], None]) -> None:
    """From now on call `end` with the exit code on SIGTERM and SIGHUP, and heed no SIGINT.

    For when the loop is about to close: `end` is called amid whatever is being done, and must end
    the process. Keys that were pressed before the terminal was given back are no wish to break
    off the leaving.
    """
    loop = asyncio.get_running_loop()
    with _held_back():
        for name, code in _CODES.items():
            number = getattr(signal, name, None)
            if number is None or not loop.remove_signal_handler(number):
                continue  # it was not heard before either
            if number == signal.SIGINT:
                signal.signal(number, signal.SIG_IGN)
            else:
                signal.signal(number, lambda *_, code=code: end(code))


@contextmanager
def _held_back() -> Iterator[None]:
    """Meanwhile no signal is delivered: between two handlers it would end the process at once."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
