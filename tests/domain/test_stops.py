"""The clock along the plan: where the user is, the next stop, when to leave; swaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.plan import DayPlan, DrivenTimes, Reason, Stop, clash, plan
from sommet_tui.domain.programme import Session
from sommet_tui.domain.stops import (
    NextStop,
    Swap,
    best_alternative,
    legs,
    next_stops,
    plan_swap,
    rest_of_day,
)
from sommet_tui.domain.timeline import Status
from sommet_tui.domain.values import replace
from tests.builders import at, clock_of
from tests.domain import naive_plan
from tests.domain.test_plan import ids, near, pace, stops, wanted_stops
from tests.tables import table


def next_lines(day: list[Stop], now: str) -> str:
    return ", ".join(map(in_words, next_stops(DayPlan(tuple(day)), at(now), pace)))


@pytest.mark.parametrize(("day", "now", "expected"), table("plan/next_stops.txt"))
def test_next_stops_follow_the_rule(day: str, now: str, expected: str) -> None:
    found = next_stops(plan(stops(day), pace), at(now), pace)
    assert ", ".join(map(in_words, found)) == expected


def in_words(line: NextStop) -> str:
    """Return a stop, its turn, when to leave, the walk and the minutes missed."""
    leave, walk, missed = line.leg.leave, line.leg.walk, line.leg.missed
    words = [line.stop.id, line.turn, clock_of(leave) if leave else ""]
    words += [f"walk {walk}" if walk else "", f"-{missed}" if missed else ""]
    return " ".join(filter(None, words))


def test_free_time_excludes_walks_and_past_time() -> None:
    day = plan(stops("a 09:00-10:00 @r1, b 11:00-12:00 @r2"), pace).stops
    assert [leg.free for leg in legs(day, pace)] == [timedelta(0), timedelta(minutes=55)]
    (leg,) = rest_of_day(day, at("10:50"), pace)
    assert (leg.stop.id, leg.free) == ("b", timedelta(minutes=5))


def test_stop_lists_its_left_out_sessions_until_they_are_over() -> None:
    day = stops(
        "keynote 09:00-12:00, one 09:30-10:00 maybe, two 11:00-12:00 maybe, after 13:00-14:00"
    )
    keynote, after = next_stops(plan(day, pace), at("08:00"), pace)
    assert [each.stop.id for each in keynote.left_out] == ["one", "two"]
    assert after.left_out == ()
    keynote, _ = next_stops(plan(day, pace), at("10:00"), pace)
    assert [each.stop.id for each in keynote.left_out] == ["two"]


def with_stage_times(planned: Stop, start: str, end: str, status: Status = "upcoming") -> Stop:
    """Return a stop in a room that the stage drives, with expected times."""
    times = DrivenTimes((planned.start, planned.end), at(start), at(end), status)
    return replace(planned, driven=times)


def test_overrunning_session_stays_until_the_next_stop_without_delaying_it() -> None:
    keynote, call = stops("keynote 09:10-10:10 @a, call 10:20-10:30 own @b")
    late = with_stage_times(keynote, "09:13", "10:21", "running")
    assert next_lines([late, call], "10:19") == "keynote now, call next 10:15 walk 5"
    assert next_lines([late, call], "10:20") == "call now"
    over = with_stage_times(keynote, "09:13", "10:05", "done")
    assert next_lines([over, call], "10:06").startswith("call next")


def test_waiting_session_is_next_until_the_stage_starts_it() -> None:
    maps, fame = stops("maps 10:20-10:50 @a, fame 11:20-11:40 @a")
    waiting = with_stage_times(maps, "10:45", "11:15")
    assert next_lines([waiting, fame], "10:45").startswith("maps next")
    begun = with_stage_times(maps, "10:52", "11:22", "running")
    assert next_lines([begun, fame], "10:52").startswith("maps now")
    # If it has not begun when the next one does, the plan has left it behind.
    assert next_lines([with_stage_times(maps, "11:20", "11:50"), fame], "11:20") == "fame now"


def test_expected_delays_do_not_change_the_plan() -> None:
    maps, *others = stops("maps 10:20-10:50 @a, fame 10:51-11:05 @b, hall 11:10-11:30 @b")
    late = with_stage_times(maps, "10:51", "11:21")
    for first in (maps, late):
        assert ids(plan([first, *others], pace).stops) == ["maps", "fame", "hall"]


def swap_to(day: list[Stop], id_: str, now: datetime) -> Swap:
    (taken,) = (one for one in day if one.id == id_)
    found = plan_swap(day, plan(day, pace).stops, taken, now, pace)
    assert isinstance(found, Swap)
    return found


def test_swap_turns_clashing_musts_into_maybes() -> None:
    day = stops("a 09:00-10:00, b 10:00-11:00, wide 09:25-10:35, side 08:45-09:25 maybe")
    found = swap_to(day, "wide", at("08:00"))
    assert ids(found.demoted) == ids(found.lost) == ["a", "b"]
    assert ids(found.gained) == ["side"]


def test_must_see_session_becomes_a_maybe_only_if_necessary() -> None:
    day = stops("a 09:00-10:10, b 10:10-11:00, wide 09:30-10:30, late 10:00-11:30")
    found = swap_to(day, "wide", at("08:00"))
    assert "late" not in ids(found.demoted)
    assert "wide" in ids(found.stops)
    day = stops("a 09:00-10:00, b 10:00-10:40, wide 09:30-12:00, one 09:40-10:50, two 10:55-11:30")
    assert {"one", "two"} <= set(ids(swap_to(day, "wide", at("08:00")).demoted))


def test_running_session_can_be_added_to_the_plan_until_its_end() -> None:
    day = stops("dull 09:00-10:00 @a, lively 09:00-10:00 @b, next 10:05-11:00 @a")
    found = swap_to(day, "lively", at("09:45"))
    assert (ids(found.lost), ids(found.stops)) == (["dull"], ["lively", "next"])
    here, after = next_stops(DayPlan(found.stops), at("09:45"), pace)
    assert (here.stop.id, here.turn, after.stop.id) == ("lively", "now", "next")


def with_full_rooms(day: list[Stop], *full: str) -> list[Stop]:
    """Return the stops with full rooms for those with these ids."""
    return [
        replace(one, subject=replace(one.subject, seats="full"))
        if one.id in full and isinstance(one.subject, Session)
        else one
        for one in day
    ]


@pytest.mark.parametrize(("clock", "full", "expected"), table("plan/full_sessions.txt"))
def test_alternative_to_a_full_session_can_be_reached(clock: str, full: str, expected: str) -> None:
    day = stops(
        "here 09:00-10:00 @a, lab 10:05-11:00 @a, far 10:00-11:00 @b maybe, "
        "near 10:10-11:00 @a maybe, tea 14:00-15:00 @a, jam 14:10-15:00 @a maybe"
    )
    found, known = plan(day, pace).stops, with_full_rooms(day, *full.split())
    assert ids(found) == ["here", "lab", "tea"]
    (first,) = (one for one in known if one.id == full.split(maxsplit=1)[0])
    pick = best_alternative(known, found, first, at(clock), pace)
    assert (pick.id if pick else "") == expected


MINUTES = st.integers(-30, 150)


def moment(minutes: int) -> datetime:
    return at("09:00") + timedelta(minutes=minutes)


@given(wanted_stops(), MINUTES)
def test_stops_agree_with_the_plan_at_every_minute(day: list[Stop], minutes: int) -> None:
    now, found = moment(minutes), plan(day, near)
    lines = next_stops(found, now, near)
    here = naive_plan.last_stop_reached(found.stops, now)
    rest = list(found.stops)[found.stops.index(here) if here is not None else 0 :]
    if here is not None and here.end <= now:
        rest = rest[1:]
    assert [line.stop for line in lines] == rest[:3]
    turns = ["now", "next", "then", "then"][here not in rest :]
    assert [line.turn for line in lines] == turns[: len(lines)]
    check_ways(lines)


def check_ways(lines: tuple[NextStop, ...]) -> None:
    for one, other in pairwise(lines):
        late = other.leg.missed
        assert late <= (other.stop.end - other.stop.start) / timedelta(minutes=2)
        if not other.stop.fills_gap:
            assert late <= other.stop.max_missed_minutes
        if other.leg.leave is not None and not one.stop.fills_gap:
            assert other.leg.leave >= one.stop.end


def test_swap_is_refused_if_the_walk_from_the_last_own_event_takes_too_long() -> None:
    day = stops("call 09:00-10:00 own @north, talk 10:02-10:04 own @east")
    found = plan_swap(day, day[:1], day[1], at("10:01"), pace)
    assert found == Reason("late")


@given(wanted_stops(), MINUTES, st.integers(0, 6))
def test_session_chosen_in_a_swap_is_on_the_plan(day: list[Stop], minutes: int, which: int) -> None:
    now, before = moment(minutes), plan(day, near)
    left_out = [one.stop for one in before.left_out if not one.stop.is_over(now)]
    if not left_out:
        return
    taken = left_out[which % len(left_out)]
    found = plan_swap(day, before.stops, taken, now, near)
    if isinstance(found, Reason):
        own = [one for one in day if one.degree == "own" and clash(taken, one, near) is not None]
        assert taken.is_cancelled or any(found.stop in (one, None) for one in own)
        return
    assert taken.id in ids(found.stops)
    assert set(ids(found.lost)) == set(ids(before.stops)) - set(ids(found.stops))
    assert {*ids(found.gained), taken.id} == set(ids(found.stops)) - set(ids(before.stops))


def test_running_session_stays_in_a_changed_plan() -> None:
    planned, other = stops("keynote 10:00-11:00 @a, other 10:30-11:00")
    running = with_stage_times(planned, "10:05", "11:05", "running")
    for now in ("10:20", "11:00"):
        assert ids(plan([running, other], pace, (running,), at(now)).stops) == ["keynote"]
    ended = with_stage_times(planned, "10:05", "10:20", "done")
    assert ids(plan([ended, other], pace, (ended,), at("10:20")).stops) == ["keynote", "other"]


@given(wanted_stops(), MINUTES, st.integers(0, 6))
def test_alternative_to_a_full_session_fits_the_plan(
    day: list[Stop], minutes: int, which: int
) -> None:
    now, before = moment(minutes), plan(day, near)
    ahead = [one for one in before.stops if not one.is_over(now) and one.degree != "own"]
    if not ahead:
        return
    full = ahead[which % len(ahead)]
    pick = best_alternative(day, before.stops, full, now, near)
    if pick is None:
        return
    assert pick.id not in ids(before.stops)
    assert not pick.is_over(now)
    found = plan_swap(day, before.stops, pick, now, near)
    assert isinstance(found, Swap)
    assert pick.id in ids(found.stops)
    assert full.id not in ids(found.stops)
