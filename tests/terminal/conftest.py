"""The whole program in windows of its own, in a world of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

import sommet_tui
from tests.storage.conftest import mount, remount

from .terminal import PATIENCE, Terminal

__all__ = ["mount", "remount"]

PROGRAM = (sys.executable, "-P", "-m", "sommet_tui")


@dataclass(frozen=True)
class World:
    """A home, and the environment of everything that is started in it."""

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


@pytest.fixture
def window(world: World) -> Iterator[OpenWindow]:
    opened: list[Terminal] = []

    def open_window(
        *argv: str,
        size: tuple[int, int] = (80, 24),
        command: tuple[str, ...] = PROGRAM,
    ) -> Terminal:
        terminal = Terminal((*command, *argv), world.env, str(world.home), size)
        opened.append(terminal)
        return terminal

    yield open_window
    for terminal in opened:
        terminal.stop()


@pytest.fixture
def command(world: World) -> Command:
    """Runs a command beside the windows; what it said, and its exit code."""

    def run(*argv: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*PROGRAM, *argv],
            env=dict(world.env),
            cwd=world.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )

    return run
