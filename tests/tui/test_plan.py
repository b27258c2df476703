"""The plan on screen: it follows the bookmarks, and own events are added there."""

from __future__ import annotations

import pytest

from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Programme
from tests.acting import day_of
from tests.builders import DAY, at, programme, session

from .conftest import Golden, Open
from .worlds import World


def fair() -> Programme:
    return day_of(
        "long 09:00-11:00 @a, one 10:00-11:00 @b, near 11:00-11:07 @b, "
        "late 14:00-15:00 @a, next 09:00-10:00 @b next-day"
    )


async def test_plan_changes_with_bookmarks(world: Open) -> None:
    here = world(fair(), "08:30")
    here.bookmark("long", "late")
    here.bookmark("one", "near", degree="maybe")
    async with here.open("p", (100, 30)):
        assert "2 stops" in here.picture
        await here.press("b b")  # removes the bookmark of long
        kept, *_ = here.picture.split("LEFT OUT")
        assert "3 stops" in kept
        assert "Near" in kept
        await here.press("u")
        assert here.snapshot.mine.degrees["long"] == "maybe"
        assert "Undone – bookmark removed: Long" in here.picture
        await here.shows("right_square_bracket", "Nothing is planned on this day.")
        await here.shows("left_square_bracket enter", "esc Back")


@pytest.mark.parametrize("screen", ["3", "p"])
async def test_hints_of_an_empty_list_fit_the_smallest_window(world: Open, screen: str) -> None:
    here = world(fair(), "08:30", language="fr")
    async with here.open(size=(40, 12)):
        await here.press(screen)
        await here.until_shown("train).")


@pytest.mark.parametrize("screen", ["3", "4"])
async def test_empty_list_offers_no_key_for_rows(world: Open, screen: str) -> None:
    here = world(programme(session(), session("b", "12:00", "13:00")), "08:30")
    async with here.open(size=(120, 40)):
        await here.press(screen)
        assert not {"Open", "Find", "Sort", "Bookmark", "Note"} & {*here.foot.split()}


LUNCH = OwnEvent("own-1", "Lunch with Ada", at("12:30"), at("13:30"), "Foyer")


async def test_footer_shows_the_keys_of_an_own_event(world: Open) -> None:
    here = world(fair(), "08:30", language="fr")
    here.companion.mine.put_own_event(LUNCH)
    async with here.open("3"):
        here.assert_shown("↵ Modifier  R Heure de départ  d Supprimer")
        here.assert_absent("↵ Ouvrir", "b Favori")


def own_places(here: World) -> list[str | None]:
    return [event.place for event in here.snapshot.mine.own_events]


async def test_own_event_can_be_added_changed_removed_and_restored(world: Open) -> None:
    here = world(fair(), "08:30")
    here.bookmark("late")
    async with here.open("p a 'lunch' enter", (100, 30)):
        assert "Start with the times" in here.picture
        await here.press("backspace*5 '13:30-14:30 Lunch @ Foyer' enter")
        assert "Saved: " in here.text
        kept, left_out = here.picture.split("LEFT OUT")
        assert "◇" in kept
        assert "◇ Lunch" in left_out
        await here.press("3")
        shown = here.picture
        assert shown.count("✕1") == 2
        assert "◇" in shown
        await here.press("home enter backspace*8 '@ Bar' enter")
        (event,) = here.snapshot.mine.own_events
        assert (event.title, event.place) == ("Lunch", "Bar")
        await here.says("d", "Your plan: …")
        assert not here.snapshot.mine.own_events
        await here.press("u")
        assert here.snapshot.mine.own_events == (event,)
        assert "Undone: “Lunch” removed" in here.text
        await here.press("u")
        assert own_places(here) == ["Foyer"]
        await here.press("u")
        assert own_places(here) == []
        assert here.stars == {"late"}
        await here.press("u")
        assert "Nothing to undo here." in here.text
        await here.press("b")  # no session: there is nothing to star
        assert here.stars == {"late"}


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_plan_matches_its_picture(
    world: Open, golden: Golden, *, size: tuple[int, int]
) -> None:
    here = world(fair(), "08:30")
    here.bookmark("long", "late")
    here.bookmark("one", "near", degree="maybe")
    here.companion.mine.put_own_event(LUNCH)
    here.companion.mine.put_friend("Ada", [Bookmark("late", "Late", at("08:00"))])
    async with here.open("p", size):
        width, height = size
        golden(here.app, f"plan-{width}x{height}-en")


async def test_capital_t_takes_a_left_out_session_into_the_plan(world: Open) -> None:
    here = world(fair(), "08:30")
    here.bookmark("long")
    here.bookmark("one", degree="maybe")
    async with here.open("p", (120, 30)):
        for keys in (["end", "T"], ["home", "T", "enter"]):  # the session itself, and its stop
            await here.press(keys[0])
            assert "T Attend instead" in here.foot
            await here.press(*keys[1:])
            assert "Attending ★ b One instead of ☆ Long · u undo" in here.text
            assert here.snapshot.mine.degrees == {"one": "must", "long": "maybe"}
            await here.press("u")
            assert here.snapshot.mine.degrees == {"one": "maybe", "long": "must"}
            assert "Undone: Attending ★ b One instead of ☆ Long" in here.text
        here.bookmark("one", degree=None)
        await here.until_gone("LEFT OUT")
        assert "T Attend instead" not in here.foot
        await here.press("T")
        assert "The plan leaves nothing out for ★ Long." in here.text


@pytest.mark.parametrize("screen", ["3", "p"])
async def test_search_in_the_plan_finds_rooms_and_places(world: Open, screen: str) -> None:
    day = day_of("early 09:00-10:00 @hall, late 14:00-15:00 @attic")
    here = world(day, "08:30")
    here.bookmark("early", "late")
    here.companion.mine.save_own_event("12:00-13:00 Lunch @ Station", DAY)
    async with here.open():
        await here.press(screen, "slash", *"attic")
        assert "Late" in here.picture
        assert "Early" not in here.picture
        await here.shows("backspace*5 'stat'", "Lunch")
        assert "Late" not in here.picture
        await here.shows("'zz'", "No match.")
        assert "yet." not in here.picture
