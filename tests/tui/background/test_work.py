"""Work beside the screens ends with the app, and leaves no word about it on the terminal."""

from __future__ import annotations

import gc
import warnings

from tests.tui.worlds import World


async def test_work_scheduled_at_exit_is_dropped(here: World) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        async with here.open() as pilot:
            await pilot.press("b", "2", "n", "x")  # a note, of which a letter is to be kept
            here.app.screen._begin_saving()  # type: ignore[attr-defined]
            here.app.workers.cancel_all()  # as the end of the app does
        gc.collect()
    assert not [str(each.message) for each in warned if "never awaited" in str(each.message)]
