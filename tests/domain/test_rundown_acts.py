"""What each act of the stage does to its lane."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.rundown.lane_timing import LaneTiming, elapsed_time, paused_time
from tests.acting import day_of, example_day, shown, status_of, timing_at
from tests.builders import at

START_A: str = "10:00 start a"


def _day(now: str, *said: str) -> LaneTiming:
    return timing_at(example_day(), now, *said)


def _ran(lane: LaneTiming, id_: str) -> tuple[int, int]:
    """Minutes that an item has run and stood still."""
    item = lane.item(id_)
    assert item is not None
    minute = timedelta(minutes=1)
    return elapsed_time(item, lane.at) // minute, paused_time(item, lane.at) // minute


def test_start_ends_the_running_session_at_that_instant() -> None:
    lane = _day("09:20", "09:00 start opening", "09:17 start keynote")
    assert shown(lane, "opening") == "09:00-09:17"
    assert shown(lane, "keynote") == "09:17-10:02"
    assert lane.running is not None
    assert lane.running.session.id == "keynote"
    assert lane.running.actual.start == at("09:17")


def test_restart_has_no_added_time_and_no_pauses() -> None:
    before = (
        START_A,
        "10:01 add a 5",
        "10:05 pause",
        "10:09 resume",
        "10:20 end",
    )
    assert shown(_day("10:21", *before), "a") == "10:00-10:20"
    lane = _day("10:40", *before, "10:30 start a")
    assert shown(lane, "a") == "10:30-11:30"
    assert _ran(lane, "a") == (10, 0)


def test_first_start_keeps_added_minutes() -> None:
    assert shown(_day("10:10", "09:50 add a -10", START_A), "a") == "10:00-10:50"


def test_start_reinstates_a_cancelled_session() -> None:
    assert shown(_day("09:30", "09:00 cancel a"), "a") == "cancelled"
    assert shown(_day("10:10", "09:00 cancel a", START_A), "a") == "10:00-11:00"
    planned = day_of("a 10:00-11:00 cancelled")
    assert shown(timing_at(planned, "10:10"), "a") == "cancelled"
    assert shown(timing_at(planned, "10:10", START_A), "a") == "10:00-11:00"


def test_end_ends_the_running_session_and_its_open_pause() -> None:
    lane = _day("10:40", START_A, "10:10 pause", "10:30 end")
    assert shown(lane, "a") == "10:00-10:30"
    assert lane.running is None
    assert lane.remaining is None
    assert lane.alert is None
    assert lane.overtime is None
    assert lane.paused_since is None
    assert _ran(lane, "a") == (10, 20)


def test_all_minutes_may_be_removed_but_no_more() -> None:
    lane = _day("09:10", "09:00 add b -60")
    assert shown(lane, "b") == "11:30-11:30"


def test_pause_freezes_the_remaining_time_and_moves_the_end() -> None:
    held = _day("10:25", START_A, "10:10 pause")
    assert held.remaining == timedelta(minutes=50)
    assert held.paused_since == at("10:10")
    assert shown(held, "a") == "10:00-11:15"
    assert _ran(held, "a") == (10, 15)
    on = _day("10:40", START_A, "10:10 pause", "10:30 resume")
    assert on.remaining == timedelta(minutes=40)
    assert on.paused_since is None
    assert shown(on, "a") == "10:00-11:20"
    assert _ran(on, "a") == (20, 20)


def test_pause_after_a_restart_ignores_earlier_ones() -> None:
    lane = _day(
        "10:50",
        START_A,
        "10:10 pause",
        "10:40 resume",
        "10:42<10:20 end",
        "10:43<10:25 start a",
        "10:44<10:30 pause",
        "10:45<10:35 resume",
    )
    assert _ran(lane, "a") == (20, 5)


def test_session_cancelled_while_running_ends_and_counts_as_done() -> None:
    lane = _day("10:30", START_A, "10:20 cancel a")
    assert status_of(lane, "a") == "done"
    assert shown(lane, "a") == "10:00-10:20"
    assert lane.running is None
    assert shown(_day("10:50", START_A, "10:20 cancel a", "10:40 start a"), "a") == ("10:40-11:40")


def test_end_recorded_later_drops_the_pauses_after_it() -> None:
    held = (START_A, "10:10 pause", "10:15 resume")
    before = _day("10:20", *held, "10:20<10:05 end")
    assert shown(before, "a") == "10:00-10:05"
    assert _ran(before, "a") == (5, 0)
    amid = _day("10:20", *held, "10:20<10:12 end")
    assert _ran(amid, "a") == (10, 2)


def test_start_recorded_later_shortens_an_earlier_pause() -> None:
    held = (START_A, "10:10 pause", "10:30 end")
    lane = _day("10:40", *held, "10:40<10:20 start b")
    assert shown(lane, "a") == "10:00-10:20"
    assert _ran(lane, "a") == (10, 10)


def test_release_makes_a_room_automatic() -> None:
    before = (START_A, "10:05 add a 5", "10:10 release")
    assert _day("10:20", *before).state.called is False
    assert status_of(_day("11:04", *before), "a") == "running"
    later = _day("11:40", *before)
    assert shown(later, "a") == "10:00-11:05"
    assert status_of(later, "a") == "done"
    assert status_of(later, "b") == "running"
    assert shown(later, "b") == "11:30-12:30"
    assert later.remaining == timedelta(minutes=50)


def test_release_ends_an_open_pause() -> None:
    lane = _day("11:02", START_A, "10:10 pause", "10:15 release")
    assert shown(lane, "a") == "10:00-11:05"
    assert lane.remaining == timedelta(minutes=3)


def test_pausing_or_ending_a_released_session_returns_to_manual() -> None:
    let_go = (START_A, "10:10 release")
    held = _day("11:20", *let_go, "10:50 pause")
    assert held.state.called
    assert status_of(held, "a") == "running"
    assert held.remaining == timedelta(minutes=10)
    assert shown(held, "a") == "10:00-11:30"
    resumed = _day("11:40", *let_go, "10:50 pause", "11:10 resume")
    assert shown(resumed, "a") == "10:00-11:40"
    assert resumed.remaining == timedelta(minutes=-20)
    assert shown(_day("11:40", *let_go, "10:40 end"), "a") == "10:00-10:40"


def test_start_after_a_release_ends_the_previous_session_when_the_clock_did() -> None:
    let_go = (START_A, "10:10 release")
    assert shown(_day("11:30", *let_go, "11:20 start b"), "a") == "10:00-11:00"
    assert shown(_day("11:30", *let_go, "10:45 start b"), "a") == "10:00-10:45"
    again = _day("11:30", *let_go, "11:20 start a")
    assert shown(again, "a") == "11:20-12:20"


def test_act_takes_effect_at_its_real_time() -> None:
    lane = _day("09:12", "09:10<09:06 start opening", "09:12<09:11 add opening 2")
    assert shown(lane, "opening") == "09:06-09:23"


def test_acts_take_effect_in_their_order() -> None:
    """A machine's clock that was set back makes no session end before it began."""
    lane = _day("10:30", START_A, "10:20 add a 5", "10:12 end")
    assert shown(lane, "a") == "10:00-10:20"
    back = _day("10:30", START_A, "10:10<10:05 add a 1", "09:58 end")
    assert shown(back, "a") == "10:00-10:05"
    other = _day("10:30", "09:30 add b 1", START_A, "10:01<09:40 add b 1")
    assert shown(other, "a") == "10:00-11:00"
    before = _day("10:30", START_A, "10:01<09:40 add b 1", "09:58 start keynote")
    assert shown(before, "keynote") == "09:58-10:43"
    assert shown(before, "a") == "10:00-10:00"
    gone = _day("10:30", START_A, "10:01<09:40 add b 1", "09:58 cancel a")
    assert shown(gone, "a") == "10:00-10:00"


def test_late_end_finishes_an_earlier_session() -> None:
    lane = _day("11:40", START_A, "11:08 end", "11:10<11:02 start b")
    assert shown(lane, "a") == "10:00-11:02"
    assert shown(lane, "b") == "11:02-12:02"


def test_instants_are_truncated_to_seconds() -> None:
    lane = timing_at(example_day(), at("10:10") + timedelta(milliseconds=999), START_A)
    assert lane.at == at("10:10")
    assert lane.remaining == timedelta(minutes=50)
