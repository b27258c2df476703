"""The smallest cases in which rules of timing meet, each told whole."""

from __future__ import annotations

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.impact import impact
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from tests.acting import day_of, offset, shown, timing_at

UNTIL_A = (
    "09:00 start opening",
    "09:15 start keynote",
    "10:00 start a",
)
OPENED = "opening 09:00-09:15, keynote"
SWAPPED = "coffee 11:00-11:20, b 11:20-12:20, c 12:20-13:20, lunch 13:20-13:30"
AFTERNOON = "b 11:30-12:30, lunch 12:30-13:30, c 13:30-14:30"


def _report(lane: LaneTiming) -> tuple[int, int, str, str]:
    """How late the lane is, how many starts nobody was told, its items, and what lateness costs."""
    items = [f"{item.session.id} {shown(lane, item.session.id)}" for item in lane.items]
    costs = []
    for cost in impact(lane):
        item = cost.session or cost.after
        assert item is not None
        name = item.id if cost.session else f"break after {item.id}"
        costs.append(f"{name} {cost.change} {cost.minutes}")
    return offset(lane), lane.new_times_count, ", ".join(items), ", ".join(costs)


TALKS = day_of("talk 10:00-10:30, workshop 11:30-12:00 soft, panel 14:00-14:30")


@pytest.mark.parametrize(
    ("said", "items", "cost"),
    [
        (
            ("09:30 move panel 10:40",),
            "talk 10:00-10:30, panel 10:40-11:10, workshop 11:30-12:00",
            "panel moves -200, workshop on_time 0",
        ),
        (
            ("09:30 move panel 10:40", "09:31 add talk 15"),
            "talk 10:00-10:45, panel 10:45-11:15, workshop 11:45-12:15",
            "talk moves 15, panel moves -195, workshop moves 15",
        ),
        (
            ("09:30 move talk 15:00",),
            "workshop 11:30-12:00, panel 14:00-14:30, talk 15:00-15:30",
            "talk moves 300",
        ),
    ],
)
def test_insertion_into_a_gap_delays_nothing_if_it_fits(
    said: tuple[str, ...], items: str, cost: str
) -> None:
    assert _report(timing_at(TALKS, "09:40", *said))[2:] == (items, cost)


def _with_room() -> Programme:
    return day_of("a 10:00-11:00, b 11:30-12:00 soft, c 14:00-15:00")


def test_insertion_longer_than_its_gap_is_waited_for() -> None:
    assert _report(timing_at(_with_room(), "09:05", "09:00 defer c a")) == (
        0,
        2,
        "a 10:00-11:00, c 11:00-12:00, b 12:00-12:30",
        "b moves 30",
    )


def test_soft_start_follows_the_last_end_before_it_and_no_overlap() -> None:
    day = day_of(
        "talk 09:00-09:30, demo 10:00-10:15, panel 10:15-10:45, quiz 10:30-10:45 soft, "
        "film 11:00-11:30"
    )
    assert _report(timing_at(day, "08:40", "08:30 swap demo film")) == (
        0,
        3,
        "talk 09:00-09:30, film 10:00-10:30, panel 10:30-11:00, quiz 10:30-10:45, demo 11:00-11:15",
        "panel moves 15, quiz on_time 0",
    )


def test_swap_exchanges_a_place_that_a_deferral_moved() -> None:
    said = ("09:00 defer c a", "09:01 swap c b")
    assert _report(timing_at(_with_room(), "09:05", *said)) == (
        0,
        2,
        "a 10:00-11:00, b 11:00-11:30, c 11:30-12:30",
        "a on_time 0",
    )


def test_swap_exchanges_a_place_as_it_was_planned() -> None:
    day = day_of("a 10:00-10:30, b 10:30-11:30, c 13:00-14:00")
    said = ("09:00 move a 10:15", "09:01 swap a b")
    assert _report(timing_at(day, "09:05", *said)) == (
        15,
        2,
        "b 10:15-11:15, a 11:15-11:45, c 13:00-14:00",
        "b moves 15, a moves 15, c on_time 0",
    )
