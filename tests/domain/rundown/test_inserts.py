"""Items that the programme does not have: a welcome, a fire drill, a speaker who came after all."""

from __future__ import annotations

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.delay_cost import totals
from sommet_tui.domain.rundown.lane_now import LaneTiming
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.log_and_undo import rundown
from sommet_tui.domain.values import replace
from tests.acting import example_day, plans, timing_at
from tests.builders import at, programme, session
from tests.days_driven import MINUTE

UNTIL_A = (
    "09:00 start opening",
    "09:15 start keynote",
    "10:00 start a",
)
DRILL: str = "10:30 insert drill 10 a"


def _lane(*said: str, now: str = "10:40", day: Programme | None = None) -> LaneTiming:
    return timing_at(day or example_day(), now, *UNTIL_A, *said)


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
    (drill,) = rundown(plans(day), (timed,)).added_items
    assert (drill.start, drill.rooms) == (at("10:00"), ("hall",))


def _holding(day: Programme, act: Act) -> list[Plan]:
    lanes = rundown(plans(day), (act,))
    return [plan for plan in lanes.plans.all if lanes.lane(plan).plan.added]
