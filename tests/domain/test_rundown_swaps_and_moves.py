"""Two sessions that change places, and one that is set to a time."""

from __future__ import annotations

from sommet_tui.domain.rundown.acts import Act, ActKind, changes_of_place
from sommet_tui.domain.values import replace
from tests.acting import day_of, example_day, offset, shown, status_of, timing_at
from tests.builders import at, pause, programme, session

STARTED = ("09:00 start opening",)


def _order(*said: str, now: str = "09:10") -> str:
    lane = timing_at(example_day(), now, *STARTED, *said)
    return " ".join(item.session.id for item in lane.items)


def test_neighbours_keep_the_gap_between_them() -> None:
    day = day_of("one 09:00-09:30, long 10:00-11:00, short 11:15-11:30")
    lane = timing_at(day, "09:10", "09:00 start one", "09:05 swap long short")
    assert [i.session.id for i in lane.items] == ["one", "short", "long"]
    assert (shown(lane, "short"), shown(lane, "long")) == ("10:00-10:15", "10:30-11:30")


def test_swapping_back_restores_both_sessions_even_if_they_overlap() -> None:
    day = day_of(
        "one 09:00-09:30, long 10:00-11:00 soft, beside 10:30-11:15 fixed, last 12:00-12:30"
    )
    before = ("09:00 start one",)
    there: str = "09:05 swap long beside"
    swapped = timing_at(day, "09:10", *before, there)
    assert (shown(swapped, "beside"), shown(swapped, "long")) == ("10:00-10:45", "10:45-11:45")
    back: str = "09:06 swap beside long"
    plain = timing_at(day, "09:10", *before)
    assert timing_at(day, "09:10", *before, there, back).items == plain.items
    # Also with another pair of swaps between the two.
    far = (
        there,
        "09:06 swap long last",
        "09:07 swap last long",
        "09:08 swap beside long",
    )
    assert timing_at(day, "09:10", *before, *far).items == plain.items


def test_announced_start_of_a_swapped_session_is_not_binding() -> None:
    late = ("09:05 add opening 180", "09:06 announce")
    calm: str = "09:07 add opening -180"
    promised = timing_at(example_day(), "09:10", *STARTED, *late, calm)
    assert shown(promised, "c") == "15:00-16:00"
    swapped = timing_at(example_day(), "09:10", *STARTED, *late, calm, "09:08 swap b c")
    assert shown(swapped, "c") == "14:00-15:00"  # after panel A, which keeps its promise


def test_moved_session_comes_after_those_that_begin_by_then() -> None:
    assert _order("09:05 move c 11:10") == "opening keynote a coffee c b lunch"
    assert _order("09:05 move a 13:00") == "opening keynote coffee b lunch a c"
    assert _order("09:05 move c 11:10", "09:06 move b 11:05") == (
        "opening keynote a coffee b c lunch"
    )


def test_move_considers_begun_and_swapped_sessions() -> None:
    assert _order("09:05 start b", "09:06 move c 10:00") == "opening keynote a coffee b c lunch"
    swapped = ("09:05 swap b c", "09:06 add a 240", "09:07 move keynote 14:00")
    assert _order(*swapped) == "opening a coffee c lunch b keynote"


def test_moved_session_waits_for_all_its_predecessors() -> None:
    lane = timing_at(example_day(), "09:10", *STARTED, "09:05 move c 11:10", "09:06 add a 40")
    assert shown(lane, "c") == "11:40-12:40"
    assert offset(lane) == 0


def test_session_that_left_its_place_has_no_fixed_end() -> None:
    day = day_of("one 09:00-10:00, fixed 10:00-11:00 fixed, two 11:00-12:00")
    before = ("09:10 start one",)
    assert shown(timing_at(day, "09:20", *before), "fixed") == "10:10-11:00"
    moved = timing_at(day, "09:20", *before, "09:15 move fixed 10:30")
    assert shown(moved, "fixed") == "10:30-11:30"


def test_early_start_leaves_preceding_sessions_to_come() -> None:
    lane = timing_at(example_day(), "10:20", *STARTED, "09:05 move c 14:00", "10:10 start c")
    assert [i.session.id for i in lane.items][:3] == ["opening", "c", "keynote"]
    assert status_of(lane, "keynote") == "upcoming"
    by_clock = timing_at(example_day(), "09:30", "08:50 move c 12:00", "09:20 start c")
    assert [i.session.id for i in by_clock.items][:3] == ["opening", "keynote", "c"]


def test_release_does_not_change_the_past() -> None:
    day = day_of("one 09:00-09:30, two 09:40-10:00")
    said = ("09:00 start one", "09:50 release")
    lane = timing_at(day, "09:55", *said)
    assert (shown(lane, "one"), shown(lane, "two")) == ("09:00-09:50", "09:50-10:10")


def test_overlapping_sessions_continue_when_a_room_becomes_manual() -> None:
    day = programme(
        session("hall", "09:00", "10:00"),
        session("tour", "09:30", "09:50"),
        replace(pause("tea", "10:00", "10:15"), follows=False),
        session("next", "10:15", "11:00"),
    )
    taken: str = "09:40 take"
    lane = timing_at(day, "09:45", taken)
    assert [status_of(lane, each) for each in ("hall", "tour")] == ["running", "running"]
    assert lane.running is not None
    assert lane.running.session.id == "tour"
    ended = timing_at(day, "09:48", taken, "09:46 end")
    assert [status_of(ended, each) for each in ("hall", "tour")] == ["running", "done"]
    begun = timing_at(day, "10:00", taken, "09:55 start next")
    assert (shown(begun, "hall"), shown(begun, "tour")) == ("09:00-09:55", "09:30-09:55")


def test_programme_can_make_rooms_manual() -> None:
    day = replace(example_day(), stage_takes=True)
    lane = timing_at(day, "09:20")
    assert lane.state.called
    assert (status_of(lane, "opening"), offset(lane)) == ("upcoming", 20)
    assert status_of(timing_at(day, "09:20", "09:16 release"), "opening") == "running"


def test_two_cancelling_swaps_are_one_line() -> None:
    def act(seq: int, kind: ActKind, *named: str) -> Act:
        session, partner = (*named, None, None)[:2]
        return Act(kind, session=session, partner=partner, seq=seq, at=at("09:00"))

    there, back = act(1, "swap", "a", "b"), act(2, "swap", "b", "a")
    assert changes_of_place([there]) == ((there, False),)
    assert changes_of_place([there, back]) == ((back, True),)
    again = act(3, "swap", "a", "b")
    assert changes_of_place([there, back, again]) == ((again, False),)
    between = act(2, "swap", "b", "c")
    assert changes_of_place([there, between, again]) == (
        (there, False),
        (between, False),
        (again, False),
    )
    assert changes_of_place([there], frozenset({1})) == changes_of_place([act(1, "add", "a")]) == ()
