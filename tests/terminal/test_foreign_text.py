"""Text from strangers may hold anything, but never commands the terminal or the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import OpenWindow, World
from .programmes import FORBIDDEN, MARKUP, OVERRIDES, hostile, write, write_hostile
from .terminal import absent


@pytest.fixture
def programme(world: World) -> Path:
    return write_hostile(world.home / "hostile.yaml")


def test_control_characters_of_a_programme_do_not_reach_the_terminal(
    window: OpenWindow, programme: Path
) -> None:
    at = ("--at", "2026-03-01T09:10", "--speed", "0")
    terminal = window("--programme", str(programme), *at, size=(100, 40))
    terminal.until("Stitle", "[/]")
    for keys, there in (
        ("2", "3 sessions"),
        ("b", "★"),
        ("\r", "y Copy"),
        ("o", "in your browser"),
        ("\x1b", absent("in your browser")),
        ("y", "Copied"),
        ("3", "★"),
        ("4", absent("★")),
        ("\r", "esc Back"),
        ("i", "Edesc"),
        ("1", "Stitle"),
        ("\x10", "a command, a session"),
    ):
        terminal.press(keys)
        terminal.until(there)
    terminal.quit()
    assert [each for each in FORBIDDEN if each in terminal.raw] == []


def test_control_characters_in_an_error_do_not_reach_the_terminal(
    window: OpenWindow, world: World
) -> None:
    file = world.home / f"odd {MARKUP.replace('/', '')}\x1b]0;owned\x07\x1b[5;41;97m.yaml"
    file.write_text(
        "version: 1\nevent: {id: a, title: Odd, timezone: Europe/Paris, language: en}\n"
        "days:\n  - date: 2026-03-01\n    sessions:\n"
        "      - {id: s, title: Talk, start: '09:00', end: '10:00'}\n",
        "utf-8",
    )
    terminal = window("--programme", str(file), "--at", "2026-03-01T09:10", size=(160, 24))
    terminal.until("Talk")
    file.write_text(f"version: 1\n{hostile('Unknown')}: 1\n", "utf-8")
    terminal.until("Talk", "old version is still shown")
    terminal.quit("q")
    assert [each for each in FORBIDDEN if each in terminal.raw] == []


def test_control_characters_in_a_paste_do_not_reach_the_terminal(
    window: OpenWindow, world: World
) -> None:
    file = write(world.home / "day.yaml", "First Title")
    terminal = window("--programme", str(file), "--at", "2026-03-01T09:10", "--speed", "0")
    terminal.until("First Title")
    terminal.press("5")
    terminal.until("R  Start a rehearsal")
    terminal.press("R")
    terminal.until("Rehearsal started")
    fields = (
        ("2", "/", "part of a title"),
        ("1", "\x10", "a command, a session"),
        ("5", "m", "Message ─"),
        ("6", "Q", "A question"),
    )
    for number, (screen, field, empty) in enumerate(fields):
        terminal.press(screen)
        terminal.until("First Title", absent(empty))
        terminal.press(field)
        terminal.until(empty)
        terminal.press(f"\x1b[200~\x9b2J{''.join(OVERRIDES)}pasted{number}\x1b[201~")
        terminal.until(f"pasted{number}")
        terminal.press("escape")
        terminal.until(absent(f"pasted{number}"))
    assert [each for each in FORBIDDEN if each in terminal.raw] == []
