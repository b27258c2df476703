"""Favourites that other programs export find the sessions of the same event."""

from __future__ import annotations

import json

import pytest

from sommet_tui.domain.imports import plan_import
from sommet_tui.domain.programme import Link
from sommet_tui.domain.values import replace
from sommet_tui.formats.readers import read_imports
from tests.builders import at, programme, session
from tests.tables import table

NOW = at("08:00")
TALK = replace(
    session("guid-1", title="Maps - without tiles"), identifiers=("guid-1", "ABC7XY", "42")
)
PAGED = replace(
    session("guid-2", "11:00", "12:00", title="Tables"),
    links=(Link("Page", "https://example.org/e/talk/ZZZ9/", None),),
)
DAY = programme(TALK, PAGED)


def imported_sessions(data: str) -> tuple[list[str], tuple[str, ...]]:
    done = plan_import(DAY, (), (), read_imports(data.encode()), NOW)
    return [bookmark.session for bookmark in done.bookmarks], done.unmatched


def calendar(**properties: str) -> str:
    lines = "".join(f"{name.upper()}:{value}\r\n" for name, value in properties.items())
    return f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(("properties", "found"), table("favourites.txt"))
def test_appointment_is_matched_by_page_code_or_title(properties: str, found: str) -> None:
    lines = dict(line.split(": ", 1) for line in properties.split("; "))
    assert imported_sessions(calendar(**lines)) == (([found], ()) if found else ([], ("?",)))


@pytest.mark.parametrize(
    ("properties", "end"),
    [
        ({"dtend": "20250207T130000Z"}, "14:00"),
        ({"duration": "PT45M"}, "13:45"),
        ({"dtend": "20250207T120000Z"}, None),  # it has no length
        ({}, None),
        ({"dtend": "20250207T130000Z", "summary": ""}, None),
    ],
)
def test_appointment_with_title_and_end_can_become_an_own_event(
    properties: dict[str, str], end: str | None
) -> None:
    given = {"uid": "x", "dtstart": "20250207T120000Z", "summary": "Door", "location": "Foyer"}
    (entry,) = read_imports(calendar(**(given | properties)).encode())
    offer = entry.offer
    if end is None:
        assert offer is None
    else:
        assert offer is not None
        assert (offer.title, offer.place) == ("Door", "Foyer")
        assert (offer.start, offer.end) == (at("13:00"), at(end))
        assert read_imports(calendar(**(given | properties)).encode()) == (entry,)


def test_eventfahrplan_lectures_are_matched_by_id_or_title() -> None:
    lectures = [
        {"lecture_id": "42", "title": "Old title", "starts_at": "2025-02-07T08:00:00Z"},
        {"lecture_id": 7, "title": "Tables", "starts_at": "2025-02-07T10:00:00Z", "url": ""},
        {"lecture_id": "8", "title": "Elsewhere", "starts_at": "2025-02-07T10:00:00Z"},
    ]
    assert imported_sessions(json.dumps({"lectures": lectures})) == (
        ["guid-1", "guid-2"],
        ("Elsewhere",),
    )
