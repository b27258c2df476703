"""A schedule XML holds what apps read, as they read it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given

from sommet_tui.domain.programme import Link, Programme
from sommet_tui.domain.values import replace
from sommet_tui.formats.readers import read_programme
from sommet_tui.formats.schedule_writer import next_version, write_frab_xml
from tests.builders import at, participant, programme, session
from tests.strategies import real_programmes


def xml(found: Programme) -> bytes:
    return write_frab_xml(next_version(found, None, 1, at("09:00"))[0], None)


META = '"conference": {"days": [], "meta": {"sommet-tui": {"changes": {%s}}}}'


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{}",
        '{"schedule": {"version": 1e999, ' + META % "" + "}}",
        '{"schedule": {"version": 9007199254740992, ' + META % "" + "}}",
        '{"schedule": {"version": 1, ' + META % '"x": [1e999, "2025-02-07T09:00Z"]' + "}}",
        '{"schedule": {"version": 1, ' + META % '"x": [1, "0001-01-01T00:00+14:00"]' + "}}",
        '{"schedule": {"version": 1, ' + META % '"x": [1, "9999-12-31T23:59:59Z"]' + "}}",
        '{"schedule": {"version": 1, ' + (META % "").replace("[]", "[7]") + "}}",
        '{"schedule": {"version": 1, '
        + (META % "").replace("[]", '[{"rooms": {"x": [1]}}]')
        + "}}",
    ],
)
def test_damaged_published_schedule_is_replaced(damaged: str) -> None:
    content, changes = next_version(programme(session("a")), damaged.encode(), 5, at("09:00"))
    assert content["schedule"]["version"] == "5"
    assert changes == {"a": (5, at("09:00"))}


def events(found: Programme) -> list[Element]:
    return fromstring(xml(found)).findall("day/room/event")


@given(real_programmes())
def test_schedule_xml_is_valid_by_the_c3voc_schema(found: Programme) -> None:
    """Patterns and required parts of the published schema; the schema itself may not be copied."""
    root = fromstring(xml(found))
    assert [child.tag for child in root][:3] == ["generator", "version", "conference"]
    of_all = root.findall("day/room/event")
    for name in ("id", "guid", "code"):
        counted = Counter(event.get(name) for event in of_all if event.get(name))
        assert set(counted.values()) <= {1}, name
    for event in of_all:
        given = [child.tag for child in event]
        assert {*given} >= {
            *("room", "title", "type", "date", "start", "duration", "abstract", "track")
        }
        assert len(given) == len({*given})
        assert int(event.get("id", "")) > 0
        assert re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", text(event, "duration"))
        assert datetime.fromisoformat(text(event, "date")).tzinfo is not None


def text(event: Element, tag: str) -> str:
    return event.findtext(tag) or ""


@given(real_programmes())
def test_session_in_several_rooms_is_read_back_from_xml(found: Programme) -> None:
    loaded = read_programme(xml(found), "schedule.xml")
    assert loaded.programme is not None, loaded.errors
    again = {
        (s.title, s.start, room)
        for s in loaded.programme.sessions
        for room in [loaded.programme.room_names[r] for r in s.rooms] or [""]
    }
    names = found.room_names
    assert again == {
        (s.title, s.start, room)
        for s in found.sessions
        for room in [names[r] for r in s.rooms] or [""]
    }


def test_session_is_read_back_completely() -> None:
    talk = replace(
        session("a", "09:00", "10:30", room="hall", track="web", people=[participant("ada")]),
        subtitle="Sub",
        type="Talk",
        languages=("fr",),
        recorded=False,
        links=(
            Link("Slides", "https://example.org/a.pdf", "slides"),
            Link("More", "https://example.org/more"),
        ),
    )
    pause = session("Quiet", "10:30", "11:00", kind="break", room="hall")
    gone = session("gone", "11:00", "12:00", room="hall", state="cancelled")
    found = replace(
        programme(talk, pause, gone, rooms=("hall",)),
        abstracts={"a": "One *word*.\n\nTwo."},
    )
    loaded = read_programme(xml(found), "schedule.xml")
    assert loaded.programme is not None
    one, two, three = loaded.programme.sessions
    ids: dict[str, Any] = {"id": "", "rooms": (), "track": None, "participants": ()}
    kept = replace(one, **ids)
    assert replace(kept, links=()) == replace(talk, **ids, links=())
    assert {(n.title, n.url) for n in one.links} == {(n.title, n.url) for n in talk.links}
    assert [p.name for p in one.participants] == ["Ada"]
    assert loaded.programme.track_names[one.track or ""] == found.track_names["web"]
    assert loaded.programme.abstracts[one.id] == found.abstracts["a"]
    assert (two.kind, three.state, three.title) == ("break", "cancelled", "Gone")
    assert loaded.programme.timezone == found.timezone


def test_very_long_session_is_shortened_for_apps() -> None:
    long = session("long", "09:00", "10:00")
    found = programme(replace(long, end=long.end + timedelta(days=2)))
    assert events(found)[0].findtext("duration") == "23:59"


def test_numeric_id_of_a_feed_is_exported() -> None:
    one, two, three = (session(id_, room="hall") for id_ in ("one", "two", "three"))
    one = replace(one, identifiers=("guid", "4711"), rooms=("hall", "annex"))
    two = replace(two, identifiers=("4711",))
    found = programme(one, two, three, rooms=("hall", "annex"))
    numbers = [event.get("id") for event in events(found)]
    assert numbers[0] == "4711"
    assert len({*numbers}) == 4
    assert numbers == [event.get("id") for event in events(found)]
