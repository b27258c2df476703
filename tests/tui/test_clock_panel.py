"""The clock panel: another time, another pace, and back to the present."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.widgets import Input

from tests.builders import DAY, NEXT_DAY, at, programme, session

from .conftest import Open
from .events import event
from .stages import day

REAL = at("09:30")


async def test_typed_time_is_shown_and_an_invalid_one_explained(world: Open) -> None:
    here = world(event(), REAL)
    async with here.open() as pilot:
        for wrong in ("25:00", "-"):
            await pilot.press("t", *wrong, "enter")
            await pilot.pause()
            assert "is not a time. Write it as" in here.picture
            assert here.companion.clock.now() == REAL
            await pilot.press("escape")
        await pilot.press("t", *"2025-10-26 02:30", "enter")  # an hour that comes twice
        await pilot.pause()
        assert "the UTC offset that you mean: +02:00" in here.picture
        await pilot.press("escape")
        assert "SIMULATED" not in here.picture
        for typed in ("10:20", "10h25"):
            await pilot.press("t", *typed, "enter")
            await pilot.pause()
            assert here.companion.clock.now() == at(typed.replace("h", ":"))
            assert f"{typed.replace('h', ':')}:00" in here.picture
            assert "SIMULATED" in here.picture
            assert "Debate" in here.picture


async def test_time_without_date_is_on_the_displayed_day(world: Open) -> None:
    two_days = programme(session("first"), session("second", day=NEXT_DAY))
    here = world(two_days, at("09:30", DAY + timedelta(days=300)))
    async with here.open() as pilot:
        await pilot.press("t", *f"{NEXT_DAY} 09:10", "enter")
        await pilot.press("t", *"09:40", "enter")
        await pilot.pause()
        assert here.companion.clock.now() == at("09:40", NEXT_DAY)


async def test_arrows_step_by_five_minutes(world: Open) -> None:
    here = world(event(), REAL)
    async with here.open() as pilot:
        await pilot.press("t", "right", "right", "right", "left")
        assert here.companion.clock.now() == REAL + timedelta(minutes=10)
        assert "Friday 7 February 2025  09:40:00" in here.picture
        await pilot.press("left", "left")
        assert here.companion.clock.now() == REAL


FACES = {
    80: "vendredi 7 février 2025  09:35:00  vitesse × 1",
    46: "7 février 2025  09:35:00  vitesse × 1",
    40: "7 février  09:35:00  vitesse × 1",
    30: "09:35:00  vitesse × 1",
}
"""The face of the clock, by the width of the window."""


async def test_narrow_panel_shortens_the_date_but_not_the_pace(world: Open) -> None:
    here = world(event(), REAL, language="fr")
    async with here.open() as pilot:
        await pilot.press("t", "right")
        for width, face in FACES.items():
            await pilot.resize_terminal(width, 24)
            await here.until_shown(f" {face} ")


async def test_plus_and_minus_change_the_speed_of_the_clock(world: Open) -> None:
    here = world(event(), REAL)
    async with here.open() as pilot:
        await pilot.press("t", "up")
        assert here.companion.snapshot.speed == 10
        here.clock.shown = REAL + timedelta(seconds=60)
        assert here.companion.clock.begin_frame() == REAL + timedelta(seconds=600)
        await pilot.press("up", "up", "up")
        assert here.companion.snapshot.speed == 600
        await pilot.press("down", "down", "down", "down")
        assert here.companion.snapshot.speed == 0
        await pilot.press("full_stop")
        await pilot.pause()
        assert here.companion.clock.now() == here.clock.shown
        assert here.companion.snapshot.speed == 1
        assert "SIMULATED" not in here.picture


@pytest.mark.parametrize("typed", ["", "12:00"])
async def test_held_enter_closes_the_panel_once(world: Open, typed: str) -> None:
    here = world(event(), REAL)
    async with here.open() as pilot:
        await pilot.press("enter", "t", *typed)
        field = here.app.screen.query_one(Input)
        field.post_message(Input.Submitted(field, typed))
        field.post_message(Input.Submitted(field, typed))
        await pilot.pause()
        assert "esc Back" in here.picture
        assert here.companion.clock.now() == (at(typed) if typed else REAL)


async def test_rehearsal_jumps_from_change_to_change(world: Open) -> None:
    here = world(day(), at("08:50"))
    here.companion.clock.set(at("20:00"), 0.0)
    async with here.open(40, 12) as pilot:
        await pilot.press("t", "pagedown")
        assert "Nothing else is planned." in here.picture
        assert here.companion.clock.now() == at("20:00")
        here.companion.clock.set(at("09:20"))
        await pilot.press("escape", "5", "R", "S", *"5", "enter")  # opening, since 09:15
        await pilot.press("t")
        assert "⇟ Next change" in here.picture
        for clock in ("09:59", "10:59"):
            await pilot.press("pagedown")
            await pilot.pause()
            assert here.companion.clock.now() == at(clock)
