"""The worked examples in the rules of timing, each a row."""

from __future__ import annotations

import pytest

from tests.acting import Said, example_day, offset, shown, standing

ON_TIME: tuple[Said, ...] = (("09:00", "start", "opening"), ("09:15", "start", "keynote"))
LATE_A: Said = ("10:12", "start", "a")
SHOWN = ("a", "coffee", "b", "lunch", "c")

ROWS: tuple[tuple[tuple[Said, ...], str, int, str], ...] = (
    (
        (("09:06", "start", "opening"),),
        "09:10",
        6,
        "10:06-11:06 11:06-11:30 11:30-12:30 12:30-13:30 13:30-14:30",
    ),
    (
        (*ON_TIME, LATE_A, ("10:13", "add", "a", 5)),
        "10:20",
        17,
        "10:12-11:17 11:17-11:30 11:30-12:30 12:30-13:30 13:30-14:30",
    ),
    (
        (*ON_TIME, LATE_A),
        "11:35",
        35,
        "10:12-11:35 11:35-11:35 11:35-12:35 12:35-13:30 13:30-14:30",
    ),
    (
        (*ON_TIME, ("10:00", "start", "a"), ("10:10", "pause"), ("10:14", "resume")),
        "10:20",
        4,
        "10:00-11:04 11:04-11:30 11:30-12:30 12:30-13:30 13:30-14:30",
    ),
    (
        (*ON_TIME, ("10:00", "start", "a"), ("11:05", "end")),
        "11:20",
        0,
        "10:00-11:05 11:05-11:30 11:30-12:30 12:30-13:30 13:30-14:30",
    ),
    (
        (*ON_TIME, ("10:00", "start", "a"), ("11:05", "end")),
        "11:34",
        4,
        "10:00-11:05 11:05-11:30 11:34-12:34 12:34-13:30 13:30-14:30",
    ),
    (
        (*ON_TIME, ("10:00", "end")),
        "10:04",
        4,
        "10:04-11:04 11:04-11:30 11:30-12:30 12:30-13:30 13:30-14:30",
    ),
    (
        (*ON_TIME, LATE_A, ("10:13", "undo", 3)),
        "10:20",
        20,
        "10:20-11:20 11:20-11:30 11:30-12:30 12:30-13:30 13:30-14:30",
    ),
    (
        (("10:00", "start", "a"), ("10:50", "end"), ("10:55", "start", "b")),
        "11:00",
        -35,
        "10:00-10:50 10:55-10:55 10:55-11:55 12:30-13:30 13:30-14:30",
    ),
    (
        (("08:00", "cancel", "b"),),
        "11:40",
        0,
        "10:00-11:00 11:00-11:30 cancelled 12:30-13:30 13:30-14:30",
    ),
)


@pytest.mark.parametrize(("acts", "now", "behind", "times"), ROWS)
def test_worked_example(acts: tuple[Said, ...], now: str, behind: int, times: str) -> None:
    lane = standing(example_day(), now, *acts)
    assert offset(lane) == behind
    assert " ".join(shown(lane, id_) for id_ in SHOWN) == times
