"""Texts of strangers may hold anything; none of it may command the terminal or the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Command, OpenWindow, World
from .programmes import write
from .terminal import absent

MARKUP = "[/] [@click=app.quit]x[/] [bold"
COMMANDS = (
    "\x1b]0;owned\x07",
    "\x1b[5;41;97m",
    "\x9b5;41;97m",
    "\x1bPowned\x1b\\",
    "\x1bc",
    "\x07",
)
OVERRIDES = ("\u202e", "\u2066", "\u202a")
HARM = "".join((*COMMANDS, *OVERRIDES))
FORBIDDEN = [text.encode() for text in (*COMMANDS[:-1], *OVERRIDES, "\x9b", "\x90")]


def hostile(word: str) -> str:
    """A text with everything in it, and a word to find it by."""
    return json.dumps(f"{word}{HARM} {MARKUP}")


@pytest.fixture
def programme(world: World) -> Path:
    file = world.home / "hostile.yaml"
    lines = [
        "version: 1",
        "event:",
        "  id: odd",
        f"  title: {hostile('Etitle')}",
        f"  subtitle: {hostile('Esub')}",
        f"  registration: {hostile('Ereg')}",
        f"  description: {hostile('Edesc')}",
        f"  venue: {{name: {hostile('Evenue')}, address: {hostile('Eaddr')}}}",
        "  timezone: Europe/Paris",
        "  language: en",
        f"people: {{ada: {{name: {hostile('Ada')}, affiliation: {hostile('Org')}}}}}",
        "days:",
        "  - date: 2026-03-01",
        "    sessions:",
    ]
    for number, hour in enumerate((9, 9, 11)):
        lines += [
            f"      - id: s{number}",
            f"        title: {hostile(f'Stitle{number}')}",
            f"        label: {hostile('Slabel')}",
            f"        subtitle: {hostile('Ssub')}",
            f'        start: "{hour:02}:00"',
            f'        end: "{hour + 1:02}:00"',
            "        people: [ada]",
            f"        abstract: {hostile('Sabstract')}",
            f"        links: [{{title: {hostile('Slink')}, url: 'https://example.org/'}}]",
        ]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_every_screen_shows_it_and_none_obeys_it(window: OpenWindow, programme: Path) -> None:
    at = ("--at", "2026-03-01T09:10", "--speed", "0")
    terminal = window("--programme", str(programme), *at, size=(100, 40))
    terminal.until("Stitle", "[/]")
    for keys, there in (
        ("2", "Stitle2"),
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
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    assert terminal.left_on() == []
    assert [each for each in FORBIDDEN if each in terminal.raw] == []


def test_a_complaint_about_it_is_harmless_too(window: OpenWindow, world: World) -> None:
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
    terminal.until("Talk", "last valid one stays")
    terminal.press("q")
    assert terminal.end() == 0
    assert [each for each in FORBIDDEN if each in terminal.raw] == []


@pytest.mark.parametrize(
    "argv",
    [
        ("now",),
        ("agenda",),
        ("show", "s0"),
        ("people",),
        ("info",),
        ("bookmark", "add", "s0"),
        ("bookmark", "list"),
        ("check",),
        ("show", HARM.replace("\x00", "")),
        ("now", "--room", HARM),
    ],
    ids=lambda argv: argv[0],
)
def test_no_command_prints_a_single_command_byte(
    command: Command, programme: Path, argv: tuple[str, ...]
) -> None:
    answer = command(*argv, "--programme", str(programme), "--at", "2026-03-01T09:10")
    said = (answer.stdout + answer.stderr).decode("utf-8")
    assert said.strip()
    assert [c for c in said if not c.isprintable() and c not in "\n\u00a0\u202f"] == []


def test_what_is_pasted_into_a_field_is_harmless_before_it_is_drawn(
    window: OpenWindow, world: World
) -> None:
    file = write(world.home / "day.yaml", "First Title")
    terminal = window("--programme", str(file), "--at", "2026-03-01T09:10", "--speed", "0")
    terminal.until("First Title")
    terminal.press("5")
    terminal.until("R: start a rehearsal")
    terminal.press("R")
    terminal.until("The rehearsal has started")
    fields = (
        ("2", "/", "part of a word"),
        ("1", "\x06", "words from a title"),
        ("1", "\x10", "a command, a session"),
        ("5", "m", "an empty one withdraws"),
        ("6", "H", "where: left"),
        ("6", "Q", "A question"),
        ("6", "M", "an empty one withdraws"),
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
