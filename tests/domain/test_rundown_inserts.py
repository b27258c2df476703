"""Items that the programme does not have: a welcome, a fire drill, a speaker who came after all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.impact import impact, totals
from sommet_tui.domain.rundown.lane_timing import LaneTiming, lane_timing
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.replay import rundown
from sommet_tui.domain.values import replace
from tests.acting import example_day, offset, plans, refused, shown, status_of, timing_at
from tests.builders import at, programme, session
from tests.days_driven import MINUTE, talks

UNTIL_A = (
    "09:00 start opening",
    "09:15 start keynote",
    "10:00 start a",
)
DRILL: str = "10:30 insert drill 10 a"


def _lane(*said: str, now: str = "10:40", day: Programme | None = None) -> LaneTiming:
    return timing_at(day or example_day(), now, *UNTIL_A, *said)


def _told(lane: LaneTiming) -> str:
    return " ".join(f"{item.session.id} {shown(lane, item.session.id)}" for item in lane.items)


def test_insertion_without_a_time_directly_follows_and_shortens_a_break() -> None:
    lane = _lane(DRILL)
    assert _told(lane).endswith(
        "a 10:00-11:00 drill 11:00-11:10 coffee 11:10-11:30 b 11:30-12:30"
        " lunch 12:30-13:30 c 13:30-14:30"
    )
    assert [(c.session.id if c.session else "", c.change, c.minutes) for c in impact(lane)] == [
        ("coffee", "shrinks", 20),
        ("b", "on_time", 0),
    ]
    assert offset(lane) == 0


def test_start_of_an_insertion_is_soft_without_a_time_and_hard_with_one() -> None:
    early: str = "10:50 end"
    assert shown(_lane(DRILL, early, now="10:55"), "drill") == "10:55-11:05"
    timed: str = "10:30 insert drill 10 11:00"
    assert shown(_lane(timed, early, now="10:55"), "drill") == "11:00-11:10"


def test_insertion_announces_its_own_start() -> None:
    late = (DRILL, "10:31 add a 20")
    drill = _lane(*late).item("drill")
    assert drill is not None
    assert (drill.start, drill.due_start, drill.due_end) == (at("11:20"), at("11:00"), at("11:10"))
    announced = _lane(*late, "10:32 announce")
    found = announced.item("drill")
    assert found is not None
    assert found.due_start == announced.state.announced_times(found.session)[0] == at("11:20")


def test_insertion_at_a_time_when_another_session_runs_follows_it() -> None:
    lane = _lane("10:30 insert drill 10 10:45")
    drill = lane.item("drill")
    assert drill is not None
    assert (drill.start, drill.due_start, drill.session.start) == (at("11:00"),) * 3
    assert [c for c in impact(lane) if c.session is drill.session] == []
    assert offset(_lane("10:30 insert drill 10 10:45", "11:00 start drill")) == 0
    early = _lane("10:30 insert drill 10 10:45", "10:40 end", now="10:41")
    assert shown(early, "drill") == "10:45-10:55"


def test_session_can_be_inserted_before_the_first() -> None:
    lane = timing_at(example_day(), "08:50", "08:30 insert welcome 10 08:50")
    assert lane.items[0].session.id == "welcome"
    assert (status_of(lane, "welcome"), shown(lane, "opening")) == ("running", "09:00-09:15")


def test_inserted_session_accepts_all_acts() -> None:
    begun = (DRILL, "11:00 start drill", "11:02 add drill 5")
    lane = _lane(*begun, now="11:04")
    assert (status_of(lane, "drill"), status_of(lane, "a")) == ("running", "done")
    assert (shown(lane, "drill"), offset(lane)) == ("11:00-11:15", 5)
    lane = _lane(*begun, "11:05 pause", "11:08 resume", "11:20 end", now="11:21")
    assert (shown(lane, "drill"), shown(lane, "coffee")) == ("11:00-11:20", "11:20-11:30")
    assert shown(_lane(DRILL, "10:35 move drill 11:20"), "drill") == "11:20-11:30"
    assert shown(_lane(DRILL, "10:35 defer drill b"), "drill") == "12:30-12:40"
    lane = _lane(DRILL, "10:35 swap drill b")
    assert (shown(lane, "b"), shown(lane, "drill")) == ("11:00-12:00", "12:00-12:10")
    assert status_of(_lane(DRILL, "10:35 cancel drill"), "drill") == "cancelled"
    lane = _lane(DRILL, "10:31 insert thanks 5 drill")
    assert shown(lane, "thanks") == "11:10-11:15"


def test_swapping_an_insertion_back_restores_the_order() -> None:
    swaps = ("10:35 swap drill b", "10:36 swap b drill")
    assert _lane(DRILL, *swaps).items == _lane(DRILL).items


def test_undoing_an_insertion_makes_its_later_acts_void() -> None:
    cancel: str = "10:35 cancel drill"
    lane = _lane(DRILL, cancel, "10:36 undo 4")
    assert lane.item("drill") is None
    assert lane.state.void_seqs == {5}
    lane = _lane(DRILL, cancel, "10:36 undo 4", "10:37 undo 6")
    assert status_of(lane, "drill") == "cancelled"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("10:30 insert b 10 a", "known-session"),
        ("10:30 insert drill 0 a", "no-minutes"),
        ("10:30 insert drill a", "no-minutes"),
        ("10:30 insert drill -5 a", "no-minutes"),
        ("10:30 insert drill 10 keynote", "after-over"),
        ("10:30 insert drill 10 nobody", "unknown-session"),
        ("10:30 insert drill 10 10:29", "before-now"),
        ("10:30 insert drill 10", "no-time"),
    ],
)
def test_invalid_insertion_is_refused(said: str, reason: str) -> None:
    found = refused(example_day(), *UNTIL_A, said)
    assert found is not None
    assert found.reason == reason


def test_same_insertion_twice_is_refused() -> None:
    found = refused(example_day(), *UNTIL_A, DRILL, "10:31 insert drill 10 b")
    assert found is not None
    assert found.reason == "known-session"


def test_insertion_counts_as_added_and_not_as_planned() -> None:
    lane = _lane(
        "10:30 insert drill 10 b",
        "10:31 insert thanks 30 c",
        "11:00 end",
        "11:30 start b",
        "12:30 start drill",
        "12:40 end",
        now="12:45",
    )
    found = totals(lane)
    assert (found.held, found.added) == (5, 2)
    assert found.lasted - found.planned == 10 * MINUTE
    assert lane.planned_end == at("14:30")
    assert lane.projected_end == at("15:00")


def test_insertions_of_a_room_stay_there() -> None:
    day = programme(
        session("one", "09:00", "10:00", room="hall"),
        session("two", "09:00", "10:00", room="lab"),
        rooms=("hall", "lab"),
    )
    act = Act("insert", session="x", title="Drill", minutes=5, after="two", seq=1, at=at("09:10"))
    timed = replace(act, after=None, to=at("09:30"), room="hall")
    assert [p.lane.room for p in _holding(day, act)] == ["lab"]
    assert [p.lane.room for p in _holding(day, timed)] == ["hall"]


def _holding(day: Programme, act: Act) -> list[Plan]:
    lanes = rundown(plans(day), (act,))
    return [plan for plan in lanes.plans.all if lanes.lane(plan).plan.added]


def _after(day: Programme, *acts: Act) -> LaneTiming:
    lanes = rundown(plans(day), acts)
    return lane_timing(lanes.lane(lanes.plans.all[0]), acts[-1].at if acts else at("08:00"))


@st.composite
def inserted(draw: st.DrawFn) -> tuple[Programme, Act]:
    """A day, and an act that inserts something before it begins."""
    day = draw(talks())
    other = draw(st.sampled_from(day.sessions))
    minutes = draw(st.sampled_from((5, 20, 40)))
    act = Act("insert", session="x", title="X", minutes=minutes, seq=1, at=at("08:00"))
    if draw(st.booleans()):
        return day, replace(act, after=other.id)
    return day, replace(act, to=other.end + draw(st.sampled_from((-10, 0, 10))) * MINUTE)


@given(inserted())
def test_insertion_delays_only_soft_starts_that_it_reaches(
    case: tuple[Programme, Act],
) -> None:
    lane = _after(*case)
    for number, item in enumerate(lane.items):
        before = lane.items[:number]
        if item.session.follows and all(
            each.end <= (item.session.start if each.session.added else each.session.end)
            for each in before
            if each.end is not None
        ):
            assert item.start == item.session.start


@given(inserted())
def test_insertion_into_a_large_enough_gap_delays_nothing(case: tuple[Programme, Act]) -> None:
    day, act = case
    lane, plain = _after(day, act), _after(day)
    item = lane.item("x")
    assert item is not None
    assert item.start is not None
    assert item.end is not None
    alone = all(s.end <= item.start or item.end <= s.start for s in day.sessions)
    if alone:
        rest = [(i.session.id, i.start, i.end) for i in lane.items if not i.session.added]
        assert rest == [(i.session.id, i.start, i.end) for i in plain.items]
