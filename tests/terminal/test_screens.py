"""What someone who sits down before it does first."""

from __future__ import annotations

import json

from .conftest import Command, OpenWindow

AT_PANEL_1 = ("--at", "11:23", "--speed", "0")
PANEL_1 = "Grands témoignages"


def test_the_day_is_over_and_one_key_brings_it_back(window: OpenWindow) -> None:
    terminal = window()
    terminal.until("live the day again")
    terminal.press("r")
    shown = terminal.until("NOT THE REAL TIME")
    assert "STARTS IN" in shown
    assert "Introduction" in shown


def test_another_time_is_shown_and_nobody_can_miss_that_it_is(window: OpenWindow) -> None:
    shown = window(*AT_PANEL_1).until("NOT THE REAL TIME")
    assert PANEL_1 in shown
    assert "11:23:00" in shown
    assert "12:10" in shown


def test_time_goes_on_by_itself(window: OpenWindow) -> None:
    terminal = window("--at", "11:23")
    terminal.until("11:23:0")
    terminal.until("11:23:03")


def test_every_screen_has_its_key(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(PANEL_1)
    for keys, there in (
        (("2", "f2"), "Friday 7 February 2025"),
        (("3", "f3"), "No bookmarks yet"),
        (("4", "f4"), "Katia Roux"),
        (("i",), "21 rue Albert Bayet"),
        (("1", "f1"), "11:00 – 12:10"),
    ):
        for key in keys:
            terminal.press("i" if key != "i" else "1")
            terminal.until(lambda text, there=there: there not in text)
            terminal.press(key)
            terminal.until(there)


def test_help_lies_on_top_and_escape_takes_it_away(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(PANEL_1)
    terminal.press("?")
    terminal.until("SCREENS")
    terminal.press("escape")
    terminal.until(PANEL_1)


def test_enter_opens_a_session_and_escape_leaves_it(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(PANEL_1)
    terminal.press("2")
    terminal.until("Friday 7 February 2025")
    terminal.press("enter")
    shown = terminal.until("Lorraine De Montenay")
    assert "Friday 7 February 2025" not in shown.splitlines()[3]
    terminal.press("escape")
    terminal.until("Plénière")


def test_a_star_is_what_other_commands_see(window: OpenWindow, command: Command) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(PANEL_1)
    terminal.press("b")
    terminal.until("★")
    listed = json.loads(command("bookmark", "list", "--json").stdout)
    assert [each["id"] for each in listed["bookmarks"]] == ["panel-1"]
    terminal.press("b")
    terminal.until(lambda text: "★" not in text)
    assert json.loads(command("bookmark", "list", "--json").stdout)["bookmarks"] == []


def test_a_star_of_another_command_shows_by_itself(window: OpenWindow, command: Command) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(PANEL_1)
    assert command("bookmark", "add", "panel-1").returncode == 0
    terminal.until("★")


def test_one_key_speaks_the_other_language(window: OpenWindow) -> None:
    terminal = window("--lang", "fr")
    terminal.until("revivre")
    terminal.press("L")
    terminal.until("live the day again")
    terminal.press("L")
    terminal.until("revivre")
