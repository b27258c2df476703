"""What Now and the command `now` say of a room."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sommet_tui.companion.day_log import EventLog
from sommet_tui.domain.programme import Session
from sommet_tui.pages.now import (
    break_before,
    later_entries,
    nearby_breaks,
    next_session_that_day,
    next_stop_lines,
    now_json,
    room_line,
    rooms_by_state,
)
from tests.acting import day_of, log
from tests.builders import DAY, at, plain
from tests.tables import table
from tests.tui.scenes import scene, the_room


@pytest.mark.parametrize(("items", "expected"), table("breaks_before.txt"))
def test_room_names_the_break_before_its_next_session(items: str, expected: str) -> None:
    shown = scene(day_of(items), at("09:20"))
    assert plain(break_before(the_room(shown), shown)) == expected


@pytest.mark.parametrize(("acts", "expected"), table("breaks_before.txt", "after a late session"))
def test_late_session_shows_the_remaining_break(acts: str, expected: str) -> None:
    """The break is not among the later entries, although its announced start has passed."""
    made = day_of("a 08:40-09:10, tea 09:10-09:25 break, b 09:25-10:00, lunch 10:00-11:00 break")
    shown = scene(made, at("09:14"), events=EventLog(log(made, acts)))
    assert plain(break_before(the_room(shown), shown)) == expected
    later = later_entries(the_room(shown), shown)
    assert [entry.id for entry in later if isinstance(entry, Session)] == ["lunch"]


TWO_ROOMS = "a 09:00-10:00 @north, b 09:00-10:00 @south"


@pytest.mark.parametrize("rooms", ["@north @south", "@south @north"])
@pytest.mark.parametrize(
    ("acts", "now", "found"),
    [
        (
            "09:00 start a, 09:55 add a 15, 09:56 announce a",
            "09:58",
            "soon 10:00 10:30 north south",
        ),
        (
            "09:00 start a, 09:45 add a 15, 09:46 announce a",
            "09:50",
            "soon 10:00 10:30 north south",
        ),
        ("09:00 start a, 09:40 end a, 09:41 announce a", "09:45", "soon 10:00 10:30 north south"),
        ("09:00 start a", "10:05", "on 10:00 10:30 south"),  # late in the other room
        ("09:00 start a, 10:25 end a, 10:26 announce a", "10:31", "on 10:25 10:55 north"),
        ("09:05 start a, 10:05 end a, 10:06 move c 10:10", "10:08", "on 10:00 10:30 north south"),
        ("09:05 start a, 10:05 end a, 10:06 move c 10:10", "10:12", "on 10:00 10:30 south"),
        ("09:00 add tea -5 @north", "10:05", "on 10:00 10:30 north south"),
    ],
)
def test_break_is_listed_once_with_its_rooms_and_the_times_that_they_share(
    rooms: str, acts: str, now: str, found: str
) -> None:
    """The bookmark has the same times and rooms."""
    made = day_of(f"{TWO_ROOMS}, tea 10:00-10:30 break unfixed {rooms}, c 10:30-11:00 @north")
    shown = scene(made, at(now), stars=["tea"], events=EventLog(log(made, *acts.split(", "))))
    on, soon = nearby_breaks(shown, shown.moment.rooms)
    (tea,) = on + soon
    start, end = (f"{time.astimezone(made.zone):%H:%M}" for time in (tea.start, tea.end))
    assert [("on" if on else "soon"), start, end, *sorted(tea.rooms)] == found.split()
    (stop,) = next_stop_lines(shown, None)
    assert stop.next.stop.subject == tea
    assert stop.label == ("NOW" if on else "NEXT")


@pytest.mark.parametrize("room", [None, "north", "south"])
@pytest.mark.parametrize(
    ("before", "found"),
    [("a", "next north upcoming 10:05 10:05"), ("b", "now south running 10:00 10:00")],
)
def test_bookmarked_break_has_the_times_of_the_room_where_the_user_is(
    room: str | None, before: str, found: str
) -> None:
    made = day_of(f"{TWO_ROOMS}, tea 10:00-10:30 break @north @south, c 10:30-11:00 @north")
    acts = EventLog(log(made, "09:00 start a"))
    shown = scene(made, at("10:05"), stars=[before, "tea"], events=acts, room=room)
    stop = now_json(shown, shown.moment, next_stop_lines(shown, None))["stops"][-1]
    session = stop["session"]
    starts = (time[11:16] for time in (stop["start"], session["projected_start"]))
    assert [stop["turn"], *stop["places"], session["status"], *starts] == found.split()


def test_room_line_names_the_break_before_the_next_session() -> None:
    made = day_of("a 09:00-10:00, tea 10:00-10:30 break, b 10:30-11:00")
    shown = scene(made, at("09:20"))
    line = room_line(shown, the_room(shown))
    assert plain(line.following) == "next in 1 h 10 · after Tea (30 min): B"


@pytest.mark.parametrize(("clock", "found"), [("08:00", "a"), ("09:20", None), ("10:00", "b")])
def test_running_session_is_followed_by_a_session_of_the_same_day(
    clock: str, found: str | None
) -> None:
    shown = scene(day_of("a 09:00-10:00, b 09:00-10:00 next-day"), at(clock))
    coming = next_session_that_day(shown, the_room(shown))
    assert (coming and coming.id) == found


@pytest.mark.parametrize("now", [at("03:45"), at("04:10", DAY + timedelta(days=1))])
def test_session_that_lasts_into_the_next_day_hides_no_session_of_that_day(now: datetime) -> None:
    made = day_of(
        "gig 23:00-05:00 @north, film 04:20-06:00 next-day @south, b 09:00-10:00 next-day @north"
    )
    shown = scene(made, now)
    on, later, _ = rooms_by_state(shown, shown.moment.rooms)
    lines = [room_line(shown, room) for room in on + later]
    assert [(line.name, line.next) for line in lines] == [("north", "B"), ("south", "Film")]


def test_rest_of_day_lists_sessions_and_breaks() -> None:
    made = day_of(
        "a 09:00-10:00, b 10:00-10:10, parallel 10:00-10:30, c 13:00-14:00, "
        "tomorrow 09:00-10:00 next-day"
    )
    shown = scene(made, at("09:20"))
    for hidden, expected in (("", "parallel pause c"), ("c", "parallel pause")):
        found = later_entries(the_room(shown), shown, {hidden})
        assert " ".join(getattr(entry, "id", "pause") for entry in found) == expected
