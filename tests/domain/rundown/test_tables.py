"""Rules of timing by example: what the stage does, and how a lane then stands.

Each line of a file has an instant, the acts before it, facts of the lane and what lateness costs,
parted by "|"; or acts, and why the last of them is refused. They are about the day of the worked
examples or the one in the line above.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.delay_cost import totals
from sommet_tui.domain.rundown.lane_now import (
    LaneGap,
    LaneTiming,
    elapsed_time,
    lane_entries,
    paused_time,
    pauses,
)
from sommet_tui.domain.rundown.session_and_break_times import Projected
from tests.acting import costs_text, minutes_late, refused, rules, times_text, timing_at
from tests.builders import clock_of, existing

MINUTE = timedelta(minutes=1)
RULES = rules(*sorted((Path(__file__).parents[2] / "data" / "rundown").glob("*.txt")))


def _ids(items: Sequence[Projected]) -> list[str]:
    return [item.session.id for item in items]


def _clocks(moment: datetime | None) -> list[str]:
    return [clock_of(moment)] if moment is not None else []


def _spans(*spans: tuple[datetime, datetime]) -> list[str]:
    return ["-".join(map(clock_of, span)) for span in spans]


def _id(item: Projected | None) -> str:
    return item.session.id if item is not None else "nothing"


VALUES: Mapping[str, Callable[[LaneTiming], object]] = {
    "runs": lambda lane: _id(lane.running),
    "next": lambda lane: _id(lane.next),
    "startable": lambda lane: _id(lane.next_to_start),
    "left": lambda lane: "none" if lane.remaining is None else lane.remaining // MINUTE,
    "over": lambda lane: (lane.overtime or timedelta(0)) // MINUTE,
    "alert": lambda lane: lane.alert or "no",
    "behind": minutes_late,
    "gaps": lambda lane: sum(isinstance(entry, LaneGap) for entry in lane_entries(lane)),
    "unannounced": lambda lane: lane.new_times_count,
}
"""Facts of a lane, by their last word."""
LISTS: Mapping[str, Callable[[LaneTiming], Sequence[object]]] = {
    "order": lambda lane: _ids(lane.items),
    "clock": lambda lane: _ids([item for item in lane.items if item.by_clock]),
    "ambiguous": lambda lane: _ids(lane.ambiguous_sessions),
    "void": lambda lane: sorted(lane.state.void_seqs),
    "paused": lambda lane: _clocks(lane.paused_since),
    "overdue": lambda lane: _clocks(lane.overdue_since),
    "follows": lambda lane: _ids([item for item in lane.items if item.follows]),
    "ends": lambda lane: [*_clocks(lane.planned_end), *_clocks(lane.projected_end)],
}
"""Facts of a lane, by their first word."""


def _actual_fact(lane: LaneTiming, fact: str) -> str:
    """Return the fact as it is."""
    first, last = fact.split(maxsplit=1)[0], fact.rsplit(maxsplit=1)[-1]
    if fact in ("manual", "automatic"):
        return "manual" if lane.state.is_manual else "automatic"
    if first in LISTS:
        return " ".join([first, *map(str, LISTS[first](lane))])
    if last in VALUES:
        return f"{VALUES[last](lane)} {last}"
    if first.isdigit():
        found = getattr(totals(lane), last)
        return f"{found // MINUTE if isinstance(found, timedelta) else found} {last}"
    return _actual_item_fact(lane, *fact.split())


def _actual_item_fact(lane: LaneTiming, first: str, second: str, *_: str) -> str:
    """Return the fact about an item as it is: its times or status, or what the words ask for."""
    if first == "announced":
        times = lane.state.announced_times(existing(lane.item(second)).session)
        return " ".join(["announced", second, *_spans(times)])
    item = existing(lane.item(first))
    if second == "ran":
        ran, paused = elapsed_time(item, lane.at), paused_time(item, lane.at)
        return f"{first} ran {ran // MINUTE} paused {paused // MINUTE}"
    if second == "stood":
        return " ".join([first, "stood", *_spans(*pauses(item, lane.at))])
    return f"{first} {times_text(lane, first) if '-' in second else item.status}"


def _refusal(day: Programme, *acts: str) -> str:
    """Return why the last act is refused: the reason, then the session and the time it names."""
    found = refused(day, *acts)
    if found is None:
        return "allowed"
    return " ".join(filter(None, [found.reason, found.session, *_clocks(found.since)]))


@pytest.mark.parametrize("rule", RULES)
def test_lane_follows_the_rule(rule: str) -> None:
    for day, parts in RULES[rule]:
        if len(parts) == 2:
            assert _refusal(day, *parts[0].split(", ")) == parts[1], parts
            continue
        now, acts, facts, *costs = parts
        lane = timing_at(day, now, *filter(None, acts.split(", ")))
        expected = [fact for fact in facts.split(", ") if fact]
        assert [_actual_fact(lane, fact) for fact in expected] == expected, parts
        assert not costs or costs_text(lane) == costs[0], parts
