"""What a lane's day comes to so far."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.domain.rundown.delay_cost import Totals, totals
from tests.acting import example_day, timing_at

DAY = example_day()
ON_TIME = ("09:00 start opening", "09:15 start keynote")


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_totals_are_empty_before_a_session_is_over() -> None:
    assert totals(timing_at(DAY, "08:00")) == Totals()
    assert totals(timing_at(DAY, "09:10", ON_TIME[0])) == Totals()


def test_finished_session_counts_with_added_minutes_and_pauses() -> None:
    acts = (
        *ON_TIME,
        "09:20 add keynote 5",
        "10:00 start a",
        "10:10 pause",
        "10:14 resume",
        "10:20 add a -10",
        "10:50 end",
        "10:55 cancel c",
    )
    assert totals(timing_at(DAY, "11:00", *acts)) == Totals(
        held=3,
        cancelled=1,
        lasted=minutes(15 + 45 + 50),
        planned=minutes(120),
        given=minutes(5),
        taken=minutes(10),
        paused=minutes(4),
    )


def test_lengths_match_the_displayed_times() -> None:
    found = timing_at(DAY, "09:20", "09:00:50 start opening", "09:15:10 end")
    assert totals(found).lasted == minutes(15)


def test_session_cancelled_while_running_was_held_and_a_skipped_one_was_not() -> None:
    acts = (*ON_TIME, "09:30 cancel keynote", "11:30 start b")
    found = totals(timing_at(DAY, "11:40", *acts))
    assert (found.held, found.broken_off, found.skipped) == (2, 1, 1)


@pytest.mark.parametrize(
    ("acts", "confirmed"),
    [
        ((), False),
        (("09:05 pause", "09:08 resume"), True),
        (("09:05 add opening 5",), True),
        (("09:12 end",), True),
    ],
)
def test_automatic_session_counts_as_held_once_someone_acts_on_it(
    acts: tuple[str, ...], confirmed: bool
) -> None:
    timing = timing_at(DAY, "09:17", *acts, "09:16 start keynote")
    opening = timing.item("opening")
    assert opening is not None
    assert opening.by_clock
    assert opening.is_automatic is not confirmed
    assert (totals(timing).held, totals(timing).assumed) == ((1, 0) if confirmed else (0, 1))
