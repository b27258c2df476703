"""When a lane's day is over, and days on which the clocks change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Refusal
from sommet_tui.domain.rundown.lane_timing import elapsed_time, paused_time
from sommet_tui.domain.values import replace
from tests.acting import (
    day_of,
    example_day,
    log,
    moment,
    offset,
    refused,
    shown,
    status_of,
    timing_at,
)
from tests.builders import pause, programme, session

START_B: str = "11:32 start b"
OPENS, CLOSES = moment("04:00"), moment("+1 04:00")


def _night() -> Programme:
    """A night whose last break goes on into the next day."""
    breakfast = replace(pause("breakfast", "03:30", "03:50"), end=moment("+1 04:10"))
    return programme(
        session("late", "23:00", "23:50"), session("later", "01:30", "02:30"), breakfast
    )


def test_running_session_ends_at_the_day_boundary() -> None:
    lane = timing_at(example_day(), "03:59", START_B)
    assert status_of(lane, "b") == "running"
    for clock in ("+1 04:00", "+1 09:00", "+30 09:00"):
        closed = timing_at(example_day(), clock, START_B)
        assert status_of(closed, "b") == "done"
        assert shown(closed, "b") == "11:32-04:00"
        assert status_of(closed, "c") == "skipped"
        assert status_of(closed, "lunch") == "skipped"
        assert (closed.running, closed.next, offset(closed)) == (None, None, 15 * 60 + 30)


def test_session_planned_across_the_day_boundary_keeps_its_time() -> None:
    begun: str = "03:30 start later"
    lane = timing_at(_night(), "+1 09:00", begun)
    assert shown(lane, "later") == "03:30-04:30"
    assert status_of(lane, "breakfast") == "skipped"
    on = timing_at(_night(), "+1 04:20", begun)
    assert status_of(on, "later") == "running"
    assert on.remaining == timedelta(minutes=10)
    assert status_of(timing_at(_night(), "+1 04:30", begun), "later") == "done"


def test_open_pause_counts_up_to_the_day_boundary() -> None:
    held = ("03:00 start later", "03:10 pause")
    for clock, minutes in (("+1 04:00", 10), ("+1 04:40", 50), ("+1 12:00", 60)):
        lane = timing_at(_night(), clock, *held)
        item = lane.item("later")
        assert item is not None
        assert shown(lane, "later") == "03:00-04:50"
        assert lane.paused_since is None
        assert elapsed_time(item, lane.at) == timedelta(minutes=minutes)
        assert paused_time(item, lane.at) == timedelta(minutes=50)
    ran = timing_at(_night(), "+1 12:00", held[0])
    item = ran.item("later")
    assert item is not None
    assert elapsed_time(item, ran.at) == timedelta(hours=1)
    assert paused_time(item, ran.at) == timedelta(0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("+1 09:00 end", Refusal("closed", None, CLOSES)),
        ("+1 09:00 pause", Refusal("closed", None, CLOSES)),
        ("+1 09:00 start b", Refusal("closed", "b", CLOSES)),
        ("+1 09:00 start c", Refusal("closed", "c", CLOSES)),
        ("+1 09:00 add b 5", Refusal("closed", "b", CLOSES)),
        ("+1 09:00 cancel c", Refusal("closed", "c", CLOSES)),
        ("+1 09:00 announce", Refusal("closed", None, CLOSES)),
        ("+1 09:00<+1 04:00 cancel c", Refusal("closed", "c", CLOSES)),
        ("+1 09:00<+1 04:30 end", Refusal("nothing-runs")),
        ("+1 09:00<03:59 end", None),
        ("+1 09:00<13:00 cancel c", None),
        ("+1 09:00<13:00 add b 5", None),
        ("+1 09:00<13:00 announce", None),
        ("+1 09:00 release", Refusal("closed", None, CLOSES)),
        ("+1 09:00<12:40 end", None),
        ("+1 09:00<13:30 start c", None),
        ("+1 09:00 undo 1", None),
    ],
)
def test_only_acts_of_the_day_can_be_recorded_after_it(said: str, expected: Refusal | None) -> None:
    assert refused(example_day(), START_B, said) == expected


def test_session_past_the_boundary_can_be_ended_after_it() -> None:
    begun: str = "03:30 start later"
    assert refused(_night(), begun, "+1 04:25<+1 04:20 end") is None
    assert refused(_night(), begun, "+1 04:40<+1 04:35 end") == Refusal("nothing-runs")
    lane = timing_at(_night(), "+1 09:00", begun, "+1 04:25<+1 04:20 end")
    assert shown(lane, "later") == "03:30-04:20"


def test_break_skipped_at_the_boundary_stays_skipped() -> None:
    day = day_of("late 23:00-23:50, tea 23:20-23:40 break")
    begun: str = "03:30 start late"
    for text in ((begun,), (begun, "+1 04:25<+1 04:10 end")):
        assert status_of(timing_at(day, "+1 09:00", *text), "tea") == "skipped"


def test_end_recorded_in_the_morning_applies_to_the_night() -> None:
    days = programme(*_night().sessions, session("matins", "09:00", "10:00", day=date(2025, 2, 8)))
    recorded = log(days, "03:30 start later", "+1 04:25<+1 04:20 end")
    assert recorded[-1].session == "later"
    longer: str = "03:40 add later 60"
    at_the_boundary: str = "+1 04:25<+1 04:00 end"
    recorded = log(days, "03:30 start later", longer, at_the_boundary)
    assert recorded[-1].session == "later"


def test_end_of_another_days_session_is_refused() -> None:
    days = programme(*_night().sessions, session("matins", "09:00", "10:00", day=date(2025, 2, 8)))
    begun: str = "+1 09:00 start matins"
    assert refused(days, begun, "+1 09:30<22:00 end") == Refusal("nothing-runs")
    late = ("23:00 start late", "23:40 end")
    assert refused(days, *late, "+1 08:50 end") == Refusal("nothing-runs")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("09:10<-1 03:59 start opening", Refusal("before-day", "opening", OPENS)),
        ("09:10<04:00 start opening", None),
        ("09:10<-1 03:00 cancel c", Refusal("before-day", "c", OPENS)),
    ],
)
def test_time_before_the_day_of_the_lane_is_refused(said: str, expected: Refusal | None) -> None:
    # Before four in the morning a clock is of the night after: "-1" is the one before.
    assert refused(example_day(), said) == expected


def test_end_recorded_the_next_morning_belongs_to_the_evening() -> None:
    lane = timing_at(example_day(), "+1 09:01", START_B, "+1 09:00<12:40 end")
    assert shown(lane, "b") == "11:32-12:40"


def test_lane_after_midnight_belongs_to_the_evening() -> None:
    said = ("23:05 start late", "00:10 end")
    lane = timing_at(_night(), "01:00", *said)
    assert shown(lane, "late") == "23:05-00:10"
    assert shown(lane, "later") == "01:30-02:30"
    assert lane.state.plan.lane.day == date(2025, 2, 7)


def test_released_lane_closes_at_the_boundary_too() -> None:
    lane = timing_at(_night(), "+1 04:05")
    assert status_of(lane, "breakfast") == "running"
    assert status_of(timing_at(_night(), "+1 04:10"), "breakfast") == "done"
    said = ("23:00 add later 180",)
    closed = timing_at(_night(), "+1 04:05", *said)
    assert status_of(closed, "later") == "running"
    assert shown(closed, "later") == "01:30-05:30"
    over = timing_at(_night(), "+1 05:30", *said)
    assert status_of(over, "later") == "done"
    assert (over.running, over.next, offset(over)) == (None, None, 180)


def test_automatic_session_after_the_boundary_does_not_run() -> None:
    night = day_of("late 23:00-23:50, dawn 03:30-03:50 soft")
    said = ("22:00 add late 40",)
    assert shown(timing_at(night, "03:59", *said), "dawn") == "04:10-04:30"
    closed = timing_at(night, "+1 04:05", *said)
    assert status_of(closed, "dawn") == "skipped"


def test_automatic_break_after_the_boundary_is_skipped() -> None:
    night = programme(
        session("late", "23:00", "23:50"),
        replace(pause("snack", "03:30", "03:50"), follows=True),
    )
    said = ("22:00 add late 40",)
    assert status_of(timing_at(night, "+1 04:05", *said), "snack") == "skipped"


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2025, 3, 29), 1), (date(2025, 10, 25), 3), (date(2025, 2, 7), 2)]
)
def test_durations_are_real_when_the_clocks_change(day: date, hours: int) -> None:
    night = programme(
        session("night", "01:30", "03:30", day=day), session("dawn", "03:30", "03:45", day=day)
    )
    lane = timing_at(night, "01:50", "01:40 start night", "01:45 pause")
    assert lane.remaining == timedelta(hours=hours, minutes=-5)
    assert offset(lane) == 15
    assert shown(lane, "night") == "01:40-03:45"
    assert shown(lane, "dawn") == "03:45-04:00"
    later = timing_at(night, "03:40", "01:40 start night")
    item = later.item("night")
    assert item is not None
    assert elapsed_time(item, later.at) == timedelta(hours=hours)
    assert later.remaining == timedelta(0)
    closed = timing_at(night, "+1 04:00", "01:40 start night")
    assert status_of(closed, "night") == "done"
