"""`plan`, `own`, `bookmark compare`, and what a change does to the plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write

DAY = "2025-02-07"


@pytest.fixture
def day(ask: Ask) -> str:
    """Two rooms: two musts, a maybe that clashes with one of them, and one that is tight."""
    items = "long 09:00-11:00 a; one 10:00-11:00 b; near 11:00-12:00 b; late 14:00-15:00 a"
    file = write({DAY: items, "2025-02-08": "next 09:00-10:00 b"}, rooms="ab")
    ask("bookmark add long late")
    ask("bookmark add --maybe one near")
    return file


def test_plan_lists_stops_walks_and_omissions(ask: Ask, day: str) -> None:
    answer = ask("plan")
    assert answer.code == 0
    kept, left_out = answer.out.split("Left out:")
    assert "3 stops · 1 maybe session left out" in kept
    assert "★ 09:00 – 11:00  Long [long]" in kept
    assert "walk, 2\u00a0min · 2\u00a0min late\n ☆ 11:00 – 12:00  Near [near]" in kept
    assert "walk, 2\u00a0min · free, 1\u00a0h\u00a058" in kept
    assert "clashes for 1\u00a0h with ★ Long" in left_out


def test_own_event_is_changed_and_removed_by_its_id(ask: Ask, day: str) -> None:
    ask("own add 18:00-19:00 Train @ Station --day 2")
    (event,) = ask("own list --json").data["own_events"]
    assert (event["start"], event["place"]) == ("2025-02-08T18:00:00+01:00", "Station")
    assert "◇ 18:00 – 19:00  Train" in ask("plan").out
    listed = ask("bookmark list --at 2025-02-07T08:00").out
    assert "[…] is the session’s id" in listed
    assert "◇" in listed
    for to in ("markdown", "text"):
        exported = ask("bookmark export --to", to).out
        assert "Train" in exported
        assert "Station" in exported
    changed = ask("own edit", event["id"], "19:00-20:00 Late train")
    assert "Saturday\u00a08\u00a0February 19:00 – 20:00 · Late train" in changed.out
    assert ask("own remove", event["id"]).out.startswith("Removed: ")
    assert "You have no own events yet." in ask("own list").out


def test_plan_is_printed_as_json_and_markdown(ask: Ask, day: str) -> None:
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
    lines = ask("plan --format markdown").lines
    assert "## Friday\u00a07\u00a0February\u00a02025" in lines
    assert "- 09:00 – 11:00 ★ Long · Room a" in lines
    assert any(line.startswith("- 10:00 – 11:00 ☆ One: clashes") for line in lines)


def test_empty_plan_shows_how_to_add_sessions(ask: Ask) -> None:
    write({DAY: "one 09:00-10:00"})
    lines = ask("plan").lines
    assert lines[0] == "Nothing to plan yet."
    assert "bookmark add one" in lines[1]
    assert ask("plan --json").data["days"] == []
    assert "Nothing to plan yet." in ask("plan --format markdown").out


def friends_file(folder: Path, *ids: str) -> str:
    file = folder / "friend.json"
    marks = [{"id": id_, "title": id_} for id_ in ids]
    content = {"programme": {"id": "example"}, "bookmarks": marks}
    file.write_text(json.dumps(content), encoding="utf-8")
    return str(file)


def test_friends_bookmarks_are_shown_beside_mine(ask: Ask, day: str, tmp_path: Path) -> None:
    file = friends_file(tmp_path, "one", "late", "next")
    answer = ask("bookmark compare", file)
    assert answer.code == 0
    text = " ".join(answer.out.split())
    assert (
        text.index("Both of you (2)")
        < text.index("Only you (2)")
        < text.index("Only your friend (1)")
    )
    assert "you meet again at Late at 14:00" in text
    assert "no more sessions in common that day" in text
    data = ask("bookmark compare", file, "--json").data
    assert [s["id"] for s in data["both"]] == ["one", "late"]
    assert [s["id"] for s in data["theirs"]] == ["next"]
    assert data["partings"][0]["mine"] == ["long"]
    assert data["partings"][0]["meet"] == "one"
    assert "@" not in ask("agenda").out  # nothing was kept


def test_friend_can_be_saved_shown_in_lists_and_removed(ask: Ask, day: str, tmp_path: Path) -> None:
    file = friends_file(tmp_path, "one", "next")
    assert "No friend" in ask("bookmark compare").out
    kept = ask("bookmark compare", file, "--keep", "Ada")
    assert "Only Ada (1)" in kept.out
    agenda = ask("agenda").out
    assert "☆& 10:00 – 11:00  One" in agenda
    assert "@ 09:00 – 10:00  Next" in agenda
    assert "& you and a friend   @ a friend\n" in agenda
    assert "\nbookmarked by Ada\n" in ask("show next").out
    assert "Only Ada" in ask("bookmark compare").out
    data = ask("bookmark compare --json").data["comparisons"]
    assert [one["friend"] for one in data] == ["Ada"]
    forgot = ask("bookmark forget Ada Grace")
    assert forgot.lines == [
        "Removed the bookmarks of Ada",
        "No friend is called “Grace”.",
    ]
    assert "&" not in ask("agenda").out


def test_session_that_the_plan_left_out_can_replace_a_stop(ask: Ask, day: str) -> None:
    at = ("--at", "2025-02-07T08:30")
    taken = ask("plan --take one", *at)
    assert taken.code == 0
    assert taken.err.startswith("Attending ★ Room b One instead of ☆ Long")
    assert "★ 10:00 – 11:00  One [one]" in taken.out.split("Left out:")[0]


def test_plan_as_calendar_contains_only_its_stops(ask: Ask, day: str) -> None:
    ask("own add 14:30-15:30 Train @ Station")
    at = ("--at", "2025-02-07T08:00")
    lines = ask("plan --format ics", *at).lines
    titles = [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]
    assert titles == ["Long", "Near", "Train"]
    whole = ask("bookmark export --to ics").lines
    assert {line for line in lines if line.startswith("UID:")} < set(whole)
    assert ask("plan --format ics --day 2", *at).out.count("BEGIN:VEVENT") == 0


COMING = "2099-03-01"  # a day to come, whenever the test runs
LONG = "long 09:00-11:00 a"
OTHERS = "one 10:00-11:00 b; late 14:00-15:00 a"


@pytest.fixture
def file(ask: Ask) -> str:
    path = write({COMING: f"{LONG}; {OTHERS}"}, rooms="ab")
    ask("bookmark add long late")
    ask("bookmark add one --maybe")
    return path


def test_command_reports_its_effect_on_the_plan(ask: Ask, file: str) -> None:
    assert "Your plan" not in ask("bookmark remove late").out
    changed = ask("bookmark remove long").out
    assert changed.splitlines()[-1] == "Your plan: 09:00 ★ Long → 10:00 ☆ One"
    added = ask("own add 10:10-11:00 Call --day", COMING).out
    assert added.splitlines()[-1].startswith("Your plan: 10:00 ☆ One → 10:10 ◇ Call")


def test_changes_command_lists_changes_of_the_plan_until_they_are_seen(ask: Ask, file: str) -> None:
    write({COMING: f"{LONG} state=cancelled; {OTHERS}"}, rooms="ab")
    output = ask("changes").out
    assert output.startswith("My plan:\n 09:00 ★ Long → 10:00 ☆ One\n\nMy bookmarks:\n")
    assert ask("changes").out == output
    (change,) = ask("changes --json").data["plan"]
    assert (change["day"], [s["id"] for s in change["before"]]) == (COMING, ["long"])
    assert change["after"] == [
        {"id": "one", "degree": "maybe", "title": "One", "start": "2099-03-01T10:00:00+01:00"}
    ]
    assert "My plan" in ask("changes --seen").out
    assert ask("changes").out == "Nothing has changed.\n"
    assert ask("changes --json").data["plan"] == []
