"""Several rooms and days: which lane an act is about, and a whole log."""

from __future__ import annotations

from datetime import date

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act, Refusal
from sommet_tui.domain.rundown.definitions import refusal
from sommet_tui.domain.rundown.fold import LaneFold
from sommet_tui.domain.rundown.lanes import Plan, closing_time
from sommet_tui.domain.rundown.replay import LogReplay, replay_acts, rundown
from sommet_tui.domain.values import replace
from tests.acting import example_day, moment, plans
from tests.builders import DAY, NEXT_DAY, at, programme, session


def _fair() -> Programme:
    return programme(
        session("hall-1", "09:00", "10:00", room="hall"),
        session("hall-2", "10:00", "11:00", room="hall"),
        session("tent-1", "09:00", "10:00", room="tent"),
        session("hall-3", "09:00", "10:00", room="hall", day=NEXT_DAY),
    )


def _seen(plan: Plan | None) -> tuple[str | None, date] | None:
    return plan.key if plan else None


def test_lane_of_a_room_is_todays_else_its_next_else_its_last() -> None:
    found = plans(_fair())
    assert _seen(found.lane_of_room("hall", at("08:00", date(2025, 2, 1)))) == ("hall", DAY)
    assert _seen(found.lane_of_room("hall", moment("02:00"))) == ("hall", DAY)
    assert _seen(found.lane_of_room("hall", moment("+1 04:00"))) == ("hall", NEXT_DAY)
    assert _seen(found.lane_of_room("tent", moment("+1 09:00"))) == ("tent", DAY)
    assert _seen(found.lane_of_room("hall", moment("+9 09:00"))) == ("hall", NEXT_DAY)
    assert found.lane_of_room("attic", at("09:00")) is None
    assert found.lane_of_session("nobody") is None


def test_lane_closes_at_its_day_boundary() -> None:
    fair = _fair()
    assert [plan.closes for plan in plans(fair).all] == [
        moment("+1 04:00"),
        moment("+1 04:00"),
        moment("+2 04:00"),
    ]
    spring = closing_time(date(2025, 3, 29), fair.zone, fair.day_boundary)
    assert spring.astimezone(fair.zone).hour == 4


def test_lanes_are_independent() -> None:
    acts = (
        Act("start", session="hall-1", seq=1, at=at("09:05")),
        Act("start", session="tent-1", seq=2, at=at("09:07")),
        Act("end", room="tent", seq=3, at=at("09:10")),
        Act("undo", undoes=3, seq=4, at=at("09:11")),
        Act("undo", undoes=4, seq=5, at=at("09:12")),
    )
    log, refused = replay_acts(plans(_fair()), acts)
    assert refused is None
    assert [act.room for act in log] == ["hall", "tent", "tent", "tent", "tent"]
    assert log[2].session == "tent-1"
    lanes = rundown(plans(_fair()), log)
    assert {plan.key: lanes.lane(plan).running for plan in lanes.plans.all} == {
        ("hall", DAY): ("hall-1",),
        ("tent", DAY): (),
        ("hall", NEXT_DAY): (),
    }
    hall = lanes.plans.all[0]
    assert [act.seq for act in lanes.lane_acts(hall)] == [1]
    assert lanes.lane_acts(lanes.plans.all[2]) == ()


def test_unknown_room_is_refused() -> None:
    end = Act("end", room="attic", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(end) == Refusal("unknown-room")
    release = Act("release", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(release) == Refusal("no-room")
    start = Act("start", session="hall-1", room="attic", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(start) == Refusal("unknown-room")


def test_unknown_id_is_refused_or_skipped_in_a_log_of_another_programme() -> None:
    act = Act("start", session="nobody", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(act) == Refusal("unknown-session", "nobody")
    assert rundown(plans(_fair()), [act]).acts == {}


def test_act_without_a_session_is_refused() -> None:
    act = Act("start", room="hall", seq=1, at=at("09:00"))
    assert LogReplay(plans(_fair()), ()).refusal(act) == Refusal("unknown-session")


def test_session_may_be_deferred_or_inserted_only_within_its_lane() -> None:
    act = Act("defer", session="hall-1", after="tent-1", seq=1, at=at("08:00"))
    assert LogReplay(plans(_fair()), ()).refusal(act) == Refusal("other-lane", "tent-1")
    added = replace(act, act="insert", session="x", title="X", minutes=5, room="hall")
    assert LogReplay(plans(_fair()), ()).refusal(added) == Refusal("other-lane", "tent-1")
    act = Act("defer", session="hall-1", after="nobody", seq=1, at=at("08:00"))
    assert LogReplay(plans(_fair()), ()).refusal(act) == Refusal("unknown-session", "nobody")


def test_record_names_the_running_session() -> None:
    before = (Act("start", session="hall-1", room="hall", seq=1, at=at("09:05")),)
    for kind in ("end", "pause"):
        done = LogReplay(plans(_fair()), before).complete(
            Act(kind, room="hall", seq=2, at=at("09:10"))
        )
        assert done == Act(kind, room="hall", session="hall-1", seq=2, at=at("09:10"))


def test_lane_refuses_sessions_of_another() -> None:
    (plan,) = plans(example_day()).all
    stray = Act("start", session="elsewhere", seq=1, at=at("09:00"))
    assert refusal(LaneFold(plan), stray, at("09:00")) == Refusal("unknown-session", "elsewhere")


def test_session_restarted_while_running_begins_then() -> None:
    (plan,) = plans(example_day()).all
    lane = LaneFold(plan)
    for clock in ("10:00", "10:05"):
        lane.begin("a", at(clock))
    assert (lane.actuals["a"].start, lane.running) == (at("10:05"), ("a",))
