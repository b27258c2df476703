"""One session, its neighbours, its summary and its links; a person and their sessions."""

from __future__ import annotations

import pytest

from sommet_tui.domain.programme import Link, Person, Room
from sommet_tui.domain.values import replace
from sommet_tui.tui.session_page import session_page
from tests.acting import day_of
from tests.builders import at, participant, programme, session
from tests.tui.scenes import scene, text, texts

from .conftest import Open
from .events import event
from .worlds import Shelf, World


async def test_arrows_open_the_previous_and_next_session(here: World) -> None:
    async with here.open("enter right"):
        assert "IN 30 MIN · Panel 1" in here.picture
        await here.shows("right*3", "12:00 – 13:00", "This is the last session.")
        await here.shows("left*4", "09:00 – 10:00", "This is the first session.")
        await here.shows("escape", "ON NOW")


async def test_session_page_opened_after_scrolling_starts_at_its_top(here: World) -> None:
    async with here.open("enter right end", (60, 12)):
        assert "Debate" not in here.picture
        await here.shows("left", "Opening")
        await here.shows("right", "Debate")


async def test_session_page_counts_down_the_time_left(here: World) -> None:
    async with here.open("enter"):
        assert "ON NOW · 30:00 left" in here.picture
        here.clock.shown = at("09:30:01")
        await here.until_shown("ON NOW · 29:59 left")


def test_narrow_page_shows_the_time_left_before_a_long_room() -> None:
    made = day_of("one 09:00-10:00 @r, two 09:00-10:00 @s")
    long = Room("r", "Grand amphithéâtre Marie-Curie du Conservatoire")
    shown = scene(replace(made, rooms=(long, Room("s", "Side"))), at("09:30"), language="fr")
    lines = [line.strip() for line in texts(session_page(shown, made.by_id["one"], 40), 40)]
    assert lines[1] == "EN COURS · reste 30:00  Grand amphi…"
    assert lines[-3:] == ["Grand amphithéâtre Marie-Curie du", "Conservatoire", ""]
    alone = scene(replace(made, rooms=(long,)), at("09:30"), language="fr")
    first = text(session_page(alone, alone.programme.by_id["one"], 40)[1], 40)
    assert first.strip() == "EN COURS · reste 30:00"


async def test_link_shows_its_host_before_it_opens(here: World) -> None:
    async with here.open("enter o"):
        here.assert_shown("slides.example.org", "https://slides.example.org/deep/path?page=1")
        assert here.app.opened == []
        await here.shows("escape o down", "https://paper.example.org/")
        await here.press("enter")
        await here.press("right o")
        await here.until_shown("No links here.")
        await here.press("escape i o enter")
    assert here.app.opened == ["https://paper.example.org/", "https://event.example.org/"]


async def test_person_page_lists_and_opens_links(world: Open) -> None:
    site = Link("Her site", "https://ada.example.org/")
    ada = Person("ada", "Ada Exemple", links=(site,))
    talks = session("talk", people=[participant("ada")]), session("t2", people=[participant("bob")])
    here = world(programme(*talks, people=[ada, Person("bob", "Bob Test")]), "08:30")
    async with here.open("4 enter"):
        here.assert_shown("LINKS  Her site", "o Links")
        await here.press("o enter")
        assert here.app.opened == [site.url]
        await here.shows("escape down enter", "Bob Test")
        assert "Links" not in here.picture


async def test_person_page_shows_the_date_of_each_session(world: Open) -> None:
    two_days = day_of("first 09:00-10:00 +ada, second 09:00-10:00 next-day +ada")
    here = world(two_days, "08:30")
    async with here.open("4 enter"):
        rows = [line.split("  ")[0].strip() for line in here.lines]
        days = ["Friday 7 February 2025", "Saturday 8 February 2025"]
        assert [row for row in rows if row in days or "09:00" in row] == [
            days[0],
            "09:00",
            days[1],
            "09:00",
            "09:00 – 10:00",
        ]
        await here.shows("down enter", days[1])


async def test_session_page_closes_when_its_session_is_removed(world: Open) -> None:
    shelf = Shelf(event())
    here = world(shelf, "09:30")
    async with here.open("2 end enter"):
        assert "12:00 – 13:00" in here.picture
        shelf.put(replace(event(), sessions=event().sessions[:2]))
        await here.until_shown("\n 10:00  Panel 1")


async def test_person_page_closes_when_its_person_is_removed(world: Open) -> None:
    shelf = Shelf(event())
    here = world(shelf, "09:30")
    async with here.open("4 enter enter"):
        assert "ON NOW" in here.picture
        alone = session("opening", "09:00", "10:00", title="Opening alone")
        shelf.put(programme(alone, people=[Person("eric", "Éric Piédallu")]))
        await here.until_shown("Opening alone")
        assert "ON NOW" in here.picture
        await here.press("escape")
        await here.until(lambda: " Éric Piédallu" in here.lines[2])


async def test_session_page_opens_the_day_of_its_room(world: Open) -> None:
    day = day_of(
        "first 09:00-10:00 @north = Dawn, aside 09:00-10:00 @south = Elsewhere, "
        "then 10:00-11:00 @north = Noon, later 10:00-11:00 @north next-day = Tomorrow"
    )
    here = world(day, "08:00")
    async with here.open("2 enter"):
        assert "↵ Room’s day" in here.picture
        await here.shows("enter", " north · Friday 7 February", "  Dawn", "Noon")
        here.assert_absent("Elsewhere", "Tomorrow")
        await here.press("down b")
        assert here.stars == {"then"}
        await here.press("u")
        assert here.stars == set()
        await here.shows("enter", "10:00 – 11:00")
        await here.shows("escape*3", "Elsewhere")


async def test_held_enter_opens_one_link_once(here: World) -> None:
    async with here.open("enter o"):
        panel = here.app.screen
        chosen = panel.query_one("RowList").Chosen("0")  # type: ignore[attr-defined]
        panel.post_message(chosen)
        panel.post_message(chosen)
        await here.pause()
    assert len(here.app.opened) == 1


def targets(here: World) -> set[str]:
    """The addresses that the terminal opens from the screen."""
    strips = here.app.screen._compositor.render_strips()
    styles = (style for strip in strips for _, style, _ in strip if style is not None)
    return {style.link for style in styles if style.link}


async def test_terminal_can_open_addresses_on_screen(
    world: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    url = "https://example.org/" + "long/" * 40
    talk = replace(session("talk"), links=(Link("Slides", url),))
    text = "Read [the draft](https://draft.example.org/) first."
    here = world(programme(talk, abstracts={"talk": text}), "09:30")
    async with here.open("enter"):
        assert targets(here) == {url, "https://draft.example.org/"}
        await here.press("escape 2")
        assert targets(here) == set()
