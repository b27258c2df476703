"""The timetable: where sessions are, and where the cursor goes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.timetable import (
    FIVE,
    WHOLE_DAY,
    Axis,
    Block,
    RoomDay,
    clock_time,
    count_rooms,
    extent,
    neighbouring_row,
    room_days,
    scale_for,
    scales,
    session_at,
    stack_blocks,
    window,
    window_with_block,
)
from tests.acting import day_of
from tests.builders import programme, session
from tests.strategies import programmes
from tests.tables import table

WIDTHS = st.sampled_from((50, 68, 108, 188))
STEPS = st.sampled_from((WHOLE_DAY, *(FIVE / cells for cells in (1, 2, 3, 4, 6))))


def rows(of: Programme) -> list[RoomDay]:
    def times(session: Session, _: str | None) -> tuple[timedelta, timedelta]:
        start, end = session.start, session.end
        return clock_time(start, session.day, of.zone), clock_time(end, session.day, of.zone)

    return room_days(Timeline(of).lanes, times)


def ids(of: Programme) -> frozenset[str]:
    return frozenset(s.id for s in of.sessions)


def clock(time: str) -> timedelta:
    hours, minutes = map(int, time.split(":"))
    return timedelta(hours=hours, minutes=minutes)


def axis(start: str, step: timedelta = FIVE, width: int = 36) -> Axis:
    return Axis(clock(start), step, width)


def block(start: str, end: str) -> Block:
    return Block(session(), clock(start), clock(end))


def rooms(items: str) -> list[RoomDay]:
    return rows(day_of(items, rooms=("a", "b", "c")))


@given(programmes(), WIDTHS, STEPS, st.integers(-200, 400))
def test_window_begins_on_a_quarter_of_an_hour_within_the_day(
    of: Programme, width: int, wanted: timedelta, minutes: int
) -> None:
    for row in rows(of):
        whole = extent([row])
        step = scale_for(wanted, scales(whole, width))
        shown = window(whole[0] + timedelta(minutes=minutes), whole, step, width, 0.2)
        assert not shown.start % timedelta(minutes=15)
        assert shown.start <= whole[1]
        assert shown.end > whole[0]
        if wanted == WHOLE_DAY:
            assert shown.start <= whole[0]
            assert shown.end >= whole[1]


@given(programmes())
def test_down_key_reaches_every_row_with_sessions(of: Programme) -> None:
    every, shown = rows(of), ids(of)
    assume(every and every[0].sessions)
    reached = [0]
    while (below := neighbouring_row(every, reached[-1], 1, shown)) != reached[-1]:
        reached.append(below)
    assert reached == [n for n, row in enumerate(every) if row.sessions]
    assert neighbouring_row(every, reached[-1], -len(every), shown) == 0


@given(programmes(), WIDTHS, STEPS)
def test_window_follows_the_cursor(of: Programme, width: int, wanted: timedelta) -> None:
    for row in rows(of):
        whole = extent([row])
        step = scale_for(wanted, scales(whole, width))
        shown = window(whole[0], whole, step, width, 0.2)
        for one in (*row.sessions, *row.sessions[::-1]):
            shown = window_with_block(shown, one, whole)
            assert shown.block_cells(one)
            assert shown.step == step


@given(programmes(), st.data())
def test_arrow_keys_reach_only_matching_sessions(of: Programme, data: st.DataObject) -> None:
    shown = data.draw(st.sets(st.sampled_from(sorted(ids(of)))))
    every = [row for row in rows(of) if row.sessions]
    assume(every)  # not only breaks
    place = data.draw(st.integers(0, len(every) - 1))
    by = data.draw(st.sampled_from((-9, -1, 1, 9)))
    moment = data.draw(st.sampled_from(every[place].sessions)).start
    found = session_at(every[place], moment, shown)
    assert found is None or found.session.id in shown
    other = neighbouring_row(every, place, by, shown)
    assert other == place or session_at(every[other], moment, shown) is not None


@pytest.mark.parametrize(
    ("start", "end", "first", "after"), table("timetable.txt", "cells of a block")
)
def test_block_has_at_least_one_cell(start: str, end: str, first: str, after: str) -> None:
    assert axis("10:00").block_cells(block(start, end)) == range(int(first), int(after))


@pytest.mark.parametrize(("now", "start"), table("timetable.txt", "start of the window"))
def test_current_time_is_a_fifth_of_the_way_into_the_window(now: str, start: str) -> None:
    day = clock("09:00"), clock("18:00")
    assert window(clock(now), day, FIVE / 3, 108, 0.2).start == clock(start)


def test_break_without_a_room_is_in_every_row() -> None:
    found = rooms(
        "lunch 12:00-13:00 break @a, one 09:00-10:00 @b, two 09:00-10:00 @c, walk 09:00-10:00, "
        "coffee 10:00-10:30 break"
    )
    assert [(row.room, [b.session.id for b in row.blocks]) for row in found] == [
        ("b", ["coffee", "one"]),
        ("c", ["coffee", "two"]),
        ("a", ["coffee", "lunch"]),
        (None, ["coffee", "walk"]),
    ]
    assert count_rooms(found, clock("09:00")) == (3, 0, 0)


def test_session_in_several_rooms_has_a_row_in_each() -> None:
    assert [row.room for row in rooms("both 09:00-10:00 @a @c")] == ["a", "c"]


def test_parallel_session_under_the_cursor_is_the_later_one() -> None:
    (row,) = rooms("long 09:00-17:00 @a, short 10:00-10:30 @a")
    found = session_at(row, clock("10:10"), {"long", "short"})
    assert (found and found.session.id) == "short"


@pytest.mark.parametrize(("moment", "expected"), table("timetable.txt", "session under the cursor"))
def test_cursor_in_a_gap_goes_to_the_next_start(moment: str, expected: str) -> None:
    (row,) = rows(day_of("one 09:00-10:00, two 11:00-12:00"))
    found = session_at(row, clock(moment), {"one", "two"})
    assert (found and found.session.id) == expected


@pytest.mark.parametrize(
    ("moment", "expected"), table("timetable.txt", "rooms that start, run and rest")
)
def test_starting_and_running_rooms_are_counted(moment: str, expected: str) -> None:
    found = rooms(
        "one 09:00-10:00 @a, two 09:00-10:00 @b, three 10:00-11:00 @c, off 09:00-10:00 @c cancelled"
    )
    assert count_rooms(found, clock(moment)) == tuple(map(int, expected.split()))


def test_short_day_has_few_zoom_levels() -> None:
    assert scales((clock("09:00"), clock("11:00")), 108) == (timedelta(seconds=67), FIVE / 6)


def test_day_continues_past_midnight() -> None:
    (row,) = rooms("late 23:00-23:50 @a, night 01:00-02:00 @a")
    whole = extent([row])
    shown = window(clock("25:00"), whole, FIVE / 3, 108, 0.2)
    assert [shown.block_cells(one) for one in row.sessions] == [range(30), range(72, 108)]


def test_clock_change_moves_no_session() -> None:
    of = programme(
        session("one", "10:00", "11:00", day=date(2025, 3, 29)),
        session("two", "10:00", "11:00", day=date(2025, 3, 30)),
    )
    assert [row.sessions[0].start for row in rows(of)] == [clock("10:00")] * 2


@given(programmes(), WIDTHS, STEPS)
def test_session_is_visible_or_reported_as_covered(
    of: Programme, width: int, wanted: timedelta
) -> None:
    for row in rows(of):
        whole = extent([row])
        shown = window(whole[0], whole, scale_for(wanted, scales(whole, width)), width, 0.0)
        top = dict[int, str]()
        for one in row.sessions:
            top |= dict.fromkeys(shown.block_cells(one), one.session.id)
        there = {one.session.id for one in row.sessions if shown.block_cells(one)}
        seen, under = stack_blocks(row, shown)
        assert all(top[cell] == id_ for id_, cells in seen.items() for cell in cells)
        assert set(seen) == set(top.values()) >= set(under)
        assert {one.session.id for of in under.values() for one in of} == there - set(seen)
        assert all(id_ in stack_blocks(row, shown, id_)[0] for id_ in there)
