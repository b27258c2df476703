"""The driver: the terminal's modes, its keys to the app, the app's pictures to it.

Unlike Textual's own it never has the app wait for the terminal, knows when the terminal is gone,
believes only reports that make sense, and heeds stops and continuations in the app's loop, where
they interrupt nothing.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.geometry import Size

from sommet_tui.tui.terminal.input import Escape, Pasted, PasteStalled, Piece, TerminalInput
from sommet_tui.tui.terminal.output import TerminalOutput

if TYPE_CHECKING:
    import asyncio

    from textual.app import App
    from textual.message import Message

_KITTY: Final = 0b11001
"""Kitty's keyboard protocol: unambiguous escape codes, all keys as codes, with their text."""
_MOUSE: Final = (1000, 1003, 1006)
"""Its clicks, moves and coordinates."""
_MODES: Final = (1004, 2004)
"""Reports of the window's focus; brackets around pastes."""
_HELD_BACK: Final = 2026
"""The mode in which a terminal shows a picture when all of it has come."""
_SCREEN: Final = "\x1b[?1049h\x1b[?25l\x1b[?7l"
_ASK: Final = f"\x1b[?{_HELD_BACK}$p"
_ASK_BACKGROUND: Final = "\x1b]11;?\x1b\\"
_NO_COLOURS_TOLD: Final = ("linux", "dumb", "vt100")
_LEFT: Final = (
    f"\x1b[?{_HELD_BACK}l"
    + "".join(f"\x1b[?{mode}l" for mode in reversed((*_MOUSE, *_MODES)))
    + "\x1b[?7h{kitty}\x1b[?1049l\x1b[?25h"
)
_HEEDED: Final = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)
_WIDEST, _HIGHEST = 1_000, 400
"""Cells that are drawn at most: a window that claims to be larger would only be waited for."""
_USUAL: Final = (80, 24)
_READ: Final = 65_536
_MANY: Final = 500
"""Keys and the like that the app may have before it; more are read when it has caught up."""
_LAST_WRITE: Final = 1.5
"""Seconds that the terminal has to take what leaves it as it was."""
_SEEN: Final = 0.05
"""Seconds that the terminal has to process its last output."""
_SECOND_THOUGHT: Final = 0.02
"""Seconds from giving the terminal back to the stop."""
_ROUNDS: Final = 3
"""Rounds of the loop after that."""
_LOOK: Final = 1.0
"""Seconds between two looks at whether there still is a terminal."""
_LAST_RESORT: Final = 3.0
"""Seconds from then on for an orderly end."""


class TerminalUser(Protocol):
    """What an app that is driven from here does beside what Textual's does."""

    def terminal_gone(self) -> None:
        """Quit, in the loop: the terminal is gone."""

    def abandon(self) -> None:
        """Keep what would be lost and end the process, from whatever thread: it did not leave."""

    @property
    def asks_for_background(self) -> bool:
        """Whether to ask the terminal whether its background is light."""
        ...

    def set_background(self, light: bool) -> None:
        """The terminal has answered."""

    def paste_cut(self, left_out: int) -> None:
        """Say, in the loop, that so many bytes of a paste were left out."""

    def paste_stalled(self) -> None:
        """Say, in the loop, that the end of a paste has not come, and how to end it."""


