"""The document of the day: its shape, and what followers refuse in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sommet_tui.companion.follower import MAX_WAIT, STALE
from sommet_tui.companion.json.published_day import POLL_AFTER
from sommet_tui.companion.live_ports import DocumentError
from sommet_tui.companion.snapshot import open_snapshot
from sommet_tui.domain import published_day
from sommet_tui.domain.limits import (
    AHEAD_LIMIT,
    EPOCHS_AHEAD,
    ID_LIMIT,
    INTEGER_LIMIT,
    LIVE_BYTES_LIMIT,
    MAX_LANES,
    MAX_NOTICES,
    MAX_OFFSETS,
    MAX_ROOM_FILES,
    MAX_SEATS,
    MAX_SESSIONS,
    MIN_POLL,
    MINUTES_LIMIT,
)
from sommet_tui.domain.programme import DANGER_MINUTES, WARNING_MINUTES, Room
from sommet_tui.domain.published_day import (
    SILENCE,
    fits_programme,
    follow_day,
    is_same_event,
    shared_rundown,
)
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.values import replace
from sommet_tui.live.web_day import read_document
from sommet_tui.live.web_page import live_schema_text
from tests.acting import example_day, plans
from tests.builders import at, programme, session
from tests.publishing import LATE, document, read, reader
from tests.refusals import raised, refusal
from tests.tables import table

SCHEMA = json.loads(live_schema_text())
PARTS: dict[str, Any] = {"Day": SCHEMA, **SCHEMA["$defs"]}
TOP = Path(__file__).parents[2]


@pytest.mark.parametrize("part", PARTS)
def test_schema_describes_every_key_of_a_document(part: str) -> None:
    fields = [*vars(published_day)[f"Shared{part}"].__match_args__]
    if part == "Day":
        fields = ["version", *(name for name in fields if name != "full")]  # no document has it
    assert list(PARTS[part]["properties"]) == PARTS[part]["required"] == fields
    assert all(key["description"] for key in PARTS[part]["properties"].values())


def test_schema_has_the_limits_of_the_reader() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    limits = {
        f"{part} {key}": schema["maxItems"]
        for part in PARTS
        for key, schema in PARTS[part]["properties"].items()
        if "maxItems" in schema
    }
    assert limits == {
        "Day rooms": MAX_ROOM_FILES,
        "Day lanes": MAX_LANES,
        "Day notices": MAX_NOTICES,
        "Event utc_offsets": MAX_OFFSETS,
        "Item people": MAX_SEATS,
        "Lane items": MAX_SESSIONS,
    }
    text = live_schema_text()
    assert set(re.findall(r'"maxLength": (\d+)', text)) == {str(ID_LIMIT)}
    assert set(re.findall(r'"maximum": (\d+)', text)) == {str(INTEGER_LIMIT - 1)}


def test_page_has_the_same_constants_as_the_app() -> None:
    page = (TOP / "src/sommet_tui/live/web_page/index.html").read_text(encoding="utf-8")
    constants = dict(re.findall(r"\b([A-Z_]+) = ([\d.e* ]+)[,;]", page))
    said = {name: prod(map(float, value.split("*"))) for name, value in constants.items()}
    seconds = {name: said[name] / 1000 for name in ("STALE", "LATE", "SLOWEST", "FASTEST", "AHEAD")}
    assert seconds == {
        "STALE": STALE.total_seconds(),
        "LATE": SILENCE.total_seconds(),
        "SLOWEST": MAX_WAIT,
        "FASTEST": MIN_POLL,
        "AHEAD": AHEAD_LIMIT.total_seconds(),
    }
    assert said["EPOCHS_AHEAD"] == EPOCHS_AHEAD
    assert set(re.findall(r"poll_?[aA]fter \|\| (\d+)", page)) == {str(POLL_AFTER)}
    assert re.findall(r"item\.warning_seconds \?\? (\d+)", page) == [str(60 * WARNING_MINUTES)]
    assert re.findall(r"item\.danger_seconds \?\? (\d+)", page) == [str(60 * DANGER_MINUTES)]


def test_document_contains_running_and_next_sessions() -> None:
    content = document("10:20", *LATE)
    assert (content["version"], content["epoch"], content["seq"]) == (1, 1, 7)
    assert content["sent_at"] == "2025-02-07T10:20:00+01:00"
    assert content["valid_until"] == "2025-02-08T04:00:00+01:00"
    (lane,) = content["lanes"]
    assert (lane["mode"], lane["running"], lane["offset_minutes"]) == ("called", "a", 12)
    items = {item["id"]: item for item in lane["items"]}
    assert items["a"]["time_over"] == "2025-02-07T11:12:00+01:00"
    assert items["b"]["projected_start"] == "2025-02-07T11:30:00+01:00"
    assert items["keynote"]["status"] == "done"
    assert items["keynote"]["time_over"] is None


def test_document_is_valid_until_the_end_of_the_day() -> None:
    night = at("10:00") + timedelta(hours=17, minutes=30)  # 03:30
    assert read(document(night)).valid_until == night + timedelta(hours=1)
    day = read(document("10:00"))
    assert day.is_valid_at(at("23:59"))
    assert not day.is_valid_at(day.valid_until)


def test_unknown_keys_are_ignored() -> None:
    content = document("10:20", *LATE)
    known = read(content)
    content["colour"] = "blue"
    content["lanes"][0]["items"][0]["mood"] = {"high": True}
    assert read(content) == known


def test_foreign_text_is_cleaned() -> None:
    content = document("10:20", *LATE)
    content["notices"] = [
        {
            "text": "\x1b[31mFire\u202e\n exit",
            "session": None,
            "room": None,
            "at": content["sent_at"],
        },
        {"text": "\x07", "session": None, "room": None, "at": content["sent_at"]},
        {"text": "x" * 500, "session": None, "room": None, "at": content["sent_at"]},
    ]
    first, second = read(content).messages
    assert first.text == "[31mFire  exit"
    assert len(second.text) == 200


def _put(content: dict[str, Any], path: Sequence[Any], value: Any) -> None:
    """Put a value in the place of another."""
    *steps, last = path
    node: Any = content
    for step in steps:
        node = node[step]
    node[last] = value


@pytest.mark.parametrize(("path", "value", "code", "detail"), table("invalid_documents.txt"))
def test_invalid_document_is_refused(path: str, value: str, code: str, detail: str) -> None:
    content = document("10:20", *LATE)
    steps = [int(step) if step.isdigit() else step for step in path.split(".")]
    _put(content, steps, json.loads(value))
    refused = raised(DocumentError, read, content)
    assert (refused.code, refused.detail) == (code, detail)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"<html>"])
def test_file_of_another_kind_is_distinguished_from_an_invalid_document(data: bytes) -> None:
    assert refusal(DocumentError, read_document, data) == "garbled"


def test_too_large_document_is_refused() -> None:
    assert refusal(DocumentError, read_document, b" " * (LIVE_BYTES_LIMIT + 1)) == "too-large"


@given(st.integers(-10, 10_000))
def test_refresh_interval_is_limited(seconds: int) -> None:
    content = document("10:20")
    content["poll_after"] = max(0, seconds)
    assert 2 <= read(content).poll_after <= 3600


def test_contradictory_values_of_a_document_are_corrected() -> None:
    content = document("10:20", *LATE, "10:19 insert drill 10 15:30")
    items = {item["id"]: item for item in content["lanes"][0]["items"]}
    over = {"time_over": content["sent_at"]}
    items["keynote"] |= over | {"projected_end": items["opening"]["planned_start"]}  # it is done
    items["lunch"] |= over | {"status": "running"}  # no thresholds for a break
    items["b"] |= {"added_minutes": 10**15}
    items["drill"] |= {"planned_end": items["drill"]["planned_start"]}
    day = read(content)
    (lane,) = shared_rundown(open_snapshot(example_day(), "").plans, day).lanes.values()
    assert lane.running == ("a",)
    assert lane.actuals["b"].added == timedelta(minutes=MINUTES_LIMIT)
    assert not lane.plan.added
    shown = reader(example_day(), day, at("10:20"))
    assert shown.times["keynote"].status == "done"
    assert (shown.times["keynote"].start, shown.times["keynote"].end) == (at("09:15"), at("09:15"))


def _paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value in a document."""
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in inner:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from _paths(value, (*path, key))


