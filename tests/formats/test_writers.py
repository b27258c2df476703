"""A programme that is written and read back is the same, as far as the format can hold it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.export import Exporter
from sommet_tui.domain.calendar_revisions import CalendarEntry, Revision
from sommet_tui.domain.programme import Link, Person, Programme, Room, Venue
from sommet_tui.domain.values import replace
from sommet_tui.formats.calendar_file import write_calendar
from sommet_tui.formats.csv_writer import write_csv
from sommet_tui.formats.readers import read_programme
from sommet_tui.formats.schedule_writer import write_agenda, write_schedule_json
from sommet_tui.formats.yaml_writer import write_yaml
from tests import strategies
from tests.builders import NEXT_DAY, at, participant, programme, session
from tests.strategies import real_programmes


def read_back(data: bytes, name: str) -> Programme:
    loaded = read_programme(data, name)
    assert not loaded.errors
    assert loaded.programme is not None
    return loaded.programme


def expect_equal(one: Programme, other: Programme) -> None:
    """Every field but texts that the gate leaves another space in."""
    assert replace(one, abstracts={}) == replace(other, abstracts={})
    assert stripped(one) == stripped(other)


def stripped(found: Programme) -> dict[str, str]:
    return {
        id_: text.replace("\t", " ").strip("\n").rstrip() for id_, text in found.abstracts.items()
    }


@given(strategies.translated(real_programmes()), st.booleans())
def test_yaml_export_contains_everything(found: Programme, takes: bool) -> None:
    found = replace(found, stage_takes=takes)
    data, findings = write_yaml(found)

    if findings:  # a session across the date that Samoa skipped is a day longer by its clocks
        assert found.timezone == "Pacific/Apia"
        return
    expect_equal(read_back(data, "x.yaml"), found)


def test_yaml_export_reports_omissions() -> None:
    long = replace(session("long", "09:00", "10:00"), end=at("10:00", NEXT_DAY))
    found = programme(long, session("b", "11:00", "12:00"))
    data, findings = write_yaml(found)

    assert [f.code for f in findings] == ["cut-to-a-day"]
    assert [f.code for f in write_csv(found)[1]] == ["cut-to-a-day"]
    assert read_back(data, "x").by_id["long"].duration == timedelta(hours=24)


def test_repeated_hour_is_written_with_its_offset() -> None:
    day = datetime(2026, 10, 24).date()  # noqa: DTZ001  (a date)
    first = replace(
        session("first", "09:00", "10:00"),
        day=day,
        start=datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        end=datetime(2026, 10, 25, 1, 15, tzinfo=UTC),
    )
    data, _ = write_yaml(programme(first))

    assert b"02:30+02:00" in data
    assert b"02:15+01:00" in data
    assert read_back(data, "x").sessions == (first,)


def test_exported_yaml_can_be_read_again() -> None:
    found = replace(
        programme(session("a", "09:00", "10:00", people=[participant("ada")]), rooms=("Main",)),
        abstracts={"a": "One.\n\nTwo."},
    )

    text = write_yaml(found)[0].decode()
    assert text.endswith(
        '  - id: a\n    title: A\n    start: "09:00"\n    end: "10:00"\n    people:\n    - ada\n'
        "    abstract: |-\n      One.\n\n      Two.\n"
    )


def plain(found: Programme) -> Programme:
    """What a schedule JSON can hold of a programme."""
    held = {p.id for s in found.sessions for p in s.participants}
    sessions = tuple(
        replace(
            s,
            follows=False,
            fixed_end=s.is_break,
            warning_minutes=5,
            danger_minutes=1,
            type=None if s.is_break else s.type,
            links=tuple(sorted(s.links, key=lambda link: link.url)),
        )
        for s in sorted(found.sessions, key=lambda s: (s.start, s.end, s.id))
    )
    people = tuple(
        sorted(
            (
                replace(p, affiliation=None, pronunciation=None)
                for p in found.people
                if p.id in held
            ),
            key=lambda p: p.id,
        )
    )
    return replace(
        found, sessions=sessions, people=people, preparations={}, stage_messages=(), cues={}
    )


@given(strategies.translated(real_programmes()))
def test_schedule_json_contains_all_values_of_a_programme(found: Programme) -> None:
    data, _ = write_schedule_json(found)

    expect_equal(plain(read_back(data, "x.json")), plain(found))


def test_schedule_json_contains_facts_that_the_format_does_not_know() -> None:
    found = replace(
        programme(session("a", "09:00", "10:00", room="main"), rooms=("main",)),
        subtitle="Sub",
        description="A <p>text</p>",
        url="https://example.org/",
        registration="Open",
        venue=Venue("House", "Street 1"),
        live="https://example.org/live.json",
        language="und",
    )

    assert plain(read_back(write_schedule_json(found)[0], "x")) == plain(found)


@pytest.mark.parametrize("id_", ["a", "Hall-A", "É"])
def test_room_keeps_an_id_that_is_not_a_slug(id_: str) -> None:
    found = replace(
        programme(session("one", room=id_), rooms=(id_,)),
        rooms=(Room(id_, "Great Hall", "Up the stairs"),),
    )

    assert plain(read_back(write_schedule_json(found)[0], "x")) == plain(found)


@pytest.mark.parametrize("state", ["confirmed", "moved", "cancelled"])
@pytest.mark.parametrize("title", ["Talk", "Lunch", "[CANCELLED] Other", "Moved: house"])
def test_title_that_resembles_a_state_or_a_break_is_read_back(title: str, state: Any) -> None:
    found = programme(replace(session("a", "09:00", "10:00", title=title), state=state))

    (read,) = read_back(write_schedule_json(found)[0], "x").sessions
    if state == "confirmed" and title.startswith("["):
        assert read.title == "Other"  # the format cannot distinguish these
    else:
        assert (read.title, read.state, read.kind) == (title, state, "session")


def test_values_that_schedule_json_cannot_hold_are_reported() -> None:
    found = programme(session("a", "09:00", "10:00", label="Keynote", follows=True))

    assert {f.values["key"]: f.values["count"] for f in write_schedule_json(found)[1]} == {
        "follows": "1",
    }


def test_revision_of_the_agenda_changes_only_with_its_content() -> None:
    talk = session("hello", "09:00", "10:00", label="Keynote", people=[participant("ann")])
    found = replace(programme(talk, session("É", "10:00", "10:30", kind="break")), abstracts={})
    revision, data = write_agenda(found)
    conference = json.loads(data)["schedule"]["conference"]
    assert conference["meta"]["sommet-tui"]["revision"] == revision
    (events,) = conference["days"][0]["rooms"].values()
    times = {"date": "2025-02-07T09:00:00+01:00", "end": "2025-02-07T10:00:00+01:00"}
    assert events[0] == {"slug": "hello", **times, "title": "Hello", "persons": [{"name": "Ann"}]}
    assert conference["meta"]["sommet-tui"]["ids"][events[1]["guid"]] == "É"
    assert events[1]["type"] == "break"

    assert write_agenda(replace(found, abstracts={"hello": "About all"})) == (revision, data)
    assert write_agenda(replace(found, title="Another"))[0] != revision


@given(real_programmes())
def test_schedule_json_is_valid_by_the_c3voc_schema(found: Programme) -> None:
    """Patterns and required keys of its published schema; the schema itself may not be copied."""
    content = json.loads(write_schedule_json(found)[0])
    conference = content["schedule"]["conference"]

    assert content.keys() == {"$schema", "generator", "schedule"}
    assert re.search(r"^[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?$", conference["acronym"])
    assert conference["daysCount"] == len(conference["days"])
    zone = conference.get("time_zone_name", "UTC")
    assert re.search(r"^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$", zone)
    for day in conference["days"]:
        assert day.keys() == {"index", "date", "day_start", "day_end", "rooms"}
        for event in (event for events in day["rooms"].values() for event in events):
            assert event.keys() - {"code", "feedback_url"} == EVENT
            assert re.search("^(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]$", event["start"])
            assert re.search("^[0-9]+:[0-9]{2}$", event["duration"])
            assert re.search("^[a-z0-9_-]+[a-z0-9]$", event["slug"])
            assert event["id"] >= 1
            assert datetime.fromisoformat(event["end"]) > datetime.fromisoformat(event["date"])
            for link in (*event["links"], *event["attachments"]):
                assert link.get("type", "web") in ("slides", "web", "media", "related")


EVENT = {
    *("guid", "id", "date", "start", "end", "duration", "room", "slug", "url", "title", "subtitle"),
    *("track", "type", "language", "abstract", "description", "do_not_record", "persons", "links"),
    "attachments",
}


class FixedRevisions:
    """Revisions that are never stored."""

    def revise(self, _: str, result: Any, gone: Any, now: datetime) -> dict[str, Revision]:
        assert not gone
        entries: list[CalendarEntry] = list(result)
        return {entry.session: Revision(entry, 0, now) for entry in entries}


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 3, 1, 12, tzinfo=UTC)


def as_a_calendar(found: Programme) -> bytes:
    nothing: Any = None
    return Exporter(FixedRevisions(), lambda: write_calendar, nothing, Noon()).programme_calendar(
        found
    )


def calendar_facts(found: Programme) -> list[tuple[object, ...]]:
    """What a calendar can hold of each session."""
    return sorted(
        (
            *(s.id, s.title, s.start, s.end, s.kind, s.type, s.languages, s.cancelled),
            *(found.track_names.get(s.track or ""), [found.room_names[r] for r in s.rooms]),
            sorted((normalize("NFC", p.name), p.affiliation) for p in s.participants),
            stripped(found).get(s.id, "").strip(),
            *(s.subtitle, s.recorded, s.links),
        )
        for s in found.sessions
    )


@given(real_programmes())
def test_calendar_contains_all_values_of_a_session(found: Programme) -> None:
    read = read_back(as_a_calendar(found), "x.ics")

    assert calendar_facts(read) == calendar_facts(found)
    for name in ("id", "title", "timezone", "language"):
        assert getattr(read, name) == getattr(found, name)
    assert (read.url, (read.description or "").strip()) == (
        *(found.url, (found.description or "").strip()),
    )


def test_calendar_keeps_a_name_with_an_ampersand_whole() -> None:
    duo = participant("duo", "Friedrun & Gereon, Flute Duo")
    found = programme(replace(session("a", "09:00", "10:00"), participants=(duo,)))

    read = read_back(as_a_calendar(found), "x.ics")

    assert [person.name for person in read.people] == ["Friedrun & Gereon, Flute Duo"]


@pytest.mark.parametrize(
    "more",
    [
        {"introduction": "Hello"},
        {"pronunciation": "AY-da"},
        {"links": (Link("slides", "https://e.org"),)},
    ],
)
def test_csv_export_reports_facts_about_people_that_are_left_out(more: Any) -> None:
    found = programme(session(people=[participant("ada")]), people=[Person("ada", "Ada", **more)])
    values = [f.values for f in write_csv(found)[1]]
    assert values == [{"key": "people.introduction", "count": "1"}]


def test_simultaneous_breaks_are_exported_separately() -> None:
    pair = [session(id_, room=id_, kind="break", title="Pause") for id_ in ("one", "two")]
    found = programme(*pair, session("talk", "11:00", "12:00", room="one"), rooms=("one", "two"))
    for data in (write_schedule_json(found)[0], as_a_calendar(found), write_csv(found)[0]):
        loaded = read_programme(data, "x", found.timezone)
        assert loaded.programme is not None
        assert set(loaded.programme.by_id) == {"one", "two", "talk"}


def warnings(data: bytes, name: str, zone: str) -> Counter[tuple[str, ...]]:
    """What reading a file warns of: the kinds, with the titles and names that they are about."""
    loaded = read_programme(data, name, zone)
    assert not loaded.errors
    about = ("title", "other", "name", "start", "end", "date", "day")
    return Counter(
        (f.code, *(normalize("NFC", f.values[key]) for key in about if key in f.values))
        for f in loaded.findings
        if f.code != "unused-person"  # no other format lists people without a session
    )


@given(real_programmes())
def test_exported_file_causes_no_new_warnings(found: Programme) -> None:
    # A calendar has no “moved”, and a sheet neither that nor “cancelled”, as `convert` says.
    found = replace(found, sessions=tuple(replace(s, state="confirmed") for s in found.sessions))
    data, findings = write_yaml(found)
    if findings:  # across the date that Samoa left out
        return
    original = warnings(data, "x.yaml", found.timezone)
    for name, written in (
        ("x.json", write_schedule_json(found)[0]),
        ("x.ics", as_a_calendar(found)),
        ("x.csv", write_csv(found)[0]),
    ):
        assert not warnings(written, name, found.timezone) - original
