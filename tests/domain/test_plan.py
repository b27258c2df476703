"""A day without clashes: musts before maybes, walks kept, nothing dropped without a word."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.plan import Stop, Wanted, clash, compare, plan
from sommet_tui.domain.programme import Session
from tests.builders import at, session


def paced(one: str, other: str) -> int:
    """Five minutes between any two places."""
    return 0 if one == other else 5


def stop(id_: str, start: str, end: str, wanted: Wanted = "must", room: str | None = None) -> Stop:
    return Stop(session(id_, start, end, room=room), wanted)


def stops(text: str) -> list[Stop]:
    """The stops "a 09:00-10:00, b 10:02-11:00 maybe @r2": in room r2; musts unless it says so."""
    found = []
    for item in text.split(", "):
        id_, span, *more = item.split()
        room = next((word[1:] for word in more if word.startswith("@")), None)
        wanted: Wanted = "maybe" if "maybe" in more else "own" if "own" in more else "must"
        start, end = span.split("-")
        found.append(stop(id_, start, end, wanted, room))
    return found


def ids(of: Iterable[Stop]) -> list[str]:
    return [one.id for one in of]


def test_a_must_goes_before_any_number_of_maybes() -> None:
    found = plan(
        stops(
            "keynote 09:00-12:00, one 09:00-10:00 maybe, two 10:00-11:00 maybe, "
            "three 12:00-13:00 maybe"
        ),
        paced,
    )
    assert ids(found.stops) == ["keynote", "three"]
    (one, two) = found.left_out
    assert (one.stop.id, one.reasons[0].why, one.reasons[0].minutes) == ("one", "overlap", 60)
    assert two.reasons[0].stop is not None
    assert two.reasons[0].stop.id == "keynote"


def test_the_way_to_another_room_takes_its_time_and_within_a_room_none() -> None:
    near = stops("a 09:00-10:00 @r1, b 10:00-11:00 @r1")
    assert ids(plan(near, paced).stops) == ["a", "b"]
    far = stops("a 09:00-10:00 @r1, b 10:02-11:00 maybe @r2, c 10:05-11:00 maybe @r3")
    found = plan(far, paced)
    assert ids(found.stops) == ["a", "c"]
    walk, overlap = found.left_out[0].reasons
    assert (walk.why, walk.minutes) == ("walk", 3)
    assert (overlap.why, overlap.minutes) == ("overlap", 55)


def test_just_enough_time_for_the_way_is_no_clash() -> None:
    here = stop("a", "09:00", "10:00", room="r1")
    assert clash(here, stop("b", "10:05", "11:00", room="r2"), paced) is None
    short = clash(here, stop("c", "10:04", "11:00", room="r2"), paced)
    assert short is not None
    assert (short.why, short.minutes) == ("walk", 1)


def test_an_event_of_ones_own_goes_before_all_and_need_not_be_anywhere() -> None:
    call = OwnEvent("call", "Call", at("09:30"), at("10:00"))
    train = OwnEvent("train", "Train", at("16:00"), at("18:00"), "station")
    found = plan(
        [
            Stop(call, "own"),
            Stop(train, "own"),
            stop("early", "09:00", "10:00"),
            stop("after", "10:00", "11:00", room="r1"),
            stop("late", "15:00", "15:58", room="r1"),
        ],
        paced,
    )
    assert ids(found.stops) == ["call", "after", "train"]
    assert [
        (one.stop.id, one.reasons[0].why, one.reasons[0].minutes) for one in found.left_out
    ] == [
        ("early", "overlap", 30),
        ("late", "walk", 3),
    ]


def test_an_own_event_with_a_lead_is_left_for_that_early_from_wherever_one_is() -> None:
    train = OwnEvent("train", "Train", at("16:00"), at("18:00"), "station", lead=30)
    talks = stops("talk 15:00-15:31 @r1, before 14:30-15:00")
    found = plan([Stop(train, "own"), *talks], paced)
    assert ids(found.stops) == ["before", "train"]
    assert [(o.stop.id, o.reasons[0].why, o.reasons[0].minutes) for o in found.left_out] == [
        ("talk", "walk", 1)
    ]


def test_what_is_cancelled_is_said_to_be() -> None:
    gone = Stop(session("gone", "09:00", "10:00", state="cancelled"), "must")
    found = plan([gone, stop("a", "09:00", "10:00", "maybe")], paced)
    assert ids(found.stops) == ["a"]
    assert [reason.why for reason in found.left_out[0].reasons] == ["cancelled"]


def test_what_is_left_out_is_told_in_the_order_of_its_starts() -> None:
    found = plan(
        stops("keynote 09:00-12:00, long 09:30-11:30 maybe, short 10:00-10:30 maybe"),
        paced,
    )
    assert [one.stop.id for one in found.left_out] == ["long", "short"]


def test_musts_that_are_left_out_come_first() -> None:
    found = plan(
        stops("long 09:00-12:00 maybe, a 09:00-10:00, b 11:00-12:00, c 11:30-12:30"),
        paced,
    )
    assert ids(found.stops) == ["a", "b"]
    assert [one.stop.id for one in found.left_out] == ["c", "long"]


ROOMS = st.sampled_from([None, "r1", "r2", "r3"])
DEGREES: st.SearchStrategy[Wanted] = st.sampled_from(("own", "must", "must", "maybe", "maybe"))


@st.composite
def wanted(draw: st.DrawFn, most: int = 14) -> list[Stop]:
    found = []
    for number in range(draw(st.integers(0, most))):
        start = at("09:00") + timedelta(minutes=draw(st.integers(0, 60)) * 3)
        end = start + timedelta(minutes=draw(st.integers(1, 20)) * 3)
        degree = draw(DEGREES)
        place, id_ = draw(ROOMS), f"s{number}"
        subject: Session | OwnEvent
        if degree == "own":
            subject = OwnEvent(id_, id_, start, end, place)
        else:
            rooms = (place,) if place else ()
            subject = Session(id_, id_, start, end, start.date(), rooms=rooms)
        found.append(Stop(subject, degree))
    return found


@given(wanted())
def test_a_plan_never_overlaps_and_keeps_the_walks(stops: list[Stop]) -> None:
    found = plan(stops, paced)
    for one, other in pairwise(found.stops):
        assert one.end <= other.start
        assert clash(one, other, paced) is None


@given(wanted())
def test_whatever_is_not_in_it_is_left_out_for_a_reason(stops: list[Stop]) -> None:
    found = plan(stops, paced)
    assert {s.id for s in found.stops} | {o.stop.id for o in found.left_out} == {
        s.id for s in stops
    }
    assert all(one.reasons for one in found.left_out)


@given(wanted(), st.randoms(use_true_random=False))
def test_it_is_the_same_whatever_order_the_picks_were_made_in(
    stops: list[Stop], chance: random.Random
) -> None:
    shuffled = list(stops)
    chance.shuffle(shuffled)
    assert plan(shuffled, paced) == plan(stops, paced)


def _worth(stops: tuple[Stop, ...]) -> tuple[int, int, int]:
    degrees = [one.wanted for one in stops]
    return degrees.count("own"), degrees.count("must"), degrees.count("maybe")


@given(wanted(9))
def test_no_other_plan_keeps_more(stops: list[Stop]) -> None:
    ordered = sorted(stops, key=lambda s: (s.start, s.end))
    best = max(
        _worth(some)
        for size in range(len(ordered) + 1)
        for some in combinations(ordered, size)
        if all(a.end <= b.start and clash(a, b, paced) is None for a, b in pairwise(some))
    )
    assert _worth(plan(stops, paced).stops) == best


def test_two_people_part_and_meet_again() -> None:
    a, b, c, d = (
        session(id_, start, end)
        for id_, start, end in [
            ("a", "09:00", "10:00"),
            ("b", "10:00", "11:00"),
            ("c", "10:00", "11:00"),
            ("d", "11:00", "12:00"),
        ]
    )
    found = compare([a, b, d], [d, c, a])
    assert [s.id for s in found.both] == ["a", "d"]
    assert [s.id for s in found.mine] == ["b"]
    assert [s.id for s in found.theirs] == ["c"]
    (parting,) = found.partings
    assert parting.since == b.start
    assert ([s.id for s in parting.mine], [s.id for s in parting.theirs]) == (["b"], ["c"])
    assert parting.meet is d


def test_a_parting_ends_with_the_day() -> None:
    today = session("today", "17:00", "18:00")
    tomorrow = session("tomorrow", "09:00", "10:00", day=today.day + timedelta(days=1))
    (parting,) = compare([today, tomorrow], [tomorrow]).partings
    assert parting.meet is None
    assert isinstance(parting.since, datetime)


def test_two_days_apart_are_two_partings() -> None:
    today = session("today", "17:00", "18:00")
    tomorrow = session("tomorrow", "09:00", "10:00", day=today.day + timedelta(days=1))
    one, two = compare([today], [tomorrow]).partings
    assert (one.mine, one.theirs, one.since) == ((today,), (), today.start)
    assert (two.mine, two.theirs, two.since) == ((), (tomorrow,), tomorrow.start)


def test_who_part_at_the_end_of_it_all_meet_no_more() -> None:
    a, b, c = session("a"), session("b", "10:00", "11:00"), session("c", "10:00", "11:00")
    (parting,) = compare([a, b], [a, c]).partings
    assert parting.meet is None
    assert compare([a], [a]).partings == ()
