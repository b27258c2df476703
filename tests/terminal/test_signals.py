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


def test_app_continues_after_stop_and_continue_signals(window: OpenWindow) -> None:
    terminal = window("--at", "11:23")
    terminal.until("Grands témoignages")
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


def test_busy_process_continues_after_a_stop_signal(window: OpenWindow) -> None:
    chance = random.Random(20250207)
    terminal = window("--at", "11:23", command=(sys.executable, "-P", "-c", SPINNING))
    terminal.until("Grands témoignages")
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
    window: OpenWindow, signals: tuple[signal.Signals, ...]
) -> None:
    terminal = window("--at", "11:23")
    terminal.until("Grands témoignages")
    for number in signals:
        terminal.signal(number)
    assert terminal.end() == 128 + SIGTERM
    assert terminal.left_on() == []


def test_signal_before_the_first_frame_restores_the_terminal(window: OpenWindow) -> None:
    for _ in range(TIMES):
        terminal = window("--at", "11:23")
        terminal.until_raw(b"\x1b[?1049h")
        terminal.signal(SIGTERM)
        assert terminal.end() == 128 + SIGTERM
        assert terminal.left_on() == []


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
def test_unexpected_signal_restores_the_terminal(window: OpenWindow, name: str) -> None:
    terminal = window("--at", "11:23")
    terminal.until("Grands témoignages")
    number = getattr(signal, name)
    terminal.signal(number)
    assert terminal.end() == 128 + number
    assert terminal.left_on() == []


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 4 * TIMES))]
)
def test_app_exits_cleanly_after_any_stop_and_continue_signals(
    window: OpenWindow, seed: int
) -> None:
    chance = random.Random(seed)
    terminal = window("--at", "11:23")
    terminal.until("Grands témoignages")
    for number in chance.choices((SIGSTOP, SIGTSTP, SIGCONT, SIGWINCH), k=8):
        terminal.signal(number)
        terminal.take(chance.choice((0.0, 0.01, 0.05)))
    terminal.signal(SIGTERM)
    terminal.signal(SIGCONT)
    assert terminal.end() == 128 + SIGTERM
    assert terminal.left_on() == []
