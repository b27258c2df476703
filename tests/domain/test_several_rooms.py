"""A session in several rooms, driven by the first; a break in several rooms, which each drives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from sommet_tui.domain.day_for_attendees import announced_programme, live_event
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.log_and_undo import rundown
from sommet_tui.domain.timeline import RoomMoment, Timeline
from sommet_tui.domain.values import replace
from tests.acting import act, day_of, plans
from tests.builders import at, clock_of


def event() -> Programme:
    """A plenary in all three rooms, a talk in two, one talk in each."""
    return day_of(
        "main-1 09:00-10:00 @main, side-1 09:00-10:00 @side, "
        "plenary 10:00-11:00 @main @side @cellar, both 11:00-12:00 @side @main, "
        "cellar-2 11:00-12:00 @cellar"
    )


def live(
    planned: Programme, clock: str, acts: Sequence[Act], room: str | None = None
) -> tuple[Programme, dict[str | None, RoomMoment]]:
    """Return the day and the rooms as the list of a room, or of all rooms for None, shows them."""
    found = live_event(
        planned, Timeline(planned), rundown(plans(planned), acts), at(clock), room=room
    )
    return found.programme, {each.room: each for each in found.moment.rooms}


def ids(sessions: tuple[Session, ...]) -> list[str]:
    return [each.id for each in sessions]


def test_first_room_drives_a_session_in_several_rooms() -> None:
    found = plans(event())

    assert {plan.lane.room: ids(plan.lane.items) for plan in found.all} == {
        "main": ["main-1", "plenary"],
        "side": ["side-1", "both"],
        "cellar": ["cellar-2"],
    }
    plan = found.plan_of_session("plenary")
    assert plan is not None
    assert plan.lane.room == "main"


def test_acts_of_the_first_room_appear_in_the_others() -> None:
    acts = act(1, "10:00<09:00 start main-1"), act(2, "10:20 start plenary")
    _, rooms = live(event(), "11:10", acts)
    assert all("plenary" in ids(place.now) for place in rooms.values())
    assert ids(rooms["side"].now)[0] == "plenary"
    assert rooms["main"].remaining == rooms["cellar"].remaining == timedelta(minutes=10)


def test_lengthened_session_warns_in_all_its_rooms_at_the_same_time() -> None:
    planned = day_of("short 10:00-10:12 @main @side", rooms=("main", "side"))
    acts = act(1, "10:00 start short"), act(2, "10:05 add short 20")
    for clock, expected in (("10:28", "normal"), ("10:29", "warning")):
        _, rooms = live(planned, clock, acts)
        assert [place.alert for place in rooms.values()] == [expected] * 2


def test_rooms_without_acts_follow_the_plan() -> None:
    for clock in ("08:00", "09:30", "10:30", "11:30", "13:00"):
        _, rooms = live(event(), clock, ())
        assert tuple(rooms.values()) == Timeline(event()).moment_at(at(clock)).rooms


def day_with_lunch() -> Programme:
    """A talk in each of two rooms, lunch for all, and another talk in each."""
    return day_of(
        "main-1 10:00-11:00 @main, side-1 10:00-11:00 @side, lunch 11:00-12:00 break @main @side, "
        "main-2 12:00-13:00 @main, side-2 12:00-13:00 @side"
    )


def lunch_as_shown(acts: tuple[Act, ...], clock: str, room: str | None = None) -> tuple[str, str]:
    """Return the start and the end of lunch in the list of a room, or of all rooms for None."""
    lunch = live(day_with_lunch(), clock, acts, room)[0].by_id["lunch"]
    return clock_of(lunch.start), clock_of(lunch.end)


def late(room: str, seq: int) -> tuple[Act, ...]:
    """A person starts the room's talk, gives it 15 minutes and announces the times."""
    first = act(seq, f"10:30<10:00 start {room}-1")
    more = act(seq + 1, f"10:30 add {room}-1 15")
    times = {"lunch": (at("11:15"), at("12:00")), f"{room}-1": (at("10:00"), at("11:15"))}
    return first, more, replace(act(seq + 2, f"10:30 announce @{room}"), times=times)


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
    assert lunch_as_shown(acts, "11:10") == ("11:00", "12:00")
    assert lunch_as_shown(acts, "11:10", "main") == ("10:45", "10:45")
    gap = live(day_with_lunch(), "11:10", acts)[1]["side"].gap
    assert gap is not None
    assert gap.break_id == "lunch"


def test_published_break_moves_only_if_all_its_rooms_announce_the_same_time() -> None:
    planned, one = day_with_lunch(), late("main", 1)
    for acts, expected in ((one, at("11:00")), ((*one, *late("side", 4)), at("11:15"))):
        announced = announced_programme(planned, rundown(plans(planned), acts), at("10:40"))
        assert announced.by_id["lunch"].start == expected
