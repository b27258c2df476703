"""The programme as a value: its lookups, its people, and that no caller can change it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.programme import (
    Person,
    Programme,
    Room,
    Track,
    mark_unique_labels,
    people_in_sessions,
)
from sommet_tui.domain.timeline import status
from sommet_tui.domain.values import replace
from tests import strategies
from tests.acting import day_of
from tests.builders import at, participant, programme, session


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


@given(planned=strategies.programmes())
def test_everyone_is_listed_once_with_their_sessions_in_order(planned: Programme) -> None:
    everyone = planned.people_on_stage
    assert [one.person for one in everyone] == list(planned.people)
    for one in everyone:
        theirs = [s for s in planned.sessions if one.person.id in {p.id for p in s.participants}]
        assert list(one.sessions) == theirs


@given(planned=strategies.programmes(), data=st.data())
def test_appearance_is_the_current_or_next_session(planned: Programme, data: st.DataObject) -> None:
    now = data.draw(strategies.instants(planned) | st.sampled_from(strategies.boundaries(planned)))
    for one in planned.people_on_stage:
        left = [s for s in one.sessions if s.state != "cancelled" and s.end > now]
        assert one.next_session(now, status) == (left[0] if left else None)


def test_filters_keep_the_people_of_matching_sessions() -> None:
    planned = day_of("side 09:00-10:00 +ada, main 11:00-12:00 +ada, other 13:00-14:00 +bob")
    people = planned.people_on_stage
    found = people_in_sessions(people, {"main", "other"})
    assert [(one.person.id, [s.id for s in one.sessions]) for one in found] == [
        ("ada", ["main"]),
        ("bob", ["other"]),
    ]
    assert [one.person.id for one in people_in_sessions(people, {"other"})] == ["bob"]


def test_affiliations_start_with_the_usual_one_without_duplicates() -> None:
    talks = [("ada", "Parliament"), ("ada", "Institute"), ("ada", None)]
    talks += [("bob", None), ("bob", "Press")]
    sessions = [
        session(str(n), f"1{n}:00", f"1{n + 1}:00", people=[participant(id_, affiliation=where)])
        for n, (id_, where) in enumerate(talks)
    ]
    people = [Person("ada", "Ada", "Institute"), Person("bob", "Bob"), Person("eve", "Eve")]
    found = programme(*sessions, people=people).people_on_stage
    assert [one.affiliations for one in found] == [("Institute", "Parliament"), ("Press",), ()]
    assert found[2].next_session(at("09:00"), status) is None
