"""The log that --debug writes, for a report of a fault."""

from __future__ import annotations

import logging
import shlex
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from sommet_tui.cli.bug_report import OneLine
from tests.brokers import needs_mosquitto, running
from tests.cli.programmes import write_today
from tests.warm import WarmProgram

PROGRAM = (sys.executable, "-P", "-m", "sommet_tui")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The file that the log is written to."""
    return tmp_path / "state" / "sommet-tui" / "log.txt"


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(warm: WarmProgram, tmp_path: Path) -> Run:
    """Run each command in a separate process, because a log ends with its process."""
    return partial(warm.run, cwd=tmp_path)


def test_log_shows_versions_and_publications(log: Path, run: Run) -> None:
    done = run("publish", "www", "--once", "--debug")
    assert done.returncode == 0
    text = log.read_text("utf-8")
    assert "sommet-tui 0." in text
    assert f"Python {sys.version_info.major}." in text
    assert "www: published" in text
    assert log.stat().st_mode & 0o077 == 0


def test_log_is_written_only_on_request(
    log: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("info").returncode == 0
    assert not log.exists()
    monkeypatch.setenv("SOMMET_LOG", "1")
    assert run("info").returncode == 0
    assert log.exists()


def test_unwritable_log_does_not_stop_the_command(log: Path, run: Run) -> None:
    log.parent.parent.write_text("no folder", encoding="utf-8")
    done = run("info", "--debug")
    assert done.returncode == 0
    assert "Réinventer" in done.stdout
    assert "The log cannot be written" in done.stderr


def test_symbolic_link_in_place_of_the_log_is_not_followed(
    log: Path, run: Run, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    other.chmod(0o644)
    log.parent.mkdir(parents=True)
    log.symlink_to(other)
    assert "The log cannot be written" in run("info", "--debug").stderr
    assert other.read_text("utf-8") == "mine"
    assert other.stat().st_mode & 0o777 == 0o644


def test_full_disk_ends_the_log_without_a_traceback(log: Path) -> None:
    line = f"ulimit -f 0; exec {shlex.join(PROGRAM)} info --debug"
    done = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, check=False, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0
    assert "Réinventer" in done.stdout
    assert done.stderr == ""
    assert log.read_text("utf-8") == ""


@needs_mosquitto
def test_log_contains_broker_answers_but_no_password(
    log: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_today()
    monkeypatch.setenv("SOMMET_SHARE_PASSWORD", "geheim-geheim")
    with running(tmp_path) as broker:
        url = f"mqtt://ada@127.0.0.1:{broker.port}/day"
        run("stage", "share", url, "--debug")
    text = log.read_text("utf-8")
    assert "paho" in text
    assert "CONNACK" in text
    assert "geheim" not in text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("GET https://ada:geheim@example.org/x", "GET https://…example.org/x"),
        ('"GET /day.xml?token=geheim HTTP/1.1" 200', '"GET /day.xml… HTTP/1.1" 200'),
        ("two\nlines", "two\n    lines"),
    ],
)
def test_log_omits_logins_and_queries_of_addresses(said: str, written: str) -> None:
    record = logging.LogRecord("x", logging.DEBUG, "", 0, said, None, None)
    assert OneLine("%(message)s").format(record) == written
