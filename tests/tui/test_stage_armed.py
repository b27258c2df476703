"""The decisions beside the digits: what each key does now, and its question."""

from __future__ import annotations

import pytest

from sommet_tui.domain.rundown.acts import Act
from tests.builders import at, programme, session

from .conftest import OnStage, Open
from .stages import A_RUNS, ON_TIME, Done, acts, day, do_acts, line, start

STATES: tuple[tuple[tuple[Done, ...], str, str], ...] = (
    ((), "08:52", "s Start Opening"),
    ((), "08:40", "s Start Opening asks first"),
    ((), "10:20", "s Start a session asks which"),
    (ON_TIME, "09:15:30", "s Start Panel 1 ends Keynote · asks first"),
    (ON_TIME, "09:55", "s Start Panel 1 ends Keynote"),
    (A_RUNS, "10:30", "s Start Panel 2 ends Panel 1 · asks first"),
    ((*A_RUNS, ("11:00", Act("end"))), "11:10", "s Start Panel 2 asks first"),
    ((*A_RUNS, ("11:00", Act("end"))), "11:30", "s Start Panel 2"),
)


@pytest.mark.parametrize(("before", "now", "said"), STATES)
async def test_label_beside_the_digits_names_the_key(
    world: Open, before: tuple[Done, ...], now: str, said: str
) -> None:
    here = world(day(), at("08:30"))
    do_acts(here, *before, now=now)
    count = len(acts(here))
    async with here.open(140, 30) as pilot:
        await pilot.press("5")
        rows = [" ".join(row.split()) for row in here.picture.splitlines()]
        assert any(row.endswith(said) for row in rows)
        await pilot.press("s")
        asked = "asks" in said
        assert ("?" in line(here)) == asked
        assert (len(acts(here)) == count) == asked
        if not asked:
            assert acts(here)[-1][0] == "start"
            name = said.removeprefix("s Start ").partition(" ends")[0]
            assert line(here).startswith(f"{name} started at")


async def test_restarting_an_automatic_session_asks_first(world: Open) -> None:
    here = world(day(), at("08:30"))
    do_acts(here, ("10:10", Act("take")), now="10:20")
    async with here.open(140, 30) as pilot:
        await pilot.press("5", "down", "up", "space")
        assert line(here).startswith("The clock started Panel 1 at 10:00. Start it again now?")
        assert len(acts(here)) == 1
        await pilot.press("y")
        assert acts(here)[-1][0] == "start"
        assert line(here).startswith("Panel 1 started at 10:20")


@pytest.mark.parametrize("width", [60, 40])
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_question_and_answers_fit_any_width(world: Open, width: int, language: str) -> None:
    long = programme(
        session("a", "10:00", "11:00", title="The limits of planets and of patience"),
        session("b", "11:00", "12:00", title="Algorithms, dependencies, and the ways out of both"),
    )
    here = world(long, at("09:50"), language=language)
    do_acts(here, ("10:00", Act("start", "a")), now="10:05")
    async with here.open(width, 24) as pilot:
        await pilot.press("5", "s")
        assert line(here).endswith("?")
        assert "y Yes   n No" in here.picture or "o Oui   n Non" in here.picture


@pytest.mark.parametrize("size", [(40, 12), (200, 55)])
async def test_label_of_the_key_is_shown_in_any_window(
    on_stage: OnStage, size: tuple[int, int]
) -> None:
    here = on_stage(*A_RUNS, ("11:00", Act("end")), start("11:30", "b"), now="12:28")
    async with here.open(*size) as pilot:
        await pilot.press("5")
        assert "s Start Panel 3" in here.text
        await pilot.press("right")
        here.companion.clock.set(at("12:00"))  # nobody may act
        await pilot.pause()
        assert "s Start" not in here.text
