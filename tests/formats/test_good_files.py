from __future__ import annotations

import gc
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from sommet_tui.domain.programme import Link, Participant, Person, Programme, Room, Track, Venue
from sommet_tui.formats.readers import read_programme as read

GOOD = Path(__file__).parents[1] / "data" / "good"

ONE_SESSION = """\
version: 1
event: {id: one, title: One, timezone: UTC, language: en}
people: {ada: {name: Ada}}
days:
  - date: 2026-03-01
    sessions:
      - {id: a, title: A, start: 09:00, end: 10:00, people: [ada], %s}
"""


def load(name: str) -> Programme:
    loaded = read((GOOD / f"{name}.yaml").read_bytes(), name)
    assert not loaded.errors
    assert loaded.programme is not None
    return loaded.programme


def test_every_key_of_a_programme_is_read() -> None:
    programme = load("rooms-and-days")
    session = programme.by_id["all"]

    assert programme.subtitle == "A subtitle"
    assert programme.description == "Two paragraphs.\n\nWith a line\nbreak."
    assert programme.url == "https://example.org/"
    assert programme.registration == "Open"
    assert programme.venue == Venue("House", "Street 1")
    assert programme.day_boundary == time(5)
    assert programme.stage_takes
    assert programme.stage_messages == ("Lunch is upstairs", "5 minutes")
    assert programme.cues == {"all": "microphones 2 and 3, video", "tea": "lights up"}
    assert programme.rooms == (Room("main", "Main"), Room("side", "Side"))
    assert programme.tracks == (Track("art", "Art"),)
    assert programme.people[0] == Person(
        "ada",
        "Ada",
        "Institute",
        "AY-da",
        "She needs none.",
        (Link("Page", "https://example.org/ada"),),
    )
    assert (session.label, session.title, session.subtitle) == ("Keynote", "All", "All there is")
    assert (session.kind, session.state, session.language) == ("session", "moved", "pt-BR")
    assert (session.room, session.track) == ("main", "art")
    assert (session.follows, session.fixed_end) == (True, True)
    assert (session.warning_minutes, session.danger_minutes) == (10, 2)
    assert session.duration == timedelta(minutes=15, seconds=30)
    assert session.links == (Link("Slides", "http://example.org/"),)
    assert programme.abstracts == {"all": "Text."}


def test_participant_has_the_affiliation_of_the_person_unless_overridden() -> None:
    assert load("rooms-and-days").by_id["all"].participants == (
        Participant("ada", "Ada", "speaker", "Institute"),
        Participant("bob", "Bob", "moderator", "Other"),
    )


def test_break_has_a_fixed_end_unless_overridden() -> None:
    programme = load("rooms-and-days")

    assert programme.by_id["lunch"].fixed_end
    assert not programme.by_id["tea"].fixed_end
    assert not programme.by_id["second-day"].fixed_end


def test_sessions_in_any_order_are_sorted() -> None:
    programme = load("rooms-and-days")

    assert [s.id for s in programme.sessions] == ["all", "lunch", "tea", "party", "second-day"]
    assert programme.days == (date(2026, 3, 1), date(2026, 3, 2))


def test_session_after_midnight_belongs_to_the_previous_day() -> None:
    party = load("rooms-and-days").by_id["party"]

    assert party.day == date(2026, 3, 1)
    assert party.end == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert party.cancelled


def test_session_can_end_after_the_day_boundary() -> None:
    programme = load("past-the-boundary")

    hours = {s.id: s.duration / timedelta(hours=1) for s in programme.sessions}
    assert hours == {"a": 2, "b": 6, "whole-day": 24, "nearly": 23, "past": 7.25}
    assert {session.day for session in programme.sessions} == {date(2026, 3, 1)}
    assert programme.by_id["a"].start == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert programme.by_id["past"].end == datetime(2026, 3, 2, 5, 15, tzinfo=UTC)


def test_rooms_links_and_languages_of_a_session_are_read() -> None:
    programme = load("real-event")
    one, two, three = programme.sessions

    assert programme.live == "https://example.org/live.json"
    assert programme.rooms[0] == Room(
        "main", "Grande salle", "2e étage", "https://example.org/main"
    )
    assert programme.tracks == (Track("web", "Web", "#4466aa"),)
    assert (one.type, one.rooms, one.languages, one.recorded) == ("Talk", ("main",), ("fr",), True)
    assert (two.rooms, two.room) == (("annex", "main"), "annex")
    assert (two.languages, two.language, two.recorded) == (("de", "en"), "de", False)
    assert two.links == (Link("Slides", "https://example.org/two.pdf", "slides"),)
    assert (three.rooms, three.recorded) == (("main", "annex", "cellar"), None)


def test_room_with_the_id_all_is_accepted() -> None:
    rooms = "rooms: [{id: x, name: X}, {id: all, name: A}]"
    written = ONE_SESSION.replace("people:", f"{rooms}\npeople:", 1)
    loaded = read((written % "room: all").encode(), "")
    assert loaded.programme is not None
    assert loaded.programme.sessions[0].rooms == ("all",)


