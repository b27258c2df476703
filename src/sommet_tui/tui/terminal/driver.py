"""The driver, which connects the terminal with the app.

It passes input to the app and output to the terminal, and sets the terminal's modes. Unlike
Textual's own driver, it never lets the app wait for the terminal, it notices when the terminal is
gone, and it ignores invalid reports. It handles stop and continue signals in the app's loop, so
that they interrupt nothing.
"""

from __future__ import annotations

import asyncio
import os
import select
import selectors
import signal
import sys
import termios
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from sommet_tui.tui.terminal.input import Escape, Pasted, PasteStalled, Piece, TerminalInput
from sommet_tui.tui.terminal.notifications import (
    RESTORE_TITLE,
    SAVE_TITLE,
    supports_titles,
    title_sequence,
)

if TYPE_CHECKING:
    from textual.app import App


BACKLOG = 512_000
"""If more bytes than this wait, frames are dropped until the terminal has caught up."""
_SHORT_OUTPUT = 16
"""Output of at most this many characters is never dropped, so that every frame is completed."""
_ROUNDS = 20
"""The maximum number of attempts to make room for the last text."""
_ROUND = 0.05
"""Seconds to wait after each attempt."""
_STRING_END = b"\x1b\\"
"""The end of a control string, which ends a sequence that was interrupted."""
_MAX_WRITE = 8_192
"""The maximum number of bytes in a write. Quitting waits for at most one write."""


class TerminalOutput:
    """A thread that writes output to a terminal in order, as long as the terminal exists."""

    def __init__(
        self,
        descriptor: int,
        encode: Callable[[str], bytes],
        *,
        on_gone: Callable[[], None],
        on_caught_up: Callable[[], None],
    ) -> None:
        """Both callbacks are called in the thread.

        `on_gone` is called when the terminal is gone. `on_caught_up` is called after some output
        was dropped and the rest was written. The whole screen must then be written again.
        """
        self._descriptor = descriptor
        self._encode = encode
        self._on_gone = on_gone
        self._on_caught_up = on_caught_up
        self._queue: deque[tuple[bytes, bool]] = deque()
        """The waiting output in order. The flag says that a piece must not be dropped."""
        self._backlog = 0
        self._has_dropped_output = False
        self._is_ending = False
        self._last = b""
        self._discards_output = False
        """Whether all output except for the last text is dropped."""
        self._is_gone = False
        self._condition = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def write(self, text: str, *, always: bool = False) -> None:
        """Queue a text. If too much output waits, drop the text unless it is short or `always`."""
        with self._condition:
            if self._is_gone or self._is_ending:
                return
            if self._backlog > BACKLOG and not always and len(text) > _SHORT_OUTPUT:
                self._has_dropped_output = True
                return
            data = self._encode(text)
            if data:
                self._queue.append((data, always))
                self._backlog += len(data)
                self._condition.notify()

    def stop(self, last: str, patience: float) -> None:
        """Write a last text, and end the thread.

        Waiting output would not be seen, so it is dropped unless it was queued with `always`. If
        the terminal accepts nothing for `patience` seconds, the output in the system's buffer is
        also discarded, so that the terminal receives the last text next.
        """
        with self._condition:
            self._queue = deque(pair for pair in self._queue if pair[1])
            self._last = self._encode(last)
            self._queue.append((self._last, True))
            self._is_ending = True
            self._condition.notify()
        self._thread.join(patience)
        self._discards_output = True
        for _ in range(_ROUNDS):
            if not self._thread.is_alive():
                return
            with suppress(termios.error):
                termios.tcflow(self._descriptor, termios.TCOON)  # the user may have pressed ctrl+s
                termios.tcflush(self._descriptor, termios.TCOFLUSH)
            with suppress(OSError):  # on Linux, only a signal interrupts a waiting write
                signal.pthread_kill(self._thread.ident or 0, signal.SIGWINCH)
            self._thread.join(_ROUND)

    def _run(self) -> None:
        try:
            while data := self._next_piece():
                self._write(data)
                self._finish_write(len(data))
                if self._discards_output:
                    os.write(self._descriptor, _STRING_END + self._last)
                    return
        except OSError:
            self._is_gone = True
            self._queue.clear()
            self._on_gone()

    def _next_piece(self) -> bytes:
        """Wait for output, and return the next piece to write, or b"" after the last one."""
        with self._condition:
            while not self._queue and not self._is_ending:
                self._condition.wait()
            pieces, size = [], 0
            while self._queue and size < _MAX_WRITE:
                data, always = self._queue.popleft()
                rest = data[_MAX_WRITE - size :]
                if rest:
                    self._queue.appendleft((rest, always))
                    data = data[: _MAX_WRITE - size]
                pieces.append(data)
                size += len(data)
            return b"".join(pieces)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view and not self._discards_output:
            try:
                view = view[os.write(self._descriptor, view) :]
            except BlockingIOError:  # another program has made the terminal non-blocking
                select.select([], [self._descriptor], [], _ROUND)

    def _finish_write(self, written: int) -> None:
        with self._condition:
            self._backlog -= written
            caught_up = self._has_dropped_output and not self._backlog
            if caught_up:
                self._has_dropped_output = False
        if caught_up:
            self._on_caught_up()


