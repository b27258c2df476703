"""The green room: the next people on stage, when, and whether they are there."""

from __future__ import annotations

from tests.builders import at, participant, programme, session

from .conftest import Golden, Open
from .moderating import acts, panels, record_arrival
from .worlds import World


async def test_green_room_matches_its_picture(world: Open, golden: Golden) -> None:
    here = world(panels(5), "13:10")
    record_arrival(here, "13:10 jean arrived")
    record_arrival(here, "13:11 alice on_stage", session="p2")
    async with here.open("4"):
        golden(here.app, "green-room-80x24-en")


async def test_only_the_green_room_records_arrivals(before_panel: World) -> None:
    async with before_panel.open("4 home a w", (200, 30)):
        before_panel.assert_absent("Arrival", "arrived", "not here yet", "Respect Zone")
        await before_panel.press("ctrl+p 'green'")
        await before_panel.until_shown("record arrivals")
        await before_panel.press("enter")
        await before_panel.until_shown("a Arrival")
        await before_panel.shows("home a", "has arrived · u undo")


async def test_green_room_marks_people_expected_soon(world: Open) -> None:
    ada = participant("ada", "Ada Lovelace King")
    day = programme(
        session("one", "14:00", "15:00", room="Salle A", title="Table ronde", people=[ada]),
        session("two", "14:00", "15:00", room="Salle B"),
    )
    here = world(day, "13:50", language="fr")
    here.app_viewer.opened.add("green-room")
    record_arrival(here, "13:40 ada arrived", session="one")
    record_arrival(here, "13:41 ada not_seen", session="one")
    async with here.open("4"):
        row = " ".join(here.row("Ada").split())
        assert row.startswith("14:00 ! Ada Lovelace King Salle A attendu·e 13:30")


async def test_a_records_the_arrival_of_the_selected_person(before_panel: World) -> None:
    before_panel.app_viewer.opened.add("green-room")
    async with before_panel.open("4 home a"):
        assert "arrived" in before_panel.row("Alice Guyon  ")
        assert "Alice Guyon has arrived · u undo" in before_panel.picture
        await before_panel.press("a")
        assert "on stage" in before_panel.row("Alice Guyon  ")
        assert "Alice Guyon is on stage · u undo" in before_panel.picture
        await before_panel.press("down a up a")
        assert "due 13:30" in before_panel.row("Alice Guyon"), "ten minutes before"
    assert [act[:3] for act in acts(before_panel)] == [
        ("arrival", "alice", "arrived"),
        ("arrival", "alice", "on_stage"),
        ("arrival", "jean", "arrived"),
        ("arrival", "alice", "not_seen"),
    ]


async def test_u_undoes_arrivals_of_this_window_from_the_latest(world: Open) -> None:
    here, other = world(panels(), "13:50"), world(panels(), "13:50")
    here.app_viewer.opened.add("green-room")
    async with here.open("4 u"):
        assert "Nothing to undo here." in here.picture
        await here.press("home a a down a")
        record_arrival(other, "13:51 laure arrived")
        here.companion.load_external_changes()
        await here.at_time("13:51:30")
        await here.shows("u", "Undone: Jean Massiet has arrived · not here yet")
        await here.shows("u", "Undone: Alice Guyon is on stage · arrived")
        assert "arrived" in here.row("Laure")
        await here.press("home enter")
        await here.shows("u", "Undone: Alice Guyon has arrived · not here yet")
        await here.shows("a", "Alice Guyon has arrived · u undo")


async def test_filters_show_people_due_soon_and_missing_people(world: Open) -> None:
    here = world(panels(), "11:50")
    here.app_viewer.opened.add("green-room")
    record_arrival(here, "11:50 alice arrived", session="p2")
    async with here.open("4 h"):
        here.assert_shown("in the next two hours · 1 person", "Alice Guyon")
        assert "Jean Massiet" not in here.picture
        await here.shows("w", "in the next two hours · not here yet · 0 people")
        await here.shows("h", "not here yet · 3 people")
        assert "Alice Guyon" not in here.picture
        await here.at_time("16:30")
        assert "not here yet · 1 person" in here.picture
        await here.press("w")
        assert "person" not in here.lines[1]


async def test_person_page_shows_arrival_pronunciation_and_introduction(
    before_panel: World,
) -> None:
    before_panel.app_viewer.opened.add("green-room")
    async with before_panel.open("4 home enter", (60, 20)):
        before_panel.assert_shown("a-LISS", "Panel 3 · in 10 min")
        await before_panel.shows("a", "Panel 3 · in 10 min · arrived")
        await before_panel.hides("space", "a-LISS")
        assert "measured" in before_panel.picture
        for _ in range(4):
            await before_panel.press("space")
            if "a-LISS" in before_panel.picture:
                break
        assert "a-LISS" in before_panel.picture


async def test_green_room_in_simulated_time_records_no_arrival(world: Open) -> None:
    here = world(panels(), "09:00")
    here.app_viewer.opened.add("green-room")
    here.companion.clock.set(at("13:50"), 1.0)
    async with here.open("4 home a", (120, 40)):
        assert "read-only" in here.text
    assert acts(here) == []


async def test_green_room_shows_the_selected_name_in_large_letters(world: Open) -> None:
    here = world(panels(), "13:10")
    async with here.open("4 home", (100, 30)):
        assert "██" not in here.picture
        here.app_viewer.opened.add("green-room")
        await here.press("1 4 home")
        drawn = here.picture
        assert sum("██" in line for line in drawn.splitlines()) >= 5
        await here.press("down")
        assert here.picture != drawn
        await here.shows("enter", "██████")


async def test_green_room_opens_at_the_first_person_on_stage(world: Open) -> None:
    here = world(panels(), "12:40")
    async with here.open("4 end 1"):
        here.app_viewer.opened.add("green-room")
        await here.shows("4 a", "Alice Guyon has arrived")  # she is in the running panel
