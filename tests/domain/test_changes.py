"""What became of every session between two states of a programme."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from sommet_tui.domain.changes import (
    RoomChange,
    SessionChange,
    changes,
    count_disrupted_sessions,
    matched_sessions,
    renamed_rooms,
    replacing_sessions,
)
from sommet_tui.domain.programme import Programme, Room, Session, Track
from sommet_tui.domain.values import replace
from tests import strategies
from tests.builders import participant, pause, programme, session

if TYPE_CHECKING:
    from sommet_tui.domain.changes import Aspect, ChangeKind

ADA, BOB = participant("ada"), participant("bob")


def between(before: Session, after: Session | None, *others: Session) -> list[SessionChange]:
    rooms = (Room("a", "Room A"), Room("b", "Room B"))
    tracks = (Track("web", "Web"),)
    made = [
        replace(programme(*sessions), rooms=rooms, tracks=tracks)
        for sessions in ((before, *others), (*(() if after is None else (after,)), *others))
    ]
    return list(changes(*made))


@pytest.mark.parametrize(
    ("change", "kind", "aspects"),
    [
        ({"start": timedelta(minutes=5)}, "moved", ("time",)),
        ({"rooms": ("b",)}, "moved", ("room",)),
        ({"title": "Something else"}, "changed", ("title",)),
        ({"label": "Keynote"}, "changed", ("title",)),
        ({"participants": (ADA, BOB)}, "changed", ("people",)),
        ({"track": "web"}, "changed", ("rest",)),
        ({"recorded": False}, "changed", ("rest",)),
        ({"rooms": ("b",), "title": "Something else"}, "moved", ("room", "title")),
        ({"state": "cancelled"}, "cancelled", ()),
    ],
)
def test_change_names_the_changed_aspects(
    change: dict[str, Any], kind: ChangeKind, aspects: tuple[Aspect, ...]
) -> None:
    before = session("talk", "09:00", "10:00", room="a", people=[ADA])
    if "start" in change:
        change = {"start": before.start + timedelta(minutes=5)}
    after = replace(before, **change)
    assert between(before, after) == [SessionChange(kind, after, before, aspects)]


def test_new_removed_and_reinstated_sessions_are_changes() -> None:
    talk = session("talk", "09:00", "10:00", people=[ADA])
    off = replace(talk, state="cancelled")
    other = session("other", "08:00", "09:00", title="Nothing of the kind")
    assert [c.kind for c in between(off, talk)] == ["restored"]
    assert between(talk, None, other) == [SessionChange("gone", talk, talk)]
    made = programme(other), programme(other, talk)
    assert changes(*made) == (SessionChange("new", talk),)


def test_new_abstract_is_a_change_but_a_new_break_is_not() -> None:
    talk = session("talk", "09:00", "10:00")
    before = replace(programme(talk), abstracts={"talk": "Old"})
    after = replace(programme(talk, pause("coffee", "10:00", "10:30")), abstracts={"talk": "New"})
    (change,) = changes(before, after)
    assert (change.kind, change.aspects) == ("changed", ("text",))


def test_renamed_room_moves_only_sessions_that_leave_it() -> None:
    stays = session("stays", "09:00", "10:00", room="a")
    leaves = session("leaves", "09:00", "10:00", room="a", title="Something else")
    rooms = Room("a", "Room A"), Room("b", "Room B")
    before = replace(programme(stays, leaves), rooms=rooms)
    after = replace(
        programme(stays, replace(leaves, rooms=("b",))), rooms=(Room("a", "Hall"), rooms[1])
    )
    (change,) = changes(before, after)
    assert (change.kind, change.session.id, change.aspects) == ("moved", "leaves", ("room",))
    gone = replace(programme(leaves), rooms=after.rooms)
    (change,) = (c for c in changes(before, gone) if c.kind == "gone")
    assert replacing_sessions(change, gone) == (leaves,)


def lecture_hall(id_: str, name: str, number: int, *, others: int = 0) -> Programme:
    """Return sessions in a room, and others in the lab."""
    sessions = [
        session(f"s{n}", f"{9 + n:02}:00", f"{9 + n:02}:50", room=id_) for n in range(number)
    ]
    sessions += [
        session(f"o{n}", f"{9 + n:02}:00", f"{9 + n:02}:50", room="lab") for n in range(others)
    ]
    return replace(programme(*sessions), rooms=(Room(id_, name), Room("lab", "Lab")))


@pytest.mark.parametrize("id_", ["janson", "aula"])
def test_renamed_room_is_one_change_with_the_same_or_a_new_id(id_: str) -> None:
    before = lecture_hall("janson", "Janson", 3, others=2)
    after = lecture_hall(id_, "Aula Magna", 3, others=2)
    assert renamed_rooms(before, after) == (RoomChange("Janson", "Aula Magna", ("s0", "s1", "s2")),)
    assert changes(before, after) == ()


def test_room_is_not_renamed_if_its_sessions_differ_or_are_too_few() -> None:
    janson = lecture_hall("janson", "Janson", 3, others=2)

    def moved(*ids: str, to: str = "aula") -> Programme:
        sessions = [replace(s, rooms=(to,)) if s.id in ids else s for s in janson.sessions]
        rooms = [Room("janson", "Janson"), Room("lab", "Lab"), Room("aula", "Aula Magna")]
        used = {s.room for s in sessions}
        return replace(
            janson, sessions=tuple(sessions), rooms=tuple(r for r in rooms if r.id in used)
        )

    for after, number in ((moved("s0", "s1"), 2), (moved("s0", "s1", "s2", "o0"), 4)):
        assert renamed_rooms(janson, after) == ()
        assert [change.aspects for change in changes(janson, after)] == [("room",)] * number
    alone = lecture_hall("janson", "Janson", 1, others=2)
    assert renamed_rooms(alone, lecture_hall("aula", "Aula Magna", 1, others=2)) == ()
    assert renamed_rooms(alone, lecture_hall("janson", "Aula Magna", 1, others=2)) != ()


def test_sessions_with_new_time_room_or_state_are_counted() -> None:
    talks = [session(f"s{n}", f"{9 + n:02}:00", f"{9 + n:02}:50", room="a") for n in range(4)]
    rooms = (Room("a", "A"), Room("b", "B"))
    before = replace(programme(*talks), rooms=rooms)
    late = replace(talks[0], start=talks[0].start + timedelta(minutes=5))
    other = replace(talks[1], rooms=("b",))
    off = replace(talks[2], state="cancelled")
    named = replace(talks[3], title="Another title")
    after = replace(programme(late, other, off, named), rooms=rooms)
    assert count_disrupted_sessions(changes(before, after)) == 3


def test_changes_are_in_time_order() -> None:
    late, early = session("late", "15:00", "16:00"), session("early", "09:00", "10:00")
    mid = session("mid", "12:00", "13:00", title="Gone by then")
    found = changes(programme(mid), programme(late, early))
    assert [change.session.id for change in found] == ["early", "mid", "late"]


def pairs(before: list[Session], after: list[Session]) -> dict[str, str]:
    return dict(matched_sessions(before, after))


def test_identifier_takes_precedence_over_the_title() -> None:
    old = replace(session("x1", title="Rust for all"), identifiers=("guid-1",))
    new = replace(session("y1", title="Rust for some"), identifiers=("guid-1",))
    same_title = session("y2", title="Rust for all")
    assert pairs([old], [new, same_title]) == {"x1": "y1"}


def test_shared_identifier_is_ignored() -> None:
    old = [replace(session(f"x{n}", title=f"Title {n} of all"), identifiers=("0",)) for n in "12"]
    new = [replace(session("y", title="Nothing like it"), identifiers=("0",))]
    assert pairs(old, new) == {}


def test_people_distinguish_sessions_with_the_same_title() -> None:
    before = [session("x1", title="Lightning", people=[ADA]), session("x2", title="Lightning")]
    after = [session("y1", title="Lightning", people=[ADA]), session("y2", title="Lightning")]
    assert pairs(before, after) == {"x1": "y1", "x2": "y2"}
    assert pairs(before, [session(f"y{n}", title="Lightning") for n in "12"]) == {}


@pytest.mark.parametrize(
    ("titles", "followed"),
    [
        (["A memory-safe kernel, in practise"], True),
        (["A memory-safe kernel, in practise", "A memory-safe kernel, in practic"], False),
        (["Something altogether different"], False),
        (["Kernels"], False),
    ],
)
def test_slightly_changed_title_is_recognised_if_unambiguous(
    titles: list[str], followed: bool
) -> None:
    before = [session("x", title="A memory-safe kernel in practice", people=[ADA])]
    after = [session(f"y{n}", title=title, people=[ADA]) for n, title in enumerate(titles)]
    assert pairs(before, after) == ({"x": "y0"} if followed else {})


def test_similar_title_with_other_people_is_another_session() -> None:
    before = [session("x", title="A memory-safe kernel in practice", people=[ADA])]
    after = [session("y", title="A memory-safe kernel, in practice", people=[BOB])]
    assert pairs(before, after) == {}
    assert pairs([replace(before[0], participants=())], after) == {"x": "y"}


def test_two_equally_similar_candidates_are_not_matched() -> None:
    before = [
        session("x1", title="State of the union, part 1"),
        session("x2", title="State of the union, part 2"),
    ]
    assert pairs(before, [session("y", title="State of the union, part 3")]) == {}


@given(strategies.programmes())
def test_unchanged_programme_has_no_changes(made: Programme) -> None:
    assert changes(made, made) == ()


@given(strategies.programmes(), strategies.programmes())
def test_each_session_has_at_most_one_change_and_one_successor(
    before: Programme, after: Programme
) -> None:
    followed = matched_sessions(before.sessions, after.sessions)
    assert len(set(followed.values())) == len(followed)
    assert set(followed) <= set(before.by_id)
    assert set(followed.values()) <= set(after.by_id)
    found = changes(before, after)
    assert len({(change.kind == "gone", change.session.id) for change in found}) == len(found)
    new = {change.session.id for change in found if change.kind == "new"}
    kept = {s.id for s in after.sessions if not s.is_break} - set(followed.values())
    assert new == kept


@given(strategies.programmes())
def test_new_session_ids_are_not_a_change_if_titles_match(made: Programme) -> None:
    titled = [replace(s, title=f"{n} {'x' * n}") for n, s in enumerate(made.sessions)]
    renamed = [replace(s, id=f"new-{s.id}") for s in titled]
    assert pairs(titled, renamed) == {s.id: f"new-{s.id}" for s in titled}


def test_merged_session_replaces_the_first_of_two_sessions() -> None:
    one = replace(session("one", title="One"), identifiers=("1",))
    two = replace(session("two", "10:00", "11:00", title="Two"), identifiers=("2",))
    both = replace(session("both", title="Nothing of the kind"), identifiers=("1", "2"))
    assert matched_sessions([one, two], [both]) == {"one": "both"}
