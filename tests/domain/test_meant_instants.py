"""What someone means who asks for a time: a time alone, a date-time, or nothing one can tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.instants import LocalTime, TimeError, instant, parse_instant
from tests.domain.test_instants import BOUNDARY, DATES, PARIS, TIMES, utc

ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
DAYS = (date(2025, 2, 7), date(2025, 2, 8))


def means(text: str, today: date = date(2025, 1, 1), days: tuple[date, ...] = DAYS) -> datetime:
    return parse_instant(text, PARIS, days, today, BOUNDARY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:30", "2025-02-07 09:30"),
        ("10h30", "2025-02-07 09:30"),
        ("10 h 30", "2025-02-07 09:30"),
        ("10\u00a0h\u00a030", "2025-02-07 09:30"),
        ("10\u202fH\u202f30", "2025-02-07 09:30"),
        ("10h", "2025-02-07 09:00"),
        ("01:30", "2025-02-08 00:30"),
        ("10:30Z", "2025-02-07 10:30"),
        ("10:30+05:30", "2025-02-07 05:00"),
        ("01:30+01:00", "2025-02-08 00:30"),
        ("03:00-05:00", "2025-02-07 08:00"),
        ("2024-12-24T18:00", "2024-12-24 17:00"),
        ("2024-12-24 18:00", "2024-12-24 17:00"),
        ("2024-12-24T18:00Z", "2024-12-24 18:00"),
        ("2024-07-14T18:00:30-04:00", "2024-07-14 22:00:30"),
    ],
)
def test_typed_instant_is_interpreted(text: str, expected: str) -> None:
    assert means(text) == utc(expected)


def test_time_without_date_is_today_during_the_event_and_else_its_first_day() -> None:
    assert means("10:30", today=date(2025, 2, 8)) == utc("2025-02-08 09:30")
    assert means("10:30", today=date(2025, 2, 9)) == utc("2025-02-07 09:30")
    assert means("10:30", today=date(2025, 2, 6)) == utc("2025-02-07 09:30")
    assert means("10:30", today=date(2025, 2, 9), days=()) == utc("2025-02-09 09:30")


def test_repeated_hour_needs_an_offset() -> None:
    night = (date(2025, 10, 25),)
    for text in ("02:30", "2025-10-26T02:30"):
        with pytest.raises(TimeError) as caught:
            means(text, days=night)
        assert (caught.value.reason, caught.value.choices) == ("ambiguous", ("+02:00", "+01:00"))
    assert means("02:30+02:00", days=night) == utc("2025-10-26 00:30")
    assert means("02:30+01:00", days=night) == utc("2025-10-26 01:30")


@given(day=DATES, clock=TIMES, hours=st.integers(-12, 14))
def test_time_with_offset_is_within_a_day_of_the_start_of_the_event_day(
    day: date, clock: time, hours: int
) -> None:
    offset = timedelta(hours=hours)
    sign = "-" if hours < 0 else "+"
    moment = means(f"{clock:%H:%M:%S}{sign}{abs(hours):02}:00", days=(day,))
    start = instant(day, LocalTime(BOUNDARY), PARIS)
    assert timedelta(0) <= moment - start < timedelta(days=1)
    assert (moment + offset).time() == clock


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "24:00",
        "25h",
        "10h99",
        "09:30+24:00",
        "2025-02-30T10:00",
        "2025-02-07T25:00",
        "0000-01-01T00:00",
        "12345-01-01T00:00",
    ],
)
def test_invalid_instant_is_refused(text: str) -> None:
    with pytest.raises(TimeError) as caught:
        means(text)
    assert caught.value.reason == "syntax"


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00",
        "0001-01-01T00:00+14:00",
        "0001-01-03",
        "9999-12-29T10:00",
        "9999-12-31T23:59",
        "9999-12-31T23:59-12:00",
    ],
)
def test_instant_beyond_the_range_of_some_zone_is_refused(text: str) -> None:
    with pytest.raises(TimeError) as caught:
        means(text)
    assert (caught.value.reason, caught.value.text) == ("range", text)


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("text", ["02:00", "23:00", "02:00+14:00", "23:00-12:00"])
def test_day_at_the_end_of_the_calendar_is_an_error(day: date, text: str) -> None:
    with pytest.raises(TimeError) as caught:
        means(text, days=(day,))
    assert caught.value.reason == "range"


def test_skipped_time_is_refused() -> None:
    with pytest.raises(TimeError, match="impossible"):
        means("2025-03-30T02:30")


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
