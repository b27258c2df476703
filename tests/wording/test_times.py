"""Dates, times and durations, as each language writes them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.wording.times import (
    column_span,
    column_time,
    countdown,
    date_text,
    duration,
    header_dates,
    sentence_time,
    time_with_seconds,
    until_words,
    viewer_span,
    viewer_time,
    zone_name,
)
from sommet_tui.wording.words import Zones, words_in
from tests.acting import day_of
from tests.builders import NEXT_DAY, at, plain
from tests.tables import table
from tests.wording.views import view

EN, FR = words_in("en"), words_in("fr")
PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2025, 2, 7, 9, 30, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)

lengths = st.timedeltas(timedelta(0), timedelta(days=400))


def minutes_read(text: str) -> int:
    """A duration read back, in minutes."""
    words = plain(text).split(" ")
    if words[1].startswith(("day", "jour")):
        return int(words[0]) * 24 * 60
    if words[1] == "min":
        return int(words[0])
    return int(words[0]) * 60 + (int(words[2]) if len(words) > 2 else 0)


def seconds_read(text: str) -> int:
    """A countdown read back, in seconds."""
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


@pytest.mark.parametrize(("zone", "expected"), table("times.txt", "zones"))
def test_zone_with_an_offset_has_the_usual_sign(zone: str, expected: str) -> None:
    assert zone_name(zone) == expected


class TestCountdown:
    @pytest.mark.parametrize(("seconds", "expected"), table("times.txt", "countdown in seconds"))
    def test_countdown_shows_hours_minutes_and_seconds(self, seconds: str, expected: str) -> None:
        assert countdown(timedelta(seconds=float(seconds))) == expected

    @given(lengths)
    def test_countdown_rounds_up(self, left: timedelta) -> None:
        shown = timedelta(seconds=seconds_read(countdown(left)))
        assert left <= shown < left + timedelta(seconds=1)
        assert (countdown(left) == "0:00") == (left == timedelta(0))


class TestDuration:
    @pytest.mark.parametrize(("seconds", "english", "french"), table("durations.txt"))
    def test_duration_matches_examples(self, seconds: str, english: str, french: str) -> None:
        length = timedelta(seconds=int(seconds))
        assert plain(duration(length, EN)) == english
        assert plain(duration(length, FR)) == french

    @given(st.timedeltas(timedelta(0), timedelta(hours=47)))
    def test_duration_rounds_up_to_the_minute(self, length: timedelta) -> None:
        shown = timedelta(minutes=minutes_read(duration(length, FR)))
        assert length <= shown < length + timedelta(minutes=1)

    @given(lengths)
    def test_duration_is_never_broken_over_two_lines(self, length: timedelta) -> None:
        assert " " not in duration(length, EN) + duration(length, FR)


class TestUntil:
    @pytest.mark.parametrize(
        ("seconds", "english", "french"), table("times.txt", "seconds until an instant")
    )
    def test_distance_is_in_minutes_or_days(self, seconds: str, english: str, french: str) -> None:
        instant = MORNING + timedelta(seconds=int(seconds))
        for language, text in (("en", english), ("fr", french)):
            shown = view(language, MORNING, zones=Zones(PARIS))
            assert plain(until_words(instant, shown)) == text

    @pytest.mark.parametrize(
        ("now", "expected"), table("times.txt", "distance to 10:00 on 7 February")
    )
    def test_distance_counts_calendar_days(self, now: str, expected: str) -> None:
        start = datetime(2025, 2, 7, 10, 0, tzinfo=PARIS)
        at = datetime.fromisoformat(now).replace(tzinfo=PARIS)
        assert plain(until_words(start, view("en", at, zones=Zones(PARIS)))) == expected

    def test_distance_counts_days_of_the_displayed_zone(self) -> None:
        start = datetime(2025, 2, 7, 23, 0, tzinfo=UTC)
        now = datetime(2025, 2, 4, 12, 0, tzinfo=UTC)
        assert plain(until_words(start, view("en", now, zones=Zones(UTC)))) == "in 3 days"
        assert plain(until_words(start, view("en", now, zones=Zones(PARIS)))) == "in 4 days"


class TestDate:
    @pytest.mark.parametrize(("day", "english", "french"), table("times.txt", "dates"))
    def test_date_is_written_in_full(self, day: str, english: str, french: str) -> None:
        for words, text in ((EN, english), (FR, french)):
            assert plain(date_text(date.fromisoformat(day), words, year=True)) == text

    def test_date_is_abbreviated(self) -> None:
        day = date(2025, 2, 7)
        assert plain(date_text(day, FR)) == "vendredi 7 février"
        assert plain(date_text(day, FR, weekday=False)) == "7 février"


class TestTimeOfDay:
    def test_columns_are_alike_in_both_languages(self) -> None:
        zones = Zones(PARIS)
        assert column_time(MORNING, zones) == "10:30"
        assert column_span(MORNING, MORNING + timedelta(minutes=45), zones) == "10:30 – 11:15"
        assert time_with_seconds(MORNING, zones) == "10:30:07"

    @pytest.mark.parametrize(
        ("clock", "english", "french"), table("times.txt", "times in a sentence")
    )
    def test_time_in_a_sentence_follows_the_language(
        self, clock: str, english: str, french: str
    ) -> None:
        moment = datetime.fromisoformat(f"2025-02-07T{clock}").replace(tzinfo=PARIS)
        assert sentence_time(moment, view("en")) == english
        assert plain(sentence_time(moment, view("fr"))) == french


class TestViewersTime:
    @pytest.mark.parametrize(
        ("moment", "event", "viewer", "english", "french"),
        table("times.txt", "local times of a moment / of the hour after it"),
    )
    def test_local_time_is_shown_if_it_differs(
        self, moment: str, event: str, viewer: str, english: str, french: str
    ) -> None:
        start, zones = datetime.fromisoformat(moment), Zones(ZoneInfo(event), ZoneInfo(viewer))
        for language, text in (("en", english), ("fr", french)):
            shown = view(language, zones=zones)
            found = (viewer_time(start, shown), viewer_span(start, start + HOUR, shown))
            assert plain(" / ".join(filter(None, found))) == text

    def test_local_time_in_a_column_has_two_digits_for_the_hour(self) -> None:
        shown = view("fr", zones=Zones(PARIS, ZoneInfo("Europe/London")))
        assert viewer_time(MORNING, shown, in_column=True) == "09:30 chez vous"

    @given(st.integers(-14 * 60, 14 * 60), st.integers(-14 * 60, 14 * 60))
    def test_local_time_appears_only_if_offsets_differ(self, event: int, viewer: int) -> None:
        zones = Zones(
            timezone(timedelta(minutes=event)),
            timezone(timedelta(minutes=viewer)),
        )
        assert (viewer_time(MORNING, view("en", zones=zones)) is None) == (event == viewer)


@pytest.mark.parametrize(("number", "english", "french"), table("times.txt", "numbers"))
def test_thousands_are_separated(number: str, english: str, french: str) -> None:
    assert EN.number(int(number)) == english
    assert FR.number(int(number)) == french


@pytest.fixture(params=["AAA-25:99", "XXX+99999"])
def odd_system_zone(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The system's zone is a day or more from UTC, which no datetime can say."""
    if not hasattr(time, "tzset"):
        pytest.skip("the environment names no zone there")
    with monkeypatch.context() as changed:
        changed.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("odd_system_zone")
def test_invalid_system_zone_is_utc_and_not_shown() -> None:
    assert column_time(MORNING, Zones(None)) == "09:30"
    assert viewer_time(MORNING, view("en", zones=Zones(PARIS))) is None


@pytest.mark.parametrize(
    ("planned", "now", "expected", "english", "french"),
    table("times.txt", "sessions that are late"),
)
def test_late_session_shows_when_it_is_expected(
    planned: str, now: str, expected: str, english: str, french: str
) -> None:
    start, current, later = (
        datetime.fromisoformat(f"2025-02-07T{clock}+01:00") for clock in (planned, now, expected)
    )
    for language, text in (("en", english), ("fr", french)):
        assert plain(until_words(start, view(language, current), later)) == text


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (at("23:50"), "Fri 7 February · day 1 of 2"),
        (at("03:50"), "Sat 8 February"),  # still the night of the first day
        (at("04:10", NEXT_DAY), "Sat 8 February · day 2 of 2"),
    ],
)
def test_header_counts_event_days_only_on_their_own_dates(now: datetime, shown: str) -> None:
    two = day_of("one 10:00-11:00, late 23:00-05:00, two 10:00-11:00 next-day")
    assert plain(header_dates(view(now=now, shown=two))[0]) == shown
