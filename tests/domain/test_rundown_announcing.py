"""What attendees have been told: it changes when a person announces, and never else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.lane_timing import LaneTiming, lane_timing
from sommet_tui.domain.rundown.replay import rundown
from sommet_tui.domain.values import replace
from tests.acting import act, day_of, example_day, log, plans, timing_at
from tests.builders import at, programme, session

LATE = ("09:06 start opening", "09:10 announce")


def _told(lane: LaneTiming, id_: str) -> str:
    item = lane.item(id_)
    assert item is not None
    return _clock(lane.state.announced_times(item.session))


def _clock(times: tuple[datetime, datetime]) -> str:
    zone = example_day().zone
    return "-".join(f"{moment.astimezone(zone):%H:%M}" for moment in times)


def test_announcement_contains_the_times_expected_then() -> None:
    lane = timing_at(example_day(), "09:20", *LATE, "09:15 add opening 9")
    assert _told(lane, "keynote") == "09:21-10:06"
    assert _told(lane, "a") == "10:06-11:06"
    assert _told(lane, "coffee") == "11:06-11:30"
    assert _told(lane, "b") == "11:30-12:30"


def test_announcement_has_the_end_of_a_running_session_and_no_past_ones() -> None:
    lane = timing_at(example_day(), "09:10", *LATE)
    assert _told(lane, "opening") == "09:00-09:21"
    later = timing_at(
        example_day(),
        "11:40",
        "09:06 start opening",
        "11:30 start b",
        "11:35 announce",
    )
    assert _told(later, "opening") == "09:00-09:15"
    assert _told(later, "keynote") == "09:15-10:00"
    assert _told(later, "coffee") == "11:00-11:30"


def test_later_announcement_replaces_items_but_keeps_announced_starts() -> None:
    lane = timing_at(
        example_day(),
        "10:30",
        *LATE,
        "09:21 start keynote",
        "10:10 start a",
        "10:20 announce",
    )
    assert _told(lane, "opening") == "09:00-09:21"
    assert _told(lane, "keynote") == "09:21-10:06"
    assert _told(lane, "a") == "10:06-11:10"
    assert _told(lane, "coffee") == "11:10-11:30"


def test_cancelled_session_keeps_its_announced_times() -> None:
    lane = timing_at(example_day(), "09:20", *LATE, "09:15 cancel a", "09:16 announce")
    assert _told(lane, "a") == "10:06-11:06"


def test_neither_undo_nor_new_programme_changes_announced_times() -> None:
    undone = timing_at(example_day(), "09:20", *LATE, "09:15 undo 1")
    assert _told(undone, "a") == "10:06-11:06"
    recorded = log(example_day(), *LATE)
    moved = _moved(example_day(), timedelta(minutes=30))
    lanes = rundown(plans(moved), recorded)
    lane = lane_timing(lanes.lane(lanes.plans.all[0]), at("09:20"))
    assert _told(lane, "a") == "10:06-11:06"


def _moved(day: Programme, later: timedelta) -> Programme:
    """The programme as printed anew: all but the first item later, and the last one gone."""
    first, *rest = day.sessions[:-1]
    moved = (replace(s, start=s.start + later, end=s.end + later) for s in rest)
    return replace(day, sessions=(first, *moved))


def test_past_break_is_not_announced() -> None:
    day = day_of("talk 10:00-10:30, coffee 10:20-10:50 break, b 12:00-13:00")
    said = ("10:00 start talk", "10:40 announce")
    lane = timing_at(day, "10:41", *said)
    assert [_told(lane, item.id) for item in day.sessions] == [
        "10:00-10:40",
        "10:40-10:50",
        "12:00-13:00",
    ]


def test_undoing_an_announcement_restores_the_previous_one() -> None:
    twice = (*LATE, "09:12 add opening 5", "09:13 announce")
    assert _told(timing_at(example_day(), "09:20", *twice), "a") == "10:11-11:11"
    assert _told(timing_at(example_day(), "09:20", *twice, "09:14 undo 4"), "a") == ("10:06-11:06")
    both = (*twice, "09:14 undo 4", "09:15 undo 2")
    assert _told(timing_at(example_day(), "09:20", *both), "a") == "10:00-11:00"


def test_announcement_without_recorded_times_has_those_of_its_instant() -> None:
    bare = [act(seq, said) for seq, said in enumerate(LATE, 1)]
    done, short = (
        rundown(plans(example_day()), acts) for acts in (log(example_day(), *LATE), bare)
    )
    assert done.lanes == short.lanes


def test_announcement_stays_in_its_room_when_a_session_moves_to_another() -> None:
    before = programme(
        session("one", "09:00", "10:00", room="hall"),
        session("two", "10:00", "11:00", room="hall"),
        session("other", "09:00", "10:00", room="tent"),
    )
    acts = (
        Act("start", session="one", seq=1, at=at("09:05")),
        Act(
            "announce",
            room="hall",
            times={"one": (None, at("10:05")), "two": (at("10:05"), at("11:05"))},
            seq=2,
            at=at("09:06"),
        ),
    )
    moved = tuple(replace(s, rooms=("tent",)) if s.id == "one" else s for s in before.sessions)
    lanes = rundown(plans(replace(before, sessions=moved)), acts)
    hall = next(plan for plan in lanes.plans.all if plan.lane.room == "hall")
    assert [a.seq for a in lanes.lane_acts(hall)] == [2]
    assert lanes.lane(hall).announced_times(hall.by_id["two"]) == (at("10:05"), at("11:05"))
    gone = replace(before, sessions=tuple(s for s in before.sessions if s.room == "tent"))
    assert rundown(plans(gone), acts).acts == {}


@pytest.mark.parametrize("seconds", [0, 29, 30, 59])
def test_announced_times_are_truncated_to_the_minute(seconds: int) -> None:
    assert truncate_to_minute(at("09:21") + timedelta(seconds=seconds)) == at("09:21")
    lane = timing_at(example_day(), "09:20", f"09:06:{seconds:02} start opening", "09:10 announce")
    assert _told(lane, "a") == "10:06-11:06"
    assert lane.new_times_count == 0


def test_announced_times_of_a_long_running_session_are_in_order() -> None:
    early = ("10:20 start c", "10:21 announce")
    assert _told(timing_at(example_day(), "10:22", *early), "c") == "10:20-11:20"
    undone = timing_at(example_day(), "10:24", *early, "10:23 undo 1")
    assert _told(undone, "c") == "13:30-14:30"
