"""The timetable: where sessions are, where the cursor goes, and the text and style of each cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sommet_tui.companion.day_log import EventLog
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.values import replace
from sommet_tui.pages.timetable import (
    FIVE,
    WHOLE_DAY,
    Axis,
    Block,
    Line,
    Picture,
    RoomDay,
    clock_time,
    count_rooms,
    extent,
    hours_line,
    neighbouring_row,
    room_days,
    row_lines,
    scale_for,
    scales,
    session_at,
    stack_blocks,
    timetable_rows,
    window,
    window_with_block,
)
from sommet_tui.wording.layout import cell_width
from tests.acting import day_of, log
from tests.builders import DAY, at, participant, programme, session
from tests.strategies import programmes
from tests.tables import table
from tests.tui.scenes import scene

by_start = attrgetter("start")
WIDTHS = st.sampled_from((50, 68, 108, 188))
STEPS = st.sampled_from((WHOLE_DAY, *(FIVE / number for number in (1, 2, 3, 4, 6))))


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


def day() -> Programme:
    return day_of(
        "one 10:00-10:25 @a = Reverse Engineering the World, two 10:30-11:00 @a = Tiny, "
        "coffee 11:00-11:30 break, three 11:30-14:00 @a = A Workshop"
    )


def picture(of: Programme, now: str, stars: Sequence[str] = ()) -> Picture:
    shown = scene(of, at(now), stars=stars)
    axis = window(clock("10:00"), extent(timetable_rows(shown)), FIVE / 3, 72, 0)
    return Picture(shown, axis, DAY, 7, {s.id for s in of.sessions})


def whole(line: Line) -> str:
    return "".join(piece.text for piece in line)


def text(line: Line) -> str:
    """Return the text on the axis."""
    return whole(line)[7:]


def first_row(made: Picture) -> RoomDay:
    """Return the first room, also where a single one would be a staircase."""
    first, *others = timetable_rows(made.view)
    blocks = sorted({b for row in (first, *others) if row.step for b in row.blocks}, key=by_start)
    return replace(first, blocks=tuple(blocks), step=False) if first.step else first


def lines(made: Picture, height: int = 1, gap: int = 0) -> list[Line]:
    return row_lines(first_row(made), 0, height, made, gap)


def drawn_rows(of: Programme, now: str, height: int = 1, stars: Sequence[str] = ()) -> list[str]:
    return [text(line) for line in lines(picture(of, now, stars), height)]


def style_at(line: Line, cell: int) -> str:
    return [style for text, style in line for _ in range(cell_width(text))][7 + cell]


@given(programmes(), STEPS, st.integers(1, 6), st.sampled_from((50, 68, 108)), st.data())
def test_each_line_is_as_wide_as_the_window(
    of: Programme, wanted: timedelta, height: int, width: int, data: st.DataObject
) -> None:
    shown = scene(of, data.draw(st.sampled_from(of.sessions)).start)
    for row in timetable_rows(shown):
        size = extent(each for each in timetable_rows(shown) if each.day == row.day)
        step = scale_for(wanted, scales(size, width))
        axis = window(data.draw(st.sampled_from(row.blocks)).start, size, step, width, 0.5)
        made = Picture(shown, axis, row.day, 9, {s.id for s in of.sessions})
        found = [*row_lines(row, 0, height, made, gap=1), hours_line(made)]
        assert len(found) == height + 2
        assert [whole(line) for line in found if cell_width(whole(line)) != 9 + width] == []


@pytest.mark.parametrize(("items", "now", "stars", "row"), table("timetable_rows.txt"))
def test_row_shows_what_fits(items: str, now: str, stars: str, row: str) -> None:
    (line,) = drawn_rows(day_of(items), now, stars=stars.split())
    assert line.rstrip() == row


def test_full_sign_does_not_replace_the_title() -> None:
    first, *others = day().sessions
    full, nearly = replace(first, seats="full"), replace(first, seats="nearly-full")
    for one, sign in ((full, "▮"), (nearly, "▯")):
        (line,) = drawn_rows(programme(one, *others), "08:00", stars=["one"])
        assert line.startswith(f"▏★{sign} Reverse En")


@pytest.mark.parametrize(
    ("height", "expected"),
    [
        (2, ["▏Reverse       ", "▏Engineering…  "]),
        (3, ["▏Reverse       ", "▏Engineering   ", "▏the World     "]),
        (4, ["▏Reverse       ", "▏Engineering   ", "▏the World     ", "▏Ada Example   "]),
    ],
)
def test_titles_are_wrapped_in_several_lines_with_people_last(
    height: int, expected: list[str]
) -> None:
    one = session(
        "one",
        "10:00",
        "10:25",
        title="Reverse Engineering the World",
        room="a",
        people=[participant("ada", "Ada Example")],
    )
    assert [line[:15] for line in drawn_rows(programme(one), "08:00", height)] == expected


def test_words_that_are_wider_than_a_narrow_block_are_cut() -> None:
    one = session("one", "10:00", "10:15", title="Modelling the weather", label="Talk", room="a")
    found = [line[:9] for line in drawn_rows(programme(one), "08:00", 3)]
    assert found == ["▏Talk\u00a0·  ", "▏Modell… ", "▏the we… "]


def test_long_words_of_room_names_are_cut_and_not_broken() -> None:
    made = picture(day_of("one 10:00-11:00 @Kommunikation, two 10:00-11:00 @b"), "08:00")
    assert [whole(line)[:7] for line in lines(made, 3)] == ["Kommu… ", " " * 7, " " * 7]


@pytest.mark.parametrize(("now", "cell", "style"), table("timetable_rows.txt", "backgrounds"))
def test_background_shows_past_running_and_coming_sessions(now: str, cell: str, style: str) -> None:
    made = picture(day(), now)
    (line,) = lines(made)
    assert style_at(line, int(cell)) == style


def test_filtered_out_session_keeps_its_background_without_a_title() -> None:
    made = replace(picture(day(), "08:00"), shown={"two"})
    (line,) = lines(made)
    assert text(line).startswith("▏              ···▏Tiny")
    assert style_at(line, 3) == "block-odd"


def test_late_session_is_at_its_expected_time() -> None:
    of = day()
    late = scene(of, at("10:32"), events=EventLog(log(of, "10:10 start one")))
    first, second, *_ = [b for row in timetable_rows(late) for b in row.sessions]
    assert (first.start, first.end) == (clock("10:10"), clock("10:35"))
    assert (second.start, second.end) == (clock("10:35"), clock("11:05"))


def test_common_break_is_in_each_room_at_the_time_of_that_room() -> None:
    of = day_of(
        "one 10:00-11:00 @a, two 10:00-11:00 @b, coffee 11:00-11:30 @a @b break, "
        "three 11:30-12:00 @a, four 11:30-12:00 @b"
    )
    late = scene(of, at("10:32"), events=EventLog(log(of, "10:10 start one")))
    breaks = [b for row in timetable_rows(late) for b in row.blocks if b.session.id == "coffee"]
    assert [each.start for each in breaks] == [clock("11:10"), clock("11:00")]


def test_hour_labels_make_room_for_the_current_time() -> None:
    made = replace(picture(day(), "10:35"), start=clock("10:30"))
    assert text(hours_line(made)).split() == ["10:00", "10:35", "11:00", ":30"]
    made = replace(picture(day(), "10:55"), start=clock("10:30"))
    assert text(hours_line(made)).split() == ["10:00", "10:30", "10:55", ":30"]


def test_edges_gaps_and_current_time_differ_without_unicode() -> None:
    made = replace(picture(day(), "10:27"), cursor="two", plain=True)
    (line,) = lines(made)
    assert text(line).startswith("|Reverse Engin .!.#Tiny")
    named = replace(first_row(made), name="Auditorium")
    (line,) = row_lines(named, 0, 1, replace(made, before=3))
    assert whole(line).startswith("A. |Reverse")


def test_staircase_step_shows_its_title_if_it_fits() -> None:
    made = picture(day(), "08:00")
    first, *_, last = timetable_rows(made.view)
    assert text(row_lines(first, 0, 1, made)[0]).startswith(f"▏{' ' * 14} Reverse Engineering")
    assert "A Workshop ▏" in text(row_lines(last, 0, 1, made)[0])
    found = [row_lines(row, 0, 1, made)[0][0].text.strip() for row in timetable_rows(made.view)]
    assert found == ["10:00", "10:30", "11:00", "11:30"]
    alone = picture(day_of("only 10:00-12:00"), "08:00")
    (row,) = timetable_rows(alone.view)
    assert text(row_lines(row, 0, 1, alone)[0]).startswith("▏  Only ")


def test_covered_session_is_counted_in_the_one_over_it() -> None:
    made = picture(day_of("one 10:00-10:25 @a, two 10:00-10:25 @a, b 10:00-11:00 @b"), "08:00")
    assert text(lines(made)[0]).startswith("▏+1 Two ")
    assert text(lines(replace(made, cursor="one"))[0]).startswith("▌+1 One ")


def test_window_without_a_full_hour_shows_its_start() -> None:
    made = picture(day_of("one 10:15-10:45, two 10:20-10:45"), "08:00")
    short = replace(made, axis=Axis(clock("10:15"), FIVE / 6, 36))
    assert text(hours_line(short)).split() == ["10:15", ":30"]


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


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2025, 3, 29), "01:00 03:00 04:00"), (date(2025, 10, 25), "01:00 02:00 02:00")],
)
def test_night_of_a_clock_change_has_its_real_hours_and_moves_no_other_day(
    day: date, hours: str
) -> None:
    two = session("two", "10:00", "11:00", day=day + timedelta(days=1))
    of = programme(session("night", "01:00", "04:30", day=day), two)
    night, other = (row.sessions[0] for row in rows(of))
    assert night.end - night.start == night.session.end - night.session.start
    assert other.start == clock("10:00")
    made = Picture(scene(of, two.start), axis("25:00"), day, 7, {})
    assert text(hours_line(made)).split() == hours.split()


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
