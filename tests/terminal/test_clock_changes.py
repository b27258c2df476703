"""A clock that is set while the app runs, and a day on which clocks go forward or back."""

from __future__ import annotations

import sys
from pathlib import Path

from .conftest import OpenWindow, World
from .terminal import Terminal

SETTABLE = """
import sys
from datetime import datetime
from pathlib import Path
from sommet_tui.cli.main import main
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock

set_to = Path(sys.argv.pop(1))
SystemClock.now = lambda self: datetime.fromisoformat(set_to.read_text())
sys.exit(main())
"""
"""The app, with a system clock that shows the time written in a file."""

NIGHT = """\
version: 1
event: {id: night, title: Night, timezone: Europe/Paris, language: en}
days:
  - date: %s
    sessions:
      - {id: a, title: Before, start: "00:30", end: "01:30"}
      - {id: b, title: After, start: "03:30", end: "04:30"}
"""


# Hours before the event day begins are the night after its date.


def set_clock(path: Path, instant: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(instant)
    fresh.replace(path)


def open_with_clock(
    window: OpenWindow, world: World, file: Path, instant: str
) -> tuple[Terminal, Path]:
    clock = world.home / "clock"
    set_clock(clock, instant)
    command = (sys.executable, "-P", "-c", SETTABLE, str(clock))
    return window("--programme", str(file), command=command), clock


def test_screen_follows_a_system_clock_set_forward_or_back(
    window: OpenWindow, world: World
) -> None:
    file = world.home / "night.yaml"
    file.write_text(NIGHT % "2026-03-09")
    terminal, clock = open_with_clock(window, world, file, "2026-03-10T00:00:00+00:00")
    terminal.until("01:00:00", "ON NOW", "Before")
    set_clock(clock, "2026-03-10T03:00:00+00:00")
    terminal.until("04:00:00", "ON NOW", lambda text: "Before" not in text)
    set_clock(clock, "2026-03-09T23:45:00+00:00")
    terminal.until("00:45:00", "ON NOW", "Before")
    set_clock(clock, "2020-01-01T00:00:00+00:00")
    terminal.until("STARTS IN", "March 2026")
    set_clock(clock, "2026-03-10T00:20:00+00:00")
    terminal.until("01:20:00", "ON NOW", "Before")
    terminal.quit("q")
