"""Breaks need no act: they give way to lateness, and the clock begins and ends them."""

from __future__ import annotations

import pytest

from sommet_tui.domain.rundown.lane_timing import LaneGap, lane_entries
from tests.acting import day_of, example_day, shown, status_of, timing_at

ENDED = ("10:00 start a", "11:05 end")


@pytest.mark.parametrize(
    ("said", "now", "status", "times"),
    [
        (("10:00 start a",), "10:30", "upcoming", "11:00-11:30"),
        (("10:12 start a",), "11:10", "upcoming", "11:12-11:30"),
        (("10:12 start a",), "11:20", "upcoming", "11:20-11:30"),
        (("10:12 start a",), "11:40", "upcoming", "11:40-11:40"),
        (ENDED, "11:05", "running", "11:05-11:30"),
        (ENDED, "11:29", "running", "11:05-11:30"),
        (ENDED, "11:30", "done", "11:05-11:30"),
        (("10:00 start a", "10:40 end"), "10:50", "upcoming", "11:00-11:30"),
        ((*ENDED, "11:20 start b"), "11:25", "done", "11:05-11:20"),
        ((*ENDED, "11:33 start b"), "11:35", "done", "11:05-11:30"),
        (("10:00 start a", "10:55 start b"), "11:10", "done", "10:55-10:55"),
        ((*ENDED, "11:10 add coffee 10"), "11:35", "running", "11:05-11:40"),
        ((*ENDED, "11:06 add coffee -30"), "11:06", "done", "11:05-11:05"),
    ],
)
def test_coffee_break_shrinks_with_a_delay(
    said: tuple[str, ...], now: str, status: str, times: str
) -> None:
    lane = timing_at(example_day(), now, *said)
    assert (status_of(lane, "coffee"), shown(lane, "coffee")) == (status, times)


def test_minutes_added_to_a_break_move_the_next_session() -> None:
    lane = timing_at(example_day(), "10:30", "10:00 start a", "10:20 add coffee 10")
    assert shown(lane, "coffee") == "11:00-11:40"
    assert shown(lane, "b") == "11:40-12:40"


def test_break_without_a_fixed_end_keeps_its_length() -> None:
    day = day_of("one 09:00-10:00, tea 10:00-10:20 break unfixed, two 10:20-11:00")
    lane = timing_at(day, "09:30", "09:08 start one")
    assert shown(lane, "tea") == "10:08-10:28"
    assert shown(lane, "two") == "10:28-11:08"


def test_break_is_cut_by_the_earliest_later_start() -> None:
    lane = timing_at(
        example_day(),
        "12:40",
        *ENDED,
        "11:15 start b",
        "11:20 start c",
        "12:30 start b",
    )
    assert shown(lane, "coffee") == "11:05-11:20"
    assert shown(lane, "lunch") == "11:20-11:20"


def test_programme_can_cancel_a_break() -> None:
    day = day_of("one 09:00-10:00, tea 10:00-10:20 break cancelled, two 10:20-11:00")
    assert shown(timing_at(day, "09:30", "09:30 start one"), "tea") == "cancelled"


def test_gap_lies_between_neighbours_of_the_plan_that_remain() -> None:
    day = day_of("one 09:00-10:00, two 10:30-11:00, three 12:00-13:00")

    def gaps(*acts: str) -> int:
        return sum(isinstance(e, LaneGap) for e in lane_entries(timing_at(day, "08:00", *acts)))

    assert gaps() == 2
    assert gaps("08:00 cancel two") == 2
    assert gaps("08:00 swap two three") == 0
    assert gaps("08:00 defer two three") == 0
    assert gaps("08:00 defer one three") == 1
    assert gaps("08:00 move two 10:45") == 0
