"""Every command line of the documents is one that the app accepts, in the documents' order.

The lines of a page run one after the other in the same new home; `ELSEWHERE` lists those that need
more than that, each with the tests that have it.
"""

from __future__ import annotations

import io
import json
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from tests.cli.conftest import Answer, Ask

PROJECT = Path(__file__).parents[2]
FOR_DEVELOPERS = {
    "architecture.md",
    "glossary.md",
    "releasing.md",
    "reliability.md",
    "where-to-look.md",
}
"""The commands of these pages need a clone of the sources, a package index or another machine."""
PAGES = (
    *sorted(PROJECT.glob("README*.md")),
    *sorted(page for page in (PROJECT / "docs").glob("*.md") if page.name not in FOR_DEVELOPERS),
)
LINE = re.compile(
    r"^(?:\$ )?(?:echo (?P<typed>.+) \| )?(?P<words>sommet-tui\b[^|>#]*)(?:> (?P<file>\S+))?"
)
SETUP = re.compile(r"^python3 -m venv \.venv && |^export \w+=")
"""The two set-up lines, which `.ci/run` runs as they are; what others find in the environment."""
ELSEWHERE: Mapping[str, str] = {
    r"sommet-tui stage share (\S+://|--check)": "tests/cli/test_share.py",  # a broker that runs
    r"sommet-tui stage catch-up \d": "tests/cli/test_transcripts.py",  # a room that is late
    r"sommet-tui stage lead": "tests/live/test_crew.py",
    r".*until ctrl\+c": "tests/cli/test_publish.py",  # what goes on and on
    r"sommet-tui publish (?!.*--once)": "tests/cli/test_publish.py",
    r"sommet-tui (\w+ )?--follow \S+://": "tests/cli/test_follow.py",  # a publisher
    r"sommet-tui check --live": "tests/cli/test_check_live.py",
    r"(sudo apt install )?mosquitto": "tests/live/test_venue_broker.py",
    r"sommet-tui bookmark export --to fosdem": "tests/cli/test_bookmark_exchange.py",
}
"""Lines that need more than a new home, and the tests that provide it."""
MADE = re.compile(r"<!-- made by .*?<!-- end -->", re.DOTALL)
"""What tools/reference.py makes holds usages, no lines to type."""
BLOCKS = re.DOTALL | re.MULTILINE
PATIENCE = 20
"""Seconds for a line, most of which take a few hundredths."""


@dataclass(frozen=True)
class Section:
    """A section of a page, from its heading to the next."""

    page: str
    title: str
    text: str

    def blocks(self, kind: str) -> list[str]:
        """Return the contents of its code blocks of one kind."""
        found = re.findall(rf"^( *)```(?:{kind})\n(.*?)^\1```$", self.text, BLOCKS)
        return [dedent(block) for _, block in found]

    def lines(self) -> Iterator[str]:
        """Its command lines, those that run here."""
        for block in self.blocks("sh|tmux|crontab"):
            for said in block.splitlines():
                for line in _without_shell_syntax(said).split("; "):
                    if LINE.match(line) and not _tested_elsewhere(line):
                        yield line

    def __str__(self) -> str:
        return f"{self.page}: {self.title}"


def _tested_elsewhere(line: str) -> str | None:
    """The tests that run a line, where these cannot."""
    return next((path for start, path in ELSEWHERE.items() if re.match(start, line)), None)


def _without_shell_syntax(line: str) -> str:
    """A line without what a shell, tmux or cron makes of it."""
    line = re.sub(r'^eval "\$\((.*?)\)".*|.*#\((.*?)\).*', r"\1\2", line)
    return re.sub(r"^(?:\S+ +){5}/usr/local/bin/(?=sommet-tui)", "", line)


def _sections(page: Path) -> Iterator[Section]:
    text = MADE.sub("", page.read_text("utf-8"))
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    for title, text in zip(["", *parts[1::2]], parts[::2], strict=True):
        yield Section(page.name, title, text)


SECTIONS = [section for page in PAGES for section in _sections(page)]
FIRST: Mapping[str, str] = {
    "attending.md": "sommet-tui --programme fosdem.yaml now",
    "attending.fr.md": "sommet-tui --programme fosdem.yaml now",
}
"""A command to run before the lines of a page: it opens the event that the page downloads."""
MEANT = {
    "FILE": "mine.yaml",
    "ID": "panel-3",
    "MINUTES": "10",
    "PERSON": "Guyon",
    "NAME": "Digital",
    "URL": "directory.json",
    "[WORDS]": "fosdem",
    "COMMAND": "now",
    "/home/grace/programme.yaml": "mine.yaml",
    "/var/www/summit": "www",
}
"""Values for the words in capitals and for paths on other machines."""

Run = Callable[[str], Answer]


