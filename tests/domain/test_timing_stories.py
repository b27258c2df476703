"""Days on stage by the rules of timing: what a stage manager then reads, row by row.

Each story is a file: the day, the acts as `stage log --json` prints them, then at some instants the
lane as it stands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.domain.instants import whole_minutes
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.records import read_act
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.delay_cost import impact
from sommet_tui.domain.rundown.expected_times import Projected
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.rundown.log_and_undo import replay_acts, rundown
from tests.acting import day_of, plans
from tests.builders import at, clock_of, programme

ONE_DAY = timedelta(days=1)
STORIES = sorted((Path(__file__).parents[1] / "data" / "stories").glob("*.txt"))
assert STORIES


@dataclass(frozen=True)
class Story:
    """A day, its acts, and the state of its lane at some clocks."""

    day: Programme
    acts: tuple[Act, ...]
    moments: tuple[tuple[str, str], ...]


def _read(file: Path) -> Story:
    acts: list[Act] = []
    moments: list[tuple[str, list[str]]] = []
    day = programme()
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("day "):
            day = day_of(line.removeprefix("day ").replace("–", "-"))
        elif line.startswith("{"):
            acts.append(read_act(json.loads(line)))
        elif line.startswith("at "):
            moments.append((line.removeprefix("at "), []))
        elif line and not line.startswith("#"):
            moments[-1][1].append(line)
    return Story(day, tuple(acts), tuple((clock, "\n".join(rows)) for clock, rows in moments))


def _report(lane: LaneTiming) -> str:
    """The report in short, as the stories have it."""
    mode = "called" if lane.state.is_manual else "rolled"
    runs = f"{lane.running.session.id} runs" if lane.running else "nothing runs"
    late, count = whole_minutes(lane.offset), lane.new_times_count
    head = f"{mode}, {runs}, offset {late:+d}, {count} not as announced"
    costs = []
    for cost in impact(lane):
        item = cost.session or cost.after
        assert item is not None
        named = item.id if cost.session else f"gap after {item.id}"
        costs.append(f"{named} {cost.change} {cost.minutes}")
    rows = [_row(item) for item in lane.items]
    return "\n".join([head, *rows, f"cost: {', '.join(costs)}".rstrip()])


def _row(item: Projected) -> str:
    times = _span(item.start, item.end) if item.start and item.end else "–"
    planned = _span(item.session.start, item.session.end)
    by_clock = " by the clock" if item.by_clock else ""
    return f"{item.session.id} {item.status} {times} planned {planned}{by_clock}"


def _span(start: datetime, end: datetime) -> str:
    return f"{clock_of(start)}–{clock_of(end)}"


@pytest.mark.parametrize("file", STORIES, ids=[file.stem for file in STORIES])
def test_day_follows_its_story(file: Path) -> None:
    story = _read(file)
    assert story.moments
    for clock, expected in story.moments:
        now = at(clock) if at(clock) >= story.day.sessions[0].start else at(clock) + ONE_DAY
        known, refused = replay_acts(plans(story.day), story.acts, now)
        assert refused is None
        lanes = rundown(plans(story.day), known)
        lane = lane_timing(lanes.lane(lanes.plans.all[0]), now)
        assert _report(lane) == expected, clock
