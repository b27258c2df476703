"""One undo restores the day, whatever key of the stage was pressed, and whenever."""

from __future__ import annotations

import pytest

from sommet_tui.companion.keys import STAGE
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.tui.stage.screen import StageScreen

from .conftest import OnStage
from .stages import A_RUNS, Done, acts, timing_of, undo

MOMENTS: tuple[tuple[tuple[Done, ...], str], ...] = (
    (A_RUNS, "10:30"),
    ((*A_RUNS, ("11:00", Act("end"))), "11:10"),
)
"""In a session and in a break; the rules have every moment, and random ones."""
TYPED = {"S": ("1", "enter"), "E": ("1", "enter"), "D": (*"30", "enter")}
"""What answers the question of a key."""
KEYS = [
    key.names[0]
    for key in STAGE
    if key.action.startswith("act(") and key.id not in ("stage.undo", "stage.redo")
]


@pytest.mark.parametrize(("before", "now"), MOMENTS)
async def test_one_undo_restores_everything(
    on_stage: OnStage, before: tuple[Done, ...], now: str
) -> None:
    here = on_stage(*before, now=now)
    acted = set()
    async with here.open(100, 30) as pilot:
        await pilot.press("5")
        for key in KEYS:
            if key in ("m", "I", "R"):  # a message and an insert have their own tests
                continue
            day, count = timing_of(here), len(acts(here))
            await pilot.press("end", key)
            await pilot.pause()
            if not isinstance(here.app.screen, StageScreen):  # it asks for a time
                await pilot.press(*TYPED[key])
                await pilot.pause()
            if not isinstance(here.app.screen, StageScreen):  # which is refused
                await pilot.press("escape")
            elif here.app.screen.prompt.question is not None:
                await pilot.press("y")
            if len(acts(here)) > count:
                acted.add(key)
                await undo(pilot, here)
            assert timing_of(here).items == day.items, key
            assert timing_of(here).state.is_manual == day.state.is_manual, key
    assert acted, "keys act at each of these moments"
