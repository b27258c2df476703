"""Commands that a user types one after the other, and their output: tests/data/transcripts.

A line "2025-03-01: talk 09:00-10:00 a" is a day of the programme, as `read_items` describes it;
"today: …" is an event of today, on whose clocks it is about noon. "$" begins a command, and "<"
the text that it reads. The lines below a command are its output, without blank lines and with
ordinary spaces, then its messages after "!", and its exit code in brackets unless it is 0. "..."
matches any text or, alone on a line, any lines. A command without lines below it must succeed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.builders import plain
from tests.cli.conftest import Answer, Ask, Type
from tests.cli.programmes import write, write_today
from tests.storage.test_programme_cache import settle
from tests.tables import DATA

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

DAY = re.compile(r"^(\d{4}-\d\d-\d\d|today): (.+)\n", re.MULTILINE)


def transcripts() -> Iterator[ParameterSet]:
    """Yield each transcript after the lines "Before each transcript" of its file."""
    for file in sorted((DATA / "transcripts").iterdir()):
        before = ""
        for block in file.read_text("utf-8").split("\n\n"):
            title, *lines = block.splitlines()
            text = "".join(f"{line.removeprefix('  ')}\n" for line in lines)
            if title == "Before each transcript":
                before = text
            else:
                yield pytest.param(before + text, id=title)


@pytest.mark.parametrize("transcript", [*transcripts()])
def test_commands_print_the_lines_of_a_transcript(ask: Ask, type_in: Type, transcript: str) -> None:
    programme, *commands = re.split(r"^\$ ", transcript, flags=re.MULTILINE)
    for command in commands:
        if days := dict(DAY.findall(programme)):
            (write_today(days["today"]) if "today" in days else write(days))
        programme = command
        typed, *expected = DAY.sub("", command).splitlines()
        line, _, text = typed.partition(" < ")
        type_in(text.encode())
        shown = printed(ask("", *shlex.split(line)))
        settle()
        if not expected:
            expected = ["..."] * ("\n[" not in f"\n{shown}")
        assert re.fullmatch("".join(map(pattern, expected)), shown), f"$ {typed}\n{shown}"


def printed(answer: Answer) -> str:
    """Return what a command prints as a transcript has it."""
    lines = [*answer.lines, *(f"! {line}" for line in answer.err.splitlines())]
    lines += [f"[{answer.code}]"] * (answer.code != 0)
    return "".join(f"{plain(line).rstrip()}\n" for line in lines if line.strip())


def pattern(line: str) -> str:
    """Return the regular expression for the output that a line of a transcript matches."""
    if line == "...":
        return "(?:.*\n)*?"
    return ".*".join(map(re.escape, line.split("..."))) + "\n"
