"""The timetable as text in cells: what is written where, and in which style."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sommet_tui.companion.event_log import EventLog
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timetable import FIVE, WHOLE_DAY, extent, step_for, steps, window
from sommet_tui.domain.values import replace
from sommet_tui.pages.timetable import (
    Line,
    Picture,
    hours_line,
    room_lines,
    rooms_of,
    stair_lines,
    steps_of,
)
from sommet_tui.wording.layout import cells
from tests.acting import log
from tests.builders import at, participant, pause, programme, session
from tests.strategies import programmes
from tests.tui.scenes import scene

STEPS = st.sampled_from((WHOLE_DAY, *(FIVE / number for number in (1, 2, 3, 4, 6))))


def day(*more: Session) -> Programme:
    return programme(
        session("one", "10:00", "10:25", title="Reverse Engineering the World", room="a"),
        session("two", "10:30", "11:00", title="Tiny", room="a"),
        pause("coffee", "11:00", "11:30"),
        session("three", "11:30", "14:00", title="A Workshop", room="a"),
        *more,
    )


def picture(of: Programme, now: str, stars: Sequence[str] = ()) -> Picture:
    shown = scene(of, at(now), stars=stars)
    axis = window(at("10:00"), extent(rooms_of(shown.view)), FIVE / 3, 72, 0)
    return Picture(shown.view, axis, {s.id for s in of.sessions})


def text(line: Line) -> str:
    return "".join(piece.text for piece in line)


def drawn(of: Programme, now: str, height: int = 1, stars: Sequence[str] = ()) -> list[str]:
    made = picture(of, now, stars)
    return [text(line) for line in room_lines(rooms_of(made.view)[0], 0, height, made)]


def style_at(line: Line, cell: int) -> str:
    return [style for text, style in line for _ in range(cells(text))][cell]


@given(programmes(), STEPS, st.integers(1, 6), st.sampled_from((50, 68, 108)), st.data())
def test_each_line_is_as_wide_as_the_window(
    of: Programme, wanted: timedelta, height: int, width: int, data: st.DataObject
) -> None:
    shown = scene(of, data.draw(st.sampled_from(of.sessions)).start)
    for row in rooms_of(shown.view):
        whole = extent([row])
        step = step_for(wanted, steps(whole, width))
        axis = window(data.draw(st.sampled_from(row.blocks)).start, whole, step, width, 0.5)
        made = Picture(shown.view, axis, {s.id for s in of.sessions})
        lines = room_lines(row, 0, height, made)
        lines += [line for step in steps_of(shown.view, row) for line in stair_lines(step, 2, made)]
        lines.append(hours_line(made))
        assert [text(line) for line in lines if cells(text(line)) != width] == []


@given(programmes(), STEPS, st.data())
def test_topmost_session_at_a_cell_gives_it_its_background(
    of: Programme, wanted: timedelta, data: st.DataObject
) -> None:
    shown = scene(of, at("03:00"))
    rows = [row for row in rooms_of(shown.view) if row.sessions]
    assume(rows)  # not only breaks
    row = data.draw(st.sampled_from(rows))
    whole = extent([row])
    axis = window(whole[0], whole, step_for(wanted, steps(whole, 108)), 108, 0.0)
    cursor = data.draw(st.sampled_from(row.sessions))
    (line,) = room_lines(row, 0, 1, Picture(shown.view, axis, (), cursor.session.id))
    covered = {c for b in row.sessions[row.sessions.index(cursor) + 1 :] for c in axis.cells(b)}
    lit = {c for c in range(axis.width) if style_at(line, c).startswith("block-cursor")}
    assert lit == set(axis.cells(cursor)) - covered


def test_row_has_edges_dots_breaks_and_signs_at_the_ends_of_the_window() -> None:
    assert drawn(day(), "08:00") == [
        "▏Reverse Engin ···▏Tiny             ······Coffee······▏A Workshop      ›"
    ]


def test_word_stands_on_one_side_of_the_current_time_if_it_can() -> None:
    (line,) = drawn(day(), "10:15")
    assert line.startswith("▏Reverse │Engi ···▏Tiny")


def test_no_single_letter_stands_before_the_current_time() -> None:
    of = programme(session("one", "10:00", "10:30", title="Investigating the matter", room="a"))
    assert drawn(of, "10:04")[0].startswith("▏ │Investigating")
    assert drawn(of, "10:08")[0].startswith("▏Inv│estigating  ")


def test_title_never_ends_in_a_single_letter_of_a_word() -> None:
    of = programme(session("one", "10:00", "10:20", title="Why nots yet", room="a"))
    assert drawn(of, "08:00")[0].startswith("▏Why nots   ")


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
    assert [line[:15] for line in drawn(programme(one), "08:00", height)] == expected


@pytest.mark.parametrize(
    ("now", "cell", "style"),
    [
        ("09:00", 3, "block-odd"),
        ("10:15", 3, "block-ran"),
        ("10:15", 12, "block-on"),
        ("10:15", 9, "block-on-now"),
        ("10:26", 3, "block-past"),
    ],
)
def test_background_shows_past_running_and_coming_sessions(now: str, cell: int, style: str) -> None:
    made = picture(day(), now)
    (line,) = room_lines(rooms_of(made.view)[0], 0, 1, made)
    assert style_at(line, cell) == style


def test_bookmarks_and_their_clashes_have_signs() -> None:
    other = session("other", "10:00", "10:25", title="Other", room="b")
    (line,) = drawn(day(other), "08:00", stars=("one", "other"))
    assert line.startswith("▏★✕ Reverse ")


def test_filtered_out_session_keeps_its_background_without_a_title() -> None:
    made = replace(picture(day(), "08:00"), shown={"two"})
    (line,) = room_lines(rooms_of(made.view)[0], 0, 1, made)
    assert text(line).startswith("▏              ···▏Tiny")
    assert style_at(line, 3) == "block-odd"


def test_late_session_is_at_its_expected_time() -> None:
    of = day()
    late = scene(of, at("10:32"), events=EventLog(log(of, "10:10 start one")))
    (row, *_) = rooms_of(late.view)
    assert [(b.start, b.end) for b in row.sessions][:2] == [
        (at("10:10"), at("10:35")),
        (at("10:35"), at("11:05")),
    ]


def test_hours_give_way_to_the_current_time_and_the_selected_start() -> None:
    made = replace(picture(day(), "10:35"), start=at("10:30"))
    assert text(hours_line(made)).split() == ["10:00", "10:35", "11:00", ":30"]
    made = replace(picture(day(), "10:55"), start=at("10:30"))
    assert text(hours_line(made)).split() == ["10:00", "10:30", "10:55", ":30"]


def test_edges_gaps_and_current_time_differ_without_unicode() -> None:
    made = replace(picture(day(), "10:27"), cursor="two", plain=True)
    (line,) = room_lines(rooms_of(made.view)[0], 0, 1, made)
    assert text(line).startswith("|Reverse Engin .!.#Tiny")


def test_step_of_the_staircase_has_its_title_if_it_fits() -> None:
    made = picture(day(), "08:00")
    (row, *_) = rooms_of(made.view)
    first, *_, last = steps_of(made.view, row)
    assert text(stair_lines(first, 1, made)[0]).startswith(f"▏{' ' * 14} Reverse Engineering")
    assert "A Workshop ▏" in text(stair_lines(last, 1, made)[0])
