"""The few keys in the footers of Stage and Moderator, and the chooser of all others."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from sommet_tui.companion.keys import ALL_KEYS, PANEL, STAGE
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.tui.base_screen import CompanionScreen
from sommet_tui.tui.keys_on_screen import KeySpan
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.tui.widgets.row_list import RowList
from tests.builders import at

from .conftest import OnStage, Open
from .moderating import begin_panel, panels
from .moderating import moment as panel_now
from .stages import A_RUNS, SIZE, acts, day, do_acts, line
from .worlds import World

MOST = 6


def words(screen: object) -> set[str]:
    """The words in a footer, besides those of the keys that lead to all others."""
    assert isinstance(screen, CompanionScreen)
    shown = screen.footer.shown_key_ids()
    keys = tuple(screen.keys())
    return {key.label for key in keys if key.id in shown and key not in ALL_KEYS}


async def within(pilot: Pilot[None], here: World) -> set[str]:
    """The ids of the keys in the footer of a screen, on its board and in its chooser."""
    screen = here.app.screen
    assert isinstance(screen, CompanionScreen)
    shown = set(screen.footer.shown_key_ids())
    for board in screen.query("#board").results(FixedLines):
        rows = [board.row_at(y, board.row_width) or () for y in range(board.size.height)]
        shown.update(part.key_id for row in rows for part in row if isinstance(part, KeySpan))
    await pilot.press("tab")
    listed = here.app.screen.query_one(RowList)
    shown.update(key for key in listed._rows.keys if key)
    await pilot.press("escape")
    return shown


@pytest.mark.parametrize(("size", "language"), [((40, 12), "fr"), ((200, 55), "en")])
async def test_footers_are_short_and_their_last_keys_reach_all_others(
    world: Open, size: tuple[int, int], language: str
) -> None:
    here = world(day(), at("08:50"), language=language)
    do_acts(here, *A_RUNS, ("10:20", Act("add", "a", 5)), now="10:30")
    more = "? keys" if language == "en" else "? touches"
    async with here.open(*size) as pilot:
        await pilot.press("5")
        assert 0 < len(words(here.app.screen)) <= MOST
        assert more in here.foot
        absent = {key.id for key in STAGE} - await within(pilot, here) - {"stage.change"}
        idle = {"stage.take", "stage.lead", "stage.board", "stage.seen"}
        assert absent == idle
        await pilot.press("p")
        assert len(words(here.app.screen)) <= MOST
        assert "p Resume Panel 1" in here.text or "p Reprendre Panel 1" in here.text
        await pilot.press("e", "y")
        assert len(words(here.app.screen)) <= MOST
        here.companion.clock.set(at("10:10"))
        await pilot.pause()
        assert len(words(here.app.screen)) <= MOST
        assert "  R " in here.picture


async def test_moderator_footer_is_short(world: Open) -> None:
    here = world(panels(), at("13:00"))
    begin_panel(here)
    async with here.open(40, 12) as pilot:
        await pilot.press("6")
        assert 0 < len(words(here.app.screen)) <= MOST
        assert "? keys" in here.foot
        hand = {"panel.aim", "panel.star"}  # the cursor is on a hand
        idle = hand | {"panel.seen", "panel.asked", "panel.change"}
        assert {key.id for key in PANEL} - await within(pilot, here) - idle == set()


async def test_answers_to_a_question_are_below_it_and_can_be_clicked(on_stage: OnStage) -> None:
    here = on_stage(*A_RUNS, now="10:58")
    async with here.open(*SIZE) as pilot:
        await pilot.press("5", "e")
        assert line(here) == "End Panel 1?"
        assert "Message" not in here.foot
        rows = here.picture.splitlines()
        y = next(y for y, row in enumerate(rows) if "y Yes   n No" in row)
        await pilot.click(offset=(rows[y].index("n No"), y))
        assert "e  End Panel 1" in here.picture
        await pilot.press("6", "A")
        assert here.foot.strip() == "esc Back"
        await pilot.press("escape", "R")
        assert here.foot.strip() == "y Yes  n No"
        rows = here.picture.splitlines()
        y = next(y for y, row in enumerate(rows) if "n  No" in row)
        assert abs(y - SIZE[1] // 2) < 4, "the question is in the middle"
        await pilot.click(offset=(rows[y].index("n  No") + 3, y))
        assert "n  No" not in here.picture


async def test_chooser_runs_the_same_action_as_the_key(halfway: World) -> None:
    async with halfway.open(*SIZE) as pilot:
        await pilot.press("5", "tab")
        assert "Select a session first." in halfway.picture
        await pilot.press("escape", "down", "up", "tab")
        drawn = halfway.picture
        assert "More…" in drawn
        assert "Selected: Panel 1 · Clouds" in drawn
        assert "x  Cancel           cancel the selected session" in drawn
        await pilot.press("x")
        await pilot.pause()
        assert line(halfway).startswith("Panel 1 is running. Cancel it?")
        await pilot.press("n", "tab", "enter")  # the first row
        await pilot.pause()
        assert line(halfway).startswith("Panel 1 is running. Cancel it?")
        await pilot.press("n", "tab", "s")  # a key of the footer does nothing there
        assert "More…" in halfway.picture
        await pilot.press("greater_than_sign")
        await pilot.pause()
        assert acts(halfway)[-1] == ("add", "a", 5)
        await pilot.press("tab", "escape")
        assert "m Message" in halfway.foot


async def test_chooser_keys_take_precedence_over_speaker_letters(world: Open) -> None:
    here = world(panels(), at("13:00"))
    begin_panel(here)
    async with here.open(*SIZE) as pilot:
        await pilot.press("6", "tab", "a")  # no key of the chooser: it gives no one the floor
        await pilot.press("m")
        await pilot.pause()
        assert "Mona Modère has the floor" in here.picture
        assert panel_now(here).speaking == "mona"
        await pilot.press("tab", "A")
        await pilot.pause()
        assert "Who is here, and who is not? Press the letter beside the name." in here.picture


async def test_narrow_chooser_describes_the_selected_key_below(halfway: World) -> None:
    async with halfway.open(40, 12) as pilot:
        await pilot.press("5", "tab")
        assert "cancel the selected session" in halfway.picture
        await pilot.press("down")
        assert "defer the selected session until" in halfway.picture
