"""Finding things by typing: the search, the palette, the help."""

from __future__ import annotations

from pathlib import Path

from .conftest import OpenWindow
from .programmes import write

AT_PANEL_1 = ("--at", "11:23", "--speed", "0")
PANEL_1 = "Grands témoignages"
FIND = "\x06"


def test_typing_finds_the_line_and_enter_opens_what_the_arrows_chose(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(PANEL_1)
    terminal.press(FIND)
    terminal.until("words from a title")
    terminal.press("d", "r", "o", "i", "t", "s")
    shown = terminal.until("Défendre les Droits d’Auteur")
    assert "nos droits fondamentaux" in shown
    terminal.press("down", "enter")
    shown = terminal.until("Pascal Rogard")
    assert "Panel 4" in shown
    terminal.press("escape")
    terminal.until("nos droits fondamentaux")
    terminal.press("escape")
    terminal.until(lambda text: PANEL_1 in text and "droits" not in text)


def test_the_search_opens_from_within_a_filter_too(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(PANEL_1)
    terminal.press("2")
    terminal.until("Plénière")
    terminal.press("/")
    terminal.until("part of a word")
    terminal.press("x")
    terminal.until(lambda text: "Introduction" not in text)
    terminal.press(FIND)
    terminal.until("words from a title")
    terminal.press("p", "i", "e", "d", "a", "l", "l", "u")
    terminal.until("La Quadrature du Net")


def test_the_palette_finds_people_without_accents_and_commands_of_here(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(PANEL_1)
    terminal.press("ctrl+p")
    terminal.until("a command, a session")
    terminal.press("p", "i", "e", "d", "a", "l", "l", "u")
    terminal.until("Benoît Piédallu")
    terminal.press("enter")
    terminal.until("esc Back")
    terminal.press("ctrl+p")
    terminal.until("a command, a session")
    terminal.press(*"bookmark the")
    terminal.until("bookmark the session")
    terminal.press("enter")
    terminal.until("★")


def test_foreign_text_is_never_markup_in_search_and_palette(
    window: OpenWindow, tmp_path: Path
) -> None:
    file = write(tmp_path / "odd.yaml", '"[/] odd [bold]Q&A [@click=app.quit]here"')
    terminal = window("--programme", str(file), "--at", "2026-03-01T09:05", "--speed", "0")
    terminal.until("odd [bold]")
    terminal.press(FIND)
    terminal.until("words from a title")
    terminal.press("o", "d", "d")
    terminal.until("[/] odd [bold]Q&A [@click=app.quit]here")
    terminal.press("escape", "ctrl+p")
    terminal.until("a command, a session")
    terminal.press("o", "d", "d")
    terminal.until("[/] odd [bold]Q&A [@click=app.quit]here")


def test_help_begins_with_the_keys_of_the_screen_one_came_from(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until(PANEL_1)
    terminal.press("enter")
    terminal.until("GreenIT", "esc Back")
    terminal.press("?")
    shown = terminal.until("ON THIS SCREEN", "next session", "SCREENS")
    assert shown.index("ON THIS SCREEN") < shown.index("next session") < shown.index("SCREENS")
