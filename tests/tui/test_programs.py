"""Programs that the settings name: what they are given, and what is said of their failures."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sommet_tui.companion.settings import Settings
from sommet_tui.tui.background import programs
from sommet_tui.tui.background.programs import run_program
from tests.builders import at

from .conftest import Open
from .stages import day, do_acts, start
from .test_settings import opened
from .worlds import until


async def test_a_program_reads_a_text_longer_than_a_pipe_holds(tmp_path: Path) -> None:
    read = tmp_path / "read"
    script = f"import pathlib, sys; pathlib.Path({str(read)!r}).write_text(sys.stdin.read())"
    text = "é" * 300_000
    assert await run_program((sys.executable, "-X", "utf8", "-c", script), text) is None
    assert read.read_text("utf-8") == text


async def test_a_program_that_reads_nothing_is_no_failure() -> None:
    assert await run_program((sys.executable, "-c", ""), "x" * 300_000) is None


async def test_a_program_that_hangs_is_stopped_and_reported_once(
    world: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "TIME_LIMIT", 0.2)
    file = tmp_path / "told"
    script = f"import sys; open({str(file)!r}, 'a').write(sys.stdin.read()); import time\n"
    script += "time.sleep(999)"
    command = (sys.executable, "-c", script)
    here = opened(world(day(), at("08:59")), Settings(stage_command=command))
    async with here.open(120, 30) as pilot:
        messages = here.app._viewer.messages
        await pilot.press("5")
        await until(
            pilot,
            lambda: here.app._tasks.automation is not None and here.app._tasks.automation._claimed,
        )
        do_acts(here, start("09:00", "opening"), now="09:00")
        await until(pilot, lambda: file.exists() and file.read_text().count("\n") == 1)
        do_acts(here, start("09:15", "keynote"), now="09:15")
        await until(pilot, lambda: file.read_text().count("\n") == 3)  # an end, and a start
        await pilot.app.workers.wait_for_complete()
        warned = [each.text for each in messages.all if "stage_command" in each.text]
    assert len(warned) == 1
    assert "took too long and was stopped" in warned[0]
