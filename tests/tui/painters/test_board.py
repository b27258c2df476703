"""The board of one room: one glance at any instant tells what is on, what is next and when."""

from __future__ import annotations

from datetime import date

import pytest

from sommet_tui.domain.programme import Programme
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


def test_days_before_it_counts_days_and_names_the_date() -> None:
    screen = small(scene(day(), at("09:00", date(2025, 2, 2))))
    assert "STARTS IN" in screen
    assert "5  days" in screen
    assert "on Friday 7 February at 09:00" in screen
    assert "Opening" in screen


def test_minutes_before_it_counts_down_to_the_second() -> None:
    screen = small(scene(day(), at("08:47")))
    assert "STARTS IN\n  13:00" in screen
    assert "at 09:00" in screen


def test_during_a_session_it_tells_what_is_on_how_long_and_what_is_next() -> None:
    shown = rows(scene(day(), at("09:20")))
    screen = page(shown, 100)
    assert "ON NOW · Keynote" in screen
    assert "Opening" in screen
    assert "Ada Exemple" in screen
    assert "09:00 ━" in screen
    assert "10:00   on time" in screen
    assert "NEXT · 10:00 · in 40 min · Panel 1" in screen
    assert "Bob Test" in screen
    assert "40:00 left" in small(scene(day(), at("09:20")))


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


def test_a_sessions_own_thresholds_count() -> None:
    own = programme(session("talk", "09:00", "10:00", warning_minutes=20, danger_minutes=10))
    assert "ends soon" in page(rows(scene(own, at("09:41"))))
    assert "ending" in page(rows(scene(own, at("09:51"))))


def test_the_bar_grows_from_start_to_end() -> None:
    full = [page(rows(scene(day(), at(clock)))).count("━") for clock in ("09:00", "09:30", "09:59")]
    assert full[0] == 0
    assert full[0] < full[1] < full[2]


def test_at_the_change_the_second_session_is_on_and_the_first_is_gone() -> None:
    before, after = small(scene(day(), at("09:59:59"))), small(scene(day(), at("10:00")))
    assert "0:01 left" in before
    assert "Opening" in before
    assert "Panel" in after
    assert "1:00:00 left" in after
    assert "Opening" not in after


def test_before_a_break_the_next_session_says_what_lies_between() -> None:
    assert "NEXT · 11:30 · in 1 h · after Coffee (30 min)" in small(scene(day(), at("10:30")))


def test_a_break_is_called_by_its_name_and_counts_to_what_comes_next() -> None:
    screen = small(scene(day(), at("11:10")))
    assert "BREAK · Coffee · resumes in\n  20:00" in screen
    assert "NEXT · 11:30" in screen


def test_a_break_that_says_so_in_its_name_is_not_called_one_twice() -> None:
    tea = replace(pause("tea", "10:00", "10:30"), title="Break for tea")
    made = programme(session("a", "09:00", "10:00"), tea, session("b", "10:30", "11:00"))
    assert "BREAK FOR TEA · resumes in" in small(scene(made, at("10:10")))


def test_a_gap_is_a_break_without_a_name() -> None:
    screen = small(scene(day(), at("12:30")))
    assert "BREAK · resumes in\n  1:30:00" in screen
    assert "12:00 ━" in screen
    assert "14:00   2 h" in screen


def test_a_changeover_counts_down_without_being_called_a_break() -> None:
    close = programme(session("a", "09:00", "10:00"), session("b", "10:10", "11:00"))
    screen = small(scene(close, at("10:04")))
    assert "RESUMES IN\n  6:00" in screen
    assert "reak" not in screen.casefold()
    assert "break" not in page(rows(scene(close, at("09:30"))), 100)


def test_the_last_session_is_called_the_last() -> None:
    assert "This is the last session." in page(rows(scene(day(), at("14:30")), 80, 12))


def test_at_night_it_counts_to_the_next_day() -> None:
    two = programme(session("one"), session("two", day=NEXT_DAY))
    screen = small(scene(two, at("22:00")))
    assert "RESUMES IN\n  11:00:00" in screen
    assert "on Saturday 8 February at 09:00" in screen


