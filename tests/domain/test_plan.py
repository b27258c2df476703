"""The plan of a day: its stops, its omissions and their reasons, and the effect of a change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.plan import (
    DayPlan,
    DrivenTimes,
    Stop,
    arrival,
    compare,
    index_of_last_reached,
    missed_minutes,
    plan,
)
from sommet_tui.domain.programme import Session, State
from sommet_tui.domain.values import replace
from tests.acting import day_of
from tests.builders import at, session
from tests.domain import naive_plan
from tests.tables import table

if TYPE_CHECKING:
    from sommet_tui.domain.plan import StopDegree
    from sommet_tui.domain.timeline import Status


def pace(one: str | None, other: str) -> int:
    """Five minutes between any two places."""
    return 0 if one == other else 5


def stops(text: str) -> list[Stop]:
    """The stops "a 09:00-10:00, b 10:02-11:00 maybe @r2": in room r2; musts unless it says so.

    An own event may have a lead time, "train 16:00-18:00 own lead=30". With "late=20", the stage
    drives the room, and is 20 minutes late. With "running", the session has begun.
    """
    found = []
    for item in filter(None, text.split(", ")):
        id_, span, *more = item.split()
        room = next((word[1:] for word in more if word.startswith("@")), None)
        wanted: StopDegree = "maybe" if "maybe" in more else "own" if "own" in more else "must"
        start, end = span.split("-")
        state: State = "cancelled" if "cancelled" in more else "confirmed"
        lead = next((int(word[5:]) for word in more if word.startswith("lead=")), None)
        subject: Session | OwnEvent = session(id_, start, end, room=room, state=state)
        if lead is not None:
            subject = OwnEvent(id_, id_, at(start), at(end), room, lead)
        late = next((int(word[5:]) for word in more if word.startswith("late=")), None)
        status: Status = "running" if "running" in more else "upcoming"
        found.append(late_stop(Stop(subject, wanted), late, status))
    return found


def late_stop(stop: Stop, minutes: int | None, status: Status = "upcoming") -> Stop:
    """Return a stop in a room that runs late. For `minutes` None, the stage drives no room."""
    if minutes is None:
        return stop
    late, times = timedelta(minutes=minutes), (stop.start, stop.end)
    return replace(stop, driven=DrivenTimes(times, times[0] + late, times[1] + late, status))


def ids(of: Iterable[Stop]) -> list[str]:
    return [one.id for one in of]


def planned_stops(text: str) -> str:
    """Return the plan of such stops: their ids, with the minutes that it misses of each."""
    return in_words(plan(stops(text), pace).stops)


def in_words(found: Sequence[Stop]) -> str:
    every = zip((None, *found), found, strict=False)
    return ", ".join(stop_words(before, one) for before, one in every)


def stop_words(before: Stop | None, one: Stop) -> str:
    arrives = arrival(before, one, pace)
    late = missed_minutes(one, arrives and arrives - one.delay)
    words = (one.id, f"-{late}" if late else "", "gap" if one.fills_gap else "")
    return " ".join(word for word in words if word)


@pytest.mark.parametrize(("day", "found"), table("plan/days.txt"))
def test_plan_of_a_day_has_the_expected_stops(day: str, found: str) -> None:
    assert planned_stops(day) == found


@pytest.mark.parametrize(("day", "found", "left_out"), table("plan/left_out.txt"))
def test_left_out_sessions_have_reasons_and_are_in_order_of_their_starts(
    day: str, found: str, left_out: str
) -> None:
    planned = plan(stops(day), pace)
    assert " ".join(ids(planned.stops)) == found
    reasons = [
        " ".join([one.stop.id, *(f"{each.why} {each.minutes}" for each in one.reasons)])
        for one in planned.left_out
    ]
    assert ", ".join(reasons) == left_out


def near(one: str | None, other: str) -> int:
    """Return walks that are never longer than a detour."""
    known = {("r1", "r2"): 2, ("r2", "r3"): 5, ("r1", "r3"): 6}
    return 0 if one == other else known.get((min(one or "", other), max(one or "", other)), 2)


def one_of(id_: str, days: st.DataObject) -> Stop:
    """Draw a stop of two hours, most of them in conflict with others."""
    start = at("09:00") + timedelta(minutes=days.draw(st.integers(0, 80)))
    end = start + timedelta(minutes=days.draw(st.sampled_from((1, 3, 10, 12, 15, 20, 25, 30, 45))))
    degree: StopDegree = days.draw(st.sampled_from(("own", "must", "must", "maybe", "maybe")))
    room = days.draw(st.sampled_from(("r1", "r2", "r3")))
    subject: Session | OwnEvent
    if degree == "own":
        lead = days.draw(st.sampled_from((None, None, 0, 12)))
        subject = OwnEvent(id_, id_, start, end, room, lead)
    else:
        is_off = days.draw(st.integers(0, 9)) == 0
        subject = Session(id_, id_, start, end, start.date(), rooms=(room,))
        subject = replace(subject, state="cancelled") if is_off else subject
    return Stop(subject, degree)


@st.composite
def wanted_stops(draw: st.DrawFn, most: int = 7) -> list[Stop]:
    """Draw the wanted stops of a day, in the programme's order."""
    days = draw(st.data())
    return [one_of(f"s{number}", days) for number in range(draw(st.integers(0, most)))]


@given(wanted_stops())
def test_plan_is_the_best_of_all_choices(day: list[Stop]) -> None:
    found = plan(day, near)
    assert ids(found.stops) == ids(naive_plan.plan_of_day(day, near))
    assert {*ids(found.stops), *(one.stop.id for one in found.left_out)} == set(ids(day))
    for left_out in found.left_out:
        reasons = {reason.why for reason in left_out.reasons}
        assert reasons
        assert reasons == {"cancelled"} or reasons <= {"overlap", "walk"}


