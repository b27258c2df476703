"""The board of one room: one glance at any instant tells what is on, what is next and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from sommet_tui.domain.programme import Programme, Room
from sommet_tui.domain.values import replace
from sommet_tui.tui.now.one_room import board
from sommet_tui.tui.render.rows import Row
from sommet_tui.tui.scene import Scene
from tests.builders import NEXT_DAY, at, participant, pause, programme, session
from tests.tui.scenes import page, scene, style_of, texts, the_room

ADA, BOB = participant("ada", "Ada Exemple"), participant("bob", "Bob Test")


def day() -> Programme:
    return programme(
        session("opening", "09:00", "10:00", label="Keynote", people=[ADA]),
        session("panel", "10:00", "11:00", label="Panel 1", subtitle="A subtitle", people=[BOB]),
        pause("coffee", "11:00", "11:30"),
        session("talk", "11:30", "12:00"),
        session("closing", "14:00", "15:00"),
    )


def rows(shown: Scene, width: int = 100, height: int = 27) -> list[Row]:
    return board(shown, the_room(shown), width, height)


def small(shown: Scene) -> str:
    """The board where it has no more rows than it needs, and its time is written in one."""
    pages = (page(rows(shown, 80, height), 80) for height in range(12, 5, -1))
    return next(text for text in pages if not set("█▀▄") & set(text))


def close() -> Programme:
    """Two sessions with a changeover between them."""
    return programme(session("a", "09:00", "10:00"), session("b", "10:10", "11:00"))


def tea() -> Programme:
    """A break that says in its name that it is one."""
    named = replace(pause("tea", "10:00", "10:30"), title="Break for tea")
    return programme(session("a", "09:00", "10:00"), named, session("b", "10:30", "11:00"))


def two_days() -> Programme:
    return programme(session("one"), session("two", day=NEXT_DAY))


def at_once() -> Programme:
    return programme(session("long", "09:00", "12:00"), session("short", "09:30", "10:00"))


def test_the_way_to_a_room_is_below_its_name_if_there_is_space() -> None:
    made = replace(
        programme(session("talk", room="north")),
        rooms=(Room("north", "North", "2nd floor", "https://example.org/n"), Room("b", "B")),
    )
    shown = scene(made, at("09:30"), room="north")
    band = [line.strip() for line in texts(rows(shown), 100)[:3]]
    assert band == ["", "N O R T H", "2nd floor · https://example.org/n"]
    assert "2nd floor" not in page(rows(shown, 100, 18), 100)


@pytest.mark.parametrize(
    ("made", "now", "lines"),
    [
        (day, at("09:00", date(2025, 2, 2)), "STARTS IN|5  days|on Friday 7 February at 09:00"),
        (day, at("08:47"), "STARTS IN|13:00|at 09:00 · 17:00 your time"),
        (day, at("11:10"), "BREAK · Coffee · resumes in|20:00"),
        (tea, at("10:10"), "BREAK FOR TEA · resumes in"),
        (day, at("12:30"), "BREAK · resumes in|1:30:00"),
        (close, at("10:04"), "RESUMES IN|6:00"),
        (two_days, at("22:00"), "RESUMES IN|11:00:00|on Saturday 8 February at 09:00"),
        (at_once, at("09:40"), "20:00 left|Also on: Long"),
    ],
)
def test_a_word_says_what_is_counted(
    made: Callable[[], Programme], now: datetime, lines: str
) -> None:
    viewer = "Asia/Tokyo" if "your time" in lines else None
    screen = small(scene(made(), now, viewer=viewer))
    places = [screen.find(line) for line in lines.split("|")]
    assert -1 not in places
    assert places == sorted(places)


def test_a_room_whose_sessions_are_over_says_so() -> None:
    two = programme(
        session("one", "09:00", "10:00", room="north"),
        session("two", "09:00", "12:00", room="south"),
    )
    assert "Nothing more in this room." in small(scene(two, at("11:00"), room="north"))


@pytest.mark.parametrize(
    ("clock", "word", "style"),
    [
        ("09:54:59", "on time", "muted"),
        ("09:55:00", "ends soon", "warning"),
        ("09:58:59", "ends soon", "warning"),
        ("09:59:00", "ending", "danger"),
        ("09:59:59", "ending", "danger"),
    ],
)
def test_as_the_end_comes_near_a_word_says_so_beside_the_colour(
    clock: str, word: str, style: str
) -> None:
    shown = rows(scene(day(), at(clock)))
    assert page(shown).count(word) == 1
    assert style_of(shown, word) == style


def test_a_tiny_board_is_title_time_and_next_and_nothing_else() -> None:
    screen = page(rows(scene(day(), at("10:20"), stars=["closing"]), 40, 11), 40)
    for there in ("ON NOW · Panel 1", "Panel", "left", "NEXT · 11:30", "Talk"):
        assert there in screen
    for left_out in ("A subtitle", "Bob Test", "━", "on time", "Closing"):
        assert left_out not in screen
    assert "ends soon" in page(rows(scene(day(), at("10:57")), 40, 11), 40)
    waits = page(rows(scene(day(), at("09:00", date(2025, 2, 2)), viewer="Asia/Tokyo"), 40, 8), 40)
    assert "  on Friday 7 February at 09:00\n" in waits  # what has no room is left out, not cut
    assert "…" not in waits


LONG = "A question that is " + "much " * 18 + "too long to be read in a glance?"


@pytest.mark.parametrize(("width", "height"), [(80, 22), (60, 18), (80, 20)])
def test_a_long_title_has_the_rows_that_are_free(width: int, height: int) -> None:
    one = programme(session("long", "09:00", "10:00", title=LONG), session("next", "10:00"))
    screen = page(rows(scene(one, at("09:20")), width, height), width)
    assert "a glance?" in screen
    assert "…" not in screen


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (100, "★ Your next bookmark: Closing, on Friday 7 February at 14:00 (in 18 days)"),
        (70, "★ Your next bookmark: Closing, on Friday 7 February at 14:00\n"),
        (56, "★ Closing: on Friday 7 February at 14:00, in 18 days\n"),
    ],
)
def test_my_next_bookmark_loses_words_before_its_time(width: int, expected: str) -> None:
    shown = scene(day(), at("08:00", date(2025, 1, 20)), stars=["closing"])
    assert expected in page(rows(shown, width, 6), width) + "\n"


def test_where_nothing_is_written_the_time_fills_a_window_that_would_stay_empty() -> None:
    last = programme(session("only", "09:00", "10:00"))
    written = replace(last, abstracts={"only": "Word " * 200})
    bare, full = (page(rows(scene(made, at("09:20")), 116, 36), 116) for made in (last, written))
    assert bare.count("█") > 3 * full.count("█")


def test_on_a_door_the_time_is_as_large_as_can_be() -> None:
    one = programme(
        session("one", "09:00", "10:00", room="north"), session("two", "09:00", room="south")
    )
    door = rows(scene(one, at("09:20"), room="north"), 120, 38)
    glyphs = [line for line in texts(door, 120) if set("█▀▄") & set(line)]
    assert len(glyphs) >= 13


def test_a_tall_window_tells_what_is_written_about_what_is_on() -> None:
    talk = session("talk", "09:00", "10:00", people=[participant("ada", "Ada")])
    made = programme(talk, session("then", "10:00", "11:00"))
    made = replace(made, abstracts={"talk": "Of *many* things that matter.\n\n- one\n- two"})
    tall = page(rows(scene(made, at("09:30")), 100, 40), 100)
    assert "Of many things that matter." in tall
    assert "• two" in tall
    assert tall.index("• two") < tall.index("NEXT")
    assert "many things" not in page(rows(scene(made, at("09:30")), 100, 14), 100)
    before = page(rows(scene(made, at("08:30")), 100, 40), 100)
    assert before.index("NEXT") < before.index("Of many things that matter.")