@pytest.fixture
def run(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a line as a shell would."""
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    for name in ("programme.yaml", "mine.yaml", "my-event.yaml", "fosdem.yaml"):
        (tmp_path / name).write_bytes((PROJECT / "programme.yaml").read_bytes())
    for name in ("schedule", "widget"):
        feed = PROJECT / "tests" / "data" / "feeds" / f"pretalx-{name}.json"
        (tmp_path / f"{name}.json").write_bytes(feed.read_bytes())
    schedule = {"url": "https://fosdem.org/2026/schedule/xml", "title": "FOSDEM 2026"}
    (tmp_path / "directory.json").write_text(json.dumps({"schedules": [schedule]}), "utf-8")

    def given_up(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, given_up)

    def running(line: str) -> Answer:
        found = LINE.match(line)
        assert found, line
        signal.alarm(PATIENCE)
        if found["typed"]:
            typed = io.TextIOWrapper(io.BytesIO(shlex.split(found["typed"])[0].encode()))
            monkeypatch.setattr(sys, "stdin", typed)
        try:
            answer = ask(*[MEANT.get(word, word) for word in shlex.split(found["words"])[1:]])
        except TimeoutError:
            pytest.fail(f"it goes on and on: {line}")
        finally:
            signal.alarm(0)
        if found["file"]:
            (tmp_path / found["file"]).write_text(answer.out, "utf-8")
        return answer

    return running


def has_succeeded(answer: Answer) -> bool:
    """Whether the command succeeded, or only lacked a terminal."""
    return answer.code == 0 or (answer.code == 64 and "needs a terminal" in answer.err)


def test_every_page_with_commands_is_tested() -> None:
    assert sum(len(list(section.lines())) for section in SECTIONS) > 60


@pytest.mark.parametrize("page", sorted({s.page for s in SECTIONS if any(s.lines())}))
def test_commands_of_a_documented_page_succeed_in_order(page: str, run: Run) -> None:
    lines = [line for section in SECTIONS if section.page == page for line in section.lines()]
    for line in (*([FIRST[page]] if page in FIRST else []), *lines):
        answer = run(line)
        assert has_succeeded(answer), f"{line}\n{answer.err}"


@pytest.mark.parametrize("page", sorted({section.page for section in SECTIONS}))
def test_commands_inside_documented_sentences_succeed(page: str, run: Run) -> None:
    text = "".join(section.text for section in SECTIONS if section.page == page)
    run("sommet-tui stage rehearsal begin --at 11:15")
    run("sommet-tui bookmark add panel-2 panel-3")
    for code in sorted(set(re.findall(r"`(sommet-tui\s[^`]+)`", text))):
        if _tested_elsewhere(code):
            continue
        answer = run(" ".join(code.split()))
        assert has_succeeded(answer), f"{code}\n{answer.err}"


def test_shell_blocks_contain_only_commands() -> None:
    other = [
        f"{section}: {line}"
        for section in SECTIONS
        for block in section.blocks("sh|crontab")
        for line in block.splitlines()
        if not (
            LINE.match(_without_shell_syntax(line)) or SETUP.match(line) or _tested_elsewhere(line)
        )
        and line.split("#")[0].strip()
    ]
    assert other == []


def test_both_readmes_have_the_same_two_set_up_lines() -> None:
    found = {
        page.name: [line for line in page.read_text("utf-8").splitlines() if SETUP.match(line)]
        for page in PROJECT.glob("README*.md")
    }
    assert len(found["README.md"]) == 2
    assert found["README.fr.md"] == found["README.md"]


def test_every_code_block_has_a_known_language() -> None:
    kinds = {
        kind
        for section in SECTIONS
        for kind in re.findall(r"^ *```(\w*)\n.*?^ *```$", section.text, re.DOTALL | re.MULTILINE)
    }
    shells = {"sh", "console", "tmux", "crontab", "nginx"}
    assert kinds <= shells | {"yaml", "json", "text", "python"}


def test_documented_stage_command_writes_the_documented_line(tmp_path: Path) -> None:
    (block,) = [block for section in SECTIONS for block in section.blocks("python")]
    for event, rehearsal in (("danger", True), ("message", False), ("danger", False)):
        fields = {"event": event, "rehearsal": rehearsal, "at": "11:59", "room": "hall"}
        command = [sys.executable, "-c", dedent(block)]
        subprocess.run(command, input=json.dumps(fields), text=True, cwd=tmp_path, check=True)
    assert (tmp_path / "lights.log").read_text("utf-8") == "11:59 hall red\n"


def test_every_documented_command_has_a_test() -> None:
    assert [path for path in ELSEWHERE.values() if not (PROJECT / path).exists()] == []


def test_documented_output_of_an_action_is_the_real_output(run: Run) -> None:
    (block,) = [
        block
        for section in SECTIONS
        for block in section.blocks("console")
        if section.page == "stage.md"
    ]
    typed, _, shown = block.partition("\n")
    run("sommet-tui stage rehearsal begin --at 11:15")
    for line in ("start introduction --when 10:00", "start keynote-breton --when 10:10"):
        assert run(f"sommet-tui stage {line}").code == 0
    # The page shows the day itself, which a test can only rehearse.
    said = run(typed).out.replace("in the rehearsal.", "for Friday 7 February.")
    assert said.split() == shown.split()


def test_terminal_examples_outside_the_stage_page_have_a_test() -> None:
    typed = [
        line.removeprefix("$ ")
        for section in SECTIONS
        if section.page != "stage.md"
        for block in section.blocks("console")
        for line in block.splitlines()
        if line.startswith("$ sommet-tui")
    ]
    assert [line for line in typed if not _tested_elsewhere(line)] == []


def test_starter_programmes_are_valid(run: Run, tmp_path: Path) -> None:
    found = [block for section in SECTIONS for block in section.blocks("yaml")]
    whole = [block for block in found if "\nversion: 1\n" in f"\n{block}"]
    assert len(whole) == 3
    for block in whole:
        (tmp_path / "mine.yaml").write_text(block, "utf-8")
        answer = run("sommet-tui check mine.yaml")
        assert (answer.code, answer.err) == (0, "")