class TerminalDriver(Driver):
    """Drives a terminal on POSIX systems: read from standard input, written by standard error."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """As Textual wants it; the app is a `TerminalUser`."""
        assert sys.__stdin__ is not None
        assert sys.__stderr__ is not None
        self._input = sys.__stdin__.fileno()
        self._stream = sys.__stderr__
        super().__init__(app, debug=debug, mouse=mouse, size=size or window_size(self._input))
        self._user: TerminalUser = app  # type: ignore[assignment]  # the one app there is
        self._output: TerminalOutput | None = None
        self._reader: threading.Thread | None = None
        self._wake: tuple[int, int] | None = None
        self._before: list[Any] | None = None
        self._stopped = False
        self._stopping: asyncio.TimerHandle | None = None
        self._continued_at = float("-inf")
        self._watched = False
        self._leaving = threading.Event()
        self._gone = threading.Event()

    @property
    def can_suspend(self) -> bool:
        """Whether the terminal can be handed to others for a while."""
        return True

    @property
    def _kitty(self) -> bool:
        return not constants.DISABLE_KITTY_KEY

    # The terminal is ours, or not

    def start_application_mode(self) -> None:
        """Take the terminal: its screen, its keys, its mouse."""
        if not self._watched:
            self._watched = True
            threading.Thread(target=self._watch, name="terminal-watch", daemon=True).start()
        self._heed_signals()
        self._before = self._attributes()
        self._go_raw()
        self._output = TerminalOutput(
            self._stream.fileno(),
            self._encoded,
            gone=self._is_gone,
            caught_up=self._draw_anew,
        )
        kitty = f"\x1b[>{_KITTY}u" if self._kitty else ""
        self._output.write(f"{self._taken()}{kitty}{self._question()}", always=True)
        self._tell_size()
        self._wake = os.pipe()
        self._reader = threading.Thread(
            target=self._read_safely, name="terminal-input", daemon=True, args=(self._wake[0],)
        )
        self._reader.start()

    def stop_application_mode(self) -> None:
        """Restore the terminal.

        May be called again while it runs, from a signal or another thread that ends the process.
        """
        self.disable_input()
        output = self._output
        if output is None:
            return
        output.stop(_LEFT.format(kitty="\x1b[<u" if self._kitty else ""), _LAST_WRITE)
        # Behind another program, how keys are read is that one's affair.
        if self._before is not None and self._is_in_front():
            # From here on a ctrl+c throws away what the terminal has not read yet.
            time.sleep(_SEEN)
            with suppress(termios.error):
                termios.tcflush(self._input, termios.TCIFLUSH)  # reports that were still under way
                termios.tcsetattr(self._input, termios.TCSANOW, self._before)
        self._output = None

    def disable_input(self) -> None:
        """Read nothing more."""
        reader, self._reader = self._reader, None
        if reader is None or self._wake is None:
            return
        os.write(self._wake[1], b"!")
        reader.join(_LAST_WRITE)
        if not reader.is_alive():
            for end in self._wake:
                os.close(end)
        self._wake = None

    def suspend_application_mode(self) -> None:
        """Hand the terminal to another program; a stop then stops this one as any other."""
        self.stop_application_mode()
        if not self._stopped:
            self._loop.remove_signal_handler(signal.SIGTSTP)

    def close(self) -> None:
        """The app has ended."""
        self._leaving.set()
        self.stop_application_mode()
        for number in _HEEDED:  # closed before them, the loop would complain of what comes between
            self._loop.remove_signal_handler(number)

    def write(self, data: str) -> None:
        """Show something; nothing where the terminal is not ours."""
        if self._output is not None:
            self._output.write(data)

    def _encoded(self, text: str) -> bytes:
        return text.encode(self._stream.encoding, self._stream.errors or "strict")

    def _attributes(self) -> list[Any] | None:
        try:
            return termios.tcgetattr(self._input)
        except termios.error:
            return None

    def _go_raw(self) -> None:
        if self._before is None:
            return
        raw: list[Any] = [*self._before[:6], list(self._before[6])]
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        with suppress(termios.error):
            termios.tcsetattr(self._input, termios.TCSANOW, raw)

    def _taken(self) -> str:
        """What takes the screen; the mouse, too, unless it is the terminal's."""
        modes = (*_MOUSE, *_MODES) if self._mouse else _MODES
        return _SCREEN + "".join(f"\x1b[?{mode}h" for mode in modes)

    def _question(self) -> str:
        # Apple's terminal would write a part of it on the screen, and so would an old console.
        if os.environ.get("TERM_PROGRAM") == "Apple_Terminal":
            return ""
        asks = self._user.asks_for_background and os.environ.get("TERM") not in _NO_COLOURS_TOLD
        return _ASK + (_ASK_BACKGROUND if asks else "")

    def _draw_anew(self) -> None:
        self._in_loop(self._app.refresh)

    # Signals

    def _heed_signals(self) -> None:
        heeding = (self._stop, self._continued, self._tell_size)
        for number, heed in zip(_HEEDED, heeding, strict=True):
            self._loop.add_signal_handler(number, heed)

    def _stop(self) -> None:
        if self._output is None or self._leaving.is_set():
            return
        if self._loop.time() - self._continued_at < _SECOND_THOUGHT:
            return  # of two that come at once, the system may tell the later one first
        self._stopped = True
        self.suspend_application_mode()
        self._stop_soon()

    def _stop_soon(self, rounds: int = _ROUNDS) -> None:
        """Stop, unless who said so says at once to go on: that would be heard by nobody then.

        What was said before a round of the loop is heard in the next but one at the latest.
        """

        def stop() -> None:
            if rounds:
                self._stop_soon(rounds - 1)
                return
            self._stopping = None
            if not self._leaving.is_set():
                os.kill(os.getpid(), signal.SIGSTOP)

        wait = _SECOND_THOUGHT if rounds == _ROUNDS else 0.0
        self._stopping = self._loop.call_later(wait, stop)

    def _continued(self) -> None:
        """Somebody stopped the process and lets it go on.

        Whether or not it had given back the terminal before, others had it meanwhile.
        """
        self._continued_at = self._loop.time()
        if self._stopping is not None:
            self._stopping.cancel()
            self._stopping = None
        if self._leaving.is_set() or not (self._stopped or self._output is not None):
            return
        if not self._is_in_front():
            if self._stopped:
                self._stop_soon()  # in the background it has nothing to show
            return
        if self._stopped:
            self._stopped = False
            self.start_application_mode()
            self.send_message(self.SignalResume())
            return
        assert self._output is not None
        self._go_raw()
        self._output.write(self._taken(), always=True)
        self._tell_size()
        self._app.refresh()

    def _is_in_front(self) -> bool:
        try:
            return os.tcgetpgrp(self._input) == os.getpgrp()
        except OSError:  # a terminal that controls nobody has no background
            return True

    def _tell_size(self) -> None:
        if self._output is not None:
            size = Size(*window_size(self._input))
            self.send_message(events.Resize(size, size))

    # The terminal goes

    def _is_gone(self) -> None:
        if not self._gone.is_set():
            self._gone.set()
            if not self._leaving.is_set():
                self._in_loop(self._user.terminal_gone)

    def _watch(self) -> None:
        """Look whether there is a terminal, whatever else the process is doing, to its end."""
        while not self._gone.wait(_LOOK):
            if self._attributes() is None:
                self._is_gone()
        threading.Event().wait(_LAST_RESORT)
        self._user.abandon()

    def _in_loop(self, call: Callable[..., object], **named: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is there to be told
            self._loop.call_soon_threadsafe(lambda: call(**named))

    # Input

    def _read_safely(self, wake: int) -> None:
        try:
            self._read(wake)
        except Exception as error:  # told in the app, which ends over it
            problem = error

            def fail() -> None:
                raise problem

            self._app.call_later(fail)

    def _read(self, wake: int) -> None:
        terminal_input, parser = TerminalInput(), XTermParser()
        sent = 0
        while True:
            ready, _, _ = select.select([self._input, wake], [], [], terminal_input.patience)
            if wake in ready:
                return
            if ready:
                try:
                    data = os.read(self._input, _READ)
                except BlockingIOError:
                    continue
                except OSError:
                    data = b""
                if not data:
                    self._is_gone()
                    return
                pieces = terminal_input.feed(data)
                self._tell_background(terminal_input)
            else:
                pieces = terminal_input.settle()
            for piece in pieces:
                sent += self._deliver(piece, parser)
                if sent > _MANY:
                    sent = 0
                    if not self._caught_up(wake):
                        return

    def _tell_background(self, terminal_input: TerminalInput) -> None:
        answer, terminal_input.background = terminal_input.background, None
        if answer is not None:
            self._in_loop(self._user.set_background, light=answer.is_light)

    def _deliver(self, piece: Piece, parser: XTermParser) -> int:
        """Send to the app what a piece of input means; how many messages that were."""
        messages: list[Message]
        match piece:
            case Escape():
                messages = [events.Key("escape", "\x1b")]
            case Pasted():
                messages = [events.Paste(piece.text)]
                if piece.left_out:
                    left_out = piece.left_out
                    self._in_loop(self._user.paste_cut, left_out=left_out)
            case PasteStalled():
                messages = []
                self._in_loop(self._user.paste_stalled)
            case _:
                messages = list(parser.feed(piece.text))
        for message in messages:
            self.process_message(message)
        return len(messages)

    def _caught_up(self, wake: int) -> bool:
        """Wait until the app has done what was sent; False if there is no more to do."""
        done = threading.Event()
        app = self._app

        def pass_on() -> None:
            (app.focused or app).call_later(done.set)

        app.call_later(pass_on)  # first what the app has before it, then what it passed on
        while not done.wait(0.02):
            stopping, _, _ = select.select([wake], [], [], 0)
            if stopping or self._gone.is_set():
                return False
        return True


def window_size(descriptor: int) -> tuple[int, int]:
    """Columns and rows of a terminal's window, as the system has them."""
    try:
        columns, rows = os.get_terminal_size(descriptor)
    except OSError:
        return _USUAL
    return (min(columns, _WIDEST) or _USUAL[0], min(rows, _HIGHEST) or _USUAL[1])
