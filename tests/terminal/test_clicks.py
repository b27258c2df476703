"""Clicks while the window shrinks: a click outside the smaller window does nothing."""

from __future__ import annotations

import random

import pytest

from .conftest import OpenWindow
from .recorded import answers
from .terminal import TIMES

BURSTS = 4 * TIMES
WIDE, HIGH = 120, 40
OPENED = (
    *("5", "2F", "\x10"),
    *(pytest.param(keys, marks=pytest.mark.long) for keys in ("1", "2", "?", "t", "5m")),
)
"""The keys that open screens and dialogs, each from the day's first screen."""


def click(column: int, row: int) -> bytes:
    return b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (column, row, column, row)


@pytest.mark.parametrize("keys", OPENED)
def test_app_survives_clicks_while_its_window_shrinks(panel_1: OpenWindow, keys: str) -> None:
    chance = random.Random(keys)
    terminal = panel_1("--speed", "0", size=(WIDE, HIGH))
    for _ in range(BURSTS):
        terminal.press("escape")
        terminal.take(0.15)  # otherwise, escape and the next key are Alt with that key
        terminal.press("1" + keys)
        terminal.take(chance.choice((0.0, 0.05)))
        for _ in range(6):
            terminal.press(*[click(WIDE - chance.randint(0, 40), HIGH - chance.randint(0, 2))] * 3)
            terminal.resize(chance.randint(20, 60), chance.randint(4, 20))
            terminal.take(chance.choice((0.0, 0.005, 0.02)))
            terminal.resize(WIDE, HIGH)
            terminal.take(chance.choice((0.0, 0.005, 0.02)))
        assert not terminal.has_ended()
    assert answers(terminal)
