"""One key stars a session wherever one is shown, and every screen knows at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from pathlib import Path

import pytest

from sommet_tui.companion.plan import PlannedDay, planned_days
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import Gap
from sommet_tui.domain.values import replace
from sommet_tui.storage.mine import SqliteBookmarks
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
from tests.storage.samples import raw

from .conftest import Open
from .events import event
from .scenes import page, scene, style_of, text, with_state
from .stages import A_RUNS, do_acts
from .stages import day as stage_day
from .worlds import World, close_all, until

STARRED = (
    (["b"], "opening"),
    (["2", "down", "b"], "debate"),
    (["enter", "b"], "opening"),
    (["enter", "right", "b"], "debate"),
    (["4", "down", "b"], "debate"),
    (["4", "home", "enter", "down", "b"], "closing"),
)
"""The session that each way from Now leads to."""


async def test_b_bookmarks_the_selected_session_and_removes_the_bookmark(here: World) -> None:
    async with here.open() as pilot:
        for keys, starred in STARRED:
            await close_all(pilot)
            await pilot.press("1", *keys)
            assert here.stars == {starred}
            await pilot.press("b")
            assert here.companion.snapshot.mine.degrees == {starred: "maybe"}
            await pilot.press("b")
            assert here.stars == set()


HIDDEN = ("F", *"hidden", "enter")
"""The keys that show what is hidden, or leave it out again."""


@pytest.mark.parametrize("keys", [["x"], ["b", "b", "x"]])
async def test_x_hides_a_session_and_u_restores_it(here: World, keys: list[str]) -> None:
    async with here.open() as pilot:
        await pilot.press("2", "down", *keys)
        assert not here.stars
        assert "Panel 1 · Debate" not in "\n".join(here.picture.splitlines()[2:-6])
        assert "hidden: 1" in here.picture.splitlines()[1]
        assert "∅ hidden: Panel 1 · u undo" in here.picture
        await pilot.press(*HIDDEN)
        assert _row(here.picture, "Panel 1 · Debate").endswith("∅")
        await pilot.press("1")
        assert _row(here.picture, "NEXT").endswith("∅ hidden")
        await pilot.press(*HIDDEN)
        assert "Debate" not in "\n".join(here.picture.splitlines()[:-3])
        await pilot.press("u")
        before = {1: None, 2: "must", 3: "maybe"}[len(keys)]
        assert here.companion.snapshot.mine.degrees.get("debate") == before
        assert "Undone – ∅ hidden: Panel 1" in here.picture
        assert "Debate" in here.picture


@pytest.mark.parametrize(
    ("size", "rooms", "said"),
    [((40, 12), "ab", "starts at 10:00"), ((100, 30), "aa", "STARTS IN")],
)
async def test_hiding_the_first_session_does_not_change_the_start_of_the_event(
    world: Open, size: tuple[int, int], rooms: str, said: str
) -> None:
    first = session("first", "10:00", "11:00", room=rooms[0])
    day = programme(first, session("second", "12:00", "13:00", room=rooms[1]))
    here = world(day, at("09:30"))
    here.companion.mine.save_bookmark("first", "hidden")
    async with here.open(*size):
        assert said in here.text
        assert "First" not in here.text


async def test_driving_computer_warns_before_hiding_a_running_session(world: Open) -> None:
    here = world(stage_day(), at("08:50"))
    do_acts(here, *A_RUNS, now="10:10")
    async with here.open(100, 30) as pilot:
        await pilot.press("1", "x")
        warning = "x only hides Panel 1, which is running. To hide it, press x again."
        assert warning in here.picture
        assert here.companion.snapshot.mine.hidden == ()
        await pilot.press("x")
        assert "∅ hidden: Panel 1 · u undo" in here.picture
        top = "\n".join(here.picture.splitlines()[:12])
        assert "∅ hidden" in top
        assert "Clouds" in top
        await pilot.press("x")
        assert here.companion.snapshot.mine.hidden == (), "showing it again needs no warning"


@pytest.mark.parametrize(
    ("keys", "sign", "said", "page", "now"),
    [
        ("b", "★", "★ bookmarked: Panel 1 · u undo", "★ bookmarked", "★ bookmark"),
        ("bb", "☆", "☆ maybe: Panel 1 · u undo", "☆ bookmarked as maybe", "☆ maybe"),
    ],
)
async def test_must_and_maybe_have_a_sign_on_every_screen(
    here: World, *, keys: str, sign: str, said: str, page: str, now: str
) -> None:
    async with here.open() as pilot:
        await pilot.press("2", "down", *keys)
        assert said in here.picture
        assert _row(here.picture, "Panel 1 · Debate").endswith(sign)
        await pilot.press("enter")
        assert page in here.picture
        await pilot.press("3")
        assert _row(here.picture, "Panel 1 · Debate").endswith(sign)
        await pilot.press("1")
        assert _row(here.picture, "NEXT in").endswith(now)


@pytest.mark.parametrize("width", [40, 80])
async def test_result_about_a_long_title_names_the_undo_key(world: Open, width: int) -> None:
    long = session("long", title="Welcome to the Railways and Open Transport Devroom of this year")
    here = world(programme(long), at("09:30"))
    async with here.open(width, 12) as pilot:
        await pilot.press("b")
        said = _row(here.picture, "bookmarked:")
        assert said.endswith("… · u undo")
        assert said.removesuffix("… · u undo").split()[-1] in long.title.split()


@pytest.mark.parametrize("width", [54, 80])
async def test_free_time_is_in_the_column_of_titles(world: Open, width: int) -> None:
    day = programme(
        session("one", "09:00", "10:00", title="Clouds"),
        session("two", "11:00", "12:00", title="Rivers"),
    )
    here = world(day, at("08:00"))
    async with here.open(width, 24) as pilot:
        await pilot.press("2", "b", "down", "down", "b", "3")
        rows = here.picture.splitlines()
        starts = {
            next(row.index(screen_text) for row in rows if screen_text in row)
            for screen_text in ("Clouds", "free, 1 h", "Rivers")
        }
        assert len(starts) == 1


async def test_bookmark_of_another_window_appears(here: World) -> None:
    async with here.open() as pilot:
        await pilot.press("3")
        SqliteBookmarks(here.database).add("example", bookmark("closing"))
        await here.until_shown("Closing")


async def test_unsaved_bookmark_is_reported_and_not_shown(world: Open, short_path: Path) -> None:
    blocked = short_path / "[b]x[1]"
    blocked.touch()
    here = world(event(), at("09:30"), database=blocked / "data" / "sommet.sqlite3")
    async with here.open(120, 24) as pilot:
        await pilot.press("2", "b")
        await until(pilot, lambda: "cannot be created" in here.text)
        assert "/[b]x[1]/" in here.text.replace(" ", "")
        assert "★" not in here.picture
        await pilot.press("down", "up", "1")
        assert "ON NOW" in here.picture


async def test_database_of_a_newer_version_is_left_alone_and_reported(
    world: Open, short_path: Path
) -> None:
    database = short_path / "sommet.sqlite3"
    SqliteBookmarks(database).add("example", bookmark("closing"))
    with raw(database) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = database.read_bytes()
    here = world(event(), at("09:30"), database=database)
    async with here.open(140, 24) as pilot:
        await pilot.press("b")
        await until(pilot, lambda: "newer version" in here.text)
        assert "★" not in here.picture
        await pilot.press("3")
        assert "DATA ERROR" in here.picture.splitlines()[0]
        await pilot.press("i")
        assert "newer version" in here.text
    assert database.read_bytes() == before


def _row(drawn: str, wanted: str) -> str:
    return next(row for row in drawn.splitlines() if wanted in row)


async def test_bookmarks_that_start_together_share_one_time(world: Open) -> None:
    here = world(
        programme(session("a", "10:00", "11:00"), session("b", "10:00", "10:30")), at("09:00")
    )
    for star in ("a", "b"):
        here.companion.mine.save_bookmark(star)
    async with here.open(120, 24) as pilot:
        await pilot.press("3")
        rows = [line[:80] for line in here.picture.splitlines()]
        assert sum("10:00" in row for row in rows) == 1


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
