"""However much is wrong with a file, reading it takes no longer than its length explains."""

from __future__ import annotations

import cProfile
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

from sommet_tui.companion.ports import ImportFileError
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.imports import Imported
from sommet_tui.domain.limits import MAX_OBJECTS, MAX_SESSIONS, MAX_WALKS
from sommet_tui.formats.findings import Suggester
from sommet_tui.formats.readers import read_imports
from sommet_tui.formats.readers import read_programme as read
from tests.finding_codes import places as where_found

HEAD = "version: 1\nevent: {id: e, title: T, timezone: Europe/Paris, language: fr}\n"
DAY = "days:\n  - date: 2026-03-01\n    sessions:\n"
SESSION = (
    '      - {{id: x{n}, title: T, start: "09:00", end: "10:00", people: [3], seating: [a]}}\n'
)


def lines(line: str, count: int) -> str:
    return "".join(line.format(n=number) for number in range(count))


def schedule(count: int, more: dict[str, object]) -> str:
    """Return a feed of `count` sessions, each with `more`."""
    talks = [
        {"id": n, "title": f"T{n}", "date": "2026-03-01T09:00:00+01:00", "duration": "01:00"} | more
        for n in range(count)
    ]
    conference = {"title": "E", "time_zone_name": "Europe/Paris"}
    day = {"index": 1, "date": "2026-03-01", "rooms": {"A": talks}}
    return json.dumps({"schedule": {"conference": conference | {"days": [day]}}})


def effort(text: str) -> int:
    """How many calls of functions it takes to read a file."""
    return measured(text)[0]


def measured(text: str) -> tuple[int, Loaded]:
    """Return how many function calls it takes to read a file, and the result."""
    data, counter = text.encode(), cProfile.Profile()
    with counter:
        loaded = read(data, "", "Europe/Paris")
    return sum(entry.callcount for entry in counter.getstats()), loaded


MAX_CALLS = 6_000_000
"""Of functions: three seconds' worth of them, on a laptop of 2024."""


def calendar(*parts: str) -> str:
    return "".join(("BEGIN:VCALENDAR\n", *parts, "END:VCALENDAR\n"))


def events(count: int, more: str = "", zone: str = "", uid: str = "{n}") -> str:
    head = f"BEGIN:VEVENT\nUID:{uid}\nSUMMARY:T{{n}}\nDTSTART{zone}:20260301T090000\n"
    return lines(f"{head}DURATION:PT1H\nLOCATION:R{{n}}\n{more}END:VEVENT\n", count)


def zones(count: int, rule: str = "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU") -> str:
    part = f"DTSTART:19701025T030000\nRRULE:{rule}\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
    zone = f"BEGIN:STANDARD\n{part}END:STANDARD\n"
    return lines(f"BEGIN:VTIMEZONE\nTZID:Zone{{n}}\n{zone}END:VTIMEZONE\n", count)


NEVER = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31\n"
IN_ZONES = ";TZID=Zone{n}"

CALENDARS: dict[str, tuple[Callable[[], str], str | int]] = {
    "a date that does not exist": (lambda: calendar(events(30, NEVER)), 30),
    "many dates that do not exist": (lambda: calendar(events(3000, NEVER)), "calendar-too-costly"),
    "the 99th Monday": (
        lambda: calendar(events(30, "RRULE:FREQ=MONTHLY;BYDAY=+99MO\n")),
        "recurrence-unread",
    ),
    "an interval of zero": (
        lambda: calendar(events(30, NEVER.replace("DAILY", "DAILY;INTERVAL=0"))),
        "recurrence-unread",
    ),
    "a zone for each event": (lambda: calendar(zones(300), events(300, zone=IN_ZONES)), 300),
    "a zone that changes each second": (
        lambda: calendar(zones(1, "FREQ=SECONDLY"), events(300, zone=";TZID=Zone0")),
        "zone-rules-unread",
    ),
    "a zone that changes on a date that does not exist": (
        lambda: calendar(
            zones(1, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"), events(300, zone=";TZID=Zone0")
        ),
        "zone-rules-unread",
    ),
    "a huge list of times": (
        lambda: calendar(events(1, "RDATE:" + ",".join(["20260301T090000"] * 300_000) + "\n")),
        "calendar-too-costly",
    ),
    "a huge number of tracks": (
        lambda: calendar(events(1, f"CATEGORIES:{'a,' * 1_000_000}\n")),
        "calendar-too-costly",
    ),
    "deeply nested parts": (lambda: calendar("BEGIN:X\n" * 200_000), "calendar-syntax"),
    "descriptions full of lists": (
        lambda: calendar(events(100, f"DESCRIPTION:{'<ul><li>x' * 1_600}\n")),
        "calendar-too-costly",
    ),
    "a long description of a recurring event": (
        lambda: calendar(events(1, f"DESCRIPTION:{'<p>x' * 1_000}\nRRULE:FREQ=DAILY\n")),
        "too-much-markup",
    ),
    "too many zones": (
        lambda: calendar(zones(2000), events(2000, zone=IN_ZONES)),
        "calendar-too-costly",
    ),
    "one id for everything": (lambda: calendar(events(2500, uid="same")), 2500),
}


COSTLY = (
    "many dates that do not exist",
    "a zone for each event",
    "descriptions full of lists",
    "too many zones",
    "one id for everything",
)
"""Each comes near the bound, which takes as long: tried with the long tests."""

each_calendar = pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.long] if name in COSTLY else []) for name in CALENDARS],
)


