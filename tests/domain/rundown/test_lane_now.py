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


def test_end_recorded_in_the_morning_applies_to_the_night() -> None:
    days = programme(*_night().sessions, session("matins", "09:00", "10:00", day=date(2025, 2, 8)))
    recorded = log(days, "03:30 start later", "+1 04:25<+1 04:20 end")
    assert recorded[-1].session == "later"
    longer: str = "03:40 add later 60"
    at_the_boundary: str = "+1 04:25<+1 04:00 end"
    recorded = log(days, "03:30 start later", longer, at_the_boundary)
    assert recorded[-1].session == "later"


def test_end_of_another_days_session_is_refused() -> None:
    days = programme(*_night().sessions, session("matins", "09:00", "10:00", day=date(2025, 2, 8)))
    begun: str = "+1 09:00 start matins"
    assert refused(days, begun, "+1 09:30<22:00 end") == Refusal("nothing-runs")
    late = ("23:00 start late", "23:40 end")
    assert refused(days, *late, "+1 08:50 end") == Refusal("nothing-runs")


OPENED: str = "09:00 start opening"


@pytest.mark.parametrize(
    ("now", "said", "fresh"),
    [
        ("09:00", (), None),
        ("09:00", (OPENED,), "opening"),
        ("09:00:59", (OPENED,), "opening"),
        ("09:01", (OPENED,), None),
        ("08:59", (OPENED,), None),
        ("09:00:30", (OPENED, "09:00:20 end"), None),
        ("09:10:30", (OPENED, "09:10 start keynote", "09:10:20 undo 2"), None),
        ("09:10:30", (OPENED, "09:10<09:07 start keynote"), None),
        ("09:10:30", (OPENED, "09:05 end", "09:10 start opening"), "opening"),
    ],
)
def test_start_can_be_recorded_minutes_later(
    now: str, said: tuple[str, ...], fresh: str | None
) -> None:
    day = example_day()
    found = recently_started_session(timing_at(day, now, *said), log(day, *said), recent_span(1.0))
    assert (found.id if found else None) == fresh
