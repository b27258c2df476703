from __future__ import annotations

import pytest

from sommet_tui.domain.findings import Finding
from sommet_tui.formats.readers import read_programme as read
from tests.tables import table

HEAD = """\
event: {id: odd, title: Odd, timezone: Europe/Paris, language: en}
rooms: [{id: main, name: Main}, {id: side, name: Side}]
people: {ada: {name: Ada}, bob: {name: Bob}}
days:
  - date: 2026-03-01
    sessions:
"""


def file_of(*sessions: str, head: str = HEAD) -> bytes:
    lines = (f"      - {{{session}, people: [ada, bob]}}\n" for session in sessions)
    return (head + "".join(lines)).encode()


def warnings(*sessions: str, head: str = HEAD) -> list[Finding]:
    loaded = read(file_of(*sessions, head=head), "")
    assert not loaded.errors
    return [finding for finding in loaded.findings if finding.code != "unused-person"]


def session(name: str, start: str, end: str, room: str = "main", more: str = "") -> str:
    return f'id: {name}, title: {name}, start: "{start}", end: "{end}", room: {room}{more}'


@pytest.mark.parametrize(("start", "end", "codes"), table("long_sessions.txt"))
def test_unusually_long_session_is_reported(start: str, end: str, codes: str) -> None:
    assert [f.code for f in warnings(session("a", start, end))] == codes.split()


def test_unlikely_end_is_reported_with_its_length() -> None:
    (finding,) = warnings(session("a", "09:30", "09:00"))
    assert (finding.line, finding.path) == (7, "days[0].sessions[0].end")
    assert dict(finding.values) == {
        "title": "a",
        "start": "09:30",
        "end": "09:00",
        "length": "23\u00a0h\u00a030",
    }


def test_swapped_times_are_reported_together_with_errors() -> None:
    found = read(file_of(session("a", "09:30", "09:00"), session("b", "25:00", "11:00")), "")
    assert [f.code for f in found.findings if f.code != "unused-person"] == [
        "long-overnight",
        "time",
    ]


@pytest.mark.parametrize(("other", "codes"), table("double_bookings.txt"))
def test_double_booked_room_or_person_is_reported(other: str, codes: str) -> None:
    times, comma, more = other.partition(",")
    start, end, room = times.split()
    second = session("b", start, end, room, f"{comma}{more}")
    found = warnings(session("a", "10:00", "11:00"), second)
    assert [f.code for f in found] == codes.split()
    assert all(f.values["first"] == "7" for f in found)


@pytest.mark.parametrize(("room", "codes"), [("side", []), ("all", ["overlap"])])
def test_break_of_a_room_may_overlap_a_break_of_all_rooms(room: str, codes: list[str]) -> None:
    first = session("a", "10:00", "11:00", "all", ", kind: break")
    second = session("b", "10:30", "11:30", room, ", kind: break")
    found = warnings(first, second, session("c", "12:00", "13:00"))
    assert [f.code for f in found] == codes


def test_order_of_sessions_does_not_change_warnings() -> None:
    three = [
        session("a", "09:00", "10:00"),
        session("b", "09:00", "10:00", "side"),
        session("c", "09:00", "10:00", "all"),
    ]
    found, reverse = (
        sorted((f.code, f.values["title"], f.values["other"]) for f in warnings(*each))
        for each in (three, three[::-1])
    )
    assert found
    assert found == reverse


def test_long_session_clashes_with_every_session_inside_it() -> None:
    found = warnings(
        session("a", "09:00", "12:00"),
        session("b", "09:30", "10:00", "side"),
        session("c", "11:00", "11:20", "side"),
        session("d", "11:30", "12:30"),
    )
    assert [f.values["title"] for f in found if f.values.get("name") == "Ada"] == ["b", "c"]
    (overlap,) = (f for f in found if f.code == "overlap")
    assert (overlap.level, overlap.path) == ("warning", "days[0].sessions[3].start")
    assert overlap.values == {"title": "d", "other": "a", "first": "7"}


