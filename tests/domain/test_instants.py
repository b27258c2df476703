"""From written times to instants: clock changes, the day boundary, the machine's own zone."""

from __future__ import annotations

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
    iso_microseconds,
    minutes_left,
    parse_instant,
    parse_time,
    utc_offsets,
    zone_of,
)
from tests.system_zones import SYSTEM_ZONES, needs_system_zone, system_zone
from tests.tables import table

PARIS = ZoneInfo("Europe/Paris")
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)
BOUNDARY = time(4)
DAYS = (date(2025, 2, 7), date(2025, 2, 8))
DATES = st.dates(date(2000, 1, 1), date(2030, 12, 31))
TIMES = st.times().map(lambda t: t.replace(microsecond=0))


@pytest.mark.parametrize("name", ["a" + "/b" * 5_000, "a" * 5_000, "Europe", "Nowhere", ""])
def test_invalid_zone_name_is_refused(name: str) -> None:
    assert zone_of(name) is None
    assert zone_of("America/Argentina/ComodRivadavia") is not None


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("text", "clock", "offset"), table("instants.txt", "times of day"))
def test_time_of_day_is_parsed(text: str, clock: str, offset: str) -> None:
    ahead = timedelta(minutes=int(offset)) if offset else None
    assert parse_time(f" {text} ") == LocalTime(time.fromisoformat(clock), ahead)


@pytest.mark.parametrize(("text", "reason"), table("instants.txt", "invalid times of day"))
def test_invalid_time_of_day_is_refused(text: str, reason: str) -> None:
    with pytest.raises(TimeError) as caught:
        parse_time(text)
    assert (caught.value.reason, caught.value.text) == (reason, text)


@pytest.mark.parametrize(("zone", "day", "clock"), table("skipped_times.txt"))
def test_skipped_local_time_is_refused(zone: str, day: str, clock: str) -> None:
    for written in (clock, f"{clock}+01:00"):
        with pytest.raises(TimeError) as caught:
            instant(date.fromisoformat(day), parse_time(written), ZoneInfo(zone))
        assert caught.value.reason == "impossible"
        assert clock in caught.value.text


@pytest.mark.parametrize(("zone", "day", "clock", "choices"), table("repeated_times.txt"))
def test_repeated_local_time_needs_an_offset(zone: str, day: str, clock: str, choices: str) -> None:
    on, place = date.fromisoformat(day), ZoneInfo(zone)
    with pytest.raises(TimeError) as caught:
        instant(on, parse_time(clock), place)
    assert (caught.value.reason, " ".join(caught.value.choices)) == ("ambiguous", choices)
    for offset in choices.split():
        found = instant(on, parse_time(clock + offset), place)
        assert found == datetime.fromisoformat(f"{day} {clock}{offset}")


def test_offset_that_the_zone_does_not_use_then_is_refused() -> None:
    for day, text, choices in (
        (DAYS[0], "09:00+02:00", ("+01:00",)),
        (date(2025, 10, 26), "02:30+05:00", ("+02:00", "+01:00")),
    ):
        with pytest.raises(TimeError) as caught:
            instant(day, parse_time(text), PARIS)
        assert (caught.value.reason, caught.value.choices) == ("offset", choices)
    assert instant(DAYS[0], parse_time("09:00+01:00"), PARIS) == utc("2025-02-07 08:00")


def test_time_before_the_day_boundary_belongs_to_the_previous_day() -> None:
    day, following = DAYS
    assert instant(day, parse_time("03:59"), PARIS, BOUNDARY) == utc("2025-02-08 02:59")
    assert instant(day, parse_time("04:00"), PARIS, BOUNDARY) == utc("2025-02-07 03:00")
    assert event_day(utc("2025-02-08 02:59"), PARIS, BOUNDARY) == day
    assert event_day(utc("2025-02-08 03:00"), PARIS, BOUNDARY) == following


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


@needs_system_zone
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("system", SYSTEM_ZONES)
def test_parsing_ignores_the_system_time_zone(zone: str, system: str) -> None:
    place, day = ZoneInfo(zone), DAYS[0]
    expected = datetime(2025, 2, 7, 9, 30, tzinfo=place).astimezone(UTC)
    with system_zone(system):
        assert instant(day, parse_time("09:30"), place) == expected
        assert event_day(expected, place, BOUNDARY) == day
        for text in ("09:30", "9h30", "2025-02-07 09:30", expected.isoformat()):
            assert parse_instant(text, place, [day], day, BOUNDARY) == expected
        with pytest.raises(TimeError, match="impossible"):
            instant(date(2025, 3, 30), parse_time("02:30"), PARIS)


