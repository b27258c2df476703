"""The day as attendees see it when the stage runs it: announced times, and running sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from sommet_tui.domain.day_for_attendees import Live, announced_programme, live_event
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.lane_now import lane_timing
from sommet_tui.domain.rundown.log_and_undo import rundown
from sommet_tui.domain.timeline import RoomMoment, Timeline
from tests.acting import day_of, example_day, log, plans
from tests.builders import at, clock_of
from tests.days_driven import Day, days
from tests.tables import listed, table

LATE = ("09:00 start opening", "09:15 start keynote", "10:12 start a")
MINUTE = timedelta(minutes=1)


def live_of(planned: Programme, acts: Sequence[Act], now: datetime) -> Live:
    return live_event(planned, Timeline(planned), rundown(plans(planned), acts), now)


def live_at(now: str | datetime, *specs: str, day: Programme | None = None) -> Live:
    planned = day or example_day()
    moment = at(now) if isinstance(now, str) else now
    return live_of(planned, log(planned, *specs), moment)


def room(found: Live) -> RoomMoment:
    return found.moment.rooms[0]


def shown(found: Live, id_: str) -> tuple[datetime, datetime]:
    item = found.programme.by_id[id_]
    return item.start, item.end


def ids(sessions: tuple[Session, ...]) -> list[str]:
    return [s.id for s in sessions]


def state(found: Live) -> str:
    """Return the phase, then the running sessions, their time left and alert, or the gap."""
    place = room(found)
    words = [found.moment.phase, *ids(place.now)]
    if place.remaining is not None:
        words += [str(place.remaining // MINUTE), place.alert or ""]
    if place.gap is not None:
        span = f"{clock_of(place.gap.start)}-{clock_of(place.gap.end)}"
        words += [span, place.gap.break_id or ""]
    return " ".join(filter(None, words))


@pytest.mark.parametrize(("now", "acts", "on", "coming", "times"), table("live_day.txt"))
def test_attendees_see_actual_times_of_running_and_announced_times_of_coming_sessions(
    now: str, acts: str, on: str, coming: str, times: str
) -> None:
    found = live_at(now, *listed(acts))
    place = room(found)
    assert state(found) == on
    assert f"{place.next.id if place.next else ''} +{place.offset // MINUTE}".strip() == coming
    assert found.moment.next == place.next
    for id_, span, change in map(str.split, listed(times)):
        item = found.programme.by_id[id_]
        assert f"{clock_of(item.start)}-{clock_of(item.end)} {item.state}" == f"{span} {change}"


def test_session_has_its_planned_and_announced_times_besides_the_actual_ones() -> None:
    times = live_at("10:20", *LATE).times["a"]
    assert times.planned == times.announced == (at("10:00"), at("11:00"))
    assert (times.start, times.end) == (at("10:12"), at("11:12"))
    assert live_at("10:20", *LATE, "10:14 announce").times["a"].announced[1] == at("11:12")


def test_session_in_overtime_keeps_running_with_its_end_in_the_future() -> None:
    found = live_at(at("11:14") + timedelta(seconds=10), *LATE)
    now = room(found)
    assert (now.remaining, now.alert) == (timedelta(minutes=-2, seconds=-10), "overtime")
    start, end = shown(found, "a")
    assert start == at("10:12")
    assert end > found.at, "still to come"
    assert end < at("11:15"), "in the minute that clocks show"


def test_actual_and_expected_times_are_truncated_to_the_minute() -> None:
    seconds = timedelta(seconds=40)
    found = live_at("09:07", "09:06:40 start opening")
    assert shown(found, "opening") == (at("09:06"), at("09:21"))
    opening = found.times["opening"]
    assert (opening.start, opening.end) == (at("09:06") + seconds, at("09:21") + seconds)


@given(days())
def test_rows_of_a_lane_are_in_order_of_their_starts(day: Day) -> None:
    planned, acts, now = day
    lanes, found = rundown(plans(planned), acts), live_of(planned, acts, now)
    place = {id_: number for number, id_ in enumerate(ids(found.programme.sessions))}
    spans = {s.id: (s.start, s.end) for s in found.programme.sessions}
    earlier_in_lane: dict[str, list[str]] = {}
    for plan in (p for p in lanes.plans.all if lanes.lane_acts(p)):
        earlier: list[str] = []
        for item in lane_timing(lanes.lane(plan), now).items:
            earlier_in_lane[item.session.id] = [*earlier]
            inserted = item.session.added and item.status == "upcoming"
            earlier += [item.session.id] if inserted or item.status in ("running", "done") else []
    for id_, before in earlier_in_lane.items():
        assert all(place[other] < place[id_] for other in before)
    # All else is in the order of time: only what waits stands lower than its time says.
    for above, below in pairwise(found.programme.sessions):
        if spans[above.id] > spans[below.id]:
            waits_for = earlier_in_lane.get(below.id, [])
            assert any(spans[other] >= spans[above.id] for other in waits_for)


def two_days() -> Programme:
    return day_of("friday 09:00-10:00, one 09:00-10:00 next-day, two 11:00-12:00 next-day")


def test_next_session_on_another_day_causes_no_delay() -> None:
    now = room(live_at("10:30", "09:10 start friday", "10:20 end", day=two_days()))
    assert (now.offset, now.gap, now.next and now.next.id) == (timedelta(0), None, "one")


def test_countdown_is_for_the_first_parallel_session_to_end() -> None:
    day = day_of("long 09:00-12:00, short 09:00-09:30, tea 09:00-12:00 break")
    now = room(live_at("09:10", "08:00 add short 5", day=day))
    assert ids(now.now) == ["short", "long"]
    assert (now.current and now.current.id, now.remaining) == ("short", 25 * MINUTE)


def test_unchanged_lanes_are_computed_once() -> None:
    planned = example_day()
    timeline, lanes = Timeline(planned), rundown(plans(planned), log(planned, *LATE))
    first = live_event(planned, timeline, lanes, at("10:20"))
    second = live_event(planned, timeline, lanes, at("10:21"), first)
    assert second.programme is first.programme
    assert second.timeline is first.timeline
    assert room(second).remaining == 51 * MINUTE
    third = live_event(planned, timeline, lanes, at("11:20"), second)
    assert third.programme is not second.programme


@pytest.mark.parametrize(
    ("day", "acts"),
    [(example_day(), ["08:30 start a", "08:31 undo 1"]), (two_days(), ["09:10 start friday"])],
    ids=["all acts undone", "acts on another day"],
)
def test_day_without_acts_in_force_follows_the_plan(day: Programme, acts: list[str]) -> None:
    for clock in ("08:00", "09:10", "09:30", "10:30", "11:10", "12:00", "15:00"):
        now = at(clock, day.days[-1])
        found = live_at(now, *acts, day=day)
        assert found.moment == Timeline(day).moment_at(now)
        assert len(day.days) > 1 or found.programme == day


@given(days())
def test_live_programme_is_consistent_after_any_acts(day: Day) -> None:
    planned, acts, now = day
    lanes, found = rundown(plans(planned), acts), live_of(planned, acts, now)
    there = (*planned.sessions, *lanes.added_items)
    assert sorted(ids(found.programme.sessions)) == sorted(ids(there))
    for id_, times in found.times.items():
        item = found.programme.by_id[id_]
        assert (times.start is None) == (times.status in ("cancelled", "skipped"))
        assert (times.remaining is not None) == (times.status == "running")
        if times.status == "running":
            assert item.start <= now < item.end
        elif times.status == "upcoming":
            assert (item.start, item.end) == times.announced
    on_plan = Timeline(planned).moment_at(now).rooms
    for place, as_planned in zip(found.moment.rooms, on_plan, strict=True):
        assert (place.current is not None) == bool(place.now) == (place.remaining is not None)
        assert place.gap is None or not place.now
        assert place.gap is None or place.gap.start <= now <= place.gap.end
        if not any(lanes.lane_acts(p) for p in lanes.plans.all if p.lane.room == place.room):
            assert place == as_planned


@given(days())
def test_announced_times_agree_with_the_lanes_at_every_instant(day: Day) -> None:
    planned, acts, now = day
    found = rundown(plans(planned), acts)
    announced = announced_programme(planned, found, now)
    driven = [plan for plan in found.plans.all if found.lane_acts(plan)]
    items = [item for plan in driven for item in lane_timing(found.lane(plan), now).items]
    for item in items:
        session = announced.by_id[item.session.id]
        if item.announced[0] == item.announced[1]:
            assert (session.state, session.start) == ("cancelled", item.session.start)
        else:
            assert (session.start, session.end) == item.announced
            assert session.cancelled == (item.status == "cancelled" or item.was_aborted)
    left = {s.id for s in planned.sessions} - {item.session.id for item in items}
    assert {announced.by_id[id_] for id_ in left} == {planned.by_id[id_] for id_ in left}
    assert all(session.start < session.end for session in announced.sessions)
