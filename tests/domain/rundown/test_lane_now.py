"""The state of a lane at an instant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.domain.rundown.lane_now import (
    recent_span,
    recently_started_session,
)
from tests.acting import example_day, log, timing_at
from tests.builders import at
from tests.tables import listed, table


def test_instants_are_truncated_to_seconds() -> None:
    lane = timing_at(example_day(), at("10:10") + timedelta(milliseconds=999), "10:00 start a")
    assert lane.at == at("10:10")
    assert lane.remaining == timedelta(minutes=50)


@pytest.mark.parametrize(("now", "acts", "started"), table("recent_starts.txt"))
def test_start_is_recent_for_a_minute(now: str, acts: str, started: str) -> None:
    day, specs = example_day(), listed(acts)
    found = recently_started_session(timing_at(day, now, *specs), log(day, *specs), recent_span(1))
    assert (found.id if found else "") == started