@each_calendar
def test_reading_a_calendar_has_limited_effort(name: str) -> None:
    make, outcome = CALENDARS[name]
    read(calendar(events(1)).encode(), "", "Europe/Paris")
    calls, loaded = measured(make())
    if isinstance(outcome, int):
        assert loaded.programme is not None
        assert len(loaded.programme.sessions) == outcome
    else:
        assert outcome in {finding.code for finding in loaded.findings}
    assert calls < MAX_CALLS


@each_calendar
def test_calendar_import_has_limited_effort(name: str) -> None:
    read_imports(calendar(events(1)).encode())
    counter, found = cProfile.Profile(), list[Imported]()
    with counter, suppress(ImportFileError):
        found += read_imports(CALENDARS[name][0]().encode())
    assert bool(found) == (name not in ("deeply nested parts", "too many zones"))
    assert sum(entry.callcount for entry in counter.getstats()) < MAX_CALLS


def test_json_import_with_too_many_objects_is_refused_before_parsing() -> None:
    with pytest.raises(ImportFileError) as caught:
        read_imports(('{"bookmarks":[' + "{}," * MAX_OBJECTS + "{}]}").encode())
    assert (caught.value.code, caught.value.detail) == ("too-many", "20000")


def cell(column: str) -> str:
    return f"date,start,end,title,{column}\n2026-03-01,9:00,9:30,A,{'a;' * 1_000_000}\n"


LISTS = "<ul><li>x" * 1_600
OVERSIZED: dict[str, tuple[Callable[[], str], str, dict[str, str]]] = {
    "sessions": (
        lambda: HEAD + DAY + lines("      - {{}}\n", MAX_SESSIONS + 1),
        "too-many-sessions 3 days",
        {"count": "20001", "limit": "20000"},
    ),
    "objects": (lambda: "[" + "{}," * MAX_OBJECTS + "{}]", "too-many", {"limit": "500000"}),
    "elements": (
        lambda: f"<schedule><day date='2026-03-01'><room name='A'>{'<a/>' * 500_000}",
        "too-many",
        {"limit": "500000"},
    ),
    **{
        f"a cell of {column}": (
            partial(cell, column),
            f"too-long 2 {column}",
            {"length": "1000001", "limit": "1000"},
        )
        for column in ("people", "room", "language")
    },
    **{
        f"HTML in {where}": (
            partial(schedule, 50, {"persons": [{"public_name": "Ada", "biography": bio}], **text}),
            "too-much-markup",
            {"count": "160000", "limit": "150000"},
        )
        for where, bio, text in (
            ("abstracts", "", {"abstract": LISTS}),
            ("descriptions", "", {"description": LISTS}),
            ("biographies", LISTS, {}),
        )
    },
}


@pytest.mark.parametrize("name", OVERSIZED)
def test_oversized_file_is_refused_before_it_is_read(name: str) -> None:
    make, place, values = OVERSIZED[name]
    calls, loaded = measured(make())
    (error,) = loaded.errors
    assert (where_found([error]), error.values) == (place, values)
    assert calls < MAX_CALLS


PARTS: dict[str, Callable[[int], object]] = {
    "persons": lambda n: {"public_name": f"P{n}"},
    "links": lambda n: {"url": f"https://e.org/{n}"},
}


