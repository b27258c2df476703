"""A rehearsal ends by itself with the event day it began on, by the real clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import RehearsalOverError
from tests.builders import at
from tests.companion.windows import Dial, Window


def _evening(tmp_path: Path) -> Window:
    """A rehearsal of the next morning, begun the evening before at nine."""
    window = Window(tmp_path / "sommet.sqlite3", Dial(at("21:00") - timedelta(days=1)))
    window.clock.set(at("09:00"))
    assert window.rehearsals.begin()
    window.act_now("start panel")
    return window


def test_rehearsal_lasts_until_the_day_boundary(tmp_path: Path) -> None:
    window = _evening(tmp_path)
    window.dial.shows = at("03:59") - timedelta(days=1)
    window.look()
    assert window.snapshot.events.rehearsal is not None
    window.look("04:00")
    snapshot = window.snapshot
    assert (snapshot.events.rehearsal, snapshot.events.acts) == (None, ())
    assert window.clock.now() == at("04:00")
    assert not snapshot.is_shifted


def test_action_the_morning_after_a_rehearsal_reports_its_end(tmp_path: Path) -> None:
    window = _evening(tmp_path)
    window.dial.shows = at("08:59")
    with pytest.raises(RehearsalOverError):
        window.act_now("end")
    window.dial.shows += timedelta(seconds=1)
    with pytest.raises(RehearsalOverError):  # pressed before the sentence can have been read
        window.act_now("start panel")
    window.dial.shows += timedelta(seconds=2)
    window.act_now("start panel")
    acts = window.snapshot.events.acts
    assert [(act.act, act.rehearsal) for act in acts] == [("start", None)]


def test_held_key_does_not_act_on_the_real_day_after_a_rehearsal(tmp_path: Path) -> None:
    dial = Dial(at("09:00"))
    window, other = Window(tmp_path / "s.sqlite3", dial), Window(tmp_path / "s.sqlite3", dial)
    window.act_now("start panel")
    window.rehearsals.begin()
    other.rehearsals.clear()
    window.look()
    for _ in range(5):
        dial.shows += timedelta(seconds=1)
        with pytest.raises(RehearsalOverError):
            window.act_now("add panel 1")


def test_action_after_the_end_of_a_rehearsal_applies_to_the_day(tmp_path: Path) -> None:
    window = Window(tmp_path / "s.sqlite3", Dial(at("09:00")))
    window.rehearsals.begin()
    window.rehearsals.clear()
    window.act_now("start panel")
    window.rehearsals.begin()
    window.act_now("start panel")
    window.clock.return_to_real_time()
    assert window.act_now("end").rehearsal is None


def test_rehearsal_can_begin_the_next_morning(tmp_path: Path) -> None:
    window = _evening(tmp_path)
    window.dial.shows = at("08:00")
    again = Window(window.database, window.dial)
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
    tmp_path: Path, real: datetime, begins: datetime
) -> None:
    window = Window(tmp_path / "sommet.sqlite3", Dial(real))
    assert window.rehearsals.begin()
    assert window.clock.now() == begins
    assert Window(window.database, window.dial).clock.now() == begins


def test_rehearsal_begins_at_the_displayed_time_and_pace(tmp_path: Path) -> None:
    window = Window(tmp_path / "sommet.sqlite3", Dial(at("10:20") - timedelta(days=30)))
    window.clock.set(at("09:30"), 0.0)
    assert window.rehearsals.begin()
    assert (window.clock.now(), window.snapshot.speed) == (at("09:30"), 0.0)
    window.rehearsals.clear()
    assert window.rehearsals.begin(60.0)
    assert window.snapshot.speed == 60.0


def test_day_is_not_recorded_during_a_rehearsal(tmp_path: Path) -> None:
    window = _evening(tmp_path)
    assert window.rehearsals.unrecorded_since is None  # the evening before: there is no day yet
    window.rehearsals.clear()
    window.dial.shows = at("08:30")
    assert window.rehearsals.begin()
    window.dial.shows = at("08:40")
    window.clock.set(at("11:00"))
    assert window.rehearsals.unrecorded_since == at("08:30")
    window.rehearsals.clear()
    assert window.rehearsals.unrecorded_since is None


def test_rehearsal_left_by_another_window_is_reported(tmp_path: Path) -> None:
    window = _evening(tmp_path)

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
