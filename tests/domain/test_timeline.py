"""Running, next and missing sessions of any programme; a session's neighbours and alerts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import (
    Gap,
    Moment,
    Timeline,
    alert,
    gaps,
    gaps_in_plan,
    interleave_gaps,
    merge_by_start,
    status,
)
from tests import strategies
from tests.acting import day_of
from tests.builders import DAY, NEXT_DAY, at, clock_of, session
from tests.domain import naive
from tests.tables import table

TICK = timedelta(microseconds=1)


def check(planned: Programme, moment: Moment) -> None:
    """A moment says what the plain definition says."""
    now = moment.at
    assert moment.phase == naive.phase(planned, now)
    starts = [s.start for s in naive.on_stage(planned) if s.start > now]
    assert (moment.next.start if moment.next else None) == min(starts, default=None)
    rooms: list[str | None] = [*(room.id for room in planned.rooms)]
    assert [room.room for room in moment.rooms] == (rooms or [None])
    for room in moment.rooms:
        assert {s.id for s in room.now} == naive.room_now(planned, room.room, now)
        expected = naive.next_start(planned, room.room, now)
        assert (room.next.start if room.next else None) == expected
        assert room.next is None or (room.next.room, room.next.cancelled) == (room.room, False)
        gaps = naive.room_gaps(planned, room.room, now)
        assert ({(room.gap.start, room.gap.end)} if room.gap else set()) <= gaps
        assert bool(room.gap) == bool(gaps)
        if room.gap:
            resting = naive.breaks(planned, room.room, now)
            breaks = {room.gap.break_id} - {None}
            assert breaks <= resting
            assert bool(breaks) == bool(resting)
        ends = [s.end for s in room.now]
        assert room.remaining == (min(ends) - now if ends else None)
        assert (room.current.end if room.current else None) == min(ends, default=None)
        assert (room.alert is None) == (not ends)


@given(planned=strategies.programmes(past_boundary=True), data=st.data())
def test_timeline_is_right_at_every_boundary_and_any_instant(
    planned: Programme, data: st.DataObject
) -> None:
    timeline = Timeline(planned)
    edges = strategies.boundaries(planned)
    around = (edge + by for edge in edges for by in (-TICK, timedelta(0), TICK))
    for now in (*around, data.draw(strategies.instants(planned))):
        check(planned, timeline.moment_at(now))


@given(planned=strategies.programmes(past_boundary=True))
def test_each_session_is_in_one_lane_and_the_lanes_are_in_order(planned: Programme) -> None:
    lanes = Timeline(planned).lanes
    assert sorted(i.id for lane in lanes for i in lane.items) == sorted(planned.by_id)
    for lane in lanes:
        assert {(i.room, i.day) for i in lane.items} == {(lane.room, lane.day)}
    rooms = [room.id for room in planned.rooms]
    places = [(lane.day, rooms.index(lane.room) if lane.room else 0) for lane in lanes]
    assert places == sorted(set(places))


def test_session_past_midnight_belongs_to_the_evening_before() -> None:
    planned = day_of("gala 20:00-22:00, party 23:00-02:00")
    timeline = Timeline(planned)
    assert [lane.day for lane in timeline.lanes] == [DAY]
    assert timeline.end == datetime(2025, 2, 8, 1, 0, tzinfo=UTC)
    (room,) = timeline.moment_at(at("22:30")).rooms
    assert room.gap == Gap(at("22:00"), at("23:00"))


def test_cancelled_night_session_hides_no_morning_gap() -> None:
    planned = day_of(
        "night 23:00-08:00 cancelled, yoga 06:00-06:30 next-day, keynote 09:00-10:00 next-day"
    )
    (room,) = Timeline(planned).moment_at(at("07:00", NEXT_DAY)).rooms
    assert room.gap == Gap(at("06:30", NEXT_DAY), at("09:00", NEXT_DAY))


def test_fully_cancelled_event_is_over() -> None:
    timeline = Timeline(day_of("gone 09:00-10:00 cancelled"))
    for now in (at("08:00"), at("18:00", NEXT_DAY), at("23:59", NEXT_DAY)):
        moment = timeline.moment_at(now)
        assert (moment.phase, moment.next) == ("after", None)
    assert (timeline.first_session, timeline.end) == (None, None)


def test_lane_at_prefers_today_then_next_then_last() -> None:
    timeline = Timeline(
        day_of("friday 09:00-10:00 @a, saturday 09:00-10:00 next-day @a", rooms=["a", "empty"])
    )
    for now, day in (
        (at("09:30"), DAY),
        (at("10:00"), NEXT_DAY),
        (at("20:00"), NEXT_DAY),
        (at("20:00", NEXT_DAY), NEXT_DAY),
    ):
        lane = timeline.lane("a", now)
        assert (lane and lane.day) == day
    assert timeline.lane("empty", at("09:30")) is None


def test_event_starts_with_a_session_and_ends_at_the_latest_end() -> None:
    planned = day_of("coffee 08:00-09:00 break, first 09:00-18:00, second 10:00-11:00")
    timeline = Timeline(planned)
    assert timeline.first_session is planned.by_id["first"]
    assert timeline.end == at("18:00")


@pytest.mark.parametrize(("planned", "now", "spans"), table("gaps.txt"))
def test_delay_creates_no_gap_and_an_added_session_divides_one(
    planned: str, now: str, spans: str
) -> None:
    found = gaps_in_plan(day_of(now).sessions, day_of(planned).by_id)
    found_gaps = [f"{clock_of(gap.start)}-{clock_of(gap.end)}" for gap in found]
    assert ", ".join(found_gaps) == spans


@given(planned=strategies.programmes(), data=st.data(), minutes=st.integers(0, 90))
def test_status_changes_only_when_a_session_starts_or_ends(
    planned: Programme, data: st.DataObject, minutes: int
) -> None:
    now, timeline = data.draw(strategies.instants(planned)), Timeline(planned)
    later = now + timedelta(minutes=minutes)
    stand, stood = ([status(s, moment) for s in planned.sessions] for moment in (later, now))
    assert stand == stood or timeline.count_starts_and_ends(later) > timeline.count_starts_and_ends(
        now
    )
    edges = {moment for s in planned.sessions for moment in (s.start, s.end)}
    if not any(now < edge <= later for edge in edges):
        assert timeline.count_starts_and_ends(later) == timeline.count_starts_and_ends(now)


def test_gap_is_listed_before_the_next_session_to_begin() -> None:
    first, waits, late = day_of("first 09:00-10:00, waits 10:30-10:32, late 10:32-11:00").sessions
    found = list(interleave_gaps((first, late, waits), gaps((first, late, waits))))
    assert found == [first, Gap(at("10:00"), at("10:30")), late, waits]
    after = Gap(at("12:00"), at("12:30"))
    assert list(interleave_gaps((first,), (after,))) == [first, after]


def test_other_rows_are_merged_by_their_start_without_reordering_sessions() -> None:
    waits, late = day_of("waits 10:10-10:12, late 10:12-11:00").sessions
    tea, bus = day_of("tea 10:11-10:12, bus 10:30-11:00").sessions
    assert merge_by_start((late, waits), (bus, tea)) == (tea, late, waits, bus)


def test_short_gap_is_a_changeover_unless_it_contains_a_break() -> None:
    planned = day_of(
        "one 10:00-11:00, two 11:14-12:00, three 12:15-13:00, tea 13:00-13:10 break, "
        "four 13:10-14:00"
    )
    # 12:05 is in a pause of a quarter of an hour, 13:05 in a break, 10:30 in a session.
    for clock, expected in (("11:05", True), ("12:05", False), ("13:05", False), ("10:30", False)):
        assert Timeline(planned).moment_at(at(clock)).is_changeover == expected
    found = [(gap.end, gap.is_changeover) for gap in gaps(planned.sessions)]
    assert {(at("11:14"), True), (at("12:15"), False)} <= {*found}


@given(planned=strategies.programmes())
def test_every_free_daytime_instant_is_in_a_gap(planned: Programme) -> None:
    found = gaps(planned.sessions)
    for now in {s.end for s in planned.sessions}:
        used = any(s.start <= now < s.end for s in planned.sessions)
        today = {s.day for s in planned.sessions if s.end <= now}
        later = {s.day for s in planned.sessions if s.start > now}
        within = not used and bool(today & later)
        assert [g.start <= now < g.end for g in found].count(True) == (1 if within else 0)


def test_durations_are_real_when_the_clocks_change() -> None:
    spring = session(start="01:30", end="03:30", day=date(2025, 3, 29))
    autumn = session(start="01:30", end="03:30", day=date(2025, 10, 25))
    assert spring.duration == timedelta(hours=1)
    assert autumn.duration == timedelta(hours=3)


@pytest.mark.parametrize(("clock", "expected"), table("alerts.txt"))
def test_alert_depends_on_the_time_left(clock: str, expected: str) -> None:
    talk = session(end="10:00")
    assert alert(talk, talk.end - at(clock)) == expected


def test_short_talk_is_not_ending_soon_when_it_begins() -> None:
    talk = session(start="09:55", end="10:00")
    found = [alert(talk, talk.end - at(c)) for c in ("09:55", "09:58:44", "09:58:45", "09:59")]
    assert found == ["normal", "normal", "warning", "danger"]


def test_session_can_have_its_own_alert_thresholds() -> None:
    talk = session(end="10:00", warning_minutes=20, danger_minutes=10)
    assert [alert(talk, talk.end - at(c)) for c in ("09:39", "09:40", "09:50")] == [
        "normal",
        "warning",
        "danger",
    ]
