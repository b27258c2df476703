"""The state of a lane at an instant."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Refusal
from sommet_tui.domain.rundown.lane_now import (
    recent_span,
    recently_started_session,
)
from sommet_tui.domain.values import replace
from tests.acting import (
    example_day,
    log,
    moment,
    refused,
    timing_at,
)
from tests.builders import at, pause, programme, session
from tests.tables import table


def test_instants_are_truncated_to_seconds() -> None:
    lane = timing_at(example_day(), at("10:10") + timedelta(milliseconds=999), "10:00 start a")
    assert lane.at == at("10:10")
    assert lane.remaining == timedelta(minutes=50)


def _night() -> Programme:
    """A night whose last break goes on into the next day."""
    breakfast = replace(pause("breakfast", "03:30", "03:50"), end=moment("+1 04:10"))
    return programme(
        session("late", "23:00", "23:50"), session("later", "01:30", "02:30"), breakfast
    )


def test_end_recorded_in_the_morning_applies_to_the_session_of_the_night() -> None:
    days = programme(*_night().sessions, session("matins", "09:00", "10:00", day=date(2025, 2, 8)))
    recorded = log(days, "03:30 start later", "+1 04:25<+1 04:20 end")
    assert recorded[-1].session == "later"
    longer: str = "03:40 add later 60"
    at_the_boundary: str = "+1 04:25<+1 04:00 end"
    recorded = log(days, "03:30 start later", longer, at_the_boundary)
    assert recorded[-1].session == "later"


def test_session_of_another_day_cannot_be_ended() -> None:
    days = programme(*_night().sessions, session("matins", "09:00", "10:00", day=date(2025, 2, 8)))
    begun: str = "+1 09:00 start matins"
    assert refused(days, begun, "+1 09:30<22:00 end") == Refusal("nothing-runs")
    late = ("23:00 start late", "23:40 end")
    assert refused(days, *late, "+1 08:50 end") == Refusal("nothing-runs")


@pytest.mark.parametrize(("now", "acts", "started"), table("recent_starts.txt"))
def test_start_is_recent_for_a_minute(now: str, acts: str, started: str) -> None:
    day, specs = example_day(), [each for each in acts.split(", ") if each]
    found = recently_started_session(timing_at(day, now, *specs), log(day, *specs), recent_span(1))
    assert (found.id if found else "") == started
