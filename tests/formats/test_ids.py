from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.formats.ids import is_live_address, is_web_address
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.formats.yaml_writer import STARTER
from tests.tables import table

HEAD = """\
event: {title: Journées d'été, timezone: Europe/Paris}
days:
"""
Entry = tuple[str, str]


def file_of(*days: list[Entry]) -> bytes:
    text = HEAD
    for number, entries in enumerate(days, 1):
        text += f"  - date: 2026-03-0{number}\n    sessions:\n"
        for title, start in entries:
            text += f'      - {{title: "{title}", start: "{start}", end: "23:00"}}\n'
    return text.encode()


def ids(data: bytes) -> list[str]:
    """The derived ids in the order of the file."""
    return [f.values["id"] for f in read(data, "").findings if f.code == "id-derived"][1:]


def test_ids_are_derived_from_titles_then_times_then_dates() -> None:
    first = [("Où va l'IA ?", "09:00"), ("Pause", "10:00"), ("Pause", "11:00")]
    second = [("Pause", "10:00"), ("Pause", "11:00"), ("…", "12:00")]
    assert ids(file_of(first, second)) == [
        "ou-va-l-ia", "pause", "pause-1100",
        "pause-1000", "pause-20260302-1100", "session",
    ]  # fmt: skip


def test_event_id_is_derived_from_its_title_and_year() -> None:
    loaded = read(file_of([("A", "09:00")]), "")
    assert loaded.programme is not None
    assert (loaded.programme.id, loaded.programme.language) == ("journees-d-ete-2026", "und")
    assert {f.level for f in loaded.findings} == {"warning"}


def test_derived_id_is_never_the_same_as_an_explicit_id() -> None:
    data = file_of([("Pause", "09:00"), ("B", "10:00")]).replace(
        b'title: "B"', b"id: pause, title: B"
    )
    loaded = read(data, "")
    assert loaded.programme is not None
    assert sorted(loaded.programme.by_id) == ["pause", "pause-0900"]


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["Pause", "pause!", "Talk", "???"]),
        st.sampled_from(["09:00", "10:00", "11:00"]),
    ),
    min_size=1,
    max_size=8,
)


@given(ENTRIES, ENTRIES)
def test_appended_sessions_do_not_change_ids(before: list[Entry], more: list[Entry]) -> None:
    kept = ids(file_of(before))
    assert len(set(kept)) == len(before)
    assert ids(file_of([*before, *more]))[: len(before)] == kept


def test_starter_file_is_a_valid_programme() -> None:
    loaded = read(STARTER.encode(), "")
    assert not loaded.errors
    assert len(STARTER.splitlines()) == 15


def test_ids_are_derived_from_the_title_in_the_session_or_event_language() -> None:
    data = file_of([("A", "09:00"), ("B", "10:00"), ("C", "11:00")])
    data = data.replace(b'title: "A"', b"title: {en: Opening, fr: Ouverture}")
    data = data.replace(b'title: "B"', b"title: {fr: Qui, en: Who}, language: [en, fr]")
    data = data.replace(b'title: "C"', b"title: {de: Ende, es: Fin}")

    assert ids(data.replace(b"event: {", b"event: {language: fr, ")) == ["ouverture", "who", "ende"]


def codes(url: str) -> list[str]:
    event = {"id": "odd", "title": "Odd", "timezone": "UTC", "language": "en", "url": url}
    talk = {"id": "a", "title": "A", "start": "09:00", "end": "10:00"}
    days = [{"date": "2026-03-01", "sessions": [talk]}]
    file = {"version": 1, "event": event, "days": days}
    return [finding.code for finding in read(json.dumps(file).encode(), "").findings]


@pytest.mark.parametrize(
    ("url", "validity"),
    [
        *table("web_addresses.txt"),
        (f"https://example.org/{'a' * 1988}", "valid"),
        (f"https://example.org/{'a' * 1989}", "invalid"),
    ],
)
def test_misleading_or_unreadable_address_is_refused(url: str, validity: str) -> None:
    is_valid = validity == "valid"
    assert codes(url) == ([] if is_valid else ["url"])
    assert (is_web_address(url), is_live_address(url)) == (is_valid, is_valid)
