"""How long a reminder stays on screen."""

from __future__ import annotations

from sommet_tui.tui.background.notifications import GLANCE, SHOWN, shown_for


def test_a_reminder_goes_when_its_session_begins() -> None:
    assert shown_for(300, 1.0) == SHOWN
    assert shown_for(300, 60.0) == 5.0
    assert shown_for(300, 3600.0) == GLANCE
    assert shown_for(10, 1.0) == 10.0


def test_a_reminder_that_comes_late_or_under_a_standing_clock_stays() -> None:
    assert shown_for(-5, 1.0) == SHOWN
    assert shown_for(300, 0.0) == SHOWN


def test_one_that_comes_late_goes_sooner_on_a_fast_clock() -> None:
    assert shown_for(-5, 2.0) == SHOWN / 2
    assert shown_for(0, 600.0) == GLANCE