_MAX_ROUNDS = 1_000
"""The number of rounds after which the next key is handled even if the loop is not idle.

Opening a dialog takes about thirty rounds.
"""


class IdleLoop(asyncio.SelectorEventLoop):
    """An event loop that can report when it is idle."""

    def __init__(self) -> None:
        self._idle_selector = _Selector()
        super().__init__(self._idle_selector)

    def call_when_idle(self, callback: Callable[[], object]) -> None:
        """Call `callback` in the loop as soon as nothing else is ready to run.

        If an earlier callback still waits, it is never called.
        """
        self._idle_selector.on_idle = partial(self.call_soon, callback)


class _Selector(selectors.DefaultSelector):
    """A selector that notices when the loop is idle."""

    on_idle: Callable[[], object] | None = None
    _rounds = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.on_idle is not None:
            self._rounds += 1
            # While anything is ready to run, the loop calls `select` with a timeout of zero.
            if timeout is None or timeout > 0 or self._rounds > _MAX_ROUNDS:
                call, self.on_idle, self._rounds = self.on_idle, None, 0
                call()
                timeout = 0
        return super().select(timeout)


class InputQueue:
    """A queue of input events, which the app receives one by one.

    The app receives each event only after it has handled the previous one. Textual sends a key to
    the widget that has the focus when the key arrives. It runs the binding of the key later, when
    the key has passed through the queues of all parents of that widget. If this queue did not wait,
    a key that arrives in the meantime could go to the wrong widget or overtake the first key. For
    example, typed text would miss the dialog that is about to open, or a letter would overtake a
    backspace.
    """

    def __init__(
        self,
        loop: IdleLoop,
        give: Callable[[Message], object],
        can_follow: Callable[[Message, Message], bool],
    ) -> None:
        """`give` passes an event to the app.

        `can_follow(first, second)` returns whether the app may receive `second` before it has
        handled `first`.
        """
        self._loop = loop
        self._give = give
        self._can_follow = can_follow
        self._events: deque[Message] = deque()
        self._is_scheduled = False

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: Message) -> None:
        """Add an event, from any thread. Then call `begin` in the loop."""
        self._events.append(event)

    def begin(self) -> None:
        """Begin to pass waiting events to the app. Call this in the loop."""
        if self._events and not self._is_scheduled:
            self._is_scheduled = True
            self._loop.call_when_idle(self._pass_next)

    def _pass_next(self) -> None:
        self._is_scheduled = False
        event = self._events.popleft()
        self._give(event)
        while self._events and self._can_follow(event, self._events[0]):
            self._give(self._events.popleft())
        self.begin()


