"""When the moderator's keys count, what they say when they do not, and whose acts they undo."""

from __future__ import annotations

from sommet_tui.domain.rundown.acts import Act
from tests.builders import at

from .conftest import Open
from .moderating import acts, panels, stage
from .stages import at_time, line
from .worlds import World


async def test_counts_are_refused_after_the_panel(panel: World) -> None:
    stage(panel, "15:37", Act("end", session="panel"))
    count = len(acts(panel))
    async with panel.open() as pilot:
        await pilot.press("6", "left")
        for key in ("a", "m", "space", "n", "backspace", "plus"):
            await pilot.press(key)
            assert line(panel) == "The panel is over. Turns and segments are no longer timed."
            panel.aged += 60.0  # what was said is gone
            await at_time(pilot, panel, "15:38")
            assert line(panel) == ""
        assert len(acts(panel)) == count


async def test_moderator_turn_and_segments_are_refused_long_before_the_panel(world: Open) -> None:
    here = world(panels(), at("13:44"))
    async with here.open() as pilot:
        await pilot.press("6", "right")
        assert "Panel 4" in here.picture
        for key in ("m", "space", "n", "backspace"):
            await pilot.press(key)
            expected = "The panel has not started. Turns and segments are timed from 15:45."
            assert line(here) == expected, key
            here.aged += 60.0  # what was said is gone
            await at_time(pilot, here, "13:44")
            assert line(here) != expected
    assert acts(here) == []
