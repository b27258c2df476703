"""This computer's clock is compared with the clock of the crew's lead."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sommet_tui.live.crew.clock import CrewClock, format_instant
from tests.builders import at
from tests.companion.windows import Dial

SENT = at("09:00")


def presence(behind: float, there: float = 0.1, back: float = 0.1) -> tuple[datetime, Any]:
    """The lead's answer to a message of 9:00, and when it arrives here.

    This computer's clock is `behind` seconds slower than the lead's; the message takes `there` and
    `back` seconds.
    """
    arrived = SENT + timedelta(seconds=there + behind)
    echo = [format_instant(SENT), format_instant(arrived)]
    view = {"echoes": {"me/1": echo}, "shown_at": format_instant(arrived + timedelta(seconds=5))}
    return SENT + timedelta(seconds=there + 5 + back), view


def measured(behind: float, **trip: float) -> object:
    now, view = presence(behind, **trip)
    return CrewClock(Dial(SENT), 0.0).measure(view, "me/1", now)


@pytest.mark.parametrize("behind", [0.0, 120.0, -120.0])
def test_clock_difference_is_measured_by_a_round_trip(behind: float) -> None:
    assert measured(behind) == pytest.approx(behind)
    assert measured(behind, there=0.2, back=0.0) == pytest.approx(behind + 0.1)


def test_slow_round_trip_does_not_measure_the_clock() -> None:
    assert measured(120, there=1.5, back=1.5) is None
    assert measured(8 * 24 * 3600.0) is None


@pytest.mark.parametrize("echoes", [None, [], {}, {"me/1": "x"}, {"me/1": ["x"]}, {"b/1": [1, 2]}])
def test_presence_message_without_our_echo_is_recognised(echoes: object) -> None:
    assert CrewClock(Dial(SENT), 0.0).measure({"echoes": echoes}, "me/1", SENT) == "no-echo"


@pytest.mark.parametrize("time", [None, 5, "x", "2026-06-05T09:00:00", "9999-12-31T00:00:00+00:00"])
def test_echo_with_an_invalid_time_measures_nothing(time: object) -> None:
    now, view = presence(0)
    clock = CrewClock(Dial(SENT), 0.0)
    assert clock.measure({**view, "shown_at": time}, "me/1", now) is None
    assert not clock.is_compared


def test_small_clock_differences_are_ignored() -> None:
    offsets = (0.9, 1.1, -1.1, 120.04)
    right, behind = CrewClock(Dial(SENT), 0.0), CrewClock(Dial(SENT), 120.0)
    assert [right.correction(offset) for offset in offsets] == [None, 1.1, -1.1, 120.0]
    assert [behind.correction(offset) for offset in offsets] == [0.0, 1.1, -1.1, None]


def test_laptop_waits_two_seconds_for_the_first_comparison_of_clocks() -> None:
    clock = CrewClock(Dial(SENT), 0.0)
    waits = [clock.is_still_measuring(SENT + timedelta(seconds=seconds)) for seconds in (0, 1, 2)]
    assert waits == [True, True, False]
    clock.start("b/1")
    assert clock.is_still_measuring(SENT)
    now, view = presence(0)
    clock.measure(view, "me/1", now)
    assert not clock.is_still_measuring(SENT)


@pytest.mark.parametrize(
    ("ahead", "is_right"), [((), False), ((1,), True), ((60,), False), ((0, 60), True)]
)
def test_clock_is_right_only_if_it_agrees_with_other_clocks(
    ahead: tuple[int, ...], is_right: bool
) -> None:
    offsets = {str(number): timedelta(seconds=seconds) for number, seconds in enumerate(ahead)}
    assert CrewClock(Dial(SENT), 120.0).is_right(offsets) == is_right
