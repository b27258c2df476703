"""What someone who sits down before it does first."""

from __future__ import annotations

import re

import pytest

from .conftest import PROGRAM, OpenWindow, World

pytestmark = pytest.mark.lowest


def test_r_replays_a_past_day_in_both_languages(window: OpenWindow) -> None:
    terminal = window("--lang", "fr")
    terminal.until("Revivre la journée")
    terminal.press("L")
    terminal.until("Replay the day")
    terminal.press("r")
    shown = terminal.until("SIMULATED", "STARTS IN", "Introduction")
    first = _clock(shown)
    terminal.until(lambda text: _clock(text) > first)  # time goes on by itself


def test_app_starts_with_standard_error_in_a_file(panel_1: OpenWindow) -> None:
    panel_1(command=("sh", "-c", 'exec "$0" "$@" 2>log', *PROGRAM))


def test_terminal_that_can_only_print_lines_gets_advice(window: OpenWindow, world: World) -> None:
    world.more["TERM"] = "dumb"
    terminal = window()
    assert terminal.end() == 64
    assert "sommet-tui now" in terminal.text
    assert b"\x1b" not in terminal.raw


def _clock(shown: str) -> str:
    found = re.search(r"\d\d:\d\d:\d\d", shown)
    return found.group() if found else ""
