"""Now with several rooms, as a user works with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.filters import Facets, replace_hidden_sessions
from sommet_tui.domain.messages import Message
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.values import replace
from sommet_tui.tui.agenda.rows import session_row
from sommet_tui.tui.now.rooms import (
    MomentSessions,
    divide_height,
    finished_rooms_row,
    listed_sessions,
    running_grid,
    running_heading,
    running_row,
    sessions_starting_soon,
    soon_heading,
    starts_grid,
    summary_rows,
)
from sommet_tui.tui.viewer import Scene
from tests.acting import day_of, log
from tests.builders import at, programme, session
from tests.tui.conftest import Open
from tests.tui.events import in_rooms
from tests.tui.scenes import moment, page, scene, style_of, text, texts
from tests.tui.worlds import World


async def test_running_sessions_do_not_move_when_another_session_starts_soon(world: Open) -> None:
    here = world(in_rooms(), "10:10")

    def place() -> int:
        return next(y for y, line in enumerate(here.picture.split("\n")) if "South-talk" in line)

    async with here.open(size=(120, 40)):
        assert "none within 20 min" in here.picture
        before = place(), "south-talk"
        here.clock.shown = at("10:45")
        await here.until_shown("1 within 20 min")
        assert (place(), here.subject) == before


async def test_now_shows_a_message_once_beside_a_session_page(world: Open) -> None:
    here = world(in_rooms(), "10:10")
    Stage(here.companion, "grace").send_message("Lunch is upstairs", "everyone")
    async with here.open(size=(120, 40)):
        assert "ON NOW · 50:00 left" in here.picture
        assert here.picture.count("Lunch is upstairs") == 1


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_tab_and_arrows_move_between_the_lists(world: Open, size: tuple[int, int]) -> None:
    event = day_of(
        "on0 09:00-10:00 @r0, on1 09:00-10:10 @r1, on2 09:00-10:20 @r2, on3 09:00-10:30 @r3, "
        "soon 09:40-10:00 @r5, last 12:00-13:00 @r6"
    )
    here = world(event, "09:30")
    here.bookmark("last")
    async with here.open(size=size):
        assert here.subject == "soon"
        await here.press("tab")
        assert here.subject == "on0"
        assert "⇥ Starting soon" in here.foot or size[0] < 100
        for keys, subject in (("down down", "on2"), ("tab", "soon"), ("tab", "on2"), ("s", "on0")):
            await here.press(keys)
            assert here.subject == subject
        assert "by room" in here.picture
        for keys, subject in (("home", "last"), ("down", "soon"), ("up", "last")):
            await here.press(keys)
            assert here.subject == subject
        assert "NEXT ★" in here.picture
        await here.press("enter")
        await here.until_shown("esc Back")


async def test_large_window_shows_the_day_of_a_few_rooms_and_a_page(world: Open) -> None:
    day = day_of(
        "on 09:00-10:00 @North +grace, idle 11:00-12:00 @South +ada, tea 10:00-10:20 break @North, "
        "next 10:20-11:00 @North, lunch 12:00-13:00 break, last 13:00-14:00 @North"
    )
    here = world(day, "09:45")
    async with here.open(size=(120, 40)):
        here.assert_shown(
            "Grace", "› 10:20 Next", "LATER 3 sessions, 1 break", "Lunch", "IN 15 MIN · break"
        )
        await here.shows("down", "IN 35 MIN", "10:20 – 11:00")
        await here.shows("tab", "ON NOW · 15:00 left")
        here.clock.shown = at("09:45:10")
        await here.until_shown("ON NOW · 14:50 left")


@pytest.mark.parametrize(
    ("later", "shown"), [(3, "LATER 3 sessions"), (8, "LATER 8 sessions"), (9, "LATER 1 room")]
)
async def test_rest_of_the_day_is_listed_if_it_fits_below_a_board_of_many_rooms(
    world: Open, later: int, shown: str
) -> None:
    begun = [f"on{n} 09:00-10:00 @r{n}" for n in range(5)]
    rest = [f"s{n} 1{n}:00-1{n}:30 @r0" for n in range(1, later + 1)]
    here = world(day_of(", ".join(begun + rest)), "09:05")
    async with here.open(size=(80, 24)):
        assert shown in here.picture


async def test_click_moves_the_cursor_to_the_other_list(world: Open) -> None:
    event = day_of("one 09:00-10:00 @north, two 09:00-10:00 @south, three 09:40-10:00 @west")
    here = world(event, "09:30")
    async with here.open(size=(120, 40)):
        await here.click_on("Two")
        await here.press("b")
        assert here.stars == {"two"}


async def test_now_counts_rows_that_do_not_fit(world: Open) -> None:
    talks = [f"on{n} 09:00-11:00 @r{n} = Talk {n}" for n in range(50)]
    here = world(day_of(", ".join(talks)), "09:30")
    async with here.open(size=(120, 40)):
        shown = sum("Talk" in line for line in here.lines[1:-6])
        assert f"… {50 - shown} more" in here.picture
        await here.shows("tab end", "Talk 49")
        assert "more" not in here.picture


async def test_first_visible_session_shows_its_start_after_scrolling(world: Open) -> None:
    talks = [f"s{n} 09:40-10:00 @r{n} = T{n}." for n in range(50)]
    here = world(day_of(", ".join(talks)), "09:30")
    async with here.open("down*30", (80, 24)):
        rows = [
            line.split()
            for line in here.lines
            if " T" in line and line.rstrip().endswith(".") and " r" in line
        ]
        assert [row[0] for row in rows].count("09:40") == 1
        assert rows[0][0] == "09:40"


async def test_sessions_can_be_opened_after_the_event(world: Open) -> None:
    here = world(in_rooms(), "11:59")
    async with here.open("b"):
        here.clock.shown = at("12:01")
        await here.until_shown("OVER · Friday 7 February 2025")
        assert "MY DAY" in here.picture
        assert "ON NOW" not in here.picture
        await here.shows("down enter", "North-talk", "esc Back")
        await here.press("escape home b b")
        await here.until_gone("MY DAY")
        await here.shows("u end up b enter", "South-next", "★ bookmarked")
        await here.press("escape")
        here.clock.shown = at("09:30")
        await here.until_shown("ON NOW 2 rooms")
        assert "s By room  ⇥ " in here.picture
        here.clock.shown = at("08:00")
        await here.until_gone("s By room  ⇥ ")


async def test_typing_filters_the_list_on_now(world: Open) -> None:
    event = day_of(
        "one 09:00-10:00 @north = Rust in the kernel, "
        "two 09:00-10:00 @south = Keeping LLVM honest, "
        "three 09:40-10:00 @west = Rust and trust, "
        "four 10:00-11:00 @south = Rusty coreutils, five 09:00-10:00 @east = Ladybird"
    )
    here = world(event, "09:30")
    here.bookmark("five")
    async with here.open(size=(120, 40)):
        everything, foot = here.picture, here.foot
        await here.press("slash 'rust'")
        assert "↵ To the list" in here.foot
        await here.until_gone("none within 20 min")
        shown = here.picture
        for title in ("Rust in the kernel", "Rust and trust", "Rusty coreutils"):
            assert title in shown
        assert "Ladybird" not in shown.split("ON NOW")[1]
        assert [line for line in shown.splitlines() if "leave" in line] == [
            line for line in everything.splitlines() if "leave" in line
        ], "the lines of my stops stay"
        await here.press("enter end enter")
        assert "esc Back" in here.foot
        await here.press("escape")
        assert "End search" in here.foot
        await here.shows("slash 'zzz'", "No match.")
        here.aged += 1.0
        await here.press("escape home")
        assert here.foot == foot
        assert "Ladybird" in here.picture


async def test_slash_searches_all_rooms_from_the_screen_of_one_room(two_rooms: World) -> None:
    async with two_rooms.open("slash 'south' enter right"):
        assert "only: north" in two_rooms.picture
        assert "End search" not in two_rooms.foot
        await two_rooms.press("slash 'south'")
        await two_rooms.until_shown("South-next")
        assert "ON NOW" not in two_rooms.picture


async def test_filter_applies_to_the_next_sessions_of_a_room(world: Open) -> None:
    event = day_of(
        "running 09:00-10:00 @north, crab 10:00-10:30 @north #rust, "
        "snake 10:30-11:00 @north #python, gear 11:00-12:00 @north #rust, "
        "end 12:00-12:30 @north #python, other 09:00-12:00 @south"
    )
    here = world(event, "09:30")
    here.app_viewer.facets = Facets(tracks=frozenset({"rust"}))
    async with here.open("right"):
        for clock, shown in (("09:30", "Running Crab Gear"), ("10:10", "Crab Gear")):
            here.clock.shown = at(clock)
            await here.until_shown(f"{clock}:00")
            titles = ("Running", "Crab", "Snake", "Gear", "End")
            assert [title for title in titles if title in here.text] == shown.split()
            assert "break" not in here.text
        for clock in ("11:30", "12:10"):
            here.clock.shown = at(clock)
            await here.until_shown(f"{clock}:00")
            assert ("Nothing more here matches the filters." in here.text) == (clock < "12")
        here.app_viewer.facets = Facets()
        here.clock.shown = at("11:31")
        await here.until_shown("11:31:00")
        assert "NEXT in 29 min 12:00" in here.text


async def test_now_names_filters_without_a_match_and_their_key(two_rooms: World) -> None:
    async with two_rooms.open("x"):
        two_rooms.app_viewer.facets = Facets(mine=True)
        await two_rooms.press("2 1")
        two_rooms.assert_shown(
            "only: my bookmarks · hidden: 1",
            "No more matches today. F change or clear the filters",
        )


def three_rooms(more: str = "") -> Programme:
    return day_of(
        "long 09:00-12:00 @north +ada, short 09:00-10:00 @south = Panel 1 ·, "
        f"mid 09:00-11:00 @west, last 13:00-14:00 @north{more}"
    )


def listed(shown: Scene, order: str = "soonest") -> MomentSessions:
    return listed_sessions(shown, moment(shown), order)


def ids(sessions: Sequence[Session]) -> list[str]:
    return [s.id for s in sessions]


def running_rows(shown: Scene, width: int = 100) -> list[str]:
    """The rows of the running sessions."""
    grid = running_grid(shown, width)
    return [text(running_row(shown, s, grid), width) for s in listed(shown).on]


def test_running_sessions_are_sorted_by_end_or_by_room() -> None:
    shown = scene(three_rooms(), at("09:30"))
    assert ids(listed(shown, "rooms").on) == ["long", "short", "mid"]
    assert ids(listed(shown, "soonest").on) == ["short", "mid", "long"]
    two = scene(day_of("a 09:00-10:00 @one, b 09:00-10:30 @two"), at("09:30"))
    assert "2 rooms · by room" in text(
        running_heading(two, listed(two, "rooms"), "rooms", running_grid(two, 80)), 80
    )


def test_now_names_or_counts_rooms_without_further_sessions() -> None:
    shown = scene(three_rooms(", x 09:00-10:00 next-day @south"), at("10:30"))
    done = list(listed(shown).done)
    assert text(finished_rooms_row(shown, done[:1], 60), 60) == " Nothing more today: south"
    rows = {
        width: text(finished_rooms_row(shown, done[:1] * 5, width), 60) for width in (36, 32, 22)
    }
    assert rows == {
        36: " … 5 rooms have nothing more today",
        32: " … 5 rooms · nothing more today",
        22: " … 5 rooms · nothing…",
    }


def test_whole_day_includes_late_sessions_of_the_night_before() -> None:
    event = day_of(
        "gig 23:00-03:00 @north, talk 03:10-03:40 @north, film 09:00-10:00 next-day @south"
    )
    shown = scene(event, at("03:45"), events=EventLog(log(event, "23:00 start gig")))
    found = listed_sessions(shown, moment(shown), "soonest", whole_day=True)
    assert ids(found.next) == ["talk", "film"]


def test_break_with_other_times_in_one_room_is_listed_once() -> None:
    day = day_of(
        "a 09:00-10:00 @north, tea 10:00-10:20 break @north @south, b 10:20-11:00 @north, "
        "c 09:00-10:00 @south, d 10:30-11:00 @south"
    )
    events = EventLog(log(day, "09:00 start a", "09:30 add a 5", "09:30 announce @north"))
    for clock in "09:50", "10:02":
        shown = scene(day, at(clock), events=events)
        found = listed_sessions(shown, moment(shown), "soonest", whole_day=True)
        assert [*ids(found.on), *ids(found.soon), *ids(found.next)].count("tea") == 1


@pytest.mark.parametrize(("clock", "coming"), [("09:25", ["tea", "talk"]), ("10:25", ["talk"])])
def test_whole_day_leaves_out_a_break_for_which_a_delay_leaves_no_time(
    clock: str, coming: list[str]
) -> None:
    event = day_of("a 09:00-10:00 @north, tea 10:00-10:20 break @north, talk 11:00-12:00 @north")
    shown = scene(event, at(clock), events=EventLog(log(event, "09:02 start a")))
    assert ids(listed_sessions(shown, moment(shown), "soonest", whole_day=True).next) == coming


def test_room_with_a_hidden_session_is_not_listed_as_finished() -> None:
    def hide_last(clock: str) -> tuple[Scene, MomentSessions]:
        shown = scene(three_rooms(), at(clock))
        sessions, status = shown.programme.sessions, shown.snapshot.status
        now = replace_hidden_sessions(moment(shown), sessions, {"last"}, status)
        return shown, listed_sessions(shown, now, "rooms")

    shown, rooms = hide_last("12:15")
    every = "Nothing more today: south, west · Next session hidden: north"
    assert text(finished_rooms_row(shown, rooms.done, 80), 80) == f" {every}"
    assert text(finished_rooms_row(shown, rooms.done, 30), 30) == " … 3 rooms · hidden sessions"
    soon = replace(scene(three_rooms(), at("12:45")), hidden=frozenset({"last"}))
    heading = soon_heading(soon, listed(soon), starts_grid(soon, 80))
    assert "STARTING SOON hidden: 1" in text(heading)


def test_sessions_and_breaks_that_begin_within_twenty_minutes_are_listed() -> None:
    event = three_rooms(
        ", a 10:00-10:30 @south, b 10:20-11:00 @east, c 10:21-11:00 @nowhere, "
        "off 10:10-11:00 @off cancelled, tea 10:05-10:15 break @west"
    )
    shown = scene(event, at("10:00"), stars=["a", "b"])
    assert ids(sessions_starting_soon(shown)) == ["off", "b"]  # what begins just now is on
    assert ids(sessions_starting_soon(scene(event, at("09:59:59")))) == ["a", "off"]
    grid = starts_grid(shown, 80)
    assert ids(listed(shown).soon) == ["tea", "off", "b"]
    assert "2 within 20 min" in text(soon_heading(shown, listed(shown), grid))
    row = text(session_row(shown, event.by_id["b"], grid, clashes=False))
    assert row.split() == ["10:20", "east", "B", "★"]
    off = session_row(shown, event.by_id["off"], grid)
    assert text(off).split() == ["10:10", "off", "Off", "cancelled"]


def hall(number: int) -> str:
    return f"Grande salle du premier étage {number}"


@pytest.mark.parametrize("width", [40, 60, 78, 80])
def test_long_room_names_stay_distinct(width: int) -> None:
    event = programme(*(session(f"s{n}", room=hall(n)) for n in range(9, 13)))
    shown = running_rows(scene(event, at("09:30")), width)
    assert len({line.split("S")[0] for line in shown}) == 4
    assert any("11" in line for line in shown)


def test_break_in_all_rooms_has_a_whole_word_in_every_language() -> None:
    title = "A very long title " * 9
    event = day_of(
        f"north 09:00-10:00 @north = {title}, south 09:00-10:00 @south = {title}, "
        "tea 09:00-10:00 break @north @south"
    )
    for language, word in (("en", "all rooms"), ("fr", "partout")):
        shown = scene(event, at("09:30"), language=language)
        assert any(word in line for line in running_rows(shown, 40))


def test_minutes_left_change_colour_before_the_end_of_a_session() -> None:
    shown = scene(three_rooms(), at("09:55"))
    row = running_row(shown, shown.programme.by_id["short"], running_grid(shown, 80))
    assert style_of([row], "5") == "warning"


def test_break_in_a_separate_room_is_shown_until_it_is_over() -> None:
    event = three_rooms(", tea 10:05-10:30 break @foyer")
    before, during, after = (
        listed(scene(event, at(clock))) for clock in ("10:04:59", "10:05", "10:30")
    )
    assert ("tea" in ids(before.soon), "tea" in ids(before.on)) == (True, False)
    assert ("tea" in ids(during.soon), "tea" in ids(during.on)) == (False, True)
    assert ("tea" in ids(after.on), after.done[-1].room) == (False, "foyer")


def test_summary_says_when_the_day_resumes() -> None:
    day = day_of("a 12:00-12:10 @north, b 13:00-14:00 @north, c 13:00-14:00 @south")
    late = log(day, "12:00 start a", "12:10 end @north", "12:13 move b 13:20")
    waiting = scene(
        day,
        at("13:04"),
        events=EventLog(log(day, "12:59 take @north", "13:00 cancel c", "13:03 move b 13:20")),
    )
    for each, expected in (
        (scene(three_rooms(), at("12:15")), "13:00 (in 45 min)"),
        (scene(day, at("12:15"), events=EventLog(late)), "13:00 (in 45 min)"),
        (waiting, "13:20 (in 16 min · announced 13:00)"),
    ):
        text = page(summary_rows(each, 80, low=False)).strip()
        assert text == f"Break: the day resumes at {expected}."


def test_short_window_shows_the_start_of_the_event() -> None:
    shown = scene(three_rooms(), at("09:00", date(2025, 2, 1)))
    assert texts(summary_rows(shown, 40, low=True), 40) == [
        " Starts on Friday 7 February at 09:00."
    ]
    assert texts(summary_rows(shown, 36, low=True), 40) == [" on Friday 7 February at 09:00"]
    today = scene(three_rooms(), at("08:40"), language="fr")
    assert texts(summary_rows(today, 30, low=True), 40) == [" Début à 9 h."]
    said = Message(1, at("09:00"), "everyone", "Lunch is served in the yard behind the hall")
    noted = scene(three_rooms(), at("09:10"), events=EventLog(messages=(said,)))
    assert [line.strip() for line in texts(summary_rows(noted, 36, low=True), 40)] == [
        "◆ Lunch is served in the yard",
        "behind the hall",
    ]


@given(st.integers(2, 60), st.integers(3, 60), st.integers(5, 50))
def test_both_lists_of_now_are_visible_at_any_height(soon: int, on: int, height: int) -> None:
    given_ = divide_height(soon, on, height)
    assert 2 <= given_ <= soon
    assert height - given_ >= 3
    assert given_ <= max(2, height // 2) or on <= height - given_
