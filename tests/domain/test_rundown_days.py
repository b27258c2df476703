"""When a lane's day is over, and days on which the clocks change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.refusal import Refusal
from sommet_tui.domain.rundown.standing import elapsed, paused
from sommet_tui.domain.values import replace
from tests.acting import Said, example_day, moment, offset, refused, shown, standing, status_of
from tests.builders import pause, programme, session

START_B: Said = ("11:32", "start", "b")
CLOSES = moment("+1 04:00")


def _night() -> Programme:
    """A night whose last break goes on into the next day."""
    breakfast = replace(pause("breakfast", "03:30", "03:50"), end=moment("+1 04:10"))
    return programme(
        session("late", "23:00", "23:50"), session("later", "01:30", "02:30"), breakfast
    )


def test_what_still_runs_at_the_day_boundary_has_ended_as_it_was_projected_then() -> None:
    lane = standing(example_day(), "03:59", START_B)
    assert status_of(lane, "b") == "running"
    for clock in ("+1 04:00", "+1 09:00", "+30 09:00"):
        closed = standing(example_day(), clock, START_B)
        assert status_of(closed, "b") == "done"
        assert shown(closed, "b") == "11:32-04:00"
        assert status_of(closed, "c") == "skipped"
        assert status_of(closed, "lunch") == "done"
        assert (closed.running, closed.next, offset(closed)) == (None, None, 0)


def test_what_was_to_run_beyond_the_day_boundary_keeps_its_time() -> None:
    lane = standing(_night(), "+1 09:00", ("03:30", "start", "later"))
    assert shown(lane, "later") == "03:30-04:30"
    assert status_of(lane, "breakfast") == "done"


def test_nothing_is_counted_any_longer_once_the_day_is_over() -> None:
    held: tuple[Said, ...] = (("03:00", "start", "later"), ("03:10", "pause"))
    for clock in ("+1 04:00", "+1 12:00"):
        lane = standing(_night(), clock, *held)
        item = lane.item("later")
        assert item is not None
        assert shown(lane, "later") == "03:00-04:50"
        assert elapsed(item, lane.at) == timedelta(minutes=10)
        assert paused(item, lane.at) == timedelta(minutes=100)
    ran = standing(_night(), "+1 12:00", held[0])
    item = ran.item("later")
    assert item is not None
    assert elapsed(item, ran.at) == timedelta(hours=1)
    assert paused(item, ran.at) == timedelta(0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("+1 09:00", "end"), Refusal("nothing-runs")),
        (("+1 09:00", "pause"), Refusal("nothing-runs")),
        (("+1 09:00", "start", "b"), Refusal("closed", "b", CLOSES)),
        (("+1 09:00", "start", "c"), Refusal("closed", "c", CLOSES)),
        (("+1 09:00", "add", "b", 5), Refusal("done", "b")),
        (("+1 09:00", "add", "c", 5), Refusal("skipped", "c")),
        (("+1 09:00", "add", "lunch", 5), Refusal("done", "lunch")),
        (("+1 09:00", "release"), Refusal("closed", None, CLOSES)),
        (("+1 09:00<12:40", "end"), None),
        (("+1 09:00<13:30", "start", "c"), None),
        (("+1 09:00", "undo", 1), None),
    ],
)
def test_once_the_day_is_over_only_what_happened_in_it_can_be_told(
    said: Said, expected: Refusal | None
) -> None:
    assert refused(example_day(), START_B, said) == expected


def test_to_cancel_what_the_end_of_the_day_ended_changes_nothing() -> None:
    lane = standing(example_day(), "+1 09:01", START_B, ("+1 09:00", "cancel", "b"))
    assert shown(lane, "b") == "11:32-04:00"


def test_an_end_told_the_next_morning_is_that_of_the_evening() -> None:
    lane = standing(example_day(), "+1 09:01", START_B, ("+1 09:00<12:40", "end"))
    assert shown(lane, "b") == "11:32-12:40"


def test_after_midnight_the_lane_is_still_that_of_the_evening() -> None:
    said: tuple[Said, ...] = (("23:05", "start", "late"), ("00:10", "end"))
    lane = standing(_night(), "01:00", *said)
    assert shown(lane, "late") == "23:05-00:10"
    assert shown(lane, "later") == "01:30-02:30"
    assert lane.state.plan.lane.day == date(2025, 2, 7)


def test_a_lane_left_to_the_clock_closes_at_the_boundary_too() -> None:
    lane = standing(_night(), "+1 04:05")
    assert status_of(lane, "breakfast") == "done"
    said: tuple[Said, ...] = (("23:00", "add", "later", 180),)
    assert status_of(standing(_night(), "03:59", *said), "later") == "running"
    closed = standing(_night(), "+1 04:05", *said)
    assert status_of(closed, "later") == "done"
    assert shown(closed, "later") == "01:30-05:30"
    assert (closed.running, closed.next, offset(closed)) == (None, None, 0)


def test_what_the_clock_would_begin_after_the_boundary_does_not_take_place() -> None:
    night = programme(
        session("late", "23:00", "23:50"), session("dawn", "03:30", "03:50", follows=True)
    )
    said: tuple[Said, ...] = (("22:00", "add", "late", 40),)
    assert shown(standing(night, "03:59", *said), "dawn") == "04:10-04:30"
    closed = standing(night, "+1 04:05", *said)
    assert status_of(closed, "dawn") == "skipped"


def test_a_break_that_the_clock_would_begin_after_the_boundary_is_over_too() -> None:
    night = programme(
        session("late", "23:00", "23:50"),
        replace(pause("snack", "03:30", "03:50"), follows=True),
    )
    said: tuple[Said, ...] = (("22:00", "add", "late", 40),)
    assert status_of(standing(night, "+1 04:05", *said), "snack") == "done"


def test_what_was_released_and_paused_ends_with_the_day() -> None:
    said: tuple[Said, ...] = (
        ("23:00", "start", "late"),
        ("23:10", "release"),
        ("23:20", "pause", "late"),
    )
    assert status_of(standing(_night(), "03:59", *said), "late") == "running"
    closed = standing(_night(), "+2 04:05", *said)
    assert status_of(closed, "late") == "done"
    assert closed.running is None
    assert refused(_night(), *said, ("+2 04:05", "end")) == Refusal("nothing-runs")


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2025, 3, 29), 1), (date(2025, 10, 25), 3), (date(2025, 2, 7), 2)]
)
def test_when_the_clocks_change_durations_are_real(day: date, hours: int) -> None:
    night = programme(
        session("night", "01:30", "03:30", day=day), session("dawn", "03:30", "03:45", day=day)
    )
    lane = standing(night, "01:50", ("01:40", "start", "night"), ("01:45", "pause"))
    assert lane.remaining == timedelta(hours=hours, minutes=-5)
    assert offset(lane) == 15
    assert shown(lane, "night") == "01:40-03:45"
    assert shown(lane, "dawn") == "03:45-04:00"
    later = standing(night, "03:40", ("01:40", "start", "night"))
    item = later.item("night")
    assert item is not None
    assert elapsed(item, later.at) == timedelta(hours=hours)
    assert later.remaining == timedelta(0)
    closed = standing(night, "+1 04:00", ("01:40", "start", "night"))
    assert status_of(closed, "night") == "done"