def test_a_room_whose_sessions_are_over_says_so() -> None:
    two = programme(
        session("one", "09:00", "10:00", room="north"),
        session("two", "09:00", "12:00", room="south"),
    )
    assert "Nothing more in this room." in small(scene(two, at("11:00"), room="north"))


def test_sessions_on_at_once_are_named_and_time_counts_for_the_first_to_end() -> None:
    both = programme(session("long", "09:00", "12:00"), session("short", "09:30", "10:00"))
    screen = small(scene(both, at("09:40")))
    assert "20:00 left" in screen
    assert "Also on: Long" in screen


def test_a_cancelled_session_is_neither_on_nor_next() -> None:
    screen = small(
        scene(
            programme(
                session("off", "09:00", "10:00", state="cancelled"),
                session("held", "10:00", "11:00"),
            ),
            at("09:30"),
        )
    )
    assert "ON NOW" not in screen
    assert "Off" not in screen
    assert "Held" in screen


def test_my_next_bookmark_is_named_until_its_day_has_come() -> None:
    eve = at("22:00", date(2025, 2, 6))
    screen = page(rows(scene(day(), eve, stars=["closing"]), 80, 12))
    assert "★ Your next bookmark: Closing, on Friday 7 February at 14:00 (in 16 h)" in screen
    assert "bookmark" not in page(rows(scene(day(), at("09:20"), stars=["closing"]), 80, 12))


def test_a_bookmark_that_is_next_is_shown_once() -> None:
    shown = rows(scene(day(), at("09:20"), stars=["panel"]))
    assert "★ bookmark" in page(shown)
    assert "Your next bookmark" not in page(shown)


def test_the_time_is_larger_where_there_is_more_room() -> None:
    shown = scene(day(), at("09:20"))
    tall = [
        sum(bool(set("█▀▄") & set(line)) for line in texts(rows(shown, 100, height)))
        for height in (6, 16, 24)
    ]
    assert tall[0] < tall[1] < tall[2]


@pytest.mark.parametrize("clock", ["08:59", "09:20", "11:10", "14:30"])
def test_the_smallest_board_still_tells_title_time_and_next(clock: str) -> None:
    shown = scene(day(), at(clock))
    screen = page(rows(shown, 40, 10), 40)
    assert any(mark in screen for mark in ("left", "STARTS IN", "resumes in"))
    assert "NEXT" in screen or "last session" in screen


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


def test_a_viewer_elsewhere_is_told_their_own_time_of_the_start() -> None:
    screen = small(scene(day(), at("08:47"), viewer="Asia/Tokyo"))
    assert "at 09:00 · 17:00 your time" in screen


def test_the_whole_report_is_in_french() -> None:
    screen = page(rows(scene(day(), at("09:20"), language="fr", stars=["closing"]), 80, 12))
    assert "EN COURS · Keynote" in screen
    assert "ENSUITE · 10:00 · dans 40 min" in screen
    assert "à l’heure" in screen
    eve = scene(day(), at("22:00", date(2025, 2, 6)), language="fr", stars=["closing"])
    assert "★ Votre prochain favori : Closing, le vendredi 7 février à 14 h" in page(
        rows(eve, 80, 12)
    )


LONG = "A question that is " + "much " * 18 + "too long to be read in a glance?"


@pytest.mark.parametrize(("width", "height"), [(80, 22), (60, 18), (80, 20)])
def test_a_long_title_has_the_rows_that_are_free(width: int, height: int) -> None:
    one = programme(session("long", "09:00", "10:00", title=LONG), session("next", "10:00"))
    screen = page(rows(scene(one, at("09:20")), width, height), width)
    assert "a glance?" in screen
    assert "…" not in screen


@pytest.mark.parametrize(("width", "height"), [(80, 22), (80, 20), (60, 18)])
def test_a_session_is_followed_by_the_later_ones_if_there_is_space(width: int, height: int) -> None:
    screen = page(rows(scene(day(), at("09:20"), stars=["closing"]), width, height), width)
    assert screen.index("LATER") < screen.index("11:30 – 12:00   Talk")


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
