"""One key bookmarks a session on any screen, and every screen shows it immediately."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from sommet_tui.companion.export import Exporter
from sommet_tui.companion.plan import PlannedDay, planned_days
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timeline import Gap
from sommet_tui.domain.values import replace
from sommet_tui.formats.calendar_file import write_calendar
from sommet_tui.pages.export_formats import FORMATS
from sommet_tui.storage.files import WholeFiles
from sommet_tui.storage.user_data import SqliteRevisions
from sommet_tui.tui.agenda.rows import session_grid
from sommet_tui.tui.bookmarks import (
    BookmarksEntry,
    bookmark_entries,
    entry_row,
    summary_row,
)
from sommet_tui.tui.viewer import Scene
from tests.acting import day_of
from tests.builders import at, programme, session

from .conftest import Open
from .events import event
from .scenes import scene, text, with_state
from .stages import A_RUNS, do_acts
from .stages import day as stage_day
from .worlds import World

STARRED = (
    ("b", "opening"),
    ("2 down b", "debate"),
    ("enter right b", "debate"),
    ("4 home enter down b", "closing"),
)
"""The session that each way from Now leads to."""


async def test_b_bookmarks_the_selected_session_and_removes_the_bookmark(here: World) -> None:
    async with here.open():
        for keys, starred in STARRED:
            await here.close_all()
            await here.press("1", keys)
            assert here.stars == {starred}
            await here.press("b")
            assert here.snapshot.mine.degrees == {starred: "maybe"}
            assert "☆ maybe: " in here.picture
            await here.press("b")
            assert here.stars == set()


HIDDEN = ("F", *"hidden", "enter")
"""The keys that show or hide the hidden sessions."""


@pytest.mark.parametrize("keys", [["x"], ["b", "b", "x"]])
async def test_x_hides_a_session_and_u_restores_it(here: World, keys: list[str]) -> None:
    async with here.open():
        await here.press("2", "down", *keys)
        assert not here.stars
        assert "Panel 1 · Debate" not in "\n".join(here.lines[2:-6])
        assert "hidden: 1" in here.lines[1]
        assert "∅ hidden: Panel 1 · u undo" in here.picture
        await here.press(*HIDDEN)
        assert here.row("Panel 1 · Debate").endswith("∅")
        await here.press("1")
        assert here.row("NEXT").endswith("∅ hidden")
        await here.press(*HIDDEN)
        assert "Debate" not in "\n".join(here.lines[:-3])
        await here.press("u")
        before = {1: None, 2: "must", 3: "maybe"}[len(keys)]
        assert here.snapshot.mine.degrees.get("debate") == before
        here.assert_shown("Undone – ∅ hidden: Panel 1", "Debate")


@pytest.mark.parametrize(
    ("size", "rooms", "said"),
    [((40, 12), "ab", "starts at 10:00"), ((100, 30), "aa", "STARTS IN")],
)
async def test_hiding_the_first_session_does_not_change_the_start_of_the_event(
    world: Open, size: tuple[int, int], rooms: str, said: str
) -> None:
    day = day_of(f"first 10:00-11:00 @{rooms[0]}, second 12:00-13:00 @{rooms[1]}")
    here = world(day, "09:30")
    here.bookmark("first", degree="hidden")
    async with here.open(size=size):
        assert said in here.text
        assert "First" not in here.text


async def test_stage_laptop_warns_before_x_hides_a_running_session(world: Open) -> None:
    here = world(stage_day(), "08:50")
    do_acts(here, *A_RUNS, now="10:10")
    async with here.open("1 x", (100, 30)):
        warning = "x only hides Panel 1, which is running. To hide it, press x again."
        assert warning in here.picture
        assert here.snapshot.mine.hidden == ()
        await here.shows("x", "∅ hidden: Panel 1 · u undo")
        top = "\n".join(here.lines[:12])
        assert "∅ hidden" in top
        assert "Clouds" in top
        await here.press("x")
        assert here.snapshot.mine.hidden == (), "showing it again needs no warning"


@pytest.mark.parametrize("width", [40, 80])
async def test_result_about_a_long_title_names_the_undo_key(world: Open, width: int) -> None:
    long = session("long", title="Welcome to the Railways and Open Transport Devroom of this year")
    here = world(programme(long), "09:30")
    async with here.open("b", (width, 12)):
        said = here.row("bookmarked:")
        assert said.endswith("… · u undo")
        assert said.removesuffix("… · u undo").split()[-1] in long.title.split()


async def test_unsaved_bookmark_is_reported_and_not_shown(world: Open, short_path: Path) -> None:
    blocked = short_path / "[b]x[1]"
    blocked.touch()
    here = world(event(), "09:30", database=blocked / "data" / "sommet.sqlite3")
    async with here.open("2 b", (120, 24)):
        await here.until_shown("cannot be created")
        assert "/[b]x[1]/" in here.text.replace(" ", "")
        assert "★" not in here.picture
        await here.shows("down up 1", "ON NOW")


def day() -> Programme:
    return day_of(
        "one 09:00-12:00, two 09:30-10:00 = Panel 2 ·, three 11:00-13:00, "
        "four 14:00-15:00, five 09:00-10:00 next-day, six 15:30-16:00 cancelled"
    )


def rows(shown: Scene, width: int = 60) -> list[str]:
    return painted(shown, bookmark_entries(shown, free(shown)), width)


def painted(shown: Scene, found: Sequence[BookmarksEntry], width: int = 60) -> list[str]:
    grid = session_grid(shown, width)
    return [text(entry_row(shown, entry, grid), width) for entry in found]


def planned(shown: Scene) -> tuple[PlannedDay, ...]:
    return planned_days(shown.snapshot, None, shown.now)


def free(shown: Scene) -> list[Gap]:
    return [gap for one in planned(shown) for gap in one.gaps]


def summary(shown: Scene, width: int = 60) -> str:
    return text(summary_row(shown, planned(shown), width), width).replace("\u00a0", " ")


def test_bookmark_row_shows_the_number_of_clashes() -> None:
    lines = rows(scene(day(), at("08:00"), stars=["three", "two", "one"]))
    assert " 10:00    free, 1 h" in lines, "the plan leaves out One"
    lines = [row for row in lines if "free" not in row]
    assert [row[:18] for row in lines[1:4]] == [
        " 09:00    One     ",
        " 09:30    Panel 2 ",
        " 11:00    Three   ",
    ]
    assert [row[-4:].strip() for row in lines[1:4]] == ["✕2★", "✕1★", "✕1★"]


def test_bookmarks_heading_counts_bookmarks_and_clashes() -> None:
    shown = scene(day(), at("08:00"), stars=["one", "two", "three", "four", "six"])
    assert summary(shown) == " 5 bookmarks · ✕ 2 clashes · next free: 09:00–09:30"
    assert summary(shown, 30) == " 5 bookmarks · ✕ 2 clashes"
    later = scene(day(), at("13:10"), stars=["three", "four"])
    assert summary(later) == " 2 bookmarks · free until 14:00"
    over = scene(day(), at("16:10"), stars=["one", "five"])
    assert summary(over) == " 2 bookmarks"
    assert summary(scene(day(), at("08:00"))) == ""


def test_bookmark_with_a_note_is_listed_once() -> None:
    shown = scene(day(), at("08:00"), stars=["four"])
    notes = tuple(Note(id_, id_, "Ask her", at("08:00")) for id_ in ("four", "five", "gone"))
    mine = replace(shown.snapshot.mine, notes=notes)
    lines = rows(with_state(shown, replace(shown.snapshot, mine=mine)))
    assert sum("Four" in row for row in lines) == 1
    assert "Five" in lines[lines.index(" WITH A NOTE") + 1]
    assert lines[-2] == " NO LONGER IN THE PROGRAMME"
    assert "gone" in lines[-1]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_all_formats_are_visible_in_the_smallest_window(world: Open, language: str) -> None:
    here = world(event(), "09:30", language=language)
    async with here.open("3 e", (40, 12)):
        assert all(f".{each.endings[0]} " in here.picture for each in FORMATS)


async def test_e_exports_bookmarks_to_a_new_file(here: World, tmp_path: Path) -> None:
    files = WholeFiles(lambda: tmp_path)
    revisions = SqliteRevisions(tmp_path / "revisions.sqlite3")
    exporter = Exporter(revisions, lambda: write_calendar, files, SystemClock())
    here.offer(exporter=lambda: exporter)
    async with here.open("b 3 e enter"):
        await here.until_shown("example.ics")
        await here.press("enter")
        await here.until_shown("example-2.ics")
        await here.hides("escape", "example.ics")
    assert b"UID:opening@example" in (tmp_path / "example.ics").read_bytes()
