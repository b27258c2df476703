"""`note`: written, shown and listed; and what becomes of a text that cannot be kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ask, Type
from tests.warm import WarmProgram

InTerminal = Callable[[str | None], tuple[int, str]]


def test_closed_input_does_not_remove_a_note(
    ask: Ask, type_in: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(b"precious")
    ask("note edit panel-1 -")
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input" in ask("note edit panel-1 -").refused(66)
    assert "standard input is closed" in ask("bookmark import -").refused(66)
    assert ask("note show panel-1").lines[-1] == "precious"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"x" * 100_001, "too many"),
        (b"x" * 3_000_000, "far longer"),
    ],
)
def test_invalid_note_text_is_refused(ask: Ask, type_in: Type, data: bytes, said: str) -> None:
    type_in(data)
    assert said in ask("note edit panel-1 -").refused(65)
    assert ask("note list --json").data["notes"] == []


@pytest.fixture
def in_terminal(warm: WarmProgram, tmp_path: Path) -> InTerminal:
    """Edits a note in a terminal with this editor; returns the exit code and the output."""

    def edit(editor: str | None) -> tuple[int, str]:
        keyboard, terminal = os.openpty()
        env = {k: v for k, v in os.environ.items() if k not in ("VISUAL", "EDITOR")}
        env |= {"TMPDIR": str(tmp_path)} | ({"VISUAL": editor} if editor else {})
        process = warm.run("note", "edit", "panel-1", env=env, cwd=tmp_path, terminal=terminal)
        seen = os.read(keyboard, 10000).decode()
        os.close(terminal)
        os.close(keyboard)
        return process.returncode, seen

    return edit


def test_text_from_the_editor_is_saved_and_its_file_deleted(
    ask: Ask, tmp_path: Path, in_terminal: InTerminal
) -> None:
    code, seen = in_terminal("sh -c 'stat -c %a \"$1\"; echo words > $1' sh")
    assert (code, seen.startswith("600")) == (0, True)
    assert ask("note show panel-1").lines[-1] == "words"
    assert list(tmp_path.glob("sommet-note-*")) == []


def test_failing_editor_changes_nothing(ask: Ask, tmp_path: Path, in_terminal: InTerminal) -> None:
    code, seen = in_terminal("sh -c 'echo words > $1; exit 3' sh")
    assert code == 74
    (left,) = tmp_path.glob("sommet-note-*")
    assert str(left) in seen.replace("\r\n", "")
    assert left.read_text() == "words\n"
    assert ask("note list --json").data["notes"] == []


def test_unsaved_text_stays_in_the_file_that_the_error_names(
    tmp_path: Path, in_terminal: InTerminal
) -> None:
    code, seen = in_terminal("sh -c 'echo words > $1; rm -rf data; touch data' sh")
    assert code == 73
    (left,) = tmp_path.glob("sommet-note-*")
    assert str(left) in seen.replace("\r\n", "")


@pytest.mark.parametrize("editor", [None, "/no/such/editor", "'"])
def test_missing_editor_is_reported(
    editor: str | None, tmp_path: Path, in_terminal: InTerminal
) -> None:
    code, seen = in_terminal(editor)
    assert code == 64
    assert "EDITOR" in seen
    assert list(tmp_path.glob("sommet-note-*")) == []


@pytest.mark.parametrize(
    ("leaves", "said"),
    [
        ('rm "$1"', "deleted its file"),
        ('rm "$1"; mkfifo "$1"', "is not a regular file"),
        ('rm "$1"; ln -s /dev/zero "$1"', "is not a regular file"),
        ('head -c 3000000 /dev/zero | tr "\\0" x > $1', "much too long"),
        ("kill -9 $$", "exited with code 137"),
    ],
)
def test_note_survives_an_unusable_editor_result(
    ask: Ask, leaves: str, said: str, in_terminal: InTerminal
) -> None:
    in_terminal("sh -c 'echo precious > $1' sh")
    code, seen = in_terminal(f"sh -c '{leaves}' sh")
    assert code == 74
    assert said in seen
    assert "note is unchanged" in seen
    assert ask("note show panel-1").lines[-1] == "precious"
