"""Where sessions stand changes with the turn of a snapshot, however run by hand the day."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.event_log import EventLog
from sommet_tui.companion.snapshot import Snapshot, open_snapshot
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from tests.days_driven import logs, moments, programmes


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
