"""The timetable as text in cells: the place of each text, and its style."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.day_log import EventLog
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.timetable import (
    FIVE,
    WHOLE_DAY,
    Axis,
    RoomDay,
    clock_time,
    extent,
    scale_for,
    scales,
    window,
)
from sommet_tui.domain.values import replace
from sommet_tui.pages.timetable import (
    Line,
    Picture,
    hours_line,
    row_lines,
    timetable_rows,
)
from sommet_tui.wording.layout import cell_width
from tests.acting import day_of, log
from tests.builders import DAY, at, participant, programme, session
from tests.strategies import programmes
from tests.tables import table
from tests.tui.scenes import scene

by_start = attrgetter("start")
STEPS = st.sampled_from((WHOLE_DAY, *(FIVE / number for number in (1, 2, 3, 4, 6))))


def day() -> Programme:
    return day_of(
        "one 10:00-10:25 @a = Reverse Engineering the World, two 10:30-11:00 @a = Tiny, "
        "coffee 11:00-11:30 break, three 11:30-14:00 @a = A Workshop"
    )


def clock(time: str) -> timedelta:
    return clock_time(at(time), DAY, ZoneInfo("Europe/Paris"))


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


def test_covered_session_is_counted_in_the_one_over_it() -> None:
    made = picture(day_of("one 10:00-10:25 @a, two 10:00-10:25 @a, b 10:00-11:00 @b"), "08:00")
    assert text(lines(made)[0]).startswith("▏+1 Two ")
    assert text(lines(replace(made, cursor="one"))[0]).startswith("▌+1 One ")


def test_window_without_a_full_hour_shows_its_start() -> None:
    made = picture(day_of("one 10:15-10:45, two 10:20-10:45"), "08:00")
    short = replace(made, axis=Axis(clock("10:15"), FIVE / 6, 36))
    assert text(hours_line(short)).split() == ["10:15", ":30"]
