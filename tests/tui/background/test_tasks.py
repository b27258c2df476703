"""A programme file that changes while the app runs: shown, or refused with a reason."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from sommet_tui.companion.unseen_changes import ProgrammeChanges
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Programme
from sommet_tui.formats.readers import read_programme
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.sources.downloaded_programme import AddressSource
from sommet_tui.sources.find import FileSource
from sommet_tui.storage.copies import FileCopies
from sommet_tui.storage.programme_cache import CachedBaseline
from tests.sources.web import Web, needs_nginx
from tests.tui.conftest import Open
from tests.tui.events import event, in_rooms
from tests.tui.worlds import Shelf, World


class StallingShelf(Shelf):
    """A shelf on a drive that can stop answering: `answers` about its version, `reads` its text."""

    def __init__(self, programme: Programme) -> None:
        super().__init__(programme)
        self.answers, self.reads = threading.Event(), threading.Event()
        self.waits, self.is_read = threading.Event(), threading.Event()
        self.answers.set()
        self.reads.set()
        self.asked: object = None

    def version(self) -> object:
        if not self.answers.is_set():
            self.waits.set()
            self.answers.wait(20)
            self.waits.clear()
        self.asked = self.changes
        return self.changes

    def load(self) -> Loaded:
        loaded = super().load()
        if not self.reads.is_set():
            self.is_read.set()
            self.reads.wait(20)
        return loaded


def write(path: Path, *titles: str) -> None:
    """A programme of an hour for each title from nine o'clock on; moved in whole into place."""
    sessions = [
        {"id": f"s{n}", "title": title, "start": f"{9 + n:02}:00", "end": f"{10 + n:02}:00"}
        for n, title in enumerate(titles)
    ]
    event = {"id": "example", "title": "Example", "timezone": "Europe/Paris", "language": "en"}
    days = [{"date": "2025-02-07", "sessions": sessions}]
    _place(path, json.dumps({"version": 1, "event": event, "days": days}))


