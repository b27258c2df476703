"""Every command line of the README is one that the program takes, in the README's order."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Ask

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", README, re.MULTILINE))
LINE = re.compile(
    r"^(?:\$ )?(?:echo (?P<typed>.+) \| )?(?P<words>sommet-tui\b[^|>#]*)(?:> (?P<file>\S+))?"
)
FIRST: Mapping[str, tuple[str, ...]] = {
    "Notes": ("echo 'first' | sommet-tui note edit panel-1 -",),
    "Take it with you": ("sommet-tui bookmark add panel-2 panel-4",),
    "Any event": ("sommet-tui --programme fosdem.yaml now",),
    "Drive the day": ("sommet-tui stage rehearsal begin --at 11:15",),
}
"""What has happened before a section begins."""
MEANT = {
    "FILE": "mine.yaml",
    "ID": "panel-3",
    "PERSON": "Guyon",
    "NAME": "Digital",
    "URL": "directory.json",
    "[WORDS]": "fosdem",
}
"""What stands for the words in capitals."""

Run = Callable[[str], Answer]


@pytest.fixture
def run(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a line as a shell would."""
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    for name in ("mine.yaml", "my-event.yaml", "fosdem.yaml"):
        (tmp_path / name).write_bytes((PROJECT / "programme.yaml").read_bytes())
    for name in ("schedule", "widget"):
        feed = PROJECT / "tests" / "data" / "feeds" / f"pretalx-{name}.json"
        (tmp_path / f"{name}.json").write_bytes(feed.read_bytes())
    schedule = {"url": "https://fosdem.org/2026/schedule/xml", "title": "FOSDEM 2026"}
    (tmp_path / "directory.json").write_text(json.dumps({"schedules": [schedule]}), "utf-8")

    def running(line: str) -> Answer:
        found = LINE.match(line)
        assert found, line
        if found["typed"]:
            typed = io.TextIOWrapper(io.BytesIO(shlex.split(found["typed"])[0].encode()))
            monkeypatch.setattr(sys, "stdin", typed)
        answer = ask(*[MEANT.get(word, word) for word in shlex.split(found["words"])[1:]])
        if found["file"]:
            (tmp_path / found["file"]).write_text(answer.out, "utf-8")
        return answer

    return running


def lines(section: str, kind: str) -> list[str]:
    """The commands in a section's blocks of one kind, without what a shell makes of them."""
    blocks = re.findall(rf"^```{kind}\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    found = [line for block in blocks for said in block.splitlines() for line in said.split("; ")]
    found = [re.sub(r'^eval "\$\((.*?)\)".*|.*#\((.*?)\).*', r"\1\2", line) for line in found]
    return [line for line in found if LINE.match(line)]


def passed(answer: Answer) -> bool:
    """Whether it did what it was asked, or lacks nothing but a terminal."""
    return answer.code == 0 or (answer.code == 64 and "terminal; without one" in answer.err)


def test_there_are_commands_to_run() -> None:
    assert sum(len(lines(section, "sh")) for section in SECTIONS.values()) > 30


@pytest.mark.parametrize("title", [title for title in SECTIONS if lines(SECTIONS[title], "sh")])
def test_the_lines_of_a_section_run_one_after_the_other(title: str, run: Run) -> None:
    for line in (*FIRST.get(title, ()), *lines(SECTIONS[title], "(?:sh|tmux)")):
        answer = run(line)
        assert passed(answer), f"{line}\n{answer.err}"


@pytest.mark.parametrize("code", sorted(set(re.findall(r"`(sommet-tui\s[^`]+)`", README))))
def test_what_stands_in_a_sentence_can_be_typed(code: str, run: Run) -> None:
    answer = run(" ".join(code.split()))
    assert passed(answer), answer.err


def test_an_act_is_answered_as_the_readme_shows(run: Run) -> None:
    (block,) = re.findall(r"^```console\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    typed, _, shown = block.partition("\n")
    run("sommet-tui stage rehearsal begin --at 11:15")
    for line in ("start introduction --when 10:00", "start keynote-breton --when 10:10"):
        assert run(f"sommet-tui stage {line}").code == 0
    assert run(typed).out.split() == shown.split()


def test_the_programme_to_start_from_is_right(run: Run, tmp_path: Path) -> None:
    blocks = re.findall(
        r"^```yaml\n(.*?)^```", SECTIONS["Your own event"], re.DOTALL | re.MULTILINE
    )
    (tmp_path / "mine.yaml").write_text(blocks[0], "utf-8")
    answer = run("sommet-tui check mine.yaml")
    assert (answer.code, answer.err) == (0, "")
