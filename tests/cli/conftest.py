"""Fixtures that run commands in this process, with their own home."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

import sommet_tui
from sommet_tui.cli.main import main
from tests.warm import WarmProgram


@dataclass(frozen=True)
class Answer:
    """The output of a command, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    def refused(self, code: int) -> str:
        """Check that the command printed nothing and ended with this code; return its error."""
        assert (self.code, self.out) == (code, "")
        return self.err


Type = Callable[[bytes], None]
"""Types this into the standard input of the next command."""


class Ask(Protocol):
    def __call__(self, line: str = "", *more: str) -> Answer:
        """Run a command line; `more` arguments may contain spaces."""


@pytest.fixture(autouse=True)
def _world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set up an empty home and an English user in Paris, without a programme."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("data", "config", "cache", "state"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(tmp_path / name))
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("TZ", "Europe/Paris")
    monkeypatch.setenv("PYTHONPATH", str(Path(sommet_tui.__file__).parents[1]))
    monkeypatch.chdir(tmp_path)
    if sys.platform != "win32":
        time.tzset()
    yield
    monkeypatch.undo()
    if sys.platform != "win32":
        time.tzset()


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder in which the shipped programme was read before."""
    folder = tmp_path_factory.mktemp("known")
    world = {"XDG_CACHE_HOME": str(folder), "HOME": str(folder / "home")}
    program = [sys.executable, "-P", "-m", "sommet_tui", "now"]
    subprocess.run(program, check=True, capture_output=True, env=os.environ | world)
    return folder


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmProgram]:
    """Yield the app for tests of several processes, with what stage and crew load."""
    if sys.platform == "win32":
        pytest.skip("needs a POSIX system")
    program = WarmProgram(
        "paho.mqtt.client",
        "sommet_tui.cli.commands.now.printed_page",
        "sommet_tui.cli.commands.stage.acts",
        "sommet_tui.cli.commands.stage.share",
        "sommet_tui.companion.crew_log",
        "sommet_tui.domain.records",
        "sommet_tui.formats.readers",
        "sommet_tui.formats.yaml_reader",
        "sommet_tui.live.broker",
        "sommet_tui.live.crew.link",
        "sommet_tui.sources.find",
        "sommet_tui.storage.crew",
        "sommet_tui.storage.records",
        "sommet_tui.storage.user_data",
        "sommet_tui.wording.stage",
        "urllib.request",
    )
    yield program
    program.close()


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Return the path of the settings, in a folder that exists."""
    file = tmp_path / "config" / "sommet-tui" / "settings.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return the path of the database, in a folder that exists."""
    file = tmp_path / "data" / "sommet-tui" / "sommet.sqlite3"
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Type:
    return lambda data: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    def run(line: str = "", *more: str) -> Answer:
        code = main((*line.split(" "), *more) if line else more)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run
