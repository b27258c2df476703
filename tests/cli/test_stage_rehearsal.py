"""`stage rehearsal`: acts under another clock, apart from the day."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sommet_tui.storage.user_folders import database_path
from tests.cli.conftest import Ask
from tests.cli.stages import event_on_now, example, stage

__all__ = ["stage"]


def test_rehearsal_on_the_event_day_causes_a_warning(ask: Ask) -> None:
    event_on_now()
    ask("stage rehearsal begin")
    message = ask("now --at 11:30").err
    assert "the real day is not being recorded. Showing the real day" in message


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