MOVED = document("10:31", *LATE, "10:30 move c 13:00", "10:30 insert drill 10 15:30")
VALUES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=4)
    | st.sampled_from(["2025-02-07T10:20:00+01:00", "9998-01-01T00:00:00Z", "running", "a"])
    | st.builds(list)
    | st.builds(dict)
)


@given(st.lists(st.tuples(st.sampled_from([*_paths(MOVED)]), VALUES), min_size=1, max_size=3))
def test_document_with_any_values_is_shown_or_refused(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    content = json.loads(json.dumps(MOVED))
    for path, value in changes:
        with suppress(LookupError, TypeError):  # an earlier change has removed the place
            _put(content, path, value)
    try:
        day = read(content)
    except DocumentError:
        return
    for moment in (at("10:31"), at("14:00")):
        shown = reader(example_day(), day, moment)
        assert shown.programme.by_id.keys() >= example_day().by_id.keys()


def test_fosdem_room_list_marks_full_sessions() -> None:
    day = programme(
        session("talk", "09:00", "10:00", room="hall"),
        session("next", "10:00", "11:00", room="hall"),
        session("other", "09:00", "10:00", room="attic"),
    )
    rooms_named = (Room("hall", "H.1301 (Cornil)"), Room("attic", "Janson"))
    day = replace(day, rooms=rooms_named)
    rooms = [
        {"roomname": "h.1301 (cornil)", "state": "1"},
        {"roomname": "Janson", "state": 0},
        {"roomname": "Elsewhere\x1b[31m", "state": 2},
        {"state": 1},
        7,
    ]
    listed = read_document(json.dumps(rooms).encode(), at("09:00"))
    assert is_same_event(listed, day)
    assert fits_programme(listed, day)
    assert "\x1b" not in "".join(listed.full or ())
    assert (listed.is_valid_at(at("09:09")), listed.is_valid_at(at("09:10"))) == (True, False)
    lanes = plans(day)
    full = {
        clock: [
            s.id
            for s in follow_day(
                day, Timeline(day), shared_rundown(lanes, listed), day=listed, now=at(clock)
            ).programme.sessions
            if s.seats == "full"
        ]
        for clock in ("08:44", "08:45", "09:59", "10:00", "11:00")
    }
    assert full == {
        "08:44": [],
        "08:45": ["talk"],
        "09:59": ["talk"],
        "10:00": ["next"],
        "11:00": [],
    }
    shown = follow_day(
        day, Timeline(day), shared_rundown(lanes, listed), day=listed, now=at("09:30")
    )
    assert [s.seats for room in shown.moment.rooms for s in room.now] == ["full", None]


@pytest.mark.parametrize("data", [b"[]", b"[[]]", b'[{"roomname": {}, "state": []}]'])
def test_room_list_without_full_rooms_marks_nothing(data: bytes) -> None:
    assert read_document(data, at("09:00")).full == ()
    with pytest.raises(DocumentError):
        read_document(data)
