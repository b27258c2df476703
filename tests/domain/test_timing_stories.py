"""Days on stage by the rules of timing: what a stage manager then reads, row by row.

Each story is a file: the day, the acts as `stage log --json` prints them, then at some instants the
lane as it stands.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.domain.records import read_act
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.rundown.log_and_undo import replay_acts, rundown
from sommet_tui.domain.rundown.session_and_break_times import Projected
from tests.acting import costs_text, day_of, minutes_late, plans
from tests.builders import at, clock_of

ONE_DAY = timedelta(days=1)
STORIES = sorted((Path(__file__).parents[1] / "data" / "stories").glob("*.txt"))
assert STORIES


def _report(lane: LaneTiming) -> str:
    """The report in short, as the stories have it."""
    mode = "called" if lane.state.is_manual else "rolled"
    runs = f"{lane.running.session.id} runs" if lane.running else "nothing runs"
    late, count = minutes_late(lane), lane.new_times_count
    head = f"{mode}, {runs}, offset {late:+d}, {count} not as announced"
    rows = [_row(item) for item in lane.items]
    return "\n".join([head, *rows, f"cost: {costs_text(lane)}".rstrip()])


def _row(item: Projected) -> str:
    times = _span(item.start, item.end) if item.start and item.end else "–"
    planned = _span(item.session.start, item.session.end)
    by_clock = " by the clock" if item.by_clock else ""
    return f"{item.session.id} {item.status} {times} planned {planned}{by_clock}"


def _span(start: datetime, end: datetime) -> str:
    return f"{clock_of(start)}–{clock_of(end)}"


@pytest.mark.parametrize("file", STORIES, ids=[file.stem for file in STORIES])
def test_day_follows_its_story(file: Path) -> None:
    lines = (line for line in file.read_text("utf-8").splitlines() if not line.startswith("#"))
    head, *moments = "\n".join(filter(None, lines)).split("\nat ")
    first, *acts = head.splitlines()
    day = day_of(first.removeprefix("day ").replace("–", "-"))
    log = [read_act(json.loads(line)) for line in acts]
    assert moments
    for moment in moments:
        clock, _, expected = moment.partition("\n")
        now = at(clock) if at(clock) >= day.sessions[0].start else at(clock) + ONE_DAY
        known, refused = replay_acts(plans(day), log, now)
        assert refused is None
        lanes = rundown(plans(day), known)
        lane = lane_timing(lanes.lane(lanes.plans.all[0]), now)
        assert _report(lane) == expected, clock
