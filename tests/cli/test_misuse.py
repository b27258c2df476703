"""Misused commands: one sentence, a hint, the right exit code, and nothing on stdout."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sommet_tui.cli.commands import CommandGroup, load
from tests.cli.conftest import Ask
from tests.cli.programmes import write
from tests.tables import table


def test_missing_programme_is_reported_before_the_missing_terminal(
    ask: Ask, tmp_path: Path
) -> None:
    there = str(write({"2025-02-07": "a 09:00-10:00"}))
    missing = str(tmp_path / "nofile.yaml")

    lost, found = ask("--programme", missing), ask("--programme", there)

    assert (lost.code, found.code) == (66, 64)
    assert "needs a terminal" not in lost.err
    assert f"sommet-tui now --programme {shlex.quote(there)}" in found.err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        *table("commands/misuse.txt"),
        (f"now --source-tz {'x' * 5000}", f"{'x' * 199}…”"),
    ],
)
def test_misused_command_is_refused_with_a_hint(ask: Ask, line: str, message: str) -> None:
    error = ask("", *shlex.split(line)).refused(64)
    assert message in " ".join(error.split())
    assert re.search(r"Try: sommet-tui ([a-z-]+ ){0,2}--help", error.splitlines()[-1])


@pytest.mark.parametrize(("line", "code", "message"), table("commands/refused.txt"))
def test_refused_command_exits_with_the_documented_code(
    ask: Ask, line: str, code: str, message: str
) -> None:
    error = ask("", *shlex.split(line)).refused(int(code))
    assert message in " ".join(error.split())
    assert "secret" not in error


@pytest.mark.parametrize(
    "line",
    [
        "now a\nb",
        "a\nb",
        "now --tz a\nb",
        "now --at a\nb",
        "panel panel-1 --arrived a\nb",
        "bookmark export --output /nowhere/a\nb",
    ],
)
def test_error_about_typed_text_stays_on_one_line(ask: Ask, line: str) -> None:
    complaint, *hint = ask(line).err.splitlines()
    assert "a b" in complaint
    assert [each for each in hint if not each.startswith("Try: sommet-tui ")] == []
    assert len(hint) < 2


def test_control_characters_in_arguments_are_not_printed(ask: Ask) -> None:
    assert "\x1b" not in ask("show", "\x1b[2J").err + ask("\x1b[2J").err


@pytest.mark.parametrize("argv", [["--help"], ["now", "-h"], ["bookmark", "add", "--help"]])
def test_help_goes_to_standard_output_in_the_chosen_language(ask: Ask, argv: list[str]) -> None:
    english = ask(*argv, "--lang", "en")
    assert (english.code, english.err) == (0, "")
    assert english.out.startswith("usage: sommet-tui")
    french = ask("--lang fr", *argv).out
    assert french.startswith("utilisation\u202f: sommet-tui")
    assert "SALLE" in french


def test_help_lists_every_command(ask: Ask) -> None:
    output = ask("--help").out
    for name in ("now", "agenda", "show", "people", "info", "bookmark", "check", "schema"):
        assert re.search(rf"^ +{name} ", output, re.MULTILINE)
        assert ask(name, "--help").code == 0


@pytest.mark.parametrize("name", ["bookmark", "note", "own", "stage"])
def test_help_of_a_command_with_verbs_explains_each(ask: Ask, name: str) -> None:
    lines = ask(name, "--help").lines
    group = load(name)
    assert isinstance(group, CommandGroup)
    for verb in group.verbs:
        assert any(line.startswith(f"    {verb}") for line in lines)
        assert ask(name, verb, "--help").lines[2][:1].isalpha()


@pytest.mark.parametrize(("line", "same"), table("commands/help_lines.txt"))
def test_help_before_a_command_prints_its_help(ask: Ask, line: str, same: str) -> None:
    answer = ask(line)
    assert (answer.code, answer.out) == (0, ask(same).out)


def test_version_is_printed(ask: Ask) -> None:
    assert ask("-V").out == ask("--version").out
    answer = ask("--version")
    assert answer.code == 0
    assert re.fullmatch(r"sommet-tui \d+\.\d+\.\d+\n", answer.out)