def _place(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


async def test_invalid_or_missing_file_keeps_the_last_valid_programme(
    world: Open, tmp_path: Path
) -> None:
    file = tmp_path / "day.yaml"
    write(file, "First", "Second")
    here = world(FileSource(file, read), "09:30")
    async with here.open("2"):
        _place(file, "version: 1\nevent: [\n")
        await here.until_shown("the old version is still shown")
        assert " OLD DATA " in here.lines[0]
        assert "The new programme file has 1 error" in here.text
        assert "Second" in here.picture
        write(file, "First", "Mended")
        await here.until_shown("Mended")
        here.assert_absent("OLD DATA", "Second")
        file.unlink()
        await here.until_shown("can no longer be read")
        assert "Mended" in here.picture
        write(file, "First", "Mended")
        await here.until_gone("OLD DATA")


async def test_now_changes_its_layout_when_rooms_are_added_or_removed(world: Open) -> None:
    shelf = Shelf(event())
    here = world(shelf, "09:30")
    async with here.open():
        assert "ON NOW" in here.picture
        shelf.put(in_rooms())
        await here.until_shown(" north ")
        await here.shows("right", "only: north  esc All rooms")
        shelf.put(event())
        await here.until_shown("Opening")
        assert "only: north" not in here.picture
        assert "ON NOW" in here.picture


async def test_unresponsive_drive_does_not_block_the_screen(world: Open) -> None:
    shelf = StallingShelf(event())
    here = world(shelf, "09:30")
    async with here.open():
        shelf.answers.clear()
        await here.until(shelf.waits.is_set)
        await here.shows("2", "Panel")
        await here.hides("/ 'opening'", "Panel")
        assert shelf.waits.is_set(), "the keys did not wait for the drive"
        shelf.put(in_rooms())
        shelf.answers.set()
        await here.press("escape 1")
        await here.until_shown(" north ")


async def test_file_changed_during_a_read_is_read_again(world: Open) -> None:
    shelf = StallingShelf(event())
    here = world(shelf, "09:30")
    async with here.open():
        shelf.reads.clear()
        shelf.put(event())
        await here.until(shelf.is_read.is_set)
        shelf.put(in_rooms())
        await here.until(lambda: shelf.asked == shelf.changes)
        shelf.reads.set()
        await here.until_shown(" north ")


async def test_closing_app_saves_nothing(here: World) -> None:
    other = World(here.source, here.stop, here.database)

    class Last(Screen[None]):
        def on_unmount(self) -> None:
            other.bookmark("opening")
            here.app._tasks._on_second()

    async with here.open():
        await here.app.push_screen(Last())
    assert not here.stars


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
    here = world(feed.source(), "09:30")
    async with here.open():
        assert "Second" in here.picture
        await here.until_shown("Another one")


async def test_ctrl_r_checks_for_a_newer_programme(world: Open, feed: Feed) -> None:
    here = world(feed.source(), "09:30")
    async with here.open("ctrl+r"):
        await here.until_shown("Already up to date.")
        write(feed.file, "First", "Another one")
        await here.press("ctrl+r")
        await here.until_shown("Another one")
    assert feed.web.asked() == [f"GET /day.yaml {code}" for code in (200, 304, 200)]


async def test_ctrl_r_during_a_refresh_starts_another_refresh(world: Open, feed: Feed) -> None:
    source = feed.source()
    stalls, goes_on, refresh = threading.Event(), threading.Event(), source.refresh

    def stall(*args: Any) -> Loaded | None:
        stalls.set()
        goes_on.wait(20)
        return refresh(*args)

    source.refresh = stall  # type: ignore[assignment, method-assign]
    here = world(source, "09:30")
    async with here.open("ctrl+r"):
        await here.until(stalls.is_set)
        await here.press("ctrl+r")
        goes_on.set()
        await here.until(lambda: len(feed.web.asked()) == 3)


async def test_age_of_an_offline_copy_is_shown(world: Open, feed: Feed) -> None:
    feed.age(hours=3)
    feed.web.stop()
    here = world(feed.source(), "09:30")
    async with here.open(size=(100, 24)):
        await here.until_shown("is unreachable")
        assert " OLD DATA " in here.lines[0]
        assert "Showing the copy from 3 hours ago" in here.text
        assert "Second" in here.picture
        feed.web.start()
        await here.press("ctrl+r")
        await here.until_gone("OLD DATA")


async def test_ctrl_r_is_answered_if_a_new_file_has_the_same_programme(
    world: Open, feed: Feed, tmp_path: Path
) -> None:
    here = world(feed.source(), "09:30")
    baseline = CachedBaseline(tmp_path, "day")
    here.offer(changes=lambda: ProgrammeChanges(here.companion, baseline))
    async with here.open():
        feed.file.write_text(f"# exported again\n{feed.file.read_text()}")
        await here.press("ctrl+r")
        await here.until_shown("Already up to date.")


async def test_ctrl_r_refuses_to_refresh_a_local_file(here: World) -> None:
    async with here.open("ctrl+r"):
        await here.until_shown("The programme is a local file")


async def test_new_event_at_the_address_is_reported_and_saved(world: Open, feed: Feed) -> None:
    here = world(feed.source(), "09:30")
    remembered: list[str] = []
    here.offer(remember_event=lambda: remembered.append(here.snapshot.programme.id))
    async with here.open():
        write(feed.file, "First", "A better title")
        await here.press("ctrl+r")
        await here.until_shown("A better title")
        assert "another event" not in here.picture
        assert "up to date" not in here.picture
        other = feed.file.read_text().replace('"id": "example"', '"id": "next"')
        feed.file.write_text(other.replace("A better title", "Something else"))
        await here.press("ctrl+r")
        await here.until_shown("The address now has another event.")
        await here.until_shown("Something else")
        await here.until(lambda: remembered == ["example", "next"])  # a thread remembers it
