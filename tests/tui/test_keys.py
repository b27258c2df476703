"""The keys that lead from screen to screen, and those that work everywhere."""

from __future__ import annotations

from itertools import cycle

import pytest

from sommet_tui.companion.keys import GREEN_ROOM, KEYS, character
from sommet_tui.domain.filters import Facets
from sommet_tui.tui.agenda.screen import AgendaScreen
from sommet_tui.tui.app import SommetApp
from sommet_tui.tui.bookmarks import BookmarksScreen
from sommet_tui.tui.changes import ChangesScreen
from sommet_tui.tui.events import EventPicker
from sommet_tui.tui.help import HelpScreen
from sommet_tui.tui.info import InfoScreen
from sommet_tui.tui.messages import LineMessage
from sommet_tui.tui.now.screen import NowScreen
from sommet_tui.tui.palette_filters_and_clock import ClockDialog, FacetDialog, MessagesDialog
from sommet_tui.tui.people import PeopleScreen, PersonScreen
from sommet_tui.tui.plan import PlanScreen
from sommet_tui.tui.search import SearchScreen
from sommet_tui.tui.session import SessionScreen
from tests.acting import day_of
from tests.builders import at, with_titles

from .conftest import Open
from .events import event, in_rooms
from .worlds import World

SHOWN = {
    "now": "ON NOW",
    "agenda": " 09:30 ──",
    "bookmarks": "No bookmarks yet.",
    "people": "Éric Piédallu",
    "info": "Time zone: Europe/Paris",
}


async def test_function_keys_and_digits_open_the_main_screens(here: World) -> None:
    async with here.open(size=(60, 20)):
        assert SHOWN["now"] in here.picture
        for prefix in ("f", ""):
            for number, name in ((2, "agenda"), (3, "bookmarks"), (4, "people"), (1, "now")):
                await here.shows(f"{prefix}{number}", SHOWN[name])


MAIN = ("2", "3", "4", "5", "6", "p", "1")
ON_TOP = ("i", "question_mark", "C", "exclamation_mark", "t", "i", "t")
"""Dialogs and pages over a main screen, by their keys."""


async def test_escape_closes_the_top_page(here: World) -> None:
    async with here.open("5 1"):
        now = here.picture
        for main, way, key in zip(MAIN, ON_TOP, cycle(("q", "escape")), strict=False):
            await here.press(main)
            before = here.picture
            await here.press(way)
            assert here.picture != before
            await here.press(key)
            assert here.picture == before
            here.aged += 1.0
            await here.press("escape")
            await here.until(lambda: here.picture == now)
        here.aged += 1.0
        await here.press("escape escape")
        assert here.picture == now


async def test_q_quits_from_a_main_screen(here: World) -> None:
    async with here.open("2 i q"):
        assert here.app.is_running
        here.aged += 1.0
        await here.press("q")
        await here.until(lambda: not here.app.is_running)
    assert here.app.return_code == 0


async def test_escape_ends_a_replay(world: Open) -> None:
    here = world(event(), "20:00")
    async with here.open():
        over = here.picture
        await here.press("r")
        await here.until(lambda: here.snapshot.is_shifted)
        await here.pause()
        assert here.foot.startswith(" esc End replay")
        here.app_viewer.messages.remind(LineMessage("Soon", "reminder", at("08:55"), 0), 1)
        await here.press("2 escape")
        assert here.snapshot.is_shifted
        here.aged += 1.0
        await here.press("z escape")
        assert here.snapshot.is_shifted, "the message on the line was dismissed"
        await here.press("escape")
        await here.until(lambda: not here.snapshot.is_shifted)
        assert "The replay has ended." in here.picture
        assert "Soon" not in [message.text for message in here.app_viewer.messages.all]
        here.aged += 60.0
        await here.until(lambda: here.lines[1:] == over.splitlines()[1:])
        await here.at_time("09:30")
        await here.hides("r", "End replay")  # the event is on
        here.companion.clock.set(at("09:30"))
        await here.press("escape")
        assert here.snapshot.is_shifted


@pytest.mark.parametrize("keys", ["5 down", "5 R y", "6 a"])
async def test_escape_closes_one_dialog_or_selection_on_crew_screens(
    here: World, keys: str
) -> None:
    async with here.open():
        await here.press(keys)
        shown = here.picture
        await here.press("escape")
        assert here.picture != shown
        here.aged += 1.0
        await here.press("escape")
        await here.until_shown(SHOWN["now"])
        await here.press(keys, "q")
        await here.until(lambda: not here.app.is_running)


async def test_held_escape_closes_one_page_and_does_not_quit(here: World) -> None:
    async with here.open("2 enter escape*9"):
        assert SHOWN["agenda"] in here.picture
        await here.shows("slash a escape*9", SHOWN["agenda"])


