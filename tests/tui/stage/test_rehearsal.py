"""Looking is not acting, and a rehearsal is not the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.companion.stage import Stage
from sommet_tui.domain.rundown.acts import Act
from tests.acting import request
from tests.builders import at
from tests.tui.conftest import OnStage, Open
from tests.tui.stages import A_RUNS, SIZE, Done, acts, day, do_acts
from tests.tui.worlds import World


async def test_stage_in_simulated_time_records_nothing_and_offers_a_rehearsal(world: Open) -> None:
    here = world(day(), "11:05")
    async with here.open("5", SIZE):
        assert "s  Start a session" in here.picture
        here.companion.clock.set(at("10:10"))
        await here.pause()
        foot = here.foot
        here.assert_shown("R  Start a rehearsal", "Simulated time: read-only.")
        assert "f Speaker’s clock  j Log" in foot
        assert "  s  " not in here.picture
        assert "1 min" not in foot
        for key in ("+", "p", "s", "S", "I"):
            await here.press("n", key)
            assert here.line == "Simulated time: read-only. R: start a rehearsal", key
        assert acts(here) == []
        await here.shows("R", "s  Start ")


async def test_rehearsal_starts_at_the_simulated_time_and_marks_every_screen(
    on_stage: OnStage,
) -> None:
    here = on_stage(*A_RUNS, now="10:20")
    here.companion.clock.set(at("09:20"), 60.0)
    async with here.open("5 R", SIZE):
        assert here.line == "Rehearsal started at 09:20."
        assert " REHEARSAL × 60 " in here.lines[0]
        assert acts(here) == []
        await here.says("s y", "Keynote started at 09:20 · u undo")
        for key in ("1", "2", "3", "4", "i", "question_mark", "escape"):
            await here.press(key)
            assert " REHEARSAL × 60 " in here.lines[0]
        said = "REHEARSAL since 10:20 real time: the real day is unaffected"
        assert f"{said} · speed × 60 · t: clock" in here.picture
        await here.press("5")
        await here.shows("f", "REHEARSAL since 10:20 real time")


async def test_clearing_a_rehearsal_asks_once_and_restores_the_day(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:20")
    here.companion.clock.set(at("09:20"))
    async with here.open("5 R s R", SIZE):
        assert here.line.startswith("End the rehearsal for everyone and discard its actions?")
        await here.shows("n", "REHEARSAL")
        await here.says("R y", "The rehearsal has ended; its actions have been discarded.")
        assert "REHEARSAL" not in here.picture
        assert here.companion.clock.now() == at("10:20")
        assert len(acts(here)) == 3


OVER = "The rehearsal has ended; the screen shows the real day again."
AGAIN = "Nothing was done: the rehearsal has ended. To change the real day, press the key again."


async def test_window_shows_the_end_of_a_rehearsal(world: Open) -> None:
    here, there = two_rehearsing_windows(world, "09:05")
    async with here.open("5", SIZE):
        there.companion.rehearsals.clear()
        await here.until_shown(OVER)
        assert "REHEARSAL" not in here.picture


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("5 e 1", "5 y"),
        ("5 E", "2 enter"),
        ("5 I", "'Tea' enter 5 enter enter y"),
        ("5 m 'hello'", "enter"),
        ("6 Q 'why'", "enter"),
        ("6 A", "a"),
        ("6 P right", "enter"),
        ("6 D 2", "enter"),
        ("6 M 'hello'", "enter"),
    ],
)
async def test_answer_after_a_rehearsal_does_not_change_the_real_day(
    world: Open, keys: str, answer: str
) -> None:
    here, there = two_rehearsing_windows(world, "10:05", act="start a")
    async with here.open(size=SIZE):
        await here.press(keys)
        before = here.picture
        there.companion.rehearsals.clear()
        Stage(there.companion).record(Act("start", "a", when=at("10:00")))
        here.companion.load_external_changes()
        here.clock.shown += timedelta(seconds=3)  # the real day has been there to see
        await here.pause()
        await here.press(answer)
        there.companion.load_external_changes()
        events = there.snapshot.events
        assert (len(events.acts), events.messages, events.panel_acts) == (1, (), ()), before


@pytest.mark.parametrize(
    ("keys", "looked"), [(["5", "+"], True), (["5", "p"], False), (["6", "a"], False)]
)
async def test_key_right_after_a_rehearsal_does_not_change_the_real_day(
    world: Open, keys: list[str], looked: bool
) -> None:
    here, there = two_rehearsing_windows(world, "10:05", *A_RUNS, act="start a")
    screen, key = keys
    async with here.open(size=SIZE):
        await here.shows(screen, "REHEARSAL")
        if not looked:
            here.stop_polling()
        there.companion.rehearsals.clear()
        here.companion.load_external_changes()
        await here.press(key, key, key)
        assert AGAIN in here.picture
        assert count_records(here) == len(A_RUNS)
        here.clock.shown += timedelta(seconds=2)
        await here.press(key)
        assert count_records(here) == len(A_RUNS) + 1


@pytest.mark.parametrize("keys", [["p"], ["E", "0", "enter"]])
async def test_key_uses_a_rehearsal_clock_set_in_another_window(
    world: Open, keys: list[str]
) -> None:
    here, there = two_rehearsing_windows(world, "10:05", act="start a")
    async with here.open(size=SIZE):
        await here.press("5", *keys[:-1])
        there.companion.clock.set(at("10:40"))
        await here.press(keys[-1])
        act = here.snapshot.events.acts[-1]
        assert (act.when or act.at) == at("10:40")


async def test_key_right_after_a_rehearsal_does_not_change_the_next_rehearsal(world: Open) -> None:
    here, there = two_rehearsing_windows(world, "10:05", act="start a")
    async with here.open("5 e", SIZE):
        there.companion.rehearsals.clear()
        there.clock.shown += timedelta(seconds=1)
        there.companion.rehearsals.begin()
        Stage(there.companion).record(request("start a"))
        here.companion.load_external_changes()
        await here.pause()
        assert here.line == "", "the question is dropped, and the real day is not back"
        await here.press("+")
        said = (
            "Nothing was done: a rehearsal has started elsewhere. To use it, press the key again."
        )
        assert here.line == said
        assert acts(here) == [("start", "a")]


async def test_window_joins_a_rehearsal_started_in_another_window(
    world: Open, halfway: World
) -> None:
    there = world(day(), "10:05", database=halfway.database)
    async with halfway.open("5", SIZE):
        halfway.stop_polling()
        there.companion.rehearsals.begin()
        await halfway.press("+")
        assert acts(halfway)[3:] == [("add", "a", 1)], "the day was still on the screen"
        halfway.companion.state.reload()
        await halfway.pause()
        assert " REHEARSAL " in halfway.lines[0]
        await halfway.says("+", "Nothing was done: a rehearsal has started elsewhere.…")
        halfway.clock.shown += timedelta(seconds=3)
        await halfway.press("p")
        assert acts(halfway) == [("pause", "a")], "of the rehearsal"
        halfway.companion.clock.return_to_real_time()
        halfway.companion.state.reload()
        assert acts(halfway)[3:] == [("add", "a", 1)], "this window has left it"


async def test_rehearsal_during_a_running_session_needs_a_confirmation(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:05")
    async with here.open("5 R", SIZE):
        assert here.line == (
            "Panel 1 is running. Until a rehearsal ends, no action changes the real day. "
            "Start one anyway?"
        )
        await here.says("n e y R", "Start a rehearsal? Nothing you do in it…")
        await here.says("y", "Rehearsal started at 10:05.")


def count_records(here: World) -> int:
    events = here.snapshot.events
    return len(events.acts) + len(events.panel_acts)


def two_rehearsing_windows(
    world: Open, clock: str, *before: Done, act: str = ""
) -> tuple[World, World]:
    """Two windows in one rehearsal, whose clock shows the real time; `before` it, the real day.

    The second window has recorded an act in the rehearsal.
    """
    here = world(day(), "08:50")
    do_acts(here, *before, now=clock)
    here.companion.clock.set(at(clock))
    here.companion.rehearsals.begin()
    there = world(day(), clock, database=here.database)
    if act:
        Stage(there.companion).record(request(act))
        here.companion.load_external_changes()
    return here, there


@pytest.mark.parametrize("keys", [["up"], [*"9:40", "enter"]])
async def test_clock_dialog_shows_that_the_rehearsal_has_ended(
    world: Open, keys: list[str]
) -> None:
    here, there = two_rehearsing_windows(world, "09:20")
    async with here.open("5 t", SIZE):
        assert "rehearsal, speed × 1" in here.picture
        await here.press(*keys[:-1])
        here.stop_polling()
        there.companion.rehearsals.clear()
        await here.shows(keys[-1], "The rehearsal has ended")


async def test_capital_r_joins_a_running_rehearsal_with_its_clock(world: Open) -> None:
    here = world(day(), "08:00")
    here.companion.clock.set(at("09:20"))
    async with here.open("5", SIZE):
        there = world(day(), "08:00", database=here.database)
        there.companion.clock.set(at("10:40"), 0.0)
        there.companion.rehearsals.begin()
        await here.says("R", "This window joined the running rehearsal; its clock shows 10:40.")


async def test_remark_that_the_real_day_is_shown_ends_with_a_rehearsal(world: Open) -> None:
    here = world(day(), "08:00")
    here.companion.clock.set(at("09:20"))
    here.app._viewer.start_remarks = ("Showing the real day.",)
    async with here.open("5", SIZE):
        assert "Showing the real day." in here.picture
        await here.press("R")
        await here.until_shown("REHEARSAL")
        assert "Showing the real day." not in here.picture


async def test_clock_dialog_reports_an_unwritable_database(world: Open) -> None:
    here = world(day(), "08:00")
    here.companion.clock.set(at("09:20"))
    here.companion.rehearsals.begin()
    async with here.open("t", SIZE):
        here.database.unlink()
        here.database.mkdir()
        await here.shows("right", "cannot be")
