"""A fault of the app ends a command in one line, with the details in a file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Ask

CASES = {
    "a command": "sommet_tui.cli.commands.schema.schema",
    "the command line": "sommet_tui.cli.parser.parse",
    "the language": "sommet_tui.cli.options.startup_words",
    "the output": "sommet_tui.cli.output.prepare_streams",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files with details go."""
    return tmp_path / "state" / "sommet-tui"


@pytest.mark.parametrize("where", CASES)
def test_bug_is_reported_on_one_line_with_details_in_a_file(
    ask: Ask, folder: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("on purpose")

    monkeypatch.setattr(CASES[where], fail)
    error = ask("schema").refused(70)
    (line,) = error.splitlines()
    (file,) = folder.glob("fault-*.txt")
    assert line.startswith("sommet-tui: ")
    assert str(file) in line
    assert "AssertionError: on purpose" in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_bug_is_reported_without_a_writable_folder(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise LookupError

    (tmp_path / "state").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    monkeypatch.setattr("sommet_tui.cli.commands.schema.schema", fail)
    error = ask("schema").refused(70)
    assert "LookupError" in error
    assert error.count("\n") == 1


def test_schema_is_printed_under_python_without_docstrings() -> None:
    command = [sys.executable, "-OO", "-P", "-m", "sommet_tui", "schema"]
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b'"$schema"' in done.stdout


IN_A_THREAD = """
import sys, threading
import sommet_tui.cli.commands.schema
from sommet_tui.cli.main import main

class Fault(Exception): pass

def fail(): raise Fault("on purpose")

def schema():
    threading.Thread(target=fail, daemon=DAEMON).start()
    if DAEMON:
        threading.Event().wait()
    return "answer"

sommet_tui.cli.commands.schema.schema = schema
sys.exit(main())
"""


@pytest.mark.parametrize(("daemon", "answer"), [(True, ""), (False, "answer\n")])
def test_bug_in_a_thread_is_reported_and_ends_the_command(
    tmp_path: Path, daemon: bool, answer: str
) -> None:
    program = IN_A_THREAD.replace("DAEMON", str(daemon))
    process = subprocess.run(
        [sys.executable, "-P", "-c", program, "schema"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )
    assert (process.returncode, process.stdout) == (70, answer)
    (file,) = (tmp_path / "state").glob("sommet-tui/fault-*.txt")
    assert "Fault: on purpose" in file.read_text("utf-8")
    assert process.stderr.count("\n") == 1
    assert str(file) in process.stderr
