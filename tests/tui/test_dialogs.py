"""The clock panel: another time, another pace, and back to the present."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.domain.known_events import KnownEvent, ListedEvent
from sommet_tui.wiring.programme import read_event
from tests.builders import at

from .conftest import Open
from .events import event
from .stages import day
from .worlds import World, until

REAL = at("09:30")


async def test_typed_time_is_shown_and_an_invalid_one_explained(world: Open) -> None:
    here = world(event(), REAL)
    async with here.open() as pilot:
        for wrong in ("25:00", "-"):
            await pilot.press("t", *wrong, "enter")
            await pilot.pause()
            assert "is not a time. Write it as" in here.picture
            assert here.companion.clock.now() == REAL
            await pilot.press("escape")
        await pilot.press("t", *"2025-10-26 02:30", "enter")  # an hour that comes twice
        await pilot.pause()
        assert "the UTC offset that you mean: +02:00" in here.picture
        await pilot.press("escape")
        assert "SIMULATED" not in here.picture
        for typed in ("10:20", "10h25"):
            await pilot.press("t", *typed, "enter")
            await pilot.pause()
            assert here.companion.clock.now() == at(typed.replace("h", ":"))
            assert f"{typed.replace('h', ':')}:00" in here.picture
            assert "SIMULATED" in here.picture
            assert "Debate" in here.picture


async def test_arrows_step_by_five_minutes(world: Open) -> None:
    here = world(event(), REAL)
    async with here.open() as pilot:
        await pilot.press("t", "right", "right", "right", "left")
        assert here.companion.clock.now() == REAL + timedelta(minutes=10)
        assert "Friday 7 February 2025  09:40:00" in here.picture
        await pilot.press("left", "left")
        assert here.companion.clock.now() == REAL


FACES = {
    80: "vendredi 7 février 2025  09:35:00  vitesse × 1",
    46: "7 février 2025  09:35:00  vitesse × 1",
    40: "7 février  09:35:00  vitesse × 1",
    30: "09:35:00  vitesse × 1",
}
"""The face of the clock, by the width of the window."""


async def test_narrow_panel_shortens_the_date_but_not_the_pace(world: Open) -> None:
    here = world(event(), REAL, language="fr")
    async with here.open() as pilot:
        await pilot.press("t", "right")
        for width, face in FACES.items():
            await pilot.resize_terminal(width, 24)
            await here.until_shown(f" {face} ")


async def test_plus_and_minus_change_the_speed_of_the_clock(world: Open) -> None:
    here = world(event(), REAL)
    async with here.open() as pilot:
        await pilot.press("t", "up")
        assert here.companion.snapshot.speed == 10
        here.clock.shown = REAL + timedelta(seconds=60)
        assert here.companion.clock.begin_frame() == REAL + timedelta(seconds=600)
        await pilot.press("up", "up", "up")
        assert here.companion.snapshot.speed == 600
        await pilot.press("down", "down", "down", "down")
        assert here.companion.snapshot.speed == 0
        await pilot.press("full_stop")
        await pilot.pause()
        assert here.companion.clock.now() == here.clock.shown
        assert here.companion.snapshot.speed == 1
        assert "SIMULATED" not in here.picture


@pytest.mark.parametrize("typed", ["", "12:00"])
async def test_held_enter_closes_the_panel_once(world: Open, typed: str) -> None:
    here = world(event(), REAL)
    async with here.open() as pilot:
        await pilot.press("enter", "t", *typed)
        field = here.app.screen.query_one(Input)
        field.post_message(Input.Submitted(field, typed))
        field.post_message(Input.Submitted(field, typed))
        await pilot.pause()
        assert "esc Back" in here.picture
        assert here.companion.clock.now() == (at(typed) if typed else REAL)


async def test_rehearsal_jumps_from_change_to_change(world: Open) -> None:
    here = world(day(), at("08:50"))
    here.companion.clock.set(at("20:00"), 0.0)
    async with here.open(40, 12) as pilot:
        await pilot.press("t", "pagedown")
        assert "Nothing else is planned." in here.picture
        assert here.companion.clock.now() == at("20:00")
        here.companion.clock.set(at("09:20"))
        await pilot.press("escape", "5", "R", "S", *"5", "enter")  # opening, since 09:15
        await pilot.press("t")
        assert "⇟ Next change" in here.picture
        for clock in ("09:59", "10:59"):
            await pilot.press("pagedown")
            await pilot.pause()
            assert here.companion.clock.now() == at(clock)


NOW = datetime.now(UTC)


def known(title: str, days: int) -> KnownEvent:
    day = NOW.date() + timedelta(days=days)
    address = f"https://example.org/{title}"
    return KnownEvent(address, title, f"{title} \\[/]", day, day, "UTC", NOW)


def offering(here: World, *events: KnownEvent) -> World:
    here.offer(known_events=lambda: events)
    return here


async def test_events_are_offered_and_the_selected_one_opens(world: Open) -> None:
    here = offering(world(event(), at("09:30")), known("Past", -400), known("Next", 2))
    async with here.open() as pilot:
        await pilot.press("ctrl+o")
        await here.until_shown("a name, a file or an address…")
        shown = here.picture
        assert shown.index("Next \\[/]") < shown.index("Past \\[/]")
        assert "https://example.org/Next" in shown
        assert "in 2 days" in shown
        await pilot.press("down")
        await here.until_shown("https://example.org/Past")
        await pilot.press("enter")
        await until(pilot, lambda: here.app._viewer.wanted)
    assert here.app._viewer.wanted == "https://example.org/Past"


async def test_escape_closes_the_picker_without_changes(world: Open) -> None:
    here = offering(world(event(), at("09:30")), known("Next", 2))
    async with here.open(40, 12) as pilot:
        await pilot.press("ctrl+o")
        await here.until_shown("Next")
        await pilot.press("ctrl+o")  # not a second time over itself
        await pilot.press("escape")
        await here.until_gone("Next \\")
        assert here.app.is_running
    assert here.app._viewer.wanted is None


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/x.xml", "https://example.org/x.xml"),
        ("day.yaml", "day.yaml"),
        ("~/day.yaml", "~/day.yaml"),
        ("'/tmp/my day.yaml'", "/tmp/my day.yaml"),
    ],
)
async def test_typed_file_or_address_opens(world: Open, typed: str, address: str) -> None:
    here = offering(world(event(), at("09:30")), known("Next", 2))
    async with here.open() as pilot:
        await pilot.press("ctrl+o", *typed)
        await here.until_shown(f"open “{typed}”")
        await pilot.press("enter")
        await until(pilot, lambda: here.app_viewer.wanted)
    assert here.app_viewer.wanted == str(
        Path(address).expanduser() if address[0] == "~" else address
    )


async def test_error_in_the_picker_keeps_the_typed_text(world: Open) -> None:
    here = offering(world(event(), at("09:30")), known("Next", 2))

    def refuse(address: str) -> None:
        if address.endswith("a.yaml"):
            raise SourceError("missing", address)

    here.offer(read_event=refuse)
    async with here.open(40, 12) as pilot:
        await pilot.press("ctrl+o", *"/tmp/a.yaml", "enter")
        sentence = "This file does not exist. Correct the path, or choose another event."
        await until(pilot, lambda: sentence in _below_the_field(here))
        assert "/tmp/a.yaml" in here.picture, "to be corrected"
        assert here.app_viewer.wanted is None
        await pilot.press(*["backspace"] * 6, *"b.yaml", "enter")
        await until(pilot, lambda: here.app_viewer.wanted == "/tmp/b.yaml")


async def test_programme_with_errors_keeps_the_text_and_shows_the_first_error(
    world: Open, tmp_path: Path
) -> None:
    day = tmp_path / "day.yaml"
    day.write_text(
        "event: {title: Day, timezone: Europe/Paris}\n"
        "days:\n- date: 2025-02-07\n  sessions:\n"
        '  - {title: Talk, start: "25:00", end: "11:00"}\n'
        '  - {title: Other, start: "11:00", end: "noon"}\n'
    )
    here = offering(world(event(), at("09:30"), language="fr"), known("Next", 2))
    here.offer(read_event=lambda _address: read_event(str(day)))
    async with here.open(40, 12) as pilot:
        await pilot.press("ctrl+o", *"/day.yaml", "enter")
        sentence = "2 erreurs, la première à la ligne 5 : "
        await until(pilot, lambda: sentence in _below_the_field(here))
        assert "25:00" in _below_the_field(here)
        assert "/day.yaml" in here.picture, "to be corrected"
        assert here.app_viewer.wanted is None


def _below_the_field(here: World) -> str:
    """The text of the dialog, without its frame."""
    rows = here.picture.splitlines()
    return " ".join(row.split("│")[1].strip() for row in rows if row.count("│") == 2)


async def test_directory_is_fetched_on_request_and_offers_unopened_events(world: Open) -> None:
    here = offering(world(event(), at("09:30")), known("Past", -400))
    there = [
        ListedEvent("https://example.org/Past", "Past, listed"),
        ListedEvent("https://example.org/camp", "Camp [/]", date(2027, 8, 1), date(2027, 8, 4)),
        ListedEvent("https://example.org/fest", "Fest"),
    ]
    here.offer(directory=lambda: there, known_events=lambda: (known("Past", -400),))
    async with here.open() as pilot:
        await pilot.press("ctrl+o", "down")
        await here.until_shown("ggt.gaa.st/menu.json")
        await pilot.press("enter")
        await here.until_shown("Camp [/]")
        assert "1 August – 4 August 2027" in here.picture
        assert "Past, listed" not in here.picture
        await pilot.press(*"fest", "enter")
        await until(pilot, lambda: here.app_viewer.wanted)
    assert here.app_viewer.wanted == "https://example.org/fest"


async def test_unavailable_directory_is_reported_and_typing_continues(world: Open) -> None:
    here = world(event(), at("09:30"), language="fr")

    def refuse() -> tuple[ListedEvent, ...]:
        raise SourceError("offline", "https://ggt.gaa.st/menu.json")

    here.offer(directory=refuse)
    async with here.open() as pilot:
        await pilot.press("ctrl+o")
        await here.until_shown("annuaire")
        await pilot.press("enter")
        await here.until_shown("ggt.gaa.st/menu.json »")
        await pilot.press(*"day.yaml", "enter")
        await until(pilot, lambda: here.app_viewer.wanted)


async def test_unreadable_programme_is_reported(here: World) -> None:

    def refuse() -> tuple[KnownEvent, ...]:
        raise StorageError("busy", "/data/sommet.sqlite3")

    here.offer(known_events=refuse)
    async with here.open() as pilot:
        await pilot.press("ctrl+o")
        await here.until_shown("Try again")


async def test_message_about_opening_an_event_is_on_its_first_screen(here: World) -> None:
    received: list[bool] = []
    here.offer(remember_event=lambda: received.append(True))
    here.app._viewer.said = ("It could not be opened [/].",)
    async with here.open() as pilot:
        await until(pilot, lambda: received)
        await here.until_shown("It could not be opened [/]")
