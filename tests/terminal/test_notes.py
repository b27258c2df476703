"""Notes in the whole app: typed text is saved, however the app ends."""

from __future__ import annotations

import json
import signal

import pytest

from .conftest import Command, OpenWindow, World
from .terminal import Terminal


def write(panel_1: OpenWindow) -> Terminal:
    """Write “dear words” on Panel 1."""
    terminal = panel_1("--speed", "0")
    terminal.press("n")
    terminal.until("Write here")
    terminal.press("dear words")
    terminal.until("dear words")
    return terminal


def saved_notes(command: Command) -> list[str]:
    notes = json.loads(command("note", "list", "--json").stdout)["notes"]
    return [note["text"] for note in notes]


@pytest.mark.parametrize(
    "how",
    [
        *("ctrl+q", "SIGTERM"),
        *(pytest.param(how, marks=pytest.mark.long) for how in ("escape", "f2", "SIGHUP")),
    ],
)
def test_quitting_saves_the_last_letter_of_a_note(
    panel_1: OpenWindow, command: Command, how: str
) -> None:
    terminal = write(panel_1)
    if how.startswith("SIG"):
        terminal.signal(signal.Signals[how])
    else:
        terminal.press(how)
    if how in ("escape", "f2"):
        terminal.until(lambda text: "dear words" not in text)
        terminal.press("ctrl+q")
    terminal.end()
    assert saved_notes(command) == ["dear words"]
    assert terminal.left_on() == []


def test_kill_loses_nothing_of_a_note_saved_from_an_editor(
    panel_1: OpenWindow, command: Command, world: World
) -> None:
    world.more["EDITOR"] = "sh -c 'echo from outside >> $1' sh"
    terminal = write(panel_1)
    terminal.until("saved")
    terminal.press("\x05")
    shown = terminal.until("from outside")
    assert "dear words" in shown
    terminal.until("saved")
    terminal.signal(signal.SIGKILL)
    terminal.end()
    assert saved_notes(command) == ["dear words\nfrom outside"]


def test_app_writes_an_unsaved_note_to_a_file_and_reports_its_path(
    panel_1: OpenWindow, world: World
) -> None:
    (world.home / "data").write_text("in the way")
    world.more["TMPDIR"] = str(world.home)
    terminal = write(panel_1)
    terminal.until("not saved")
    terminal.press("ctrl+q")
    terminal.end()
    (left,) = world.home.glob("sommet-note-*")
    assert left.read_text() == "dear words"
    assert left.name in terminal.text


def test_note_and_keys_survive_a_failed_editor(
    panel_1: OpenWindow, command: Command, world: World
) -> None:
    failure = world.home / "failure"
    world.more.update(TMPDIR=str(world.home), EDITOR=f"sh -c '. \"{failure}\"' sh")
    terminal = write(panel_1)
    text = "dear words"
    for how, code in (("exit 1", 1), ("stty raw -echo; echo words > $1; kill -9 $$", 137)):
        failure.write_text(how)
        terminal.press("\x05")
        terminal.until(f"The editor exited with code {code}", text)
        terminal.press(" go on")
        text += " go on"
        terminal.until(text)
    terminal.signal(signal.SIGTERM)
    terminal.assert_ended(143)
    assert saved_notes(command) == [text]


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        (None, "No editor is set"),
        pytest.param("/nope/x", "The editor “/nope/x”", marks=pytest.mark.long),
    ],
)
def test_missing_editor_is_reported(
    panel_1: OpenWindow, world: World, editor: str | None, said: str
) -> None:
    if editor is not None:
        world.more["EDITOR"] = editor
    terminal = write(panel_1)
    terminal.press("\x05")
    terminal.until(said, "dear words")
    terminal.press("escape")
    terminal.until("ON NOW")


def test_control_characters_from_an_editor_do_not_reach_the_terminal(
    panel_1: OpenWindow, world: World
) -> None:
    hostile = world.home / "hostile"
    hostile.write_text("\x1b]0;own\x07\x9b2J\u202eevil", encoding="utf-8")
    world.more["EDITOR"] = f"cp '{hostile}'"
    terminal = write(panel_1)
    terminal.press("\x05")
    terminal.until("evil", "saved")
    assert b"\x1b]0;own" not in terminal.raw
    for foreign in ("\x9b", "\u202e"):
        assert foreign.encode() not in terminal.raw
