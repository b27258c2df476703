"""Now with several rooms, as somebody uses it."""

from __future__ import annotations

import pytest

from sommet_tui.domain.facets import Facets
from sommet_tui.tui.now.screen import NowScreen
from tests.builders import at, programme, session

from .conftest import Open
from .events import in_rooms


async def test_running_sessions_do_not_move_when_another_is_about_to_begin(world: Open) -> None:
    here = world(in_rooms(), at("10:10"))

    def place() -> int:
        return next(y for y, line in enumerate(here.picture.split("\n")) if "South-talk" in line)

    async with here.open(120, 40):
        assert "nothing in 20 min" in here.picture
        before = place()
        here.clock.shown = at("10:45")
        await here.until_shown("1 in 20 min")
        assert place() == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_tab_and_arrows_move_between_the_lists(world: Open, size: tuple[int, int]) -> None:
    event = programme(
        *(
            session(f"on{n}", "09:00", f"10:{n}0", room=f"r{n}", title=f"Talk {n}")
            for n in range(4)
        ),
        session("soon", "09:40", "10:00", room="r5", title="Soon"),
        session("last", "12:00", "13:00", room="r6", title="Last"),
    )
    here = world(event, at("09:30"))
    here.companion.mine.save_bookmark("last")

    def subject() -> str | None:
        screen = here.app.screen
        assert isinstance(screen, NowScreen)
        return screen.subject()

    async with here.open(*size) as pilot:
        assert subject() == "soon"
        await pilot.press("tab")
        assert subject() == "on0"
        assert "⇥ Starting soon" in here.foot or size[0] < 100
        await pilot.press("down", "down")
        assert subject() == "on2"
        await pilot.press("tab")
        assert subject() == "soon"
        await pilot.press("tab")
        assert subject() == "on2"
        await pilot.press("s")
        assert subject() == "on0"
        assert "by room" in here.picture
        await pilot.press("home")
        assert subject() == "last"
        assert "NEXT ★" in here.picture
        await pilot.press("down")
        assert subject() == "soon"
        await pilot.press("up")
        assert subject() == "last"
        await pilot.press("enter")
        await here.until_shown("esc Back")


async def test_click_moves_the_cursor_to_the_other_list(world: Open) -> None:
    event = programme(
        session("one", room="north"),
        session("two", room="south"),
        session("three", "09:40", "10:00", room="west"),
    )
    here = world(event, at("09:30"))
    async with here.open(120, 40) as pilot:
        row = next(y for y, line in enumerate(here.picture.splitlines()) if "Two" in line)
        await pilot.click(offset=(90, row))
        await pilot.press("b")
        assert here.stars == {"two"}


async def test_hidden_rows_are_counted(world: Open) -> None:
    event = programme(
        *(session(f"on{n}", "09:00", "11:00", room=f"r{n}", title=f"Talk {n}") for n in range(50))
    )
    here = world(event, at("09:30"))
    async with here.open(120, 40) as pilot:
        shown = sum("Talk" in line for line in here.picture.splitlines()[1:-6])
        assert f"… {50 - shown} more" in here.picture
        await pilot.press("tab", "end")
        assert "Talk 49" in here.picture
        assert "more" not in here.picture


async def test_first_visible_row_has_its_start_after_scrolling(world: Open) -> None:
    talks = (session(f"s{n}", "09:40", "10:00", room=f"r{n}", title=f"T{n}.") for n in range(50))
    here = world(programme(*talks), at("09:30"))
    async with here.open(80, 24) as pilot:
        await pilot.press(*["down"] * 30)
        rows = [
            line.split()
            for line in here.picture.splitlines()
            if " T" in line and line.rstrip().endswith(".") and " r" in line
        ]
        assert [row[0] for row in rows].count("09:40") == 1
        assert rows[0][0] == "09:40"


async def test_my_day_and_the_full_day_can_be_opened_after_the_event(world: Open) -> None:
    here = world(in_rooms(), at("11:59"))
    async with here.open() as pilot:
        await pilot.press("b")
        here.clock.shown = at("12:01")
        await here.until_shown("OVER · Friday 7 February 2025")
        assert "MY DAY" in here.picture
        assert "ON NOW" not in here.picture
        await pilot.press("down", "enter")
        assert "North-talk" in here.picture
        assert "esc Back" in here.picture
        await pilot.press("escape", "home", "b", "b")
        await here.until_gone("MY DAY")
        await pilot.press("u", "end", "up", "b", "enter")
        assert "South-next" in here.picture
        assert "★ bookmarked" in here.picture
        await pilot.press("escape")
        here.clock.shown = at("09:30")
        await here.until_shown("ON NOW 2 rooms")


