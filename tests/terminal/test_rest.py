"""At rest a screen sends what its clock shows, and nothing else."""

from __future__ import annotations

import re

import pytest

from .conftest import OpenWindow
from .terminal import PATIENCE, Terminal

A_TICK = 1.3
"""Seconds in which the clock ticks at least once."""
SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|[\r\n]")

SCREENS = {
    "now": ("", "Grands témoignages"),
    "stage": ("5", "BY THE CLOCK"),
    "moderator": ("6", "MODERATION"),
    "info": ("i", "Inscriptions"),
    "note": ("n", "Write here"),
    "search": ("\x06", "words from a title"),
    "palette": ("\x10", "a command, a session"),
    "clock": ("t", "run faster"),
}
"""The key to each screen, and what is on it then."""


def opened(window: OpenWindow, name: str, speed: str, *more: str) -> Terminal:
    key, there = SCREENS[name]
    terminal = window("--at", "11:23", "--speed", speed, *more)
    terminal.until("Grands témoignages")
    terminal.press(key)
    terminal.until(there)
    return terminal


def comes_to_rest(terminal: Terminal) -> bool:
    """Whether nothing is sent for longer than from one tick to the next; it may take a while."""
    return any(not terminal.take(A_TICK) for _ in range(int(PATIENCE)))


@pytest.mark.parametrize(
    "name",
    [
        *("stage", "moderator", "search"),
        *(pytest.param(name, marks=pytest.mark.long) for name in ("now", "note", "clock")),
    ],
)
def test_a_screen_whose_clock_stands_still_sends_nothing(window: OpenWindow, name: str) -> None:
    assert comes_to_rest(opened(window, name, "0"))


@pytest.mark.parametrize("name", ["now", "stage", "moderator"])
def test_calm_screens_whose_clock_goes_on_send_nothing_for_a_while(
    window: OpenWindow, name: str
) -> None:
    assert comes_to_rest(opened(window, name, "1", "--calm"))


@pytest.mark.parametrize("name", ["info", "note", "palette"])
def test_a_screen_whose_clock_goes_on_sends_digits(window: OpenWindow, name: str) -> None:
    terminal = opened(window, name, "60")  # each tick is another minute: no digit stays as it was
    terminal.until(lambda text: "11:27" in text)
    written = len(terminal.raw)
    terminal.until(lambda text: "11:29" in text)
    sent = SEQUENCE.sub(b"", bytes(terminal.raw[written:])).decode()
    if name == "palette":  # below it is a screen that tells how long is left
        assert "a command" not in sent
    else:
        assert re.fullmatch("[0-9:]*", sent)