@st.composite
def changes(draw: st.DrawFn) -> tuple[list[Stop], list[Stop], datetime]:
    """Draw the stops wanted before and after a change, and its instant.

    Something is removed, moved or new; nothing that has begun by the plan is moved.
    """
    days, before = draw(st.data()), draw(wanted_stops())
    now = at("09:00") + timedelta(minutes=draw(st.integers(-5, 130)))
    begun = {stop.id for stop in plan(before, near).stops if stop.start <= now}
    planned_ids = set(ids(plan(before, near).stops))
    after = {stop.id: stop for stop in before}
    for id_ in (f"s{number}" for number in range(8)):
        what = days.draw(st.integers(0, 9))
        if what == 0:
            after.pop(id_, None)
        elif what == 1 and id_ not in begun:
            made = one_of(id_, days)
            if id_ not in planned_ids or made.start > now:
                after[id_] = made
    return before, list(after.values()), now


@settings(max_examples=60)
@given(changes(), st.integers(0, 60))
def test_change_replans_only_the_rest_of_the_day(
    change: tuple[list[Stop], list[Stop], datetime], minutes: int
) -> None:
    before, after, now = change
    stops_before = plan(before, near).stops
    found = check_change(stops_before, after, now)
    # Until the next change, it stays the same, whenever it is worked out again.
    later = plan(after, near, found.stops, now + timedelta(minutes=minutes))
    assert later.stops == found.stops
    assert plan(before, near, stops_before, now).stops == stops_before


@settings(max_examples=60)
@given(changes(), st.integers(-5, 40))
def test_changed_plan_counts_from_the_expected_starts_of_late_rooms(
    change: tuple[list[Stop], list[Stop], datetime], minutes: int
) -> None:
    before, after, now = change
    check_change(plan(before, near).stops, [in_late_room(one, minutes, now) for one in after], now)


def in_late_room(stop: Stop, minutes: int, now: datetime) -> Stop:
    """Return a stop with the times of the stage, which drives the room r3, at `now`."""
    if stop.degree == "own" or stop.places != ("r3",):
        return stop
    start, length = stop.start + timedelta(minutes=minutes), stop.end - stop.start
    status: Status = "upcoming" if start > now else "running" if start + length > now else "done"
    return late_stop(stop, minutes, status)


def check_change(before: Sequence[Stop], after: Sequence[Stop], now: datetime) -> DayPlan:
    """Return the plan after a change, which must have the same stops as the naive one."""
    found = plan(after, near, before, now)
    known = {stop.id: stop for stop in after if not stop.is_cancelled}
    kept = [replace(known[s.id], fills_gap=s.fills_gap) for s in before if s.id in known]
    kept = sorted(kept, key=lambda stop: end_of_group(stop, kept))
    chosen = naive_plan.Change(kept, now, near).plan(after)
    fill = {stop.id for stop in found.stops if stop.fills_gap}
    assert [id_ for id_ in ids(found.stops) if id_ not in fill] == [
        id_ for id_ in chosen if id_ not in fill
    ]
    return found


def end_of_group(stop: Stop, order: list[Stop]) -> datetime:
    """Return the end of a stop; of one that fills a gap, the end of the one before."""
    place = order.index(stop)
    while place and order[place].fills_gap:
        place -= 1
    return order[place].start if order[place].fills_gap else order[place].end


@pytest.mark.parametrize(("now", "before", "after", "found"), table("plan/changes.txt"))
def test_changed_plan_has_the_expected_stops(now: str, before: str, after: str, found: str) -> None:
    first = plan(stops(before), pace).stops
    assert in_words(plan(stops(after), pace, first, at(now)).stops) == found


def test_session_that_is_mostly_over_is_left_out_of_the_plan() -> None:
    (left_out,) = plan(stops("b 09:00-10:00"), pace, (), at("09:31")).left_out
    assert [reason.why for reason in left_out.reasons] == ["late"]


@pytest.mark.parametrize(("wanted", "reached"), table("plan/reached_stops.txt"))
def test_stop_is_reached_when_it_begins_and_the_previous_one_has_ended(
    wanted: str, reached: str
) -> None:
    day = plan(stops(wanted), pace).stops
    assert ids(day) == ["a", "b", "c"]
    clocks = [each.split() for each in reached.split(", ")]
    assert [index_of_last_reached(day, at(clock)) for clock, _ in clocks] == [
        int(index) for _, index in clocks
    ]


def test_two_people_part_and_meet_again() -> None:
    a, b, c, d = day_of("a 09:00-10:00, b 10:00-11:00, c 10:00-11:00, d 11:00-12:00").sessions
    found = compare([a, b, d], [d, c, a])
    assert [s.id for s in found.both] == ["a", "d"]
    assert [s.id for s in found.mine] == ["b"]
    assert [s.id for s in found.theirs] == ["c"]
    (parting,) = found.partings
    assert parting.since == b.start
    assert ([s.id for s in parting.mine], [s.id for s in parting.theirs]) == (["b"], ["c"])
    assert parting.meet is d
    assert compare([a], [a]).partings == ()


def test_partings_end_with_the_day_and_are_separate_on_two_days() -> None:
    today, tomorrow = day_of("today 17:00-18:00, tomorrow 09:00-10:00 next-day").sessions
    (parting,) = compare([today, tomorrow], [tomorrow]).partings
    assert (parting.meet, parting.since) == (None, today.start)
    one, two = compare([today], [tomorrow]).partings
    assert (one.mine, one.theirs, one.since) == ((today,), (), today.start)
    assert (two.mine, two.theirs, two.since) == ((), (tomorrow,), tomorrow.start)
