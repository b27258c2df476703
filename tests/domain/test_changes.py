"""What became of every session between two states of a programme."""

from __future__ import annotations

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
from tests.builders import at, participant, pause, programme, session
from tests.tables import listed, table

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
        ({"start": at("09:05")}, "moved", ("time",)),
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


def lecture_hall(id_: str, name: str, number: int = 3) -> Programme:
    """Return sessions in a room, and two others in the lab."""
    sessions = [
        session(f"{letter}{n}", f"{9 + n:02}:00", f"{9 + n:02}:50", room=room)
        for letter, room, count in (("s", id_, number), ("o", "lab", 2))
        for n in range(count)
    ]
    return replace(programme(*sessions), rooms=(Room(id_, name), Room("lab", "Lab")))


@pytest.mark.parametrize("id_", ["janson", "aula"])
def test_renamed_room_is_one_change_with_the_same_or_a_new_id(id_: str) -> None:
    before, after = lecture_hall("janson", "Janson"), lecture_hall(id_, "Aula Magna")
    assert renamed_rooms(before, after) == (RoomChange("Janson", "Aula Magna", ("s0", "s1", "s2")),)
    assert changes(before, after) == ()


def test_room_is_not_renamed_if_its_sessions_differ_or_are_too_few() -> None:
    janson = lecture_hall("janson", "Janson")

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
    alone = lecture_hall("janson", "Janson", 1)
    assert renamed_rooms(alone, lecture_hall("aula", "Aula Magna", 1)) == ()
    assert renamed_rooms(alone, lecture_hall("janson", "Aula Magna", 1)) != ()


def test_sessions_with_new_time_room_or_state_are_counted() -> None:
    talks = [session(str(n), f"{9 + n:02}:00", f"{9 + n:02}:50", room="a") for n in range(4)]
    late = replace(talks[0], start=at("09:05"))
    other = replace(talks[1], rooms=("b",))
    off = replace(talks[2], state="cancelled")
    named = replace(talks[3], title="Another title")
    made = [programme(*of, rooms=("a", "b")) for of in (talks, (late, other, off, named))]
    assert count_disrupted_sessions(changes(*made)) == 3


def test_changes_are_in_time_order() -> None:
    late, early = session("late", "15:00", "16:00"), session("early", "09:00", "10:00")
    mid = session("mid", "12:00", "13:00", title="Gone by then")
    found = changes(programme(mid), programme(late, early))
    assert [change.session.id for change in found] == ["early", "mid", "late"]


def pairs(before: list[Session], after: list[Session]) -> dict[str, str]:
    return dict(matched_sessions(before, after))


@pytest.mark.parametrize(("before", "after", "matched"), table("matched_sessions.txt"))
def test_session_is_matched_by_identifier_title_people_or_a_similar_title(
    before: str, after: str, matched: str
) -> None:
    found = pairs(titled_sessions(before), titled_sessions(after))
    assert ", ".join(map(" ".join, found.items())) == matched


def titled_sessions(cell: str) -> list[Session]:
    """Return the sessions "x1 Title of one @ada #guid, x2 …": with a person and identifiers."""
    found = []
    for id_, *words in map(str.split, listed(cell)):
        marks = {mark: [word[1:] for word in words if word[0] == mark] for mark in "@#"}
        title = " ".join(word for word in words if word[0] not in marks)
        made = session(id_, title=title, people=[*map(participant, marks["@"])])
        found.append(replace(made, identifiers=tuple(marks["#"])))
    return found


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
