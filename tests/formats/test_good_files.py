from __future__ import annotations

import gc
from pathlib import Path

import pytest

from sommet_tui.domain.programme import Link, Programme, Venue
from sommet_tui.formats.readers import read_programme as read
from tests.formats.test_feeds import facts
from tests.tables import table

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
    return programme_in((GOOD / f"{name}.yaml").read_bytes())


def programme_in(data: bytes) -> Programme:
    loaded = read(data, "")
    assert not loaded.errors
    assert loaded.programme is not None
    return loaded.programme


@pytest.mark.parametrize(("name", "columns", "expected"), table("good_facts.txt"))
def test_facts_of_a_programme_are_read(name: str, columns: str, expected: str) -> None:
    assert facts(load(name), columns) == expected


def test_venue_and_links_of_a_person_are_read() -> None:
    programme = load("rooms-and-days")
    assert programme.venue == Venue("House", "Street 1")
    assert programme.people[0].links == (Link("Page", "https://example.org/ada"),)


def test_room_with_the_id_all_is_accepted() -> None:
    rooms = "rooms: [{id: x, name: X}, {id: all, name: A}]"
    written = ONE_SESSION.replace("people:", f"{rooms}\npeople:", 1)
    assert programme_in((written % "room: all").encode()).sessions[0].rooms == ("all",)


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
    data = (written % "label: X").encode()

    (finding,) = read(data, "").findings
    assert (finding.code, finding.level, finding.path) == ("unused-person", "warning", "people.bob")
    assert [person.id for person in programme_in(data).people] == ["ada", "bob"]


@pytest.mark.parametrize("title", ["no", "yes", "on", "10:00", "2026-03-01", "0x1F", "1_000", "="])
def test_yaml_1_1_keywords_are_read_as_text(title: str) -> None:
    written = ONE_SESSION.replace("title: A", f"title: {title}") % "label: X"
    assert programme_in(written.encode()).sessions[0].title == title


@pytest.mark.parametrize("is_on", [True, False])
def test_reader_restores_the_setting_of_garbage_collection(*, is_on: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        read((GOOD / "scripts.yaml").read_bytes(), "")
        assert gc.isenabled() == is_on
    finally:
        (gc.enable if was_on else gc.disable)()