def test_stored_instants_include_microseconds() -> None:
    moment = utc("2025-02-07 08:00:01.250")
    assert iso_microseconds(moment, PARIS) == "2025-02-07T09:00:01.250000+01:00"
    assert datetime.fromisoformat(iso_microseconds(moment, UTC)) == moment


@pytest.mark.parametrize(("seconds", "minutes"), table("instants.txt", "minutes left"))
def test_overtime_counts_full_minutes_from_the_first_second(seconds: str, minutes: str) -> None:
    assert minutes_left(timedelta(seconds=int(seconds))) == int(minutes)


def test_zone_offset_changes_at_the_minute_of_the_clock_change() -> None:
    start, end = utc("2025-03-01 12:30:10"), utc("2025-12-01")
    spring, autumn = utc("2025-03-30 01:00"), utc("2025-10-26 01:00")
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    assert utc_offsets(PARIS, start, end) == [
        (start.replace(second=0), spring, winter),
        (spring, autumn, summer),
        (autumn, end, winter),
    ]


def typed_instant(
    text: str, today: date = date(2025, 1, 1), days: tuple[date, ...] = DAYS
) -> datetime:
    return parse_instant(text, PARIS, days, today, BOUNDARY)


@pytest.mark.parametrize(("text", "expected"), table("typed_instants.txt"))
def test_typed_instant_is_interpreted(text: str, expected: str) -> None:
    assert typed_instant(text) == utc(expected)


def test_time_without_date_is_today_during_the_event_and_otherwise_on_its_first_day() -> None:
    for today, day in ((6, 7), (7, 7), (8, 8), (9, 7)):
        found = typed_instant("10:30", today=date(2025, 2, today))
        assert found == utc(f"2025-02-0{day} 09:30")
    assert typed_instant("10:30", today=date(2025, 2, 9), days=()) == utc("2025-02-09 09:30")


@given(day=DATES, clock=TIMES, hours=st.integers(-12, 14))
def test_time_with_offset_is_within_a_day_of_the_start_of_the_event_day(
    day: date, clock: time, hours: int
) -> None:
    offset = timedelta(hours=hours)
    sign = "-" if hours < 0 else "+"
    moment = typed_instant(f"{clock:%H:%M:%S}{sign}{abs(hours):02}:00", days=(day,))
    start = instant(day, LocalTime(BOUNDARY), PARIS)
    assert timedelta(0) <= moment - start < timedelta(days=1)
    assert (moment + offset).time() == clock


@pytest.mark.parametrize(("text", "reason"), table("instants.txt", "invalid instants"))
def test_invalid_instant_is_refused(text: str, reason: str) -> None:
    with pytest.raises(TimeError) as caught:
        typed_instant(text)
    assert (caught.value.reason, caught.value.text) == (reason, text)


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("text", ["02:00", "23:00", "02:00+14:00", "23:00-12:00"])
def test_event_day_at_the_end_of_the_calendar_is_refused(day: date, text: str) -> None:
    with pytest.raises(TimeError) as caught:
        typed_instant(text, days=(day,))
    assert caught.value.reason == "range"


@given(
    text=st.text()
    | st.from_regex(r"\d{1,2} ?[h:.] ?\d{0,2}(:\d\d)?(Z|[+-]\d\d:?\d\d)?", fullmatch=True)
    | st.from_regex(r"\d{4}-[01]\d-[0-3]\d[T ][0-2]\d:?[0-6]\d(Z|[+-]\d\d:\d\d)?", fullmatch=True)
    | st.datetimes().map(str),
    zone=st.sampled_from(ZONES),
    day=st.dates(),
)
def test_any_text_is_an_instant_or_an_error(text: str, zone: str, day: date) -> None:
    try:
        moment = parse_instant(text, ZoneInfo(zone), [day], day, BOUNDARY)
    except TimeError:
        return
    assert moment.tzinfo is UTC
    for shown in ZONES:
        assert moment.astimezone(ZoneInfo(shown)) == moment
