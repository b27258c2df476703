"""The user's program at each event of the stage, run by one of two windows of the app."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import pytest

from .conftest import Command, OpenWindow, World
from .terminal import Terminal

SCRIPT = """\
import json, os, sys
event = json.load(sys.stdin)
event["window"] = os.getppid()
with open("events", "a") as file:
    print(json.dumps(event), file=file)
"""
KEYS = {"programme", "at", "event", "rehearsal", "room", "session", "message", "lane"}


def events_of(world: World) -> list[dict[str, Any]]:
    file = world.home / "events"
    lines = file.read_text("utf-8").splitlines(keepends=True) if file.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


@pytest.mark.long
def test_another_window_runs_the_stage_command_after_a_kill(
    world: World, window: OpenWindow, command: Command
) -> None:
    script = world.home / "report.py"
    script.write_text(SCRIPT, "utf-8")
    settings = world.home / ".config" / "sommet-tui" / "settings.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"stage_command: {json.dumps([sys.executable, str(script)])}\n", "utf-8")

    def stage(*argv: str) -> None:
        assert command("stage", *argv).returncode == 0, argv

    def until_reported(terminal: Terminal, event: str) -> None:
        terminal.until(lambda _: event in [each["event"] for each in events_of(world)])

    def until_one_reports(terminal: Terminal) -> None:
        """Wait until a window runs the program; events before that are not reported."""
        before = len(events_of(world))
        while len(events_of(world)) == before:
            text = os.urandom(4).hex()
            stage("message", text, "--to", "panel")
            terminal.until(text)

    on_real_day = window("--lang", "en", size=(100, 30))
    on_real_day.until("OVER")
    command("stage", "rehearsal", "begin", "--at", "2025-02-07T11:50")  # which it joins
    windows = [on_real_day, *(window("--lang", "en", size=(100, 30)) for _ in range(2))]
    for each in windows:
        each.until("REHEARSAL")
        each.press("5")
        each.until("ON NOW   Panel 1", "automatic")
    steps: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("start", ("start", "panel-1", "--ago", "10")),
        ("pause", ("pause",)),
        ("end", ("end",)),
    )
    until_one_reports(windows[0])
    for event, argv in steps:
        stage(*argv)
        until_reported(windows[0], event)
    stage("message", "On we go", "--to", "everyone")
    windows[0].until(lambda _: events_of(world)[-1]["event"] == "message")
    found = events_of(world)
    assert found[-1]["message"] == {"to": "everyone", "text": "On we go"}
    assert all(set(each) == KEYS | {"window"} for each in found)
    assert all(each["rehearsal"] is True for each in found)
    of_sessions = [each for each in found if each["event"] != "message"]
    assert [each["event"] for each in of_sessions] == [event for event, _ in steps]
    assert {each["session"]["id"] for each in of_sessions} == {"panel-1"}

    (leads,) = {each["window"] for each in found}
    (gone,) = [each for each in windows if each.pid == leads]
    left = [each for each in windows if each.pid != leads]
    gone.signal(signal.SIGKILL)
    gone.end()
    until_one_reports(left[0])
    (leads,) = {each["window"] for each in events_of(world)[len(found) :]}
    assert leads in {each.pid for each in left}
