"""At rest a screen sends what its clock shows, and nothing else."""

from __future__ import annotations

import re

import pytest

from .conftest import OpenWindow
from .terminal import PATIENCE, Terminal

A_TICK = 1.3
"""Seconds in which the clock ticks at least once."""
SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|[\r\n]")

NOW = "ON NOW · Panel 1"
SCREENS = {
    "stage": ("5", "drift"),
    "moderator": ("6", "SPEAKERS"),
    "info": ("i", "Inscriptions"),
    "note": ("n", "Write here"),
    "search": ("\x06", "words from a title"),
    "palette": ("\x10", "a command, a session"),
    "clock": ("t", "run the clock faster"),
}
"""The key to each screen, and a text on it."""


def open_now(window: OpenWindow, speed: str, *more: str) -> Terminal:
    terminal = window("--at", "11:23", "--speed", speed, *more)
    terminal.until(NOW)
    return terminal


def open_screen(terminal: Terminal, name: str) -> Terminal:
    """The same with another screen on it, which lies on top of Now."""
    key, there = SCREENS[name]
    if NOW not in terminal.text:
        terminal.press("escape")
        terminal.until(NOW)
    terminal.press(key)
    terminal.until(there)
    return terminal


def is_quiet(terminal: Terminal) -> bool:
    """Whether nothing is sent for longer than from one tick to the next; it may take a while."""
    return any(not terminal.take(A_TICK) for _ in range(int(PATIENCE)))


def test_stopped_clock_sends_nothing_to_the_terminal(window: OpenWindow) -> None:
    terminal = open_now(window, "0")
    for name in ("stage", "moderator", "search", "clock"):
        assert is_quiet(open_screen(terminal, name)), name


def test_calm_screen_sends_nothing_each_second(window: OpenWindow) -> None:
    terminal = open_now(window, "1", "--calm")
    assert is_quiet(terminal)
    for name in ("stage", "moderator"):
        assert is_quiet(open_screen(terminal, name)), name


def test_palette_over_a_running_clock_is_not_repainted(window: OpenWindow) -> None:
    terminal = open_screen(open_now(window, "60"), "palette")
    terminal.until("Choose")
    written = len(terminal.raw)
    for _ in range(3):
        terminal.take(A_TICK)
    assert b"a command" not in terminal.raw[written:]


@pytest.mark.parametrize("name", [pytest.param("note", marks=pytest.mark.long), "info"])
def test_running_clock_sends_only_digits(window: OpenWindow, name: str) -> None:
    # At each tick, all digits of the minute change.
    terminal = open_screen(open_now(window, "60"), name)
    first = _minute(terminal.text)
    terminal.until(lambda text: _minute(text) > first + 3)  # it has settled down
    written, begun = len(terminal.raw), _minute(terminal.text)
    terminal.until(lambda text: _minute(text) > begun + 1)
    sent = SEQUENCE.sub(b"", bytes(terminal.raw[written:])).decode()
    assert re.fullmatch("[0-9:]*", sent)


def _minute(text: str) -> int:
    """The minute of the day that the clock shows; 0 while it is being drawn."""
    found = re.search(r"(\d\d):(\d\d):\d\d", text)
    return int(found[1]) * 60 + int(found[2]) if found else 0
