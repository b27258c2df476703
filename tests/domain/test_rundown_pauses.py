"""From when to when what runs stood still, for the clocks of those who follow it."""

from __future__ import annotations

import pytest

from sommet_tui.domain.rundown.lane_timing import pauses
from tests.acting import example_day, timing_at

START_A: str = "10:00 start a"


def stood(now: str, *said: str) -> list[str]:
    """The pauses of panel A, in words."""
    lane = timing_at(example_day(), now, *said)
    item = lane.item("a")
    assert item is not None
    zone = example_day().zone
    return [
        "-".join(f"{moment.astimezone(zone):%H:%M}" for moment in pause)
        for pause in pauses(item, lane.at)
    ]


def test_pauses_are_ordered_and_an_open_one_lasts_until_now() -> None:
    said = (
        START_A,
        "10:05 pause",
        "10:09 resume",
        "10:20 pause",
    )

    assert stood("10:26", *said) == ["10:05-10:09", "10:20-10:26"]


def test_end_of_the_running_session_ends_an_open_pause() -> None:
    assert stood("11:30", START_A, "10:50 pause", "10:55 end") == ["10:50-10:55"]


def test_restart_keeps_earlier_pauses() -> None:
    said = (
        *(START_A, "10:05 pause", "10:09 resume", "10:20 end"),
        *("10:21 start a", "10:30 pause", "10:31 resume"),
    )

    assert stood("10:40", *said) == ["10:05-10:09", "10:30-10:31"]


def test_undone_pause_has_no_effect() -> None:
    assert stood("10:20", START_A, "10:05 pause", "10:09 undo 2") == []


def test_restart_recorded_later_replaces_the_pauses_after_it() -> None:
    said = (
        *(START_A, "10:05 pause", "10:15 resume", "10:20 end"),
        *("10:21<10:02 start a", "10:22<10:10 pause", "10:23<10:12 resume"),
    )

    assert stood("10:40", *said) == ["10:10-10:12"]


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        (("10:25<10:10 pause",), ["10:10-10:30"]),
        (("10:25<10:20 pause",), ["10:20-10:30"]),
        (("10:25<10:05 pause", "10:26<10:10 resume"), ["10:05-10:10", "10:20-10:22"]),
        (("10:25<10:05 pause", "10:26<10:21 resume"), ["10:05-10:22"]),
    ],
)
def test_pause_recorded_later_counts_from_its_beginning(
    said: tuple[str, ...], counted: list[str]
) -> None:
    earlier = (START_A, "10:20 pause", "10:22 resume")

    assert stood("10:30", *earlier, *said) == counted


def test_adjacent_pauses_are_one() -> None:
    said = (
        *(START_A, "10:05 pause", "10:09 resume"),
        *("10:09 pause", "10:12 resume"),
    )

    assert stood("10:40", *said) == ["10:05-10:12"]
