"""From written times to instants: clock changes, the day boundary, the machine's own zone."""

from __future__ import annotations

import os
import time as system_time
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sommet_tui.domain.instants import (
    LocalTime,
    TimeError,
    event_day,
    instant,
    parse_instant,
    parse_time,
    utc_offsets,
    written_exactly,
    zone_of,
)

PARIS = ZoneInfo("Europe/Paris")
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)
BOUNDARY = time(4)
DATES = st.dates(date(2000, 1, 1), date(2030, 12, 31))
TIMES = st.times().map(lambda t: t.replace(microsecond=0))


@pytest.mark.parametrize("name", ["a" + "/b" * 5_000, "a" * 5_000, "Europe", "Nowhere", ""])
def test_invalid_zone_name_is_refused(name: str) -> None:
    assert zone_of(name) is None
    assert zone_of("America/Argentina/ComodRivadavia") is not None


@pytest.fixture(params=["UTC", "Europe/Paris", "America/New_York", "Pacific/Apia"])
def system_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The machine's own time zone, one after another."""
    if not hasattr(system_time, "tzset"):
        pytest.skip("this system's zone cannot be set")
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    system_time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    system_time.tzset()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09:30", LocalTime(time(9, 30))),
        ("9:30", LocalTime(time(9, 30))),
        (" 00:00 ", LocalTime(time(0, 0))),
        ("09:30:15", LocalTime(time(9, 30, 15))),
        ("02:30+01:00", LocalTime(time(2, 30), timedelta(hours=1))),
        ("02:30-0330", LocalTime(time(2, 30), -timedelta(hours=3, minutes=30))),
        ("02:30Z", LocalTime(time(2, 30), timedelta(0))),
    ],
)
def test_time_of_day_is_parsed(text: str, expected: LocalTime) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "9", "24:00", "23:60", "12:00:60", "9.30", "09:3", "-1:00", "09:30+24:00", "09:30+01:60"],
)
def test_invalid_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(TimeError) as caught:
        parse_time(text)
    assert (caught.value.reason, caught.value.text) == ("syntax", text)


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("Europe/Paris", date(2025, 3, 30), "02:30"),
        ("Europe/Paris", date(2025, 3, 30), "02:00"),
        ("America/New_York", date(2025, 3, 9), "02:59"),
        ("Australia/Lord_Howe", date(2025, 10, 5), "02:29"),
        ("Pacific/Apia", date(2011, 9, 24), "03:30"),
        ("Pacific/Apia", date(2011, 12, 30), "12:00"),
    ],
)
def test_skipped_local_time_is_refused(zone: str, day: date, clock: str) -> None:
    for written in (clock, f"{clock}+01:00"):
        with pytest.raises(TimeError) as caught:
            instant(day, parse_time(written), ZoneInfo(zone))
        assert caught.value.reason == "impossible"
        assert clock in caught.value.text


@pytest.mark.parametrize(
    ("zone", "day", "clock", "choices"),
    [
        ("Europe/Paris", date(2025, 10, 26), "02:30", ("+02:00", "+01:00")),
        ("America/New_York", date(2025, 11, 2), "01:00", ("-04:00", "-05:00")),
        ("Australia/Lord_Howe", date(2025, 4, 6), "01:45", ("+11:00", "+10:30")),
        ("Pacific/Apia", date(2012, 4, 1), "03:15", ("+14:00", "+13:00")),
    ],
)
def test_repeated_local_time_needs_an_offset(
    zone: str, day: date, clock: str, choices: tuple[str, ...]
) -> None:
    place = ZoneInfo(zone)
    with pytest.raises(TimeError) as caught:
        instant(day, parse_time(clock), place)
    assert (caught.value.reason, caught.value.choices) == ("ambiguous", choices)
    earlier, later = (instant(day, parse_time(clock + offset), place) for offset in choices)
    assert earlier < later
    assert earlier == datetime.fromisoformat(f"{day} {clock}{choices[0]}")
    assert later == datetime.fromisoformat(f"{day} {clock}{choices[1]}")


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Europe/Paris", date(2025, 3, 30), "01:59", "2025-03-30 00:59"),
        ("Europe/Paris", date(2025, 3, 30), "03:00", "2025-03-30 01:00"),
        ("America/New_York", date(2025, 3, 9), "03:00", "2025-03-09 07:00"),
        ("Asia/Kolkata", date(2025, 3, 30), "02:30", "2025-03-29 21:00"),
        ("Australia/Lord_Howe", date(2025, 10, 5), "02:30", "2025-10-04 15:30"),
        ("Pacific/Apia", date(2011, 12, 29), "23:59", "2011-12-30 09:59"),
        ("Pacific/Apia", date(2011, 12, 31), "00:00", "2011-12-30 10:00"),
    ],
)
def test_times_beside_a_clock_change_are_unambiguous(
    zone: str, day: date, clock: str, expected: str
) -> None:
    assert instant(day, parse_time(clock), ZoneInfo(zone)) == utc(expected)


