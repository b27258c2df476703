"""The plan as JSON and as a calendar, and its changes."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write

DAY = "2025-02-07"


@pytest.fixture
def _day(ask: Ask) -> None:
    """Two rooms: two musts, a maybe that clashes with one of them, and one that is tight."""
    items = "long 09:00-11:00 a; one 10:00-11:00 b; near 11:00-12:00 b; late 14:00-15:00 a"
    write({DAY: items, "2025-02-08": "next 09:00-10:00 b"})
    ask("bookmark add long late")
    ask("bookmark add --maybe one near")


@pytest.mark.usefixtures("_day")
def test_plan_is_printed_as_json(ask: Ask) -> None:
    at = ("--at", "2025-02-07T08:00")
    data = ask("plan --json --day", DAY, *at).data
    assert data == ask("plan --format json", *at).data
    (of_day,) = data["days"]
    assert [(s["id"], s["walk_minutes"], s["missed_minutes"]) for s in of_day["stops"]] == [
        ("long", 2, 0),
        ("near", 2, 2),
        ("late", 2, 0),
    ]
    assert of_day["gaps"] == [
        {"start": "2025-02-07T12:00:00+01:00", "end": "2025-02-07T14:00:00+01:00"}
    ]
    assert [s["reasons"] for s in of_day["left_out"]] == [
        [{"why": "overlap", "minutes": 60, "id": "long"}]
    ]


@pytest.mark.usefixtures("_day")
def test_plan_as_calendar_contains_only_its_stops(ask: Ask) -> None:
    train = ask("own add 14:30-15:30 Train @ Station --day 1 --json").data["own_events"][0]["id"]
    at = ("--at", "2025-02-07T08:00")
    lines = ask("plan --format ics", *at).lines
    titles = [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]
    assert titles == ["Long", "Near", "Train"]
    whole = ask("bookmark export --to ics").lines
    assert {line for line in lines if line.startswith("UID:")} < set(whole)
    assert ask("plan --format ics --day 2", *at).out.count("BEGIN:VEVENT") == 0
    assert ask("own remove", train, "--json").data["own_events"] == []


def test_changes_command_lists_changes_of_the_plan_until_they_are_seen(ask: Ask) -> None:
    coming = "2099-03-01"  # a day to come, whenever the test runs
    others = "one 10:00-11:00 b; late 14:00-15:00 a"
    write({coming: f"long 09:00-11:00 a; {others}"})
    ask("bookmark add long late")
    ask("bookmark add one --maybe")
    write({coming: f"long 09:00-11:00 a state=cancelled; {others}"})
    output = ask("changes").out
    assert output.startswith("My plan:\n 09:00 ★ Long → 10:00 ☆ One\n\nMy bookmarks:\n")
    assert ask("changes").out == output
    (change,) = ask("changes --json").data["plan"]
    assert (change["day"], [s["id"] for s in change["before"]]) == (coming, ["long"])
    assert change["after"] == [
        {"id": "one", "degree": "maybe", "title": "One", "start": "2099-03-01T10:00:00+01:00"}
    ]
    assert "My plan" in ask("changes --seen").out
    assert ask("changes").out == "Nothing has changed.\n"
    assert ask("changes --json").data["plan"] == []
