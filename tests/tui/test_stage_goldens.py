"""The stage as pictures: every state it has, and the sizes that change it."""

from __future__ import annotations

import pytest

from sommet_tui.companion.stage import Stage
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from tests.builders import at

from .conftest import Golden, Open
from .stages import Done, do_acts, start

MORNING = (
    start("10:02", "introduction"),
    start("10:12", "keynote-breton"),
    start("11:00", "panel-1"),
)
NOON = (*MORNING, start("12:12", "panel-2"), ("13:05", Act("end")))
EVENING = (
    *NOON,
    start("14:00", "panel-3"),
    ("14:10", Act("cancel", "panel-4")),
    start("17:30", "keynote-howayeck"),
    start("18:30", "pleniere"),
    ("20:41", Act("end")),
)


@pytest.mark.parametrize(
    ("name", "acts", "now", "keys"),
    [
        ("upcoming", (), "09:41", []),
        ("rolled", (), "11:23:07", []),
        ("running", MORNING, "11:23:07", []),
        ("danger", MORNING, "12:09:20", []),
        ("overtime", MORNING, "12:14:10", []),
        ("announced", (*MORNING, ("12:14", Act("announce"))), "12:14:10", []),
        ("paused", (*MORNING, ("11:30", Act("pause"))), "11:40:10", []),
        ("gap", NOON, "13:20:10", []),
        ("late", NOON, "14:04:10", []),
        ("after", EVENING, "20:50", []),
        ("asked", MORNING, "11:23:07", ["e"]),
        ("ago", MORNING, "12:14:10", ["S"]),
        ("acts", MORNING, "11:23:07", ["+", "u", "a", "j"]),
        ("clock", MORNING, "12:06:07", ["f"]),
        ("message", MORNING, "12:06:07", ["m"]),
    ],
)
async def test_golden_of_the_stage_at_80_by_24(
    world: Open,
    golden: Golden,
    monkeypatch: pytest.MonkeyPatch,
    summit: Programme,
    *,
    name: str,
    acts: tuple[Done, ...],
    now: str,
    keys: list[str],
) -> None:
    monkeypatch.setenv("LOGNAME", "ada")
    here = world(summit, at("09:00"))
    do_acts(here, *acts, now=now)
    async with here.open() as pilot:
        await pilot.press("5", *keys)
        await pilot.pause()
        golden(here.app, f"stage-{name}-80x24-en")


async def test_golden_of_the_stage_in_a_small_window(
    world: Open, golden: Golden, summit: Programme
) -> None:
    here = world(summit, at("09:00"), language="fr")
    do_acts(here, *MORNING, now="12:14:10")
    async with here.open(40, 12) as pilot:
        await pilot.press("5")
        await pilot.pause()
        golden(here.app, "stage-40x12-fr")


async def test_golden_of_a_rehearsal(world: Open, golden: Golden, summit: Programme) -> None:
    here = world(summit, at("09:00"), language="fr")
    here.companion.clock.set(at("10:00"), 0.0)
    async with here.open() as pilot:
        await pilot.press("5", "R", "s")
        await pilot.pause()
        golden(here.app, "stage-rehearsal-80x24-fr")


@pytest.mark.parametrize("keys", [[], ["m", "down", "down"]])
async def test_golden_of_stage_messages(
    world: Open, golden: Golden, summit: Programme, *, keys: list[str]
) -> None:
    here = world(summit, at("09:00"), language="fr")
    do_acts(here, *MORNING, now="12:14:10")
    stage = Stage(here.companion)
    stage.send_message("accordé", "panel", "panel-1")
    stage.send_message("Déjeuner à l’étage")
    stage.send_message("Jeanne Exemple remplace Blue", session="panel-2")
    stage.send_message("Concluez, s’il vous plaît !", "speaker", "panel-1")
    async with here.open() as pilot:
        await pilot.press("5", *keys)
        await pilot.pause()
        golden(here.app, f"stage-said-{'-'.join(keys) or 'board'}-80x24-fr")
