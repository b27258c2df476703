"""What people mean by the names that they type."""

from __future__ import annotations

import pytest

from sommet_tui.domain.naming import begun, matching_own_events, matching_sessions, names_in
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from tests.builders import at, programme, session


def fair() -> Programme:
    return programme(
        replace(session("9c3e-1", title="Rust in the kernel"), identifiers=("8376", "QX7")),
        replace(session("9c4f-2", "10:00", "11:00", title="Écoute"), label="Panel 1"),
        session("9c4f-22", "11:00", "12:00", title="Rust devroom"),
        session("b", "12:00", "13:00", title="Kernel"),
    )


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ("9c3e-1", ["9c3e-1"]),
        ("9c3", ["9c3e-1"]),
        ("9C3E", ["9c3e-1"]),
        ("9c4f-2", ["9c4f-2"]),
        ("9c4", ["9c4f-2", "9c4f-22"]),
        ("8376", ["9c3e-1"]),
        ("qx7", ["9c3e-1"]),
        ("kernel rust", ["9c3e-1"]),
        ("kernel", ["b"]),
        ("rust", ["9c3e-1", "9c4f-22"]),
        ("ecoute", ["9c4f-2"]),
        ("panel 1", ["9c4f-2"]),
        ("ernel", []),
        (" ", []),
    ],
)
def test_session_is_named_by_id_code_beginning_or_title_words(wanted: str, ids: list[str]) -> None:
    assert list(matching_sessions(fair(), wanted)) == ids


def test_own_event_is_named_in_the_same_way() -> None:
    events = [
        OwnEvent("own-1a", "Train to Paris", at("18:30"), at("20:00")),
        OwnEvent("own-2b", "Lunch", at("12:00"), at("13:00")),
    ]
    assert [matching_own_events(events, w) for w in ("own-2", "paris", "own")] == [
        ("own-2b",),
        ("own-1a",),
        ("own-1a", "own-2b"),
    ]


NAMES = {"k1": "K.3.201", "k2": "K.3.401", "av": "Audio, Video & Graphics", "a": "Audio"}


def test_list_of_names_is_split_at_commas() -> None:
    assert list(names_in("K.3, Audio, Video & Graphics,x", NAMES)) == [
        "K.3",
        "Audio, Video & Graphics",
        "x",
    ]
    assert begun("k.3", NAMES) == ("k1", "k2")
    assert begun("Audio", NAMES) == ("a",)
    assert begun("3.2", NAMES) == ()
