"""Logs of acts out of files: whatever they hold, they are read or refused with their line."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.errors import LogError, ReplayError
from sommet_tui.companion.json.stage import report_view
from sommet_tui.companion.snapshot import notices_at, open_snapshot
from sommet_tui.domain.messages import Message
from sommet_tui.domain.rundown.acts import ACT_KINDS
from sommet_tui.formats.act_log import read_act_log
from tests.acting import example_day
from tests.builders import at

SNAPSHOT = open_snapshot(example_day(), "example.yaml")
IDS = st.sampled_from(["opening", "keynote", "a", "coffee", "b", "c", "nowhere", "\ud800", ""])
TIMES = st.sampled_from(
    [f"2025-02-07T{hour:02}:{minute:02}:30+01:00" for hour in range(8, 16) for minute in (0, 20)]
    + ["2025-02-07", "0001-01-01T00:00:00+14:00", "9998-12-31T23:59:59-12:00", "9999-01-01T00:00Z"]
)
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]), TIMES
)
RECORDS = st.fixed_dictionaries(
    {
        "seq": st.one_of(st.integers(1, 12), st.integers(1, 12), JUNK),
        "at": st.one_of(TIMES, TIMES, TIMES, JUNK),
        "act": st.one_of(st.sampled_from(ACT_KINDS), st.sampled_from(ACT_KINDS), JUNK),
    },
    optional={
        "session": IDS,
        "after": IDS,
        "minutes": st.one_of(st.integers(-90, 90), JUNK),
        "when": st.one_of(TIMES, JUNK),
        "undoes": st.one_of(st.integers(0, 12), JUNK),
        "room": st.one_of(st.none(), JUNK),
        "times": st.one_of(
            st.none(),
            JUNK,
            st.dictionaries(IDS, st.fixed_dictionaries({"end": TIMES}, optional={"start": TIMES})),
        ),
        "void": JUNK,
    },
)


@given(st.binary(max_size=300))
def test_log_file_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    with suppress(LogError):
        read_act_log(data)


def report_of(text: str) -> dict[str, Any] | LogError | ReplayError:
    """Return the report of a log, or the error in it."""
    try:
        logged = read_act_log(text.encode())
        snapshot = SNAPSHOT.with_log([act for _, act in logged], at("10:20"))
    except (LogError, ReplayError) as error:
        return error
    return report_view(snapshot, at("10:20"))


@given(st.lists(RECORDS, max_size=8))
def test_log_of_any_records_is_replayed_or_refused(records: list[dict[str, object]]) -> None:
    found = report_of("\n".join(json.dumps(record) for record in records))
    if isinstance(found, LogError):
        assert 1 <= found.line <= len(records)
    elif isinstance(found, ReplayError):
        assert found.act.seq in [record["seq"] for record in records]
    else:
        assert json.loads(json.dumps(found)) == found
        assert [item["id"] for item in found["lanes"][0]["items"]] != []


def test_unicode_line_separators_do_not_end_a_line_of_a_log() -> None:
    record = {"seq": 1, "at": "2025-02-07T09:00:00Z", "act": "release", "by": "a\u2028b\x0bc\x85d"}
    text = json.dumps(record, ensure_ascii=False)
    ((line, act),) = read_act_log(f"\r\n{text}\r\n".encode())
    assert (line, act.by) == (2, "a b c d")


def test_log_with_too_many_actions_is_refused() -> None:
    record = '{"seq": %d, "at": "2025-02-07T09:00:00Z", "act": "release"}\n'
    most = "".join(record % n for n in range(1, 10_001))
    assert len(read_act_log(most.encode())) == 10_000
    with pytest.raises(LogError) as refusal:
        read_act_log((most + record % 10_001).encode())
    assert (refusal.value.code, refusal.value.line) == ("too-many", 10_001)


def test_overlong_line_is_refused_before_parsing() -> None:
    with pytest.raises(LogError) as refusal:
        read_act_log(b'\n{"seq": [' + b"{}," * 1_000_000 + b"{}]}")
    assert (refusal.value.code, refusal.value.line) == ("shape", 2)


def test_messages_are_read_between_actions() -> None:
    act = {"seq": 3, "at": "2025-02-07T09:00:00Z", "act": "release"}
    said = {"seq": 3, "at": "2025-02-07T09:01:00Z", "act": "message", "to": "everyone", "text": "x"}
    read = read_act_log(f"{json.dumps(act)}\n{json.dumps(said | {'uid': 'u'})}\n".encode())
    (_, released), (line, message) = read
    assert (released.seq, line) == (3, 2)
    assert isinstance(message, Message)
    assert (message.text, message.after_act) == ("x", 3)
    later = SNAPSHOT.with_log([message], at("10:20"))
    assert [notice.text for notice in notices_at(later, at("10:20"))] == ["x"]
    with pytest.raises(LogError) as error:
        read_act_log(f"{json.dumps(said | {'to': 'unknown'})}".encode())
    assert (error.value.code, error.value.key) == ("choice", "to")
    with pytest.raises(LogError) as error:
        read_act_log(f"{json.dumps(said | {'uid': 'u'})}\n".encode() * 2)
    assert (error.value.code, error.value.key) == ("duplicate", "uid")
