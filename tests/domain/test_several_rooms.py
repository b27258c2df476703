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
from tests.acting import act, day_of, log, plans
from tests.builders import at, clock_of, existing
from tests.tables import listed, table


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
    assert existing(found.plan_of_session("plenary")).lane.room == "main"


def test_acts_of_the_first_room_appear_in_the_others() -> None:
    acts = act(1, "10:00<09:00 start main-1"), act(2, "10:20 start plenary")
    _, rooms = live(event(), "11:10", acts)
    assert all("plenary" in ids(place.now) for place in rooms.values())
    assert ids(rooms["side"].now)[0] == "plenary"
    assert rooms["main"].remaining == rooms["cellar"].remaining == timedelta(minutes=10)


def test_late_session_is_next_in_all_its_rooms_until_it_begins() -> None:
    """The lane of `side` is driven, that of `cellar` is not."""
    acts = log(event(), "09:00 start side-1", "09:50 end @side", "10:00 start main-1")
    _, rooms = live(event(), "10:15", acts)
    assert [ids(place.now) for place in rooms.values()] == [["main-1"], [], []]
    assert {existing(place.next).id for place in rooms.values()} == {"plenary"}
    assert rooms["cellar"].remaining is None


def test_lengthened_session_warns_in_all_its_rooms_at_the_same_time() -> None:
    planned = day_of("short 10:00-10:12 @main @side", rooms=("main", "side"))
    acts = act(1, "10:00 start short"), act(2, "10:05 add short 20")
    for clock, expected in (("10:28", "normal"), ("10:29", "warning")):
        _, rooms = live(planned, clock, acts)
        assert [place.alert for place in rooms.values()] == [expected] * 2


def day_with_lunch() -> Programme:
    """A talk in each of two rooms, lunch for all, and another talk in each."""
    return day_of(
        "main-1 10:00-11:00 @main, side-1 10:00-11:00 @side, lunch 11:00-12:00 break @main @side, "
        "main-2 12:00-13:00 @main, side-2 12:00-13:00 @side"
    )


@pytest.mark.parametrize(("acts", "clock", "times"), table("shared_break.txt"))
def test_shared_break_moves_in_the_lists_of_its_late_rooms(
    acts: str, clock: str, times: str
) -> None:
    """Those are its times in the lists of main, side and all rooms, then the published ones."""
    planned = day_with_lunch()
    done = log(planned, *listed(acts))
    days = [live(planned, clock, done, room)[0] for room in ("main", "side", None)]
    days.append(announced_programme(planned, rundown(plans(planned), done), at(clock)))
    found = [each.by_id["lunch"] for each in days]
    assert ", ".join(f"{clock_of(one.start)}-{clock_of(one.end)}" for one in found) == times


def test_break_skipped_in_one_room_remains_in_the_others() -> None:
    acts = log(day_with_lunch(), "10:30<10:00 start main-1", "10:45 start main-2")
    side = live(day_with_lunch(), "11:10", acts)[1]["side"]
    assert existing(side.gap).break_id == "lunch"
