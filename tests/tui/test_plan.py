"""The plan on screen: it follows what is marked, and events of one's own are added there."""

from __future__ import annotations

from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.programme import Programme
from tests.builders import NEXT_DAY, at, programme, session

from .conftest import Open
from .pictures import picture, told


def fair() -> Programme:
    return programme(
        session("long", "09:00", "11:00", room="a"),
        session("one", "10:00", "11:00", room="b"),
        session("near", "11:03", "12:00", room="b"),
        session("late", "14:00", "15:00", room="a"),
        session("next", "09:00", "10:00", room="b", day=NEXT_DAY),
    )


async def test_the_plan_follows_what_is_marked_and_says_what_is_left_out(world: Open) -> None:
    here = world(fair(), at("08:30"))
    for id_ in ("long", "late"):
        here.companion.star(id_)
    here.companion.star("one", "maybe")
    here.companion.star("near", "maybe")
    async with here.app.run_test(size=(100, 30)) as pilot:
        await pilot.press("p")
        shown = picture(here.app)
        assert "2 stops · 2 maybes left out" in shown
        kept, left_out = shown.split("LEFT OUT")
        assert "free, 3 h" in kept
        assert "! at the same time for 1 h: ★ Long" in left_out
        assert "! 2 min too short for the way: ★ Long" in left_out
        await pilot.press("b", "b")  # long is wanted no more
        kept, *_ = picture(here.app).split("LEFT OUT")
        assert "3 stops" in kept
        assert "Near" in kept
        await pilot.press("u")
        assert here.companion.snapshot.degrees["long"] == "maybe"
        assert "Undone: ☆ maybe: Long" in picture(here.app)
        await pilot.press("right_square_bracket")
        assert "day 2 of 2" in picture(here.app)
        assert "Nothing to plan yet." in picture(here.app)
        await pilot.press("left_square_bracket", "enter")
        assert "esc Back" in picture(here.app)


async def test_an_own_event_is_added_changed_removed_and_brought_back(world: Open) -> None:
    here = world(fair(), at("08:30"))
    here.companion.star("late")
    async with here.app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("p", "a", *"lunch", "enter")
        assert "begins with its times" in picture(here.app)
        await pilot.press(*["backspace"] * 5, *"13:30-14:30 Lunch @ Foyer", "enter")
        assert "Kept: " in told(here.app)
        kept, left_out = picture(here.app).split("LEFT OUT")
        assert "◇" in kept
        assert "◇ Lunch" in left_out
        await pilot.press("3")
        shown = picture(here.app)
        assert "! at the same time as Lunch" in shown
        assert "◇" in shown
        await pilot.press("home", "enter", *["backspace"] * 8, *"@ Bar", "enter")
        (event,) = here.companion.snapshot.own_events
        assert (event.title, event.place) == ("Lunch", "Bar")
        await pilot.press("d")
        assert not here.companion.snapshot.own_events
        await pilot.press("u")
        assert here.companion.snapshot.own_events == (event,)
        assert "Undone: Removed: Lunch" in told(here.app)
        await pilot.press("b")  # no session: there is nothing to star
        assert here.stars == {"late"}


async def test_a_friends_picks_have_a_mark_in_lists(world: Open) -> None:
    here = world(fair(), at("08:30"))
    here.companion.star("one")
    picks = [Bookmark(id_, id_, at("08:00")) for id_ in ("one", "near")]
    here.companion.befriend("Ada", picks)
    async with here.app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        rows = {
            name: row
            for row in picture(here.app).splitlines()
            for name in ("One", "Near")
            if name in row and "11:" in row
        }
        assert "★&" in rows["One"]
        assert " @" in rows["Near"]
        await pilot.press("down", "enter")
        assert "& picked by Ada" in picture(here.app)
