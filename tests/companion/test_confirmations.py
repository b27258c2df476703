"""The questions before a session starts, each at its boundaries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.companion.confirmations import Confirmation, question_before
from sommet_tui.domain.programme import Programme
from tests.acting import act, example_day, log, rules, timing_at
from tests.builders import existing
from tests.tables import DATA

A_MOMENT = timedelta(seconds=30)
RULES = rules(DATA / "questions.txt")
KEYNOTE_RUNS = ("09:00 start opening", "09:15 start keynote")


def before_start(
    day: Programme, said: tuple[str, ...], now: str, wanted: str
) -> Confirmation | None:
    spec = wanted if " " in wanted else f"start {wanted}"
    wish = act(len(said) + 1, f"{now} {spec}")
    return question_before(wish, timing_at(day, now, *said), log(day, *said), A_MOMENT)


@pytest.mark.parametrize("rule", RULES)
def test_start_asks_for_confirmation(rule: str) -> None:
    for day, (now, acts, wanted, asked) in RULES[rule]:
        found = before_start(day, tuple(filter(None, acts.split(", "))), now, wanted)
        assert (in_words(found) if found is not None else "nothing") == asked, now


def in_words(asked: Confirmation) -> str:
    left = f"{asked.left.total_seconds():.0f} s" if asked.left is not None else None
    other = asked.other.id if asked.other is not None else None
    costs = [cost.session.id for cost in asked.costs if cost.session is not None]
    return " ".join(filter(None, [asked.code, other, left, *costs]))


def test_start_that_skips_sessions_names_them() -> None:
    found = existing(before_start(example_day(), KEYNOTE_RUNS, "09:50", "c"))
    assert (found.code, [each.id for each in found.skipped]) == ("skips", ["a", "b"])
