"""A lane that nobody drives: the clock begins and ends everything in it."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.rundown.acts import Refusal
from sommet_tui.domain.rundown.lane_timing import elapsed_time
from tests.acting import day_of, example_day, offset, refused, shown, status_of, timing_at
from tests.builders import at


def test_added_minutes_lengthen_the_running_session_and_push_later_ones() -> None:
    lane = timing_at(example_day(), "10:30", "10:10 add a 10")
    assert shown(lane, "a") == "10:00-11:10"
    assert shown(lane, "coffee") == "11:10-11:30"
    assert lane.remaining == timedelta(minutes=40)
    assert offset(lane) == 10
    long = timing_at(example_day(), "11:35", "10:10 add a 40")
    assert status_of(long, "a") == "running"
    assert status_of(long, "b") == "upcoming"
    assert shown(long, "b") == "11:40-12:40"


def test_removed_minutes_pull_soft_starts() -> None:
    lane = timing_at(example_day(), "09:00", "08:50 add keynote -15")
    assert shown(lane, "a") == "09:45-10:45"
    assert shown(lane, "b") == "11:30-12:30"


def test_automatic_session_can_be_cancelled_while_running_but_not_after() -> None:
    lane = timing_at(example_day(), "11:20", "10:30 cancel a")
    assert shown(lane, "a") == "10:00-10:30"
    item = lane.item("a")
    assert item is not None
    assert (item.by_clock, item.actual.manual_start, item.actual.manual_end) == (
        True,
        None,
        at("10:30"),
    )
    assert not lane.state.called
    assert shown(lane, "b") == "11:30-12:30"
    assert refused(example_day(), "11:10 cancel a") == Refusal("done", "a")


def test_deferred_session_runs_automatically_in_its_new_place() -> None:
    lane = timing_at(example_day(), "10:50", "09:10 defer keynote a")
    assert status_of(lane, "a") == "running"
    assert shown(lane, "keynote") == "11:00-11:45"
    later = timing_at(example_day(), "11:50", "09:10 defer keynote a")
    assert status_of(later, "keynote") == "done"
    assert shown(later, "b") == "11:45-12:45"


def test_automatic_sessions_stay_marked_after_a_manual_start() -> None:
    lane = timing_at(example_day(), "10:05", "10:02 start a")
    assert (shown(lane, "opening"), shown(lane, "keynote")) == ("09:00-09:15", "09:15-10:00")
    assert [i.session.id for i in lane.items if i.by_clock] == ["opening", "keynote"]


def test_start_ends_automatic_sessions_and_skips_those_not_begun() -> None:
    lane = timing_at(example_day(), "09:40", "09:35 start b")
    assert shown(lane, "keynote") == "09:15-09:35"
    assert shown(lane, "a") == "skipped"
    keynote = lane.item("keynote")
    assert keynote is not None
    assert (keynote.by_clock, keynote.actual.manual_end) == (True, at("09:35"))


def test_skipped_session_stays_skipped_after_a_release() -> None:
    lane = timing_at(example_day(), "10:20", "09:00 start a", "10:10 release")
    assert shown(lane, "keynote") == "skipped"


def test_fixed_end_holds_after_a_release() -> None:
    day = day_of("talk 10:00-11:00 fixed")
    let_go = ("10:20 start talk", "10:30 release")
    lane = timing_at(day, "10:50", *let_go)
    assert lane.remaining == timedelta(minutes=10)
    done = timing_at(day, "11:30", *let_go)
    assert shown(done, "talk") == "10:20-11:00"
    item = done.item("talk")
    assert item is not None
    assert elapsed_time(item, done.at) == timedelta(minutes=40)