_KITTY = 0b11001
"""Modes of kitty's keyboard protocol: unambiguous codes, for all keys, with the keys' text."""
_MOUSE = (1000, 1003, 1006)
"""The modes for mouse clicks, mouse moves, and the form of their coordinates."""
_MODES = (1004, 2004)
"""The modes for reports of the window's focus, and for marks around pastes."""
_SYNCHRONISED = 2026
"""The mode in which a terminal shows a frame only when the frame is complete."""
_SCREEN = "\x1b[?1049h\x1b[?25l\x1b[?7l"
_MODE_QUERY = f"\x1b[?{_SYNCHRONISED}$p"
_BACKGROUND_QUERY = "\x1b]11;?\x1b\\"
_NO_BACKGROUND_QUERY = ("linux", "vt100")
_RESTORE = (
    f"\x1b[?{_SYNCHRONISED}l"
    + "".join(f"\x1b[?{mode}l" for mode in reversed((*_MOUSE, *_MODES)))
    + "\x1b[?7h{kitty}\x1b[?1049l\x1b[?25h{title}"
)
_JOB_SIGNALS = (signal.SIGTSTP, signal.SIGCONT)
_MAX_WIDTH, _MAX_HEIGHT = 1_000, 400
"""The maximum size that the app draws, in cells. Drawing more would take too long."""
_DEFAULT = (80, 24)
_READ_SIZE = 65_536
_MAX_EVENTS = 500
"""If more input events than this wait for the app, reading pauses until it has caught up."""
_CATCH_UP_INTERVAL = 0.02
"""Seconds between two checks of whether the app has caught up."""
_LAST_WRITE_TIMEOUT = 1.5
"""Seconds to wait until the terminal accepts the output that restores it."""
_SETTLE_DELAY = 0.05
"""Seconds to wait until the terminal has processed the last output."""
_SIGNAL_INTERVAL = 0.02
"""Seconds within which signals to stop and to continue may arrive in the wrong order."""
_CHECK_INTERVAL = 1.0
"""Seconds between two checks of whether the terminal still exists."""
_EXIT_TIMEOUT = 3.0
"""Seconds for an orderly exit after the terminal is gone."""


class TerminalUser(Protocol):
    """The methods of the app that the driver calls in addition to Textual's own."""

    def on_terminal_gone(self) -> None:
        """Quit, because the terminal is gone. The loop calls this method."""

    def end_process(self) -> None:
        """Save unsaved text and end the process, because the app did not quit.

        Any thread may call this.
        """

    @property
    def asks_for_background(self) -> bool:
        """Whether to ask the terminal for its background colour."""
        ...

    def set_background(self, light: bool) -> None:
        """Receive whether the terminal's background is light. The loop calls this method."""

    def on_paste_cut(self, left_out: int) -> None:
        """Report that `left_out` bytes of a paste were dropped. The loop calls this method."""

    def on_paste_stalled(self) -> None:
        """Report that a paste has not ended, with the key that ends it.

        The loop calls this method.
        """


