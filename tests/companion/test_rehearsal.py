"""A rehearsal ends by itself with the event day it began on, by the real clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import RehearsalOverError
from tests.builders import at
from tests.companion.windows import Dial, Window


@pytest.fixture
def window(database: Path) -> Window:
    """A rehearsal of the next morning, begun the evening before at nine."""
    window = Window(database, Dial(at("21:00") - timedelta(days=1)))
    window.clock.set(at("09:00"))
    assert window.rehearsals.begin()
    window.act_now("start panel")
    return window


def test_rehearsal_lasts_until_the_day_boundary(window: Window) -> None:
    window.dial.shows = at("03:59") - timedelta(days=1)
    window.look()
    assert window.snapshot.events.rehearsal is not None
    window.look("04:00")
    snapshot = window.snapshot
    assert (snapshot.events.rehearsal, snapshot.events.acts) == (None, ())
    assert window.clock.now() == at("04:00")
    assert not snapshot.is_shifted


def test_action_the_morning_after_a_rehearsal_reports_its_end(window: Window) -> None:
    window.wait_until("08:59")
    with pytest.raises(RehearsalOverError):
        window.act_now("end")
    window.dial.shows += timedelta(seconds=1)
    with pytest.raises(RehearsalOverError):  # pressed before the sentence can have been read
        window.act_now("start panel")
    window.dial.shows += timedelta(seconds=2)
    window.act_now("start panel")
    acts = window.snapshot.events.acts
    assert [(act.act, act.rehearsal) for act in acts] == [("start", None)]


def test_held_key_does_not_act_on_the_real_day_after_a_rehearsal(one: Window) -> None:
    one.act_now("start panel")
    other = one.another()
    one.rehearsals.begin()
    other.rehearsals.clear()
    one.look()
    for _ in range(5):
        one.dial.shows += timedelta(seconds=1)
        with pytest.raises(RehearsalOverError):
            one.act_now("add panel 1")


def test_action_after_the_end_of_a_rehearsal_applies_to_the_day(one: Window) -> None:
    one.rehearsals.begin()
    one.rehearsals.clear()
    one.act_now("start panel")
    one.rehearsals.begin()
    one.act_now("start panel")
    one.clock.return_to_real_time()
    assert one.act_now("end").rehearsal is None


def test_rehearsal_can_begin_the_next_morning(window: Window) -> None:
    window.wait_until("08:00")
    again = window.another()
    assert again.snapshot.events.rehearsal is None
    assert again.rehearsals.begin()
    assert again.snapshot.events.acts == ()


@pytest.mark.parametrize(
    ("real", "begins"),
    [
        (at("10:20"), at("10:20")),  # on the day: as the room is now
        (at("10:20") - timedelta(days=30), at("08:59")),
        (at("10:20") + timedelta(days=30), at("08:59")),
    ],
)
def test_rehearsal_outside_the_event_begins_before_the_first_session(
    database: Path, real: datetime, begins: datetime
) -> None:
    window = Window(database, Dial(real))
    assert window.rehearsals.begin()
    assert window.clock.now() == begins
    assert window.another().clock.now() == begins


def test_rehearsal_begins_at_the_displayed_time_and_pace(database: Path) -> None:
    window = Window(database, Dial(at("10:20") - timedelta(days=30)))
    window.clock.set(at("09:30"), 0.0)
    assert window.rehearsals.begin()
    assert (window.clock.now(), window.snapshot.speed) == (at("09:30"), 0.0)
    window.rehearsals.clear()
    assert window.rehearsals.begin(60.0)
    assert window.snapshot.speed == 60.0
    window.clock.return_to_real_time()
    assert window.snapshot.speed == 1.0


def test_day_is_not_recorded_during_a_rehearsal(window: Window) -> None:
    assert window.rehearsals.unrecorded_since is None  # the evening before: there is no day yet
    window.rehearsals.clear()
    window.wait_until("08:30")
    assert window.rehearsals.begin()
    window.wait_until("08:40")
    window.clock.set(at("11:00"))
    assert window.rehearsals.unrecorded_since == at("08:30")
    window.rehearsals.clear()
    assert window.rehearsals.unrecorded_since is None


def test_rehearsal_left_by_another_window_is_reported(window: Window) -> None:

    def hidden_rehearsal() -> object:
        return window.rehearsals.hidden_rehearsal

    assert hidden_rehearsal() is None  # it is taken part in
    window.clock.return_to_real_time()
    assert hidden_rehearsal() == (at("21:00") - timedelta(days=1), False)


def test_rehearsal_of_an_earlier_day_has_ended(one: Window) -> None:
    one.rehearsals.begin()
    one.dial.shows += timedelta(days=9)
    with pytest.raises(RehearsalOverError):
        one.clock.set(at("09:00"))
