"""The rest of a day: what it leaves out, the next stops and when to leave, what a swap costs."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.plan import Driven, Reason, Stop, clash
from sommet_tui.domain.stops import NextStop, Swap, next_stops, rest_of_day, swap
from sommet_tui.domain.values import replace
from tests.builders import at, session
from tests.domain.test_plan import ids, paced, stop, stops, wanted


def coming(stops: list[Stop], now: datetime) -> list[tuple[str, str, datetime | None, int]]:
    found = next_stops(rest_of_day(stops, now, paced), now, paced)
    return [(s.stop.id, s.turn, s.leave, s.walk) for s in found]


def test_what_is_over_or_nearly_over_is_no_destination_any_more() -> None:
    day = stops("early 09:00-10:00, long 09:30-11:30, next 12:00-13:00")
    assert ids(rest_of_day(day, at("09:20"), paced).plan.stops) == ["early", "next"]
    assert ids(rest_of_day(day, at("10:00"), paced).plan.stops) == ["long", "next"]
    assert ids(rest_of_day(day, at("11:01"), paced).plan.stops) == ["next"]
    left_out = rest_of_day(day, at("11:30"), paced).plan.left_out
    assert left_out == ()


def test_a_session_the_user_is_in_stays_until_its_end_unless_that_costs_another() -> None:
    here, after = stops("here 10:00-11:00 @a, after 11:00-12:00 @a")
    assert ids(rest_of_day([here, after], at("10:50"), paced).plan.stops) == ["here", "after"]
    beside = stop("beside", "10:30", "12:30", room="b")
    assert ids(rest_of_day([here, beside, after], at("10:44"), paced).plan.stops) == [
        "here",
        "after",
    ]
    alone = rest_of_day([here, beside], at("10:50"), paced)
    assert ids(alone.plan.stops) == ["beside"]
    assert alone.before == here


def test_what_remains_of_the_plan_stays_unless_another_plan_has_more() -> None:
    day = stops("here 10:00-11:00 @a, planned 11:05-11:30 @b, beside 11:00-11:20 @c")
    for now in ("10:30", "11:00", "11:04"):
        assert "planned" in ids(rest_of_day(day, at(now), paced).plan.stops)


def test_the_next_stops_say_when_to_leave_from_the_place_before() -> None:
    day = stops(
        "here 10:00-11:00 @a, same 11:30-12:00 @a, far 12:30-13:00 @b, later 15:00-16:00 @b"
    )
    assert coming(day, at("10:20")) == [
        ("here", "now", None, 0),
        ("same", "next", None, 0),
        ("far", "then", at("12:25"), 5),
    ]
    # In a break the user is still where the last stop was.
    assert coming(day, at("12:10")) == [
        ("far", "next", at("12:25"), 5),
        ("later", "then", None, 0),
    ]


def test_from_an_unknown_place_the_way_takes_no_time_and_to_none_nobody_leaves() -> None:
    day = stops("first 09:00-10:00 @a, call 10:30-11:00, last 11:00-12:00 @b")
    assert coming(day, at("08:00")) == [
        ("first", "next", at("09:00"), 0),
        ("call", "then", None, 0),
        ("last", "then", at("11:00"), 0),
    ]


def test_an_own_event_with_a_lead_says_when_to_leave_wherever_one_is() -> None:
    train = OwnEvent("train", "Train", at("18:30"), at("20:00"), lead=30)
    assert coming([Stop(train, "own")], at("17:00")) == [("train", "next", at("18:00"), 30)]


def test_a_stop_knows_what_the_plan_leaves_out_for_it() -> None:
    day = stops(
        "keynote 09:00-12:00, one 09:30-10:00 maybe, two 11:00-12:00 maybe, after 13:00-14:00"
    )
    keynote, after = next_stops(rest_of_day(day, at("08:00"), paced), at("08:00"), paced)
    assert [each.stop.id for each in keynote.left_out] == ["one", "two"]
    assert after.left_out == ()


def late(planned: Stop, start: str, end: str, *, waits: bool = False, runs: bool = False) -> Stop:
    times = Driven(at(start), at(end), (planned.start, planned.end), waits, runs)
    return replace(planned, driven=times)


def test_a_session_is_where_the_user_is_until_it_really_ends() -> None:
    keynote = stop("keynote", "09:13", "10:16", room="a")
    call = stop("call", "10:21", "10:30", "own", room="b")
    lab = stop("lab", "10:40", "11:00", room="b")
    running = late(keynote, "09:13", "10:16", runs=True)
    now = at("10:16") + timedelta(seconds=3)
    assert coming([running, call, lab], now) == [
        ("keynote", "now", None, 0),
        ("call", "next", at("10:16"), 5),
        ("lab", "then", None, 0),
    ]
    # Too long to reach the call in time: it is time to go, and the way there is the same.
    longer = late(keynote, "09:13", "10:18", runs=True)
    assert coming([longer, call, lab], now)[0] == ("call", "next", at("10:16"), 5)


def test_what_waits_is_next_and_stays_the_stop_when_it_begins() -> None:
    maps = stop("maps", "10:20", "10:50", room="a")
    fame = stop("fame", "10:51", "11:21", room="b")
    waiting = late(maps, "10:51", "11:21", waits=True)
    assert coming([waiting, fame], at("10:51"))[0][:2] == ("maps", "next")
    for start, end in (("10:51", "11:21"), ("10:52", "11:22")):
        begun = late(maps, start, end, runs=True)
        assert coming([begun, fame], at("10:52"))[0][:2] == ("maps", "now")


def test_a_late_session_gives_way_to_more_of_what_is_wanted() -> None:
    maps = late(stop("maps", "10:20", "10:50", room="a"), "10:51", "11:21", waits=True)
    others = stops("fame 10:51-11:05 @b, hall 11:10-11:30 @b")
    assert ids(rest_of_day([maps, *others], at("10:50"), paced).plan.stops) == ["fame", "hall"]


def swapped(day: list[Stop], id_: str, now: datetime) -> Swap:
    (taken,) = (one for one in day if one.id == id_)
    found = swap(day, taken, now, paced)
    assert isinstance(found, Swap)
    return found


def test_a_swap_demotes_the_musts_in_its_way_and_tells_what_comes_and_goes() -> None:
    day = stops("a 09:00-10:00, b 10:00-11:00, wide 09:30-10:30, side 08:30-09:15 maybe")
    found = swapped(day, "wide", at("08:00"))
    assert (ids(found.demoted), ids(found.lost), ids(found.gained)) == (
        ["a", "b"],
        ["a", "b"],
        ["side"],
    )


def test_another_must_that_was_left_out_gives_way_only_if_it_has_to() -> None:
    day = stops("a 09:00-10:00, b 10:00-11:00, wide 09:30-10:30, late 10:15-11:30")
    found = swapped(day, "wide", at("08:00"))
    assert "wide" not in ids(found.demoted)
    changed = [one for one in day if one.id not in {*ids(found.demoted), "wide"}]
    changed += [Stop(one.subject, "maybe") for one in found.demoted]
    assert "wide" in ids(rest_of_day([*changed, found.taken], at("08:00"), paced).plan.stops)


def test_nothing_goes_before_an_own_event_and_nothing_cancelled_can_be_taken() -> None:
    lunch = Stop(OwnEvent("lunch", "Lunch", at("12:00"), at("13:00")), "own")
    talk = stop("talk", "12:30", "13:30")
    refused = swap([lunch, talk], talk, at("08:00"), paced)
    assert isinstance(refused, Reason)
    assert refused.stop == lunch
    gone = Stop(session("gone", state="cancelled"), "must")
    refused = swap([gone], gone, at("08:00"), paced)
    assert isinstance(refused, Reason)
    assert refused.why == "cancelled"


MINUTES = st.integers(-30, 270)


def moment(minutes: int) -> datetime:
    return at("09:00") + timedelta(minutes=minutes)


def check_next(found: tuple[NextStop, ...], now: datetime) -> None:
    assert len(found) <= 3
    assert all(each.stop.end > now for each in found)
    assert not any(each.stop.is_cancelled for each in found)
    for one, other in pairwise(found):
        assert clash(one.stop, other.stop, paced) is None
        assert other.leave is None or other.leave >= one.stop.end
    assert [each.turn for each in found] == sorted(
        (each.turn for each in found), key=["now", "next", "then"].index
    )
    assert [each.turn for each in found].count("next") <= 1


@given(wanted(), MINUTES)
def test_the_next_stops_are_never_past_and_never_clash(day: list[Stop], minutes: int) -> None:
    now = moment(minutes)
    check_next(next_stops(rest_of_day(day, now, paced), now, paced), now)


@given(wanted(), MINUTES, st.integers(0, 13))
def test_what_is_taken_is_on_the_plan(day: list[Stop], minutes: int, which: int) -> None:
    now = moment(minutes)
    left_out = rest_of_day(day, now, paced).plan.left_out
    if not left_out:
        return
    taken = left_out[which % len(left_out)].stop
    found = swap(day, taken, now, paced)
    if isinstance(found, Reason):
        assert found.stop is not None
        assert found.stop.wanted == "own"
        return
    changed = {one.id: one for one in day}
    changed |= {one.id: Stop(one.subject, "maybe") for one in found.demoted}
    changed |= {taken.id: found.taken}
    after = rest_of_day(changed.values(), now, paced).plan.stops
    before = rest_of_day(day, now, paced).plan.stops
    assert taken.id in ids(after)
    assert set(ids(found.lost)) == set(ids(before)) - set(ids(after))
    assert {*ids(found.gained), taken.id} == set(ids(after)) - set(ids(before))
