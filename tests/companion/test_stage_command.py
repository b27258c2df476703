"""The events of the stage for which `stage_command` runs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sommet_tui.companion.stage_command import StageEvents
from sommet_tui.domain.rundown.acts import Act
from tests.acting import example_day
from tests.builders import at, programme, session
from tests.companion.windows import Window, do

Reported = tuple[str, str | None]


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path / "day.sqlite3", "08:50", example_day())


def reported_events(events: StageEvents) -> list[Reported]:
    return [
        (each["event"], each["session"] and each["session"]["id"]) for each in events.take_events()
    ]


def test_each_stage_change_is_reported_once(window: Window) -> None:
    events = StageEvents(window.companion)
    steps: tuple[tuple[str, Act | None, list[Reported]], ...] = (
        ("09:00", Act("start", "opening"), [("start", "opening")]),
        ("09:10:30", None, []),
        ("09:12", None, [("warning", "opening")]),
        ("09:13", Act("add", "opening", minutes=15), [("normal", "opening")]),
        ("09:14", Act("pause"), [("pause", "opening")]),
        ("09:15", Act("resume"), [("resume", "opening")]),
        ("09:30", None, [("danger", "opening")]),
        ("09:31:01", None, [("overtime", "opening")]),
        ("09:32", Act("start", "keynote"), [("end", "opening"), ("start", "keynote")]),
        ("09:33", Act("undo", undoes=5), [("end", "keynote"), ("start", "opening")]),
        ("09:34", Act("end"), [("end", "opening")]),
    )
    assert reported_events(events) == []
    for clock, act, expected in steps:
        window.wait_until(clock)
        if act is not None:
            window.stage.record(act)
        found = reported_events(events)
        if act is not None and act.act == "undo":
            found = [each for each in found if each[0] != "overtime"]  # it still is
        assert found == expected, clock
        assert reported_events(events) == []


def test_automatic_and_manual_starts_are_separate_events(window: Window) -> None:
    events = StageEvents(window.companion)
    assert reported_events(events) == []
    window.wait_until("10:00")
    assert reported_events(events) == [("start", "a")]
    do(window, "10:03", "start a")
    assert reported_events(events) == [("start", "a")]


def test_stage_event_contains_the_state_of_its_room(tmp_path: Path) -> None:
    rooms = programme(
        session("a", "10:00", "11:00", room="hall"),
        session("b", "10:00", "11:00", room="attic"),
        rooms=["hall", "attic"],
    )
    window = Window(tmp_path / "day.sqlite3", "08:50", rooms)
    events = StageEvents(window.companion)
    events.take_events()
    do(window, "10:02", "start b")
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
    assert reported_events(events) == []
    window.clock.set(at("11:40"))
    assert reported_events(events) == []
    assert events.subject is None
    window.rehearsals.begin()
    assert reported_events(events) == []
    window.act_now("end")
    (ended,) = events.take_events()
    assert (ended["event"], ended["rehearsal"]) == ("end", True)
