"""Another event, chosen while the app runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.domain.events import KnownEvent, ListedEvent
from sommet_tui.wiring.programme import read_event
from tests.builders import at

from .conftest import Open
from .events import event
from .worlds import World, until

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


@pytest.mark.parametrize(
    ("size", "language", "sentence"),
    [
        ((80, 24), "en", "2 errors, the first one on line 5: "),
        ((40, 12), "fr", "2 erreurs, la première à la ligne 5 : "),
    ],
)
async def test_programme_with_errors_keeps_the_text_and_shows_the_first_error(
    world: Open, tmp_path: Path, size: tuple[int, int], language: str, sentence: str
) -> None:
    day = tmp_path / "day.yaml"
    day.write_text(
        "event: {title: Day, timezone: Europe/Paris}\n"
        "days:\n- date: 2025-02-07\n  sessions:\n"
        '  - {title: Talk, start: "25:00", end: "11:00"}\n'
        '  - {title: Other, start: "11:00", end: "noon"}\n'
    )
    here = offering(world(event(), at("09:30"), language=language), known("Next", 2))
    here.offer(read_event=lambda _address: read_event(str(day)))
    async with here.open(*size) as pilot:
        await pilot.press("ctrl+o", *"/day.yaml", "enter")
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
