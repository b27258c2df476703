"""The rundown against a slow and plain reading of the rules."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.replay import rundown
from sommet_tui.domain.rundown.standing import stand
from tests.acting import plans
from tests.days_driven import logs, moments, programmes
from tests.domain.naive_rundown import Naive


@given(programmes(), st.data())
def test_every_lane_stands_as_the_rules_say(day: Programme, data: st.DataObject) -> None:
    log = data.draw(logs(day))
    now = data.draw(moments(day, log))
    lanes = rundown(plans(day), log)
    for plan in lanes.plans.all:
        lane = stand(lanes.lane(plan), now)
        naive = Naive(plan.lane.items, plan.closes, lanes.acts_of(plan))
        rows = naive.rows(now)
        assert [item.session.id for item in lane.items] == list(rows)
        for item in lane.items:
            assert (item.status, item.start, item.end) == rows[item.session.id]
            assert lane.state.announced_times(item.session) == naive.told[item.session.id]
            assert item.actual.start == naive.s.get(item.session.id)
            assert item.actual.end == naive.end.get(item.session.id)
            assert item.actual.added == naive.a[item.session.id]
            assert item.actual.paused == naive.p[item.session.id]
            assert item.actual.pause_start == naive.q.get(item.session.id)
        assert lane.state.void == naive.void
        assert lane.state.called == naive.called
