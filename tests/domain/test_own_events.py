"""Own events: read from one line, and listed among the bookmarks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.bookmarks import next_pick, picks
from sommet_tui.domain.own_events import (
    OwnEvent,
    OwnEventError,
    as_session,
    default_day,
    own_event_line,
    parse_own_event,
)
from sommet_tui.domain.values import replace
from tests.acting import day_of, moment
from tests.builders import DAY, at, bookmark
from tests.tables import table

HALL = day_of("talk 09:00-10:00 @Hall")


def parsed_event(line: str, day: date = DAY) -> OwnEvent:
    return parse_own_event(line, "own-1", day, HALL)


@pytest.mark.parametrize(
    ("line", "start", "end", "title", "place"), table("own_events.txt", "lines")
)
def test_own_event_is_read_from_a_line(
    line: str, start: str, end: str, title: str, place: str
) -> None:
    expected = OwnEvent("own-1", title, at(start), at(end), place or None)
    assert parsed_event(f"  {line} ") == expected


@pytest.mark.parametrize("eve", ["2025-02-07", "2025-03-29", "2025-10-25"])
def test_end_before_the_start_is_on_the_next_day_even_if_the_clocks_change(eve: str) -> None:
    day = date.fromisoformat(eve)
    assert parsed_event("23:00-01:30 Night train", day).end == at("01:30", day)
    over = parsed_event("20:00-08:00 Night train", day)
    assert over.end == at("08:00", day.replace(day=day.day + 1))


@pytest.mark.parametrize(("line", "code"), table("own_events.txt", "invalid lines"))
def test_line_without_times_title_or_length_is_refused(line: str, code: str) -> None:
    with pytest.raises(OwnEventError) as error:
        parsed_event(line)
    assert error.value.code == code


@pytest.mark.parametrize(("zone", "day", "line"), table("own_events.txt", "repeated hour"))
def test_line_of_an_own_event_in_the_repeated_hour_has_the_offset(
    zone: str, day: str, line: str
) -> None:
    there = replace(HALL, timezone=zone)
    event = parse_own_event(line, "own-1", date.fromisoformat(day), there)
    assert own_event_line(event, there) == line


@given(
    st.integers(4, 22),
    st.integers(0, 59),
    st.text("abc é中-:", min_size=1).filter(str.strip),
    st.none() | st.text("abc é", min_size=1).filter(str.strip),
)
def test_own_event_is_unchanged_when_its_line_is_read_back(
    hour: int, minute: int, title: str, place: str | None
) -> None:
    first = f"{hour:02}:{minute:02}-{hour + 1:02}:{minute:02} {title}"
    event = parsed_event(f"{first} @ {place}" if place else first)
    assert parsed_event(own_event_line(event, HALL)) == event


def test_own_event_as_session_is_on_its_event_day_in_its_room() -> None:
    here = as_session(parsed_event("12:00-13:00 Lunch @ Hall"), HALL)
    assert (here.id, here.rooms, here.subtitle, here.day) == ("own-1", ("Hall",), None, DAY)
    away = as_session(parsed_event("00:30-01:00 Taxi @ Station"), HALL)
    assert (away.rooms, away.subtitle, away.day) == ((), "Station", DAY)


@pytest.mark.parametrize(("now", "day"), table("own_events.txt", "default day"))
def test_new_own_event_is_for_the_first_day_that_is_not_over_or_for_the_last_day(
    now: str, day: str
) -> None:
    made = day_of("one 09:00-10:00, two 09:00-10:00 next-day")
    assert default_day(made, moment(now)) == date.fromisoformat(day)


def test_own_event_clashes_with_bookmarks_and_can_be_next() -> None:
    lunch = as_session(parsed_event("09:30-10:30 Lunch"), HALL)
    (pick,) = picks(HALL, [bookmark("talk")], [lunch])
    assert pick.conflicts == (lunch,)
    assert next_pick((pick,), at("09:15"), own=[lunch]) == lunch
