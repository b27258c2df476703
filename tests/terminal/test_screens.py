"""What someone who sits down before it does first."""

from __future__ import annotations

import json

from .conftest import Command, OpenWindow
from .terminal import absent

AT_PANEL_1 = ("--at", "11:23", "--speed", "0")
PANEL_1 = "Grands témoignages"
PANEL_2 = "12:10 – 13:00"
ON_NOW = "ON NOW · Panel 1"
NO_BOOKMARKS = "No bookmarks yet"
THERE = {
    "2": "Friday 7 February 2025",
    "3": NO_BOOKMARKS,
    "4": "Katia Roux   ",
    "i": "Inscriptions closes",
}
"""What a screen shows, by its key."""


def test_the_day_is_over_and_one_key_brings_it_back(window: OpenWindow) -> None:
    terminal = window()
    terminal.until("replay the day")
    terminal.press("r")
    terminal.until("SIMULATED TIME", "STARTS IN", "Introduction")


def test_another_time_is_shown_and_nobody_can_miss_that_it_is(window: OpenWindow) -> None:
    window(*AT_PANEL_1).until("SIMULATED TIME", PANEL_1, "11:23:00", "12:10   on time")


def test_time_goes_on_by_itself(window: OpenWindow) -> None:
    terminal = window("--at", "11:23")
    terminal.until("11:23:0")
    terminal.until("11:23:03")


def test_every_screen_has_its_key(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(ON_NOW)
    for back, keys in (("1", ("f2", "f3", "f4", "i")), ("f1", ("2", "3", "4"))):
        for key in keys:
            terminal.press(key)
            terminal.until(THERE[key[-1]], absent(ON_NOW))
            terminal.press(back)
            terminal.until(ON_NOW, absent(THERE[key[-1]]))


def test_help_lies_on_top_and_escape_takes_it_away(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(ON_NOW)
    terminal.press("?")
    terminal.until("SCREENS", absent(ON_NOW))
    terminal.press("escape")
    terminal.until(ON_NOW)


def test_enter_opens_a_session_and_escape_leaves_it(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(ON_NOW)
    terminal.press("2")
    terminal.until(PANEL_2)
    terminal.press("\x1b[A", "enter")  # the cursor stands on what begins next
    terminal.until("Lorraine De Montenay", absent(PANEL_2))
    terminal.press("escape")
    terminal.until(PANEL_2)


def test_a_star_is_what_other_commands_see(window: OpenWindow, command: Command) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(ON_NOW)
    terminal.press("2")
    terminal.until(PANEL_2)
    terminal.press("b")
    terminal.until("★")
    listed = json.loads(command("bookmark", "list", "--json").stdout)
    assert [each["id"] for each in listed["bookmarks"]] == ["panel-2"]
    terminal.press("b")
    terminal.until("☆", absent("★"))
    terminal.press("b")
    terminal.until(absent("☆"))
    assert json.loads(command("bookmark", "list", "--json").stdout)["bookmarks"] == []


def test_a_star_of_another_command_shows_by_itself(window: OpenWindow, command: Command) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(ON_NOW)
    terminal.press("2")
    terminal.until(PANEL_2)
    assert command("bookmark", "add", "panel-1").returncode == 0
    terminal.until("★")


def test_one_key_speaks_the_other_language(window: OpenWindow) -> None:
    terminal = window("--lang", "fr")
    terminal.until("revivre")
    terminal.press("L")
    terminal.until("replay the day")
    terminal.press("L")
    terminal.until("revivre")
