"""Items that the programme does not have: a welcome, a fire drill, a speaker who came after all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.impact import impact, totals
from sommet_tui.domain.rundown.lane_timing import LaneTiming, lane_timing
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.state_from_log import rundown
from sommet_tui.domain.values import replace
from tests.acting import example_day, offset, plans, shown, timing_at
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
