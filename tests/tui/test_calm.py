"""Calm: no seconds, and nothing painted between two minutes but what changed."""

from __future__ import annotations

import re

import pytest

from sommet_tui.companion.settings import Settings
from tests.builders import at

from .conftest import Open
from .events import event, in_rooms
from .stages import A_RUNS, day, do_acts
from .worlds import with_settings

TO_THE_SECOND = r"\d:\d\d:\d\d|\d min \d\d"


SCREENS = ("1", "2", "3", "4", "5", "6", "i", "t", "2 enter", "4 enter", "5 f")
LARGE = ("1", "5", "6", "2 enter", "5 f")
"""The screens that count each second unless calm is set."""


@pytest.mark.parametrize(
    ("clock", "screens"),
    [("09:29:41", SCREENS), ("10:58:11", LARGE)],
)
async def test_no_screen_shows_seconds(world: Open, clock: str, screens: tuple[str, ...]) -> None:
    here = with_settings(world(event(), at(clock)), Settings(calm=True))
    gone = int(clock[-2:])  # of the minute; sessions begin and end with one
    seconds = re.compile(rf"{TO_THE_SECOND}|\d:({gone:02}|{60 - gone})")
    async with here.open(size=(100, 40)):
        for keys in screens:
            await here.close_all()
            await here.press("1", *keys.split())
            shown = here.picture
            assert clock[:5] in shown or keys == "5 f"
            assert not seconds.search(shown), keys


async def test_overtime_is_shown_in_minutes_on_every_screen(world: Open) -> None:
    here = with_settings(world(day(), "08:50"), Settings(calm=True))
    do_acts(here, *A_RUNS, now="11:02:20")
    async with here.open(size=(100, 40)):
        for keys in ("1", "1 enter", "2", "5", "6"):
            await here.close_all()
            await here.press(*keys.split())
            shown = here.picture
            assert "2 min" in shown, keys
            assert "2:20" not in shown, keys


async def test_calm_screen_shows_changes_and_each_new_minute(world: Open) -> None:
    here = with_settings(world(in_rooms(), "09:29:10"), Settings(calm=True))
    async with here.open():
        here.bookmark("north-talk")
        await here.until_shown("★")
        assert "09:29" in here.picture
        here.clock.shown = at("09:30:00")
        await here.until_shown("09:30")
        here.clock.shown = at("10:00:00")
        await here.until_shown("Nothing more today: north")
