"""People: the list, and in words when they are on stage and whether they are there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sommet_tui.companion.day_log import NOTHING, EventLog
from sommet_tui.companion.green_room import GreenRoom
from sommet_tui.domain.filters import Facets
from sommet_tui.domain.panel import PanelAct
from sommet_tui.domain.programme import Programme
from sommet_tui.pages.people import listed_people, participation_line, presence_word, turn_words
from sommet_tui.wording.words import View
from tests.acting import log
from tests.builders import DAY, NEXT_DAY, at, participant, plain, programme, session
from tests.tui.scenes import scene

ADA, BOB = participant("ada"), participant("bob")


def event() -> Programme:
    return programme(
        session("panel", "10:00", "11:00", room="north", track="law", people=[ADA]),
        session("talk", "12:00", "13:00", room="south", people=[ADA]),
        session("later", "09:00", "10:00", day=NEXT_DAY, room="south", people=[BOB]),
    )


def view_at(now: datetime, room: str | None = None, events: EventLog = NOTHING) -> View:
    return scene(event(), now, room=room, events=events)


def sessions_by_person(view: View, facets: Facets | None = None) -> dict[str, list[str]]:
    people = listed_people(view.snapshot.shown_people, view, facets)
    return {one.person.id: [session.id for session in one.sessions] for one in people}


def test_room_and_filters_narrow_people_and_sessions() -> None:
    everyone = {"ada": ["panel", "talk"], "bob": ["later"]}
    assert (
        sessions_by_person(view_at(at("09:00")))
        == sessions_by_person(view_at(at("09:00")), Facets())
        == everyone
    )
    assert sessions_by_person(view_at(at("09:00"), room="north")) == {"ada": ["panel"]}
    law = Facets(tracks=frozenset({"law"}))
    assert sessions_by_person(view_at(at("09:00")), law) == {"ada": ["panel"]}
    assert sessions_by_person(view_at(at("09:00"), room="south"), law) == {}


@pytest.mark.parametrize(
    ("now", "person", "text"),
    [
        (at("09:15"), 0, "in 45 min"),
        (at("10:00"), 0, "on now"),
        (at("11:30"), 0, "in 30 min"),
        (at("11:30"), 1, "Sat 09:00"),
        (at("08:59", NEXT_DAY), 1, "in 1 min"),
    ],
)
def test_appearance_shows_how_soon_it_is_or_its_day_and_time(
    now: datetime, person: int, text: str
) -> None:
    view = view_at(now)
    turn = GreenRoom(view.snapshot, now).appearance(view.snapshot.people[person])
    assert turn is not None
    assert plain(turn_words(turn, view)) == text


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (at("09:30"), "Friday 7 February · 10:00 – 11:00 · north · in 30 min"),
        (at("10:30"), "Friday 7 February · 10:00 – 11:00 · north · on now · 30 min left"),
        (at("09:00", NEXT_DAY), "Friday 7 February · 10:00 – 11:00 · north · over"),
    ],
)
def test_appearance_at_a_multi_day_event_has_day_times_room_and_status(
    now: datetime, text: str
) -> None:
    assert part(view_at(now)) == text


def test_appearance_shows_the_date_before_an_event_of_one_day() -> None:
    day = programme(session("panel", "10:00", "11:00", people=[ADA]))
    assert part(scene(day, at("09:00"))) == "10:00 – 11:00 · in 1 h"
    eve = scene(day, at("10:00", DAY - timedelta(days=1)))
    assert part(eve) == "Friday 7 February · 10:00 – 11:00 · in 24 h"
    year = scene(day, at("10:00", DAY - timedelta(days=60)))
    assert part(year).startswith("Friday 7 February 2025 · ")
    elsewhere = scene(day, at("10:30"), viewer="America/New_York")
    assert "10:00 – 11:00 · 04:00 – 05:00 your time · on now" in part(elsewhere)


def test_appearance_in_overtime_counts_full_minutes() -> None:
    day = programme(session("panel", "10:00", "11:00", people=[ADA]))
    started = EventLog(log(day, "10:00 start panel"))
    over = scene(day, at("11:03:40"), events=started)
    assert part(over) == "10:00 – 11:03 · planned until 11:00 · on now · overtime · +3 min"


def part(view: View) -> str:
    return plain(participation_line(view.programme.by_id["panel"], view))


@pytest.mark.parametrize(
    ("clock", "ada", "bob"),
    [
        ("08:50", "arrived", None),
        ("09:00", "arrived", "not here yet"),
        ("10:40", "on stage", "due, not here yet"),
    ],
)
def test_missing_people_are_named_from_two_hours_before(
    clock: str, ada: str, bob: str | None
) -> None:
    day = programme(session("panel", "11:00", "12:00", people=[ADA, BOB]))
    acts = [
        PanelAct("arrival", at=at(at_), seq=n, session="panel", person="ada", value=value)
        for n, (at_, value) in enumerate((("08:30", "arrived"), ("10:30", "on_stage")), 1)
        if at_ <= clock
    ]
    view = scene(day, at(clock), events=EventLog(panel_acts=tuple(acts)))
    room, people = GreenRoom(view.snapshot, view.now), view.snapshot.people
    turns = [room.appearance(one) for one in people]
    assert [presence_word(turn, view) for turn in turns if turn] == [ada, bob]
    unrecorded = scene(day, at(clock))
    unknown = [GreenRoom(unrecorded.snapshot, unrecorded.now).appearance(one) for one in people]
    assert [presence_word(turn, unrecorded) for turn in unknown if turn] == [None, None]
