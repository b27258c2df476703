"""Inserting on the stage by key, and what all screens show of it."""

from __future__ import annotations

from sommet_tui.companion.stage import Stage
from sommet_tui.domain.programme import Programme
from tests.builders import at, programme, session

from .conftest import Open
from .stages import A_RUNS, SIZE, acts, day, do_acts, line, timing_of
from .worlds import World

DRILL = (*"Fire", "space", *"drill", "enter", *"10", "enter")


def two_lanes() -> Programme:
    return programme(
        session("a", "10:00", "11:00", room="hall"),
        session("b", "11:00", "12:00", room="hall"),
        session("c", "10:00", "11:00", room="lab"),
        rooms=("hall", "lab"),
    )


async def test_form_asks_and_inserts_after_the_running_session(halfway: World) -> None:
    async with halfway.open(*SIZE) as pilot:
        await pilot.press("5", "I")
        assert "after Panel 1" in halfway.picture
        await pilot.press(*DRILL, "enter")
        assert line(halfway) == (
            "Add Fire drill at 11:00 (10 min)? Coffee cut to 20 min; Panel 2 keeps its time."
        )
        assert len(acts(halfway)) == 3
        await pilot.press("y")
        assert line(halfway) == "Fire drill added after Panel 1 · u undo"
        assert any("Fire drill" in row and "added" in row for row in halfway.picture.splitlines())
        await pilot.press("u")
        assert line(halfway).startswith("Undone: Fire drill added after Panel 1")
        assert "Fire drill" not in [item.session.title for item in timing_of(halfway).items]


async def test_small_window_cuts_no_question_of_the_form(world: Open) -> None:
    here = world(day(), at("08:50"), language="fr")
    do_acts(here, *A_RUNS, now="10:30")
    async with here.open(40, 12) as pilot:
        await pilot.press("5", "I")
        for part in ("pas au", "programme", "14:15", "délai", "Titre", "après Panel 1"):
            assert part in here.picture
        shown = here.picture
        assert shown.index("Minutes") < shown.index("après Panel 1") < shown.index("14:15")
        await pilot.press("escape", "m")
        assert "un message" in here.picture


async def test_inserted_session_begins_at_its_start_and_an_invalid_start_is_asked_again(
    halfway: World,
) -> None:
    async with halfway.open(*SIZE) as pilot:
        await pilot.press("5", "I", "enter", "enter", "enter")
        assert "Give a title." in halfway.picture
        await pilot.press(*"Drill", "enter", "0", "enter", "enter")
        assert "Give a length from 1 to 1440 minutes." in halfway.picture
        await pilot.press("backspace", *"10", "enter", *"9:00", "enter")
        assert "It is already 10:30: give a later time." in halfway.picture
        await pilot.press(*["backspace"] * 4, *"11:30", "enter")
        assert "Add Drill at 11:30 (10 min)? Panel 2 +10 min, Lunch cut to 50 min" in line(halfway)
        await pilot.press("y")
        assert line(halfway) == "Drill added at 11:30 · u undo"


async def test_session_is_inserted_after_the_selected_one(halfway: World) -> None:
    async with halfway.open(*SIZE) as pilot:
        await pilot.press("5", "end", "I")
        assert "after Panel 3" in halfway.picture
        await pilot.press(*DRILL, "enter")
        assert "Add Fire drill at 14:30 (10 min)? No other session moves." in line(halfway)
        await pilot.press("escape")
        assert len(acts(halfway)) == 3


async def test_inserted_session_is_marked_on_every_screen_and_can_be_driven(world: Open) -> None:
    here = world(day(), at("08:50"))
    stage = Stage(here.companion, "grace")
    drill = stage.make_insert("Fire drill", 10, ["Alan Turing"], after="a")
    do_acts(here, *A_RUNS, ("10:30", drill), now="10:30")
    async with here.open(*SIZE) as pilot:
        for key in "125":
            await pilot.press(key)
            found = here.picture
            assert "Fire drill" in found
            assert "added" in found, key
        here.clock.shown = at("11:00")
        await pilot.press("s")
        assert line(here) == "Fire drill started at 11:00 · u undo"
        await pilot.press("1")
        assert "added" in here.picture
        await pilot.press("6")
        assert "Fire drill · added" in here.picture
        assert "Alan Turing" in here.picture
        await pilot.press("4")
        assert "Fire drill" in here.picture


async def test_small_window_does_not_cut_the_hint_for_a_new_start(world: Open) -> None:
    here = world(day(), at("08:50"), language="fr")
    async with here.open(40, 12) as pilot:
        await pilot.press("5", "down", "D")
        assert "14:15, ou un délai en minutes" in here.picture
