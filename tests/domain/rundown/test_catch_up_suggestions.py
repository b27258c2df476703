"""Suggestions for catching up: their changes, their limits, and their result."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.catch_up_suggestions import (
    TO_CONCLUDE,
    Limits,
    Suggestion,
    remaining_delay,
    suggestions,
)
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.rundown.log_and_undo import LogReplay, rundown
from sommet_tui.domain.rundown.session_and_break_times import Projected
from tests.acting import day_of, example_day, log, plans, rules, timing_at
from tests.builders import at, clock_of, existing
from tests.days_driven import MINUTE, Day, days

RULES = rules(Path(__file__).parents[2] / "data" / "catching_up.txt")


def _in_short(found: Suggestion) -> str:
    """Return a suggestion in short: "a -10, coffee 11:25-11:35, b -5: 12:30"."""
    words = []
    for one in found.changes:
        span = f"{clock_of(one.start)}-{clock_of(one.end)}"
        words.append(f"{one.session.id} {span if one.session.is_break else one.minutes}")
    left = f" ({found.left} left)" if found.left else ""
    end = clock_of(found.on_time) if found.on_time else "never" if found.left else "now"
    return f"{', '.join(words)}: {end}{left}"


@pytest.mark.parametrize("rule", RULES)
def test_suggestions_follow_the_rule(rule: str) -> None:
    for day, (now, acts, asked, ways) in RULES[rule]:
        numbers = [int(word) for word in asked.partition(" within ")[2].split()]
        lane = timing_at(day, now, *acts.split(", "))
        found = [_in_short(one) for one in suggestions(lane, Limits(*numbers))]
        if asked.startswith("ways"):
            assert "; ".join(found) == ways, acts
        else:
            assert ways in found[: 1 if asked == "first way" else None], acts


def test_remaining_delay_is_the_part_that_no_suggestion_recovers() -> None:
    assert remaining_delay(timing_at(example_day(), "13:50", "13:50 start c")) == 20


# By property


Case = tuple[Day, Limits, LaneTiming, Suggestion]
"""A suggestion, with the day, the limits and the lane that it is for."""


def _cases(day: Day, limits: Limits) -> list[Case]:
    planned, acts, now = day
    lanes = rundown(plans(planned), acts)
    timings = (lane_timing(lanes.lane(plan), now) for plan in lanes.plans.all)
    return [(day, limits, lane, one) for lane in timings for one in suggestions(lane, limits)]


@st.composite
def _suggested(draw: st.DrawFn) -> Case:
    limits = Limits(draw(st.sampled_from((0, 5, 10, 30))), draw(st.sampled_from((3, 10, 60))))
    late = example_day(), log(example_day(), "10:35 start a"), at("10:45")
    return draw(st.sampled_from(_cases(draw(days()), limits) or _cases(late, limits)))


def _acts_of_suggestion(acts: tuple[Act, ...], made: Suggestion, now: datetime) -> tuple[Act, ...]:
    seq = acts[-1].seq if acts else 0
    adds = enumerate(made.adds.items(), seq + 1)
    return tuple(Act("add", id_, minutes, seq=n, at=now, group="g") for n, (id_, minutes) in adds)


FITS_AFTER_A_CUT = day_of("a 08:05-08:10, tea 08:10-08:15 break unfixed, b 08:15-09:00 fixed")
"""Without tea, "b" ends on time, and so recovers more minutes than tea has."""
START = log(FITS_AFTER_A_CUT, "08:51 start a")


@given(_suggested())
@example(_cases((FITS_AFTER_A_CUT, START, at("08:51")), Limits(0, 3))[0])
def test_suggestion_respects_the_limits_and_has_its_predicted_result(case: Case) -> None:
    (day, acts, now), limits, before, made = case
    replay = LogReplay(plans(day), acts)
    taken = _acts_of_suggestion(acts, made, now)
    for act in taken:
        assert replay.refusal(act) is None
        replay.add(act)
    after = lane_timing(replay.rundown().lane(before.state.plan), now)
    for change in made.changes:
        item = existing(after.item(change.session.id))
        assert (item.start, item.end) == (change.start, change.end)
        assert change.end >= now or item.session.is_break
        planned = existing(before.item(change.session.id))
        _expect_within(limits, planned, item, now, change.minutes)
    sessions = [i for i in after.items if i.status in ("running", "upcoming")]
    sessions = [i for i in sessions if not i.session.is_break]
    for item in sessions:
        start, end = existing(item.start), existing(item.end)
        if made.on_time is not None and start >= made.on_time:
            assert drift(end, item.due_end) <= timedelta(0)
            assert drift(start, item.due_start) <= timedelta(0)
    assert len(suggestions(before, Limits())) <= 3
    assert remaining_delay(after) == made.left
    if made.on_time is None:
        late = [i for i in sessions if i.end and drift(i.end, i.due_end) > timedelta(0)]
        assert late[-1:] == (sessions[-1:] if made.left else [])


def _expect_within(
    limits: Limits, before: Projected, after: Projected, now: datetime, minutes: int
) -> None:
    start, end = existing(after.start), existing(after.end)
    planned = whole_minutes(after.session.duration)
    length = planned + whole_minutes(after.actual.added)
    if after.session.is_break:
        if minutes:
            assert length >= min(limits.shortest_break, whole_minutes(end - start) + 1)
            assert drift(end, start) >= min(
                limits.shortest_break * MINUTE,
                before.session.duration + before.actual.added,
            )
        return
    assert -limits.most_cut <= minutes < 0
    assert length >= planned - limits.most_cut
    assert 2 * length >= planned
    if after.status == "running":
        assert end - now >= TO_CONCLUDE * MINUTE
