"""A panel in a real terminal: killed at any instant, it has lost nothing that was shown."""

from __future__ import annotations

import json
import signal

from .conftest import Command, OpenWindow, World

PROGRAMME = """
version: 1
event: {id: panels, title: Panels, timezone: Europe/Paris, language: en}
people:
  ada: {name: Ada Exemple}
  clea: {name: Cléa Martin}
days:
  - date: 2025-02-07
    sessions:
      - {id: panel, start: "14:00", end: "15:30", title: Who decides, people: [ada, clea]}
"""


def test_kills_lose_no_turn_or_question_shown(
    window: OpenWindow, world: World, command: Command
) -> None:
    file = world.home / "panels.yaml"
    file.write_text(PROGRAMME, encoding="utf-8")
    where = ("--programme", str(file), "--lang", "en")
    first = window(*where, "--at", "2025-02-07T14:10")
    first.until("Who decides")
    first.press("6")
    first.until("Ada Exemple")
    first.press("R")
    first.until("Rehearsal started")
    first.press("a")
    first.until("Ada Exemple has the floor")
    first.signal(signal.SIGKILL)
    assert first.end() == -signal.SIGKILL

    second = window(*where)
    second.until("Who decides")
    second.press("6")
    second.until("▶")
    second.press("H")
    second.until("A hand is raised")
    second.press(*"left", "enter")
    second.until("Hand raised: left")
    second.press("c")
    second.until("Cléa Martin has the floor")
    second.signal(signal.SIGKILL)
    assert second.end() == -signal.SIGKILL

    data = json.loads(command("panel", "panel", *where, "--json").stdout)
    assert data["speaking"] == "clea"
    assert [hand["text"] for hand in data["hands"]] == ["left"]
    assert [one["speaking"] for one in data["people"]] == [False, True]
