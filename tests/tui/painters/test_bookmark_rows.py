"""My picks in time order, what they clash with, what is free, and what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from sommet_tui.companion.plan import PlannedDay, planned_days
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import Gap
from sommet_tui.domain.values import replace
from sommet_tui.tui.agenda.view import session_grid
from sommet_tui.tui.bookmarks import (
    BookmarksEntry,
    bookmark_entries,
    empty_rows,
    entry_row,
    summary_row,
)
from sommet_tui.tui.viewer import Scene
from tests.builders import DAY, NEXT_DAY, at, bookmark, programme, session
from tests.tui.scenes import page, scene, style_of, text, with_state


def day() -> Programme:
    return programme(
        session("one", "09:00", "12:00"),
        session("two", "09:30", "10:00", label="Panel 2"),
        session("three", "11:00", "13:00"),
        session("four", "14:00", "15:00"),
        session("five", "09:00", "10:00", day=NEXT_DAY),
        session("six", "15:30", "16:00", state="cancelled"),
    )


def rows(shown: Scene, width: int = 60) -> list[str]:
    return painted(shown, bookmark_entries(shown, free(shown)), width)


def painted(shown: Scene, found: Sequence[BookmarksEntry], width: int = 60) -> list[str]:
    grid = session_grid(shown, width)
    return [text(entry_row(shown, entry, grid), width) for entry in found]


def planned(shown: Scene) -> tuple[PlannedDay, ...]:
    return planned_days(shown.snapshot, None, shown.now)


def free(shown: Scene) -> list[Gap]:
    return [gap for one in planned(shown) for gap in one.free]


def summary(shown: Scene, width: int = 60) -> str:
    return text(summary_row(shown, planned(shown), width), width).replace("\u00a0", " ")


def test_clash_is_a_sign_and_a_number_in_its_row() -> None:
    lines = rows(scene(day(), at("08:00"), stars=["three", "two", "one"]))
    assert " 10:00    free, 1 h" in lines, "the plan leaves out One"
    lines = [row for row in lines if "free" not in row]
    assert [row[:18] for row in lines[1:4]] == [
        " 09:00    One     ",
        " 09:30    Panel 2 ",
        " 11:00    Three   ",
    ]
    assert [row[-4:].strip() for row in lines[1:4]] == ["✕2★", "✕1★", "✕1★"]


def test_bar_counts_bookmarks_and_clashes_and_shows_the_next_free_time() -> None:
    shown = scene(day(), at("08:00"), stars=["one", "two", "three", "four", "six"])
    assert summary(shown) == " 5 bookmarks · ✕ 2 clashes · next free: 09:00–09:30"
    assert summary(shown, 30) == " 5 bookmarks · ✕ 2 clashes"
    later = scene(day(), at("13:10"), stars=["three", "four"])
    assert summary(later) == " 2 bookmarks · free until 14:00"
    over = scene(day(), at("16:10"), stars=["one", "five"])
    assert summary(over) == " 2 bookmarks"
    assert summary(scene(day(), at("08:00"))) == ""


def test_time_before_the_first_bookmark_is_free() -> None:
    days = programme(
        *(session(f"a{day.day}", "09:30", "10:00", day=day) for day in (DAY, NEXT_DAY)),
        *(session(f"b{day.day}", "11:00", "12:00", day=day) for day in (DAY, NEXT_DAY)),
        day_boundary=time(9),
    )
    for day in (DAY, NEXT_DAY):
        shown = scene(days, at("08:00", day=day), stars=[f"b{day.day}"])
        assert summary(shown) == " 1 bookmark · next free: 09:30–11:00"


def test_bookmark_with_a_note_is_listed_once() -> None:
    shown = scene(day(), at("08:00"), stars=["four"])
    notes = tuple(Note(id_, id_, "Ask her", at("08:00")) for id_ in ("four", "five", "gone"))
    mine = replace(shown.snapshot.mine, notes=notes)
    lines = rows(with_state(shown, replace(shown.snapshot, mine=mine)))
    assert sum("Four" in row for row in lines) == 1
    assert "Five" in lines[lines.index(" WITH A NOTE") + 1]
    assert lines[-2] == " NO LONGER IN THE PROGRAMME"
    assert "gone" in lines[-1]


def test_removed_bookmark_stays_listed_until_the_screen_closes() -> None:
    before = scene(day(), at("08:00"), stars=["one", "two"])
    after = scene(day(), at("08:00"), stars=["two"])
    left = [pick for pick in before.snapshot.picks if pick.bookmark.session == "one"]
    found = painted(after, bookmark_entries(after, (), left))
    assert found[1].startswith(" 09:00    One")
    assert "★" not in found[1]
    assert found[2].endswith("★")
    given_back = painted(before, bookmark_entries(before, (), left))
    assert sum("One" in row for row in given_back if "★" in row) == 1


def test_free_time_is_shown_between_bookmarks_but_not_at_night() -> None:
    lines = rows(scene(day(), at("08:00"), stars=["one", "four", "five"]))
    assert lines == [
        " Friday 7 February 2025",
        " 09:00    One                                         3 h ★",
        " 12:00    free, 2 h",
        " 14:00    Four                                        1 h ★",
        " Saturday 8 February 2025",
        " 09:00    Five                                        1 h ★",
    ]


def test_cancelled_bookmark_does_not_split_free_time() -> None:
    off = programme(
        session("one", "09:00", "10:00"),
        session("off", "10:30", "11:00", state="cancelled"),
        session("two", "12:00", "13:00"),
    )
    lines = rows(scene(off, at("08:00"), stars=["one", "off", "two"]))
    assert [row[:6] for row in lines[1:]] == [" 09:00", " 10:00", " 10:30", " 12:00"]


def test_bookmark_of_a_removed_session_stays_as_cancelled() -> None:
    shown = scene(day(), at("08:00"), stars=["one", bookmark("old", title="An old talk")])
    lines = rows(shown)
    assert lines[-2:] == [
        " NO LONGER IN THE PROGRAMME",
        " " * 10 + "An old talk · cancelled" + " " * 25 + "★",
    ]
    gone = [
        entry_row(shown, entry, session_grid(shown, 60)) for entry in bookmark_entries(shown, ())
    ]
    assert style_of(gone, "An old") == "warning"


def test_empty_list_says_how_to_bookmark() -> None:
    shown = scene(day(), at("08:00"))
    assert bookmark_entries(shown, ()) == []
    assert "No bookmarks yet." in page(empty_rows(shown, 60))
    assert "Press b on any screen to bookmark a session" in page(empty_rows(shown, 60))
