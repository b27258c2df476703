"""The timetable, the second view of the Agenda."""

from __future__ import annotations

import pytest

from sommet_tui.companion.settings import Settings
from sommet_tui.domain.filters import Facets
from sommet_tui.tui.agenda.screen import AgendaScreen
from tests.acting import day_of
from tests.builders import DAY, NEXT_DAY, at, pause, programme, session
from tests.tui.conftest import Golden, Open
from tests.tui.test_app import three_rooms
from tests.tui.worlds import World, with_settings


@pytest.fixture
def here(world: Open) -> World:
    return world(
        day_of(
            "early 09:00-09:25 @Aula, middle 09:30-10:30 @Aula, late 11:00-12:00 @Aula, "
            "first 09:00-10:00 @Studio, second 10:00-11:00 @Studio, "
            "workshop 09:00-17:00 @Cellar"
        ),
        "09:40",
    )


def screen(here: World) -> AgendaScreen:
    shown = here.app.screen
    assert isinstance(shown, AgendaScreen)
    return shown


async def test_v_keeps_the_cursor_on_its_session(here: World) -> None:
    async with here.open("2"):
        for _ in range(4):
            await here.press("down")
            before = here.subject
            await here.shows("v", "★ mine")
            assert here.subject == before
            await here.hides("v", "★ mine")
            assert here.subject == before


REACHED = {
    "home": "early",
    "end": "late",
    "home right": "middle",
    "home right right right": "late",
    "end left": "middle",
    "end down": "second",  # nothing is on at 11:00 any more, and nothing comes
    "home right down": "first",  # on at 9:30
    "home right down down": "workshop",
    "home right down down up up": "middle",  # the time is kept, as the column in a text
    "end down up": "late",
    "home pagedown": "workshop",
}
"""The session that keys lead to from the first room."""


async def test_arrows_move_the_cursor_within_and_between_rooms(here: World) -> None:
    async with here.open("2 v"):
        for keys, expected in REACHED.items():
            await here.press(*["up"] * 3, *keys.split())
            assert here.subject == expected, keys


async def test_timetable_opens_at_the_next_bookmark_or_the_first_room(world: Open) -> None:
    of = programme(
        *(session(f"now {n}", "09:30", "10:00", room=f"r{n:02}") for n in range(30)),
        *(session(f"then {n}", "10:00", "10:30", room=f"r{n:02}") for n in range(30)),
    )
    here = world(of, "09:40")
    async with here.open("2 v", (80, 24)):
        assert here.subject == "now 0"
        here.assert_shown("rooms 1–15 of 30  PgDn", " 09:30 ━", "━ 10:30")
        await here.press("v slash 'then 21' enter b escape v period")
        assert here.subject == "then 21"
        assert "PgUp" in here.picture


async def test_arrow_keys_reach_every_session_of_both_days(world: Open) -> None:
    of = day_of(
        "one 10:00-11:00 @Aula, under 10:00-11:00 @Aula, inside 10:10-10:20 @Aula, "
        "both 12:00-13:00 @Aula @Studio, off 11:10-11:40 @Studio cancelled, "
        "night 23:30-01:00 @Studio, walk 09:00-09:05, next 09:00-17:00 next-day @Studio, "
        "last 03:00-03:30 next-day @Aula"
    )
    here = world(of, "09:40")
    async with here.open("2 v up*3", (120, 40)):
        reached = list[str | None]()
        for _ in range(5):  # rooms, and elsewhere
            await here.press("home")
            while here.subject not in reached[-1:]:
                reached.append(here.subject)
                await here.press("right")
            await here.press("down")
        assert set(reached) == {s.id for s in of.sessions}


async def test_tab_moves_the_cursor_between_bookmarks(here: World) -> None:
    here.bookmark("late", "first")
    async with here.open("2 v up*3 home tab"):
        assert here.subject == "first"
        await here.press("tab")
        assert here.subject == "late"
        await here.press("tab")
        assert here.subject == "late"
        await here.press("shift+tab")
        assert here.subject == "first"


async def test_filter_removes_titles_but_not_blocks_of_the_timetable(here: World) -> None:
    async with here.open("2 v slash 'second' enter"):
        here.assert_shown("Cellar")
        here.assert_absent("Workshop")
        assert here.subject == "second"
        await here.shows("escape", "Workshop")


