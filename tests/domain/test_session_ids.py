"""A session is found under every id that it has had, whichever of them the programme has."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.messages import Message
from sommet_tui.domain.panel_acts import PanelAct
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.session_ids import present_ids, with_new_ids, with_present_ids

NOW = datetime(2025, 2, 7, 9, tzinfo=UTC)
IDS = [f"id-{n}" for n in range(12)]


@given(st.lists(st.dictionaries(st.integers(0, 3), st.sampled_from(IDS)), max_size=12))
def test_every_earlier_id_of_a_session_leads_to_the_present_one(
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
        groups = with_new_ids(groups, renamed)  # type: ignore[arg-type]
    names = present_ids(groups, set(now.values()))  # type: ignore[arg-type]
    for session, ids in had.items():
        assert {names.get(id_, id_) for id_ in ids} == {now[session]}


def test_id_given_to_another_session_leads_to_that_session() -> None:
    groups = with_new_ids((), {"a": "b"})
    groups = with_new_ids(groups, {"c": "a"})
    assert present_ids(groups, {"a", "b"}) == {"c": "a"}


def test_older_file_of_the_same_event_has_its_own_ids() -> None:
    groups = with_new_ids(with_new_ids((), {"a": "b"}), {"b": "c"})
    assert present_ids(groups, {"b"}) == {"a": "b", "c": "b"}
    assert present_ids(groups, {"other"}) == {}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (Act("start", "a"), Act("start", "z")),
        (Act("swap", "b", partner="a"), Act("swap", "b", partner="z")),
        (Act("defer", "b", after="a"), Act("defer", "b", after="z")),
        (
            Act("announce", times={"a": (NOW, NOW), "b": (NOW, NOW)}),
            Act("announce", times={"z": (NOW, NOW), "b": (NOW, NOW)}),
        ),
        (
            Message(1, NOW, "stage", "hi", "a", ends_with="a"),
            Message(1, NOW, "stage", "hi", "z", ends_with="z"),
        ),
        (PanelAct("turn", "ada", session="a"), PanelAct("turn", "ada", session="z")),
        (Act("start", "b"), Act("start", "b")),
    ],
)
def test_record_has_the_present_ids(record: object, expected: object) -> None:
    assert with_present_ids(record, {"a": "z"}) == expected
