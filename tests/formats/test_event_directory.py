"""Directories of events, as others publish them."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.known_events import ListedEvent
from sommet_tui.formats.event_directory import read_events
from tests.refusals import refusal

MENU = {
    "version": 2026010100,
    "schedules": [
        {
            "version": 2026010100,
            "url": "https://fosdem.org/2026/schedule/xml",
            "title": "FOSDEM\u202e 2026\u0007",
            "start": "2026-01-31",
            "end": "2026-02-01",
            "timezone": "Europe/Brussels",
            "metadata": {"links": []},
        },
        {"url": "https://example.org/a.ics", "start": "2026-03-01T09:00:00+01:00", "end": "soon"},
        {"url": "ftp://example.org/b", "title": "not to be asked"},
        {"title": "nowhere"},
        "nothing",
    ],
}
EXPECTED = (
    ListedEvent(
        "https://fosdem.org/2026/schedule/xml",
        "FOSDEM 2026",
        date(2026, 1, 31),
        date(2026, 2, 1),
        "Europe/Brussels",
    ),
    ListedEvent(
        "https://example.org/a.ics", "https://example.org/a.ics", date(2026, 3, 1), None, None
    ),
)


@pytest.mark.parametrize("content", [MENU, MENU["schedules"]])
def test_directory_lists_only_events_that_can_be_opened(content: object) -> None:
    assert read_events(json.dumps(content).encode(), "menu.json") == EXPECTED


def test_empty_directory_has_no_events() -> None:
    assert read_events(b'{"schedules": []}', "") == ()


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"5", b'{"schedules": 5}', b"[1]", b"\xff", b"[" * 99_999, b"<xml/>"]
)
def test_invalid_directory_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        read_events(data, "menu.json")
    assert (caught.value.code, caught.value.origin) == ("no-directory", "menu.json")


def test_directory_with_too_many_objects_is_refused_before_parsing() -> None:
    assert (
        refusal(SourceError, lambda: read_events(b"[" + b"{}," * 500_000 + b"{}]", "menu.json"))
        == "too-large"
    )


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.lists(st.dictionaries(st.sampled_from(["url", "title", "start", "timezone"]), VALUES)))
def test_directory_with_any_values_does_not_crash_the_reader(
    schedules: list[dict[str, object]],
) -> None:
    schedules.append({"url": "https://example.org/"})
    found = read_events(json.dumps({"schedules": schedules}).encode(), "")
    assert found[-1].title == "https://example.org/"
    assert all(event.title.isprintable() for event in found)
