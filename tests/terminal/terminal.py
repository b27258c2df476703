"""A terminal for tests: a real pty, and the screen that a person would see in it."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import subprocess
import termios
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from time import monotonic
from typing import Protocol

import pyte

PATIENCE = 120.0
"""Seconds to wait for the expected output: far more than it takes, for busy machines."""

_PAUSE = 0.02
"""Seconds without a byte after which a screen is drawn, unless the machine is very busy."""

TIMES = int(os.environ.get("HARD_KNOCKS", "1"))
"""The factor for the number of repetitions in some tests: see docs/reliability.md."""

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
    "ctrl+o": "\x0f",
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
"""The modes that a program may turn on and must turn off again, by number."""

_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])[0-9;]*u")
_UNDRAWABLE = re.compile(rb"\x1b\[[<>=][0-?]*[ -/]*[@-~]|\x1b\[[0-?]*[ -/]+[@-~]")
"""Requests and commands to the terminal, some of which pyte would take for text."""
_UNFINISHED = re.compile(rb"\x1b(\[[0-?]*[ -/]*)?$")


class Process(Protocol):
    """A started program, as far as `subprocess.Popen` provides it."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self) -> int: ...


Start = Callable[[Sequence[str], Mapping[str, str], str, int], Process]
"""Starts a command with an environment, in a folder, at one end of a pty."""


def start(command: Sequence[str], env: Mapping[str, str], cwd: str, terminal: int) -> Process:
    """Start a command in a terminal, as a shell would."""
    return subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=env,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  # takes no lock
    )


