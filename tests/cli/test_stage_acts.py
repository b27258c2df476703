"""`stage`: each action reports its effect on the lane and how to undo it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sommet_tui.storage.user_folders import database_path
from tests import crowd
from tests.builders import plain
from tests.cli.conftest import Ask
from tests.cli.stages import (
    StageAsk,
    after,
    event_on_now,
    example,
    late,
    stage,
)
from tests.tables import table

__all__ = ["late", "stage"]


def undo_of(out: str) -> str:
    return out.strip().rpartition("sommet-tui stage ")[2].split(" --programme")[0]


@pytest.mark.parametrize(("before", "act", "report"), table("commands/act_reports.txt"))
def test_action_is_reported_on_one_line_with_its_undo_command(
    late: StageAsk, before: str, act: str, report: str
) -> None:
    earlier = list(filter(None, before.split(", ")))
    answer = after(late, *earlier)(act)
    assert (answer.code, len(answer.lines)) == (0, 1)
    assert plain(answer.out).startswith(report)
    assert undo_of(answer.out) == f"undo {4 + len(earlier)}"


@pytest.mark.parametrize(("before", "act", "reason"), table("commands/refused_acts.txt"))
def test_impossible_action_is_refused_and_not_recorded(
    late: StageAsk, before: str, act: str, reason: str
) -> None:
    after(late, *filter(None, before.split(", ")))
    log = late("log --json").out
    assert reason in plain(late(act).refused(65))
    assert late("log --json").out == log


def test_unreadable_log_stops_the_report(ask: Ask, database: Path) -> None:
    database.mkdir()
    for said in ("log", "report", "start", "rehearsal begin", "message x"):
        assert str(database) in ask(f"stage {said}").refused(74)


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


def test_eight_simultaneous_start_commands_start_one_session(ask: Ask) -> None:
    helper = Path(__file__).with_name("stage_helper.py")
    said = sorted(crowd.at_once(helper, "start_next", event_on_now()))
    (started,) = map(json.loads, ask("stage log --json").lines)
    assert said == [[f"already-runs {started['session']}"]] * 7 + [["started"]]
