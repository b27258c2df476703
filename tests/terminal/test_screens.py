"""What someone who sits down before it does first."""

from __future__ import annotations

import re

from .conftest import OpenWindow
from .terminal import absent

AT_PANEL_1 = ("--at", "11:23", "--speed", "0")
PANEL_2 = "12:10 – 13:00"
ON_NOW = "ON NOW · Panel 1"
THERE = {
    "2": "Friday 7 February 2025",
    "3": "No bookmarks yet",
    "4": "Katia Roux   ",
    "i": "Inscriptions closes",
    "?": "SCREENS",
}
"""What a screen shows, by its key."""


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


def test_every_screen_has_its_key_and_escape_leaves_what_lies_on_top(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(ON_NOW, "SIMULATED TIME", "Grands témoignages", "11:23:00", "12:10   on time")
    hint = "?: all keys · b: bookmark · t: clock"
    terminal.until(hint)
    for back, keys in (("1", ("f2", "f3", "f4")), ("f1", ("2", "3", "4")), ("escape", "i?")):
        for key in keys:
            terminal.press(key)
            terminal.until(THERE[key[-1]], absent(ON_NOW))
            terminal.press(back)
            terminal.until(ON_NOW, absent(THERE[key[-1]]), absent(hint))
    terminal.press("2")
    terminal.until(PANEL_2)
    terminal.press("up", "enter")  # the cursor stands on what begins next
    terminal.until("Lorraine De Montenay", absent(PANEL_2))
    terminal.press("escape")
    terminal.until(PANEL_2)
