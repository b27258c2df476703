"""Where one session stands, how its time stands, and the free stretches between several."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import alert, gaps, running, status
from tests import strategies
from tests.builders import at, session


@given(planned=strategies.programmes(past_boundary=True), data=st.data())
def test_session_is_upcoming_then_running_then_done(
    planned: Programme, data: st.DataObject
) -> None:
    edge = data.draw(st.sampled_from(strategies.boundaries(planned)))
    now = edge + timedelta(microseconds=data.draw(st.integers(-1, 1)))
    for one in planned.sessions:
        if one.cancelled:
            assert status(one, now) == "cancelled"
        else:
            by_status = {
                "upcoming": now < one.start,
                "running": one.start <= now < one.end,
                "done": one.end <= now,
            }
            assert [word for word, true in by_status.items() if true] == [status(one, now)]
    on = [one for one in planned.sessions if status(one, now) == "running"]
    assert list(running(planned.sessions, now)) == on


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("09:54:59", "normal"),
        ("09:55", "warning"),
        ("09:58:59", "warning"),
        ("09:59", "danger"),
        ("10:00", "danger"),
        ("10:00:01", "overtime"),
    ],
)
def test_time_runs_short_by_the_sessions_own_thresholds(clock: str, expected: str) -> None:
    talk = session(end="10:00")
    assert alert(talk, talk.end - at(clock)) == expected


def test_short_talk_does_not_end_soon_as_it_begins() -> None:
    talk = session(start="09:55", end="10:00")
    found = [alert(talk, talk.end - at(c)) for c in ("09:55", "09:58:44", "09:58:45", "09:59")]
    assert found == ["normal", "normal", "warning", "danger"]


def test_thresholds_can_be_set() -> None:
    talk = session(end="10:00", warning_minutes=20, danger_minutes=10)
    assert [alert(talk, talk.end - at(c)) for c in ("09:39", "09:40", "09:50")] == [
        "normal",
        "warning",
        "danger",
    ]


@given(planned=strategies.programmes(past_boundary=True))
def test_gaps_touch_no_session_and_could_not_be_longer(planned: Programme) -> None:
    found = gaps(planned.sessions)
    for gap in found:
        assert gap.start < gap.end
        assert not any(s.start < gap.end and gap.start < s.end for s in planned.sessions)
        assert gap.start in {s.end for s in planned.sessions}
        assert gap.end in {s.start for s in planned.sessions}
    assert list(found) == sorted(found, key=lambda gap: gap.start)
    assert all(one.end < two.start for one, two in pairwise(found))


@given(planned=strategies.programmes())
def test_every_free_daytime_instant_is_in_a_gap(planned: Programme) -> None:
    found = gaps(planned.sessions)
    for now in {s.end for s in planned.sessions}:
        used = any(s.start <= now < s.end for s in planned.sessions)
        today = {s.day for s in planned.sessions if s.end <= now}
        later = {s.day for s in planned.sessions if s.start > now}
        within = not used and bool(today & later)
        assert [g.start <= now < g.end for g in found].count(True) == (1 if within else 0)


@given(planned=strategies.programmes(), data=st.data())
def test_order_of_bookmarking_changes_no_gap(planned: Programme, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(planned.sessions))
    assert gaps(shuffled) == gaps(planned.sessions)


def test_durations_are_real_when_the_clocks_change() -> None:
    spring = session(start="01:30", end="03:30", day=date(2025, 3, 29))
    autumn = session(start="01:30", end="03:30", day=date(2025, 10, 25))
    assert spring.duration == timedelta(hours=1)
    assert autumn.duration == timedelta(hours=3)
