"""A session in several rooms, driven by the first; a break in several rooms, which each drives."""

from __future__ import annotations

import pytest

from sommet_tui.domain.day_for_attendees import announced_programme, live_event
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.lanes import Plans
from sommet_tui.domain.rundown.log_and_undo import rundown
from sommet_tui.domain.timeline import Moment, RoomMoment, Timeline
from sommet_tui.domain.values import replace
from tests.acting import act
from tests.builders import at, clock_of, programme, session


def event() -> Programme:
    """A plenary in all three rooms, a talk in two, one talk in each."""
    return programme(
        session("main-1", "09:00", "10:00", room="main"),
        session("side-1", "09:00", "10:00", room="side"),
        replace(session("plenary", "10:00", "11:00"), rooms=("main", "side", "cellar")),
        replace(session("both", "11:00", "12:00"), rooms=("side", "main")),
        session("cellar-2", "11:00", "12:00", room="cellar"),
        rooms=("main", "side", "cellar"),
    )


def room(moment: Moment, id_: str) -> RoomMoment:
    return next(each for each in moment.rooms if each.room == id_)


def ids(sessions: tuple[Session, ...]) -> list[str]:
    return [each.id for each in sessions]


def test_first_room_drives_a_session_in_several_rooms() -> None:
    planned = event()
    plans = Plans(planned, Timeline(planned).lanes)

    assert {plan.lane.room: ids(plan.lane.items) for plan in plans.all} == {
        "main": ["main-1", "plenary"],
        "side": ["side-1", "both"],
        "cellar": ["cellar-2"],
    }
    plan = plans.plan_of_session("plenary")
    assert plan is not None
    assert plan.lane.room == "main"


def test_acts_of_the_first_room_appear_in_the_others() -> None:
    planned = event()
    timeline = Timeline(planned)
    plans = Plans(planned, timeline.lanes)
    acts = (
        act(1, "10:00<09:00 start main-1"),
        act(2, "10:20<10:20 start plenary"),
    )
    driven = rundown(plans, acts)

    late = live_event(planned, timeline, driven, at("11:10"))
    for name in ("main", "cellar"):
        room_then = room(late.moment, name)
        assert "plenary" in ids(room_then.now), name
    assert ids(room(late.moment, "side").now)[0] == "plenary"
    assert room(late.moment, "cellar").remaining is not None
    assert room(late.moment, "main").remaining == late.times["plenary"].remaining


def test_lengthened_session_warns_in_all_its_rooms_at_the_same_time() -> None:
    short = replace(session("short", "10:00", "10:12"), rooms=("main", "side"))
    planned = programme(short, rooms=("main", "side"))
    timeline = Timeline(planned)
    acts = (
        act(1, "10:00 start short"),
        act(2, "10:05 add short 20"),
    )
    driven = rundown(Plans(planned, timeline.lanes), acts)
    for clock, expected in (("10:28", "normal"), ("10:29", "warning")):
        now = live_event(planned, timeline, driven, at(clock)).moment
        assert [each.alert for each in now.rooms] == [expected] * 2


def test_rooms_without_acts_follow_the_plan() -> None:
    planned = event()
    timeline = Timeline(planned)
    still = rundown(Plans(planned, timeline.lanes), ())

    for clock in ("08:00", "09:30", "10:30", "11:30", "13:00"):
        assert live_event(planned, timeline, still, at(clock)).moment == timeline.moment_at(
            at(clock)
        )


def day_with_lunch() -> Programme:
    """A talk in each of two rooms, lunch for all, and another talk in each."""
    return programme(
        session("main-1", "10:00", "11:00", room="main"),
        session("side-1", "10:00", "11:00", room="side"),
        replace(session("lunch", "11:00", "12:00", kind="break"), rooms=("main", "side")),
        session("main-2", "12:00", "13:00", room="main"),
        session("side-2", "12:00", "13:00", room="side"),
        rooms=("main", "side"),
    )


def lunch_as_shown(acts: tuple[Act, ...], clock: str, room: str | None = None) -> tuple[str, str]:
    """Return the start and the end of lunch in the list of a room, or of all rooms for None."""
    planned = day_with_lunch()
    timeline = Timeline(planned)
    driven = rundown(Plans(planned, timeline.lanes), acts)
    lunch = live_event(planned, timeline, driven, at(clock), room=room).programme.by_id["lunch"]
    return clock_of(lunch.start), clock_of(lunch.end)


def late(room: str, seq: int, clock: str = "10:30") -> tuple[Act, ...]:
    """A person starts the room's talk, gives it 15 minutes and announces the times."""
    first = Act("start", session=f"{room}-1", when=at("10:00"), seq=seq, at=at(clock))
    more = Act("add", session=f"{room}-1", minutes=15, seq=seq + 1, at=at(clock))
    lunch = (at("11:15"), at("12:00"))
    times = {"lunch": lunch, f"{room}-1": (at("10:00"), at("11:15"))}
    return first, more, Act("announce", room=room, times=times, seq=seq + 2, at=at(clock))


@pytest.mark.parametrize("clock", ["10:40", "11:05", "11:30", "12:30"])
def test_late_room_moves_a_shared_break_only_in_its_own_list(clock: str) -> None:
    acts = late("main", 1)

    assert lunch_as_shown(acts, clock, "main")[0] > "11:00"
    assert lunch_as_shown(acts, clock, "side") == ("11:00", "12:00")
    assert lunch_as_shown(acts, clock) == ("11:00", "12:00")


def test_shared_break_moves_if_all_its_rooms_move_it_by_the_same_time() -> None:
    acts = (*late("main", 1), *late("side", 4))

    for room_shown in (None, "main", "side"):
        assert lunch_as_shown(acts, "10:40", room_shown) == ("11:15", "12:00")


def test_break_skipped_in_one_room_remains_in_the_others() -> None:
    acts = (*late("main", 1)[:1], act(2, "10:45 start main-2"))
    planned = day_with_lunch()
    timeline = Timeline(planned)
    found = live_event(
        planned, timeline, rundown(Plans(planned, timeline.lanes), acts), at("11:10")
    )

    assert lunch_as_shown(acts, "11:10") == ("11:00", "12:00")
    assert lunch_as_shown(acts, "11:10", "main") == ("10:45", "10:45")
    gap = room(found.moment, "side").gap
    assert gap is not None
    assert gap.break_id == "lunch"


def test_published_break_moves_only_if_all_its_rooms_announce_the_same_time() -> None:
    planned = day_with_lunch()
    plans = Plans(planned, Timeline(planned).lanes)
    one, both = late("main", 1), (*late("main", 1), *late("side", 4))
    for acts, expected in ((one, at("11:00")), (both, at("11:15"))):
        announced = announced_programme(planned, rundown(plans, acts), at("10:40"))
        assert announced.by_id["lunch"].start == expected
