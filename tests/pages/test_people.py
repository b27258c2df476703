"""People: the list, and in words when they are on stage and whether they are there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sommet_tui.companion.day_log import EventLog
from sommet_tui.domain.filters import Facets
from sommet_tui.domain.programme import Programme
from sommet_tui.pages.people import listed_people, participation_line, presence_word, turn_words
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.words import View
from tests import panels
from tests.acting import day_of, log, moment
from tests.builders import DAY, at, existing, plain
from tests.tables import table
from tests.tui.scenes import scene
from tests.tui.scenes import turn as appearance


def event() -> Programme:
    return day_of(
        "panel 10:00-11:00 @north #law +ada, talk 12:00-13:00 @south +ada, "
        "later 09:00-10:00 next-day @south +bob"
    )


def view_at(now: datetime, room: str | None = None) -> Scene:
    return scene(event(), now, room=room)


def sessions_by_person(room: str | None, facets: Facets | None = None) -> dict[str, list[str]]:
    view = view_at(at("09:00"), room=room)
    people = listed_people(view.snapshot.shown_people, view, facets)
    return {one.person.id: [session.id for session in one.sessions] for one in people}


def test_room_and_filters_narrow_people_and_sessions() -> None:
    everyone, law = {"ada": ["panel", "talk"], "bob": ["later"]}, Facets(tracks=frozenset({"law"}))
    assert sessions_by_person(None) == sessions_by_person(None, Facets()) == everyone
    assert sessions_by_person("north") == sessions_by_person(None, law) == {"ada": ["panel"]}
    assert sessions_by_person("south", law) == {}


@pytest.mark.parametrize(("now", "person", "text"), table("appearances.txt"))
def test_appearance_shows_how_soon_it_is_or_its_day_and_time(
    now: str, person: str, text: str
) -> None:
    view = view_at(moment(now))
    (one,) = (each for each in view.snapshot.people if each.person.id == person)
    assert plain(turn_words(existing(appearance(view, one)), view)) == text


@pytest.mark.parametrize(("now", "text"), table("appearances.txt", "at the panel"))
def test_appearance_at_a_multi_day_event_has_day_times_room_and_status(now: str, text: str) -> None:
    assert part(view_at(moment(now))) == text


def test_appearance_shows_the_date_before_an_event_of_one_day() -> None:
    day = day_of("panel 10:00-11:00 +ada")
    assert part(scene(day, at("09:00"))) == "10:00 – 11:00 · in 1 h"
    eve = scene(day, at("10:00", DAY - timedelta(days=1)))
    assert part(eve) == "Friday 7 February · 10:00 – 11:00 · in 24 h"
    year = scene(day, at("10:00", DAY - timedelta(days=60)))
    assert part(year).startswith("Friday 7 February 2025 · ")
    elsewhere = scene(day, at("10:30"), viewer="America/New_York")
    assert "10:00 – 11:00 · 04:00 – 05:00 your time · on now" in part(elsewhere)


def test_appearance_in_overtime_counts_full_minutes() -> None:
    day = day_of("panel 10:00-11:00 +ada")
    started = EventLog(log(day, "10:00 start panel"))
    over = scene(day, at("11:03:40"), events=started)
    assert part(over) == "10:00 – 11:03 · planned until 11:00 · on now · overtime · +3 min"


def part(view: View) -> str:
    return plain(participation_line(view.programme.by_id["panel"], view))


@pytest.mark.parametrize(("clock", "ada", "bob"), table("appearances.txt", "presence"))
def test_missing_people_are_named_from_two_hours_before(clock: str, ada: str, bob: str) -> None:
    day = day_of("panel 11:00-12:00 +ada +bob")
    arrivals = panels.log("08:30 arrival +ada =arrived, 10:30 arrival +ada =on_stage")
    acts = tuple(act for act in arrivals if act.at <= at(clock))
    view = scene(day, at(clock), events=EventLog(panel_acts=acts))
    for shown, words in ((view, [ada, bob or None]), (scene(day, at(clock)), [None, None])):
        turns = [appearance(shown, one) for one in shown.snapshot.people]
        assert [presence_word(turn, shown) for turn in turns if turn] == words
