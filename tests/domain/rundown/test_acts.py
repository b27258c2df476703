"""Acts in a log: which are in force, and which is undone next."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.rundown.acts import (
    Act,
    ActKind,
    acts_until,
    latest_to_undo,
    moving_acts,
    undone_acts,
)
from sommet_tui.domain.rundown.log_and_undo import LogReplay, rundown
from sommet_tui.domain.values import replace
from tests.acting import act, example_day, log, plans
from tests.builders import at

START_A: str = "10:12 start a"
OPENED: str = "09:00 start opening"


def test_simultaneous_undos_count_once() -> None:
    day = example_day()

    def is_manual(*said: str) -> bool:
        acts = [act(seq, each, day.days[0]) for seq, each in enumerate(said, 1)]
        lanes = rundown(plans(day), acts)  # as two laptops recorded them, each by its own lights
        return lanes.lane(lanes.plans.all[0]).is_manual

    twice = (START_A, "10:13 undo 1", "10:13 undo 1")
    assert not is_manual(*twice)
    assert not is_manual(*twice, "10:14 undo 2")  # the other one stands
    assert is_manual(*twice, "10:14 undo 2", "10:15 undo 3")


def test_undo_applies_to_the_latest_valid_act_except_undos() -> None:
    acts = log(example_day(), OPENED, START_A, "10:20 undo 2")
    latest = latest_to_undo(acts)
    assert latest is not None
    assert latest.seq == 1
    assert latest_to_undo(()) is None
    assert latest_to_undo(log(example_day(), OPENED, "09:01 undo 1")) is None


def _grouped_acts(*specs: str) -> tuple[Act, ...]:
    """Return the acts of a log, of which those that add minutes are one group."""
    acts = log(example_day(), *specs)
    return tuple(replace(a, group="g" if a.act == "add" else None) for a in acts)


GROUP = ("10:30 start a", "10:40 add a -10", "10:40 add coffee 5", "10:40 add b -5")


def test_undoing_any_act_of_a_group_undoes_the_group() -> None:
    day = plans(example_day())
    before = rundown(day, _grouped_acts(GROUP[0]))
    for number in (2, 3, 4):
        acts = _grouped_acts(*GROUP, f"10:41 undo {number}")
        assert undone_acts(acts) == {2, 3, 4}
        assert rundown(day, acts).lanes == before.lanes
        again = _grouped_acts(*GROUP, f"10:41 undo {number}", "10:42 undo 5")
        assert undone_acts(again) == {5}
        assert rundown(day, again).lanes == rundown(day, _grouped_acts(*GROUP)).lanes


def test_undo_of_a_missing_act_belongs_to_no_lane() -> None:
    lanes = rundown(plans(example_day()), [act(1, OPENED), act(2, "09:01 undo 9")])
    assert [a.seq for a in lanes.lane_acts(lanes.plans.all[0])] == [1]


def test_log_at_an_instant_is_in_order() -> None:
    acts = log(example_day(), OPENED, START_A, "10:20 undo 2")
    assert [a.seq for a in acts_until(reversed(acts), at("10:12"))] == [1, 2]


def test_undo_of_a_missing_or_later_act_has_no_effect() -> None:
    day = example_day()
    start = act(1, "09:00 start opening")
    empty = replace(act(2, "09:01 undo 9"), undoes=None)
    later = act(3, "09:02 undo 4")
    undone_later = act(4, "09:03 undo 2")
    no_undo = replace(act(5, "09:04 add b 5"), undoes=1)
    plan = plans(day)
    lanes = rundown(plan, (start, empty, later, undone_later, no_undo))
    assert lanes.lane(plan.all[0]).running == ("opening",)
    assert undone_acts((start, no_undo)) == frozenset()


def test_undone_acts_have_no_effect_in_a_long_log() -> None:
    day = example_day()
    many = [act(seq, "08:30 add opening 1") for seq in range(1, 61)]
    replay = LogReplay(plans(day), many)
    left = list(many)
    for seq, gone in enumerate(range(2, 60, 2), 61):
        replay.add(act(seq, f"08:40 undo {gone}"))
        left = [one for one in left if one.seq != gone]
        plan = plans(day).all[0]
        found = replay.rundown().lane(plan).actuals["opening"]
        assert found.added == timedelta(minutes=len(left))


def test_two_opposite_swaps_are_listed_in_one_line() -> None:
    def act(seq: int, kind: ActKind, *named: str) -> Act:
        session, partner = (*named, None, None)[:2]
        return Act(kind, session=session, partner=partner, seq=seq, at=at("09:00"))

    there, back = act(1, "swap", "a", "b"), act(2, "swap", "b", "a")
    assert moving_acts([there]) == ((there, False),)
    assert moving_acts([there, back]) == ((back, True),)
    again = act(3, "swap", "a", "b")
    assert moving_acts([there, back, again]) == ((again, False),)
    between = act(2, "swap", "b", "c")
    assert moving_acts([there, between, again]) == (
        (there, False),
        (between, False),
        (again, False),
    )
    assert moving_acts([there], frozenset({1})) == moving_acts([act(1, "add", "a")]) == ()