@pytest.mark.parametrize("where", PARTS)
@pytest.mark.parametrize(
    ("sessions", "each", "code"),
    [(1, 1_000, None), (1, 1_001, "too-long"), (60, 50, None), (61, 50, "too-many-parts")],
)
def test_feed_with_too_many_people_or_links_is_refused(
    where: str, sessions: int, each: int, code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sommet_tui.formats.parsed_feed.MAX_PEOPLE_AND_LINKS", 3_000)
    calls, loaded = measured(schedule(sessions, {where: [*map(PARTS[where], range(each))]}))
    assert [finding.code for finding in loaded.errors] == ([code] if code else [])
    assert code != "too-long" or calls < MAX_CALLS / 10


def sheet(*rooms: str) -> str:
    rows = (f"2026-03-01,9:{n:02},9:{n + 1:02},T{n},{room}\n" for n, room in enumerate(rooms))
    return f"date,start,end,title,room\n{''.join(rows)}"


def programme(*rooms: str) -> str:
    known = "rooms: [{id: a, name: A}, {id: b, name: B}]\n"
    line = '      - {{id: x{}, title: T, start: "9:{:02}", end: "10:00", room: {}}}\n'
    return f"{HEAD}{known}{DAY}{''.join(line.format(n, n, r) for n, r in enumerate(rooms))}"


def places(*rooms: str) -> str:
    line = "BEGIN:VEVENT\nUID:{}\nSUMMARY:T\nDTSTART:20260301T09{:02}00Z\n{}END:VEVENT\n"
    return calendar(*(line.format(n, n, r) for n, r in enumerate(rooms)))


ROOMS: dict[str, tuple[Callable[..., str], str, str, str]] = {
    "a sheet": (sheet, "a", "b", "all"),
    "our format": (programme, "a", "b", "all"),
    "a calendar": (places, "LOCATION:A\n", "LOCATION:B\n", ""),
}


@pytest.mark.parametrize("name", ROOMS)
def test_too_many_sessions_in_all_rooms_are_refused(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("feed_builder", "yaml_reader"):
        monkeypatch.setattr(f"sommet_tui.formats.{module}.MAX_ROOMS_AND_LANGUAGES", 6)
    make, one, other, every = ROOMS[name]
    assert measured(make(one, other, every, every))[1].errors == ()
    (finding,) = measured(make(one, other, every, every, one))[1].errors
    assert (finding.code, finding.values) == ("too-many-rooms", {"limit": "6"})


@pytest.mark.long
def test_thousands_of_rooms_and_sessions_are_refused() -> None:
    rows = "".join(f"2026-03-01,9:00,9:30,B{n},R{n}\n" for n in range(4_000))
    more = "".join(f"2026-03-01,9:30,10:00,A{n},all\n" for n in range(4_000))
    calls, loaded = measured(f"date,start,end,title,room\n{rows}{more}")
    assert [finding.code for finding in loaded.errors] == ["too-many-rooms"]
    assert calls < 2 * MAX_CALLS


@pytest.mark.parametrize("line", ["a: 1\n", "{n}: *a\n", "{n}: !x y\n"])
def test_yaml_with_too_many_errors_is_not_read_completely(line: str) -> None:
    first, second = lines(line, 12_000), lines(line, 36_000)
    assert effort(second) < 1.1 * effort(first)


@pytest.mark.parametrize("session", ["      - {{idd: x}}\n", SESSION])
def test_effort_grows_linearly_with_the_number_of_errors(session: str) -> None:
    one, few, many = (HEAD + DAY + lines(session, count) for count in (1, 200, 800))
    read(one.encode(), "")  # for the imports of the first call
    assert effort(many) < 5 * effort(few)


@pytest.mark.long
def test_programme_with_the_maximum_number_of_sessions_is_read() -> None:
    findings = read((HEAD + DAY + lines("      - {{}}\n", MAX_SESSIONS)).encode(), "").findings
    assert "too-many-sessions" not in {finding.code for finding in findings}
    assert "missing-key" in {finding.code for finding in findings}


def test_too_many_walks_are_refused_before_they_are_read() -> None:
    walks = lines(f"  {'a-' * 140}{{n}}: 3\n", MAX_WALKS + 1)
    rooms = "rooms:\n" + lines("  - {{id: r{n}, name: R{n}, building: B{n}}}\n", 2)
    calls, loaded = measured(f"{HEAD}walks:\n{walks}{rooms}{DAY}{lines(SESSION, 1)}")
    found = {finding.path: finding for finding in loaded.findings}
    assert found["walks"].code == "too-long"
    assert found["walks"].values == {"length": "2001", "limit": "2000"}
    assert "unknown-walk" not in {finding.code for finding in loaded.findings}
    assert calls < MAX_CALLS


def test_suggestions_for_long_names_are_limited() -> None:
    names = [f"{'ab' * 48}{number:03}" for number in range(400)]
    suggest = Suggester()
    found = [suggest.closest_word(f"{'ba' * 48}{number:03}", names) for number in range(100)]
    assert found[0]
    assert not found[-1]


@pytest.mark.long
def test_reading_time_grows_linearly_with_the_text() -> None:
    command = [sys.executable, "-m", "tests.formats.growth"]
    printed = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout
    times: dict[str, tuple[float, float]] = json.loads(printed)
    # Below a millisecond the clock is too coarse.
    assert {name: both for name, both in times.items() if both[1] > 15 * max(both[0], 0.001)} == {}
