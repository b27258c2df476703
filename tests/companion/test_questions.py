"""What is asked before a session starts: each question at its boundaries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.companion.questions import Confirmation, question_before
from sommet_tui.domain.programme import Programme
from tests.acting import act, example_day, log, timing_at
from tests.builders import pause, programme, session

A_MOMENT = timedelta(seconds=30)
KEYNOTE_RUNS = ("09:00 start opening", "09:15 start keynote")
A_RUNS = (*KEYNOTE_RUNS, "10:00 start a")
A_ENDED = (*A_RUNS, "11:00 end")
ANNOUNCED_EARLIER = (
    *KEYNOTE_RUNS,
    "09:20 add a -59",
    "09:21 cancel b",
    "09:22 announce",
)
SHORT_BREAK = programme(
    session("a", "10:00", "11:00"),
    pause("coffee", "11:00", "11:10"),
    session("b", "11:10", "12:00"),
)
GAP = programme(session("a", "10:00", "11:00"), session("b", "11:15", "12:00"))
FIRST = ("10:00 start a",)
OVER = (*FIRST, "11:00 end")


def before_start(
    day: Programme, said: tuple[str, ...], now: str, wanted: str
) -> Confirmation | None:
    wish = act(len(said) + 1, f"{now} start {wanted}")
    return question_before(wish, timing_at(day, now, *said), log(day, *said), A_MOMENT)


@pytest.mark.parametrize(
    ("day", "said", "now", "wanted", "asked"),
    [
        # more than ten minutes of what runs
        (example_day(), A_RUNS, "10:49:59", "b", ("cuts-short", "a", 10 * 60 + 1)),
        (example_day(), A_RUNS, "10:50", "b", ("early", None, 40 * 60)),
        # more than ten minutes before its time
        (example_day(), A_ENDED, "11:19:59", "b", ("early", None, 10 * 60 + 1)),
        (example_day(), A_ENDED, "11:20", "b", ("cuts-short", "coffee", 10 * 60)),
        (example_day(), ANNOUNCED_EARLIER, "09:58", "a", None),
        # a minute of the break before it
        (example_day(), A_ENDED, "11:29", "b", ("cuts-short", "coffee", 60)),
        (example_day(), A_ENDED, "11:29:01", "b", None),
        (SHORT_BREAK, FIRST, "11:00", "b", ("break-first", "coffee", 10 * 60)),
        (SHORT_BREAK, FIRST, "11:07:30", "b", ("break-first", "coffee", 150)),
        (SHORT_BREAK, FIRST, "11:12", "b", None),
        (SHORT_BREAK, OVER, "11:05", "b", ("cuts-short", "coffee", 5 * 60)),
        (SHORT_BREAK, OVER, "11:09:30", "b", None),
        # a minute of a long gap
        (GAP, FIRST, "11:06", "b", ("early", None, 9 * 60)),
        (GAP, FIRST, "11:14", "b", ("early", None, 60)),
        (GAP, FIRST, "11:14:01", "b", None),
        # another session may be meant
        (example_day(), A_RUNS, "10:00:29", "b", ("just-started", "a", None)),
        (example_day(), A_RUNS, "10:00:30", "b", ("cuts-short", "a", 59 * 60 + 30)),
        (example_day(), A_ENDED, "11:29:30", "a", ("again", None, None)),
        (example_day(), (*A_ENDED, "11:01 cancel b"), "11:29", "b", ("though-cancelled",)),
        (example_day(), KEYNOTE_RUNS, "10:00", "a", None),
    ],
)
def test_start_asks_for_confirmation(
    day: Programme,
    said: tuple[str, ...],
    now: str,
    wanted: str,
    asked: tuple[object, ...] | None,
) -> None:
    found = before_start(day, said, now, wanted)
    if asked is None:
        assert found is None
        return
    assert found is not None
    seconds = found.left.total_seconds() if found.left is not None else None
    facts = (found.code, found.other.id if found.other else None, seconds)
    assert facts[: len(asked)] == asked


def test_start_that_skips_sessions_names_them() -> None:
    found = before_start(example_day(), KEYNOTE_RUNS, "09:50", "c")
    assert found is not None
    assert (found.code, [each.id for each in found.skipped]) == ("skips", ["a", "b"])
