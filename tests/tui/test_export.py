"""e on the bookmarks writes a file and shows where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.companion.clock import SystemClock
from sommet_tui.companion.export import Exporter
from sommet_tui.formats.calendar_file import write_calendar
from sommet_tui.pages.export import FORMATS
from sommet_tui.storage.calendar_revisions import SqliteRevisions
from sommet_tui.storage.files import WholeFiles
from tests.builders import at

from .conftest import Open
from .events import event
from .worlds import World


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_all_formats_are_visible_in_the_smallest_window(world: Open, language: str) -> None:
    here = world(event(), at("09:30"), language=language)
    async with here.open(40, 12) as pilot:
        await pilot.press("3", "e")
        assert all(f".{each.endings[0]} " in here.picture for each in FORMATS)


async def test_e_writes_a_new_file_and_shows_its_path(here: World, tmp_path: Path) -> None:
    files = WholeFiles(lambda: tmp_path)
    revisions = SqliteRevisions(tmp_path / "revisions.sqlite3")
    exporter = Exporter(revisions, lambda: write_calendar, files, SystemClock())
    here.offer(exporter=lambda: exporter)
    async with here.open() as pilot:
        await pilot.press("b", "3", "e", "enter")
        await here.until_shown("example.ics")
        await pilot.press("enter")
        await here.until_shown("example-2.ics")
        await pilot.press("escape")
        assert "example.ics" not in here.picture
    assert b"UID:opening@example" in (tmp_path / "example.ics").read_bytes()
