"""What someone who sits down before it does first."""

from __future__ import annotations

import re

from .conftest import OpenWindow


def test_the_day_is_over_and_one_key_brings_it_back_in_either_language(window: OpenWindow) -> None:
    terminal = window("--lang", "fr")
    terminal.until("revivre")
    terminal.press("L")
    terminal.until("replay the day")
    terminal.press("r")
    shown = terminal.until("SIMULATED TIME", "STARTS IN", "Introduction")
    first = _clock(shown)
    terminal.until(lambda text: _clock(text) > first)  # time goes on by itself


def _clock(shown: str) -> str:
    found = re.search(r"\d\d:\d\d:\d\d", shown)
    return found.group() if found else ""