def test_key_has_one_meaning_on_all_screens_for_attendees() -> None:
    screens = (
        *(SommetApp, NowScreen, AgendaScreen, BookmarksScreen, PlanScreen, PeopleScreen),
        *(PersonScreen, SessionScreen, InfoScreen, ChangesScreen, SearchScreen, HelpScreen),
        *(ClockDialog, FacetDialog, EventPicker, MessagesDialog),
    )
    found: dict[str, set[str]] = {}
    for screen in screens:
        for base in screen.__mro__:
            for key in KEYS.values():
                ids = {getattr(each, "id", None) for each in vars(base).get("BINDINGS", ())}
                if key.id in ids and key not in GREEN_ROOM:
                    for name in key.names:
                        found.setdefault(character(name), set()).add(key.id)
    letters = {name: ids for name, ids in found.items() if len(name) == 1 and name.isalpha()}
    assert set("abdefimnopqrstuvwxyCDFL") <= set(letters)
    assert {name: ids for name, ids in letters.items() if len(ids) > 1} == {
        "v": {"agenda.view", "changes.seen"}
    }


async def test_stage_and_moderator_become_tabs_after_the_first_visit(here: World) -> None:
    async with here.open(size=(200, 30)):
        for screen in ("1", "2", "i", "escape 2 enter"):
            await here.press(screen)
            assert "? keys" in here.foot
            assert "Stage" not in here.lines[0]
            assert "Moderator" not in here.foot
        await here.press("ctrl+p 'what a delay'")
        await here.until_shown("run the day and see what a delay")
        await here.press("escape 5 1")
        assert "5 Stage   6 Moderator" in here.lines[0]
        await here.press("2 enter")
        assert "m Moderate" in here.foot


async def test_help_lists_no_key_without_effect(world: Open, here: World) -> None:
    async with here.open("i question_mark", (80, 120)):
        shown = here.picture
        first = shown[shown.index("ON THIS SCREEN") : shown.index(" SCREENS")]
        assert "show a link’s address" in first
        assert "esc " in first
        assert "change the bookmark" not in first
        assert "note" not in first
        assert "go to the next room" not in shown
        await here.hides("escape 1 ctrl+p 'next room'", "go to the next room")
    rooms = world(in_rooms(), "09:30")
    async with rooms.open("question_mark", (80, 120)):
        assert "go to the next room" in rooms.picture


async def test_capital_l_switches_the_language_of_words_and_titles(world: Open) -> None:
    titles = {"fr": "Une chose rare", "en": "A rare thing"}
    day = with_titles(day_of("talk 09:00-10:00, tea 10:00-11:00"), talk=titles)
    here = world(day, "09:30")
    async with here.open():
        for screen, keys in (("now", "1"), ("agenda", "2"), ("session", ("home", "enter"))):
            await here.press(*keys)
            assert titles["en"] in here.picture, screen
            await here.press("L")
            assert "? touches" in here.foot, screen
            assert titles["fr"] in here.picture, screen
            assert titles["en"] not in here.picture, screen
            await here.press("L")
        await here.shows("2 slash 'rare thing' enter L", titles["fr"])
        assert "Tea" not in here.picture


async def test_capital_d_cycles_through_three_looks_without_changing_words(here: World) -> None:
    async with here.open():
        text, drawn = here.picture, [here.app.export_screenshot()]
        for _ in range(3):
            await here.press("D")
            assert here.picture == text
            drawn.append(here.app.export_screenshot())
        colours = [set(_colours(svg)) for svg in drawn]
        assert colours[0] != colours[1] != colours[2]
        assert colours[0] == colours[3]


def _colours(svg: str) -> list[str]:
    return [piece[:6] for piece in svg.split("fill: #")[1:]] + [
        piece[:6] for piece in svg.split('fill="#')[1:]
    ]


async def test_left_and_right_cycle_through_the_rooms(two_rooms: World) -> None:
    async with two_rooms.open():
        both = two_rooms.picture
        two_rooms.assert_shown("North-talk", "South-talk", "s By room")
        await two_rooms.shows("right", " only: north ")
        two_rooms.assert_absent("South-talk", "By room")
        await two_rooms.shows("right", " only: south ")
        await two_rooms.hides("2", "North-talk")
        await two_rooms.press("right 1")
        assert two_rooms.picture == both
        await two_rooms.shows("left", " only: south ")


async def test_escape_clears_the_selected_room(two_rooms: World) -> None:
    async with two_rooms.open("home"):
        everything = two_rooms.picture
        for keys in ("escape", "F enter", "F space", "ctrl+p 'clear all' down enter"):
            await two_rooms.press("right")
            assert " only: north " in two_rooms.lines[0]
            assert "esc All rooms" in two_rooms.picture
            two_rooms.aged += 1.0
            await two_rooms.press(keys)
            await two_rooms.until(lambda: two_rooms.picture == everything)
            two_rooms.aged += 60.0
        await two_rooms.shows("right F", "[x] north")
        await two_rooms.press("'south' enter")
        assert two_rooms.lines[1].startswith(" only: north, south")
        assert two_rooms.snapshot.room is None


