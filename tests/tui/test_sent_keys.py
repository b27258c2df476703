"""After each key, the terminal shows the same as after a complete repaint."""

from __future__ import annotations

import random

import pyte
import pytest
from textual._compositor import LayoutUpdate

from sommet_tui.domain.programme import Programme
from sommet_tui.tui.textual_internals import PaintedView
from sommet_tui.tui.widgets.row_list import RowList
from tests.acting import day_of

from .conftest import Open
from .worlds import OpeningApp, World

MOVES = ("down", "up", "pagedown", "pageup", "home", "end")
KEYS = (*MOVES * 4, *"1234567ps[]b" * 2, *("enter", "escape") * 3, "tab", "/", "a", "e")


def long_day() -> Programme:
    """Return a day of 72 sessions in three rooms."""
    return day_of(
        ", ".join(
            f"{room}-{hour}-{minute} {hour:02}:{minute:02}-{hour:02}:{minute + 10:02} @{room}"
            for hour in range(8, 20)
            for minute in (0, 30)
            for room in ("north", "south", "west")
        )
    )


def cells(screen: pyte.Screen) -> list[list[pyte.screens.Char]]:
    """Return every cell of the terminal, with its style."""
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def repainted(here: World, columns: int, rows: int) -> list[list[pyte.screens.Char]]:
    """Return what the terminal would show after a complete repaint."""
    app, screen = here.app, pyte.Screen(columns, rows)
    for view in app.screen.query(PaintedView):
        view._strips.clear()
    drawn = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(drawn, LayoutUpdate)
    pyte.Stream(screen).feed(drawn.render_segments(app.console))
    return cells(screen)


@pytest.mark.parametrize(
    "seed", [2, 7, *(pytest.param(seed, marks=pytest.mark.long) for seed in (8, 10, 12, 13))]
)
async def test_terminal_shows_the_effect_of_each_key(
    world: Open, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    here = world(long_day(), "10:30:08")
    size = chance.choice(((80, 24), (80, 10), (60, 8), (120, 30)))
    shown = pyte.Screen(*size)
    pressed: list[str] = []
    async with here.open(size=size):
        monkeypatch.setattr(OpeningApp, "is_headless", False)
        monkeypatch.setattr(here.app._driver, "write", pyte.Stream(shown).feed)
        here.app.screen.refresh()
        await here.pause()
        for _ in range(60):
            pressed.append(chance.choice(KEYS))
            await here.press(pressed[-1])
            assert cells(shown) == repainted(here, *size), pressed


@pytest.mark.parametrize(
    ("key", "text"), [("2", "Slow trains"), ("t", "then ↵")], ids=["list", "dialog"]
)
async def test_key_that_opens_something_sends_each_row_once(
    world: Open, key: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(day_of("talk 10:00-11:00, later 12:00-13:00 = Slow trains"), "10:30")
    sent: list[str] = []
    async with here.open(size=(80, 24)):
        monkeypatch.setattr(OpeningApp, "is_headless", False)
        monkeypatch.setattr(here.app._driver, "write", sent.append)
        await here.press(key)
        await here.pause()
        assert "".join(sent).count(text) == 1


async def test_first_visit_to_a_page_does_not_repeat_its_scrollbar(
    world: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(day_of("talk 10:00-11:00"), "10:30")
    sent: list[str] = []
    async with here.open(size=(80, 8)):
        monkeypatch.setattr(OpeningApp, "is_headless", False)
        monkeypatch.setattr(here.app._driver, "write", sent.append)
        await here.press("i")
        await here.pause()
        assert here.app.focused is not None
        assert here.app.focused.show_vertical_scrollbar
        assert "\x1b[2;80H" not in "".join(sent).partition("Time zone")[2]


async def test_list_that_need_not_scroll_sends_nothing(
    world: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(day_of("talk 10:00-11:00, later 12:00-13:00 = Slow trains"), "10:30")
    sent: list[str] = []
    async with here.open("2", size=(80, 24)):
        monkeypatch.setattr(OpeningApp, "is_headless", False)
        monkeypatch.setattr(here.app._driver, "write", sent.append)
        assert isinstance(here.app.focused, RowList)
        here.app.focused.centre()
        await here.pause()
        assert "Slow trains" not in "".join(sent)
