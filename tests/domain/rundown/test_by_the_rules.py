"""The rundown against a slow and plain reading of the rules."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sommet_tui.domain.instants import whole_minutes
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.delay_cost import impact
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.rundown.log_and_undo import rundown
from sommet_tui.domain.rundown.session_and_break_times import announcement
from tests.acting import plans
from tests.days_driven import logs, moments, programmes
from tests.domain.naive_rundown import Naive


def _naive(lane: LaneTiming, acts: tuple[Act, ...]) -> Naive:
    plan = lane.state.plan
    return Naive(plan.lane.items, (plan.opens, plan.closes), acts, taken=plan.begins_manual)


@settings(max_examples=6 * settings().max_examples)
@given(programmes(), st.data())
def test_every_lane_of_a_day_follows_the_rules(day: Programme, data: st.DataObject) -> None:
    _expect_by_the_rules(day, data)


@pytest.mark.long
@settings(max_examples=30 * settings().max_examples)  # enough to notice nearly every fault
@given(programmes(), st.data())
def test_every_lane_of_many_days_follows_the_rules(day: Programme, data: st.DataObject) -> None:
    _expect_by_the_rules(day, data)


def _expect_by_the_rules(day: Programme, data: st.DataObject) -> None:
    log = data.draw(logs(day, refused=data.draw(st.booleans())))
    now = data.draw(moments(day, log))
    lanes = rundown(plans(day), log)
    for plan in lanes.plans.all:
        lane = lane_timing(lanes.lane(plan), now)
        _expect_alike(lane, _naive(lane, lanes.lane_acts(plan)), now)


def _expect_alike(lane: LaneTiming, naive: Naive, now: datetime) -> None:
    rows = naive.rows(now)
    assert [item.session.id for item in lane.items] == list(rows)
    assert lane.state.void_seqs == naive.void
    assert lane.state.is_manual == naive.called
    for item in lane.items:
        id_, row, fact = item.session.id, rows[item.session.id], naive.facts[item.session.id]
        assert (id_, item.status, item.start, item.end) == (id_, row.status, row.start, row.end)
        assert item.by_clock == row.by_clock
        if item.start is not None:
            assert (id_, item.due_start, item.due_end) == (id_, row.due_start, row.due_end)
        assert lane.state.announced_times(item.session) == naive.announced_times(id_)
        assert item.actual.manual_start == (None if fact.s_by_clock else fact.s)
        assert item.actual.manual_end == (None if fact.e_by_clock else fact.e)
        assert item.actual.added == fact.a
        if now < naive.closes:
            assert (id_, item.actual.paused) == (id_, fact.p)
            assert item.actual.pause_start == fact.q
    if now < naive.closes:
        assert announcement(lane.state, now) == naive.to_announce(now)
    on = naive.running(now)
    assert (lane.running.session.id if lane.running else None) == (on[0] if on else None)
    assert whole_minutes(lane.offset) == naive.offset(now)
    assert lane.new_times_count == naive.unannounced(now)
    found = [
        (f"gap {c.after.id}" if c.after else c.session.id if c.session else "", c.change, c.minutes)
        for c in impact(lane)
    ]
    assert found == naive.cost(now)
