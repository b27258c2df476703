"""When things go wrong on stage: what the screen says, and that two keys put the day right."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.companion.stage import Stage
from sommet_tui.domain.rundown.acts import Act
from tests.builders import at, programme, session

from .conftest import OnStage, Open
from .stages import A_RUNS, SIZE, acts, at_time, day, do_acts, line, timing_of, undo
from .worlds import World


async def test_two_windows_follow_each_other(world: Open) -> None:
    here = world(day(), at("08:50"))
    do_acts(here, *A_RUNS, now="10:20")
    there = world(day(), at("10:20"), database=here.database)
    async with here.open(*SIZE) as pilot:
        await pilot.press("5")
        Stage(there.companion, "alan").record(Act("add", "a", 5))
        await here.until_shown("5 min behind")
        await pilot.press("u")
        assert line(here).startswith("Undo “Panel 1: 5 min more”, by alan?")
        await pilot.press("y")
        assert line(here) == "Undone – Panel 1: 5 min more · U redo"
    there.companion.load_outside_changes()
    assert timing_of(there).offset == timedelta(0)


async def test_clock_set_back_before_the_start_is_harmless(on_stage: OnStage) -> None:
    """What is done then counts from the latest that happened."""
    here = on_stage(*A_RUNS, now="10:02")
    async with here.open(*SIZE) as pilot:
        await pilot.press("5")
        await at_time(pilot, here, "09:52")
        assert "ON NOW   Panel 1" in here.picture
        await pilot.press("p", "p", "e", "y")
        assert acts(here)[-1] == ("end", "a")
        await pilot.press("u")
        assert "ON NOW   Panel 1" in here.picture


async def test_void_act_is_marked_and_has_no_effect(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, ("10:10", Act("pause")), now="10:12")
    async with here.open(*SIZE) as pilot:
        await pilot.press("5", "j", "up", "u")
        rows = [r for r in here.picture.splitlines() if "Panel 1" in r]
        assert "undone" in rows[0]
        assert "void: the running session was Keynote" in rows[1]
        await pilot.press("down", "a")
        assert line(here) == "Action 4 had no effect: the running session was Keynote."
        await pilot.press("up", "a")
        assert line(here) == "There is nothing to redo."


async def test_unwritable_database_is_reported_and_changes_nothing(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:20")
    async with here.open(130, 30) as pilot:
        await pilot.press("5")
        here.database.unlink()
        here.database.mkdir()
        await pilot.press("+")
        assert "Nothing was recorded." in here.picture
        assert "ON NOW   Panel 1" in here.picture
        assert "sommet.sqlite3” cannot be used" in here.picture
        assert not any(a[0] == "add" for a in acts(here))


async def test_q_asks_while_this_window_drives_a_running_session(halfway: World) -> None:
    async with halfway.open(*SIZE) as pilot:
        await pilot.press("5", "q")
        assert line(halfway) == "Panel 1 is running. Quit?"
        await pilot.press("n", "1", "q")
        assert line(halfway) == "Panel 1 is running. Quit?", "from any screen of this window"
        await pilot.press("q")
        assert line(halfway) == "", "the key that asks never answers yes"
        assert halfway.app.is_running
        await pilot.press("+", "down", "q")
        assert line(halfway) == "Panel 1 is running. Quit?", "a result and a cursor are no step"
        await pilot.press("n")
        await pilot.press("q", "y")
        await pilot.pause()
        assert not halfway.app.is_running


async def test_q_names_the_running_sessions_of_several_rooms(world: Open) -> None:
    rooms = programme(
        session("a", "09:00", "10:00", title="Clouds", room="hall"),
        session("b", "09:00", "10:00", title="Rivers", room="lab"),
    )
    here = world(rooms, at("09:30"))
    do_acts(here, ("09:00", Act("start", "a")), ("09:01", Act("start", "b")), now="09:30")
    async with here.open(*SIZE) as pilot:
        await pilot.press("5", "q")
        assert line(here) == "Clouds (hall) and Rivers (lab) are running. Quit?"
        await pilot.press("n")
        do_acts(here, ("09:31", Act("end", room="lab")), now="09:31")
        await at_time(pilot, here, "09:31")
        await pilot.press("q")
        assert line(here) == "Clouds (hall) is running. Quit?"


async def test_q_quits_without_a_question_if_this_window_drives_nothing(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:30")
    async with here.open(*SIZE) as pilot:
        await pilot.press("2", "q")
        await pilot.pause()
        assert not here.app.is_running
    here = on_stage(*A_RUNS, ("10:55", Act("end")), now="10:56")
    async with here.open(*SIZE) as pilot:
        await pilot.press("5", "q")
        await pilot.pause()
        assert not here.app.is_running


async def test_escape_stays_on_a_stage_that_drives_a_running_session(halfway: World) -> None:
    async with halfway.open(*SIZE) as pilot:
        await pilot.press("5", "j", "escape", "escape", "escape")
        assert type(halfway.app.screen).__name__ == "StageScreen"
        await pilot.press("e", "y", "escape", "escape")
        await pilot.pause()
        halfway.aged += 1
        await pilot.press("escape")
        await pilot.pause()
        assert type(halfway.app.screen).__name__ == "NowScreen", "as nothing runs"


async def test_key_without_use_on_stage_says_where_it_works(halfway: World) -> None:
    async with halfway.open(*SIZE) as pilot:
        await pilot.press("5", "Q")
        assert line(halfway) == "Q does nothing here. It works on: Moderator."
        await pilot.press("e", "Z")
        assert line(halfway) == "End Panel 1?", "a question stays"


async def test_bouncing_undo_key_undoes_once(halfway: World) -> None:
    async with halfway.open(*SIZE) as pilot:
        await pilot.press("5", "+", "+", *"uuuuu")
        assert acts(halfway)[-2:] == [("add", "a", 1), ("undo", len(A_RUNS) + 2)]
        assert line(halfway).startswith("Undone"), "the answer stays"
        await undo(pilot, halfway)
        assert acts(halfway)[-1] == ("undo", len(A_RUNS) + 1)
