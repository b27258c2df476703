"""Lanes that are folded on are what they would be if folded from the first act."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.snapshot import Lanes
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.state_from_log import LogReplay, rundown
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.values import replace
from tests.acting import plans
from tests.days_driven import logs, programmes


@given(day=programmes(), another=programmes(), data=st.data())
def test_lanes_are_independent_of_earlier_queries(
    day: Programme, another: Programme, data: st.DataObject
) -> None:
    log, foreign = data.draw(logs(day)), data.draw(logs(another))
    odd = tuple(replace(act, seq=act.seq + len(log)) for act in foreign)
    lanes, asked = Lanes(day, Timeline(day)), st.integers(0, len(log))
    for _ in range(4):
        # Some of the log, sometimes with acts on top that were done on another programme's lanes.
        acts = log[: data.draw(asked)] + data.draw(st.sampled_from(((), odd)))
        fresh = rundown(plans(day), acts)
        found = lanes.rundown(acts)
        assert found.lanes == fresh.lanes
        assert found.acts == fresh.acts
        assert lanes.rundown(acts) is found
        coming = data.draw(st.sampled_from(log or foreign or (None,)))
        if coming is not None:
            coming = replace(coming, seq=len(log) + len(odd) + 1)
            with lanes.log(acts) as growing:
                assert growing.refusal(coming) == LogReplay(plans(day), acts).refusal(coming)
