"""A terminal for tests: a real pty, and the screen that a person would see in it."""

from __future__ import annotations

import os
import re
import signal
import termios
import threading
from collections.abc import Callable, Mapping, Sequence
from time import monotonic

import pexpect
import pyte

PATIENCE = 6.0
"""Seconds to wait for what ought to come: far more than it takes, for machines that are busy."""

KEYS: Mapping[str, str] = {
    "enter": "\r",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "end": "\x1b[F",
    "home": "\x1b[H",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "ctrl+c": "\x03",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
    "ctrl+z": "\x1a",
}

MODES = {
    1000: "mouse clicks",
    1002: "mouse drags",
    1003: "mouse movements",
    1004: "focus reports",
    1006: "mouse coordinates",
    1015: "mouse coordinates, the old way",
    1016: "mouse pixels",
    1049: "the alternate screen",
    2004: "bracketed paste",
    2026: "held-back output",
    2048: "size reports",
}
"""What a program may turn on and has to turn off again, by number."""

_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])[0-9;]*u")
_UNDRAWABLE = re.compile(rb"\x1b\[[<>=][0-?]*[ -/]*[@-~]|\x1b\[[0-?]*[ -/]+[@-~]")
"""Sequences that ask or tell the terminal something; pyte would take some for text."""
_UNFINISHED = re.compile(rb"\x1b(\[[0-?]*[ -/]*)?$")
_SIZE_REPORTS = b"\x1b[?2048$p"


class Terminal:
    """A program in a pty of its own, with what it wrote and what that looks like.

    `raw` is every byte that came out. With `reports_size` it is one of the terminals that report
    their size, and the place of the mouse in pixels, in the stream itself.
    """

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        cwd: str,
        size: tuple[int, int] = (80, 24),
        *,
        reports_size: bool = False,
    ) -> None:
        columns, rows = size
        self.raw = bytearray()
        self._reports_size = reports_size
        self._pending = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            env=dict(env),
            cwd=cwd,
            dimensions=(rows, columns),
            timeout=PATIENCE,
        )
        self._child.delaybeforesend = None
        self._ended: int | None = None

    @property
    def pid(self) -> int:
        """The process at the other end."""
        return self._child.pid

    @property
    def lines(self) -> list[str]:
        """What the screen shows, with plain spaces for those that do not break."""
        shown = (line.replace("\u00a0", " ").replace("\u202f", " ") for line in self._screen.display)
        return [line.rstrip() for line in shown]

    @property
    def text(self) -> str:
        """What the screen shows, as one text."""
        return "\n".join(self.lines)

    # What a person does

    def press(self, *names: str) -> None:
        """Press keys, by name or as the letter on them."""
        for name in names:
            self._child.send(KEYS.get(name, name))

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the window: the terminal is gone."""
        os.close(self._child.child_fd)

    # What a person sees

    def until(self, wanted: str | Callable[[str], object], patience: float = PATIENCE) -> str:
        """Wait until the screen holds a text or satisfies a condition; what it shows then."""
        looked_for = wanted if callable(wanted) else lambda text: wanted in text
        deadline = monotonic() + patience
        while not looked_for(self.text):
            left = deadline - monotonic()
            if left <= 0 or not self.take(left):
                raise AssertionError(f"not on the screen: {wanted!r}\n{self.text}")
        return self.text

    def until_raw(self, wanted: bytes) -> None:
        """Wait until the program has written something, seen or not."""
        deadline = monotonic() + PATIENCE
        while wanted not in self.raw:
            left = deadline - monotonic()
            if left <= 0 or not self.take(left):
                raise AssertionError(f"never written: {wanted!r}\n{self.text}")

    def take(self, patience: float) -> bool:
        """Take in what the program writes next; False if it wrote nothing or has ended."""
        try:
            data = self._child.read_nonblocking(65536, patience)
        except (pexpect.EOF, pexpect.TIMEOUT):
            return False
        self.raw += data
        if self._reports_size and _SIZE_REPORTS in self.raw[-len(data) - len(_SIZE_REPORTS) :]:
            self._reports_size = False
            self._child.send("\x1b[?2048;2$y")
        data = self._pending + data
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._pending = data[cut:]
        self._stream.feed(_UNDRAWABLE.sub(b"", data[:cut]))
        return True

    # How it ends

    def end(self) -> int:
        """Wait until the process has ended; its exit code, minus the signal that killed it.

        A process that does not end by itself is killed, which is a failure.
        """
        if self._ended is None:
            late = threading.Event()

            def kill() -> None:
                late.set()
                os.kill(self.pid, signal.SIGKILL)

            watch = threading.Timer(PATIENCE, kill)
            watch.start()
            try:
                while self.take(PATIENCE):
                    pass
                _, status = os.waitpid(self.pid, 0)
            finally:
                watch.cancel()
            assert not late.is_set(), f"it did not end by itself\n{self.text}"
            self._ended = os.waitstatus_to_exitcode(status)
        return self._ended

    def end_without_terminal(self) -> int:
        """The same where the terminal is gone: nothing can be read any more."""
        watch = threading.Timer(PATIENCE, os.kill, (self.pid, signal.SIGKILL))
        watch.start()
        _, status = os.waitpid(self.pid, 0)
        watch.cancel()
        self._ended = os.waitstatus_to_exitcode(status)
        return self._ended

    def stop(self) -> None:
        """Clear up after a test, however it went."""
        if self._ended is None:
            os.kill(self.pid, signal.SIGKILL)
            os.kill(self.pid, signal.SIGCONT)
            os.waitpid(self.pid, 0)
        self._child.ptyproc.fd = -1
        self._child.closed = True

    def left_on(self) -> list[str]:
        """What the program turned on in the terminal and did not turn off again."""
        state: dict[int, bool] = {}
        for numbers, switch in _MODE.findall(bytes(self.raw)):
            for number in numbers.split(b";"):
                state[int(number)] = switch == b"h"
        left = [f"{MODES[mode]} ({mode})" for mode in sorted(MODES) if state.get(mode)]
        if not state.get(25, True):
            left.append("a hidden cursor")
        if not state.get(7, True):
            left.append("lines that do not wrap")
        kitty = [direction for direction in _KITTY.findall(bytes(self.raw))]
        if kitty.count(b">") > kitty.count(b"<"):
            left.append("the kitty keyboard")
        local = termios.tcgetattr(self._child.child_fd)[3]
        if not (local & termios.ECHO and local & termios.ICANON and local & termios.ISIG):
            left.append("raw input")
        return left
