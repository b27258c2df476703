"""When what is to come begins, and when it ends, if nobody does anything more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.lane_timing import elapsed_time, just_started, recent_span
from tests.acting import day_of, example_day, log, offset, shown, status_of, timing_at
from tests.builders import at, programme, session

OPENED: str = "09:00 start opening"


def _soft_after_a_gap() -> Programme:
    return day_of("one 09:00-09:30, two 09:45-10:15 soft")


@pytest.mark.parametrize(
    ("now", "said", "fresh"),
    [
        ("09:00", (), None),
        ("09:00", (OPENED,), "opening"),
        ("09:00:59", (OPENED,), "opening"),
        ("09:01", (OPENED,), None),
        ("08:59", (OPENED,), None),
        ("09:00:30", (OPENED, "09:00:20 end"), None),
        ("09:10:30", (OPENED, "09:10 start keynote", "09:10:20 undo 2"), None),
        ("09:10:30", (OPENED, "09:10<09:07 start keynote"), None),
        ("09:10:30", (OPENED, "09:05 end", "09:10 start opening"), "opening"),
    ],
)
def test_start_can_be_recorded_minutes_later(
    now: str, said: tuple[str, ...], fresh: str | None
) -> None:
    day = example_day()
    found = just_started(timing_at(day, now, *said), log(day, *said), recent_span(1.0))
    assert (found.id if found else None) == fresh


def test_hard_start_holds_if_the_previous_session_ends_early() -> None:
    lane = timing_at(example_day(), "10:50", "10:00 start a", "10:40 end")
    assert shown(lane, "b") == "11:30-12:30"
    assert offset(lane) == 0


def test_hard_start_moves_only_while_the_previous_session_runs() -> None:
    day = day_of("one 09:00-09:30, two 09:30-10:00")
    late: str = "09:10 start one"
    assert shown(timing_at(day, "09:20", late), "two") == "09:40-10:10"
    roomy = day_of("one 09:00-09:30, two 09:40-10:00")
    assert shown(timing_at(roomy, "09:20", late), "two") == "09:40-10:00"


def test_soft_start_follows_its_predecessor_by_the_planned_gap() -> None:
    day = _soft_after_a_gap()
    early = timing_at(day, "09:21", "09:00 start one", "09:20 end")
    assert shown(early, "two") == "09:35-10:05"
    assert offset(early) == -10
    assert shown(timing_at(day, "09:20", "09:10 start one"), "two") == "09:55-10:25"


def test_soft_start_is_hard_after_a_cancelled_session() -> None:
    lane = timing_at(example_day(), "09:11", OPENED, "09:05 cancel keynote", "09:10 end")
    assert shown(lane, "a") == "10:00-11:00"
    planned = day_of("one 09:00-09:30, two 09:30-10:00 cancelled, three 10:00-10:30 soft")
    assert shown(timing_at(planned, "09:12", "09:00 start one", "09:10 end"), "three") == (
        "10:00-10:30"
    )


def test_planned_overlap_causes_no_delay() -> None:
    day = day_of("hall 09:00-10:00, tour 09:30-10:30, close 10:30-11:00")
    lane = timing_at(day, "09:20", "09:15 start hall", "09:16 add hall 30")
    assert shown(lane, "hall") == "09:15-10:45"
    assert shown(lane, "tour") == "09:30-10:30"
    assert shown(lane, "close") == "10:45-11:15"


def test_waiting_session_waits_for_the_latest_predecessor() -> None:
    day = day_of("hall 09:00-09:50, tour 09:30-10:00, close 10:00-10:30 soft")
    lane = timing_at(day, "09:20", "09:15 start hall")
    assert shown(lane, "close") == "10:05-10:35"


def test_skipped_session_has_no_times_and_can_still_be_started() -> None:
    passed = (OPENED, "10:00 start a")
    lane = timing_at(example_day(), "10:05", *passed)
    assert shown(lane, "keynote") == "skipped"
    started = timing_at(example_day(), "11:10", *passed, "11:00 start keynote")
    assert shown(started, "keynote") == "11:00-11:45"
    assert shown(started, "a") == "10:00-11:00"
    assert shown(started, "b") == "11:45-12:45"


def test_manual_lane_waits_and_its_delay_grows_by_the_minute() -> None:
    for clock, behind in (("10:01", 1), ("10:30", 30)):
        lane = timing_at(example_day(), clock, "09:15 start keynote", "10:00 end")
        assert lane.next is not None
        assert lane.next.start == at(clock)
        assert offset(lane) == behind


def test_finished_lane_is_as_late_as_its_last_end() -> None:
    lane = timing_at(example_day(), "14:00", "13:45 start c", "13:50 end")
    assert lane.next is None
    assert offset(lane) == -40
    assert offset(timing_at(example_day(), "15:00")) == 0
    assert lane.item("nobody") is None


@pytest.mark.parametrize(
    ("clock", "remaining", "alert", "over"),
    [
        ("10:54", 6, "normal", 0),
        ("10:55", 5, "warning", 0),
        ("10:59", 1, "danger", 0),
        ("11:00", 0, "danger", 0),
        ("11:03", -3, "overtime", 3),
    ],
)
def test_running_session_has_elapsed_and_remaining_time(
    clock: str, remaining: int, alert: str, over: int
) -> None:
    lane = timing_at(example_day(), clock, "10:00 start a")
    assert lane.remaining == timedelta(minutes=remaining)
    assert lane.alert == alert
    assert lane.overtime == timedelta(minutes=over)
    assert shown(lane, "a") == f"10:00-{max(clock, '11:00')}"


def test_elapsed_time_counts_only_begun_sessions() -> None:
    lane = timing_at(example_day(), "10:05", "10:00 start a", "10:01 cancel c")
    counted = {i.session.id: elapsed_time(i, lane.at) for i in lane.items}
    assert counted["keynote"] == timedelta(minutes=45)
    assert counted["b"] == counted["c"] == timedelta(0)
    assert counted["a"] == timedelta(minutes=5)


def _fixed() -> Programme:
    return day_of("talk 10:00-11:00 fixed, next 11:00-12:00")


@pytest.mark.parametrize(
    ("said", "now", "talk", "remaining"),
    [
        (("10:20 start talk",), "10:30", "10:20-11:00", 30),
        (("09:50 start talk",), "10:30", "09:50-11:00", 30),
        (("10:20 start talk", "10:21 add talk 5"), "10:30", "10:20-11:05", 35),
        (("10:00 start talk", "10:10 pause"), "10:30", "10:00-11:00", 30),
        (("11:00 start talk",), "11:02", "11:00-11:02", -2),
        (("11:10 start talk",), "11:12", "11:10-12:10", 58),
    ],
)
def test_fixed_end_holds_despite_late_start_and_pauses(
    said: tuple[str, ...], now: str, talk: str, remaining: int
) -> None:
    lane = timing_at(_fixed(), now, *said)
    assert shown(lane, "talk") == talk
    assert lane.remaining == timedelta(minutes=remaining)


def test_fixed_end_before_the_start_is_ignored() -> None:
    late = programme(session("one", "09:00", "10:00"), *_fixed().sessions)
    said: str = "09:30 start one"
    assert shown(timing_at(late, "09:40", said), "talk") == "10:30-11:00"
    lane = timing_at(late, "09:40", said, "09:35 add one 45")
    assert shown(lane, "talk") == "11:15-12:15"
    assert shown(lane, "next") == "12:15-13:15"
    just = timing_at(late, "09:40", said, "09:35 add one 30")
    assert shown(just, "talk") == "11:00-11:00"


@pytest.mark.parametrize(
    ("said", "now", "expected"),
    [
        ((), "08:30", "opening"),
        ((), "09:10", "opening"),
        ((), "09:14", "opening"),
        ((), "09:15", "keynote"),
        ((), "11:10", "b"),
        ((), "20:00", None),
        (("08:00 cancel opening",), "09:30", "keynote"),
        (("08:00 cancel opening",), "11:10", "b"),
        (("09:05 cancel opening",), "09:20", "keynote"),
        (("09:20 end keynote",), "09:30", "a"),
        ((OPENED,), "09:10", "keynote"),
        (("10:00 start a", "10:10 release"), "10:20", "b"),
        (("10:00 start a", "10:10 release"), "11:40", "b"),
        (("13:30 start c",), "13:40", None),
        (("10:05 take",), "10:20", "b"),
    ],
)
def test_next_to_start_may_be_a_session_begun_automatically(
    said: tuple[str, ...], now: str, expected: str | None
) -> None:
    coming = timing_at(example_day(), now, *said).next_to_start
    assert (coming.session.id if coming else None) == expected


@pytest.mark.parametrize(
    ("said", "now", "start", "unclear"),
    [
        ((), "09:04", "welcome", ()),
        ((), "09:10", "welcome", ()),  # over by the clock, but days begin late
        ((), "09:11", "talk", ()),
        ((), "09:15", "talk", ()),
        ((), "09:16", "talk", ("talk", "panel")),
        ((), "09:55", "panel", ("talk", "panel")),
        ((), "10:10", "panel", ()),
        ((), "10:20", "panel", ()),
        ((), "10:31", "panel", ("panel",)),
        (("09:00 start welcome",), "09:16", "talk", ()),
        (("09:20 take",), "09:21", "panel", ()),
    ],
)
def test_start_is_ambiguous_over_ten_minutes_from_an_automatic_start(
    said: tuple[str, ...], now: str, start: str, unclear: tuple[str, ...]
) -> None:
    morning = day_of("welcome 09:00-09:05, talk 09:05-09:45, panel 10:20-11:00")
    lane = timing_at(morning, now, *said)
    assert lane.next_to_start is not None
    assert lane.next_to_start.session.id == start
    assert tuple(item.session.id for item in lane.ambiguous_sessions) == unclear


def test_taking_a_session_keeps_it_running_only_if_a_person_started_it() -> None:
    by_clock = timing_at(example_day(), "10:20", "10:10 take a")
    assert (status_of(by_clock, "a"), by_clock.state.called) == ("upcoming", True)
    started = ("10:00 start a", "10:05 release")
    by_hand = timing_at(example_day(), "10:20", *started, "10:10 take a")
    assert (status_of(by_hand, "a"), by_hand.state.called) == ("running", True)
    over = timing_at(example_day(), "11:45", *started, "11:40 take keynote").item("a")
    assert over is not None
    assert (over.actual.end, over.actual.manual_end) == (at("11:00"), None)


def test_start_in_a_taken_lane_drops_later_automatic_starts() -> None:
    lane = timing_at(example_day(), "09:30", "09:18 take", "09:20 start keynote")
    assert (shown(lane, "opening"), shown(lane, "keynote")) == ("09:00-09:15", "09:20-10:05")


def test_start_next_never_starts_a_break() -> None:
    lane = timing_at(day_of("tea 08:56-09:00 break, one 09:00-09:30"), "09:03")
    assert lane.next_to_start is not None
    assert lane.next_to_start.session.id == "one"


def test_two_sessions_moved_to_one_time_do_not_run_at_once() -> None:
    moved = ("08:50 move b 15:00", "08:51 move c 15:00")
    lane = timing_at(example_day(), "09:00", *moved)
    assert {shown(lane, "b"), shown(lane, "c")} == {"15:00-16:00", "16:00-17:00"}


def test_taking_a_session_ends_automatic_ones_and_taking_none_does_not() -> None:
    named = timing_at(example_day(), "09:40", "09:20 take a")
    assert (status_of(named, "keynote"), shown(named, "keynote")) == ("done", "09:15-09:20")
    assert named.running is None
    unnamed = timing_at(example_day(), "09:40", "09:20 take")
    assert (status_of(unnamed, "keynote"), shown(unnamed, "keynote")) == ("running", "09:15-10:00")


@pytest.mark.parametrize(
    ("acts", "now", "since"),
    [
        (("10:00 start a", "11:05 end"), "11:30", None),
        (("10:00 start a", "11:05 end"), "11:30:01", "11:30"),
        (("10:00 start a", "11:40 end"), "11:42", "11:40"),
        (("10:00 start a",), "11:42", None),  # it is still running
        (("08:50 take opening",), "09:04", "09:00"),
        (("11:00 start c", "12:00 end"), "13:00", None),  # none is left
        ((), "09:04", None),  # the clock starts them
    ],
)
def test_next_session_is_overdue_when_nothing_runs_before_it(
    acts: tuple[str, ...], now: str, since: str | None
) -> None:
    found = timing_at(example_day(), now, *acts).overdue_since
    assert found == (at(since) if since else None)
