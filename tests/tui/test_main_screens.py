"""Main screens stay: each is made once, and found as it was left, but up to date."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from sommet_tui.tui.render.digits import digits
from tests.builders import at

from .conftest import Open
from .events import event
from .scenes import texts
from .worlds import HandClock, World


def drawn(here: World) -> str:
    """The screen with its colours, without the numbers that differ from picture to picture."""
    return re.sub(r"terminal-\d+", "", here.app.export_screenshot())


async def test_first_frame_of_a_screen_shows_recent_changes(world: Open) -> None:
    here = world(event(), at("10:30"))
    async with here.open() as pilot:
        await pilot.press("2", "1", "L")
        here.companion.mine.save_bookmark("closing")
        await pilot.press("2")
        shown = here.picture
        assert "★" in shown
        assert "2 Programme" in shown


async def test_all_parts_of_a_screen_show_the_same_instant(
    world: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(event(), at("09:30"))
    with monkeypatch.context() as patch:
        patch.setattr(HandClock, "now", _a_second_later)
        async with here.open(80, 24) as pilot:
            await pilot.press("L")
            shown = here.picture
    minutes, seconds = map(int, re.findall(r"(\d\d):(\d\d)\n", shown)[0])
    left = f"{59 - minutes}:{60 - seconds:02}"
    assert [row for row in texts(digits(left, "", 40, 5)) if row not in shown] == []


def _a_second_later(clock: HandClock) -> datetime:
    """Move the clock by a second whenever it is read."""
    clock.shown += timedelta(seconds=1)
    return clock.shown


async def test_new_colours_apply_to_screens_visited_before(world: Open) -> None:
    here = world(event(), at("10:30"))
    async with here.open() as pilot:
        await pilot.press("2", "1", "D", "2")
        await pilot.pause()
        visited = drawn(here)
    here = world(event(), at("10:30"))
    async with here.open() as pilot:
        await pilot.press("D", "2")
        await pilot.pause()
        assert drawn(here) == visited


async def test_new_size_applies_to_screens_visited_before(world: Open) -> None:
    here = world(event(), at("10:30"))
    async with here.open() as pilot:
        await pilot.press("2", "1")
        await pilot.resize_terminal(130, 30)
        await pilot.press("2")
        await here.until_shown("What it is about.")
        assert len(here.picture.splitlines()) == 30


async def test_unchanged_screen_is_not_repainted(
    world: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(event(), at("10:30"))
    painted: list[object] = []
    async with here.open() as pilot:
        await pilot.press("2")
        await pilot.pause()
        monkeypatch.setattr(here.app, "_display", lambda _, update: painted.append(update))
        here.app.screen.refresh(layout=True)
        await pilot.pause()
        assert not any(painted)
        await pilot.press("home")
        assert any(painted)


async def test_arrow_keys_cross_all_lists_of_now(here: World) -> None:
    async with here.open(80, 30) as pilot:
        before = here.app.export_screenshot()
        await pilot.press("down", "down", "down", "b")  # on, next, later
        assert here.stars == {"closing"}
        await pilot.press("enter")
        assert "12:00 – 13:00" in here.picture
        await pilot.press("escape", "up", "b", "u")
        assert here.stars == {"closing"}
        await pilot.press("down", "b", "b")
        assert here.stars == set()
        here.aged = 60.0
        await pilot.press("escape")
        here.app.screen.tick()  # type: ignore[attr-defined]
        await pilot.pause()
        assert here.app.export_screenshot() == before
        await pilot.press("b")
        assert here.stars == {"opening"}


async def test_click_on_the_board_selects_and_a_second_one_opens(here: World) -> None:
    async with here.open(80, 30) as pilot:

        async def click() -> None:
            lines = here.picture.splitlines()
            await pilot.click(
                offset=(10, max(n for n, r in enumerate(lines[:-3]) if "Closing" in r))
            )

        await click()
        await pilot.press("b")
        assert here.stars == {"closing"}
        await click()
        await pilot.pause()
        assert "12:00 – 13:00" in here.picture
