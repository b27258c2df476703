"""Output to the terminal, written in a thread, so that a blocked terminal blocks nothing else."""

from __future__ import annotations

import os
import select
import signal
import termios
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

BACKLOG: Final = 512_000
"""Bytes that may wait; beyond this, pictures are dropped until the terminal has caught up."""
_SHORT: Final = 16
"""Output of this length, in characters, is never dropped, so that each frame is ended."""
_ROUNDS: Final = 20
"""How often to make room for the last text, at most."""
_ROUND: Final = 0.05
"""Seconds to wait each time."""
_STRING_END: Final = b"\x1b\\"
"""Ends a sequence that was interrupted."""
_AT_ONCE: Final = 8_192
"""The size of one write in bytes: quitting waits for at most this much invisible output."""


class TerminalOutput:
    """A thread that writes requested output to a terminal, in order, while the terminal exists."""

    def __init__(
        self,
        descriptor: int,
        encode: Callable[[str], bytes],
        *,
        gone: Callable[[], None],
        caught_up: Callable[[], None],
    ) -> None:
        """Both callbacks are called in the thread.

        `gone` means that the terminal is gone. `caught_up` means that everything waiting was
        written after some output was dropped: the whole screen must be written again.
        """
        self._descriptor = descriptor
        self._encode = encode
        self._gone = gone
        self._caught_up = caught_up
        self._waiting: deque[tuple[bytes, bool]] = deque()
        """The output that waits, in order, and whether it must not be dropped."""
        self._backlog = 0
        self._missed = False
        self._ending = False
        self._last = b""
        self._hurried = False
        """Whether only the last text still matters."""
        self._lost = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def write(self, text: str, *, always: bool = False) -> None:
        """Queue a text. It is dropped if too much waits, unless it is short or `always`."""
        with self._changed:
            if self._lost or self._ending:
                return
            if self._backlog > BACKLOG and not always and len(text) > _SHORT:
                self._missed = True
                return
            data = self._encode(text)
            if data:
                self._waiting.append((data, always))
                self._backlog += len(data)
                self._changed.notify()

    def stop(self, last: str, patience: float) -> None:
        """Write a last text and end.

        Output that waits and need not be written is dropped, because no one would see it. If the
        terminal accepts nothing for `patience` seconds, the system's buffer for it is discarded, so
        that the last text comes next.
        """
        with self._changed:
            self._waiting = deque(pair for pair in self._waiting if pair[1])
            self._last = self._encode(last)
            self._waiting.append((self._last, True))
            self._ending = True
            self._changed.notify()
        self._thread.join(patience)
        self._hurried = True
        for _ in range(_ROUNDS):
            if not self._thread.is_alive():
                return
            with suppress(termios.error):
                termios.tcflow(self._descriptor, termios.TCOON)  # after ctrl+s
                termios.tcflush(self._descriptor, termios.TCOFLUSH)
            with suppress(OSError):  # on Linux, a thread that waits for room is not woken otherwise
                signal.pthread_kill(self._thread.ident or 0, signal.SIGWINCH)
            self._thread.join(_ROUND)

    def _run(self) -> None:
        try:
            while data := self._next_piece():
                self._write(data)
                self._finish(len(data))
                if self._hurried:
                    os.write(self._descriptor, _STRING_END + self._last)
                    return
        except OSError:
            self._lost = True
            self._waiting.clear()
            self._gone()

    def _next_piece(self) -> bytes:
        """Return a piece to write next, empty at the end."""
        with self._changed:
            while not self._waiting and not self._ending:
                self._changed.wait()
            pieces, size = [], 0
            while self._waiting and size < _AT_ONCE:
                data, always = self._waiting.popleft()
                rest = data[_AT_ONCE - size :]
                if rest:
                    self._waiting.appendleft((rest, always))
                    data = data[: _AT_ONCE - size]
                pieces.append(data)
                size += len(data)
            return b"".join(pieces)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view and not self._hurried:
            try:
                view = view[os.write(self._descriptor, view) :]
            except BlockingIOError:  # another program has made the terminal non-blocking
                select.select([], [self._descriptor], [], _ROUND)

    def _finish(self, written: int) -> None:
        with self._changed:
            self._backlog -= written
            caught_up = self._missed and not self._backlog
            if caught_up:
                self._missed = False
        if caught_up:
            self._caught_up()
