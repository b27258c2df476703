"""The rows of the agenda: days, sessions with their marks, pauses, and the present."""

from __future__ import annotations

import pytest

from sommet_tui.domain.programme import Programme
from sommet_tui.tui.agenda.view import by_day, entries, entry_row, focus, session_row
from sommet_tui.tui.scene import Scene
from tests.builders import NEXT_DAY, at, pause, programme, session
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
        " 09:00  ✓ One",
        " 10:00  ▶ Panel 2 · Two                     15 min left",
        " 10:30  ▶ Three                             15 min left",
        " 11:00    break, 2 h",
        " 12:00  ✗ Four                                cancelled",
        " 13:00  › Five                                    moved",
        " Saturday 8 February 2025",
        " 09:00    Six",
    ]


def test_with_room_for_it_rows_tell_ends_as_well() -> None:
    told = one(scene(day(), at("08:00")), "two", 90)
    assert told == " 10:00 – 11:00    Panel 2 · Two"


def test_the_present_is_a_line_between_rows_while_nothing_runs() -> None:
    told = agenda(scene(day(), at("11:20")))
    line = next(n for n, row in enumerate(told) if row.startswith(" 11:20 ─"))
    assert "break, 2 h" in told[line - 1]
    assert "1 h 40 left" in told[line - 1]
    assert "Four" in told[line + 1]


@pytest.mark.parametrize(("clock", "place"), [("08:00", 0), ("23:00", -3)])
def test_before_the_first_and_after_the_last_of_a_day_the_present_has_its_place(
    clock: str, place: int
) -> None:
    told = agenda(scene(day(), at(clock)))
    assert told[place].startswith(f" {clock} ─")


def test_after_everything_the_present_is_the_last_row() -> None:
    assert agenda(scene(day(), at("12:00", NEXT_DAY)))[-1].startswith(" 12:00 ─")


def test_while_something_runs_there_is_no_such_line() -> None:
    assert not any("──" in row for row in agenda(scene(day(), at("09:30"))))


def test_a_cancelled_session_does_not_hide_the_present() -> None:
    told = agenda(scene(day(), at("12:30")))
    line = next(n for n, row in enumerate(told) if row.startswith(" 12:30 ─"))
    assert "Four" in told[line - 1]
    assert "Five" in told[line + 1]


def test_a_running_break_is_marked_and_quiet() -> None:
    shown = scene(programme(session(), pause("coffee", "10:00", "10:30")), at("10:10"))
    told = one(shown, "coffee")
    assert "▶ Coffee" in told
    assert "20 min left" in told
    assert style_of(
        [session_row(shown, shown.snapshot.programme.by_id["coffee"], (), 80)], "Coffee"
    )


def test_a_filtered_agenda_holds_sessions_and_days_alone() -> None:
    told = agenda(scene(day(), at("11:20")), plain=True)
    assert not any("break" in row or "──" in row for row in told)
    assert len(told) == 8


def test_stars_and_clashes_stand_at_the_right_edge() -> None:
    shown = scene(day(), at("08:00"), stars=["one", "two", "three"])
    assert one(shown, "one").endswith(" ★")
    assert one(shown, "two").endswith("!★")
    assert one(shown, "three").endswith("!★")
    assert not one(shown, "five").endswith("★")


def test_the_room_is_named_where_there_are_several() -> None:
    two = programme(session("a", room="north"), session("b", room="south"))
    assert "north" in one(scene(two, at("08:00")), "a")
    single = programme(session("a", room="north"))
    assert "north" not in one(scene(single, at("08:00")), "a")


def test_narrow_rows_keep_time_mark_title_and_star() -> None:
    shown = scene(day(), at("10:15"), stars=["two"])
    assert one(shown, "two", 30).split() == ["10:00", "▶", "Panel", "2", "·", "Two", "★"]


@pytest.mark.parametrize(
    ("clock", "id_"),
    [("08:00", "one"), ("10:45", "two"), ("11:20", "five"), ("12:30", "five"), ("20:00", "six")],
)
def test_it_opens_at_what_is_on_else_at_what_comes_next(clock: str, id_: str) -> None:
    shown = scene(day(), at(clock))
    assert focus(shown, shown.snapshot.programme.sessions) == id_


def test_after_everything_it_opens_at_the_last() -> None:
    shown = scene(day(), at("12:00", NEXT_DAY))
    assert focus(shown, shown.snapshot.programme.sessions) == "six"
    assert focus(shown, ()) is None
