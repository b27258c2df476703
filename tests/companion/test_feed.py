"""The state as JSON is told at once, at each change, and not twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sommet_tui.companion.feed import StateFeed
from sommet_tui.companion.stage import Wish
from tests.builders import at
from tests.companion.windows import Dial, Window


def test_whoever_listens_is_told_the_lanes_now_and_whenever_they_change(tmp_path: Path) -> None:
    window = Window(tmp_path / "sommet.sqlite3", Dial(at("09:00")))
    states: list[dict[str, Any]] = []
    StateFeed(window.companion, states.append)
    assert [state["lanes"][0]["mode"] for state in states] == ["rolled"]

    window.dial.shows = at("09:07")
    window.stage.do(Wish("start", session="panel"))
    assert [state["lanes"][0]["running"] for state in states[1:]] == ["panel"]
    assert states[-1]["at"] == "2025-02-07T09:07:00+01:00"

    window.stage.say("Lunch is served")
    assert [notice["text"] for notice in states[-1]["notices"]] == ["Lunch is served"]

    told = len(states)
    window.companion.star("panel")  # nobody else's business
    assert len(states) == told


def test_what_the_clock_alone_changes_is_told_when_asked_for(tmp_path: Path) -> None:
    window = Window(tmp_path / "sommet.sqlite3", Dial(at("08:00")))
    states: list[dict[str, Any]] = []
    feed = StateFeed(window.companion, states.append)
    feed.tell()
    assert len(states) == 1
    window.dial.shows = at("09:30")
    feed.tell()
    assert [state["lanes"][0]["running"] for state in states] == [None, "panel"]
