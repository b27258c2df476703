"""What a change does to the plan, as commands say it: once as it happens, and in `changes`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import item, write

DAY = "2099-03-01"  # a day to come, whenever the test runs
LONG = item("long", "09:00", "11:00", room="a")
ONE = item("one", "10:00", "11:00", room="b")
LATE = item("late", "14:00", "15:00", room="a")


def programme(folder: Path, *items: dict[str, object]) -> str:
    return write(folder, {DAY: list(items)}, rooms="ab")


@pytest.fixture
def file(ask: Ask, tmp_path: Path) -> str:
    path = programme(tmp_path, LONG, ONE, LATE)
    ask("bookmark", "add", "long", "late", "--programme", path)
    ask("bookmark", "add", "one", "--maybe", "--programme", path)
    return path


def test_command_reports_its_effect_on_the_plan(ask: Ask, file: str) -> None:
    assert "Your plan" not in ask("bookmark", "remove", "late", "--programme", file).out
    changed = ask("bookmark", "remove", "long", "--programme", file).out
    assert changed.splitlines()[-1] == "Your plan: 09:00 ★ Long → 10:00 ☆ One"
    added = ask("own", "add", "10:10-11:00", "Call", "--day", DAY, "--programme", file).out
    assert added.splitlines()[-1].startswith("Your plan: 10:00 ☆ One → 10:10 ◇ Call")


def test_changes_lists_plan_changes_until_they_are_seen(
    ask: Ask, file: str, tmp_path: Path
) -> None:
    programme(tmp_path, dict(LONG, state="cancelled"), ONE, LATE)
    output = ask("changes", "--programme", file).out
    assert output.startswith("My plan:\n 09:00 ★ Long → 10:00 ☆ One\n\nMy bookmarks:\n")
    assert ask("changes", "--programme", file).out == output
    (change,) = ask("changes", "--json", "--programme", file).data["plan"]
    assert (change["day"], [s["id"] for s in change["before"]]) == (DAY, ["long"])
    assert change["after"] == [
        {"id": "one", "degree": "maybe", "title": "One", "start": "2099-03-01T10:00:00+01:00"}
    ]
    assert "My plan" in ask("changes", "--seen", "--programme", file).out
    assert ask("changes", "--programme", file).out == "Nothing has changed.\n"
    assert ask("changes", "--json", "--programme", file).data["plan"] == []


def test_next_command_after_a_change_saves_the_plan(ask: Ask, file: str, tmp_path: Path) -> None:
    programme(tmp_path, dict(LONG, state="cancelled"), ONE, LATE)
    ask("now", "--format", "{stop}", "--programme", file)
    programme(tmp_path, LONG, ONE, LATE)
    plans = ask("changes", "--json", "--programme", file).data["plan"]
    assert [[s["id"] for s in each["after"]] for each in plans] == [["one"], ["long"]]


def test_simulated_time_saves_no_plan(ask: Ask, file: str, tmp_path: Path) -> None:
    programme(tmp_path, dict(LONG, state="cancelled"), ONE, LATE)
    at = ("--at", f"{DAY}T10:10", "--programme", file)
    assert ask("now", "--format", "{stop}", *at).out.startswith("NOW ☆ Room b One")
    assert ask("changes", "--json", *at).data["plan"] == []
    assert len(ask("changes", "--json", "--programme", file).data["plan"]) == 1
