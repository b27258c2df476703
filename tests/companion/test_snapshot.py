"""A snapshot: the state of its lanes, the running sessions, and the times of a manual day."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.errors import (
    ReplayError,
)
from sommet_tui.companion.json.stage import log_view, report_view
from sommet_tui.companion.snapshot import Lanes, Snapshot, open_snapshot
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.log_and_undo import LogReplay, rundown
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.values import replace
from tests.acting import plans
from tests.builders import at, existing
from tests.companion.windows import Window
from tests.days_driven import logs, moments, programmes
from tests.refusals import raised


def _driven(day: Programme, data: st.DataObject) -> tuple[Snapshot, datetime]:
    log = data.draw(logs(day))
    now = data.draw(moments(day, log))
    snapshot = replace(open_snapshot(day, "day"), events=EventLog(log))
    return snapshot.at(now), now


@given(day=programmes(), data=st.data())
def test_now_lists_exactly_the_running_sessions(day: Programme, data: st.DataObject) -> None:
    live_day, now = _driven(day, data)
    running = {s.id for s in live_day.programme.sessions if live_day.status(s, now) == "running"}
    on = live_day.running_sessions(now)
    assert {s.id for s in on} == running
    assert [s.start for s in on] == sorted(s.start for s in on)


@given(day=programmes(), data=st.data(), seconds=st.sampled_from((1, 60, 600, 3600)))
def test_status_is_constant_between_starts_and_ends(
    day: Programme, data: st.DataObject, seconds: int
) -> None:
    live_day, now = _driven(day, data)
    later = now + timedelta(seconds=seconds)
    before = live_day.status_version(now), [live_day.status(s, now) for s in day.sessions]
    after = live_day.status_version(later), [live_day.status(s, later) for s in day.sessions]
    assert before[1] == after[1] or before[0] != after[0]


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
            with lanes.replay(acts) as growing:
                assert growing.refusal(coming) == LogReplay(plans(day), acts).refusal(coming)


def test_day_without_acts_equals_the_plan(one: Window) -> None:
    one.play("09:05 start panel")
    one.clock.set(at("08:45"))
    snapshot = one.snapshot
    assert snapshot.at(at("08:45")) is snapshot


def test_log_is_shown_as_of_an_instant(one: Window) -> None:
    one.play("09:00 start panel")
    one.play("09:10 add panel 5")
    snapshot = one.snapshot
    assert [record["void"] for record in log_view(snapshot, at("09:10"))] == [False, False]
    one.clock.set(at("09:05"))
    acts = one.snapshot.acts(at("09:05"))
    assert [act.act for act in acts] == ["start"]


def test_external_log_is_replayed_like_a_local_one(one: Window) -> None:
    snapshot = one.snapshot
    start = Act("start", session="panel", rehearsal="friday", seq=1, at=at("09:05"))
    later = snapshot.with_log([start], at("09:10"))
    assert [s.id for s in later.running_sessions(at("09:10"))] == ["panel"]
    assert report_view(later, at("09:10"))["rehearsal"] == "friday"
    assert snapshot.events.acts == ()
    impossible = Act("resume", seq=2, at=at("09:06"))
    refused = raised(ReplayError, snapshot.with_log, [start, impossible], at("09:10"))
    assert (refused.act.seq, refused.refusal.reason) == (2, "not-paused")


def test_report_names_the_running_rehearsal(one: Window) -> None:
    one.rehearsals.begin()
    found = report_view(one.snapshot, at("08:30"))["rehearsal"]
    assert found == existing(one.snapshot.events.rehearsal).id