class TerminalDriver(Driver):
    """The driver for terminals on POSIX systems, which uses standard input and standard output."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Create the driver with Textual's arguments. `app` must have a `terminal_user`."""
        assert sys.__stdin__ is not None
        assert sys.__stdout__ is not None
        self._input = sys.__stdin__.fileno()
        self._stream = sys.__stdout__
        super().__init__(app, debug=debug, mouse=mouse, size=size or window_size(self._input))
        self._user: TerminalUser = app.terminal_user  # type: ignore[attr-defined]  # our app's
        # Textual's driver has the app, the loop and `mouse` too, but in undocumented attributes.
        self._textual_app = app
        loop = asyncio.get_running_loop()
        assert isinstance(loop, IdleLoop)
        self._own_loop = loop
        self._input_queue = InputQueue(loop, app.post_message, self._field_takes_keys)
        self._takes_mouse = mouse
        self._output: TerminalOutput | None = None
        self._reader: threading.Thread | None = None
        self._wake: tuple[int, int] | None = None
        self._saved_attributes: list[Any] | None = None
        self._is_stopped = False
        self._signal_times = dict.fromkeys(_JOB_SIGNALS, float("-inf"))
        """The times when Python last received the signal to stop and the signal to continue."""
        self._is_watching = False
        self._title = ""
        """The title of the window, or "" until the app sets one."""
        self._exit_event = threading.Event()
        self._gone_event = threading.Event()

    @property
    def can_suspend(self) -> bool:
        """Whether the app can hand the terminal to another program for some time."""
        return True

    @property
    def _has_kitty_keys(self) -> bool:
        return not constants.DISABLE_KITTY_KEY

    # Taking and restoring the terminal

    def start_application_mode(self) -> None:
        """Take the screen, the keys and the mouse of the terminal, and start to read input."""
        if not self._is_watching:
            self._is_watching = True
            threading.Thread(
                target=self._watch_terminal, name="terminal-watch", daemon=True
            ).start()
        self._install_signal_handlers()
        self._saved_attributes = self._terminal_attributes()
        self._enter_raw_mode()
        self._output = TerminalOutput(
            self._stream.fileno(),
            self._encode,
            on_gone=self._on_terminal_gone,
            on_caught_up=self._redraw,
        )
        kitty = f"\x1b[>{_KITTY}u" if self._has_kitty_keys else ""
        title = ""
        if supports_titles(os.environ):
            title = SAVE_TITLE + (title_sequence(self._title) if self._title else "")
        taken = f"{self._take_sequences()}{kitty}{title}{self._background_query()}"
        self._output.write(taken, always=True)
        self._report_size()
        self._wake = os.pipe()
        self._reader = threading.Thread(
            target=self._read_safely, name="terminal-input", daemon=True, args=(self._wake[0],)
        )
        self._reader.start()

    def stop_application_mode(self) -> None:
        """Restore the terminal.

        A signal handler or a thread that ends the process may call this while another call runs.
        """
        self.disable_input()
        output = self._output
        if output is None:
            return
        title = RESTORE_TITLE if supports_titles(os.environ) else ""
        left = _RESTORE.format(kitty="\x1b[<u" if self._has_kitty_keys else "", title=title)
        output.stop(left, _LAST_WRITE_TIMEOUT)
        # If the app is in the background, the input mode belongs to another program.
        if self._saved_attributes is not None and self._is_foreground():
            # After the mode is restored, ctrl+c would discard output that has not reached the
            # terminal.
            time.sleep(_SETTLE_DELAY)
            with suppress(termios.error):
                termios.tcflush(self._input, termios.TCIFLUSH)  # drop reports that arrived late
                termios.tcsetattr(self._input, termios.TCSANOW, self._saved_attributes)
        self._output = None

    def disable_input(self) -> None:
        """Stop reading input."""
        reader, self._reader = self._reader, None
        if reader is None or self._wake is None:
            return
        os.write(self._wake[1], b"!")
        reader.join(_LAST_WRITE_TIMEOUT)
        if not reader.is_alive():
            for end in self._wake:
                os.close(end)
        self._wake = None

    def suspend_application_mode(self) -> None:
        """Restore the terminal for another program. A stop signal then has its usual effect."""
        self.stop_application_mode()
        if not self._is_stopped:
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)

    def close(self) -> None:
        """Restore the terminal and the signals after the app has ended."""
        self._exit_event.set()
        self.stop_application_mode()
        # Remove the handler first, because a loop that closes reports pending signals.
        self._own_loop.remove_signal_handler(signal.SIGWINCH)
        for number in _JOB_SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    def send_message(self, message: Message) -> None:
        """Queue an input event. The app receives it after it has handled all earlier events."""
        self._input_queue.add(message)
        self._call_in_loop(self._input_queue.begin)

    def write(self, data: str) -> None:
        """Write output if the app has taken the terminal."""
        if self._output is not None:
            self._output.write(data)

    def set_window_title(self, title: str) -> None:
        """Set the title of the window, and set it again after another program used the terminal."""
        self._title = title
        if supports_titles(os.environ):
            self.write(title_sequence(title))

    def _encode(self, text: str) -> bytes:
        return text.encode(self._stream.encoding, self._stream.errors or "backslashreplace")

    def _terminal_attributes(self) -> list[Any] | None:
        try:
            return termios.tcgetattr(self._input)
        except termios.error:
            return None

    def _enter_raw_mode(self) -> None:
        if self._saved_attributes is None:
            return
        raw: list[Any] = [*self._saved_attributes[:6], list(self._saved_attributes[6])]
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        with suppress(termios.error):
            termios.tcsetattr(self._input, termios.TCSANOW, raw)

    def _take_sequences(self) -> str:
        """Return the sequences that take the screen and, if the mouse is enabled, the mouse."""
        modes = (*_MOUSE, *_MODES) if self._takes_mouse else _MODES
        return _SCREEN + "".join(f"\x1b[?{mode}h" for mode in modes)

    def _background_query(self) -> str:
        # Apple's terminal and old consoles print a part of a sequence that they do not support.
        asks = self._user.asks_for_background and os.environ.get("TERM") not in _NO_BACKGROUND_QUERY
        mode = "" if os.environ.get("TERM_PROGRAM") == "Apple_Terminal" else _MODE_QUERY
        return mode + (_BACKGROUND_QUERY if asks else "")

    def _redraw(self) -> None:
        self._call_in_loop(self._textual_app.refresh)

    # Signals

    def _install_signal_handlers(self) -> None:
        self._own_loop.add_signal_handler(signal.SIGWINCH, self._report_size)
        for number in _JOB_SIGNALS:
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: object) -> None:
        """Record when a signal arrived, and let the loop handle it.

        The time is recorded immediately, because the loop may be busy.
        """
        self._signal_times[signal.Signals(number)] = time.monotonic()
        self._call_in_loop(self._stop if number == signal.SIGTSTP else self._continue)

    def _stop(self) -> None:
        since = self._signal_times[signal.SIGTSTP] - _SIGNAL_INTERVAL
        if self._output is None or self._signal_times[signal.SIGCONT] > since:
            return
        self._is_stopped = True
        self.suspend_application_mode()
        self._stop_process(since)

    def _stop_process(self, since: float) -> None:
        """Stop the process, unless a signal to continue has arrived after the time `since`.

        If the process stopped after that signal, it would never continue.
        """
        if not self._exit_event.is_set() and self._signal_times[signal.SIGCONT] <= since:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _continue(self) -> None:
        """Take the terminal back after the process has resumed.

        Other programs may have changed the terminal's modes in the meantime.
        """
        now = time.monotonic()
        if self._exit_event.is_set() or not (self._is_stopped or self._output is not None):
            return
        if not self._is_foreground():
            if self._is_stopped:
                self._stop_process(now)  # a background process must not draw
            return
        if self._is_stopped:
            self._is_stopped = False
            self.start_application_mode()
            self._textual_app.post_message(self.SignalResume())
            return
        assert self._output is not None
        self._enter_raw_mode()
        self._output.write(self._take_sequences(), always=True)
        self._report_size()
        self._textual_app.refresh()

    def _is_foreground(self) -> bool:
        try:
            return os.tcgetpgrp(self._input) == os.getpgrp()
        except OSError:  # a process without a controlling terminal is never in the background
            return True

    def _report_size(self) -> None:
        if self._output is not None:
            size = Size(*window_size(self._input))
            self._textual_app.post_message(events.Resize(size, size))

    # The end of the terminal

    def _on_terminal_gone(self) -> None:
        if not self._gone_event.is_set():
            self._gone_event.set()
            if not self._exit_event.is_set():
                self._call_in_loop(self._user.on_terminal_gone)

    def _watch_terminal(self) -> None:
        """In a thread, check every second whether the terminal still exists.

        When it is gone, inform the app. If the process has not ended soon after, end it.
        """
        while not self._gone_event.wait(_CHECK_INTERVAL):
            if self._terminal_attributes() is None:
                self._on_terminal_gone()
        threading.Event().wait(_EXIT_TIMEOUT)
        self._user.end_process()

    def _call_in_loop(self, call: Callable[..., object], **named: object) -> None:
        with suppress(RuntimeError):  # the loop is closed, so there is no app to notify
            self._own_loop.call_soon_threadsafe(lambda: call(**named))

    # Input

    def _read_safely(self, wake: int) -> None:
        try:
            self._read(wake)
        except Exception as error:  # raise it in the app, which reports it and ends
            problem = error

            def fail() -> None:
                raise problem

            self._textual_app.call_later(fail)

    def _read(self, wake: int) -> None:
        terminal_input, parser = TerminalInput(), XTermParser()
        while self._wait_until_caught_up(wake):
            ready, _, _ = select.select([self._input, wake], [], [], terminal_input.flush_delay)
            if wake in ready:
                return
            if ready:
                try:
                    data = os.read(self._input, _READ_SIZE)
                except BlockingIOError:
                    continue
                except OSError:
                    data = b""
                if not data:
                    self._on_terminal_gone()
                    return
                pieces = terminal_input.feed(data)
                self._report_background(terminal_input)
            else:
                pieces = terminal_input.flush()
            for piece in pieces:
                self._deliver(piece, parser)

    def _report_background(self, terminal_input: TerminalInput) -> None:
        answer, terminal_input.background = terminal_input.background, None
        if answer is not None:
            self._call_in_loop(self._user.set_background, light=answer.is_light)

    def _deliver(self, piece: Piece, parser: XTermParser) -> None:
        """Turn a piece of input into events, and queue them for the app."""
        messages: list[Message]
        match piece:
            case Escape():
                messages = [events.Key("escape", "\x1b")]
            case Pasted():
                messages = [events.Paste(piece.text)]
                if piece.left_out:
                    left_out = piece.left_out
                    self._call_in_loop(self._user.on_paste_cut, left_out=left_out)
            case PasteStalled():
                messages = []
                self._call_in_loop(self._user.on_paste_stalled)
            case _:
                messages = list(parser.feed(piece.text))
        for message in messages:
            self.process_message(message)

    def _field_takes_keys(self, *given: Message) -> bool:
        """Return whether all these events are keys that the field with the focus takes as text."""
        app = self._textual_app
        field = app.focused if app.screen_stack else None
        return field is not None and all(
            isinstance(key, events.Key)
            and key.is_printable
            and field.check_consume_key(key.key, key.character)
            for key in given
        )

    def _wait_until_caught_up(self, wake: int) -> bool:
        """Wait until only a few events wait for the app.

        Return False if reading must stop (`wake` can be read) or if the terminal is gone.
        """
        while len(self._input_queue) > _MAX_EVENTS:
            stopping, _, _ = select.select([wake], [], [], _CATCH_UP_INTERVAL)
            if stopping or self._gone_event.is_set():
                return False
        return True


def window_size(descriptor: int) -> tuple[int, int]:
    """Ask the system for the size of a terminal's window. Return the columns and the rows.

    Sizes above a maximum are cut. An unknown size counts as 80 by 24.
    """
    try:
        columns, rows = os.get_terminal_size(descriptor)
    except OSError:
        return _DEFAULT
    return (min(columns, _MAX_WIDTH) or _DEFAULT[0], min(rows, _MAX_HEIGHT) or _DEFAULT[1])
