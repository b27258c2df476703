"""Now for several rooms: a row each, in the order in which someone wants to know."""

from __future__ import annotations

from datetime import date

import pytest

from sommet_tui.domain.programme import Programme, Session
from sommet_tui.tui.now.many_rooms import folded, opened, ordered, room_row, summary
from sommet_tui.tui.scene import Scene
from tests.builders import NEXT_DAY, at, participant, pause, programme, session
from tests.tui.scenes import moment, page, scene, text, texts


def three(*more: Session) -> Programme:
    return programme(
        session("long", "09:00", "12:00", room="north", people=[participant("ada", "Ada")]),
        session("short", "09:00", "10:00", room="south", label="Panel 1"),
        session("mid", "09:00", "11:00", room="west"),
        session("last", "13:00", "14:00", room="north"),
        *more,
    )


def order(shown: Scene) -> tuple[list[str | None], list[str | None]]:
    alive, done = ordered(shown, moment(shown))
    return [r.room for r in alive], [r.room for r in done]


def rows(shown: Scene, width: int = 100) -> list[str]:
    alive, _ = ordered(shown, moment(shown))
    return [text(room_row(shown, room, width), width) for room in alive]


def test_what_ends_soonest_comes_first() -> None:
    assert order(scene(three(), at("09:30"))) == (["south", "west", "north"], [])


@pytest.mark.parametrize("star", ["long", "last"])
def test_rooms_with_a_bookmark_on_or_next_come_before_all_others(star: str) -> None:
    assert order(scene(three(), at("09:30"), stars=[star]))[0] == ["north", "south", "west"]


def test_rooms_where_something_is_on_come_before_those_that_wait_soonest_first() -> None:
    waiting = three(
        session("b", "13:00", "14:00", room="west"), session("a", "12:30", "14:00", room="south")
    )
    assert order(scene(waiting, at("11:30")))[0] == ["north", "south", "west"]


def test_rooms_with_nothing_more_today_are_folded_even_if_there_is_something_tomorrow() -> None:
    shown = scene(three(session("x", day=NEXT_DAY, room="south")), at("10:30"))
    assert order(shown) == (["west", "north"], ["south"])
    _, done = ordered(shown, moment(shown))
    assert text(folded(shown, done)) == " Nothing more today: south"


def test_a_row_tells_room_session_time_left_and_what_is_next_and_when() -> None:
    north = rows(scene(three(), at("09:30")), 120)[2]
    assert north.startswith(" north")
    assert north.index("Long") < north.index("━") < north.index("2:30:00") < north.index("› 13:00")
    assert "Last" in north


def test_a_narrow_row_keeps_room_session_and_time() -> None:
    south = rows(scene(three(), at("09:30")), 44)[0]
    assert south.split() == ["south", "Panel", "1", "·", "Short", "30:00"]


def test_a_starred_session_carries_its_star() -> None:
    told = rows(scene(three(), at("09:30"), stars=["mid"]))
    assert "★ Mid" in told[0]
    assert sum("★" in row for row in told) == 1


def test_a_room_in_a_pause_tells_what_comes_then_and_how_soon() -> None:
    north = rows(scene(three(), at("12:10")))[0]
    assert "break · then Last" in north
    assert north.rstrip().endswith("in 50 min")
    named = three(pause("lunch", "12:00", "13:00", room="north"))
    assert "Lunch · then Last" in rows(scene(named, at("12:10")))[0]


@pytest.mark.parametrize(
    ("day", "clock", "told"),
    [
        (5, "09:00", "in 2 days"),
        (6, "19:00", "in 14 h"),
        (7, "08:00", "in 1 h"),
        (7, "08:59:20", "in 0:40"),
    ],
)
def test_how_soon_a_room_begins_is_told_with_a_word(day: int, clock: str, told: str) -> None:
    shown = scene(three(), at(clock, date(2025, 2, day)))
    assert all(row.rstrip().endswith(told) for row in rows(shown, 80))


def hall(number: int) -> str:
    return f"Grande salle du premier étage {number}"


@pytest.mark.parametrize("width", [40, 60, 78, 80])
def test_rooms_with_long_names_are_told_apart(width: int) -> None:
    event = programme(*(session(f"s{n}", room=hall(n)) for n in range(9, 13)))
    shown = rows(scene(event, at("09:30")), width)
    assert len({line.split("S")[0] for line in shown}) == 4
    assert any("11" in line for line in shown)


def test_a_name_has_the_cells_that_it_needs() -> None:
    event = programme(session("one", room="Grande salle Louise"), session("two", room="B"))
    assert any("Grande salle Louise" in line for line in rows(scene(event, at("09:30")), 80))


@pytest.mark.parametrize("height", range(1, 12))
def test_the_opened_room_never_ends_on_a_time_without_its_session(height: int) -> None:
    shown = scene(three(session("then", "14:00", "15:00", room="north")), at("09:30"))
    north = next(r for r in moment(shown).rooms if r.room == "north")
    told = texts(opened(shown, north, 60, height), 60)
    assert len(told) <= height
    assert not told[-1].startswith((" NEXT", " 09:00"))


def test_nothing_more_rows_say_so() -> None:
    shown = scene(three(), at("10:30"))
    _, done = ordered(shown, moment(shown))
    assert "nothing more" in text(room_row(shown, done[0], 80), 80)


def test_the_opened_room_shows_its_people_and_the_next_two() -> None:
    shown = scene(
        three(
            session("then", "14:00", "15:00", room="north"),
            session("third", "15:00", "16:00", room="north"),
            pause("tea", "12:00", "12:30", room="north"),
            session("off", "12:30", "13:00", room="north", state="cancelled"),
        ),
        at("09:30"),
        stars=["then"],
    )
    north = next(r for r in moment(shown).rooms if r.room == "north")
    told = page(opened(shown, north, 60, 20), 60)
    assert told.startswith(" north ─")
    assert "09:00 – 12:00\n Long\n Ada" in told
    assert "NEXT · 13:00 – 14:00\n Last" in told
    assert "NEXT · 14:00 – 15:00\n ★ Then" in told
    for absent in ("Third", "Tea", "Off"):
        assert absent not in told


def test_above_the_rooms_stands_my_next_bookmark() -> None:
    shown = scene(three(), at("09:30"), stars=["last"])
    assert "★ Your next bookmark: Last at 13:00, in 3 h 30" in page(
        summary(shown, moment(shown), 80)
    )


def test_before_between_and_after_the_summary_says_where_the_event_stands() -> None:
    def told(clock: str, event: Programme) -> str:
        shown = scene(event, at(clock))
        return page(summary(shown, moment(shown), 80))

    event = three()
    assert "The event starts at 09:00, in 30 min." in told("08:30", event)
    assert told("09:30", event).strip() == ""
    assert "Break: it resumes at 13:00, in 45 min." in told("12:15", event)
    assert "The event ended on Friday 7 February 2025." in told("15:00", event)
    assert " r   live the day again" in told("15:00", event)


def test_one_row_a_room_for_thirty_rooms() -> None:
    shown = scene(
        programme(*(session(f"s{n}", "09:00", "10:00", room=f"room{n}") for n in range(30))),
        at("09:30"),
    )
    told = rows(shown, 80)
    assert len(told) == 30
    assert all("30:00" in row for row in told)


def test_in_french() -> None:
    shown = scene(three(), at("12:10"), language="fr")
    assert "pause · " in rows(shown)[0]
    assert (
        texts(summary(shown, moment(shown), 80), 80)[1].strip().startswith("Pause : reprise à 13 h")
    )
