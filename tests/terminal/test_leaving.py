"""However it ends, the process ends and the terminal is as it was before."""

from __future__ import annotations

import random
import shutil
import signal
import sys

import pytest

from .conftest import PROGRAM, OpenWindow, World
from .programmes import write
from .terminal import Terminal, absent


def test_ctrl_c_restores_the_terminal(window: OpenWindow) -> None:
    terminal = window()
    terminal.until("Replay the day")
    terminal.quit("ctrl+c")


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGHUP, 129), (signal.SIGINT, 130)],  # test_signals has others
)
def test_signal_restores_the_terminal(
    window: OpenWindow, number: signal.Signals, code: int
) -> None:
    terminal = window()
    terminal.until("Replay the day")
    terminal.signal(number)
    terminal.assert_ended(code)


@pytest.mark.parametrize(
    "key",
    ["/", *(pytest.param(key, marks=pytest.mark.long) for key in ("t", "?", "\r", "!", "\x10"))],
)
def test_app_ignores_keys_pressed_after_q(panel_1: OpenWindow, key: str) -> None:
    terminal = panel_1("--lang", "en")
    terminal.press("2")
    terminal.until("/ Find")
    terminal.quit("q" + key)


ENDLESS = """
import os, sys
from sommet_tui.cli.main import main
from sommet_tui.companion.companion import Source
from sommet_tui.wiring import companion

def read(_):
    os.write(1, b"reading...")
    while True:
        pass

Source.read = companion.read_event = read
sys.exit(main())
"""
"""The program, with programmes that take forever to read: a changed one, and another event."""


@pytest.mark.parametrize(
    ("leave", "code"),
    [
        ("ctrl+q", 0),
        pytest.param(signal.SIGTERM, 143, marks=pytest.mark.long),
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.long),
        pytest.param(signal.SIGHUP, 129, marks=pytest.mark.long),
    ],
)
def test_app_quits_during_a_slow_read_of_a_file(
    window: OpenWindow, world: World, leave: str | signal.Signals, code: int
) -> None:
    file = world.home / "day.yaml"
    write(file, "First")
    command = (sys.executable, "-P", "-c", ENDLESS)
    terminal = window("--programme", str(file), "--at", "09:10", command=command)
    terminal.until("First")
    write(file, "Second")
    terminal.until_raw(b"reading...")
    if isinstance(leave, str):
        terminal.press(leave)
    else:
        terminal.signal(leave)
    terminal.assert_ended(code)


def test_app_quits_while_another_event_opens(panel_1: OpenWindow) -> None:
    terminal = panel_1(command=(sys.executable, "-P", "-c", ENDLESS))
    terminal.press("ctrl+o", "day.yaml", "enter")
    terminal.until_raw(b"reading...")
    terminal.quit()


def test_closed_window_ends_the_process(window: OpenWindow) -> None:
    terminal = window()
    terminal.until("Replay the day")
    terminal.hang_up()
    assert terminal.end_without_terminal() > 0


def test_app_survives_every_size_of_its_window(panel_1: OpenWindow) -> None:
    terminal = panel_1("--speed", "0")
    chance = random.Random(20250207)
    sizes = [(1, 1), (20, 5), (200, 60), (1, 60), (200, 1), (2, 2), (40, 12), (1, 1)]
    sizes += [(chance.randint(20, 200), chance.randint(5, 60)) for _ in range(3)]
    for number, (columns, rows) in enumerate(sizes):
        terminal.press("12341i?"[number % 7])
        terminal.resize(columns, rows)
        terminal.take(1.0)  # a size that shows nothing else may have nothing to send
    terminal.resize(80, 24)
    terminal.press("1")
    terminal.until("11:23:00", "Grands témoignages", "on time", "? keys")
    terminal.quit("q")


TAKEN = ("1000", "1003", "1004", "1006", "1049", "2004")
"""The modes of a terminal that the app needs: see `MODES`."""


def count_enabled_modes(terminal: Terminal) -> dict[str, int]:
    """How often the app has turned each of them on."""
    return {mode: terminal.raw.count(f"\x1b[?{mode}h".encode()) for mode in TAKEN}


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here to suspend it in")
def test_suspended_app_resumes_with_the_same_screen(window: OpenWindow) -> None:
    in_shell = '"$@"; echo "in the shell"; read -r; fg >/dev/null; echo "over, $?"'
    terminal = window(
        "--at",
        "11:23",
        command=("bash", "--norc", "-mc", in_shell, "bash", *PROGRAM),
    )
    terminal.until("Grands témoignages")
    assert set(count_enabled_modes(terminal).values()) == {1}
    terminal.press("ctrl+z")
    terminal.until("in the shell")
    assert terminal.left_on() == []
    written = len(terminal.raw)
    terminal.press("enter")
    terminal.until(lambda _: b"\x1b[?1049h" in terminal.raw[written:])
    terminal.until("Grands témoignages", absent("in the shell"))
    assert set(count_enabled_modes(terminal).values()) == {2}
    terminal.press("q")
    terminal.until("over, 0")
    terminal.assert_ended()
