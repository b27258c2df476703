"""The alerts of a session that ends soon."""

from __future__ import annotations

import pytest

from sommet_tui.domain.alerts import alert
from tests.builders import at, session
from tests.tables import table


@pytest.mark.parametrize(("clock", "expected"), table("alerts.txt"))
def test_alert_depends_on_the_time_left(clock: str, expected: str) -> None:
    talk = session(end="10:00")
    assert alert(talk, talk.end - at(clock)) == expected


def test_short_talk_is_not_ending_soon_when_it_begins() -> None:
    talk = session(start="09:55", end="10:00")
    found = [alert(talk, talk.end - at(c)) for c in ("09:55", "09:58:44", "09:58:45", "09:59")]
    assert found == ["normal", "normal", "warning", "danger"]


def test_session_can_have_its_own_alert_thresholds() -> None:
    talk = session(end="10:00", warning_minutes=20, danger_minutes=10)
    assert [alert(talk, talk.end - at(c)) for c in ("09:39", "09:40", "09:50")] == [
        "normal",
        "warning",
        "danger",
    ]
