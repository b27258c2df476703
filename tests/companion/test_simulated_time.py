"""Clocks: the real one, and one set to another time that may stop or run at another speed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sommet_tui.companion.ports import FASTEST
from sommet_tui.companion.simulated_time_and_rehearsal import (
    ShiftedClock,
    SystemClock,
    shifted_clock,
)
from tests.companion.windows import Dial

START = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
SUMMIT = datetime(2025, 2, 7, 8, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


def test_system_clock_is_in_utc() -> None:
    before = datetime.now(UTC)
    shown_time = SystemClock().now()
    assert before <= shown_time <= datetime.now(UTC)
    assert shown_time.tzinfo is UTC


@pytest.mark.parametrize("speed", [0.0, 0.5, 1.0, 60.0])
def test_simulated_clock_starts_at_its_time_and_speed(speed: float) -> None:
    dial = Dial(START)
    clock = shifted_clock(dial, SUMMIT, speed)
    assert clock.now() == SUMMIT
    dial.shows += MINUTE
    assert clock.now() == SUMMIT + MINUTE * speed
    assert clock.now() == SUMMIT + MINUTE * speed, "asking does not move it"


@pytest.mark.parametrize(("days", "year"), [(1000, 9999), (-1000, 1)])
def test_fast_clock_stops_at_the_ends_of_the_calendar(days: int, year: int) -> None:
    dial = Dial(START)
    clock = shifted_clock(dial, SUMMIT, FASTEST)
    dial.shows += timedelta(days=days)
    assert clock.now().year == year


@given(
    origin=st.datetimes(timezones=st.just(UTC)),
    elapsed=st.timedeltas(-timedelta(days=9999), timedelta(days=9999)),
    speed=st.floats(0, FASTEST),
)
@example(origin=LAST, elapsed=timedelta(0), speed=1.0)
@example(origin=FIRST, elapsed=timedelta(0), speed=1.0)
def test_every_zone_can_show_the_clock(origin: datetime, elapsed: timedelta, speed: float) -> None:
    shown_time = ShiftedClock(Dial(START + elapsed), START, origin, speed).now()
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        assert shown_time.astimezone(ZoneInfo(zone)) == shown_time
