"""What changed in the programme: said when it comes, listed until it is put away."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest

from sommet_tui.companion.settings import LoadedSettings, Settings
from sommet_tui.companion.stage import Stage
from sommet_tui.companion.unseen_changes import ReadChanges
from sommet_tui.domain.changes import changes
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.storage.known_events import SqliteSeen, SqliteSessionIds
from sommet_tui.storage.programme_cache import CachedBaseline
from sommet_tui.tui.app import NOTHING_SET
from sommet_tui.tui.changes import ChangesScreen
from tests.acting import day_of, request
from tests.builders import at, participant, programme, session

from .conftest import Golden
from .worlds import Shelf, World

TALK = session("talk", "10:00", "11:00", title="Old habits", people=[participant("ada")])
OFF = session("off", "11:00", "12:00", title="Never say never")
STAYS = session("stays", "09:00", "10:00", title="Morning")
BEFORE = programme(STAYS, TALK, OFF)
MOVED = replace(TALK, start=at("10:30"), end=at("11:30"))
AFTER = programme(
    STAYS,
    MOVED,
    replace(OFF, state="cancelled"),
    session("new", "14:00", "15:00", title="Something new"),
)


def world_with(
    folder: Path, first: Programme, loaded: LoadedSettings = NOTHING_SET
) -> tuple[World, Shelf]:
    """A world whose programme was last seen as it was before."""
    baseline, shelf = CachedBaseline(folder / "cache", "example.yaml"), Shelf(first)
    baseline.replace(BEFORE)
    database = folder / "data" / "sommet.sqlite3"
    here = World(shelf, at("09:30"), database, settings=loaded, baseline=baseline)
    return here, shelf


async def test_changes_since_the_last_start_are_reported_and_listed(tmp_path: Path) -> None:
    here, _ = world_with(tmp_path, AFTER)
    async with here.open():
        await here.until_shown("3 changes in the programme; C")
        await here.shows("2", "~ Old habits", "+ Something new", "~ Never say never")
        await here.press("C")
        screen = here.picture
        assert "Old habits" in screen
        assert "moved · 10:00 → 10:30" in screen
        assert "cancelled" in screen
        assert "in the programme" not in screen, "the list says it"
        await here.shows("enter", "Old habits")
        await here.press("escape v")
        await here.until(lambda: not isinstance(here.app.screen, ChangesScreen))
        assert "~ Old habits" not in here.picture
        await here.shows("C", "Nothing has changed.")
        await here.press("v")
        assert isinstance(here.app.screen, ChangesScreen)


async def test_failure_to_describe_changes_does_not_crash_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("hall-a")

    monkeypatch.setattr("sommet_tui.wording.changes.news_sentences", fail)
    here, _ = world_with(tmp_path, AFTER)
    async with here.open():
        await here.until_shown("cannot describe the change (KeyError)")
        assert "sommet-tui changes" in here.text
        await here.shows("2", "Old habits")


async def test_changes_match_their_picture(tmp_path: Path, golden: Golden) -> None:
    here, _ = world_with(tmp_path, AFTER)
    here.bookmark("talk")
    async with here.open():
        await here.until(lambda: here.app._viewer.news.unseen)
        await here.press("C")
        golden(here.app, "changes-80x24-en")


async def test_header_counts_changed_bookmarks_until_changes_is_opened(tmp_path: Path) -> None:
    here, shelf = world_with(tmp_path, BEFORE)
    here.bookmark("talk", "off", "stays")
    async with here.open("i", (40, 12)):
        before = here.lines[1:4]
        shelf.put(AFTER)
        await here.until_shown("2 changes C")
        assert "2 changes C" in here.lines[0]
        assert here.lines[1:4] == before, "nothing is pushed down"
        await here.press("1 L")
        assert "… C " in here.lines[0], "the key of a chip is never cut"
        await here.press("L i")
        await here.shows("escape 2 3", "2 changes C")
        await here.shows("down enter", "~ moved · 10:00 → 10:30")
        await here.press("C")
        await here.until_gone("changes C")
        found = [line.strip() for line in here.lines]
        mine = found.index("MY BOOKMARKS · 2")
        assert found[mine + 1].startswith("10:30  ~ Old habits")
        assert found[mine + 2] == "moved · 10:00 → 10:30"
        await here.hides("escape escape 1", "changes C")


async def test_changes_show_the_replacement_of_a_removed_bookmark(tmp_path: Path) -> None:
    gone, other = day_of(
        "gone 10:00-11:00 @hall = A talk, other 10:15-11:00 @hall = Another talk"
    ).sessions
    here, shelf = world_with(tmp_path, BEFORE)
    assert here.baseline is not None
    here.baseline.replace(programme(STAYS, gone))
    shelf.put(programme(STAYS, gone))
    here.companion.show_programme(here.companion.source.read())
    here.bookmark("gone")
    async with here.open():
        shelf.put(programme(STAYS, other))
        await here.until_shown("1 change C")
        await here.shows("C down", "replaced at 10:15 by Another talk")
        await here.press("enter")
        await here.until_shown("10:15 – 11:00")


async def test_stage_changes_to_bookmarks_are_listed_as_changes(tmp_path: Path) -> None:
    here, _ = world_with(tmp_path, BEFORE)
    here.bookmark("talk", "off")
    async with here.open():
        await here.until(lambda: here.app._tasks.changes.known is not None)
        Stage(here.companion, "grace").record(request("swap talk off"))
        await here.until_shown("2 changes C")
        await here.until_shown("Old habits: moved · 10:00 → 11:00")
        await here.press("2")
        await here.until_shown("~ Old habits")
        await here.press("C")
        await here.until_gone("changes C")
        assert "moved · 11:00 → 10:00" in here.picture
        await here.press("escape")
        Stage(here.companion, "grace").record(request("cancel talk"))
        await here.until_shown("1 change C")
        await here.until_shown("Old habits: cancelled")


async def test_changes_read_in_one_window_count_as_read_in_another(tmp_path: Path) -> None:
    database = tmp_path / "data" / "sommet.sqlite3"
    seen = SqliteSeen(database)
    here, _ = world_with(tmp_path, AFTER)
    here.offer(read_changes=lambda: ReadChanges(seen.get, seen.put))
    here.bookmark("talk")
    async with here.open():
        await here.until_shown("1 change C")
        here.bookmark("off")  # a bookmark of a changed session does not report its change
        await here.pause()
        assert "1 change C" in here.picture
        other = ReadChanges(SqliteSeen(database).get, SqliteSeen(database).put)
        other.mark_read("example", here.app_viewer.news.bookmark_changes)
        await here.until_gone("change C")


LONG, SIDE = day_of(
    "long 10:00-12:00 @hall = A long talk, side 11:00-12:00 @lab = Beside it"
).sessions


def message_texts(here: World) -> list[str]:
    return [message.text for message in here.app_viewer.messages.all]


def has_reported(here: World, sentence: str, times: int) -> bool:
    return message_texts(here).count(sentence) == times


def reports_of_command(folder: Path) -> tuple[Path, LoadedSettings]:
    """Return a file, and settings with a command that appends its arguments to the file."""
    file, script = folder / "reports", "import pathlib, sys; "
    script += "pathlib.Path(sys.argv[1]).open('a').write('|'.join(sys.argv[2:]) + '\\n')"
    return file, LoadedSettings(
        "", Settings(notify_command=(sys.executable, "-c", script, str(file)))
    )


async def test_plan_change_is_reported_once(tmp_path: Path) -> None:
    file, settings = reports_of_command(tmp_path)
    here, shelf = world_with(tmp_path, programme(LONG, SIDE), settings)
    here.bookmark("long")
    here.bookmark("side", degree="maybe")
    plan = "Your plan: 10:00 ★ A long talk → 11:00 ☆ Beside it"
    async with here.open(size=(120, 40)):
        await here.until(lambda: bool(here.snapshot.mine.plans))
        shelf.put(programme(replace(LONG, state="cancelled"), SIDE))
        await here.until(lambda: message_texts(here).count(plan) == 1)
        await here.until(lambda: file.exists() and "Your plan has changed|" in file.read_text())
        await here.press("C")
        await here.until_shown("MY PLAN")
        assert "10:00 ★ A long talk → 11:00 ☆ Beside it" in here.picture
        await here.press("v")
        await here.until(lambda: here.snapshot.mine.plan_changes == ())
        assert message_texts(here).count(plan) == 1
    assert file.read_text().count("Your plan has changed|10:00 ★ A long talk → 11:00") == 1


async def test_only_one_window_runs_the_notify_command_for_a_change(tmp_path: Path) -> None:
    file, settings = reports_of_command(tmp_path)
    here, shelf = world_with(tmp_path, BEFORE, settings)
    seen = SqliteSeen(tmp_path / "data" / "sommet.sqlite3")
    here.offer(read_changes=lambda: ReadChanges(seen.get, seen.put))
    here.bookmark("talk")
    other, moved = ReadChanges(seen.get, seen.put), programme(STAYS, MOVED, OFF)
    made, reverted = changes(BEFORE, moved), changes(moved, BEFORE)

    def reports() -> list[str]:
        return file.read_text().splitlines() if file.exists() else []

    async with here.open():
        shelf.put(moved)
        await here.until(lambda: len(reports()) == 1)
        assert not other.claim_report("example", made)
        assert other.claim_report("example", reverted)
        shelf.put(BEFORE)
        await here.until(partial(has_reported, here, "Old habits: moved · 10:30 → 10:00", 1))
        shelf.put(moved)
        await here.until(lambda: len(reports()) == 2)
    assert reports() == ["1 of your bookmarks changed|Old habits: moved · 10:00 → 10:30"] * 2


async def test_bookmark_and_undo_report_their_effects_on_the_plan(tmp_path: Path) -> None:
    here, _ = world_with(tmp_path, programme(LONG, SIDE))
    here.bookmark("side", degree="maybe")
    async with here.open(size=(120, 40)):
        await here.until(lambda: bool(here.snapshot.mine.plans))
        await here.press("2 home b")
        await here.until_shown("Your plan: 11:00 ☆ Beside it → 10:00 ★ A long talk")
        await here.press("u")
        await here.until_shown("Your plan: 10:00 ★ A long talk → 11:00 ☆ Beside it")


async def test_session_page_stays_open_when_its_session_gets_a_new_id(tmp_path: Path) -> None:
    made = day_of("one 09:00-10:00 @hall = First talk, two 15:00-16:00 @hall = Second talk")
    first, second = made.sessions
    here, shelf = world_with(tmp_path, made)

    def rename(new: str, old: str) -> None:
        SqliteSessionIds(here.database).add("example", {old: new})
        shelf.put(programme(first, replace(second, id=new, title=f"Talk {new}")))

    async with here.open("2 end enter"):
        assert "Second talk" in here.picture
        rename("b", "two")
        await here.until_shown("Talk b")
        assert "First talk" not in here.picture
        await here.press("enter")
        rename("c", "b")
        await here.until_shown("Talk c")
        assert "First talk" in here.picture  # the room's day
        await here.press("escape escape 6 right")
        assert "Talk c" in here.lines[2]
        rename("d", "c")
        await here.until_shown("Talk d")
        assert "Talk d" in here.lines[2]