async def test_door_sign_of_one_room_shows_no_keys_for_several(world: Open) -> None:
    here = world(in_rooms(), at("09:30"))
    async with here.open(160, 40) as pilot:
        foot = here.foot
        assert "s By room" in foot
        assert "F Filters" in foot
        await pilot.press("right")
        foot = here.foot
        assert "← → Room" in foot
        assert "By room" not in foot
        assert "Filters" not in foot


@pytest.mark.parametrize("size", [(120, 40), (40, 12)])
async def test_typing_filters_the_list_on_now(world: Open, size: tuple[int, int]) -> None:
    event = programme(
        session("one", "09:00", "10:00", room="north", title="Rust in the kernel"),
        session("two", "09:00", "10:00", room="south", title="Keeping LLVM honest"),
        session("three", "09:40", "10:00", room="west", title="Rust and trust"),
        session("four", "10:00", "11:00", room="south", title="Rusty coreutils"),
        session("five", "09:00", "10:00", room="east", title="Ladybird"),
    )
    here = world(event, at("09:30"))
    here.companion.mine.save_bookmark("five")
    async with here.open(*size) as pilot:
        everything, foot = here.picture, here.foot
        await pilot.press("slash", *"rust")
        assert "↵ To the list" in here.foot
        await here.until_gone("nothing in 20 min")
        shown = here.picture
        for title in ("Rust in the kernel", "Rust and trust", "Rusty coreutils"):
            assert title in shown or size == (40, 12)
        assert "Ladybird" not in shown.split("ON NOW")[1]
        assert [line for line in shown.splitlines() if "leave" in line] == [
            line for line in everything.splitlines() if "leave" in line
        ], "the lines of my stops stay"
        await pilot.press("enter", "end", "enter")
        assert "esc Back" in here.foot
        await pilot.press("escape")
        assert "End search" in here.foot or size == (40, 12)
        await pilot.press("slash", *"zzz")
        assert "No match." in here.picture
        here.aged += 1.0
        await pilot.press("escape", "home")
        assert here.foot == foot
        assert "Ladybird" in here.picture


async def test_typing_filters_a_past_day(world: Open) -> None:
    here = world(in_rooms(), at("12:30"))
    here.companion.mine.save_bookmark("north-talk")
    async with here.open() as pilot:
        await pilot.press("slash", *"south")
        await here.until_gone("MY DAY")
        assert "South-next" in here.picture
        assert "North-talk" not in here.picture
        await pilot.press("down", "enter")
        assert "South-next" in here.picture
        assert "esc Back" in here.foot
        here.aged += 1.0
        await pilot.press("escape", "escape")
        assert "MY DAY" in here.picture


async def test_slash_searches_everything_on_the_board_of_one_room(world: Open) -> None:
    here = world(in_rooms(), at("09:30"))
    async with here.open() as pilot:
        await pilot.press("slash", *"south", "enter", "right")
        assert "only: north" in here.picture
        assert "End search" not in here.foot
        await pilot.press("slash", *"south")
        await here.until_shown("South-next")
        assert "ON NOW" not in here.picture


@pytest.mark.parametrize("others", [True, False])
async def test_filters_apply_to_later_sessions_of_the_only_room(
    world: Open, *, others: bool
) -> None:
    north = [
        session("running", "09:00", "10:00", room="north"),
        session("crab", "10:00", "10:30", room="north", track="rust"),
        session("snake", "10:30", "11:00", room="north", track="python"),
        session("gear", "11:00", "12:00", room="north", track="rust"),
        session("end", "12:00", "12:30", room="north", track="python"),
    ]
    here = world(programme(*north, *in_rooms().sessions[1:] if others else ()), at("09:30"))
    here.app_viewer.facets = Facets(tracks=frozenset({"rust"}))
    async with here.open() as pilot:
        await pilot.press(*["right"] if others else ())
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


async def test_filters_without_match_are_named_with_the_key_that_clears_them(world: Open) -> None:
    here = world(in_rooms(), at("09:30"))
    here.app_viewer.facets = Facets(mine=True)
    async with here.open():
        screen = here.picture
        assert "only: my bookmarks" in screen
        assert "No session now or later today matches. F change or clear the filters" in screen
