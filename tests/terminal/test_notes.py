"""Notes in the whole program: what was typed is there, however the program ends."""

from __future__ import annotations

import json
import signal

import pytest

from .conftest import Command, OpenWindow, World
from .terminal import Terminal

AT_PANEL_1 = ("--at", "11:23", "--speed", "0")
PANEL_1 = "Grands témoignages"


def write(terminal: Terminal, text: str) -> None:
    terminal.until(PANEL_1)
    terminal.press("n")
    terminal.until("Write here")
    terminal.press(text)
    terminal.until(text)


def kept(command: Command) -> list[str]:
    notes = json.loads(command("note", "list", "--json").stdout)["notes"]
    return [note["text"] for note in notes]


def test_a_kill_leaves_what_was_said_to_be_saved(window: OpenWindow, command: Command) -> None:
    terminal = window(*AT_PANEL_1)
    write(terminal, "dear words")
    terminal.until("saved")
    terminal.signal(signal.SIGKILL)
    terminal.end()
    assert kept(command) == ["dear words"]


@pytest.mark.parametrize(
    "how",
    [
        *("escape", "ctrl+q", "SIGTERM"),
        *(pytest.param(how, marks=pytest.mark.long) for how in ("f2", "SIGHUP")),
    ],
)
def test_leaving_keeps_the_last_letter(window: OpenWindow, command: Command, how: str) -> None:
    terminal = window(*AT_PANEL_1)
    write(terminal, "dear words")
    if how.startswith("SIG"):
        terminal.signal(signal.Signals[how])
    else:
        terminal.press(how)
    if how in ("escape", "f2"):
        terminal.until(lambda text: "dear words" not in text)
        terminal.press("ctrl+q")
    terminal.end()
    assert kept(command) == ["dear words"]
    assert terminal.left_on() == []


def test_a_note_of_another_command_shows_by_itself(
    window: OpenWindow, command: Command, world: World
) -> None:
    world.more["EDITOR"] = "sh -c 'echo from outside >> $1' sh"
    terminal = window(*AT_PANEL_1)
    write(terminal, "dear words")
    terminal.until("saved")
    terminal.press("\x05")
    shown = terminal.until("from outside")
    assert "dear words" in shown
    terminal.until("saved")
    terminal.press("escape")
    terminal.until("ON NOW")
    terminal.press("enter")
    terminal.until("MY NOTE")
    assert kept(command) == ["dear words\nfrom outside"]


def test_a_text_that_cannot_be_kept_is_put_where_it_is_said(
    window: OpenWindow, world: World
) -> None:
    (world.home / "data").write_text("in the way")
    world.more["TMPDIR"] = str(world.home)
    terminal = window(*AT_PANEL_1)
    write(terminal, "dear words")
    terminal.until("not saved")
    terminal.press("ctrl+q")
    terminal.end()
    (left,) = world.home.glob("sommet-note-*")
    assert left.read_text() == "dear words"
    assert left.name in terminal.text


def test_the_hint_goes_with_the_first_key_that_it_does_not_name(window: OpenWindow) -> None:
    terminal = window(*AT_PANEL_1)
    terminal.until("?: all keys · b: bookmark · t: clock")
    terminal.press("2")
    terminal.until("Friday 7 February 2025")
    terminal.press("1")
    terminal.until("ON NOW", lambda text: "?: all keys" not in text)


KILLED = "sh -c 'stty raw -echo; echo words > $1; kill -9 $$' sh"


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        (None, "No editor is set"),
        ("/nope/x", "The editor “/nope/x”"),
        ("false", "The editor exited with code 1"),
        (KILLED, "The editor exited with code 137"),
    ],
)
def test_an_editor_that_fails_gives_the_note_and_the_keys_back(
    window: OpenWindow, command: Command, world: World, editor: str | None, said: str
) -> None:
    world.more["TMPDIR"] = str(world.home)
    if editor is not None:
        world.more["EDITOR"] = editor
    terminal = window(*AT_PANEL_1)
    write(terminal, "dear words")
    terminal.press("\x05")
    terminal.until(said, "dear words")
    terminal.press(" go on")
    terminal.until("dear words go on")
    terminal.press("escape")
    terminal.until("ON NOW")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    assert terminal.left_on() == []
    assert kept(command) == ["dear words go on"]


def test_an_editor_that_fails_leaves_a_program_that_can_be_ended(
    window: OpenWindow, world: World
) -> None:
    world.more["EDITOR"] = "false"
    terminal = window(*AT_PANEL_1)
    write(terminal, "dear words")
    terminal.press("\x05")
    terminal.until("The editor exited with code 1;")
    terminal.signal(signal.SIGTERM)
    assert terminal.end() == 143
    assert terminal.left_on() == []


def test_nothing_an_editor_wrote_commands_the_terminal(window: OpenWindow, world: World) -> None:
    hostile = world.home / "hostile"
    hostile.write_text("\x1b]0;own\x07\x9b2J\u202eevil", encoding="utf-8")
    world.more["EDITOR"] = f"cp {hostile}"
    terminal = window(*AT_PANEL_1)
    write(terminal, "dear words")
    terminal.press("\x05")
    terminal.until("evil", "saved")
    assert b"\x1b]0;own" not in terminal.raw
    for foreign in ("\x9b", "\u202e"):
        assert foreign.encode() not in terminal.raw