@pytest.mark.parametrize(
    ("name", "lines"),
    [("main", [2]), ("Ma in", [2]), ("Mâin", [2]), ("Main 2", []), ("Mainz", [])],
)
def test_similar_room_names_are_reported(name: str, lines: list[int]) -> None:
    head = HEAD.replace("name: Side", f"name: {name}")
    found = warnings(session("a", "09:00", "09:30"), head=head)
    assert [f.line for f in found if f.code == "rooms-alike"] == lines


def days(*lines: str) -> list[tuple[str, str, int | None]]:
    """The warnings about a programme with a session in each line "date start end"."""
    text = HEAD.partition("days:")[0] + "days:\n"
    for number, line in enumerate(lines):
        date, start, end = line.split()
        text += f"  - date: {date}\n    sessions:\n"
        text += f"      - {{{session(f's{number}', start, end)}, people: [ada, bob]}}\n"
    loaded = read(text.encode(), "")
    assert not loaded.errors
    return [(f.code, f.values["title"], f.line) for f in loaded.findings]


FOUR = (
    "2026-03-01 09:00 19:00",
    "2026-03-02 09:00 18:00",
    "2026-03-03 09:00 18:00",
    "2026-03-04 09:00 18:00",
)


@pytest.mark.parametrize(("other", "found"), table("far_days.txt"))
def test_session_far_from_the_event_days_is_reported(other: str, found: str) -> None:
    assert [" ".join(map(str, one)) for one in days(*FOUR, other)] == list(filter(None, [found]))


def test_event_with_two_separate_blocks_of_days_causes_no_warning() -> None:
    assert days(FOUR[0], FOUR[1], "2026-04-01 09:00 18:00") == []


def test_night_session_belongs_to_the_evening_before() -> None:
    evening, night = session("a", "20:00", "23:30"), session("b", "03:00", "03:50")
    found = warnings(evening, night, session("c", "02:00", "03:00", "side"))
    assert "lone-night" not in {f.code for f in found}


def titles_under_another_day(*starts: str) -> list[str]:
    """The titles of sessions that are listed under a day other than that of their start.

    Each is under 1 March, the first two of them rightly so.
    """
    sound = ("2026-03-01T10:00:00+01:00", "2026-03-02T01:30:00+01:00")
    events = "".join(
        f'<event id="{at}"><title>{at}</title><date>{start}</date><duration>0:30</duration></event>'
        for at, start in enumerate((*sound, *starts))
    )
    text = f"""<schedule><conference><title>E</title><time_zone_name>Europe/Paris</time_zone_name>
      </conference><day date="2026-03-01"><room name="R">{events}</room></day></schedule>"""
    found = read(text.encode(), "").findings
    return [f.values["title"] for f in found if f.code == "other-day"]


def test_session_listed_under_another_day_is_reported() -> None:
    assert titles_under_another_day("2026-03-03T10:00:00+01:00") == ["2"]
    assert titles_under_another_day("2026-03-02T08:30:00+01:00") == []
    assert titles_under_another_day(*["2026-03-02T10:00:00+01:00"] * 3) == []


def test_missing_translation_is_reported_with_its_line() -> None:
    rows = [
        f'id: {name}, title: {title}, start: "{start}", end: "{start[:2]}:30", room: main{more}'
        for name, title, start, more in (
            ("a", "{en: One, fr: Une}", "09:00", ", abstract: {en: Text}"),
            ("b", "{fr: Deux}", "10:00", ", abstract: Text"),
            ("c", "Three", "11:00", ""),
            ("d", "Quatre", "12:00", ", language: fr"),
        )
    ]
    found = [(f.line, f.path, f.values["languages"]) for f in warnings(*rows)]
    path = "days[0].sessions[{}].title"
    assert found == [
        (8, path.format(1), "en"),
        (9, path.format(2), "fr"),
        (10, path.format(3), "en"),
    ]
    assert warnings(*(row.replace("{en: One, fr: Une}", "One") for row in rows)) == []
