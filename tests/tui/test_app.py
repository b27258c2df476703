"""Every key at the foot of a screen does something there, pressed or clicked, or says why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from textual.events import Click
from textual.widgets import Input

from sommet_tui.companion.keys import EVERYWHERE, SCREENS
from sommet_tui.domain.programme import Programme
from sommet_tui.tui.keys_on_screen import key_at
from sommet_tui.tui.render.digits import digits
from sommet_tui.tui.widgets.lines import LineView
from tests.acting import day_of
from tests.builders import at

from .conftest import Open
from .events import event
from .scenes import texts
from .worlds import HandClock, World, looks_unlike

OPENED_BY = {
    "now": "1",
    "agenda": "2 home",
    "bookmarks": "3",
    "plan": "p",
    "people": "4",
    "stage": "5",
    "moderator": "6",
    "info": "i",
    "changes": "C",
    "help": "question_mark",
    "session": "2 enter",
    "person": "4 enter",
    "search": "ctrl+f",
    "found": "ctrl+f e",
    "filtered": "2 slash e",
    "filtered to nothing": "2 slash 'xxx' enter",
    "note": "2 n",
}
KINDS = (
    ("now",),
    ("agenda", "bookmarks", "plan", "people", "changes"),
    ("session", "person", "info"),
    ("stage",),
    ("moderator",),
    ("help", "search", "found", "filtered", "filtered to nothing", "note"),
)
"""Screens that are alike: a key that several of them have is tried on the first."""
COMMON = {key.id for key in (*SCREENS, *EVERYWHERE)}


def three_rooms() -> Programme:
    """Three rooms, with a session in each all day."""
    hours = [
        f"s{room}-{hour} {hour:02}:00-{hour:02}:45 @r{room} +p{room}-{hour}"
        for room in range(3)
        for hour in range(9, 14)
    ]
    return day_of(", ".join(hours))


def footer_keys(here: World) -> dict[str, tuple[int, int]]:
    """The ids of the keys in the footer, each with its first cell."""
    found: dict[str, tuple[int, int]] = {}
    foot = here.app.screen.query_one("#foot", LineView)
    for y in range(foot.size.height):
        parts = foot.row_at(y, foot.size.width) or ()
        for x in range(foot.size.width):
            key_id = key_at(parts, x)
            if key_id is not None:
                found.setdefault(key_id, (x, y))
    return found


async def open_screen(here: World, name: str) -> str:
    """Return the screen after its messages have expired."""
    await here.close_all()
    if isinstance(here.app.focused, Input) or "app.help" not in footer_keys(here):
        await here.press("escape")  # closes a question; without one it would leave the screen
    here.aged += 1000
    here.companion.clock.return_to_real_time()  # a replay has another footer
    await here.press("1", OPENED_BY[name])
    assert here.app.is_running
    return here.picture


@pytest.mark.parametrize(
    ("names", "day", "clock"),
    [
        *((names, three_rooms, "09:30") for names in KINDS),
        (("now",), event, "23:00"),  # the day is over
        (("info",), event, "09:30"),  # with links
    ],
)
async def test_every_key_in_the_footer_works(
    world: Open, names: tuple[str, ...], day: Callable[[], Programme], clock: str
) -> None:
    here = world(day(), at(clock))
    tried: set[str] = set() if "now" in names else set(COMMON)
    async with here.open(size=(160, 24)):
        for name in names:
            before = await open_screen(here, name)
            keys = footer_keys(here)
            assert keys
            for key_id in keys:
                if key_id in (f"go.{name}", "agenda.view") or key_id in tried:
                    continue  # the current screen; a view with other keys; the same everywhere
                tried.add(key_id)
                before = before or await open_screen(here, name)
                await here.click("#foot", offset=footer_keys(here)[key_id])  # it may have moved
                await here.until(looks_unlike(here, before), or_ended=True)
                before = ""


@pytest.mark.parametrize("width", [120, 80])
async def test_clicking_a_tab_opens_its_screen(here: World, width: int) -> None:
    async with here.open("5 1", (width, 24)):
        for number, name in enumerate(("Agenda", "Bookmarks", "People", "Stage", "Moderator"), 2):
            top = here.lines[0]
            await here.click("#header", offset=(top.index(f" {number} ") + 1, 0))
            await here.until_shown(f" {number} {name} ")
        shown = here.picture
        await here.click("#header", offset=(here.lines[0].index("Fri") - 2, 0))
        assert here.picture == shown


async def test_click_presses_a_key_of_a_dialog(world: Open) -> None:
    here = world(three_rooms(), "10:30")
    async with here.open("5 I", (40, 12)):
        assert not re.search("↵ +Insert", here.picture)
        await here.press("a tab 5 enter")
        assert re.search("↵ +Insert", here.picture)
        await here.click_on("Next field")
        await here.until(lambda: not re.search("↵ +Insert", here.picture))
        await here.click_on("esc")
        assert "Next field" not in here.picture


async def test_click_outside_a_shrunken_window_does_nothing(here: World) -> None:
    async with here.open(size=(60, 20)):
        for opener in ("2", "question_mark", "t", "F"):
            await here.press("1", "2", opener)
            before = here.picture
            here.app.screen.post_message(Click(None, 90, 30, 0, 0, 1, False, False, False))
            await here.pause()
            assert here.picture == before
            await here.press("escape")


def screenshot(here: World) -> str:
    """The screen with its colours, without the numbers that differ from picture to picture."""
    return re.sub(r"terminal-\d+", "", here.app.export_screenshot())


async def test_first_frame_of_a_screen_shows_recent_changes(here: World) -> None:
    async with here.open("2 1 L"):
        here.bookmark("closing")
        await here.shows("2", "★", "2 Programme")


async def test_all_parts_of_a_screen_show_the_same_instant(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(HandClock, "now", _a_second_later)
        async with here.open("L", (80, 24)):
            shown = here.picture
    minutes, seconds = map(int, re.findall(r"(\d\d):(\d\d)\n", shown)[0])
    left = f"{59 - minutes}:{60 - seconds:02}"
    assert [row for row in texts(digits(left, "", 40, 5)) if row not in shown] == []


def _a_second_later(clock: HandClock) -> datetime:
    """Move the clock by a second whenever it is read."""
    clock.shown += timedelta(seconds=1)
    return clock.shown


async def test_new_colours_apply_to_screens_opened_before(world: Open) -> None:
    here = world(event(), "10:30")
    async with here.open("2 1 D 2"):
        visited = screenshot(here)
    here = world(event(), "10:30")
    async with here.open("D 2"):
        assert screenshot(here) == visited


async def test_new_size_applies_to_screens_opened_before(world: Open) -> None:
    here = world(event(), "10:30")
    async with here.open("2 1"):
        await here.resize(130, 30)
        await here.press("2")
        await here.until_shown("What it is about.")
        assert len(here.lines) == 30


async def test_arrow_keys_cross_all_lists_of_now(here: World) -> None:
    async with here.open("down*3 b", (80, 30)):  # on, next, later
        assert here.stars == {"closing"}
        await here.press("b b escape b")
        assert here.stars == {"opening"}


async def test_first_click_on_now_selects_a_session_and_the_second_opens_its_page(
    here: World,
) -> None:
    async with here.open(size=(80, 30)):

        async def click() -> None:
            lines = here.lines
            await here.click(
                offset=(10, max(n for n, r in enumerate(lines[:-3]) if "Closing" in r))
            )

        await click()
        await here.press("b")
        assert here.stars == {"closing"}
        await click()
        await here.pause()
        assert "12:00 – 13:00" in here.picture
