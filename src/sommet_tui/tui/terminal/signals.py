"""Leaving in good order when the system says so: Textual itself hears no such signal."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress

HUNG_UP = 129
"""The exit code of a process whose terminal is gone, as a shell tells it."""

_CODES = {"SIGTERM": 143, "SIGHUP": HUNG_UP, "SIGINT": 130}


class _Leaving:
    """Hears a signal for a loop.

    The loop's own handlers cannot be exchanged without a moment in which the signal ends the
    process at once: other threads hear it too.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, leave: Callable[[int], None], code: int):
        self._loop = loop
        self._leave = leave
        self._code = code

    def __call__(self, *_: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: it is left already
            self._loop.call_soon_threadsafe(self._leave, self._code)


def leave_on_signals(leave: Callable[[int], None]) -> None:
    """Call `leave` with the exit code on SIGTERM, SIGHUP and SIGINT; call within the loop."""
    loop = asyncio.get_running_loop()
    for number, code in _signals():
        try:
            signal.signal(number, _Leaving(loop, leave, code))
        except ValueError:
            return  # outside the main thread


def end_on_signals(end: Callable[[int], None]) -> None:
    """From now on call `end` with the exit code on SIGTERM and SIGHUP, and heed no SIGINT.

    For when the loop is about to close: `end` is called amid whatever is being done, and must end
    the process. Keys that were pressed before the terminal was given back are no wish to break
    off the leaving.
    """
    for number, code in _signals():
        if not isinstance(signal.getsignal(number), _Leaving):
            continue  # it was not heard before either
        if number == signal.SIGINT:
            signal.signal(number, signal.SIG_IGN)
        else:
            signal.signal(number, lambda *_, code=code: end(code))


def heed_none() -> None:
    """Nothing changes how the process ends any more.

    The interpreter puts handlers of ours back to what ends the process at once, before it ends.
    """
    with suppress(ValueError):  # outside the main thread
        for number, _ in _signals():
            signal.signal(number, signal.SIG_IGN)


def _signals() -> Iterator[tuple[signal.Signals, int]]:
    """Those that this system has, with their exit codes."""
    for name, code in _CODES.items():
        number = getattr(signal, name, None)
        if number is not None:
            yield number, code
