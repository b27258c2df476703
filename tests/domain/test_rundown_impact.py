"""What lateness costs, and how to still end on time."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.impact import impact
from sommet_tui.domain.rundown.lane_timing import lane_timing
from sommet_tui.domain.rundown.replay import rundown
from sommet_tui.domain.values import replace
from tests.acting import day_of, example_day, log, plans, timing_at
from tests.builders import at, programme, session


def _cost(day: Programme, now: str, *said: str) -> str:
    """What lateness costs, in short: "coffee shrinks 13, b on_time 0"."""
    words = []
    for cost in impact(timing_at(day, now, *said)):
        item = cost.session or cost.after
        assert item is not None
        name = item.id if cost.session else f"gap after {item.id}"
        words.append(f"{name} {cost.change} {cost.minutes}")
    return ", ".join(words)


def test_break_shrinks_and_the_next_session_is_on_time() -> None:
    late = ("10:12 start a", "10:13 add a 5")
    assert _cost(example_day(), "10:20", *late) == "coffee shrinks 13, b on_time 0"


def test_sessions_move_until_one_is_on_time_again() -> None:
    assert _cost(example_day(), "09:10", "09:06 start opening") == (
        "keynote moves 6, a moves 6, coffee shrinks 24, b on_time 0"
    )


def test_session_that_comes_earlier_is_listed() -> None:
    early = ("09:00 start opening", "09:05 end")
    assert _cost(example_day(), "09:05", *early) == "keynote moves -10, a moves -10, b on_time 0"


def test_session_that_only_ends_later_is_listed() -> None:
    given = ("10:00 start a", "10:05 add b 7")
    assert _cost(example_day(), "10:10", *given) == "b moves 7, lunch shrinks 53, c on_time 0"


def test_seconds_do_not_count_as_a_cost() -> None:
    day = day_of("one 09:00-10:00, two 10:00-11:00")
    assert _cost(day, "09:30", "09:00:59 start one") == "two on_time 0"
    assert _cost(day, "09:30", "09:01:59 start one") == "two moves 1"


def test_cancelled_session_costs_nothing() -> None:
    assert _cost(example_day(), "10:20", "10:12 start a", "10:13 cancel b") == (
        "coffee shrinks 18, c on_time 0"
    )


def _with_gap(start: str) -> Programme:
    return programme(session("one", "09:00", "10:00"), session("two", start, "11:30"))


def test_long_planned_gap_shrinks_like_a_break_and_is_named_by_its_predecessor() -> None:
    late: str = "09:20 start one"
    assert _cost(_with_gap("10:30"), "09:30", late) == "gap after one shrinks 10, two on_time 0"
    very: str = "09:40 start one"
    assert _cost(_with_gap("10:30"), "09:45", very) == "gap after one shrinks 0, two moves 10"
    assert _cost(_with_gap("10:15"), "09:30", "09:05 start one") == (
        "gap after one shrinks 10, two on_time 0"
    )


def test_short_unchanged_or_begun_gap_is_not_listed() -> None:
    assert _cost(_with_gap("10:14"), "09:30", "09:05 start one") == "two on_time 0"
    assert _cost(_with_gap("10:30"), "09:30", "09:00 start one") == "two on_time 0"
    ended = ("09:00 start one", "10:10 end")
    assert _cost(_with_gap("10:30"), "10:12", *ended) == "two on_time 0"


def test_gap_is_counted_from_the_latest_planned_end_before_it() -> None:
    day = day_of("hall 09:00-10:30, tour 09:30-10:00, two 11:00-12:00")
    assert _cost(day, "09:20", "09:10 start hall") == "gap after hall shrinks 20, two on_time 0"
    whole = ("09:00 start hall", "09:05 add tour 5")
    assert _cost(day, "09:20", *whole) == "tour moves 5, two on_time 0"
    behind = ("09:10 start hall", "09:15 cancel tour")
    assert _cost(day, "09:20", *behind) == "gap after hall shrinks 20, two on_time 0"
    both = ("09:10 start hall", "09:12 add tour 5")
    assert _cost(day, "09:20", *both) == "tour moves 5, gap after hall shrinks 20, two on_time 0"


def test_gap_has_not_begun_while_a_session_planned_before_it_runs() -> None:
    day = day_of("one 09:00-09:30, two 09:30-10:00, three 10:30-11:00")
    again = (
        "09:00 start one",
        "09:20 start two",
        "09:45 start one",
    )
    assert _cost(day, "09:50", *again) == "gap after two shrinks 15, three on_time 0"


def test_gap_after_a_cancelled_session_belongs_to_the_one_before() -> None:
    behind = ("09:06 start opening", "09:07 cancel a")
    assert _cost(example_day(), "09:08", *behind) == (
        "keynote moves 6, gap after keynote shrinks 54, b on_time 0"
    )
    over = ("10:00 start a", "10:20 cancel b")
    assert _cost(example_day(), "11:40", *over) == (
        "coffee shrinks 0, gap after a shrinks 50, c on_time 0"
    )
    spare = day_of("a 10:00-11:00, x 11:15-12:00, b 12:30-13:30")
    assert _cost(spare, "11:05", "10:00 start a", "10:20 cancel x") == (
        "gap after a shrinks 85, b on_time 0"
    )


def test_gap_that_grew_does_not_shrink() -> None:
    day = day_of("one 09:00-10:00, two 10:00-11:00, three 11:50-12:30")
    shorter = ("09:10 start one", "09:15 add two -20")
    assert _cost(day, "09:20", *shorter) == "two moves 10, three on_time 0"


def test_gap_is_named_by_the_session_before_the_preceding_break() -> None:
    day = day_of("one 09:00-10:00, coffee 10:00-10:20 break unfixed, two 11:00-12:00")
    cost = _cost(day, "09:20", "09:10 start one")
    assert cost == "gap after one shrinks 30, two on_time 0"


def test_gap_after_a_moved_session_is_named_by_its_neighbour() -> None:
    day = day_of("a 10:00-11:00, coffee 11:00-11:30 break, b 11:50-12:30, c 14:00-15:00")
    swapped = ("08:00 swap a c", "10:00 start c")
    assert _cost(day, "11:40", *swapped) == (
        "coffee shrinks 0, gap after coffee shrinks 10, b on_time 0"
    )


def test_gap_preceded_only_by_breaks_is_named_by_the_last_of_them() -> None:
    day = day_of("coffee 09:00-09:20 break, tea 09:20-09:30 break unfixed, one 10:00-11:00")
    late = _cost(day, "09:10", "09:05 add tea 10")
    assert late == "gap after tea shrinks 20, one on_time 0"


def test_half_a_minute_does_not_count_as_a_cost() -> None:
    day = day_of("one 09:00-10:00, lunch 10:00-11:00 break")
    starts = replace(log(day, "09:00 start one")[0], at=at("09:00") + timedelta(seconds=30))
    lanes = rundown(plans(day), (starts,))
    assert impact(lane_timing(lanes.lane(lanes.plans.all[0]), at("09:20"))) == ()
