"""A long log is folded in an effort that grows with its length, whatever was undone in it."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

import pytest

from sommet_tui.domain.rundown import replay
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.definitions import apply
from sommet_tui.domain.rundown.replay import LogReplay, replay_acts
from tests.acting import example_day, plans
from tests.builders import at

START = Act("start", session="opening", seq=1, at=at("09:00"))


def _alternating(records: int, before: int = 0) -> Sequence[Act]:
    """A start, minutes that stay, then minutes given and taken back, over and over."""
    acts, now = [START], at("09:01")
    for turn in range(before):
        minutes = 1 if turn % 2 else -1
        acts.append(Act("add", session="b", minutes=minutes, seq=len(acts) + 1, at=now))
    while len(acts) < records:
        acts.append(Act("add", session="opening", minutes=1, seq=len(acts) + 1, at=now))
        acts.append(Act("undo", undoes=len(acts), seq=len(acts) + 1, at=now))
    return acts


def _applied(acts: Sequence[Act]) -> int:
    """How many acts are applied to the lane while a log is taken in, act by act."""
    with patch.object(replay, "apply", wraps=apply) as counted:
        assert replay_acts(plans(example_day()), acts)[1] is None
    return counted.call_count


@pytest.mark.parametrize("before", [0, 100])
def test_repeated_acts_and_undos_are_applied_once(before: int) -> None:
    assert _applied(_alternating(400, before)) < 2 * 400


def test_old_undone_act_no_longer_affects_later_ones() -> None:
    acts = [*_alternating(40, 30), Act("undo", undoes=4, seq=42, at=at("09:02"))]
    kept = [act for act in acts[:31] if act.seq != 4]
    for _ in range(2):
        long, short = (LogReplay(plans(example_day()), each).rundown() for each in (acts, kept))
        assert long.lanes == short.lanes
        acts.append(Act("undo", undoes=42, seq=len(acts) + 2, at=at("09:03")))
        kept = list(acts[:31])
