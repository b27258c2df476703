"""A whole log, of several rooms and days: which lane an act is about, and which acts hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from unittest.mock import patch

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown import log_and_undo
from sommet_tui.domain.rundown.act_effects import apply
from sommet_tui.domain.rundown.acts import Act, NamedSession
from sommet_tui.domain.rundown.lanes import Plan, closing_time
from sommet_tui.domain.rundown.log_and_undo import LaneReplay, replay_acts, rundown
from sommet_tui.domain.values import replace
from tests.acting import act, day_of, example_day, log, moment, plans
from tests.builders import at
from tests.tables import listed, table


def _fair() -> Programme:
    return day_of(
        "hall-1 09:00-10:00 @hall, hall-2 10:00-11:00 @hall, tent-1 09:00-10:00 @tent, "
        "hall-3 09:00-10:00 @hall next-day"
    )


@pytest.mark.parametrize(("room", "now", "items"), table("lanes_of_rooms.txt"))
def test_room_uses_the_lane_of_today_or_else_the_next_or_last_lane(
    room: str, now: str, items: str
) -> None:
    found = plans(_fair()).lane_of_room(room, moment(now))
    assert " ".join(item.id for item in (found.lane.items if found else ())) == items


@pytest.mark.parametrize(
    ("now", "item"),
    [("03:59", "late"), ("+1 04:29", "late"), ("+1 04:30", "early")],
)
def test_running_session_stays_the_current_one_after_the_day_boundary(now: str, item: str) -> None:
    fair = day_of("late 01:30-02:30 @hall, early 09:00-10:00 @hall next-day")
    lanes = rundown(plans(fair), log(fair, "03:30 start late"))
    found = lanes.lane_of_room("hall", moment(now))
    assert found is not None
    assert [each.id for each in found.lane.items] == [item]


def test_lane_closes_at_its_day_boundary() -> None:
    fair = _fair()
    assert [plan.closes for plan in plans(fair).all] == [
        moment(f"+{days} 04:00") for days in (1, 1, 2)
    ]
    spring = closing_time(date(2025, 3, 29), fair.zone, fair.day_boundary)
    assert spring.astimezone(fair.zone).hour == 4


def test_act_on_an_unknown_session_is_ignored_in_a_log() -> None:
    assert rundown(plans(_fair()), [act(1, "09:00 start unknown")]).acts == {}


def test_inserted_session_stays_in_its_room() -> None:
    day = day_of("one 09:00-10:00 @hall, two 09:00-10:00 @lab")
    timed = "09:10 insert x 5 09:30 @hall"
    assert [p.lane.room for p in _lanes_with_insertion(day, "09:10 insert x 5 two")] == ["lab"]
    assert [p.lane.room for p in _lanes_with_insertion(day, timed)] == ["hall"]
    (drill,) = rundown(plans(day), (act(1, timed),)).added_items
    assert (drill.start, drill.rooms) == (at("10:00"), ("hall",))


def _lanes_with_insertion(day: Programme, inserted: str) -> list[Plan]:
    lanes = rundown(plans(day), (act(1, inserted),))
    return [plan for plan in lanes.plans.all if lanes.lane(plan).plan.added]


LATE = ("09:06 start opening", "09:10 announce")


def test_new_programme_changes_no_announced_times() -> None:
    moved = day_of(
        "opening 09:00-09:15, keynote 09:45-10:30 soft, a 10:30-11:30 soft, b 12:00-13:00"
    )
    lanes = rundown(plans(moved), log(example_day(), *LATE))
    lane = lanes.lane(lanes.plans.all[0])
    assert lane.announced_times(lane.plan.by_id["a"]) == (at("10:06"), at("11:06"))


def test_announcement_without_recorded_times_has_those_of_its_instant() -> None:
    bare = [act(seq, said) for seq, said in enumerate(LATE, 1)]
    done, short = (
        rundown(plans(example_day()), acts) for acts in (log(example_day(), *LATE), bare)
    )
    assert done.lanes == short.lanes


def test_announcement_stays_in_its_room_when_a_session_moves_to_another() -> None:
    before = day_of("one 09:00-10:00 @hall, two 10:00-11:00 @hall, other 09:00-10:00 @tent")
    acts = log(before, "09:05 start one", "09:06 announce @hall")
    moved = tuple(replace(s, rooms=("tent",)) if s.id == "one" else s for s in before.sessions)
    lanes = rundown(plans(replace(before, sessions=moved)), acts)
    hall = next(plan for plan in lanes.plans.all if plan.lane.room == "hall")
    assert [a.seq for a in lanes.lane_acts(hall)] == [2]
    assert lanes.lane(hall).announced_times(hall.by_id["two"]) == (at("10:05"), at("11:05"))
    gone = replace(before, sessions=tuple(s for s in before.sessions if s.room == "tent"))
    assert rundown(plans(gone), acts).acts == {}


def _alternating_acts(records: int, before: int = 0) -> Sequence[Act]:
    """A start, minutes that stay, then minutes given and taken back, over and over."""
    said = ["09:00 start opening", *["09:01 add b -1", "09:01 add b 1"] * (before // 2)]
    while len(said) < records:
        said += ["09:01 add opening 1", f"09:01 undo {len(said) + 1}"]
    return [act(seq, each) for seq, each in enumerate(said, 1)]


def _count_applied_acts(acts: Sequence[Act]) -> int:
    """Return how many acts are applied to the lane when a log is replayed, act by act."""
    with patch.object(log_and_undo, "apply", wraps=apply) as counted:
        assert replay_acts(plans(example_day()), acts)[1] is None
    return counted.call_count


@pytest.mark.parametrize("before", [0, 100])
def test_repeated_acts_and_undos_are_applied_once(before: int) -> None:
    assert _count_applied_acts(_alternating_acts(400, before)) < 2 * 400


def test_alternating_versions_of_a_programme_do_not_rebuild_the_lane() -> None:
    versions = [NamedSession("x", "X", at(start), at("16:00")) for start in ("15:00", "15:05")]
    acts = [
        replace(act(seq, "09:01 add x 1"), sessions=(versions[seq % 2],)) for seq in range(1, 101)
    ]
    with patch.object(LaneReplay, "add", autospec=True, side_effect=LaneReplay.add) as added:
        assert rundown(plans(example_day()), acts).void_reasons == {}
    assert added.call_count == len(acts)


@pytest.mark.parametrize(("acts", "now", "done", "refused"), table("replays.txt"))
def test_log_is_replayed_in_its_order_up_to_an_instant_or_a_refusal(
    acts: str, now: str, done: str, refused: str
) -> None:
    log = [act(seq, each) for seq, each in enumerate(listed(acts), 1)]
    found, faulty = replay_acts(plans(example_day()), log, at(now) if now else None)
    assert " ".join(str(each.seq) for each in found) == done
    assert (f"{faulty[0].seq} {faulty[1].reason}" if faulty else "") == refused
