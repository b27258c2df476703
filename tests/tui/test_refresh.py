"""A programme from an address while the app runs: asked for in time, on a key, without a net."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sommet_tui.formats.readers import read_programme
from sommet_tui.sources.address import AddressSource
from sommet_tui.storage.copies import FileCopies
from tests.builders import at
from tests.sources.web import Web, needs_nginx

from .conftest import Open
from .test_changes import write
from .worlds import World

pytestmark = needs_nginx


class Feed:
    """A programme that a web server gives, and the copy of it here."""

    def __init__(self, folder: Path) -> None:
        (folder / "nginx").mkdir()
        self.web = Web(folder / "nginx")
        self.file = self.web.www / "day.yaml"
        write(self.file, "First", "Second")
        self.web.start()
        self.address = f"{self.web.address}/day.yaml"
        self.copies = FileCopies(str(folder / "copies"))
        self.source().load()

    def source(self) -> AddressSource:
        return AddressSource(self.address, read_programme, self.copies)

    def age(self, **age: int) -> None:
        """Let the copy be as old as this."""
        self.copies.confirm(self.address, datetime.now(UTC) - timedelta(**age))


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    found = Feed(tmp_path)
    yield found
    found.web.stop()


async def test_old_copy_is_refreshed_automatically(world: Open, feed: Feed) -> None:
    feed.age(hours=3)
    write(feed.file, "First", "Another one")
    here = world(feed.source(), at("09:30"))
    async with here.open():
        assert "Second" in here.picture
        await here.until_shown("Another one")


async def test_key_checks_for_a_newer_version(world: Open, feed: Feed) -> None:
    here = world(feed.source(), at("09:30"))
    async with here.open() as pilot:
        await pilot.press("ctrl+r")
        await here.until_shown("Already up to date.")
        write(feed.file, "First", "Another one")
        await pilot.press("ctrl+r")
        await here.until_shown("Another one")
    assert feed.web.asked() == [f"GET /day.yaml {code}" for code in (200, 304, 200)]


async def test_offline_copy_is_shown_with_its_age(world: Open, feed: Feed) -> None:
    feed.age(hours=3)
    feed.web.stop()
    here = world(feed.source(), at("09:30"))
    async with here.open(100, 24) as pilot:
        await here.until_shown("is unreachable")
        assert " OLD DATA " in here.picture.splitlines()[0]
        assert "Showing the copy from 3 hours ago" in here.text
        assert "Second" in here.picture
        feed.web.start()
        await pilot.press("ctrl+r")
        await here.until_gone("OLD DATA")


async def test_local_file_has_no_refresh_key(here: World) -> None:
    async with here.open() as pilot:
        await pilot.press("ctrl+r")
        await here.until_shown("The programme is a local file")


async def test_another_event_at_the_address_is_reported_and_remembered(
    world: Open, feed: Feed
) -> None:
    here = world(feed.source(), at("09:30"))
    remembered: list[str] = []
    here.offer(remember_event=lambda: remembered.append(here.companion.snapshot.programme.id))
    here.stop_polling()  # it could show the new copy while the refresh runs, which ignores a key
    async with here.open() as pilot:
        write(feed.file, "First", "A better title")
        await pilot.press("ctrl+r")
        await here.until_shown("A better title")
        assert "another event" not in here.picture
        other = feed.file.read_text().replace('"id": "example"', '"id": "next"')
        feed.file.write_text(other.replace("A better title", "Something else"))
        await pilot.press("ctrl+r")
        await here.until_shown("The address now has another event.")
        await here.until_shown("Something else")
    assert remembered == ["example", "next"]
