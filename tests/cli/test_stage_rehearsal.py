"""`stage rehearsal`: acts under another clock, apart from the day."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sommet_tui.storage.user_folders import database_path
from tests.cli.conftest import Ask
from tests.cli.stages import StageAsk, event_on_now, example, rehearse, stage, two_rooms

__all__ = ["stage"]


def test_every_stage_command_joins_the_running_rehearsal(stage: StageAsk) -> None:
    for line in ("start a --ago 0", "add 5", "log", "report", "message x"):
        answer = stage(line)
        assert (answer.code, answer.err) == (0, "Rehearsal, 10:20\n")
        assert "Rehearsal" not in answer.out
    assert stage("report --json").data["rehearsal"]


def test_rehearsal_on_the_event_day_causes_a_warning(ask: Ask) -> None:
    event_on_now()
    ask("stage rehearsal begin")
    message = ask("now --at 11:30").err
    assert "the real day is not being recorded. Showing the real day" in message


def test_second_rehearsal_is_refused(stage: StageAsk) -> None:
    stage("start a")
    error = stage("rehearsal begin --at 09:00").refused(65)
    assert "A rehearsal is already running; its clock shows 10:20." in error
    assert "stage rehearsal clear" in error
    assert len(stage("log --json").lines) == 1


def test_clearing_a_rehearsal_removes_only_its_actions(ask: Ask) -> None:
    event_on_now()
    ask("stage start today-one")
    ask("stage rehearsal begin")
    assert ask("stage log").out == "No actions yet.\n"
    ask("stage cancel tomorrow-one")
    cleared = ask("stage rehearsal clear")
    assert (cleared.code, cleared.out.startswith("The rehearsal has ended")) == (0, True)
    log = ask("stage log")
    assert (log.err, "Today-one started" in log.out) == ("", True)
    assert "Tomorrow-one" not in log.out
    assert ask("stage rehearsal clear").out == "No rehearsal is running.\n"
    ask("stage rehearsal begin")
    assert ask("stage log").out == "No actions yet.\n"


def test_rehearsal_clock_runs_at_the_requested_speed(ask: Ask) -> None:
    file = example()
    output = ask("stage rehearsal begin --at 09:00 --speed 60 --programme", file).out
    assert output.startswith("Rehearsal started: Friday\u00a07\u00a0February\u00a02025, 09:00.")
    assert f"To end the rehearsal: sommet-tui stage rehearsal clear --programme {file}" in output
    assert ask("stage start opening").code == 0
    for cleared in (True, False):
        assert ask("stage rehearsal clear --json").data == {"cleared": cleared}
    begun = ask("stage rehearsal begin --speed 0 --json").data
    assert begun.pop("rehearsal")
    assert begun == {"at": "2025-02-07T08:59:00+01:00", "speed": 0.0}


def test_at_option_shows_the_actual_day_during_a_rehearsal(stage: StageAsk, ask: Ask) -> None:
    stage("start a")
    looked = stage("report --at 10:20 --json")
    assert looked.data["rehearsal"] is None
    assert looked.data["lanes"][0]["mode"] == "rolled"
    assert stage("log --at 10:20").out == "No actions yet.\n"
    elsewhere = ask("now --at 10:20 --programme", example()).err
    assert elsewhere == looked.err
    assert elsewhere.startswith("A rehearsal has been running since ")
    assert elsewhere.endswith("Showing the real day, without the rehearsal.\n")


def test_time_without_a_date_belongs_to_the_day_of_the_rehearsal(ask: Ask) -> None:
    two_rooms()
    rehearse(ask, "2025-02-08T09:30")
    record = ask("stage start four --when 09:05 --json").data
    assert record["when"] == "2025-02-08T09:05:00+01:00"


def test_rehearsal_at_the_end_of_the_calendar_records_nothing(ask: Ask) -> None:
    example()
    begun = ask("stage rehearsal begin --at 9998-12-31T23:59:59 --speed 3600")
    assert begun.code == 0
    with closing(sqlite3.connect(database_path())) as connection, connection:
        connection.execute("UPDATE rehearsals SET since = '2025-01-01T00:00:00+00:00'")
    assert "Choose a time between the years 2 and 9998." in ask("stage message hello").refused(65)
    with closing(sqlite3.connect(database_path())) as connection:
        assert connection.execute("SELECT count(*) FROM records").fetchone() == (0,)
    assert ask("stage report").code == 0
    assert ask("stage rehearsal clear").code == 0


def test_rehearsal_command_shows_its_state(ask: Ask) -> None:
    example()
    answer = ask("stage rehearsal")
    assert answer.code == 0
    assert answer.out.startswith("No rehearsal is running. In a rehearsal, all screens")
    assert (
        "To start a rehearsal: sommet-tui stage rehearsal begin --at 09:58 --speed 10" in answer.out
    )
    none = {"rehearsal": None, "at": None, "speed": None}
    assert ask("stage rehearsal --json").data == none

    rehearse(ask, "09:00", "start opening")
    answer = ask("stage rehearsal")
    said = "A rehearsal is running; its clock shows 09:00. Speed × 0. 1 action so far."
    assert answer.out.startswith(said)
    assert "stage rehearsal jump 11:55" in answer.out
    assert "stage rehearsal clear" in answer.out
    assert ask("stage rehearsal --json").data["at"] == "2025-02-07T09:00:00+01:00"


def test_rehearsal_jumps_to_an_instant_in_every_window(ask: Ask) -> None:
    example()
    error = ask("stage rehearsal jump 10:00").refused(65)
    assert "No rehearsal is running." in error
    assert "--at 10:00" in error

    rehearse(ask, "09:00", "start opening")
    answer = ask("stage rehearsal jump 09:14")
    assert (answer.code, answer.out.count("\n")) == (0, 1)
    assert "09:14" in answer.out
    assert ask("stage report").err == "Rehearsal, 09:14\n"
    lanes = ask("stage report --json").data["lanes"]
    assert (lanes[0]["running"], lanes[0]["remaining_seconds"]) == ("opening", 60)
    back = ask("stage rehearsal jump 08:50 --json").data
    assert (back["at"], back["speed"]) == ("2025-02-07T08:50:00+01:00", 0.0)
    later = ask("stage rehearsal jump 08:51").out
    assert "1 action recorded with a later time remains in effect." in later
