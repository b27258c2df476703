"""Programs that the settings name: their input, and the messages about their failures."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from sommet_tui.companion.settings import Settings
from sommet_tui.tui.background import user_programs
from sommet_tui.tui.background.user_programs import run_program
from tests.tui.conftest import Open
from tests.tui.stages import day, do_acts
from tests.tui.worlds import with_settings


async def test_command_of_the_settings_receives_long_input(tmp_path: Path) -> None:
    read = tmp_path / "read"
    script = f"import pathlib, sys; pathlib.Path({str(read)!r}).write_text(sys.stdin.read())"
    text = "é" * 300_000
    assert await run_program((sys.executable, "-X", "utf8", "-c", script), text.encode()) is None
    assert read.read_text("utf-8") == text


async def test_command_of_the_settings_may_ignore_its_input() -> None:
    assert await run_program((sys.executable, "-c", ""), b"x" * 300_000) is None


@pytest.mark.skipif(sys.platform == "win32", reason="no signal 0")
async def test_app_that_ends_waits_for_the_command_that_it_stops(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    # The input arrives after the start, so the command is never stopped while it starts.
    script = "import os, sys, time; sys.stdin.read()\n"
    script += f"print(os.getpid(), file=open({str(file)!r}, 'w', 1)); time.sleep(999)"
    running = asyncio.create_task(run_program((sys.executable, "-c", script), b"x"))
    while not file.exists() or not file.read_text():
        await asyncio.sleep(0)
    while not running.done():
        running.cancel()
        await asyncio.sleep(0)
    assert running.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)


async def test_hanging_command_is_stopped_and_started_at_the_next_event(
    world: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, reports = tmp_path / "hangs", tmp_path / "reports"
    hangs.touch()
    script = f"import os, sys, time; os.path.exists({str(hangs)!r}) and time.sleep(999)\n"
    script += f"open({str(reports)!r}, 'a').write(sys.stdin.read())"
    settings = Settings(stage_command=(sys.executable, "-c", script))
    here = with_settings(world(day(), "08:59"), settings)
    async with here.open(size=(120, 30)):
        messages = here.app._viewer.messages
        await here.press("5")
        await here.until(
            lambda: (
                here.app._tasks.automation is not None
                and here.app._tasks.automation._claimed_subject
            )
        )
        with monkeypatch.context() as impatient:
            impatient.setattr(user_programs, "TIME_LIMIT", 0.2)
            do_acts(here, "09:00 start opening", now="09:00")
            await here.until(
                lambda: any("took too long and was stopped" in each.text for each in messages.all)
            )
        hangs.unlink()
        do_acts(here, "09:15 start keynote", now="09:15")
        await here.until(lambda: reports.exists() and reports.read_text().count("\n") == 2)
    assert [json.loads(line)["event"] for line in reports.read_text().splitlines()] == [
        "end",
        "start",
    ]