async def test_selected_room_filters_only_now_and_agenda(two_rooms: World) -> None:
    two_rooms.bookmark("north-talk", "south-next")
    async with two_rooms.open():
        for screen in ("3", "4", "p", "i"):
            await two_rooms.press("2", screen)
            everything = two_rooms.picture
            await two_rooms.press("2", "right", screen)
            assert two_rooms.picture == everything, screen
            await two_rooms.press("right")
            assert two_rooms.picture == everything, screen
            await two_rooms.shows("2", " only: north ")
            await two_rooms.press("left")


@pytest.mark.parametrize("screen", ["1", "2"])
async def test_arrows_skip_rooms_without_a_match(world: Open, screen: str) -> None:
    day = day_of(
        "a 09:00-10:00 @north, b 09:00-10:00 @south #rust, c 09:00-10:00 @west, "
        "d 10:00-11:00 @east #rust, e 07:00-08:00 @early #rust, "
        "f 10:00-11:00 @hidden #rust"
    )
    here = world(day, "09:30")
    here.bookmark("f", degree="hidden")
    here.app_viewer.facets = Facets(tracks=frozenset({"rust"}))
    rooms = ["south", "east", *(["early"] if screen == "2" else []), None]
    async with here.open():
        await here.press(screen)
        for key, order in (("right", rooms), ("left", [*rooms[-2::-1], None])):
            for room in order:
                await here.press(key)
                assert here.snapshot.room == room
        here.app_viewer.facets = Facets(mine=True)
        await here.press("right")
        assert here.snapshot.room is None
        assert "No other room has a match." in here.text


async def test_palette_finds_commands_in_the_users_language(world: Open) -> None:
    here = world(event(), "09:30", language="fr")
    async with here.open("ctrl+p"):
        await here.until_shown("toutes les sessions, jour par jour")
        await here.press("'jour par jour'")
        await here.until_gone("vos favoris")
        await here.until_shown("toutes les sessions, jour par jour")
        await here.press("enter")
        await here.until_shown("Vendredi 7 février 2025")
        for typed, day in (("language", "Friday 7 February"), ("langue", "Vendredi 7 février")):
            await here.press("ctrl+p", *typed)
            await here.until_shown("français ou English" if typed == "language" else "English or")
            await here.press("enter")
            await here.until_shown(day)


async def test_search_in_help_finds_a_key_by_its_description(here: World) -> None:
    async with here.open():
        before = here.picture
        await here.shows("question_mark right", "STAGE")
        await here.shows("left slash 'your bookmarks'", "your bookmarks, clashes")
        assert "all sessions, day by day" not in here.picture
        assert here.foot == " esc End search  ↵ To the list"
        await here.press("enter")
        assert here.foot.startswith(" esc End search  / Find")
        await here.shows("escape", "Stage  Moderator  Green room")
        await here.press("escape")
        assert here.picture == before


IDLE = (
    ("", "e", "e does nothing here. It works on: Bookmarks."),
    ("", "w", "w does nothing here. It works on: Session."),
    ("", "l", "l does nothing here. It works on: Stage."),
    ("", "s", "s does nothing here. It works on: People."),
    ("", "Z", "Z does nothing here. ? lists all keys."),
    ("", "a", "a does nothing here. It works on: Bookmarks, Plan."),
    ("4", "h", "h does nothing here. It works on: Green room."),
    ("4 enter", "s", "s does nothing here. It works on: Now, People."),
    ("2 enter", "v", "v does nothing here. It works on: Agenda, Changes."),
    ("question_mark", "o", "o does nothing here. It works on: Now, Session."),
)
"""The keys to a screen, one that does nothing there, and the message about it."""


@pytest.mark.parametrize("way", ["1 j", "2 home"])
async def test_j_and_k_move_the_cursor(here: World, way: str) -> None:
    async with here.open(f"{way} j j b k b"):
        assert here.stars == {"closing", "debate"}


async def test_field_accepts_the_letters_j_and_k(here: World) -> None:
    async with here.open():
        for way in ("2 slash", "F", "ctrl+f", "ctrl+p"):
            await here.press(way, "j", "k")
            assert "jk" in here.picture
            here.aged += 1.0
            await here.press("escape 2")


async def test_footer_shows_plan_if_there_is_a_bookmark(here: World) -> None:
    async with here.open(size=(40, 12)):
        for screen in ("1", "2"):
            await here.press(screen)
            assert "p Plan" not in here.foot
            for named in (True, True, False):
                await here.press("b")
                await here.age(60.0)  # in a low window, the answer covers the footer
                assert ("p Plan" in here.foot) == named


async def test_message_names_the_screens_of_a_key_without_effect(here: World) -> None:
    async with here.open():
        for way, key, said in IDLE:
            await here.press("1", way, key)
            assert said in here.picture
        for way in ("question_mark", "question_mark escape", "2"):
            await here.shows("1 Z", "Z does nothing here")
            await here.hides(way, "Z does nothing here")  # it goes with the screen
        await here.shows("5 1 a", "It works on: Bookmarks, Plan, Stage, Green room.")
