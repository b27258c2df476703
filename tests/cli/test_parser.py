"""Any command line is parsed as the parser of the standard library parses it."""

from __future__ import annotations

import argparse
import shlex
from contextlib import redirect_stderr
from io import StringIO
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.cli import commands
from sommet_tui.cli.commands import COMMANDS, CommandGroup, load
from sommet_tui.cli.exit_codes import RefusalError
from sommet_tui.cli.help import EXAMPLES, argparse_parsers, help_text
from sommet_tui.cli.parser import CommandLine, HelpRequest, parse
from sommet_tui.wording.words import words_in
from tests.tables import table

PARSER, SHOWN = argparse_parsers(words_in("en"))
WORDS = st.one_of(
    st.sampled_from(COMMANDS),
    st.sampled_from(["--programme", "--at", "--room", "--lang", "--tz", "--json", "--format"]),
    st.sampled_from(["--at=", "--at=-5", "--lang=fr", "--lang=de", "--json=1", "--sheet", "--roo"]),
    st.sampled_from(["--help", "-h", "--", "-", "-5", "-x", "", "fr", "en", "11:23", "panel-1"]),
    st.sampled_from(["--speed", "--theme", "--format={title}", "two words", "- x", "é", "a=b"]),
    st.sampled_from(
        ["stage", "start", "report", "--when", "--ago=3", "--by", "--to", "--log", "--csv", "-²"]
    ),
    st.sampled_from(["bookmark", "export", "add", "note", "edit", "-5.5", "--version"]),
)

LINES = (*COMMANDS, "", "stage start", "stage report", "bookmark export", "note edit", "note list")

Read = tuple[str | None, dict[str, str], list[str]]
"""The command, the options said, the other words."""


def _by_argparse(argv: list[str]) -> Read | None:
    """Return the options of a line by flag, as argparse reads it; None if it refuses or helps."""
    try:
        with redirect_stderr(StringIO()):
            known, rest = PARSER.parse_known_args(argv)
    except (SystemExit, argparse.ArgumentError):
        return None
    flags = {"language": "--lang", "as_json": "--json"}
    said = {
        flags.get(name, "--" + name.replace("_", "-")): "" if value is True else value
        for name, value in vars(known).items()
        if name != "command"
    }
    return known.command, said, rest


def _parsed(argv: list[str]) -> CommandLine | HelpRequest | None:
    try:
        return parse(argv, words_in("en"))
    except RefusalError:
        return None


@given(st.lists(WORDS, max_size=2), st.sampled_from(LINES), st.lists(WORDS, max_size=4))
def test_parser_accepts_the_same_lines_as_argparse(
    before: list[str], begun: str, after: list[str]
) -> None:
    argv = [*before, *begun.split(), *after]
    line, read = _parsed(argv), _by_argparse(argv)
    if not isinstance(line, CommandLine) or read is None or "--" in argv:
        return
    command, said, rest = read
    assert (line.run is None) == (command is None)
    assert line.request.values == said
    verbs = command is not None and isinstance(load(command), CommandGroup)
    assert list(line.request.arguments) == rest[verbs:]


@pytest.mark.parametrize("line", [*table("commands/typical.txt"), ""])
def test_parser_and_argparse_agree_on_typical_input(line: str) -> None:
    parsed, read = _parsed(line.split()), _by_argparse(line.split())
    assert isinstance(parsed, CommandLine)
    assert read is not None
    assert parsed.request.values == read[1]


@pytest.mark.parametrize("called", EXAMPLES)
def test_help_examples_are_valid_commands(called: str) -> None:
    line = f"{called} {EXAMPLES[called]}"
    assert isinstance(_parsed(shlex.split(line)), CommandLine)
    *command, verb = called.split()
    name, own = (command[0], verb) if command else (verb, None)
    assert help_text(name, own, words_in("en")).endswith(f"Example: sommet-tui {line}")


def test_every_module_of_a_command_is_listed() -> None:
    assert sorted(COMMANDS) == sorted(m.name for m in iter_modules(commands.__path__))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_lists_every_option(name: str) -> None:
    declared = load(name)
    group = declared if isinstance(declared, CommandGroup) else declared.options
    help_text = SHOWN[name].format_help()
    assert [flag for flag in group.options_by_flag() if flag not in help_text] == []
