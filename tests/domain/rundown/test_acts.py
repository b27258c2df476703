"""Acts in a log: which are in force, and which is undone next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.domain.rundown.acts import (
    acts_until,
    latest_to_undo,
    moving_acts,
    undone_acts,
)
from sommet_tui.domain.rundown.log_and_undo import LogReplay, rundown
from sommet_tui.domain.values import replace
from tests.acting import act, example_day, log, plans
from tests.builders import at
from tests.tables import listed, table

OPENED: str = "09:00 start opening"


@pytest.mark.parametrize(("acts", "undone", "latest"), table("undone_acts.txt"))
def test_undone_acts_have_no_effect(acts: str, undone: str, latest: str) -> None:
    """Those that add minutes are one group."""
    done = [act(seq, each) for seq, each in enumerate(listed(acts), 1)]
    done = [replace(one, group="g" if one.act == "add" else None) for one in done]
    gone, found = undone_acts(done), latest_to_undo(done)
    assert " ".join(map(str, sorted(gone))) == undone
    assert (str(found.seq) if found else "") == latest
    left = [one for one in done if one.seq not in gone and one.act != "undo"]
    day = plans(example_day())
    assert rundown(day, done).lanes == rundown(day, left).lanes


def test_undo_of_a_missing_act_belongs_to_no_lane() -> None:
    lanes = rundown(plans(example_day()), [act(1, OPENED), act(2, "09:01 undo 9")])
    assert [a.seq for a in lanes.lane_acts(lanes.plans.all[0])] == [1]


def test_log_at_an_instant_is_in_order() -> None:
    acts = log(example_day(), OPENED, "10:12 start a", "10:20 undo 2")
    assert [a.seq for a in acts_until(reversed(acts), at("10:12"))] == [1, 2]


def test_only_an_undo_undoes_another_act() -> None:
    start, add = act(1, OPENED), replace(act(2, "09:04 add b 5"), undoes=1)
    assert undone_acts((start, add)) == frozenset()


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
    there, back = act(1, "09:00 swap a b"), act(2, "09:00 swap b a")
    assert moving_acts([there]) == ((there, False),)
    assert moving_acts([there, back]) == ((back, True),)
    again = act(3, "09:00 swap a b")
    assert moving_acts([there, back, again]) == ((again, False),)
    between = act(2, "09:00 swap b c")
    assert moving_acts([there, between, again]) == (
        (there, False),
        (between, False),
        (again, False),
    )
    assert moving_acts([there], frozenset({1})) == moving_acts([act(1, "09:00 add a")]) == ()
