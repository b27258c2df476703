"""A session that leaves its place and comes right after another."""

from __future__ import annotations

from sommet_tui.domain.rundown.impact import impact
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.domain.values import replace
from tests.acting import day_of, example_day, offset, shown, status_of, timing_at
from tests.builders import pause, programme, session

OPENED: str = "09:00 start opening"
SWAPPED: str = "09:05 defer keynote a"


def _order(lane: LaneTiming) -> str:
    return " ".join(item.session.id for item in lane.items)


def test_deferred_session_directly_follows_another() -> None:
    lane = timing_at(example_day(), "09:10", OPENED, SWAPPED)
    assert _order(lane) == "opening a keynote coffee b lunch c"
    assert shown(lane, "a") == "10:00-11:00"
    assert shown(lane, "keynote") == "11:00-11:45"
    assert shown(lane, "coffee") == "11:45-11:45"
    assert shown(lane, "b") == "11:45-12:45"
    assert shown(lane, "lunch") == "12:45-13:30"


def test_deferred_session_has_a_soft_start() -> None:
    day = day_of("one 09:00-09:30, two 09:30-10:00, three 12:00-12:30")
    lane = timing_at(day, "09:10", "09:00 start one", "09:05 defer three one")
    assert shown(lane, "three") == "09:30-10:00"
    assert shown(lane, "two") == "10:00-10:30"
    early = timing_at(
        day,
        "09:21",
        "09:00 start one",
        "09:05 defer three one",
        "09:20 end",
    )
    assert shown(early, "three") == "09:21-09:51"


def test_sessions_after_a_deferred_one_wait_for_it() -> None:
    day = day_of("hall 09:00-10:00, tour 09:30-10:30, walk 09:45-10:15, close 10:30-11:00")
    lane = timing_at(day, "08:50", "08:45 defer tour hall")
    assert shown(lane, "tour") == "10:00-11:00"
    assert shown(lane, "walk") == "11:00-11:30"
    assert shown(lane, "close") == "11:30-12:00"


def test_session_deferred_to_the_front_begins_no_earlier_than_planned() -> None:
    day = day_of("one 09:00-09:30, two 09:30-10:00")
    acts = ("08:00 defer one two", "08:01 defer two one")
    lane = timing_at(day, "08:30", *acts)
    assert _order(lane) == "one two"
    assert shown(lane, "one") == "09:00-09:30"
    assert shown(lane, "two") == "09:30-10:00"


def test_session_deferred_after_a_cancelled_one_follows_its_predecessor() -> None:
    day = day_of("one 09:00-09:30, two 09:30-10:00, three 12:00-12:30")
    acts = (
        "09:00 start one",
        "09:05 defer three two",
        "09:06 cancel two",
    )
    assert shown(timing_at(day, "09:10", *acts), "three") == "09:30-10:00"


def test_soft_start_is_hard_after_a_deferred_session() -> None:
    acts = (OPENED, "09:01 defer keynote b")
    ended: str = "09:05 end"
    assert shown(timing_at(example_day(), "09:06", *acts, ended), "a") == "10:00-11:00"
    gone: str = "09:02 cancel keynote"
    assert shown(timing_at(example_day(), "09:06", *acts, gone, ended), "a") == "10:00-11:00"


def test_latest_deferral_wins() -> None:
    lane = timing_at(example_day(), "09:10", OPENED, SWAPPED, "09:06 defer keynote b")
    assert _order(lane) == "opening a coffee b keynote lunch c"
    assert shown(lane, "keynote") == "12:30-13:15"
    assert shown(lane, "lunch") == "13:15-13:30"


def test_two_sessions_may_be_deferred_after_the_same() -> None:
    lane = timing_at(
        example_day(),
        "09:10",
        OPENED,
        SWAPPED,
        "09:06 defer c a",
        "09:07 add c 5",
    )
    assert _order(lane) == "opening a c keynote coffee b lunch"
    assert shown(lane, "c") == "11:00-12:05"
    assert shown(lane, "keynote") == "12:05-12:50"


def test_deferral_without_effect_after_an_undo_is_void() -> None:
    said = (
        "08:50 start opening",
        "08:55 undo 1",
        "08:56 defer opening a",
        "08:57 undo 2",
    )
    lane = timing_at(example_day(), "09:10", *said)
    assert status_of(lane, "opening") == "running"
    assert lane.state.void_seqs == {3}


def test_successor_of_a_skipped_deferred_session_begins_no_earlier() -> None:
    day = programme(
        session("first", "09:00", "09:30"),
        session("gone", "09:30", "10:00"),
        replace(pause("soft", "10:00", "10:30"), follows=True),
        session("talk", "10:30", "11:00"),
        session("last", "11:00", "12:00"),
    )
    said = (
        "09:00 start first",
        "09:05 end",
        "09:06 defer gone talk",
    )
    assert shown(timing_at(day, "09:10", *said), "soft") == "10:00-10:30"
    lane = timing_at(day, "11:05", *said, "11:00 start last")
    assert status_of(lane, "gone") == "skipped"
    assert shown(lane, "soft") == "10:00-10:30"


def test_deferred_session_comes_after_all_begun_ones() -> None:
    day = day_of("hall 09:00-11:00, tour 09:30-10:00, talk 12:00-12:30, end 13:00-13:30")
    said = ("09:35 take", "09:36 defer end hall")
    lane = timing_at(day, "09:40", *said)
    assert _order(lane) == "hall tour end talk"
    assert shown(lane, "end") == "11:00-11:30"


def test_deferred_session_that_begins_early_comes_after_begun_ones() -> None:
    lane = timing_at(example_day(), "09:40", OPENED, SWAPPED, "09:20 start keynote")
    assert _order(lane) == "opening keynote a coffee b lunch c"
    assert shown(lane, "keynote") == "09:20-10:05"
    assert shown(lane, "a") == "10:05-11:05"


def test_successor_of_a_begun_session_in_the_new_order_is_still_to_come() -> None:
    lane = timing_at(example_day(), "09:40", OPENED, SWAPPED, "09:20 start a", "09:30 end")
    assert shown(lane, "keynote") == "09:40-10:25"
    assert offset(lane) == 10  # it is due when the one before it ended


def test_deferred_session_without_announced_start_follows_and_is_never_on_time() -> None:
    late: tuple[str, ...] = ("09:00 defer b c", "13:46 start c")
    lane = timing_at(example_day(), "13:50", *late)
    told = timing_at(example_day(), "13:50", *late, "13:48 announce")
    assert [i.session.id for i in lane.items if i.follows] == ["b"]
    assert [i.session.id for i in told.items if i.follows] == []
    assert impact(lane)[-1].follows
    assert not impact(told)[-1].follows
