"""Any feed is answered with a programme or with an error."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.test_any_bytes import expect_an_answer

DATA = Path(__file__).parents[1] / "data"
FEEDS = sorted((DATA / "feeds").iterdir())
JSON = [path for path in FEEDS if path.suffix == ".json"]
OTHERS = [path.read_bytes() for path in FEEDS if path.suffix != ".json"]

MISSING = object()
WRONG: list[Any] = [
    *(MISSING, None, True, 5, -1, 1e308, 10**40, "", "x", "\u202e\x1b[31m", "2026-03-01T09:00:00"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9" * 5000),
    *([], {}, [None], [[]], [5], {"": None}, {"en": 5}, {"name": {"de": "x"}}, [{"name": []}]),
]
PIECES = [
    *(
        b"",
        b"<",
        b">",
        b"&",
        b"&#0;",
        b"]]>",
        b"<!DOCTYPE x>",
        b"<!--",
        b"</event>",
        b"\xff",
        b"\0",
    ),
    *(b"9999-12-31T23:59:59-12:00", b"0001-01-01", b"99999:99", b"1:1:1", b"P99999W", b"-1"),
    *(b"\r\n ", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"RRULE:FREQ=DAILY\r\n", b"DTSTART:x\r\n"),
    *(b";TZID=", b"Europe/Paris", b"19700101T000000Z", b"00010101T000000", b"99991231T235959Z"),
]


def kinds_of_places(value: Any) -> list[tuple[Any, ...]]:
    """The way to a value of each kind in a piece of JSON: entries of a list are of one kind."""
    kinds = {
        tuple("*" if isinstance(step, int) else step for step in path): path
        for path in places(value)
    }
    return list(kinds.values())


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a piece of JSON."""
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))
    if path:
        yield path


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    made = copy.deepcopy(value)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    if new is not MISSING:
        inner[path[-1]] = new
    elif isinstance(inner, dict):
        del inner[path[-1]]
    else:
        inner.pop(path[-1])
    return made


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("path", JSON, ids=lambda path: path.stem)
def test_feed_with_missing_or_unexpected_values_does_not_crash_the_reader(
    path: Path, every: int
) -> None:
    value = json.loads(path.read_bytes())
    for number, place in enumerate(kinds_of_places(value)):
        for new in (MISSING, *WRONG[1 + number % every :: every]):
            data = json.dumps(changed(value, place, new)).encode()
            expect_an_answer(data, "Europe/Paris")


@given(st.data())
def test_xml_or_calendar_with_any_content_does_not_crash_the_reader(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(OTHERS))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(whole)))
        end = start + data.draw(st.integers(0, 40))
        piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=4))
        whole = whole[:start] + piece + whole[end:]
    expect_an_answer(whole, data.draw(st.sampled_from((None, "Europe/Paris", "Nowhere"))))


@given(st.data())
def test_two_joined_feeds_do_not_crash_the_reader(data: st.DataObject) -> None:
    first, second = data.draw(st.sampled_from(OTHERS)), data.draw(st.sampled_from(OTHERS))
    cut = data.draw(st.integers(0, len(first)))
    expect_an_answer(first[:cut] + second[data.draw(st.integers(0, len(second))) :])
