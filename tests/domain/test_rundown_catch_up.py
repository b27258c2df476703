"""Suggestions for catching up: what they change, their limits, and their result."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.catch_up import (
    TO_CONCLUDE,
    Limits,
    Suggestion,
    remaining_delay,
    suggestions,
)
from sommet_tui.domain.rundown.lane_timing import LaneTiming, lane_timing
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.rundown.replay import LogReplay, rundown
from sommet_tui.domain.values import replace
from tests.acting import day_of, example_day, log, plans, timing_at
from tests.builders import PARIS
from tests.days_driven import MINUTE, logs, moments, programmes

USUAL = Limits()
LATE: tuple[str, ...] = ("10:35 start a",)


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZoneInfo(PARIS)):%H:%M}" if moment else "never"


def _told(found: Suggestion) -> str:
    """Return a suggestion in short: "a -10, coffee 11:25-11:35, b -5: 12:30"."""
    words = []
    for one in found.changes:
        span = f"{_clock(one.start)}-{_clock(one.end)}"
        words.append(f"{one.session.id} {span if one.session.is_break else one.minutes}")
    left = f" ({found.left} left)" if found.left else ""
    end = _clock(found.on_time) if found.on_time or found.left else "at once"
    return f"{', '.join(words)}: {end}{left}"


def _ways(day: Programme, now: str, *said: str, limits: Limits = USUAL) -> list[str]:
    return [_told(one) for one in suggestions(timing_at(day, now, *said), limits)]


def test_late_day_has_three_ways_to_catch_up_before_lunch() -> None:
    assert _ways(example_day(), "10:45", *LATE) == [
        "a -10, coffee 11:25-11:35, b -5: 12:30",
        "coffee 11:35-11:35, b -5: 12:30",
        "a -5, coffee 11:30-11:30: 11:30",
    ]


def test_added_minutes_count_as_delay() -> None:
    given: tuple[str, ...] = ("10:00 start a", "10:01 add a 35")
    assert _ways(example_day(), "10:45", *given)[0] == "a -10, coffee 11:25-11:35, b -5: 12:30"


def test_limits_leave_a_remaining_delay() -> None:
    assert _ways(example_day(), "11:00", "11:00 start a") == [
        "a -10, coffee 11:50-11:50, b -10: 13:30 (10 left)",
        "a -10, coffee 11:50-12:00, b -10: 13:30 (20 left)",
    ]
    assert _ways(example_day(), "13:50", "13:50 start c") == ["c -10: never (10 left)"]
    assert remaining_delay(timing_at(example_day(), "13:50", "13:50 start c")) == 20


@pytest.mark.parametrize(
    ("limits", "first"),
    [
        (Limits(15, 30), "a -20, coffee 11:15-11:30: 11:30"),
        (Limits(0, 10), "a -5: 11:30"),
        (Limits(10, 4), "a -4, coffee 11:31-11:31, b -1: 12:30"),
    ],
)
def test_limits_decide_how_many_minutes_each_session_loses(limits: Limits, first: str) -> None:
    assert first in _ways(example_day(), "10:45", *LATE, limits=limits)


def test_nothing_is_suggested_if_nothing_can_be_cut() -> None:
    assert _ways(example_day(), "10:45", *LATE, limits=Limits(10, 0)) == []


def test_break_gets_its_shortest_length_if_no_session_has_to_wait() -> None:
    assert _ways(example_day(), "10:30", "10:27 start a") == ["a -7, coffee 11:20-11:30: 11:30"]
    assert _ways(example_day(), "11:25", "10:30 start a") == []  # nobody could conclude earlier


def test_short_breaks_keep_their_length_before_a_session_that_waits() -> None:
    day = day_of(
        "one 09:00-09:30, tea 09:30-09:35 break, two 09:35-10:05, cake 10:05-10:10 break,"
        " three 10:10-10:40"
    )
    assert _ways(day, "09:10", "09:08 start one")[0] == "one -8: 09:30"
    late: tuple[str, ...] = ("09:16 start one", "09:17 move three 10:25")
    assert _ways(day, "09:18", *late)[0] == (
        "one -10, tea 09:36-09:41, two -6, three -10: never (5 left)"
    )


def test_session_in_overtime_is_not_shortened() -> None:
    late: tuple[str, ...] = ("10:12 start a",)
    assert _ways(example_day(), "11:35", *late) == ["coffee 11:35-11:35, b -5: 12:30"]


def test_running_session_keeps_five_minutes_to_conclude() -> None:
    assert _ways(day_of("one 09:00-10:00, two 10:00-10:10"), "09:57", "09:05 start one") == [
        "one -3, two -2: 10:10",
        "two -5: 10:10",
    ]


def test_earliest_late_talks_lose_minutes_first() -> None:
    talks = day_of("one 09:00-09:20, two 09:20-09:40, three 09:40-10:00, four 10:00-10:20")
    assert _ways(talks, "09:09", "09:08 start one") == [
        "one -8: 09:20",
        "two -8: 09:40",
    ]


def test_break_never_increases_the_delay() -> None:
    """At 11:21, coffee of ten minutes would move the rest of the morning into lunch."""
    assert _ways(example_day(), "11:21", "11:12 start a") == [
        "a -10, coffee 12:02-12:02, b -10: 13:30 (22 left)"
    ]


def test_session_keeps_at_least_half_its_length() -> None:
    talks = day_of("one 09:00-09:08, two 09:08-09:16, three 09:16-10:00")
    assert _ways(talks, "09:00", "09:00 start one", "09:00 add two 6")[0] == "two -6: at once"
    late: tuple[str, ...] = ("09:10 start one",)
    assert _ways(talks, "09:11", *late, limits=Limits(10, 30)) == [
        "one -2, two -4, three -4: 10:00",
        "two -4, three -6: 10:00",
    ]


def test_break_of_fixed_length_loses_minutes_first() -> None:
    day = day_of("one 09:00-10:00, tea 10:00-10:30 break unfixed, two 10:30-11:00")
    assert _ways(day, "09:30", "09:25 start one")[0] == "one -5, tea 10:20-10:30: 10:30"


def test_minutes_removed_before_are_not_removed_again() -> None:
    taken = ("10:55 start a", "10:55 add a -8", "10:55 add b -8")
    assert _ways(example_day(), "10:56", *taken)[0] == (
        "a -2, coffee 11:45-11:45, b -2: 13:30 (5 left)"
    )


def test_session_that_waits_for_its_announced_start_loses_its_own_minutes() -> None:
    talks = day_of("one 09:00-09:20, two 09:20-09:40, three 09:40-10:00")
    announced = ("09:08 start one", "09:09 announce")
    assert _ways(talks, "09:10", *announced)[0] == "two -8, three -8: 10:00"


def test_there_are_no_suggestions_on_time_or_after_the_day() -> None:
    assert _ways(example_day(), "10:20", "10:12 start a", "10:13 add a 5") == []
    assert _ways(example_day(), "10:20", "10:00 start a") == []
    assert _ways(example_day(), "+1 04:30", *LATE) == []


# By property


@st.composite
def _late_lanes(
    draw: st.DrawFn,
) -> tuple[Programme, tuple[Act, ...], datetime, Limits, LaneTiming, Suggestion]:
    """Draw a suggestion, with the day, the log, the time and the limits that it is for."""
    limits = Limits(draw(st.sampled_from((0, 5, 10, 30))), draw(st.sampled_from((3, 10, 60))))
    day = draw(programmes())
    acts = draw(logs(day))
    now = draw(moments(day, acts))
    lanes = rundown(plans(day), acts)
    found = [
        (lane, one)
        for lane in (lane_timing(lanes.lane(plan), now) for plan in lanes.plans.all)
        for one in suggestions(lane, limits)
    ]
    if not found:
        late = example_day()
        return _late_example(late, limits)
    return (day, acts, now, limits, *draw(st.sampled_from(found)))


def _late_example(
    day: Programme, limits: Limits
) -> tuple[Programme, tuple[Act, ...], datetime, Limits, LaneTiming, Suggestion]:
    acts = log(day, *LATE)
    lane = timing_at(day, "10:45", *LATE)
    return day, acts, lane.at, limits, lane, suggestions(lane, limits)[0]


def _taken(acts: tuple[Act, ...], made: Suggestion, now: datetime) -> tuple[Act, ...]:
    seq = acts[-1].seq if acts else 0
    adds = enumerate(made.adds.items(), seq + 1)
    return tuple(Act("add", id_, minutes, seq=n, at=now, group="g") for n, (id_, minutes) in adds)


@given(_late_lanes(), st.randoms())
def test_suggestion_respects_the_limits_and_has_its_predicted_result(
    case: tuple[Programme, tuple[Act, ...], datetime, Limits, LaneTiming, Suggestion],
    chance: object,
) -> None:
    day, acts, now, limits, before, made = case
    replay = LogReplay(plans(day), acts)
    taken = _taken(acts, made, now)
    for act in taken:
        assert replay.refusal(act) is None
        replay.add(act)
    after = lane_timing(replay.rundown().lane(_plan(replay, before)), now)
    for change in made.changes:
        item = after.item(change.session.id)
        assert item is not None
        assert (item.start, item.end) == (change.start, change.end)
        assert item.end is not None
        assert item.end >= now or item.session.is_break
        _expect_within(limits, before.item(change.session.id), item, now, change.minutes)
    sessions = [i for i in after.items if i.status in ("running", "upcoming")]
    sessions = [i for i in sessions if not i.session.is_break]
    for item in sessions:
        assert item.start is not None
        assert item.end is not None
        if made.on_time is not None and item.start >= made.on_time:
            assert drift(item.end, item.due_end) <= timedelta(0)
            assert drift(item.start, item.due_start) <= timedelta(0)
    assert remaining_delay(after) == made.left
    if made.on_time is None:
        late = [i for i in sessions if i.end and drift(i.end, i.due_end) > timedelta(0)]
        assert late[-1:] == (sessions[-1:] if made.left else [])


def _plan(replay: LogReplay, lane: LaneTiming) -> Plan:
    return next(p for p in replay.rundown().plans.all if p.key == lane.state.plan.key)


def _expect_within(
    limits: Limits, before: Projected | None, after: Projected, now: datetime, minutes: int
) -> None:
    assert before is not None
    assert before.end is not None
    assert after.start is not None
    assert after.end is not None
    planned = whole_minutes(after.session.duration)
    length = planned + whole_minutes(after.actual.added)
    if after.session.is_break:
        if minutes:
            assert length >= min(limits.shortest_break, whole_minutes(after.end - after.start) + 1)
            assert drift(after.end, after.start) >= min(
                limits.shortest_break * MINUTE,
                before.session.duration + before.actual.added,
            )
        return
    assert -limits.most_cut <= minutes < 0
    assert length >= planned - limits.most_cut
    assert 2 * length >= planned
    if after.status == "running":
        assert after.end - now >= TO_CONCLUDE * MINUTE


@given(_late_lanes())
def test_one_undo_of_a_suggestion_restores_the_lane_exactly(
    case: tuple[Programme, tuple[Act, ...], datetime, Limits, LaneTiming, Suggestion],
) -> None:
    day, acts, now, _, before, made = case
    taken = _taken(acts, made, now)
    undo = Act("undo", undoes=taken[0].seq, seq=taken[-1].seq + 1, at=now)
    lanes = rundown(plans(day), (*acts, *taken, undo))
    after = lane_timing(lanes.lane(before.state.plan), now)
    assert replace(after, state=before.state) == before
    assert len(suggestions(before, Limits())) <= 3
