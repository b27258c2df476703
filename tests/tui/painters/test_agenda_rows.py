"""The rows of the agenda: days, sessions with their marks, pauses, and the present."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sommet_tui.domain.programme import Programme, Room, Track
from sommet_tui.domain.values import replace
from sommet_tui.tui.agenda.view import (
    STILL_ON,
    StillOn,
    by_day,
    day_bar,
    entries,
    entry_key,
    entry_row,
    focus,
    session_of,
    session_row,
)
from sommet_tui.tui.render.columns import column_width, distinct_names
from sommet_tui.tui.scene import Scene
from tests.builders import DAY, NEXT_DAY, at, pause, programme, session
from tests.tui.scenes import scene, style_of, text


def day() -> Programme:
    return programme(
        session("one", "09:00", "10:00"),
        session("two", "10:00", "11:00", label="Panel 2"),
        session("three", "10:30", "11:00"),
        session("four", "12:00", "13:00", state="cancelled"),
        session("five", "13:00", "14:00", state="moved"),
        session("six", "09:00", "10:00", day=NEXT_DAY),
    )


def agenda(shown: Scene, width: int = 80, *, plain: bool = False) -> list[str]:
    sessions = shown.snapshot.programme.sessions
    upcoming = {r.next.id for r in shown.snapshot.timeline.at(shown.now).rooms if r.next}
    found = by_day(sessions) if plain else entries(shown, sessions)
    return [text(entry_row(shown, entry, upcoming, width), width) for entry in found]


def one(shown: Scene, id_: str, width: int = 80) -> str:
    session_ = shown.snapshot.programme.by_id[id_]
    return text(session_row(shown, session_, {"five"}, width), width)


def test_days_head_their_sessions_and_pauses_stand_between_them() -> None:
    assert agenda(scene(day(), at("10:45")), 60) == [
        " Friday 7 February 2025",
        " 09:00–10:00  ✓ One",
        " 10:00–11:00  ▶ Panel 2 · Two               15 min left",
        " 10:30–11:00  ▶ Three                       15 min left",
        " 11:00–13:00    break, 2 h",
        " 12:00–13:00  ✗ Four                          cancelled",
        " 13:00–14:00  › Five                              moved",
        " Saturday 8 February 2025",
        " 09:00–10:00    Six",
    ]


def test_the_present_is_a_line_between_rows_while_nothing_runs() -> None:
    screen = agenda(scene(day(), at("11:20")))
    line = next(n for n, row in enumerate(screen) if row.startswith(" 11:20 ─"))
    assert "break, 2 h" in screen[line - 1]
    assert "1 h 40 left" in screen[line - 1]
    assert "Four" in screen[line + 1]


@pytest.mark.parametrize(
    ("now", "places"),
    [
        (at("08:00"), [0]),
        (at("09:30"), []),  # something runs
        (at("23:00"), [-3]),
        (at("12:00", NEXT_DAY), [-1]),
        (at("10:10", DAY - timedelta(days=1)), []),
        (at("10:10", DAY + timedelta(days=365)), []),
    ],
)
def test_the_present_has_a_place_on_the_days_of_the_event(now: datetime, places: list[int]) -> None:
    screen = agenda(scene(day(), now))
    assert [row for row in screen if "──" in row] == [screen[place] for place in places]


def test_a_cancelled_session_does_not_hide_the_present() -> None:
    screen = agenda(scene(day(), at("12:30")))
    line = next(n for n, row in enumerate(screen) if row.startswith(" 12:30 ─"))
    assert "Four" in screen[line - 1]
    assert "Five" in screen[line + 1]


def test_a_running_break_is_marked_and_quiet() -> None:
    shown = scene(programme(session(), pause("coffee", "10:00", "10:30")), at("10:10"))
    line = one(shown, "coffee")
    assert "▶ Coffee" in line
    assert "20 min left" in line
    assert style_of(
        [session_row(shown, shown.snapshot.programme.by_id["coffee"], (), 80)], "Coffee"
    )


def test_a_filtered_agenda_holds_sessions_and_days_alone() -> None:
    screen = agenda(scene(day(), at("11:20")), plain=True)
    assert not any("break" in row or "──" in row for row in screen)
    assert len(screen) == 8


def rooms() -> Programme:
    """Three rooms with long names, one workshop all day long."""
    names = ("Auditorium Janson", "Auditorium Lameere", "K.1.105 (La Fontaine)")
    made = programme(
        session("workshop", "09:00", "17:00", room="r0", title="A workshop that goes on and on"),
        session("a", "09:00", "10:00", room="r1", title="Rust in the kernel, five years on"),
        session("b", "10:00", "11:00", room="r2", title="Keeping LLVM honest"),
        session("c", "10:30", "11:00", room="r1", title="What is next"),
    )
    return replace(made, rooms=tuple(Room(f"r{n}", name) for n, name in enumerate(names)))


@pytest.mark.parametrize(
    ("width", "times", "left"),
    [
        (51, "10:00 ", False),
        (52, "10:00–11:00 ", False),
        (55, "10:00–11:00 ", False),
        (69, "10:00–11:00 ", False),
        (70, "10:00 – 11:00 ", False),
        (71, "10:00 – 11:00 ", False),
        (72, "10:00 – 11:00 ", True),
    ],
)
def test_each_width_has_its_form_of_times(width: int, times: str, left: bool) -> None:
    line = one(scene(rooms(), at("10:10")), "b", width)
    assert line.startswith(f" {times}")
    assert ("50 min left" in line) is left


def test_what_began_long_ago_is_one_row_before_the_present_that_opens() -> None:
    shown = scene(rooms(), at("10:10"))
    folded = entries(shown, shown.snapshot.programme.sessions)
    found = [text(entry_row(shown, each, (), 80), 80) for each in folded]
    line = next(n for n, row in enumerate(found) if row.startswith(" 10:10 ─"))
    assert found[line - 1].strip() == "▸ still running: 1 · since 09:00"
    assert text(entry_row(shown, folded[line - 1], (), 30), 30).strip() == "▸ still running: 1"
    assert "What is next" in found[line + 1]
    opened = entries(shown, shown.snapshot.programme.sessions, opened=True)
    keys = [entry_key(each) for each in opened]
    assert keys.count("workshop") == 1
    again = next(
        key for key in keys if key not in ("workshop", STILL_ON) and session_of(key) == "workshop"
    )
    assert keys.index(again) == keys.index(STILL_ON) + 1


def test_the_row_of_the_present_says_that_running_sessions_are_above_it() -> None:
    def present(clock: str) -> str:
        return next(row for row in agenda(scene(rooms(), at(clock)), 40) if "──" in row)

    assert present("10:10").startswith(" 10:10 ─ ▴ on now ───")
    assert present("08:30").startswith(" 08:30 ────")
    assert present("17:00").startswith(" 17:00 ────")
    assert len({len(present(clock)) for clock in ("08:30", "10:10")}) == 1


@pytest.mark.parametrize(("clock", "folded"), [("09:59", False), ("10:00", True)])
def test_long_ago_is_an_hour(clock: str, folded: bool) -> None:
    shown = scene(rooms(), at(clock))
    found = entries(shown, shown.snapshot.programme.sessions)
    assert any(isinstance(each, StillOn) for each in found) is folded


def test_tracks_have_a_dot_of_their_colour_and_a_word_where_there_is_room() -> None:
    tracks = (Track("rust", "Rust", "#cc4400"), Track("web", "Web"))
    made = replace(programme(session("a", track="rust"), session("b", track="web")), tracks=tracks)
    shown = scene(made, at("08:00"))
    assert "● A" in one(shown, "a")
    assert "●" not in one(shown, "b")
    assert style_of([session_row(shown, made.by_id["a"], (), 80)], "●") == "#cc4400"
    assert "A · Rust" in one(shown, "a")


def test_a_track_gives_way_to_a_long_title_but_not_in_a_wide_list() -> None:
    title = "Keeping a kernel honest for five years, and what it took " * 2
    made = programme(session("a", title=title, track="rust"))
    shown = scene(replace(made, tracks=(Track("rust", "Rust"),)), at("08:00"))
    assert "Rust" not in one(shown, "a", 80)
    assert "… · Rust" in one(shown, "a", 124)


def test_room_names_lose_their_brackets_before_they_are_cut() -> None:
    names = ("UD2.120 (Chavanne)", "K.1.105 (La Fontaine)", "AW1.126")
    assert column_width(names, 21) == 21
    assert column_width(names, 16) == 7
    assert distinct_names(names, 7)["K.1.105 (La Fontaine)"] == "K.1.105"
    alike = ("Room (one)", "Room (two)")
    assert len(set(distinct_names(alike, 8).values())) == 2


def test_the_day_looked_at_is_marked_among_the_others_where_they_fit() -> None:
    shown = scene(day(), at("08:00"))
    wide = day_bar(shown, NEXT_DAY, "3 matches", 80)
    line = text(wide, 80).replace("\u00a0", " ")
    assert line.startswith(" Friday 7 February  Saturday 8 February ")
    assert line.endswith("3 matches")
    assert style_of([wide], "Saturday") == "tab"
    assert text(day_bar(shown, NEXT_DAY, "", 30), 30) == " 7 February  8 February"
    assert text(day_bar(shown, NEXT_DAY, "", 22), 22) == " Saturday 8 February"


def test_narrow_rows_keep_time_status_title_and_bookmark() -> None:
    shown = scene(day(), at("10:15"), stars=["two"])
    assert one(shown, "two", 30).split() == ["10:00", "▶", "Panel", "2", "·", "Two", "★"]


@pytest.mark.parametrize(
    ("now", "id_"),
    [
        (at("08:00"), "one"),
        (at("10:00"), "three"),
        (at("10:45"), "five"),
        (at("20:00"), "six"),
        (at("12:00", NEXT_DAY), "six"),  # the last
    ],
)
def test_it_opens_at_what_begins_next(now: datetime, id_: str) -> None:
    shown = scene(day(), now)
    assert focus(shown, shown.snapshot.programme.sessions) == id_
    assert focus(shown, ()) is None
