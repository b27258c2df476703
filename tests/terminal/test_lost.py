"""A terminal that closes while the app is busy: the app ends by itself and saves typed text."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import threading
from contextlib import suppress
from time import monotonic

import pytest

from .conftest import PROGRAM, Command, OpenWindow
from .terminal import PATIENCE, TIMES, Terminal, absent

IGNORING = ("/bin/sh", "-c", 'trap "" HUP; exec "$@"', "sh")
"""Starts a process that ignores SIGHUP, as under nohup: only the terminal shows its own end."""

STUCK = """
import sys, time
from sommet_tui.cli.main import main
from sommet_tui.tui.app import SommetApp

def sit(self):
    while True:
        time.sleep(1)

SommetApp.action_help = sit
sys.exit(main())
"""
"""The app, with a key that never comes to an end."""


def type_note(terminal: Terminal) -> None:
    terminal.press("n")
    terminal.until("Write here")
    terminal.press("dear words")
    terminal.until("dear words")


def type_and_leave_note(terminal: Terminal) -> None:
    type_note(terminal)
    terminal.press("escape")
    terminal.until(absent("dear words"))


def send_unread(terminal: Terminal, data: bytes, seconds: float) -> None:
    """Send as much of it as the app reads in these seconds, without reading its output."""
    deadline = monotonic() + seconds
    left = memoryview(data)
    while left and monotonic() < deadline:
        _, free, _ = select.select([], [terminal.descriptor], [], 0.01)
        if free:
            with suppress(BlockingIOError):
                left = left[os.write(terminal.descriptor, left[:4096]) :]


def paste_long_text(terminal: Terminal) -> None:
    type_note(terminal)
    send_unread(terminal, b"\x1b[200~" + b"abc \x1b[31m def\r" * 300_000, 0.03)


def open_many_screens(terminal: Terminal) -> None:
    type_and_leave_note(terminal)
    send_unread(terminal, b"123456" * 5_000, 0.2)


def open_message_dialog(terminal: Terminal) -> None:
    type_and_leave_note(terminal)
    for key in ("5", "R", "m"):
        terminal.take(0.2)
        terminal.press(key)
    terminal.until("choose who gets")


def block_app(terminal: Terminal) -> None:
    type_note(terminal)
    terminal.press("\x1bOQ", "?")
    terminal.take(0.5)


BUSY = {
    "pasting": (paste_long_text, PROGRAM),
    "repainting": (open_many_screens, PROGRAM),
    "asking": (open_message_dialog, PROGRAM),
    "stuck": (block_app, (sys.executable, "-P", "-c", STUCK)),
}


@pytest.mark.parametrize("turn", range(TIMES))
@pytest.mark.parametrize(
    "hears",
    [pytest.param(True, marks=pytest.mark.long, id="signal"), pytest.param(False, id="no signal")],
)
@pytest.mark.parametrize("busy", BUSY)
def test_lost_terminal_ends_the_app_and_loses_no_note(
    panel_1: OpenWindow, command: Command, busy: str, hears: bool, turn: int
) -> None:
    del turn
    act, program = BUSY[busy]
    terminal = panel_1(command=program if hears else (*IGNORING, *program), size=(160, 50))
    act(terminal)
    terminal.hang_up()
    assert terminal.end_without_terminal() > 0
    (note,) = json.loads(command("note", "list", "--json").stdout)["notes"]
    assert note["text"].startswith("dear words")


def stall(terminal: Terminal, command: Command) -> None:
    """Press keys without reading the output, until the last key has had its effect."""
    send_unread(terminal, b"123456" * 12 + b"2" + b"b", PATIENCE)
    watching = threading.Event()
    while b"panel" not in command("bookmark", "list").stdout:
        watching.wait(0.1)


def test_stalled_terminal_does_not_block_the_app(panel_1: OpenWindow, command: Command) -> None:
    terminal = panel_1(size=(160, 50))
    stall(terminal, command)
    terminal.quit("n", "dear words", "ctrl+q")


def test_stalled_terminal_is_restored_after_the_app_has_ended(
    panel_1: OpenWindow, command: Command
) -> None:
    terminal = panel_1(size=(160, 50))
    stall(terminal, command)
    terminal.signal(signal.SIGTERM)
    terminal.wait_unread()
    terminal.assert_ended(128 + signal.SIGTERM)  # what the terminal finds when it goes on


def test_signal_ends_a_stuck_app_and_saves_its_note(panel_1: OpenWindow, command: Command) -> None:
    terminal = panel_1(command=(sys.executable, "-P", "-c", STUCK), size=(160, 50))
    block_app(terminal)
    terminal.signal(signal.SIGTERM)
    terminal.assert_ended(128 + signal.SIGTERM)
    (note,) = json.loads(command("note", "list", "--json").stdout)["notes"]
    assert note["text"].startswith("dear words")
