"""`stage insert`: what the programme does not have, until it is over or undone."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.stages import StageAsk, event_on_now, plain, stage
from tests.cli.test_stage_acts import LATE, after, undo_of

__all__ = ["stage"]

DRILL = ("insert", "Fire", "drill", "--minutes", "10")


def test_inserted_session_follows_the_running_one(stage: StageAsk) -> None:
    answer = after(stage, *LATE)(*DRILL)
    assert plain(answer.out).startswith(
        "Fire drill added after Panel A. 12 min behind: Coffee cut to 8 min, Panel B on time."
    )
    lane = stage("report", "--json").data["lanes"][0]
    (drill,) = (item for item in lane["items"] if item["added"])
    assert drill["id"].startswith("added-")
    assert drill["planned_start"] == drill["announced_start"] == "2025-02-07T11:12:00+01:00"
    assert drill["projected_end"] == "2025-02-07T11:22:00+01:00"
    assert [i["id"] for i in lane["items"]].index(drill["id"]) == 3
    assert lane["planned_end"] == "2025-02-07T14:30:00+01:00"


def test_inserted_session_keeps_its_start_and_has_an_id(stage: StageAsk) -> None:
    record = after(stage, *LATE)(*DRILL, "--start", "13:40", "--json").data
    assert (record["act"], record["title"], record["minutes"]) == ("insert", "Fire drill", 10)
    assert record["to"] == "2025-02-07T13:40:00+01:00"
    moved = plain(stage("move", "fire drill", "13:45").out)
    assert moved.startswith("New start for Fire drill: 13:45")
    assert plain(stage("cancel", record["session"]).out).startswith("Fire drill cancelled")
    assert stage("insert", "Thanks", "--minutes", "5", "--after", "fire").code == 65


def test_insertion_is_undone_and_redone(stage: StageAsk) -> None:
    done = after(stage, *LATE)(*DRILL)
    undone = stage(*undo_of(done.out).split())
    assert plain(undone.out).startswith("Undone: Fire drill added after Panel A")
    assert not any(i["added"] for i in stage("report", "--json").data["lanes"][0]["items"])
    assert stage("start", "fire").code == 65
    stage(*undo_of(undone.out).split())
    assert stage("add", "5", "fire").code == 0


def test_people_of_an_inserted_session_come_from_the_programme(stage: StageAsk) -> None:
    said = ("--person", "ada example, Bob\x1b[2J, ", "--after", "coffee")
    record = after(stage, *LATE)(*DRILL, *said, "--json").data
    assert record["people"] == [
        {"id": "ada", "name": "Ada Example"},
        {"id": "Bob[2J", "name": "Bob[2J"},
    ]


def test_report_lists_an_inserted_session_as_added(stage: StageAsk) -> None:
    after(stage, *LATE)(*DRILL)
    text = plain(stage("report").out)
    assert "Fire drill [added-" in text
    assert "on time · added" in text
    row = next(line for line in text.splitlines() if "Fire drill [" in line)
    assert row.split()[1:5] == ["11:12", "–", "11:22", "11:12"], "announced, then projected"
    assert row[1:].startswith(" " * 10), "it has no planned times"
    assert "1 session added" in text
    assert "10:20  Fire drill added after Panel A" in text
    table = csv.DictReader(io.StringIO(stage("report", "--csv").out))
    (drill,) = (each for each in table if each["added"] == "True")
    assert (drill["planned_start"], drill["planned_end"]) == ("", "")
    assert drill["announced_start"] == "2025-02-07T11:12:00+01:00"


@pytest.mark.parametrize(
    ("said", "code", "why"),
    [
        (("insert", "Drill"), 64, "Give the length of the session with --minutes."),
        (("insert", "Drill", "--minutes", "x"), 64, "Invalid number of minutes"),
        ((*DRILL, "--after", "b", "--start", "11:00"), 64, "Use --after or --start, not both."),
        ((*DRILL, "--after", "keynote"), 65, "Keynote is neither running nor upcoming."),
        ((*DRILL, "--start", "2025-02-06T12:00"), 65, "It is already 10:20: give a later time."),
        ((*DRILL, "--start", "2025-02-08T12:00"), 65, "cannot start after that"),
    ],
)
def test_impossible_insertion_is_refused_with_a_reason(
    stage: StageAsk, said: tuple[str, ...], code: int, why: str
) -> None:
    answer = after(stage, *LATE)(*said)
    assert answer.code == code
    assert why in plain(answer.err)


def test_inserted_session_starts_at_once_in_an_idle_room(stage: StageAsk) -> None:
    after(stage, *LATE)("end")
    assert plain(stage(*DRILL).out).startswith("Fire drill added at 10:20. On time")


def test_inserted_session_is_shown_by_every_command(ask: Ask, tmp_path: Path) -> None:
    day = ("--programme", event_on_now(tmp_path))
    done = ask("stage", *DRILL, "--after", "today-three", *day)
    assert done.code == 0, done.err
    shown = json.loads(ask("agenda", "--json", *day).out)["sessions"]
    (drill,) = (each for each in shown if each["added"])
    assert (drill["title"], drill["state"]) == ("Fire drill", "confirmed")
    assert "added" in ask("agenda", *day).out
    assert "added" in ask("show", "fire", *day).out
    (new,) = ask("changes", "--json", *day).data["changes"]
    assert (new["kind"], new["session"]["title"]) == ("new", "Fire drill")
    assert ask("bookmark", "add", "fire drill", *day).code == 0
    assert ask("changes", "--json", *day).data["changes"] == []
    calendar = ask("bookmark", "export", "--to", "ics", *day).out
    assert "SUMMARY:Fire drill" in calendar
    assert "DESCRIPTION:Not in the programme: added by the stage manager" in calendar


def test_insertion_on_another_day_is_refused_like_other_actions(ask: Ask) -> None:
    assert ask("stage", *DRILL).refused(65) == ask("stage", "start").refused(65)
    later = ask("stage", *DRILL, "--after", "panel-1").refused(65)
    assert later == ask("stage", "cancel", "panel-1").refused(65)
    assert "The day of Panel 1 ended at 04:00." in plain(later)
