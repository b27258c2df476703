"""The keys of the stage that are useful now."""

from __future__ import annotations

import pytest

from sommet_tui.companion.keys import STAGE_ANNOUNCE, STAGE_MORE
from sommet_tui.tui.stage.shown_lane_and_key_results import StageView
from sommet_tui.tui.stage.useful_keys import stage_keys
from tests.acting import day_of, example_day, moment, timing_at
from tests.builders import at
from tests.tui.scenes import scene

DAY = example_day()
LATE = ("09:00 start opening", "09:15 start keynote", "10:12 start a")


@pytest.mark.parametrize(
    ("acts", "sentence"),
    [
        (LATE, "starts unchanged"),  # the coffee is shorter
        ((*LATE, "10:20 announce"), "all announced"),
        ((*LATE, "10:20 announce", "10:20 add a -5"), "starts unchanged"),
    ],
)
def test_shorter_break_needs_no_announcement(acts: tuple[str, ...], sentence: str) -> None:
    found = stage_keys(StageView(timing_at(DAY, "10:20", *acts)), scene(DAY, at("10:20")))
    assert [one.effects for one in found if one.key is STAGE_ANNOUNCE] == [(sentence,)]


def test_no_key_lengthens_a_session_that_runs_past_the_day_boundary() -> None:
    night = day_of("a 01:30-02:30")
    for clock, is_possible in ("03:50", True), ("+1 04:10", False):
        timing = timing_at(night, clock, "03:30 start a")
        keys = [one.key for one in stage_keys(StageView(timing), scene(night, moment(clock)))]
        assert (STAGE_MORE in keys) == is_possible
