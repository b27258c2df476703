"""What "start next" will do stands beside the digits, and is what it does."""

from __future__ import annotations

import pytest

from sommet_tui.domain.rundown.acts import Act
from tests.builders import at, programme, session

from .conftest import OnStage, Open
from .stages import A_RUNS, ON_TIME, Done, acts, day, do_acts, line, start

STATES: tuple[tuple[tuple[Done, ...], str, str], ...] = (
    ((), "08:52", "s starts Opening"),
    ((), "08:40", "s asks, then starts Opening"),
    ((), "10:20", "s asks which session starts"),
    (ON_TIME, "09:15:30", "s asks, then ends Keynote and starts Panel 1"),
    (ON_TIME, "09:55", "s ends Keynote, starts Panel 1"),
    (A_RUNS, "10:30", "s asks, then ends Panel 1 and starts Panel 2"),
    ((*A_RUNS, ("11:00", Act("end"))), "11:10", "s asks, then starts Panel 2"),
    ((*A_RUNS, ("11:00", Act("end"))), "11:30", "s starts Panel 2"),
)


@pytest.mark.parametrize(("before", "now", "said"), STATES)
async def test_the_words_beside_the_digits_are_what_the_key_does(
    world: Open, before: tuple[Done, ...], now: str, said: str
) -> None:
    here = world(day(), at("08:30"))
    do_acts(here, *before, now=now)
    count = len(acts(here))
    async with here.open(140, 30) as pilot:
        await pilot.press("5")
        drawn = here.picture
        assert any(row.endswith(f"   {said}") for row in drawn.splitlines())
        await pilot.press("s")
        asked = said.startswith("s asks")
        assert ("?" in line(here)) == asked
        assert (len(acts(here)) == count) == asked
        if not asked:
            assert acts(here)[-1][0] == "start"
            name = said.rpartition("starts ")[2]
            assert line(here).startswith(f"{name} started at")


async def test_to_start_again_what_the_clock_started_is_asked_first(world: Open) -> None:
    here = world(day(), at("08:30"))
    do_acts(here, ("10:10", Act("take")), now="10:20")
    async with here.open(140, 30) as pilot:
        await pilot.press("5", "down", "up", "space")
        assert line(here).startswith("The clock started Panel 1 at 10:00. Start it again now?")
        assert len(acts(here)) == 1
        await pilot.press("y")
        assert acts(here)[-1][0] == "start"
        assert line(here).startswith("Panel 1 started at 10:20")


async def test_a_large_window_says_it_in_large_letters_too(on_stage: OnStage) -> None:
    here = on_stage(*ON_TIME, now="09:55")
    async with here.open(200, 55) as pilot:
        await pilot.press("5")
        rows = here.picture.splitlines()
        words = next(
            y for y, row in enumerate(rows) if row.endswith("s ends Keynote, starts Panel 1")
        )
        beside = [row[rows[words].index("s ends") :] for row in rows[words + 1 : words + 13]]
        assert sum("█" in row for row in beside) >= 5


@pytest.mark.parametrize("width", [80, 60, 50, 40])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("title", "marks"),
    [("Algorithms, dependencies, and the ways out of both", 0), ("Who pays?", 1)],
)
async def test_a_start_that_asks_says_so_before_its_title(
    world: Open, width: int, language: str, title: str, marks: int
) -> None:
    long = programme(
        session("a", "10:00", "11:00", title="The limits of planets and of patience"),
        session("b", "11:00", "12:00", title=title),
    )
    here = world(long, at("09:50"), language=language)
    do_acts(here, ("10:00", Act("start", "a")), now="10:05")
    async with here.open(width, 24) as pilot:
        await pilot.press("5")
        keys = ("s asks",) if language == "en" else ("s demande :", "s après confirmation")
        shown = here.picture.splitlines()
        armed = next(row for row in shown if any(key in row for key in keys))
        assert armed.count("?") == marks


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (200, 55)])
async def test_a_window_of_any_size_says_what_the_key_does(
    on_stage: OnStage, size: tuple[int, int]
) -> None:
    here = on_stage(*A_RUNS, ("11:00", Act("end")), start("11:30", "b"), now="12:28")
    async with here.open(*size) as pilot:
        await pilot.press("5")
        said = ("s asks: Panel 3", "s asks, then starts Panel 3", "s asks, then ends Panel 2")
        assert any(each in here.picture for each in said)
        await pilot.press("right")
        here.companion.clock.set(at("12:00"))  # nobody may act
        await pilot.pause()
        assert not any(each in here.picture for each in said)
