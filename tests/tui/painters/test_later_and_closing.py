"""The rest of the day under the board, and the closing word after the last session."""

from __future__ import annotations

from datetime import date

import pytest

from sommet_tui.domain.programme import Programme, Venue
from sommet_tui.domain.values import replace
from sommet_tui.tui.now.closing import closing
from sommet_tui.tui.now.one_room import later
from sommet_tui.tui.scene import Scene
from tests.builders import NEXT_DAY, at, bookmark, pause, programme, session
from tests.tui.scenes import moment, page, scene, texts, the_room


def day() -> Programme:
    return programme(
        session("one", "09:00", "10:00"),
        session("two", "10:00", "11:00"),
        pause("coffee", "11:00", "11:30"),
        session("three", "11:30", "12:00", state="cancelled"),
        session("four", "13:00", "14:00"),
    )


def coming(shown: Scene, most: int = 20, width: int = 80) -> list[str]:
    return texts(later(shown, the_room(shown), width, most), width)


def over(shown: Scene, width: int = 80, height: int = 22) -> str:
    return page(closing(shown, moment(shown), width, height), width)


def test_what_comes_after_the_next_session_is_listed_with_breaks_and_pauses() -> None:
    assert coming(scene(day(), at("09:30"))) == [
        "LATER",
        "11:00 – 11:30   Coffee, 30 min",
        "11:30 – 12:00   Three · cancelled",
        "11:30           break, 1 h 30",
        "13:00 – 14:00   Four",
    ]


def test_a_starred_one_carries_its_star() -> None:
    told = coming(scene(day(), at("09:30"), stars=["four"]))
    assert told[-1].endswith("★")
    assert sum("★" in line for line in told) == 1


def test_with_too_little_room_the_rest_is_counted() -> None:
    assert coming(scene(day(), at("09:30")), most=4) == [
        "LATER",
        "11:00 – 11:30   Coffee, 30 min",
        "11:30 – 12:00   Three · cancelled",
        "… 2 more",
    ]


def test_with_hardly_any_room_it_is_a_session_that_is_listed() -> None:
    shown = scene(day(), at("10:30"))
    assert coming(scene(day(), at("09:30")), most=2) == [
        "LATER   … 3 more",
        "11:30 – 12:00   Three · cancelled",
    ]
    assert coming(shown, most=1) == []


def test_nothing_is_listed_when_nothing_follows_or_the_next_is_of_another_day() -> None:
    assert coming(scene(day(), at("13:30"))) == []
    two = programme(session("one"), session("two", day=NEXT_DAY), session("x", day=NEXT_DAY))
    assert coming(scene(two, at("09:30"))) == []


def test_after_the_last_session_it_says_so_and_offers_the_day_again() -> None:
    told = over(scene(day(), at("12:00", date(2025, 3, 1))))
    assert "IT IS OVER" in told
    assert "Example Day" in told
    assert "The event ended on Friday 7 February 2025." in told
    assert " r   replay the day" in told


def test_without_bookmarks_it_counts_what_there_was() -> None:
    assert "4 sessions · 0 people" in over(scene(day(), at("15:00")))


def test_my_bookmarks_are_there_to_take_home_those_gone_left_out() -> None:
    told = over(scene(day(), at("15:00"), stars=["four", "one", bookmark("gone")]))
    assert told.index("MY BOOKMARKS") < told.index("One") < told.index("Four")
    assert "★ 09:00 – 10:00  One" in told
    assert "Gone" not in told


def test_bookmarks_of_several_days_carry_their_dates() -> None:
    two = programme(session("one"), session("two", day=NEXT_DAY))
    told = over(scene(two, at("12:00", NEXT_DAY), stars=["two"]))
    assert "★ Saturday 8 February  09:00 – 10:00" in told


def test_bookmarks_for_which_there_are_no_rows_are_counted() -> None:
    many = programme(*(session(f"s{n}") for n in range(30)))
    told = over(scene(many, at("15:00"), stars=[f"s{n}" for n in range(30)]))
    shown = told.count("★")
    assert told.splitlines()[-1].strip() == f"… {30 - shown} more"


@pytest.mark.parametrize("height", range(6, 12))
def test_a_heading_never_stands_without_a_line_below_it(height: int) -> None:
    shown = scene(day(), at("15:00"), stars=["one", "two", "four"])
    lines = over(shown, 40, height).splitlines()
    for name, below in zip(lines, [*lines[1:], ""], strict=True):
        assert "MY BOOKMARKS" not in name or "★" in below


def test_the_venue_stands_under_the_title() -> None:
    held = replace(day(), venue=Venue("Palais", "1 place Exemple"), subtitle="A subtitle")
    told = over(scene(held, at("15:00")))
    assert "Example Day\n  A subtitle\n  Palais, 1 place Exemple" in told


def test_when_every_session_is_cancelled_it_says_so() -> None:
    off = programme(session("one", state="cancelled"))
    assert "Every session is cancelled." in over(scene(off, at("09:30")))


def test_low_windows_keep_the_way_to_live_the_day_again() -> None:
    told = over(scene(day(), at("15:00"), language="fr"), 40, 9)
    assert "C’EST FINI" in told.upper() or "TERMIN" in told.upper()
    assert " r " in told
    assert "7 février 2025" in told


def test_a_changeover_is_no_row_of_what_comes_later() -> None:
    close = programme(
        session("a", "09:00", "10:00"),
        session("b", "10:00", "10:30"),
        session("c", "10:44", "11:00"),
        session("d", "11:15", "12:00"),
    )
    assert coming(scene(close, at("09:30"))) == [
        "LATER",
        "10:44 – 11:00   C",
        "11:00           break, 15 min",
        "11:15 – 12:00   D",
    ]
