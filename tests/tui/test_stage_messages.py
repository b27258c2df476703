"""Messages of the stage: to whom, about what, what stands of them, how they are taken back."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot

from sommet_tui.companion.stage import Stage
from tests.builders import at

from .conftest import Open
from .pictures import picture
from .stages import A_RUNS, SIZE, acts, at_time, day, done, line
from .worlds import World, until


async def say(pilot: Pilot[None], text: str, *, down: int = 0) -> None:
    """Say a line to the speaker, or whom so many arrows down choose."""
    await pilot.press("m", *["down"] * down, *text, "enter")
    await pilot.pause()


def notices(here: World) -> list[tuple[str, str | None]]:
    """The texts that stand for everyone, with the session each is about."""
    return [(m.text, m.session) for m in here.companion.snapshot.notices(here.clock.now())]


@pytest.mark.parametrize("size", [(80, 24), (100, 34), (60, 20)])
async def test_the_stage_sees_whether_the_panel_saw_its_line(
    world: Open, size: tuple[int, int]
) -> None:
    here = world(day(), at("08:50"))
    done(here, *A_RUNS, now="10:30")
    async with here.app.run_test(size=size) as pilot:
        await pilot.press("5")
        await say(pilot, "granted", down=3)
        await pilot.press("escape")
        assert "to the panel: “granted” · not seen yet" in picture(here.app)
        (message,) = here.companion.snapshot.events.messages
        here.clock.shown = at("10:31")
        Stage(here.companion).see(message)
        await until(pilot, lambda: "“granted” · seen at 10:31" in picture(here.app))


async def test_a_notice_is_for_everyone_or_about_the_session_under_the_cursor(world: Open) -> None:
    here = world(day(), at("08:50"))
    done(here, *A_RUNS, now="10:30")
    async with here.app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        await say(pilot, "Lunch upstairs", down=1)
        assert line(here) == "Said to everyone: “Lunch upstairs” · u undo"
        await pilot.press("down", "down", "m", "down", "down")
        assert "Message to everyone, about Panel 2" in picture(here.app)
        await pilot.press(*"Jane for Blue", "enter")
        await pilot.pause()
        assert line(here) == "Said to everyone, about Panel 2: “Jane for Blue” · u undo"
        assert notices(here) == [("Lunch upstairs", None), ("Jane for Blue", "b")]
        assert "2 notices · Panel 2: Jane for Blue" in picture(here.app)


async def test_a_notice_of_a_command_can_be_changed_and_taken_back(world: Open) -> None:
    here = world(day(), at("08:50"))
    done(here, *A_RUNS, now="10:30")
    Stage(here.companion).say("In the garden", session="c")
    async with here.app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        assert "◆ Panel 3: In the garden" in picture(here.app)
        await pilot.press("m", "up")
        assert "Message to everyone, about Panel 3" in picture(here.app)
        assert "In the garden" in picture(here.app)
        await pilot.press(*["backspace"] * 13, "enter")
        await pilot.pause()
        assert line(here) == "Taken back, to everyone, about Panel 3 · u undo"
        assert notices(here) == []
        await pilot.press("u")
        assert notices(here) == [("In the garden", "c")]


async def test_u_takes_back_one_message_after_the_other_and_then_the_act(world: Open) -> None:
    here = world(day(), at("08:50"))
    done(here, *A_RUNS, now="10:30")
    async with here.app.run_test(size=SIZE) as pilot:
        await pilot.press("5", "+")
        await say(pilot, "Lunch at 1", down=1)
        await say(pilot, " sharp", down=1)
        assert notices(here) == [("Lunch at 1 sharp", None)]
        await pilot.press("u")
        assert line(here) == "Undone: Said to everyone: “Lunch at 1 sharp” · U redo"
        assert notices(here) == [("Lunch at 1", None)]
        await pilot.press("U")
        assert line(here) == "Done again: Said to everyone: “Lunch at 1 sharp” · U redo"
        assert notices(here) == [("Lunch at 1 sharp", None)]
        await pilot.press("u", "u")
        assert notices(here) == []
        assert acts(here)[-1] == ("add", "a", 1)
        await pilot.press("u")
        assert line(here) == "Undone: Panel 1: 1 min more · U redo"


async def test_u_after_a_message_and_an_act_undoes_the_act(world: Open) -> None:
    here = world(day(), at("08:50"))
    done(here, *A_RUNS, now="10:30")
    async with here.app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        await say(pilot, "Lunch at 1", down=1)
        await pilot.press("+", "u")
        assert line(here) == "Undone: Panel 1: 1 min more · U redo"
        assert notices(here) == [("Lunch at 1", None)]


async def test_u_takes_back_what_was_said_last_whoever_said_it(world: Open) -> None:
    here = world(day(), at("08:50"))
    done(here, *A_RUNS, now="10:30")
    async with here.app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        await say(pilot, "Lunch at 1", down=1)
        Stage(here.companion, "zoé").say("Lunch at 2")
        before = acts(here)
        await pilot.press("u")
        assert line(here) == "Undone: Said to everyone: “Lunch at 2” · U redo"
        assert notices(here) == [("Lunch at 1", None)]
        assert acts(here) == before


async def test_u_after_a_message_the_panel_has_seen_takes_it_back(world: Open) -> None:
    here = world(day(), at("08:50"))
    done(here, *A_RUNS, now="10:30")
    async with here.app.run_test(size=SIZE) as pilot:
        await pilot.press("5")
        await say(pilot, "granted", down=3)
        (message,) = here.companion.snapshot.events.messages
        Stage(here.companion).see(message)
        await at_time(pilot, here, "10:30:01")
        before = acts(here)
        await pilot.press("u")
        assert line(here) == "Undone: Said to the panel: “granted” · U redo"
        assert acts(here) == before


async def test_outside_the_event_nothing_is_said_and_it_says_why(world: Open) -> None:
    here = world(day(), at("09:00", date(2025, 2, 3)))
    async with here.app.run_test(size=SIZE) as pilot:
        await pilot.press("5", "m")
        assert "Message" not in picture(here.app).split("Announce")[0]
        assert line(here).startswith("The event is not on today. R: begin a rehearsal")
        await pilot.press("x", "enter")
        assert here.companion.snapshot.events.messages == ()
