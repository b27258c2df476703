"""The plan of a panel: the usual one, where it stands, when the questions must open, the cues."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.panel import (
    NAMES,
    Part,
    carry_over,
    cue,
    parts,
    questions_due,
    stretch,
    usual_segments,
)
from sommet_tui.domain.preparation import Segment
from tests.builders import at
from tests.panels import PLAN, START

MINUTE = timedelta(minutes=1)
CUES = (10, 5, 2, 1, 0)
PLANS = st.lists(
    st.builds(Segment, st.sampled_from((*NAMES, "Duel")), st.integers(1, 40)), max_size=6
).map(tuple)


@pytest.mark.parametrize(
    ("length", "minutes"),
    [
        (1, {"statements": 1}),
        (15, {"statements": 12, "questions": 3}),
        (20, {"statements": 15, "questions": 5}),
        (45, {"welcome": 2, "statements": 15, "discussion": 16, "questions": 10, "close": 2}),
        (70, {"welcome": 5, "statements": 20, "discussion": 20, "questions": 20, "close": 5}),
        (90, {"welcome": 5, "statements": 25, "discussion": 30, "questions": 25, "close": 5}),
        (120, {"welcome": 5, "statements": 35, "discussion": 45, "questions": 30, "close": 5}),
    ],
)
def test_usual_plan_suits_each_length(length: int, minutes: dict[str, int]) -> None:
    assert {s.name: s.minutes for s in usual_segments(length * MINUTE, 2)} == minutes


@given(st.integers(0, 24 * 60 * 60))
def test_usual_plan_fills_the_session(seconds: int) -> None:
    found = usual_segments(timedelta(seconds=seconds), 2)

    assert sum(s.minutes for s in found) == max(1, seconds // 60)
    assert all(s.minutes > 0 for s in found)
    assert [s.name for s in found] == [name for name in NAMES if name in {s.name for s in found}]


def plan_at(now: str, *begun: tuple[int, str]) -> list[str]:
    """State, start and end of each part of the plan that began at 09:00."""
    # No name of a loop is that of a function here: Python 3.12.1 takes one for the other.
    found = parts(PLAN, [(number, at(hour)) for number, hour in begun], START, at(now))
    return [f"{p.state} {clock(p.start)}-{clock(p.end)}" for p in found]


def clock(moment: datetime) -> str:
    minutes = (moment - START) // MINUTE
    return f"{9 + minutes // 60:02d}:{minutes % 60:02d}"


def on(now: str, *begun: tuple[int, str]) -> Part:
    found = parts(PLAN, [(number, at(clock)) for number, clock in begun], START, at(now))
    (part,) = (p for p in found if p.state == "on")
    return part


class TestParts:
    def test_all_segments_are_upcoming_before_the_start(self) -> None:
        assert all(part.startswith("to_come") for part in plan_at("08:50"))

    def test_segments_follow_the_clock_until_one_is_begun_manually(self) -> None:
        assert plan_at("09:10") == [
            "done 09:00-09:05",
            "on 09:05-09:20",
            "to_come 09:20-09:40",
            "to_come 09:40-09:55",
            "to_come 09:55-10:00",
        ]
        assert on("09:10").remaining == 10 * MINUTE

    def test_last_segment_runs_into_overtime(self) -> None:
        part = on("10:03")

        assert (part.segment.name, part.remaining, clock(part.end)) == (
            "close",
            -3 * MINUTE,
            "10:03",
        )

    def test_manual_segment_waits_for_the_next_and_moves_it(self) -> None:
        assert plan_at("09:30", (0, "09:00"), (1, "09:07")) == [
            "done 09:00-09:07",
            "on 09:07-09:30",
            "to_come 09:30-09:50",
            "to_come 09:50-10:05",
            "to_come 10:05-10:10",
        ]
        assert on("09:30", (0, "09:00"), (1, "09:07")).remaining == -8 * MINUTE

    def test_skipped_segments_are_done(self) -> None:
        assert plan_at("09:12", (3, "09:10"))[:4] == [
            "done 09:00-09:05",
            "done 09:05-09:10",
            "done 09:10-09:10",
            "on 09:10-09:25",
        ]

    def test_returning_to_a_segment_restarts_it(self) -> None:
        found = plan_at("09:31", (3, "09:25"), (2, "09:30"))

        assert found[2] == "on 09:30-09:50"
        assert found[3] == "to_come 09:50-10:05"

    def test_segment_begun_before_the_session(self) -> None:
        assert plan_at("09:00", (1, "08:58"))[:2] == [
            "done 08:58-08:58",
            "on 08:58-09:13",
        ]

    def test_pause_stops_the_segment_and_delays_all_after_it(self) -> None:
        pause = (at("09:10"), at("09:16"))
        before = parts(PLAN, (), START, at("09:10"))
        found = parts(PLAN, (), START, at("09:16"), [pause])

        assert found[1].remaining == before[1].remaining == 10 * MINUTE
        assert [(clock(p.start), clock(p.end)) for p in found][1:3] == [
            ("09:05", "09:26"),
            ("09:26", "09:46"),
        ]

    def test_segment_in_overtime_gets_no_later_in_a_pause(self) -> None:
        pause = (at("09:30"), at("09:40"))
        (part,) = (
            p for p in parts(PLAN, [(1, at("09:07"))], START, at("09:41"), [pause]) if p.remaining
        )

        assert part.remaining == -9 * MINUTE

    def test_pause_before_a_segment_does_not_affect_it(self) -> None:
        found = parts(PLAN, [(2, at("09:20"))], START, at("09:30"), [(at("09:05"), at("09:10"))])

        assert found[2].remaining == 10 * MINUTE

    def test_empty_plan_has_no_segments(self) -> None:
        assert parts((), (), START, START) == ()


@given(
    PLANS, st.lists(st.tuples(st.integers(0, 5), st.integers(-600, 9000))), st.integers(-600, 9000)
)
def test_segments_are_consecutive_and_at_most_one_runs(
    plan: tuple[Segment, ...], begun: list[tuple[int, int]], now: int
) -> None:
    seconds = sorted(when for _, when in begun)
    taken = [
        (number, START + timedelta(seconds=when))
        for (number, _), when in zip(begun, seconds, strict=True)
        if number < len(plan)
    ]
    moment = max([START + timedelta(seconds=now), *(when for _, when in taken)])

    found = parts(plan, taken, START, moment)

    assert [p.segment for p in found] == list(plan)
    assert all(p.start <= p.end for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert sum(p.state == "on" for p in found) <= 1
    states = "".join({"done": "d", "on": "o", "to_come": "t"}[p.state] for p in found)
    assert states == "".join(sorted(states))


class TestANewPlan:
    def after(self, new: tuple[Segment, ...], *begun: int) -> list[tuple[str, str]]:
        taken = [(number, at(f"09:{10 * place:02d}")) for place, number in enumerate(begun)]
        found = carry_over(taken, PLAN, new, at("09:55"))
        return [(new[number].name, clock(since)) for number, since in found]

    def test_new_minutes_keep_the_running_segment(self) -> None:
        longer = tuple(Segment(s.name, s.minutes + 5) for s in PLAN)

        assert self.after(longer, 0, 1) == [("welcome", "09:00"), ("statements", "09:10")]

    def test_insertion_or_removal_before_the_running_segment_keeps_it(self) -> None:
        assert self.after((Segment("Film", 3), *PLAN), 2) == [("discussion", "09:00")]
        assert self.after((PLAN[0], *PLAN[2:]), 1, 2) == [("discussion", "09:10")]
        assert self.after((PLAN[0], PLAN[2], PLAN[1], *PLAN[3:]), 2) == [("discussion", "09:00")]

    def test_renamed_segment_stays_the_same(self) -> None:
        renamed = (*PLAN[:2], Segment("Duel", 20), *PLAN[3:])

        assert self.after(renamed, 1, 2) == [("statements", "09:00"), ("Duel", "09:10")]

    def test_removing_the_running_segment_starts_the_next(self) -> None:
        assert self.after((*PLAN[:2], *PLAN[3:]), 2) == [("questions", "09:55")]
        assert self.after(PLAN[:2], 4) == [("statements", "09:55")]

    def test_segments_with_the_same_name_stay_distinct(self) -> None:
        twice = (Segment("round", 5), Segment("round", 10))
        longer = (Segment("Film", 1), Segment("round", 6), Segment("round", 11))

        assert carry_over([(1, START)], twice, longer, at("09:55")) == ((2, START),)

    def test_no_segment_runs_in_an_empty_plan(self) -> None:
        assert carry_over([(1, START)], PLAN, (), at("09:55")) == ()
        assert carry_over([], PLAN, PLAN[1:], at("09:55")) == ()

    @given(PLANS, PLANS, st.lists(st.integers(0, 5)))
    def test_numbers_are_those_of_the_new_plan(
        self, old: tuple[Segment, ...], new: tuple[Segment, ...], begun: list[int]
    ) -> None:
        taken = [(number, START) for number in begun if number < len(old)]

        found = carry_over(taken, old, new, at("09:55"))

        assert all(0 <= number < len(new) for number, _ in found)
        assert bool(found) or not (taken and new)


def test_questions_must_open_early_enough_for_the_rest() -> None:
    assert questions_due(PLAN, at("10:00")) == at("09:40")
    assert questions_due(PLAN, at("10:05")) == at("09:45")
    assert questions_due(PLAN[:3], at("10:00")) is None


def test_minutes_added_to_the_session_go_before_the_questions() -> None:
    longer, shorter = stretch(PLAN, 5 * MINUTE), stretch(PLAN, -7.5 * MINUTE)
    assert [s.minutes for s in longer] == [5, 15, 25, 15, 5]
    assert [s.minutes for s in shorter] == [5, 15, 13, 15, 5]
    assert [s.name for s in longer] == [s.name for s in PLAN]
    assert stretch(PLAN, 0.5 * MINUTE) == PLAN


def test_added_minutes_without_questions_go_to_the_longest_segment() -> None:
    plan = (Segment("Duel", 10), Segment("close", 5))
    assert stretch(plan, 5 * MINUTE) == (Segment("Duel", 15), plan[1])
    assert stretch(plan, -30 * MINUTE) == (Segment("Duel", 1), plan[1])
    assert stretch((), 5 * MINUTE) == ()


@pytest.mark.parametrize(
    ("seconds", "due"),
    [
        (601, None),
        (600, 10),
        (571, 10),
        (570, None),
        (300, 5),
        (61, None),
        (60, 1),
        (0, 0),
        (-29, 0),
        (-30, None),
    ],
)
def test_cue_is_shown_for_a_while_from_its_minute(seconds: int, due: int | None) -> None:
    assert cue(timedelta(seconds=seconds), CUES, timedelta(seconds=30)) == due


def test_cue_nearer_the_end_is_shown_of_two() -> None:
    assert cue(timedelta(seconds=60), CUES, timedelta(minutes=5)) == 1
    assert cue(timedelta(seconds=60), (), timedelta(minutes=5)) is None


@pytest.mark.parametrize(
    ("length", "minutes"),
    [
        (20, {"talk": 15, "questions": 5}),
        (45, {"welcome": 2, "talk": 31, "questions": 10, "close": 2}),
    ],
)
def test_keynote_has_a_talk_and_no_round_of_statements(
    length: int, minutes: dict[str, int]
) -> None:
    for speakers in (0, 1):
        found = usual_segments(length * MINUTE, speakers)
        assert {s.name: s.minutes for s in found} == minutes
