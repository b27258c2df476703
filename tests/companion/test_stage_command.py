"""The events of the stage for which `stage_command` runs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.companion.stage_command import StageEvents
from tests.acting import example_day
from tests.builders import at, programme, session
from tests.companion.windows import Window
from tests.tables import stories


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path / "day.sqlite3", "08:50", example_day())


def reported_events(events: StageEvents) -> str:
    return ", ".join(f"{each['event']} {each['session']['id']}" for each in events.take_events())


@pytest.mark.parametrize("story", stories("stage_events.txt"))
def test_each_stage_change_is_reported_once(
    window: Window, story: list[tuple[str, str, str]]
) -> None:
    events = StageEvents(window.companion)
    assert reported_events(events) == ""
    for clock, act, expected in story:
        window.wait_until(clock)
        if act:
            window.act_now(act)
        assert reported_events(events) == expected, clock
        assert reported_events(events) == ""


def test_stage_event_contains_the_state_of_its_room(tmp_path: Path) -> None:
    rooms = programme(
        session("a", "10:00", "11:00", room="hall"),
        session("b", "10:00", "11:00", room="attic"),
        rooms=["hall", "attic"],
    )
    window = Window(tmp_path / "day.sqlite3", "08:50", rooms)
    events = StageEvents(window.companion)
    events.take_events()
    window.play("10:02 start b")
    (clock, hand) = events.take_events()
    assert (clock["room"], clock["lane"]["mode"]) == ("hall", "rolled")
    assert (hand["room"], hand["lane"]["mode"]) == ("attic", "called")
    assert hand["lane"]["remaining_seconds"] == 3600
    assert hand["session"]["title"] == "B"
    assert (hand["rehearsal"], hand["message"]) == (False, None)
    assert hand["at"] == "2025-02-07T10:02:00+01:00"


def test_sending_and_withdrawing_a_message_are_events(window: Window) -> None:
    events = StageEvents(window.companion)

    def messages() -> list[Any]:
        return [each["message"] for each in events.take_events() if each["event"] == "message"]

    messages()
    window.stage.send_message("On we go", "everyone")
    window.stage.send_message("Slow down", "speaker", "a")
    assert messages() == [
        {"to": "everyone", "text": "On we go"},
        {"to": "speaker", "text": "Slow down"},
    ]
    window.stage.send_message("", "everyone")
    assert messages() == [{"to": "everyone", "text": ""}]
    window.dial.shows += timedelta(minutes=1)
    assert messages() == []


def test_simulated_time_reports_no_stage_events(window: Window) -> None:
    events = StageEvents(window.companion)
    events.take_events()
    window.clock.set(at("10:30"))
    assert reported_events(events) == ""
    window.clock.set(at("11:40"))
    assert reported_events(events) == ""
    assert events.subject is None
    window.rehearsals.begin()
    assert reported_events(events) == ""
    window.act_now("end")
    (ended,) = events.take_events()
    assert (ended["event"], ended["rehearsal"]) == ("end", True)