def test_sessions_without_a_room_are_in_the_only_room() -> None:
    assert {session.room for session in load("scripts").sessions} == {"main"}


def test_programme_may_have_no_rooms() -> None:
    assert {session.room for session in load("clocks-back").sessions} == {None}


def test_texts_in_any_script_and_emoji_are_read_unchanged() -> None:
    programme = load("scripts")

    assert programme.title == "🎉 Fête 👩🏽‍🔬 de l’été"
    assert [s.title for s in programme.sessions] == [
        "👨‍👩‍👧‍👦 ➡️ 🏳️‍🌈",
        "مرحبا: الذكاء",
        "人工智能与社会",
    ]
    assert [p.name for p in programme.people] == ["ليلى", "王小明", "Zoe\u0308"]


def test_skipped_hour_does_not_lengthen_a_session() -> None:
    programme = load("clocks-forward")

    assert programme.by_id["skip"].duration == timedelta(hours=1)
    assert programme.by_id["late"].duration == timedelta(hours=1)


def test_offset_determines_a_time_in_the_repeated_hour() -> None:
    programme = load("clocks-back")

    assert programme.by_id["first"].duration == timedelta(hours=1)
    assert programme.by_id["second"].duration == timedelta(minutes=40)
    assert programme.by_id["third"].duration == timedelta(hours=1)


def test_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    assert load("byte-order-mark").title == "Odd"


def test_terminal_control_characters_are_removed_from_texts() -> None:
    name = "commands-in-texts"
    findings = read((GOOD / f"{name}.yaml").read_bytes(), name).findings

    assert load(name).sessions[0].title == "[31mRed]0;title evil [/] [@click=app.quit]"
    assert load(name).people[0].name == "Ada 31m"
    assert [(f.code, f.level, f.line, f.values["count"]) for f in findings] == [
        ("characters-removed", "warning", 7, "1"),
        ("characters-removed", "warning", 11, "4"),
    ]


def test_overlong_title_is_cut_and_reported() -> None:
    (finding,) = read((GOOD / "long-texts.yaml").read_bytes(), "").findings

    assert load("long-texts").sessions[0].title == "é" * 299 + "…"
    assert (finding.code, finding.level) == ("capped", "warning")
    assert finding.values == {"length": "10000", "limit": "300"}


@pytest.mark.parametrize(("key", "limit"), [("abstract", 20_000), ("subtitle", 300)])
def test_every_text_has_a_length_limit(key: str, limit: int) -> None:
    def codes(length: int) -> list[str]:
        written = ONE_SESSION % f"{key}: {'x' * length}"
        return [finding.code for finding in read(written.encode(), "").findings]

    assert codes(limit) == []
    assert codes(limit + 1) == ["capped"]


def test_person_without_a_session_is_kept_and_reported() -> None:
    written = ONE_SESSION.replace("{ada: {name: Ada}}", "{ada: {name: Ada}, bob: {name: Bob}}")
    loaded = read((written % "label: X").encode(), "")

    (finding,) = loaded.findings
    assert (finding.code, finding.level, finding.path) == ("unused-person", "warning", "people.bob")
    assert loaded.programme is not None
    assert [person.id for person in loaded.programme.people] == ["ada", "bob"]


OVERLAPPING = """\
version: 1
event: {id: one, title: One, timezone: UTC, language: en}
rooms: [{id: main, name: Main}, {id: side, name: Side}]
days:
  - date: 2026-03-01
    sessions:
      - {id: a, title: A, start: "09:00", end: "12:00", room: main}
      - {id: b, title: B, start: "09:30", end: "10:00", room: side}
      - {id: c, title: C, start: "10:00", end: "11:00", room: main}
      - {id: d, title: D, start: "11:30", end: "12:30", room: main}
      - {id: e, title: E, start: "12:00", end: "13:00", room: main, state: cancelled}
      - {id: f, title: F, start: "12:30", end: "13:00", room: main}
"""


def test_overlapping_sessions_in_a_room_are_kept_and_reported() -> None:
    loaded = read(OVERLAPPING.encode(), "")

    assert {(f.code, f.level) for f in loaded.findings} == {("overlap", "warning")}
    assert [f.line for f in loaded.findings] == [9, 10]
    assert loaded.findings[1].path == "days[0].sessions[3].start"
    assert loaded.findings[1].values == {"title": "D", "other": "A", "first": "7"}
    assert loaded.programme is not None
    assert len(loaded.programme.sessions) == 6


@pytest.mark.parametrize("title", ["no", "yes", "on", "10:00", "2026-03-01", "0x1F", "1_000", "="])
def test_yaml_1_1_keywords_are_read_as_text(title: str) -> None:
    loaded = read((ONE_SESSION.replace("title: A", f"title: {title}") % "label: X").encode(), "")

    assert loaded.programme is not None
    assert loaded.programme.sessions[0].title == title


@pytest.mark.parametrize("is_on", [True, False])
def test_reader_restores_the_setting_of_garbage_collection(*, is_on: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        read((GOOD / "scripts.yaml").read_bytes(), "")
        assert gc.isenabled() == is_on
    finally:
        (gc.enable if was_on else gc.disable)()
