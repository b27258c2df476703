"""The same app in a window that is pulled about, and with more than fits any window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from sommet_tui.domain.programme import Programme
from sommet_tui.tui.render.colours import DARK
from sommet_tui.tui.render.rows import Row, Span, row
from sommet_tui.tui.textual_internals import PaintedScreen
from sommet_tui.tui.widgets.row_list import Item, RowList

from .conftest import Open
from .events import event, in_rooms
from .pictures import picture
from .worlds import World, looks_like, until

SIZES = [(20, 5), (1, 1), (120, 40)]


SCREENS = (
    *("2", "2 enter", "t", "F", "ctrl+p", "question_mark slash b", "5", "5 f", "5 j", "5 m"),
    "2 slash",  # last: the filter stays
)
"""A screen of each kind, by the keys that lead to it from Now."""


@pytest.mark.parametrize(("of", "screens"), [(event, SCREENS), (in_rooms, [""])])
async def test_every_screen_survives_changes_of_the_window_size(
    world: Open, of: Callable[[], Programme], screens: Sequence[str]
) -> None:
    here = world(of(), "09:30")
    async with here.open():
        for keys in screens:
            await here.close_all()
            await here.press("1", keys)
            before = here.picture
            for width, height in (*SIZES, (80, 24)):
                await here.resize(width, height)
                await here.pause()
            await here.until(looks_like(here, before))


@pytest.mark.parametrize("of", [event, in_rooms])
@pytest.mark.parametrize("size", [(200, 55), (80, 19)])
async def test_first_frame_of_a_screen_does_not_move(
    world: Open,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    of: Callable[[], Programme],
) -> None:
    lay_out, moved, frames = Screen._refresh_layout, list[object](), list[object]()

    def places(screen: Screen[Any]) -> dict[Widget, Region]:
        shown = screen.query(Widget)
        return {widget: widget.region for widget in shown if widget.layer != "said"}

    def counted(screen: PaintedScreen, *args: object, **options: object) -> None:
        before, arriving = places(screen), screen.is_arriving
        lay_out(screen, *args, **options)  # type: ignore[arg-type]
        frames.append(arriving)
        moved.extend([] if arriving or places(screen) == before else [screen])

    monkeypatch.setattr(PaintedScreen, "_refresh_layout", counted)
    here = world(of(), "09:30")
    here.companion.mine.save_bookmark(of().sessions[0].id)
    async with here.open(size=size):
        for _ in range(3):
            here.clock.shown += timedelta(seconds=1)
            here.app._tasks._tick()
            await here.pause()
        assert frames, "the screen has been laid out"
        assert moved == []


async def test_wide_window_shows_the_session_beside_the_list(here: World) -> None:
    async with here.open("2 home", (119, 30)):
        assert "LINKS" not in here.picture
        await here.resize(120, 30)
        await here.until_shown("LINKS")
        assert "09:00 – 10:00 · 1 h" in here.picture
        await here.press("down")
        await here.until_shown("What it is about.")


async def test_help_pages_fit_the_smallest_window(world: Open) -> None:
    here = world(event(), "09:30", language="fr")
    async with here.open("question_mark left", (40, 12)):
        assert here.lines[1] == "  Personnaliser  ← →"


class _Long(App[None]):
    """A list of 3,000 rows that counts how often one is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.painted = 0
        self.list = RowList()

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.focus()
        self.list.show([Item(str(n), partial(self._row, n)) for n in range(3000)])

    def _row(self, number: int, width: int) -> Row:
        self.painted += 1
        return row(Span(f"row {number}"[:width]))


async def test_list_paints_only_visible_rows() -> None:
    app = _Long()
    async with app.run_test(size=(40, 20)) as pilot:
        await until(pilot, lambda: "row 19" in picture(app))
        at_start, app.painted = app.painted, 0
        await pilot.press("end")
        await until(pilot, lambda: "row 2999" in picture(app))
        at_end = app.painted
    windows = 20
    assert at_start <= 20 * windows
    assert at_end <= 20 * windows
