"""Records are read back as written, bad ones are refused, and a session has all of its ids."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.limits import MESSAGE_LIMIT, QUESTION_LIMIT, SEGMENT_LIMIT
from sommet_tui.domain.messages import Message, Seen
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.programme import Participant
from sommet_tui.domain.records import (
    RecordError,
    add_new_ids,
    current_ids,
    from_record,
    read_act,
    read_message,
    to_record,
    use_current_ids,
)
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from tests.builders import at, existing
from tests.panels import PLAN, logs
from tests.tables import table

if TYPE_CHECKING:
    from sommet_tui.domain.records import Value

ZONE = ZoneInfo("Asia/Kolkata")
NINE = at("09:00")
ADD = Act(
    "add",
    room="main",
    session="talk",
    minutes=-5,
    when=at("08:58"),
    uid="u3",
    by="Zoé",
    programme="example",
    rehearsal="r1",
    seq=3,
    at=NINE,
)
ANNOUNCE = Act("announce", times={"talk": (NINE, at("10:00")), "b": (None, NINE)}, seq=4, at=NINE)
DEFER = Act("defer", session="talk", after="b", seq=5, at=NINE)
INSERT = Act(
    "insert",
    session="added-1",
    minutes=10,
    to=at("09:30"),
    title="Fire drill",
    people=(Participant("zoe", "Zoé"),),
    seq=6,
    at=NINE,
)
UNDO = Act("undo", undoes=5, seq=6, at=NINE)
MESSAGE = Message(2, NINE, "panel", "+5", "talk", "main", uid="u2", by="Zoé")
QUESTION = PanelAct(
    "ask", session="talk", person="ada", text="Why?", uid="u7", by="Zoé", seq=7, at=NINE
)


RECORDS = {value.KIND: to_record(value) for value in (ADD, MESSAGE, QUESTION, Seen("u2", NINE))}


def panel_act(record: dict[str, Any]) -> PanelAct:
    found = from_record("panel", record)
    assert isinstance(found, PanelAct)
    return found


def stored_record(record: dict[str, Any], **changes: Any) -> Any:
    """The record as it comes out of a file, with something else in it."""
    return json.loads(json.dumps(record | changes))


@pytest.mark.parametrize("act", [ADD, ANNOUNCE, DEFER, INSERT, UNDO], ids=lambda act: act.act)
@pytest.mark.parametrize("zone", [UTC, ZONE])
def test_act_is_read_back_unchanged_with_any_offset(act: Act, zone: Any) -> None:
    assert read_act(stored_record(to_record(act, zone))) == act


def test_unused_keys_of_an_act_are_null_and_optional() -> None:
    record = to_record(UNDO)

    assert record["times"] is None
    assert record["uid"] is None
    assert read_act({k: v for k, v in record.items() if v is not None}) == UNDO


def test_time_is_written_with_the_offset_of_the_zone() -> None:
    assert to_record(ADD, ZONE)["at"] == "2025-02-07T13:30:00+05:30"


def test_message_is_read_back_as_one_clean_line_of_limited_length() -> None:
    assert read_message(stored_record(to_record(MESSAGE, ZONE))) == MESSAGE
    text = "\x1b[31m" + "x\n" * MESSAGE_LIMIT
    found = read_message(stored_record(RECORDS["message"], text=text)).text
    assert found.startswith("[31mx x")
    assert len(found) == MESSAGE_LIMIT
    assert to_record(Message(1, NINE, "stage", "", seen_at=NINE))["seen_at"] is not None


def test_acknowledgement_is_read_back_unchanged() -> None:
    assert from_record("seen", stored_record(RECORDS["seen"])) == Seen("u2", NINE)
    with pytest.raises(RecordError):
        from_record("seen", {"at": "2025-02-07T09:00:00+00:00"})


@given(logs())
def test_panel_records_are_read_back_unchanged(acts: tuple[PanelAct, ...]) -> None:
    assert tuple(panel_act(stored_record(to_record(a))) for a in acts) == acts


def test_panel_texts_are_cleaned_and_limited() -> None:
    long = "\x1b" + "x" * 1000
    plan = [{"name": long, "minutes": 5}]
    record = stored_record(to_record(QUESTION), text=long, segments=plan, order=["a\x07da"])

    found = panel_act(record)

    text = existing(found.text)
    assert (len(text), len(found.segments[0].name)) == (QUESTION_LIMIT, SEGMENT_LIMIT)
    assert found.order == ("ada",)
    assert "\x1b" not in text + found.segments[0].name


def test_missing_keys_of_a_panel_record_are_null() -> None:
    record = {"seq": 1, "at": "2025-02-07T09:00:00+01:00", "act": "turn", "session": "talk"}

    found = panel_act(record)

    assert found == PanelAct("turn", session="talk", seq=1, at=datetime(2025, 2, 7, 8, tzinfo=UTC))
    assert panel_act(record | {"segments": to_record(QUESTION)["segments"]}) == found
    assert panel_act(record | {"segments": [{"name": "close", "minutes": 5}]}).segments == (
        PLAN[4],
    )


@pytest.mark.parametrize(("kind", "changes", "wrong"), table("invalid_records.txt"))
def test_invalid_record_is_refused_with_its_wrong_key(kind: str, changes: str, wrong: str) -> None:
    with pytest.raises(RecordError) as refused:
        from_record(kind, stored_record(RECORDS[kind], **json.loads(changes)))

    assert f"{refused.value.key} {refused.value.problem}" == wrong


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
KEYS = st.sampled_from([key for record in RECORDS.values() for key in record])


@given(st.dictionaries(KEYS, JSON), st.sampled_from([*RECORDS]))
def test_any_record_is_read_or_refused_by_key(changes: dict[str, Any], kind: str) -> None:
    problem = ""
    try:
        assert from_record(kind, RECORDS[kind] | changes)
    except RecordError as refused:
        problem = refused.problem

    assert problem in ("", "missing", "type", "instant", "choice", "range")


NOW = datetime(2025, 2, 7, 9, tzinfo=UTC)
IDS = [f"id-{n}" for n in range(12)]


@given(st.lists(st.dictionaries(st.integers(0, 3), st.sampled_from(IDS)), max_size=12))
def test_earlier_ids_of_a_session_lead_to_its_current_id(
    versions: list[dict[int, str]],
) -> None:
    """Four sessions; each version gives some of them an id that no session has or has had."""
    now, had = {n: f"first-{n}" for n in range(4)}, {n: {f"first-{n}"} for n in range(4)}
    groups: tuple[object, ...] = ()
    for version in versions:
        renamed: dict[str, str] = {}
        for session, id_ in version.items():
            others = {i for n, ids in had.items() if n != session for i in ids}
            if id_ not in others and id_ != now[session]:
                renamed[now[session]] = now[session] = id_
                had[session].add(id_)
        groups = add_new_ids(groups, renamed)  # type: ignore[arg-type]
    names = current_ids(groups, set(now.values()))  # type: ignore[arg-type]
    for session, ids in had.items():
        assert {names.get(id_, id_) for id_ in ids} == {now[session]}


def test_reused_id_refers_to_the_new_session() -> None:
    groups = add_new_ids((), {"a": "b"})
    groups = add_new_ids(groups, {"c": "a"})
    assert current_ids(groups, {"a", "b"}) == {"c": "a"}


def test_older_file_of_the_same_event_has_its_own_ids() -> None:
    groups = add_new_ids(add_new_ids((), {"a": "b"}), {"b": "c"})
    assert current_ids(groups, {"b"}) == {"a": "b", "c": "b"}
    assert current_ids(groups, {"other"}) == {}


@pytest.mark.parametrize(
    "record",
    [
        Act("start", "a"),
        Act("swap", "b", partner="a"),
        Act("defer", "b", after="a"),
        Act("announce", times={"a": (NOW, NOW), "b": (NOW, NOW)}),
        Message(1, NOW, "stage", "hi", "a", ends_with="a"),
        PanelAct("turn", "ada", session="a"),
        Act("start", "b"),
    ],
)
def test_records_use_current_session_ids(record: Value) -> None:
    record = replace(record, at=NOW)
    renamed = json.dumps(to_record(record)).replace('"a"', '"z"')
    assert use_current_ids(record, {"a": "z"}) == from_record(record.KIND, json.loads(renamed))
