from __future__ import annotations

import pytest

from sommet_tui.domain.findings import Finding
from sommet_tui.formats.readers import read_programme as read

HEAD = """\
event: {id: odd, title: Odd, timezone: Europe/Paris, language: en}
rooms: [{id: main, name: Main}, {id: side, name: Side}]
people: {ada: {name: Ada}, bob: {name: Bob}}
days:
  - date: 2026-03-01
    sessions:
"""


def warnings(*sessions: str) -> list[Finding]:
    lines = "".join(f"      - {{{session}, people: [ada, bob]}}\n" for session in sessions)
    loaded = read((HEAD + lines).encode(), "")
    assert not loaded.errors
    return [finding for finding in loaded.findings if finding.code != "unused-person"]


def session(name: str, start: str, end: str, room: str = "main", more: str = "") -> str:
    return f'id: {name}, title: {name}, start: "{start}", end: "{end}", room: {room}{more}'


@pytest.mark.parametrize(
    ("start", "end", "codes"),
    [
        ("08:00", "20:00", []),
        ("08:00", "20:01", ["long-session"]),
        ("08:00", "00:00", ["long-overnight"]),
        ("20:00", "02:00", []),
        ("20:00", "02:01", ["long-overnight"]),
        ("09:30", "09:00", ["long-overnight"]),
    ],
)
def test_a_session_is_longer_than_it_can_be_meant_to_be(
    start: str, end: str, codes: list[str]
) -> None:
    assert [f.code for f in warnings(session("a", start, end))] == codes


def test_a_typed_end_is_told_on_its_line_with_the_length_that_it_makes() -> None:
    (finding,) = warnings(session("a", "09:30", "09:00"))
    assert (finding.line, finding.path) == (7, "days[0].sessions[0].end")
    assert dict(finding.values) == {
        "title": "a",
        "start": "09:30",
        "end": "09:00",
        "length": "23:30",
    }


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        (session("b", "10:30", "11:30", "side"), ["double-booked", "double-booked"]),
        (session("b", "11:00", "12:00", "side"), []),
        (session("b", "10:30", "11:30", "side", ", state: cancelled"), []),
        (session("b", "10:30", "11:30", "all"), ["overlap"]),
        (session("b", "10:30", "11:30"), ["overlap"]),
        (session("b", "10:30", "11:30", "main", ", kind: break"), ["overlap"]),
    ],
)
def test_a_room_or_a_person_is_booked_twice(other: str, codes: list[str]) -> None:
    found = warnings(session("a", "10:00", "11:00"), other)
    assert [f.code for f in found] == codes
    assert all(f.values["first"] == "7" for f in found)


def test_a_long_session_clashes_with_each_that_begins_during_it() -> None:
    long = session("a", "09:00", "12:00")
    found = warnings(
        long, session("b", "09:30", "10:00", "side"), session("c", "11:00", "11:30", "side")
    )
    assert [f.values["title"] for f in found if f.values["name"] == "Ada"] == ["b", "c"]
