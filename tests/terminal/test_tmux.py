"""The lines for tmux in docs/automation.md, in tmux as people run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.programmes import noon

from .conftest import OpenWindow, World

pytestmark = pytest.mark.skipif(not shutil.which("tmux"), reason="no tmux here to try it in")

PAGE = (Path(__file__).parents[2] / "docs" / "automation.md").read_text("utf-8")
BLOCKS = re.findall(r"^```tmux\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
TITLE = "Hashes #(touch harm) #[x]"


@pytest.fixture
def tmux(world: World) -> Iterator[tuple[str, ...]]:
    """The command that opens tmux with the settings of `world`, the app on its path."""
    bin_ = world.home / "bin"
    bin_.mkdir()
    program = bin_ / "sommet-tui"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m sommet_tui "$@"\n')
    program.chmod(0o755)
    world.more["PATH"] = f"{bin_}{os.pathsep}{os.environ['PATH']}"
    command = ("tmux", "-u", "-S", str(world.home / "tmux"), "-f", str(world.home / ".tmux.conf"))
    yield (*command, "new-session", "cat")
    subprocess.run([*command, "kill-server"], env=world.env, check=False, capture_output=True)


def test_tmux_status_bar_shows_todays_talk(
    window: OpenWindow, world: World, tmux: tuple[str, ...]
) -> None:
    zone, now = noon()
    first, last = (f"{now + timedelta(minutes=minutes):%H:%M}" for minutes in (-20, 45))
    programme = world.home / "programme.yaml"
    programme.write_text(
        "version: 1\n"
        f"event: {{id: today, title: Today, timezone: {zone}, language: en}}\n"
        f"days:\n  - date: {now.date()}\n    sessions:\n"
        f'      - {{id: one, title: "{TITLE}", start: "{first}", end: "{last}"}}\n',
        "utf-8",
    )
    (world.home / ".tmux.conf").write_text(BLOCKS[0], "utf-8")
    opened = window(size=(100, 8), command=tmux)
    opened.until(f"{TITLE} · 4", "min left")
    assert not (world.home / "harm").exists()


def test_documented_tmux_line_shows_the_shipped_event(
    window: OpenWindow, world: World, tmux: tuple[str, ...]
) -> None:
    (world.home / ".tmux.conf").write_text("".join(BLOCKS), "utf-8")
    window(size=(100, 8), command=tmux).until("Panel 1 · 47 min left")