def test_offset_must_be_valid_for_the_zone_at_that_time() -> None:
    with pytest.raises(TimeError) as caught:
        instant(date(2025, 2, 7), parse_time("09:00+02:00"), PARIS)
    assert (caught.value.reason, caught.value.choices) == ("offset", ("+01:00",))
    with pytest.raises(TimeError) as caught:
        instant(date(2025, 10, 26), parse_time("02:30+05:00"), PARIS)
    assert (caught.value.reason, caught.value.choices) == ("offset", ("+02:00", "+01:00"))
    assert instant(date(2025, 2, 7), parse_time("09:00+01:00"), PARIS) == utc("2025-02-07 08:00")


def test_time_before_the_day_boundary_is_on_the_evening_before() -> None:
    day = date(2025, 2, 7)
    assert instant(day, parse_time("03:59"), PARIS, BOUNDARY) == utc("2025-02-08 02:59")
    assert instant(day, parse_time("04:00"), PARIS, BOUNDARY) == utc("2025-02-07 03:00")
    assert event_day(utc("2025-02-08 02:59"), PARIS, BOUNDARY) == day
    assert event_day(utc("2025-02-08 03:00"), PARIS, BOUNDARY) == date(2025, 2, 8)


@given(zone=st.sampled_from(ZONES), day=DATES, clock=TIMES, boundary=st.sampled_from([0, 4, 6]))
@example(zone="Europe/Paris", day=date(2025, 10, 25), clock=time(2, 30), boundary=4)
@example(zone="Pacific/Apia", day=date(2011, 12, 29), clock=time(2, 30), boundary=4)
def test_instant_shows_the_typed_time_on_its_event_day(
    zone: str, day: date, clock: time, boundary: int
) -> None:
    place = ZoneInfo(zone)
    expected = 1
    try:
        found = [instant(day, LocalTime(clock), place, time(boundary))]
    except TimeError as error:
        offsets = [parse_time(f"00:00{choice}").offset for choice in error.choices]
        found = [instant(day, LocalTime(clock, o), place, time(boundary)) for o in offsets]
        expected = {"impossible": 0, "ambiguous": 2}[error.reason]
    assert len(found) == expected
    for moment in found:
        assert moment.tzinfo is UTC
        assert moment.astimezone(place).time() == clock
        assert event_day(moment, place, time(boundary)) == day


@pytest.mark.parametrize("zone", ZONES)
def test_parsing_ignores_the_system_time_zone(zone: str, system_zone: str) -> None:
    place = ZoneInfo(zone)
    day = date(2025, 2, 7)
    expected = datetime(2025, 2, 7, 9, 30, tzinfo=place).astimezone(UTC)
    assert instant(day, parse_time("09:30"), place) == expected
    assert event_day(expected, place, BOUNDARY) == day
    for text in ("09:30", "9h30", "2025-02-07 09:30", expected.isoformat()):
        assert parse_instant(text, place, [day], day, BOUNDARY) == expected
    with pytest.raises(TimeError, match="impossible"):
        instant(date(2025, 3, 30), parse_time("02:30"), PARIS)


def test_stored_instants_have_all_their_digits() -> None:
    moment = datetime(2025, 2, 7, 8, 0, 1, 250_000, tzinfo=UTC)
    assert written_exactly(moment, ZoneInfo("Europe/Paris")) == "2025-02-07T09:00:01.250000+01:00"
    assert datetime.fromisoformat(written_exactly(moment, UTC)) == moment


def test_zone_offsets_are_valid_up_to_the_minute_of_the_change() -> None:
    zone, start = ZoneInfo("Europe/Paris"), datetime(2025, 3, 1, 12, 30, 10, tzinfo=UTC)
    end = datetime(2025, 12, 1, tzinfo=UTC)
    spring, autumn = datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 10, 26, 1, tzinfo=UTC)
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    assert utc_offsets(zone, start, end) == [
        (start.replace(second=0), spring, winter),
        (spring, autumn, summer),
        (autumn, end, winter),
    ]
