"""A day is planned in a real terminal: marks, an event of one's own, a friend, and the way back."""

from __future__ import annotations

import json
import signal

from .conftest import Command, OpenWindow, World

HERE = ("--at", "09:00", "--speed", "0")


def test_a_day_is_planned_with_keys_and_survives_a_kill(
    window: OpenWindow, world: World, command: Command
) -> None:
    friend = world.home / "friend.json"
    assert command("bookmark", "add", "panel-2").returncode == 0
    friend.write_bytes(command("bookmark", "export", "--to", "json").stdout)
    assert command("bookmark", "remove", "panel-2").returncode == 0
    assert command("bookmark", "compare", str(friend), "--keep", "Ada").returncode == 0
    terminal = window(*HERE)
    terminal.until("? Help")
    terminal.press("2")
    terminal.until("/ Find", "Introduction")
    terminal.press("b")
    terminal.until("bookmarked: Introduction")
    terminal.press("down", "b", "b")
    terminal.until("☆ maybe:")
    terminal.press("down", "x")
    terminal.until("∅ hidden:", "hidden: 1")
    terminal.press("u")
    terminal.until("Undone:")
    terminal.press("p")
    terminal.until("2 stops")
    terminal.press("a")
    terminal.until("start-end, title and, optionally, @ place")
    terminal.press(*"10:05-10:30 Call @ Hall", "enter")
    shown = terminal.until("LEFT OUT")
    assert "◇" in shown
    assert "! overlaps for" in shown
    terminal.signal(signal.SIGKILL)
    assert terminal.end() == -signal.SIGKILL
    day_facts = json.loads(command("plan", "--json", *HERE[:2]).stdout)["days"][0]
    assert [stop["degree"] for stop in day_facts["stops"]].count("own") == 1
    assert day_facts["left_out"]
    assert b"Only Ada (1)" in command("bookmark", "compare").stdout
