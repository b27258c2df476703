"""Completion: what the app offers, and how each installed shell uses it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from argcomplete.finders import CompletionFinder

from sommet_tui.cli.commands.completion import completing_parser
from sommet_tui.wording.words import words_in
from tests.cli.conftest import Ask
from tests.tables import table
from tests.warm import WarmProgram

BASH = """
eval "$2"
COMP_LINE="$1" COMP_POINT=${#1} COMP_TYPE=9 COMPREPLY=()
_python_argcomplete sommet-tui
printf '%s\\n' "${COMPREPLY[@]}"
"""
FISH = 'echo "$argv[2]" | source; complete -C "$argv[1]" | string split -f1 \\t'
ZSH = """
compdef() { print -r -- "$@" }
_describe() { print -rl -- ${(P)2%%:*} }
autoload -U is-at-least
eval "$2" >/dev/null
BUFFER="$1" CURSOR=${#1} words=(sommet-tui) service=sommet-tui
_python_argcomplete
"""
"""Each takes the line that was typed, and what `sommet-tui completion` says for the shell."""


@cache
def completion_script(shell: str) -> str:
    """Return the completion script for a shell."""
    program = [sys.executable, "-m", "sommet_tui", "completion", shell]
    return subprocess.run(program, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.fixture
def _on_path(known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program under the name that people type; it has read the programme before."""
    shutil.copytree(known, tmp_path / "cache")
    program = tmp_path / "bin" / "sommet-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sommet_tui "$@"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def shell_completions(shell: str, line: str) -> list[str]:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    scripts = {"bash": BASH, "fish": FISH, "zsh": ZSH}
    plain = {"bash": ["--norc"], "fish": ["--no-config"], "zsh": ["-f"]}[shell]
    name = [] if shell == "fish" else [shell]
    done = subprocess.run(
        [shell, *plain, "-c", scripts[shell], *name, line, completion_script(shell)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    return sorted(word.strip() for word in done.stdout.split("\n") if word.strip())


class InProcessFinder(CompletionFinder):
    """A finder of completions without the file descriptors that a shell opens for it."""

    def _init_debug_stream(self) -> None:
        pass


def app_completions(line: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the completions that the app offers any shell for this line."""
    monkeypatch.setenv("_ARGCOMPLETE", "1")
    monkeypatch.setenv("COMP_LINE", line)
    monkeypatch.setenv("COMP_POINT", str(len(line)))
    output = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        InProcessFinder()(
            completing_parser(words_in("en")),
            always_complete_options=False,
            exit_method=sys.exit,
            output_stream=output,
        )
    assert ended.value.code == 0
    return sorted(filter(None, (word.strip() for word in output.getvalue().split("\v"))))


@pytest.mark.parametrize(("line", "offered"), table("commands/completions.txt"))
def test_completion_offers_commands_verbs_ids_and_options(
    line: str, offered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = f"sommet-tui {line}".removesuffix("_")
    assert app_completions(typed, monkeypatch) == offered.split()


@pytest.mark.usefixtures("_on_path")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sommet-tui show panel-", ["panel-1", "panel-2", "panel-3", "panel-4"]),
        ("sommet-tui bookmark export --alarm ", []),
    ],
)
def test_shell_completes_with_the_words_of_the_app(
    shell: str, line: str, offered: list[str]
) -> None:
    assert shell_completions(shell, line) == offered


@pytest.mark.usefixtures("_on_path")
def test_import_completes_file_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "day.json").write_text("{}", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert "day.json" in shell_completions("bash", "sommet-tui bookmark import d")


@pytest.mark.usefixtures("_on_path")
def test_completion_offers_nothing_for_an_unreadable_programme(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    assert shell_completions("bash", f"sommet-tui --programme '{missing}' show pa") == []


@pytest.mark.parametrize(
    "stray",
    [
        {"_ARGCOMPLETE": ""},
        {"_ARGCOMPLETE": "1"},
        {"_ARGCOMPLETE": "1", "COMP_LINE": "sommet-tui "},
        {"_ARGCOMPLETE": "1", "COMP_LINE": "sommet-tui ", "COMP_POINT": "1e3"},
        {"_ARGCOMPLETE": "yes", "COMP_LINE": "sommet-tui ", "COMP_POINT": "11"},
    ],
)
def test_incomplete_variables_of_completion_are_ignored(
    stray: dict[str, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in stray.items():
        monkeypatch.setenv(name, value)
    assert ask("schema").code == 0


def test_failed_completion_output_exits_with_74(warm: WarmProgram, tmp_path: Path) -> None:
    variables = {"_ARGCOMPLETE": "1", "COMP_POINT": "1", "COMP_LINE": "sommet-tui "}
    env = os.environ | variables | {"_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path)}
    answer = warm.run("schema", env=env, cwd=tmp_path)
    assert (answer.returncode, answer.stdout, answer.stderr) == (74, "", "")


@pytest.mark.usefixtures("_on_path")
def test_powershell_script_reads_completions_from_its_file(tmp_path: Path) -> None:
    script = completion_script("powershell")
    assert "Register-ArgumentCompleter -Native -CommandName sommet-tui " in script
    line, answer = "sommet-tui bookmark a", tmp_path / "completions"
    values = {"$completion_file": str(answer), "$wordToComplete": line, '"`n"': "\n"}
    values |= {"$cursorPosition": str(len(line)), '"powershell"': "powershell"}
    assigned = re.findall(r"\$env:(\w+) = (\S+)", script)
    env = {name: values.get(value, value) for name, value in assigned}
    subprocess.run(["sommet-tui"], env=dict(os.environ) | env, check=False, capture_output=True)
    assert answer.read_text("utf-8").split() == ["add"]
