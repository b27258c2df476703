"""A whole log, of several rooms and days: which lane an act is about, and which acts hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from unittest.mock import patch

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown import log_and_undo
from sommet_tui.domain.rundown.act_effects import apply
from sommet_tui.domain.rundown.acts import Act, Refusal
from sommet_tui.domain.rundown.lane_builder import LaneBuilder
from sommet_tui.domain.rundown.lanes import Plan, closing_time
from sommet_tui.domain.rundown.log_and_undo import LogReplay, replay_acts, rundown
from sommet_tui.domain.values import replace
from tests.acting import act, day_of, example_day, log, moment, plans
from tests.builders import DAY, NEXT_DAY, at, programme, session


def _fair() -> Programme:
    return day_of(
        "hall-1 09:00-10:00 @hall, hall-2 10:00-11:00 @hall, tent-1 09:00-10:00 @tent, "
        "hall-3 09:00-10:00 @hall next-day"
    )


def _lane_key(plan: Plan | None) -> tuple[str | None, date] | None:
    return plan.key if plan else None


def test_room_uses_the_lane_of_today_or_else_the_next_or_last_lane() -> None:
    found = plans(_fair())
    assert _lane_key(found.lane_of_room("hall", at("08:00", date(2025, 2, 1)))) == ("hall", DAY)
    assert _lane_key(found.lane_of_room("hall", moment("02:00"))) == ("hall", DAY)
    assert _lane_key(found.lane_of_room("hall", moment("+1 04:00"))) == ("hall", NEXT_DAY)
    assert _lane_key(found.lane_of_room("tent", moment("+1 09:00"))) == ("tent", DAY)
    assert _lane_key(found.lane_of_room("hall", moment("+9 09:00"))) == ("hall", NEXT_DAY)
    assert found.lane_of_room("attic", at("09:00")) is None
    assert found.plan_of_session("unknown") is None


def test_lane_closes_at_its_day_boundary() -> None:
    fair = _fair()
    assert [plan.closes for plan in plans(fair).all] == [
        moment("+1 04:00"),
        moment("+1 04:00"),
        moment("+2 04:00"),
    ]
    spring = closing_time(date(2025, 3, 29), fair.zone, fair.day_boundary)
    assert spring.astimezone(fair.zone).hour == 4


def test_unknown_room_is_refused() -> None:
    end = Act("end", room="attic", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(end) == Refusal("unknown-room")
    release = Act("release", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(release) == Refusal("no-room")
    start = Act("start", session="hall-1", room="attic", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(start) == Refusal("unknown-room")


def test_act_on_an_unknown_session_is_refused_but_ignored_in_a_log() -> None:
    act = Act("start", session="unknown", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(act) == Refusal("unknown-session", "unknown")
    assert rundown(plans(_fair()), [act]).acts == {}


def test_act_without_a_session_is_refused() -> None:
    act = Act("start", room="hall", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(act) == Refusal("unknown-session")


def test_session_may_be_deferred_or_inserted_only_within_its_lane() -> None:
    act = Act("defer", session="hall-1", after="tent-1", seq=1, at=at("08:00"))
    assert LogReplay(plans(_fair()), ()).refusal(act) == Refusal("other-lane", "tent-1")
    added = replace(act, act="insert", session="x", title="X", minutes=5, room="hall")
    assert LogReplay(plans(_fair()), ()).refusal(added) == Refusal("other-lane", "tent-1")
    act = Act("defer", session="hall-1", after="unknown", seq=1, at=at("08:00"))
    assert LogReplay(plans(_fair()), ()).refusal(act) == Refusal("unknown-session", "unknown")


def test_inserted_session_stays_in_its_room() -> None:
    day = programme(
        session("one", "09:00", "10:00", room="hall"),
        session("two", "09:00", "10:00", room="lab"),
        rooms=("hall", "lab"),
    )
    act = Act("insert", session="x", title="Drill", minutes=5, after="two", seq=1, at=at("09:10"))
    timed = replace(act, after=None, to=at("09:30"), room="hall")
    assert [p.lane.room for p in _lanes_with_insertion(day, act)] == ["lab"]
    assert [p.lane.room for p in _lanes_with_insertion(day, timed)] == ["hall"]
    (drill,) = rundown(plans(day), (timed,)).added_items
    assert (drill.start, drill.rooms) == (at("10:00"), ("hall",))


def _lanes_with_insertion(day: Programme, act: Act) -> list[Plan]:
    lanes = rundown(plans(day), (act,))
    return [plan for plan in lanes.plans.all if lanes.lane(plan).plan.added]


def test_restarting_a_running_session_resets_its_start() -> None:
    (plan,) = plans(example_day()).all
    lane = LaneBuilder(plan)
    for clock in ("10:00", "10:05"):
        lane.begin("a", at(clock))
    assert (lane.actuals["a"].start, lane.running) == (at("10:05"), ("a",))


LATE = ("09:06 start opening", "09:10 announce")


def test_new_programme_changes_no_announced_times() -> None:
    recorded = log(example_day(), *LATE)
    moved = _moved_programme(example_day(), timedelta(minutes=30))
    lanes = rundown(plans(moved), recorded)
    lane = lanes.lane(lanes.plans.all[0])
    assert lane.announced_times(lane.plan.by_id["a"]) == (at("10:06"), at("11:06"))


def _moved_programme(day: Programme, later: timedelta) -> Programme:
    """The programme as printed anew: all but the first item later, and the last one gone."""
    first, *rest = day.sessions[:-1]
    moved = (replace(s, start=s.start + later, end=s.end + later) for s in rest)
    return replace(day, sessions=(first, *moved))


def test_announcement_without_recorded_times_has_those_of_its_instant() -> None:
    bare = [act(seq, said) for seq, said in enumerate(LATE, 1)]
    done, short = (
        rundown(plans(example_day()), acts) for acts in (log(example_day(), *LATE), bare)
    )
    assert done.lanes == short.lanes


def test_announcement_stays_in_its_room_when_a_session_moves_to_another() -> None:
    before = day_of("one 09:00-10:00 @hall, two 10:00-11:00 @hall, other 09:00-10:00 @tent")
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


START = Act("start", session="opening", seq=1, at=at("09:00"))


def _alternating_acts(records: int, before: int = 0) -> Sequence[Act]:
    """A start, minutes that stay, then minutes given and taken back, over and over."""
    acts, now = [START], at("09:01")
    for turn in range(before):
        minutes = 1 if turn % 2 else -1
        acts.append(Act("add", session="b", minutes=minutes, seq=len(acts) + 1, at=now))
    while len(acts) < records:
        acts.append(Act("add", session="opening", minutes=1, seq=len(acts) + 1, at=now))
        acts.append(Act("undo", undoes=len(acts), seq=len(acts) + 1, at=now))
    return acts


def _count_applied_acts(acts: Sequence[Act]) -> int:
    """Return how many acts are applied to the lane when a log is replayed, act by act."""
    with patch.object(log_and_undo, "apply", wraps=apply) as counted:
        assert replay_acts(plans(example_day()), acts)[1] is None
    return counted.call_count


@pytest.mark.parametrize("before", [0, 100])
def test_repeated_acts_and_undos_are_applied_once(before: int) -> None:
    assert _count_applied_acts(_alternating_acts(400, before)) < 2 * 400


def _replay(now: str | None, *said: str) -> tuple[list[int], tuple[int, str] | None]:
    """The numbers of the acts that hold at `now`; the one that is refused, and why."""
    acts = [act(seq, each) for seq, each in enumerate(said, 1)]
    done, refused = replay_acts(plans(example_day()), acts, at(now) if now else None)
    return [each.seq for each in done], (refused[0].seq, refused[1].reason) if refused else None


OPENING: str = "09:00 start opening"


def test_log_without_an_instant_is_replayed_completely() -> None:
    assert _replay(None, OPENING, "09:10 end") == ([1, 2], None)
    assert _replay(None, OPENING, "09:10 resume", "09:11 end") == (
        [1],
        (2, "not-paused"),
    )


def test_log_at_an_instant_excludes_later_records() -> None:
    assert _replay("09:09", OPENING, "09:10 end", "09:11 end") == ([1], None)
    assert _replay("09:11", OPENING, "09:10 end", "09:11 end") == (
        [1, 2],
        (3, "nothing-runs"),
    )
    assert _replay("08:00", OPENING) == ([], None)


def test_acts_keep_their_recorded_order_after_the_clock_is_set_back() -> None:
    late = ("09:10 start opening", "09:05 end")
    assert _replay("09:07", *late) == ([2], None)
    assert _replay("09:10", *late) == ([1, 2], None)
    undone = ("09:10 start opening", "09:05 undo 1")
    assert _replay("09:07", *undone) == ([2], None)
    # A later act that was impossible is no reason to refuse the ones before it.
    odd = (OPENING, "09:10 resume", "09:05 end")
    assert _replay("09:07", *odd) == ([1, 3], None)
