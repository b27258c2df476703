"""The rows of the agenda: days, sessions with their marks, pauses, and the present."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sommet_tui.companion.day_log import EventLog
from sommet_tui.domain.programme import Programme, Room, Track
from sommet_tui.domain.values import replace
from sommet_tui.tui.agenda.rows import (
    MORE,
    ListingOptions,
    agenda_entries,
    day_bar,
    entry_key,
    entry_row,
    initial_session_id,
    session_detail,
    session_grid,
    session_row,
)
from sommet_tui.tui.render.rows import column_width, distinct_names
from sommet_tui.tui.viewer import Scene
from tests.acting import day_of, log
from tests.builders import DAY, NEXT_DAY, at, plain, programme, session
from tests.tui.scenes import scene, style_of, text


def day() -> Programme:
    return day_of(
        "one 09:00-10:00, two 10:00-11:00 = Panel 2 ·, three 10:30-11:00, "
        "four 12:00-13:00 cancelled, five 13:00-14:00 moved, six 09:00-10:00 next-day"
    )


DENSE = ListingOptions(airy=False)


def agenda(shown: Scene, width: int = 80, layout: ListingOptions = DENSE) -> list[str]:
    grid = session_grid(shown, width, signs=False)
    found = agenda_entries(shown, shown.snapshot.programme.sessions, layout)
    return [text(entry_row(shown, entry, grid), width) for entry in found]


def one(shown: Scene, id_: str, width: int = 80) -> str:
    session_ = shown.snapshot.programme.by_id[id_]
    return text(session_row(shown, session_, session_grid(shown, width)), width)


def test_agenda_lists_past_running_and_coming_sessions() -> None:
    assert agenda(scene(day(), at("10:45")), 60) == [
        " Friday 7 February 2025",
        " 09:00  One                                           1 h",
        " ON NOW 2 sessions                                   left",
        "        Panel 2 · Two                              15 min",
        "        Three                                      15 min",
        " 10:45 " + "─" * 50,
        " 11:00  break, 2 h",
        " 12:00  Four                            cancelled     1 h",
        " 13:00  Five                                moved     1 h",
        " Saturday 8 February 2025",
        " 09:00  Six                                           1 h",
    ]


def test_agenda_shows_the_time_of_parallel_sessions_once() -> None:
    made = day_of("a 09:00-10:00, b 10:00-11:00, c 11:00-12:00, d 11:00-12:30, e 12:30-13:00")
    rows = agenda(scene(made, at("08:00")), 60, ListingOptions(dated=False))
    assert [row[:10].rstrip() for row in rows] == [
        *("", " 08:00 ───", " 09:00  A", " 10:00  B", ""),
        *(" 11:00  C", "        D", "", " 12:30  E"),
    ]


@pytest.mark.parametrize(
    ("now", "places"),
    [
        (at("09:30"), [3]),  # below the running session
        (at("23:00"), [-3]),
        (at("10:10", DAY + timedelta(days=365)), []),
    ],
)
def test_agenda_shows_the_current_time_on_event_days(now: datetime, places: list[int]) -> None:
    screen = agenda(scene(day(), now))
    assert [row for row in screen if "──" in row] == [screen[place] for place in places]


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
    ("width", "said"), [(55, "K.1.105"), (56, "50 min"), (71, "50 min"), (72, "50 min left")]
)
def test_time_left_is_shorter_in_narrow_windows(width: int, said: str) -> None:
    assert one(scene(rooms(), at("10:10")), "b", width).endswith(said)


def test_agenda_folds_running_sessions_that_do_not_fit() -> None:
    talks = [f"s{n} 09:00-10:{n:02} @r{n}" for n in range(7)]
    shown = scene(day_of(", ".join([*talks, "next 11:00-12:00 @r0"])), at("09:30"))

    def listed(layout: ListingOptions) -> list[str | None]:
        found = agenda_entries(shown, shown.snapshot.programme.sessions, layout)
        return [key for key in map(entry_key, found) if key]

    assert listed(ListingOptions(most=5)) == [*(f"s{n}" for n in range(5)), MORE, "next"]
    assert listed(ListingOptions(most=5, opened=True)) == [
        *(f"s{n}" for n in range(7)),
        MORE,
        "next",
    ]
    assert listed(ListingOptions(most=6)) == [*(f"s{n}" for n in range(7)), "next"]
    folded = agenda(shown, layout=ListingOptions(most=5))
    assert "        … 2 more, until 10:06" in folded
    assert "        … fewer" in agenda(shown, layout=ListingOptions(most=5, opened=True))


def test_tracks_have_a_dot_in_their_colour() -> None:
    tracks = (Track("rust", "Rust", "#cc4400"), Track("web", "Web"))
    made = replace(day_of("a 09:00-10:00 #rust, b 09:00-10:00 #web"), tracks=tracks)
    shown = scene(made, at("08:00"))
    assert "● A" in one(shown, "a")
    assert "●" not in one(shown, "b")
    grid = session_grid(shown, 80)
    assert style_of([session_row(shown, made.by_id["a"], grid)], "●") == "#cc4400"


def test_room_names_lose_brackets_before_they_are_cut() -> None:
    names = ("UD2.120 (Chavanne)", "K.1.105 (La Fontaine)", "AW1.126")
    assert column_width(names, 21) == 21
    assert column_width(names, 16) == 7
    assert distinct_names(names, 7)["K.1.105 (La Fontaine)"] == "K.1.105"
    french = ("Salle des conférences du rez-de-jardin", "Studio")
    assert distinct_names(french, 12)[french[0]] == "Salle confé…"
    alike = ("Room (one)", "Room (two)")
    assert len(set(distinct_names(alike, 8).values())) == 2


def test_room_names_that_begin_alike_show_the_word_that_differs() -> None:
    names = ("Amphithéâtre 1600", "Amphithéâtre 1200", "Amphithéatre Nord", "Hall A 1", "Hall A 2")
    shown = distinct_names(names, 8)
    assert [*shown.values()] == ["Amp…1600", "Amp…1200", "Amphith…", "Hall A 1", "Hall A 2"]


@pytest.mark.parametrize(
    ("name", "width", "seen"),
    [
        ("Main hall", 40, "Main hall"),
        ("Auditorium Lafayette", 40, "Auditoriu…"),
        ("Auditorium Lafayette", 80, "Auditorium Lafayette"),
        ("Auditorium Lafayette of the university", 50, "Auditorium…"),
    ],
)
def test_room_name_is_not_cut_if_titles_leave_space(name: str, width: int, seen: str) -> None:
    made = day_of("a 09:00-10:00 @r, b 09:00-10:00 = The longest title here")
    shown = scene(replace(made, rooms=(Room("r", name), Room("s", "Side"))), at("08:00"))
    assert f" {seen} " in f"{one(shown, 'a', width)} "


def test_selected_day_is_marked_among_the_other_days_if_they_fit() -> None:
    shown = scene(day(), at("08:00"))
    days = shown.programme.days
    wide = day_bar(shown, NEXT_DAY, ["3 matches"], 80, days)
    line = text(wide, 80).replace("\u00a0", " ")
    assert line.startswith(" Friday 7 February  Saturday 8 February ")
    assert line.endswith("3 matches")
    assert style_of([wide], "Saturday") == "heading"
    assert text(day_bar(shown, NEXT_DAY, [""], 30, days), 30) == " Fri 7  Saturday 8 February"
    assert text(day_bar(shown, NEXT_DAY, [""], 22, days), 22) == " Saturday 8 February"
    french = scene(day(), at("08:00"), language="fr")
    assert text(day_bar(french, NEXT_DAY, [""], 28, days), 28) == " Ven 7  Samedi 8 février"
    assert text(day_bar(french, NEXT_DAY, [""], 20, days), 20) == " Samedi 8 février"


@pytest.mark.parametrize("width", [30, 56, 130])
def test_remarks_of_a_session_are_never_cut(width: int) -> None:
    long = tuple(replace(s, title="A long title " * 20) for s in day().sessions)
    shown = scene(replace(day(), sessions=long), at("08:00"), stars=["five"])
    assert "cancelled" in one(shown, "four", width)
    assert "moved" in one(shown, "five", width)
    assert one(shown, "five", width).endswith("★")


@pytest.mark.parametrize("width", [56, 60, 80, 133])
def test_titles_rooms_and_numbers_are_aligned_in_all_rows(width: int) -> None:
    shown = scene(rooms(), at("10:10"), stars=["a"])
    lines = [one(shown, id_, width) for id_ in ("workshop", "a", "b", "c")]
    assert len({line.index(word) for line, word in zip(lines, "ARKW", strict=True)}) == 1
    assert len({len(line.removesuffix("★").rstrip()) for line in lines}) == 1


@pytest.mark.parametrize(
    ("now", "id_", "several"),
    [
        (at("10:00"), "two", "three"),
        (at("10:45"), "two", "five"),
        (at("12:00", NEXT_DAY), "six", "six"),  # the last
    ],
)
def test_agenda_opens_at_the_running_or_the_next_session(
    now: datetime, id_: str, several: str
) -> None:
    shown = scene(day(), now)
    assert initial_session_id(shown, shown.snapshot.programme.sessions) == id_
    assert initial_session_id(shown, ()) is None
    shown = scene(replace(day(), rooms=(Room("r1", "One"), Room("r2", "Two"))), now)
    assert initial_session_id(shown, shown.snapshot.programme.sessions) == several


def test_short_delay_is_named_beside_the_time_until_the_expected_start() -> None:
    of = day_of("a 09:00-10:00, b 10:01-11:00")
    shown = scene(of, at("09:56"), events=EventLog(log(of, "09:04 start a")))
    _, title, _ = session_detail(shown, shown.programme.by_id["b"], 80)
    assert plain(text(title)).endswith("expected 10:04 · in 8 min")
