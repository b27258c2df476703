"""The programme as a value: its lookups, and that no caller can change it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.programme import Programme, Room, Track, mark_unique_labels
from sommet_tui.domain.values import replace
from tests import strategies
from tests.builders import programme, session


@given(planned=strategies.programmes())
def test_sessions_are_found_by_id_and_days_are_those_of_sessions(planned: Programme) -> None:
    assert [planned.by_id[s.id] for s in planned.sessions] == list(planned.sessions)
    assert list(planned.days) == sorted(set(planned.days))
    assert set(planned.days) == {s.day for s in planned.sessions}
    assert planned.zone == ZoneInfo(planned.timezone)
    assert planned.room_names == {room.id: room.name for room in planned.rooms}
    assert planned.track_names == {track.id: track.name for track in planned.tracks}


@pytest.mark.parametrize("wanted", ["main", "MAIN", "Grande Salle", "grande salle"])
def test_room_is_found_by_id_or_name_ignoring_case(wanted: str) -> None:
    room = Room("main", "Grande salle")
    planned = Programme("id", "Title", "UTC", "fr", (), rooms=(Room("side", "Petite"), room))
    assert planned.find_room(wanted) is room
    assert planned.find_room("elsewhere") is None


def test_programme_values_are_immutable() -> None:
    planned = programme(session())
    with pytest.raises(AttributeError, match="cannot assign"):
        planned.title = "Other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        planned.by_id["talk"] = session()  # type: ignore[index]
    with pytest.raises(TypeError):
        Finding("error", "code").values["key"] = "value"  # type: ignore[index]


def test_warnings_do_not_make_a_file_unusable() -> None:
    assert Finding("error", "unknown-key").is_error
    assert not Finding("warning", "capped").is_error


def test_label_is_used_if_it_is_unique() -> None:
    sessions = [session("a", label="Panel A"), session("b", label="keynote")]
    sessions += [session("c", label="Keynote"), session("d")]
    labelled = mark_unique_labels(sessions)
    assert [s.has_unique_label for s in labelled] == [True, False, False, False]
    assert list(labelled) == sessions, "nothing else changes"


def test_track_has_a_colour_only_if_it_is_valid() -> None:
    tracks = (
        Track("web", "Web", color="#00aaFF"),
        Track("rust", "Rust", color="red; }"),
        Track("misc", "Misc"),
    )
    made = replace(programme(session()), tracks=tracks)
    assert made.track_colors == {"web": "#00aaFF"}
