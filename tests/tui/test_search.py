"""Finding things by typing: the search and the palette."""

from __future__ import annotations

from sommet_tui.domain.search import Index
from sommet_tui.tui.agenda.rows import session_grid
from sommet_tui.tui.search import line_row, title_row
from tests.acting import day_of
from tests.builders import at

from .conftest import Open
from .scenes import scene, text
from .worlds import World


async def test_search_finds_a_title_and_enter_opens_its_page(world: Open) -> None:
    day = day_of(
        "rights 09:00-10:00 = Nos droits fondamentaux, "
        "authors 10:00-11:00 +p = Le Droit d’Auteur, other 11:00-12:00 = Autre chose"
    )
    here = world(day, "09:30")
    async with here.open():
        now = here.picture
        await here.press("ctrl+f 'droit'")
        await here.until_shown("Le Droit d’Auteur")
        assert "Nos droits fondamentaux" in here.picture
        assert "Autre" not in here.picture
        await here.press("down")
        found = here.picture
        await here.shows("enter", "10:00 – 11:00 · 1 h")
        await here.press("escape")
        assert here.picture == found
        await here.press("escape")
        assert here.picture == now


async def test_wide_search_shows_the_page_of_the_selected_result(here: World) -> None:
    async with here.open("ctrl+f 'piedallu'", (120, 24)):
        await here.until_shown("La Quadrature")
        beside = [line[80:] for line in here.lines]
        assert any("La Quadrature" in line for line in beside)
        await here.press("tab x x")
        await here.until_shown("No match.")
        rows = here.lines
        row = next(y for y, line in enumerate(rows) if "No match." in line)
        assert abs(row - len(rows) / 2) < 3
        assert abs(len(rows[row]) - len(rows[row].strip()) / 2 - 60) < 3


async def test_search_opens_from_a_search_in_a_list(here: World) -> None:
    async with here.open("2 slash 'zz'"):
        assert "Opening" not in here.picture
        await here.press("ctrl+f 'piedallu'")
        await here.until_shown("La Quadrature")


async def test_palette_lists_a_title_once(here: World) -> None:
    async with here.open("ctrl+p 'closing'", (120, 24)):
        await here.until_shown("12:00")
        row = next(row for row in here.lines if "12:00 " in row and "│" in row)
        assert row.split("│")[1].strip(" ▌").split() == ["Closing", "12:00"]


async def test_palette_finds_people_without_accents_and_local_commands(here: World) -> None:
    async with here.open("ctrl+p 'piedallu'"):
        await here.until_shown("Éric Piédallu")
        await here.press("enter")
        await here.until_shown("esc Back")
        await here.press("ctrl+p 'change the bookmark'")
        await here.until_shown("change the bookmark")
        await here.press("enter")
        await here.until(lambda: here.stars == {"debate"})


def test_search_result_shows_its_day_in_a_narrow_window() -> None:
    made = day_of("first 09:00-10:00 @north, later 10:00-11:00 next-day @K.1.105 +ada")
    shown = scene(made, at("08:00"))
    index, (one,) = Index(made, shown.snapshot.people), shown.snapshot.people
    (hit,) = (h for h in index.search("later") if h.id == "later")
    row = title_row(shown, hit, made.by_id["later"], session_grid(shown, 40, dated=True))
    assert text(row, 40).startswith(" Sat 10:00  ")
    (person,) = (h for h in index.search("ada") if h.kind == "person")
    row = line_row(shown, person, one, session_grid(shown, 60, dated=True))
    assert "Sat 10:00 · K.1.105 " in text(row, 60)
