"""Signals that stop and continue, in any order: the terminal stays in order, the process ends."""

from __future__ import annotations

import random
import signal
import sys
from signal import SIGCONT, SIGSTOP, SIGTERM, SIGTSTP, SIGWINCH
from time import monotonic

import pytest

from .conftest import OpenWindow
from .terminal import TIMES, absent

GOES_ON = [
    (SIGSTOP, SIGCONT),
    (SIGTSTP, SIGCONT),
    (SIGCONT,) * 5,
]
ENDS = [
    (SIGTSTP, SIGTERM, SIGCONT),
    *(
        pytest.param(each, marks=pytest.mark.long)
        for each in (
            *((SIGTERM, SIGCONT), (SIGCONT, SIGTERM), (SIGSTOP, SIGTERM, SIGCONT), (SIGTERM,) * 3),
        )
    ),
]


def join_names(signals: tuple[signal.Signals, ...]) -> str:
    return "-".join(each.name for each in signals)


def test_app_continues_after_stop_and_continue_signals(panel_1: OpenWindow) -> None:
    terminal = panel_1()
    for signals in GOES_ON:
        for number in signals:
            terminal.signal(number)
        terminal.press_until("4", "Katia Roux   ")
        terminal.press("1")
        terminal.until("Grands témoignages", absent("Katia Roux   "))
    terminal.quit("q")


SPINNING = """
import sys, threading
from sommet_tui.cli.main import main
from sommet_tui.tui.app import SommetApp

settle_in = SommetApp._start_deferred_tasks

def spin():
    while True:
        pass

def begin(self):
    settle_in(self)
    threading.Thread(target=spin, daemon=True).start()

SommetApp._start_deferred_tasks = begin
sys.exit(main(sys.argv[1:]))
"""
"""The app, with a thread that is always busy."""


def test_busy_process_continues_after_a_stop_signal(panel_1: OpenWindow) -> None:
    chance = random.Random(20250207)
    terminal = panel_1(command=(sys.executable, "-P", "-c", SPINNING))
    for _ in range(4 * TIMES):
        terminal.signal(SIGTSTP)
        deadline = monotonic() + chance.uniform(0.05, 0.45)
        while (left := deadline - monotonic()) > 0:
            terminal.take(left)
        terminal.signal(SIGCONT)
        terminal.press_until("4", "Katia Roux   ")
        terminal.press("1")
        terminal.until("Grands témoignages", absent("Katia Roux   "))


@pytest.mark.parametrize("signals", ENDS, ids=join_names)
def test_app_ends_after_several_signals(
    panel_1: OpenWindow, signals: tuple[signal.Signals, ...]
) -> None:
    terminal = panel_1()
    for number in signals:
        terminal.signal(number)
    terminal.assert_ended(128 + SIGTERM)


def test_signal_before_the_first_frame_restores_the_terminal(window: OpenWindow) -> None:
    for _ in range(TIMES):
        terminal = window("--at", "11:23")
        terminal.until_raw(b"\x1b[?1049h")
        terminal.signal(SIGTERM)
        terminal.assert_ended(128 + SIGTERM)


OTHERS = ("SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU", "SIGQUIT", "SIGVTALRM", "SIGPROF", "SIGIO")
ALIKE = set(OTHERS) - {"SIGUSR1", "SIGQUIT"}
"""Treated as the others are: tried with what takes long."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.long] if name in ALIKE else [])
        for name in OTHERS
        if hasattr(signal, name)
    ],
)
def test_unexpected_signal_restores_the_terminal(panel_1: OpenWindow, name: str) -> None:
    terminal = panel_1()
    number = getattr(signal, name)
    terminal.signal(number)
    terminal.assert_ended(128 + number)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 4 * TIMES))]
)
def test_app_exits_cleanly_after_any_stop_and_continue_signals(
    panel_1: OpenWindow, seed: int
) -> None:
    chance = random.Random(seed)
    terminal = panel_1()
    for number in chance.choices((SIGSTOP, SIGTSTP, SIGCONT, SIGWINCH), k=8):
        terminal.signal(number)
        terminal.take(chance.choice((0.0, 0.01, 0.05)))
    terminal.signal(SIGTERM)
    terminal.signal(SIGCONT)
    terminal.assert_ended(128 + SIGTERM)
