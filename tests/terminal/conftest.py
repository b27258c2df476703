"""The whole app in terminal windows, with a separate home."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

import pytest

import sommet_tui
from tests.storage.conftest import mount, remount

from .launcher import Launcher
from .terminal import Process, Terminal
from .terminal import start as start_anew

__all__ = ["mount", "remount"]

PYTHON = (sys.executable, "-P")
PROGRAM = (*PYTHON, "-m", "sommet_tui")


@dataclass(frozen=True)
class World:
    """A home, and the environment of the processes started in it."""

    home: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(sommet_tui.__file__).parents[1]),
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "TERM": "xterm-256color",
            "LANG": "en_GB.UTF-8",
            "TZ": "Europe/Paris",
            **self.more,
        }

    @property
    def database(self) -> Path:
        return Path(self.env["XDG_DATA_HOME"]) / "sommet-tui" / "sommet.sqlite3"


class OpenWindow(Protocol):
    """Opens the screens, or another `command`, in a terminal."""

    def __call__(
        self,
        *argv: str,
        size: tuple[int, int] = (80, 24),
        command: tuple[str, ...] = PROGRAM,
    ) -> Terminal: ...


Command = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def world(tmp_path: Path) -> World:
    home = tmp_path / "home"
    home.mkdir()
    return World(home)


_READ_LATE = {"BROWSER", "EDITOR", "TMPDIR", "XDG_DATA_HOME"}
"""Variables that the app reads when it needs them; some of the others, while it loads."""


@pytest.fixture(scope="session")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    launcher = Launcher(World(tmp_path_factory.mktemp("launcher")).env)
    yield launcher
    launcher.stop()


@pytest.fixture
def window(world: World, launcher: Launcher) -> Iterator[OpenWindow]:
    opened: list[Terminal] = []

    def start(command: Sequence[str], env: Mapping[str, str], cwd: str, pty: int) -> Process:
        if tuple(command[: len(PYTHON)]) == PYTHON and world.more.keys() <= _READ_LATE:
            return launcher.start(command[len(PYTHON) :], env, cwd, pty, pty, pty)
        return start_anew(command, env, cwd, pty)

    def open_window(
        *argv: str,
        size: tuple[int, int] = (80, 24),
        command: tuple[str, ...] = PROGRAM,
    ) -> Terminal:
        terminal = Terminal((*command, *argv), world.env, str(world.home), size, start)
        opened.append(terminal)
        return terminal

    yield open_window
    for terminal in opened:
        terminal.stop()


PANEL_1 = "Grands témoignages"
"""A part of the title of the session that runs at 11:23 in the shipped programme."""


@pytest.fixture
def panel_1(window: OpenWindow) -> OpenWindow:
    """Opens the screens at 11:23, and waits until they show Panel 1."""

    def open_panel_1(
        *argv: str, size: tuple[int, int] = (80, 24), command: tuple[str, ...] = PROGRAM
    ) -> Terminal:
        terminal = window("--at", "11:23", *argv, size=size, command=command)
        terminal.until(PANEL_1)
        return terminal

    return open_panel_1


@pytest.fixture
def command(world: World, launcher: Launcher, tmp_path: Path) -> Command:
    """Runs a command beside the windows; returns its output and its exit code."""

    def run(*argv: str) -> subprocess.CompletedProcess[bytes]:
        with (
            Path(os.devnull).open("rb") as nothing,
            TemporaryFile(dir=tmp_path) as out,
            TemporaryFile(dir=tmp_path) as err,
        ):
            streams = (each.fileno() for each in (nothing, out, err))
            python = (*PROGRAM[len(PYTHON) :], *argv)
            code = launcher.start(python, world.env, str(world.home), *streams).wait()
            for file in (out, err):
                file.seek(0)
            return subprocess.CompletedProcess(argv, code, out.read(), err.read())

    return run
