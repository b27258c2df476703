"""`stage`: each action reports its effect on the lane and how to undo it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.stages import (
    StageAsk,
    after,
    event_on_now,
    late,
    plain,
    stage,
)
from tests.tables import table

__all__ = ["late", "stage"]

DRILL = "insert Fire drill --minutes 10"


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


def test_catch_up_lists_and_applies_suggestions(stage: StageAsk) -> None:
    after(stage, "start a --ago 10", "add 45")
    first, *_ = plain(stage("catch-up").out).splitlines()
    assert first.startswith(
        "To catch up (Panel A −10, no Coffee, Panel B −10 → still 5 min late, on time at 13:30): "
    )
    assert "sommet-tui stage catch-up 1 --programme" in first
    found = stage("catch-up --json").data
    assert [each["number"] for each in found["suggestions"]] == [1, 2]
    before = found["lane"]
    assert "There is no suggestion 3." in stage("catch-up 3").refused(65)
    done = stage("catch-up 1")
    assert plain(done.out).startswith("Panel A: 10 min less, ")
    assert stage("report --json").data["lanes"] != [before]
    stage(undo_of(done.out))
    assert stage("report --json").data["lanes"] == [before]
    lines = [json.loads(line) for line in stage("catch-up 2 --json").lines]
    assert len({line["group"] for line in lines}) == 1
    assert all(line["lane"] == stage("report --json").data["lanes"][0] for line in lines)


def test_action_without_a_time_is_recorded_at_the_current_time(ask: Ask) -> None:
    event_on_now()
    started = ask("stage start today-one")
    assert started.code == 0
    question = "Start Today-one again, from its beginning?"
    assert (
        started.err
        == f"Done without confirmation. In a terminal, sommet-tui would have asked: “{question}”\n"
    )
    record = json.loads(ask("stage log --json").out)
    assert (record["session"], record["rehearsal"], record["void"]) == ("today-one", None, False)
    assert ask("stage end").out.startswith("Today-one ended")
    assert ask("stage start").out.startswith("Today-two started")
    assert ask("stage end").out.startswith("Today-two ended")


def test_unreadable_log_stops_the_report(ask: Ask, database: Path) -> None:
    database.mkdir()
    for said in ("log", "report", "start", "rehearsal begin", "message x"):
        assert str(database) in ask(f"stage {said}").refused(74)


def test_inserted_session_is_shown_by_every_command(ask: Ask) -> None:
    event_on_now()
    done = ask(f"stage {DRILL} --after today-three")
    assert done.code == 0, done.err
    shown = ask("agenda --json").data["sessions"]
    (drill,) = (each for each in shown if each["added"])
    assert (drill["title"], drill["state"]) == ("Fire drill", "confirmed")
    assert "added" in ask("agenda").out
    assert "added" in ask("show fire").out
    (new,) = ask("changes --json").data["changes"]
    assert (new["kind"], new["session"]["title"]) == ("new", "Fire drill")
    assert ask("bookmark add", "fire drill").code == 0
    assert ask("changes --json").data["changes"] == []
    calendar = ask("bookmark export --to ics").out
    assert "SUMMARY:Fire drill" in calendar
    assert "DESCRIPTION:Not in the programme: added by the stage manager" in calendar
