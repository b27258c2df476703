"""Filters: several values each, and names that match by a part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.filters import (
    EVERYTHING,
    FACETS,
    Facet,
    Facets,
    facet_values,
    filter_moment,
    filter_sessions,
    ids_beginning_with,
    matching_ids,
    replace_hidden_sessions,
    split_names,
    toggle_filter,
)
from sommet_tui.domain.programme import Programme, Room, Session, Track
from sommet_tui.domain.timeline import Moment, Timeline, status
from sommet_tui.domain.values import replace
from tests import strategies
from tests.acting import day_of
from tests.builders import DAY, NEXT_DAY, at, pause, programme, session
from tests.tables import table


def event() -> Programme:
    """Two days; three rooms, one talk in two of them."""
    made = programme(
        replace(session("rust", "09:00", "10:00", room="a", track="rust"), type="Talk"),
        replace(session("both", "10:00", "11:00", room="a"), rooms=("a", "b"), recorded=False),
        replace(session("web", "10:30", "11:00", room="c", track="web"), languages=("de", "en")),
        pause("coffee", "11:00", "11:15"),
        replace(session("late", "09:00", "10:00", day=NEXT_DAY), languages=("en",), recorded=True),
    )
    return replace(
        made,
        rooms=tuple(Room(r, r.upper()) for r in "abc"),
        tracks=(Track("web", "Web"), Track("rust", "Rust")),
    )


def found(
    facets: Facets, clock: str = "08:00", of: Sequence[Session] = event().sessions
) -> list[str]:
    """Return the ids of the sessions that the filters leave to a user with a bookmark of Web."""
    held = filter_sessions(of, facets, now=at(clock), bookmarked=("web",), status_of=status)
    return [s.id for s in held]


@pytest.mark.parametrize(("filters", "ids"), table("filters.txt", "filters"))
def test_filters_combine_and_accept_several_values(filters: str, ids: str) -> None:
    facets = EVERYTHING
    for facet, value in (each.split() for each in filters.split(", ") if each):
        day = date.fromisoformat(value) if facet == "days" else value
        facets = toggle_filter(facets, cast(Facet, facet), day)
    assert found(facets) == ids.split()


@pytest.mark.parametrize(("facet", "clock", "ids"), table("filters.txt", "states and times"))
def test_filter_shows_unfilmed_bookmarked_coming_or_soon_starting_sessions(
    facet: str, clock: str, ids: str
) -> None:
    facets = {
        "not filmed": Facets(not_filmed=True),
        "bookmarked": Facets(mine=True),
        "not over": Facets(only_upcoming=True),
        "soon": Facets(soon=timedelta(minutes=30)),
    }
    assert found(facets[facet], clock) == ids.split()


@pytest.mark.parametrize("kind", ["break", "Catering"])
def test_break_is_recognised_under_any_name(kind: str) -> None:
    sessions = [replace(s, type="Catering") if s.is_break else s for s in event().sessions]
    assert found(Facets(kinds=frozenset({kind})), of=sessions) == ["coffee"]


def test_filter_values_are_listed_in_programme_order_with_counts() -> None:
    there = facet_values(event())
    assert there["days"] == {DAY: 4, NEXT_DAY: 1}
    assert list(there["rooms"].items()) == [("a", 2), ("b", 1), ("c", 1)]
    assert list(there["tracks"].items()) == [("web", 1), ("rust", 1)]
    assert list(there["kinds"].items()) == [("session", 3), ("Talk", 1), ("break", 1)]
    assert list(there["languages"].items()) == [("en", 2), ("de", 1)]


@given(strategies.programmes(), st.data())
def test_count_of_a_filter_value_equals_its_matching_sessions(
    made: Programme, data: st.DataObject
) -> None:
    there = facet_values(made)
    facet = data.draw(st.sampled_from([f for f in FACETS if there[f]]))
    value = data.draw(st.sampled_from(list(there[facet])))
    facets = toggle_filter(EVERYTHING, facet, value)
    assert len(found(facets, of=made.sessions)) == there[facet][value]
    assert toggle_filter(facets, facet, value) == EVERYTHING


ROOMS = {
    "1": "UB2.252A (Lameere)",
    "2": "UB5.132",
    "3": "Grande salle",
    "4": "Janson",
    "5": "Salle 3",
    "6": "UB5.132 bis",
}


@pytest.mark.parametrize(("wanted", "ids"), table("filters.txt", "part of a room name"))
def test_part_of_a_name_finds_its_room(wanted: str, ids: str) -> None:
    assert matching_ids(wanted, ROOMS) == tuple(ids.split())


def filtered(made: Programme, facets: Facets, now: datetime) -> Moment:
    moment = Timeline(made).moment_at(now)
    return filter_moment(moment, made.sessions, facets, bookmarked=(), status_of=status)


def test_filter_keeps_only_the_rooms_of_matching_sessions() -> None:
    moment = filtered(event(), Facets(tracks=frozenset({"web"})), at("09:30"))
    (room,) = moment.rooms
    assert (room.room, room.now, room.gap) == ("c", (), None)
    assert moment.next == room.next == event().by_id["web"]


@given(strategies.programmes(), st.data())
def test_filter_that_matches_everything_changes_no_room(
    made: Programme, data: st.DataObject
) -> None:
    now = data.draw(st.sampled_from(sorted(strategies.boundaries(made))))
    moment, left = Timeline(made).moment_at(now), filtered(made, Facets(only_upcoming=True), now)
    before, after = (
        [(r.room, r.now, r.next, r.current, r.alert) for r in of.rooms if r.now or r.next]
        for of in (moment, left)
    )
    assert before == after
    assert len(after) == len(left.rooms)
    assert (left.next and left.next.start) == (moment.next and moment.next.start)


def test_time_left_in_a_filtered_room_counts_to_the_first_end() -> None:
    made = day_of("hidden 09:00-10:00 @a, long 09:00-12:00 @a, short 09:15-11:00 @a")
    moment = Timeline(made).moment_at(at("09:30"))
    (room,) = replace_hidden_sessions(moment, made.sessions, {"hidden"}, status).rooms
    assert [s.id for s in room.now] == ["long", "short"]
    assert (room.current and room.current.id, room.remaining) == ("short", timedelta(minutes=90))


@pytest.mark.parametrize(
    ("hidden", "why"), table("filters.txt", "hidden sessions and the reason for no next session")
)
def test_room_shows_that_its_next_session_is_hidden(hidden: str, why: str) -> None:
    made = day_of(
        "on 09:00-10:00, then 10:00-11:00, last 11:00-12:00, tomorrow 09:00-10:00 next-day"
    )
    moment = Timeline(made).moment_at(at("09:30"))
    (room,) = replace_hidden_sessions(moment, made.sessions, set(hidden.split()), status).rooms
    assert room.hidden == (why or None)
    assert [s.id for s in room.now] == ["on"], "the room is in no break"
    assert room.remaining == timedelta(minutes=30)


def test_room_with_a_hidden_session_shows_the_parallel_session() -> None:
    made = event()
    moment = Timeline(made).moment_at(at("09:30"))
    assert replace_hidden_sessions(moment, made.sessions, frozenset(), status) is moment
    assert replace_hidden_sessions(moment, made.sessions, {"late", "coffee"}, status) is moment
    shown = replace_hidden_sessions(moment, made.sessions, {"rust", "web"}, status)
    rooms = {room.room: room for room in shown.rooms}
    assert [s.id for s in rooms["a"].now] == ["rust"], "a running session stays"
    assert rooms["a"].next == made.by_id["both"]
    assert rooms["c"].next is None or rooms["c"].next.id != "web"
    assert shown.next is not None
    assert rooms["b"] == next(r for r in moment.rooms if r.room == "b")


NAMES = {"k1": "K.3.201", "k2": "K.3.401", "av": "Audio, Video & Graphics", "a": "Audio"}


def test_list_of_names_is_split_at_commas() -> None:
    assert list(split_names("K.3, Audio, Video & Graphics,x", NAMES)) == [
        "K.3",
        "Audio, Video & Graphics",
        "x",
    ]
    assert ids_beginning_with("k.3", NAMES) == ("k1", "k2")
    assert ids_beginning_with("Audio", NAMES) == ("a",)
    assert ids_beginning_with("3.2", NAMES) == ()
