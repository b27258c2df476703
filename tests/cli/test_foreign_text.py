"""Text from strangers may hold anything, but never a command to the terminal."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from sommet_tui.cli import output
from tests.terminal.programmes import HARM, write_hostile

from .conftest import Ask


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
        ("show", HARM),
        ("now", "--room", HARM),
    ],
    ids=lambda argv: argv[0],
)
def test_no_command_prints_control_characters_from_a_programme(
    ask: Ask, tmp_path: Path, argv: tuple[str, ...]
) -> None:
    programme = write_hostile(tmp_path / "hostile.yaml")
    answer = ask(*argv, "--programme", str(programme), "--at", "2026-03-01T09:10")
    said = answer.out + answer.err
    assert said.strip()
    assert [c for c in said if not c.isprintable() and c not in "\n\u00a0\u202f"] == []


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("See https://example.org/a.", "See {https://example.org/a|https://example.org/a}."),
        ("(https://example.org/é)", "({https://example.org/%C3%A9|https://example.org/é})"),
        (
            "https://example.org/\x1b]8;;x\x07",
            "{https://example.org/]8;;x|https://example.org/]8;;x}",
        ),
        ("(https://example.org/a_(b))", "({https://example.org/a_(b)|https://example.org/a_(b)})"),
        ("**https://example.org**", "**{https://example.org|https://example.org}**"),
        ("https://example.org/lo…", "https://example.org/lo…"),
        ("ftp://example.org/", "ftp://example.org/"),
    ],
)
def test_addresses_are_hyperlinks_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, line: str, written: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    expected = written.replace("{", "\x1b]8;;").replace("|", "\x1b\\")
    terminal, pipe = _Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", terminal)
    output.write([line])
    assert terminal.getvalue() == f"{expected}\n".replace("}", "\x1b]8;;\x1b\\")
    monkeypatch.setattr(sys, "stdout", pipe)
    output.write([line])
    assert "\x1b" not in pipe.getvalue()


def test_json_on_a_terminal_has_no_hyperlinks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    output.write_json({"url": "https://example.org/"})
    assert "\x1b" not in terminal.getvalue()