class Terminal:
    """A program in a pty, with its output and its screen.

    `raw` has every byte of its output.
    """

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        cwd: str,
        size: tuple[int, int] = (80, 24),
        start: Start = start,
    ) -> None:
        columns, rows = size
        self.raw = bytearray()
        self._pending = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._end, other = os.openpty()
        os.set_blocking(self._end, False)
        termios.tcsetwinsize(other, (rows, columns))
        self._child = start(command, env, cwd, other)
        os.close(other)
        self._hung_up = False
        self._ended: int | None = None
        self._begun = self._written = monotonic()
        self._pressed: list[str] = []

    @property
    def pid(self) -> int:
        """The process at the other end."""
        return self._child.pid

    @property
    def descriptor(self) -> int:
        """The end of the pty that the app's output comes out of."""
        return self._end

    @property
    def lines(self) -> list[str]:
        """What the screen shows, with plain spaces for those that do not break."""
        screen = self._screen  # its `display` fails where half of a wide character was written over
        rows = (screen.buffer[y] for y in range(screen.lines))
        lines = ("".join(row[x].data for x in range(screen.columns)) for row in rows)
        return [line.replace("\u00a0", " ").replace("\u202f", " ").rstrip() for line in lines]

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        """What the screen shows, row by row, each character with its style."""
        screen = self._screen
        return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]

    @property
    def text(self) -> str:
        """What the screen shows, as one text."""
        return "\n".join(self.lines)

    # Actions of the user

    def press(self, *names: str | bytes) -> None:
        """Press keys, by name or as the letter on them; bytes go through as they are.

        As a real terminal does, go on reading the output while the app does not read its keys.

        Raises:
            AssertionError: the app reads no keys.
        """
        for name in names:
            self._pressed.append(f"{name!r} at {monotonic() - self._begun:.2f}")
            key = KEYS.get(name, name) if isinstance(name, str) else name
            left = memoryview(key.encode() if isinstance(key, str) else key)
            deadline = monotonic() + PATIENCE
            while left:
                try:
                    left = left[os.write(self._end, left) :]
                except BlockingIOError:
                    assert monotonic() < deadline, f"it reads no keys\n{self.report()}"
                    self.take(0.01)

    def press_until(self, key: str, wanted: str) -> None:
        """Press a key until it has an effect: keys pressed before the app reads are lost.

        Raises:
            AssertionError: it had no effect in time.
        """
        deadline = monotonic() + PATIENCE
        while wanted not in self.text:
            assert monotonic() < deadline, self.report()
            self.press(key)
            self.take(0.5)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._screen.resize(rows, columns)
        termios.tcsetwinsize(self._end, (rows, columns))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, unless it has just ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the window: the terminal is gone."""
        self._hung_up = True
        os.close(self._end)

    # Views of the user

    def until(self, *wanted: str | Callable[[str], object]) -> str:
        """Wait until the screen holds all texts and satisfies all conditions; return its text.

        A partly drawn screen counts only if it stays like that.

        Raises:
            AssertionError: the screen never showed it.
        """
        deadline = monotonic() + PATIENCE
        while (left := deadline - monotonic()) > 0:
            fulfilled = all(_fulfilled(each, self.text) for each in wanted)
            if not self.take(_PAUSE if fulfilled else left):
                if fulfilled:
                    return self.text
                break
        raise AssertionError(f"not on the screen: {wanted!r}\n{self.report()}")

    def until_raw(self, wanted: bytes) -> None:
        """Wait until the app has written something, seen or not."""
        deadline = monotonic() + PATIENCE
        while wanted not in self.raw:
            left = deadline - monotonic()
            if left <= 0 or not self.take(left):
                raise AssertionError(f"never written: {wanted!r}\n{self.report()}")

    def take(self, patience: float) -> bool:
        """Read the next output of the app; return False if it wrote nothing or has ended."""
        ready, _, _ = select.select([self._end], [], [], patience)
        try:
            data = os.read(self._end, 65536) if ready else b""
        except OSError:  # the app has closed the pty
            data = b""
        if not data:
            return False
        self.raw += data
        self._written = monotonic()
        data = self._pending + data
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._pending = data[cut:]
        self._stream.feed(_UNDRAWABLE.sub(b"", data[:cut]))
        return True

    def report(self) -> str:
        """Return the screen, the last keys and the last output with their seconds, and stacks."""
        shown, written = self.text, self._written - self._begun
        seen = len(self.raw)
        self.signal(signal.SIGURG)  # where the launcher started it, it answers with its stacks
        deadline = monotonic() + 1
        while (left := deadline - monotonic()) > 0 and self.take(left):
            pass
        stacks = self.raw[seen:].decode(errors="replace").replace("\r", "")
        keys = ", ".join(self._pressed[-20:])
        return f"{shown}\nKeys: {keys}. Last output: {written:.2f}.\n{stacks}"

    # State and end

    def has_ended(self) -> bool:
        """Whether the process is over."""
        if self._ended is None and self._child.poll() is not None:
            self._ended = self._child.wait()
            while self.take(0.2):  # its last output
                pass
        return self._ended is not None

    def end(self) -> int:
        """Wait until the process has ended; its exit code, minus the signal that killed it.

        A process that does not end by itself is killed, which is a failure.
        """
        if self._ended is None:
            self._ended = self._wait_for_exit(listening=True)
        return self._ended

    def quit(self, *keys: str | bytes) -> None:
        """Quit the app with ctrl+q or these keys, and check that the terminal is as before."""
        self.press(*(keys or ("ctrl+q",)))
        self.assert_ended()

    def assert_ended(self, code: int = 0) -> None:
        """Wait until the process has ended with this code; check that the terminal is as before."""
        assert self.end() == code
        assert self.left_on() == []

    def wait_unread(self) -> None:
        """Wait until the process has ended, without reading its output."""
        watch = threading.Timer(PATIENCE, self.signal, (signal.SIGKILL,))
        watch.start()
        try:
            self._child.wait()
        finally:
            watch.cancel()

    def end_without_terminal(self) -> int:
        """Return the same where the terminal is gone: nothing can be read any more."""
        self._ended = self._wait_for_exit(listening=False)
        return self._ended

    def _wait_for_exit(self, *, listening: bool) -> int:
        late = threading.Event()

        def kill() -> None:
            late.set()
            os.kill(self.pid, signal.SIGKILL)

        watch = threading.Timer(PATIENCE, kill)
        watch.start()
        try:
            while listening and self.take(PATIENCE):
                pass
            code = self._child.wait()
        finally:
            watch.cancel()
        assert not late.is_set(), f"it did not end by itself\n{self.text}"
        return code

    def stop(self) -> None:
        """Clear up after a test, however it went."""
        if self._ended is None:
            self.signal(signal.SIGKILL)
            self._child.wait()
        if not self._hung_up:
            os.close(self._end)

    def left_on(self) -> list[str]:
        """What the app turned on in the terminal and did not turn off again."""
        state: dict[int, bool] = {}
        for numbers, switch in _MODE.findall(bytes(self.raw)):
            for number in numbers.split(b";"):
                state[int(number)] = switch == b"h"
        left = [f"{MODES[mode]} ({mode})" for mode in sorted(MODES) if state.get(mode)]
        if not state.get(25, True):
            left.append("a hidden cursor")
        if not state.get(7, True):
            left.append("lines that do not wrap")
        kitty = _KITTY.findall(bytes(self.raw))
        if kitty.count(b">") > kitty.count(b"<"):
            left.append("the kitty keyboard")
        local = termios.tcgetattr(self._end)[3]
        if not (local & termios.ECHO and local & termios.ICANON and local & termios.ISIG):
            left.append("raw input")
        return left


def _fulfilled(wanted: str | Callable[[str], object], text: str) -> bool:
    return bool(wanted(text)) if callable(wanted) else wanted in text


def absent(text: str) -> Callable[[str], bool]:
    """Return the condition that a text is not, or no longer, on the screen."""
    return lambda shown: text not in shown