async def test_timetable_appears_when_the_window_is_large_enough(here: World) -> None:
    async with here.open("2 v", (40, 12)):
        assert "The timetable needs a 60 by 16 window." in here.picture
        assert "★ mine" not in here.picture
        await here.resize(60, 16)
        await here.press("v")
        await here.until_shown("★ mine")
        await here.resize(59, 16)
        await here.until_gone("★ mine")
        await here.resize(80, 24)
        await here.until_shown("★ mine")


async def test_timetable_zooms_out_to_the_full_day(here: World) -> None:
    async with here.open("2 v minus*6"):
        assert "16:00" in here.picture
        await here.hides("plus*8", "16:00")


async def test_cursor_does_not_move_rows_of_the_timetable(world: Open) -> None:
    here = world(three_rooms(), "09:30")
    async with here.open("2 v"):
        names = [line[1:8].rstrip() for line in here.lines]
        await here.press("down right b right")
        assert [line[1:8].rstrip() for line in here.lines][:18] == names[:18]


async def test_timetable_of_one_room_and_day_is_a_staircase(world: Open) -> None:
    of = day_of("one 10:00-11:00, two 12:00-13:00, tea 11:10-11:40 break @Bar")
    here = world(of, "10:30")
    async with here.open("2 v"):
        times = [line[1:6].strip() for line in here.lines[3:10]]
        assert [time for time in times if time] == ["10:00", "11:00", "12:00"]
        assert here.subject == "one"
        await here.press("down")
        assert here.subject == "two"
        await here.press("left")
        assert here.subject == "one"


async def test_timetable_scrolls_as_time_passes(here: World) -> None:
    async with here.open("2 v plus"):
        await here.at_time("10:55")
        assert here.lines[3].index("10:55") > 60
        viewer = here.app_viewer
        viewer.pressed_at = viewer.monotonic() - 121
        await here.at_time("10:56")
        assert here.lines[3].index("10:56") < 30


async def test_timetable_of_two_days_matches_its_picture(world: Open, golden: Golden) -> None:
    rooms = ("Aula", "Studio", "Cellar")
    here = world(
        programme(
            *(
                session(f"talk {room} {day.day}", "10:00", "10:45", day=day, room=room)
                for day in (DAY, NEXT_DAY)
                for room in rooms
            ),
            session("all day", "11:00", "19:00", room="Studio"),
            session("five", "11:00", "11:05", room="Aula"),
            session("off", "11:10", "11:40", room="Aula", state="cancelled"),
            session("night", "23:30", "01:00", day=NEXT_DAY, room="Cellar"),
            pause("lunch", "12:00", "13:00"),
        ),
        at("10:20"),
    )
    here.bookmark("talk Aula 7", "talk Studio 7", "five")
    async with here.open("2 v up*3 home", (120, 40)):
        golden(here.app, "timetable-two-days-120x40-en")
        await here.press("down*5 end")
        assert here.subject == "night"


async def test_timetable_fits_the_window_with_and_without_filters(world: Open) -> None:
    talks = [
        f"{room}{day} 09:00-19:00 {when} @{room} = {room} {day}"
        for day, when in ((7, ""), (8, "next-day"))
        for room in ("Theatre", "Studio", "Cellar")
    ]
    here = world(day_of(", ".join(talks)), "09:40")
    async with here.open("2 v", (80, 40)):
        for rooms in (("Studio",), ()):
            here.app_viewer.facets = Facets(rooms=frozenset(rooms))
            screen(here).tick(changed=True)
            await here.pause()
            here.assert_shown("Studio 7", "Studio 8")
            assert "…" not in here.picture


async def test_setting_opens_the_agenda_as_a_timetable(here: World) -> None:
    here = with_settings(here, Settings(agenda="timetable"))
    async with here.open("2"):
        assert "★ mine" in here.picture
        await here.press("up*3 end")
        assert here.subject == "late"
        await here.hides("v", "★ mine")


async def test_first_click_selects_a_session_and_the_second_opens_its_page(here: World) -> None:
    async with here.open("2 v"):
        await here.click_on("Late")
        assert here.subject == "late"
        await here.click_on("Late")
        assert "★ mine" not in here.picture


async def test_keys_do_nothing_in_an_empty_timetable(here: World) -> None:
    async with here.open("2 v slash 'zzz' enter"):
        for key in ("up", "down", "left", "right", "home", "end", "tab", "plus", "minus"):
            await here.press(key)
        await here.press("pageup pagedown enter b")
        assert here.app.is_running
        assert here.subject is None


async def test_empty_programme_has_an_empty_timetable(world: Open) -> None:
    here = world(day_of("lunch 12:00-13:00 break"), "10:00")
    async with here.open("2 v down right plus pagedown home v"):
        assert here.app.is_running
