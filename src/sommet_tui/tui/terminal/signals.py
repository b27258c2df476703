"""Leaving in good order on signals, which Textual does not handle."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

HUNG_UP = 129
"""The exit code of a process whose terminal is gone, as in shells."""

_ENDING = (
    *("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM"),
    *("SIGPROF", "SIGXCPU", "SIGIO", "SIGPWR", "SIGSTKFLT"),
)
"""Signals that end a process unless it handles them, except those of faults in C code."""


_LAST_RESORT = 3.0
"""Seconds for an orderly exit after a signal."""
_ASKED = ("SIGTERM", "SIGHUP", "SIGINT")
"""Signals from a person or the terminal, which are handled even if they were ignored."""


class _SignalHandler:
    """Handles a signal in a loop.

    The loop's own handlers cannot be replaced without a moment in which a signal would end the
    process, because other threads receive it too.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        leave: Callable[[int], None],
        end: Callable[[int], None],
        code: int,
    ) -> None:
        self._loop = loop
        self._leave = leave
        self._end = end
        self._code = code

    def __call__(self, *_: object) -> None:
        if not self._loop.is_closed():
            last_resort = threading.Timer(_LAST_RESORT, self._end, (self._code,))
            last_resort.daemon = True
            last_resort.start()
        with suppress(RuntimeError):  # the loop is closed, so the app is leaving already
            self._loop.call_soon_threadsafe(self._leave, self._code)


def leave_on_signals(leave: Callable[[int], None], end: Callable[[int], None]) -> None:
    """Call `leave` with the exit code on every signal that ends a process; used within the loop.

    If the process has not ended some seconds later, `end` is called in a thread.
    """
    loop = asyncio.get_running_loop()
    for number, code in _signals():
        if number.name not in _ASKED and signal.getsignal(number) == signal.SIG_IGN:
            continue  # the parent process wants it ignored
        try:
            signal.signal(number, _SignalHandler(loop, leave, end, code))
        except ValueError:
            return  # outside the main thread


def end_on_signals(end: Callable[[int], None]) -> None:
    """From now on, call `end` with the exit code on each of these signals, and ignore SIGINT.

    Call this when the loop is about to close. `end` interrupts whatever is running, and must end
    the process. SIGINT is ignored because ctrl+c may have been pressed before the terminal was
    restored, and should not interrupt that.
    """
    for number, code in _signals():
        if not isinstance(signal.getsignal(number), _SignalHandler):
            continue  # it was ignored before
        if number == signal.SIGINT:
            signal.signal(number, signal.SIG_IGN)
        else:
            signal.signal(number, lambda *_, code=code: end(code))


def ignore_all() -> None:
    """Ignore all signals from now on.

    The interpreter restores default handlers, which end the process, before it ends.
    """
    with suppress(ValueError):  # outside the main thread
        for number, _ in _signals():
            signal.signal(number, signal.SIG_IGN)


def _signals() -> Iterator[tuple[signal.Signals, int]]:
    """Yield the signals that this system has, with their exit codes."""
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None:
            yield number, 128 + number
