"""`check`, `schema`, and what every command says about a file it cannot use."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from sommet_tui.cli import output
from sommet_tui.cli.main import main
from tests.cli.conftest import Ask

BAD = Path(__file__).parents[1] / "data" / "bad"


def test_check_shows_every_error_with_file_line_and_path(ask: Ask) -> None:
    file = str(BAD / "several-errors.yaml")
    answer = ask("check", file)
    assert answer.code == 65
    assert len(answer.lines) > 1
    assert all(line.startswith(f"{file}:") for line in answer.lines)
    errors = [line for line in answer.lines if ": warning: " not in line]
    assert answer.err == f"sommet-tui: {len(errors)}\u00a0errors; the programme cannot be used.\n"


@pytest.mark.parametrize("command", ["now", "agenda", "bookmark list", "show a"])
def test_invalid_programme_lists_all_errors_and_exits_with_65(ask: Ask, command: str) -> None:
    file = str(BAD / "several-errors.yaml")
    error = ask(command, "--programme", file).refused(65)
    count, *findings = error.splitlines()
    assert findings == ask("check", file).lines
    assert "the programme cannot be used" in count


class Terminal(io.StringIO):
    """A terminal of 40 columns, in that a program asks it whether it is one, and how wide."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("wanted", "has_colours"),
    [
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"CLICOLOR": "0"}, False),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
        ({"TERM": "dumb"}, False),
    ],
)
@pytest.mark.parametrize("command", [("check",), ("now", "--programme")])
def test_check_shows_the_number_of_errors_first_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    wanted: dict[str, str],
    has_colours: bool,
) -> None:
    screen, file = Terminal(), str(BAD / "several-errors.yaml")
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(output, "stream_width", lambda _stream=None: 40)
    assert main([*command, file]) == 65
    shown = screen.getvalue()
    assert ("\x1b[" in shown) == has_colours
    first, path, *rows = re.sub("\x1b\\[[0-9;]*m", "", shown).splitlines()
    assert first == "sommet-tui: 13\u00a0errors; the programme"
    assert path == "  cannot be used."
    text = " ".join(map(str.strip, rows))  # a path breaks at the spaces of its folders
    assert text.startswith(file)
    assert text.count(file) == 1
    assert all(row.startswith("  ") for row in rows[1:])
    assert all(len(row) <= 40 or " " not in row.strip() for row in rows[1:])


@pytest.mark.parametrize("name", ["FORCE_COLOR", "CLICOLOR_FORCE"])
def test_messages_in_a_pipe_have_colours_only_on_demand(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for value, has_colours in (("", False), ("0", False), ("1", True)):
        monkeypatch.setenv(name, value)
        assert ("\x1b[" in ask("unknown").err) == has_colours


def test_printed_schema_is_the_published_one(ask: Ask) -> None:
    published = Path(__file__).parents[2] / "programme.schema.json"
    answer = ask("schema")
    assert answer.code == 0
    assert answer.out == published.read_text(encoding="utf-8")


def test_missing_programme_error_names_its_source(
    ask: Ask, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "(" not in ask("now --programme nothing.yaml").err
    refused = ask("now --programme fosdem.org/schedule").err
    assert refused.endswith("Did you mean “https://fosdem.org/schedule”?\n")
    settings.write_text("programme: /nowhere/day.yaml\n")
    message = ask("now").err
    assert "/nowhere/day.yaml" in message
    assert f"(The settings, {settings}, name this programme.)" in message
    monkeypatch.setenv("SOMMET_PROGRAMME", "elsewhere.yaml")
    for line in ("now", "check"):
        message = ask(line).err
        assert "elsewhere.yaml" in message
        assert "(The variable SOMMET_PROGRAMME names this programme.)" in message
