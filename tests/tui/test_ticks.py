"""Each second, the app itself sends the changed cells of the clock and of the large digits."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable

import pytest
from rich.text import Text
from textual.geometry import Offset

from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.widgets.lines import FixedLines
from tests.system_zones import needs_system_zone, system_zone

from .conftest import Open
from .events import event
from .worlds import World

PIECE = re.compile(r"\x1b\[(\d+);(\d+)H")


def padded_lines(here: World) -> list[str]:
    return [f"{line:100}" for line in here.lines]


def sent_cells(sent: list[str]) -> dict[tuple[int, int], str]:
    """Return the sent characters by line and cell, and forget what was sent."""
    found = {}
    for text in sent:
        _, *pieces = PIECE.split(text)
        for y, x, styled in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
            for cell, char in enumerate(Text.from_ansi(styled).plain, int(x) - 1):
                found[int(y) - 1, cell] = char
    sent.clear()
    return found


def ends_of_lines(cells: Iterable[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Return the first and the last cell of each line."""
    lines = {y: [x for line, x in cells if line == y] for y, _ in cells}
    return {y: (min(row), max(row)) for y, row in lines.items()}


def record_sent(here: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which all sequences are added that the app sends itself."""
    sent: list[str] = []
    monkeypatch.setattr(here.app, "write_terminal", sent.append)
    return sent


@pytest.mark.parametrize(
    ("keys", "digits"),
    [("", True), ("2", False), ("5", True), ("6", True), ("5 z", True)],
    ids=["now", "agenda", "stage", "moderator", "speaker's clock"],
)
async def test_each_second_exactly_the_changed_cells_are_sent(
    world: Open, keys: str, digits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(event(), "10:30:08")
    async with here.open(keys, size=(100, 30)):
        for board in here.app.screen.query("#board"):
            board.styles.margin = (0, 0, 0, 3)
            await here.pause()
        sent = record_sent(here, monkeypatch)
        here.app.cursor_position = Offset(7, 3)
        for second in ("10:30:09", "10:30:10"):
            before = padded_lines(here)
            await here.at_time(second)
            assert all(text.endswith("\x1b[4;8H") for text in sent), "the cursor is back"
            cells, after = sent_cells(sent), padded_lines(here)
            changed = {
                (y, x): char
                for y, line in enumerate(after)
                for x, char in enumerate(line)
                if char != before[y][x]
            }
            assert changed.items() <= cells.items()
            assert all(after[y][x] == char for (y, x), char in cells.items())
            assert ends_of_lines(cells) == ends_of_lines(changed)
            assert (len({y for y, _ in cells}) > 2) == digits
            await here.at_time(second, changed=True)
            assert padded_lines(here) == after
            sent.clear()


def cover(here: World) -> None:
    """Put a row of text over the header."""
    lines = FixedLines(lambda _width, _height: [], id="cover")
    lines.styles.dock = "top"
    lines.styles.layer = "messages"
    here.app.screen.mount(lines)


def begin_to_appear(here: World) -> None:
    assert isinstance(here.app.screen, CompanionScreen)
    here.app.screen.refresh_once()


def replace_before_it_is_painted(here: World) -> None:
    """Leave the terminal as it is when a screen has just replaced another one."""
    assert isinstance(here.app.screen, CompanionScreen)
    here.app.screen.on_screen_suspend()


@pytest.mark.parametrize("change", [cover, begin_to_appear, replace_before_it_is_painted])
async def test_textual_paints_a_clock_that_is_covered_or_due_anyway(
    world: Open, change: Callable[[World], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(event(), "10:30:08")
    async with here.open("2"):
        change(here)
        if change is cover:
            await here.pause()
        sent = record_sent(here, monkeypatch)
        await here.at_time("10:30:09")
        assert not sent


async def test_digits_below_a_dialog_are_not_sent(
    world: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(event(), "10:30:08")
    async with here.open("t"):
        sent = record_sent(here, monkeypatch)
        here.clock.shown = here.clock.shown.replace(second=9)
        here.companion.clock.begin_frame()
        here.app._repaint(False)
        await here.pause()
        assert "10:30:09" in here.lines[0]
        assert {y for y, _ in sent_cells(sent)} == {5}, "only the dialog sends its own clock"


async def test_only_visible_digits_are_sent(world: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    here = world(event(), "10:30:08")
    async with here.open():
        here.app.screen.query_one("#board").styles.height = 99
        await here.pause()
        sent = record_sent(here, monkeypatch)
        await here.at_time("10:30:09")
        assert {y for y, _ in sent_cells(sent)} == {0}


async def test_info_shows_the_current_time_in_the_zone_of_the_user(world: Open) -> None:
    here = world(event(), "09:20", viewer="America/Montreal")
    async with here.open("i"):
        here.assert_shown("03:20 your time")
        await here.at_time("09:21")
        await here.until_shown("03:21 your time")


@needs_system_zone
async def test_computer_may_get_another_time_zone_while_the_app_runs(world: Open) -> None:
    here = world(event(), "09:20", viewer="")
    with system_zone("America/Montreal"):
        async with here.open("i"):
            here.assert_shown("03:20 your time")
            os.environ["TZ"] = "Asia/Kathmandu"
            await here.at_time("09:21")
            await here.until_shown("14:06 your time")
