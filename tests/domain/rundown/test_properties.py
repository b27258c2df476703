"""What holds on every day, whatever the programme and whatever the stage does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.rundown.acts import Act, NamedSession, Refusal
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.rundown.lanes import LaneState
from sommet_tui.domain.rundown.log_and_undo import LogReplay, Rundown, replay_acts, rundown
from sommet_tui.domain.values import replace
from tests.acting import plans
from tests.days_driven import Day, days, logs, moments, programmes
from tests.system_zones import SYSTEM_ZONES, needs_system_zone, system_zone


def _all(lanes: Rundown, now: datetime) -> list[LaneTiming]:
    return [lane_timing(lanes.lane(plan), now) for plan in lanes.plans.all]


def _without_refusals(state: LaneState) -> LaneState:
    return replace(state, void_reasons={})


@given(days())
def test_undoing_the_last_act_and_its_group_restores_the_state_exactly(case: Day) -> None:
    day, log, now = case
    assume(log)
    last = log[-1]
    undo = Act("undo", undoes=last.seq, seq=last.seq + 1, at=last.at)
    again = replace(undo, seq=undo.seq + 1, undoes=undo.seq)
    rest = tuple(a for a in log[:-1] if last.group is None or a.group != last.group)
    for before, after in ((rest, (*log, undo)), (log, (*log, undo, again))):
        lanes, same = rundown(plans(day), before), rundown(plans(day), after)
        for one, other in zip(_all(lanes, now), _all(same, now), strict=True):
            assert _without_refusals(one.state) == _without_refusals(other.state)
            assert one == replace(other, state=one.state)


@given(programmes(), st.data())
def test_beginning_of_a_log_is_valid_and_unchanged_by_a_replay(
    day: Programme, data: st.DataObject
) -> None:
    log = data.draw(logs(day))
    cut = data.draw(st.integers(0, len(log)))
    assert replay_acts(plans(day), log[:cut]) == (log[:cut], None)


@given(programmes(), st.data())
def test_incremental_replay_equals_a_full_replay(day: Programme, data: st.DataObject) -> None:
    acts, growing = data.draw(logs(day)), LogReplay(plans(day), ())
    for count, act in enumerate(acts, 1):
        growing.add(act)
        assert growing.rundown().lanes == rundown(plans(day), acts[:count]).lanes


@given(day=programmes(), anew=programmes(), data=st.data())
def test_log_of_an_earlier_programme_stays_valid(
    day: Programme, anew: Programme, data: st.DataObject
) -> None:
    """Acts on removed sessions are left out, acts that are impossible now are void."""
    log = data.draw(logs(day))
    now = data.draw(moments(anew, log))
    lanes = rundown(plans(anew), log)
    for lane in _all(lanes, now):
        known = {act.seq for act in lanes.lane_acts(lane.state.plan)}
        assert lane.state.void_seqs <= known
        for item in lane.items:
            assert item.start is None or item.end is None or item.start <= item.end


@needs_system_zone
@settings(max_examples=10)
@given(days())
def test_system_time_zone_does_not_change_the_rundown(case: Day) -> None:
    day, log, now = case
    lanes = _all(rundown(plans(day), log), now)
    for zone in SYSTEM_ZONES:
        with system_zone(zone):
            assert _all(rundown(plans(day), log), now) == lanes


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[Programme, Programme, tuple[Act, ...]]:
    """A programme, an earlier one without a session of it, and acts that name this session."""
    day = draw(programmes())
    log = tuple(
        replace(
            act, sessions=tuple(_named_session(day.by_id[i]) for i in act.named_ids & {*day.by_id})
        )
        for act in draw(logs(day))
    )
    lanes = [plan.lane.items for plan in plans(day).all if len(plan.lane.items) > 1]
    plain = {
        item.id
        for items in lanes
        for item in items
        if not (item.is_break or item.cancelled or item.follows or item.fixed_end)
        and sum((other.start, other.end) == (item.start, item.end) for other in items) == 1
    }
    named = sorted(plain & {id_ for act in log for id_ in act.named_ids})
    assume(named)
    gone = draw(st.sampled_from(named))
    return day, replace(day, sessions=tuple(s for s in day.sessions if s.id != gone)), log


def _named_session(item: Session) -> NamedSession:
    return NamedSession(item.id, item.title, item.start, item.end)


@given(two_versions())
def test_act_on_a_session_of_a_newer_programme_is_shown(
    case: tuple[Programme, Programme, tuple[Act, ...]],
) -> None:
    newer, earlier, log = case
    lead, other = (rundown(plans(day), log) for day in (newer, earlier))
    reports: set[int] = set()  # a report on a full room brings no session to another programme
    for act in log:
        if (act.act == "full" and act.session not in earlier.by_id) or act.undoes in reports:
            reports.add(act.seq)
    assert _without_records(other.void_reasons, reports) == _without_records(
        lead.void_reasons, reports
    )
    for plan in other.plans.all:
        meant, shown = lead.lanes[plan.key], other.lane(plan)
        if shown.is_unknown:
            assert not meant.is_manual
            assert shown.is_manual
            continue
        assert [item.id for item in shown.order] == [item.id for item in meant.order]
        for field in (
            "is_manual",
            "running",
            "actuals",
            "places",
            "announced",
            "announced_since_move",
        ):
            assert getattr(shown, field) == getattr(meant, field)
        now = log[-1].at
        assert _times(lane_timing(shown, now)) == _times(lane_timing(meant, now))


def _without_records(refusals: Mapping[int, Refusal], seqs: Collection[int]) -> dict[int, Refusal]:
    return {seq: refusal for seq, refusal in refusals.items() if seq not in seqs}


def _times(lane: LaneTiming) -> list[object]:
    return [
        (item.session.id, item.status, item.start, item.end, item.due_start, item.due_end)
        for item in lane.items
    ]
