"""Now for several rooms: a row each, in the order in which someone wants to know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sommet_tui.domain.facets import Facets, without
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.values import replace
from sommet_tui.tui.now.many_rooms import (
    Layout,
    Ordered,
    folded,
    layout,
    opened,
    ordered,
    room_rows,
    rooms_heading,
    soon_heading,
    soon_rows,
    starting_soon,
    summary,
)
from sommet_tui.tui.scene import Scene
from tests.builders import NEXT_DAY, at, participant, pause, programme, session
from tests.tui.scenes import moment, page, scene, text, texts


def three(*more: Session) -> Programme:
    return programme(
        session("long", "09:00", "12:00", room="north", people=[participant("ada", "Ada")]),
        session("short", "09:00", "10:00", room="south", label="Panel 1"),
        session("mid", "09:00", "11:00", room="west"),
        session("last", "13:00", "14:00", room="north"),
        *more,
    )


def order(shown: Scene, by: str = "soonest") -> tuple[list[str | None], list[str | None]]:
    found = ordered(shown, moment(shown), by)
    return [r.room for r in found.shown], [r.room for r in found.done]


def rows(shown: Scene, width: int = 100) -> list[str]:
    """The rows of each room, the rooms in which something ends soonest first."""
    found = ordered(shown, moment(shown), "soonest")
    return [page(room_rows(shown, room, width), width) for room in found.shown]


def test_rooms_are_in_the_programmes_order_or_what_ends_soonest_comes_first() -> None:
    shown = scene(three(), at("09:30"))
    assert order(shown, "rooms") == (["north", "south", "west"], [])
    assert order(shown, "soonest") == (["south", "west", "north"], [])


@pytest.mark.parametrize("by", ["rooms", "soonest"])
def test_bookmarks_do_not_change_the_order_of_rooms(by: str) -> None:
    plain = order(scene(three(), at("09:30")), by)
    for star in ("long", "mid", "last"):
        assert order(scene(three(), at("09:30"), stars=[star]), by) == plain


def test_a_room_that_waits_comes_after_all_in_which_something_is_on_however_soon_it_begins() -> (
    None
):
    event = three(session("soon", "09:40", "10:30", room="east"))
    assert order(scene(event, at("09:30")))[0] == ["south", "west", "north", "east"]


@pytest.mark.parametrize(
    ("facets", "left"),
    [
        (Facets(rooms=frozenset({"west"})), ["west"]),
        (Facets(tracks=frozenset({"rust"})), ["north"]),
        (Facets(mine=True), []),
    ],
)
def test_facets_leave_rooms_in_which_something_asked_for_is_on_or_next(
    facets: Facets, left: list[str]
) -> None:
    rust = three(session("then", "12:30", "13:00", room="north", track="rust"))
    shown = replace(scene(rust, at("09:30")), facets=facets)
    assert order(shown, "rooms")[0] == left


def test_rooms_with_nothing_more_today_are_folded_even_if_there_is_something_tomorrow() -> None:
    shown = scene(three(session("x", day=NEXT_DAY, room="south")), at("10:30"))
    assert order(shown) == (["west", "north"], ["south"])
    done = ordered(shown, moment(shown)).done
    assert text(folded(shown, done, 60), 60) == " Nothing more today: south"
    found = {width: text(folded(shown, done * 5, width), 60) for width in (36, 32, 22)}
    assert found == {
        36: " … 5 rooms have nothing more today",
        32: " … 5 rooms · nothing more today",
        22: " … 5 rooms · nothing…",
    }


@pytest.mark.parametrize(("width", "number"), [(149, 2), (150, 1)])
def test_where_there_is_room_for_both_titles_they_share_a_row(width: int, number: int) -> None:
    north = rows(scene(three(), at("09:30")), width)[2]
    assert len(north.split("\n")) == number
    assert north.index("Long") < north.index("left") < north.index("Last") < north.index("in 3 h")


def test_of_two_sessions_at_once_in_a_room_neither_vanishes() -> None:
    one, two = (
        session("one", "09:00", "10:00", room="r"),
        session("two", "09:00", "11:00", room="r"),
    )
    (line,) = rows(scene(programme(one, two), at("09:30")))
    assert line.split()[:3] == ["r", "+1", "One"]
    (alone,) = rows(scene(programme(one), at("09:30")))
    assert "+" not in alone


def test_what_the_user_hides_is_never_called_nothing_more_today() -> None:
    def hiding(clock: str) -> tuple[Scene, Ordered]:
        shown = scene(three(), at(clock))
        sessions, status = shown.programme.sessions, shown.snapshot.status
        return shown, ordered(shown, without(moment(shown), sessions, {"last"}, status))

    shown, found = hiding("09:30")
    assert "› next session hidden" in page(room_rows(shown, found.shown[0], 80), 80)
    shown, found = hiding("12:15")
    every = "Nothing more today: south, west · Next session hidden: north"
    assert text(folded(shown, found.done, 80), 80) == f" {every}"
    assert text(folded(shown, found.done, 30), 30) == " … 3 rooms · hidden sessions"
    soon = replace(scene(three(), at("12:45")), hidden=frozenset({"last"}))
    assert "STARTING SOON · hidden: 1" in text(
        soon_heading(soon, 0, 80, opened=False, more=False), 80
    )


def test_the_opened_room_names_no_hidden_session_as_the_next() -> None:
    then = session("then", "14:00", "15:00", room="north")
    shown = replace(scene(three(then), at("09:30")), hidden=frozenset({"last"}))
    north = next(r for r in moment(shown).rooms if r.room == "north")
    screen = page(opened(shown, north, 60, 20), 60)
    assert "NEXT · 14:00 – 15:00\n Then" in screen
    assert "Last" not in screen


def test_a_room_on_a_break_keeps_its_place_and_its_height() -> None:
    event = three(session("on", "12:00", "14:00", room="west"))
    for clock, on in (("11:59", 1), ("12:10", 1), ("13:00", 2)):
        shown = scene(event, at(clock), stars=["last"])
        found = ordered(shown, moment(shown))
        assert [room.room for room in found.shown] == ["north", "west"]
        assert [room.room for room in found.done] == ["south"]
        assert found.on == on
    shown = scene(event, at("12:10"), stars=["last"])
    north = ordered(shown, moment(shown)).shown[0]
    first, then = texts(room_rows(shown, north, 100), 100)
    assert first.split() == ["north", "break", "until", "13:00"]
    assert " ".join(then.split()) == "› ★ Last in 50 min"
    named = three(pause("lunch", "12:00", "13:00", room="north"), event.by_id["on"])
    assert "Lunch until 13:00" in rows(scene(named, at("12:10")))[-1]


@pytest.mark.parametrize("low", [False, True])
@pytest.mark.parametrize("height", [10, 24, 40])
def test_no_break_and_no_session_about_to_begin_moves_a_room(height: int, low: bool) -> None:
    event = three(session("west-2", "13:05", "14:00", room="west"))
    event = replace(event, sessions=tuple(s for s in event.sessions if s.room != "south"))
    found = set()
    for minute in range(60, 300):  # north ends at 12:00, west at 11:00, both begin again at 13:00
        shown = scene(event, at("08:00") + timedelta(minutes=minute))
        rooms = ordered(shown, moment(shown))
        above = summary(shown, 80, idle=rooms.idle, low=low)
        places = [room.room for room in rooms.shown]
        found.add((len(above), layout(rooms, 80, height, low=low), tuple(places)))
    assert len(found) == 1


def test_the_heading_of_the_rooms_counts_those_on_a_break_apart() -> None:
    event = three()
    for clock, heading in (
        ("08:30", "NEXT · 3 rooms"),
        ("09:30", "ON NOW · 3 rooms"),
        ("10:30", "ON NOW · 2 rooms"),
    ):
        shown = scene(event, at(clock))
        found = ordered(shown, moment(shown))
        assert text(rooms_heading(shown, found, "rooms", 80), 80).startswith(f" {heading} ")
    break_ = scene(three(session("on", "12:00", "14:00", room="west")), at("12:10"))
    found = ordered(break_, moment(break_))
    wide, narrow = (text(rooms_heading(break_, found, "rooms", w), w) for w in (80, 36))
    assert wide.startswith(" ON NOW · 1 of 2 rooms ")
    assert wide.endswith("s sort by end")
    assert narrow.split()[-2:] == ["rooms", "s"]


def test_a_room_that_changes_over_tells_from_when_and_calls_it_no_break() -> None:
    close = three(session("b", "10:10", "11:00", room="south"))
    shown = scene(close, at("10:05"))
    (south,) = (line for line in rows(shown) if line.startswith(" south"))
    assert "from 10:10" in south
    assert "break" not in south
    assert page(summary(shown, 80, idle=False)).strip() == ""


def test_what_begins_within_twenty_minutes_is_listed_across_the_rooms() -> None:
    event = three(
        session("a", "10:00", "10:30", room="south"),
        session("b", "10:20", "11:00", room="east"),
        session("c", "10:21", "11:00", room="nowhere"),
        session("off", "10:10", "11:00", room="off", state="cancelled"),
        pause("tea", "10:05", "10:15", room="west"),
    )
    shown = scene(event, at("10:00"), stars=["b"])
    assert [s.id for s in starting_soon(shown)] == ["b"]  # what begins just now is on
    assert [s.id for s in starting_soon(scene(event, at("09:59:59")))] == ["a"]
    line = text(soon_rows(shown, event.by_id["b"], 80)[0], 80)
    assert line.split()[:3] == ["10:20", "east", "B"]
    assert line.endswith("in 20 min ★")
    assert "13 in 20 min" in text(soon_heading(shown, 13, 80, opened=False, more=True), 80)
    narrow = text(soon_heading(shown, 13, 36, opened=False, more=True), 36)
    assert narrow.split() == ["STARTING", "SOON", "·", "13", "in", "20", "min", "▾"]


def hall(number: int) -> str:
    return f"Grande salle du premier étage {number}"


@pytest.mark.parametrize("width", [40, 60, 78, 80])
def test_long_names_of_rooms_stay_distinct(width: int) -> None:
    event = programme(*(session(f"s{n}", room=hall(n)) for n in range(9, 13)))
    shown = rows(scene(event, at("09:30")), width)
    assert len({line.split("S")[0] for line in shown}) == 4
    assert any("11" in line for line in shown)


def test_a_name_has_the_cells_that_it_needs() -> None:
    event = programme(session("one", room="Grande salle Louise"), session("two", room="B"))
    assert any("Grande salle Louise" in line for line in rows(scene(event, at("09:30")), 100))


@pytest.mark.parametrize("height", range(1, 12))
def test_the_opened_room_never_ends_on_a_time_without_its_session(height: int) -> None:
    shown = scene(three(session("then", "14:00", "15:00", room="north")), at("09:30"))
    north = next(r for r in moment(shown).rooms if r.room == "north")
    lines = texts(opened(shown, north, 60, height), 60)
    assert len(lines) <= height
    assert not lines[-1].startswith((" NEXT", " 09:00"))


def test_the_opened_room_shows_the_way_to_it() -> None:
    made = three()
    rooms = [replace(r, note="2nd floor", url=f"https://example.org/{r.id}") for r in made.rooms]
    shown = scene(replace(made, rooms=tuple(rooms)), at("09:30"))
    north = next(r for r in moment(shown).rooms if r.room == "north")
    assert "\n 2nd floor · https://example.org/north\n" in page(opened(shown, north, 60, 20), 60)


def test_the_opened_room_shows_its_people_and_the_next_two() -> None:
    shown = scene(
        three(
            session("then", "14:00", "15:00", room="north"),
            session("third", "15:00", "16:00", room="north"),
            pause("tea", "12:00", "12:30", room="north"),
            session("off", "12:30", "13:00", room="north", state="cancelled"),
        ),
        at("09:30"),
        stars=["then"],
    )
    north = next(r for r in moment(shown).rooms if r.room == "north")
    screen = page(opened(shown, north, 60, 20), 60)
    assert screen.startswith(" north ─")
    assert "09:00 – 12:00\n Long\n Ada" in screen
    assert "NEXT · 13:00 – 14:00\n Last" in screen
    assert "NEXT · 14:00 – 15:00\n ★ Then" in screen
    for absent in ("Third", "Tea", "Off"):
        assert absent not in screen


def test_before_between_and_after_the_summary_says_where_the_event_stands() -> None:
    def summary_at(clock: str, event: Programme) -> str:
        shown = scene(event, at(clock))
        idle = ordered(shown, moment(shown)).idle
        return page(summary(shown, 80, idle=idle))

    event = three()
    assert "The event starts at 09:00, in 30 min." in summary_at("08:30", event)
    assert summary_at("09:30", event).strip() == ""
    assert "Break: the day resumes at 13:00 (in 45 min)." in summary_at("12:15", event)
    assert "The event ended on Friday 7 February 2025." in summary_at("15:00", event)


def test_a_low_window_tells_whole_when_it_starts() -> None:
    shown = scene(three(), at("09:00", date(2025, 2, 1)))
    lines = texts(summary(shown, 40, idle=True, low=True), 40)
    assert lines == ["  on Friday 7 February at 09:00"]
    today = scene(three(), at("08:40"), language="fr")
    assert texts(summary(today, 40, idle=True, low=True), 40) == ["  à partir de 9 h"]


def talks() -> Programme:
    """Two rooms with long titles, people, and what follows."""
    ada, bob = participant("ada", "Ada Exemple Longname"), participant("bob", "Bob de Test")
    return programme(
        session("x", "09:00", "10:00", room="north", title="Word " * 20 + "end", people=[ada, bob]),
        session("y", "10:00", "11:00", room="north", title="Other " * 16 + "end", people=[bob]),
        session("z", "11:00", "12:00", room="north", title="Zed"),
        session("w", "09:00", "12:00", room="south"),
    )


@pytest.mark.parametrize("width", [40, 80, 120, 160])
@pytest.mark.parametrize("idle", [False, True])
@pytest.mark.parametrize("number", range(3, 14))
def test_a_room_has_just_as_many_rows_as_it_is_given(width: int, number: int, idle: bool) -> None:
    shown = scene(talks(), at("08:30" if idle else "09:30"))
    for room in moment(shown).rooms:
        given = room_rows(shown, room, width, number, idle=idle)
        assert len(given) == number
        assert all(len(line) <= width for line in texts(given, 300))


@pytest.mark.parametrize("width", [80, 160])
def test_with_more_rows_a_room_tells_whole_titles_people_and_what_follows(width: int) -> None:
    shown = scene(talks(), at("09:30"))
    north = moment(shown).rooms[0]
    few, more = (page(room_rows(shown, north, width, rows), width) for rows in (0, 14))
    for name in ("Ada Exemple Longname · Bob de Test", "11:00 – 12:00   Zed"):
        assert name in more
        assert name not in few
    assert more.count("Word") == 20
    assert more.count("Other") == 16
    assert "…" not in more
    assert "…" in few


def test_before_it_begins_a_room_is_what_it_begins_with() -> None:
    shown = scene(talks(), at("08:30"))
    (north,) = texts(room_rows(shown, moment(shown).rooms[0], 100, idle=True), 100)
    assert north.split()[:3] == ["north", "09:00", "Word"]
    assert north.endswith("in 30 min")


def shares(shown: Scene, height: int, width: int = 120) -> Layout:
    return layout(ordered(shown, moment(shown)), width, height)


def test_few_rooms_share_the_height_and_many_have_the_fewest_rows() -> None:
    shown = scene(three(), at("09:30"))
    assert shares(shown, 40).rows == 11
    assert shares(shown, 10).rows == 2
    many = programme(*(session(f"s{n}", room=f"r{n}") for n in range(30)))
    assert shares(scene(many, at("09:30")), 40).rows == 2
    assert shares(scene(many, at("08:30")), 40).rows == 1
