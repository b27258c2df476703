"""A programme that comes from far away, as the companion asks for something newer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.companion import BadProgrammeError, Companion
from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import replace
from sommet_tui.wiring.stores import open_stores
from tests.acting import day_of
from tests.builders import at

from .windows import Dial

DAY = day_of("talk 09:00-10:00")
BAD = Loaded("https://example.org/", None, (Finding("error", "empty"),))


class Feed:
    """A source and its refresher in one: `next` is what asking comes to."""

    def __init__(self) -> None:
        self.programme: Programme | Loaded | SourceError = DAY
        self.next: Loaded | SourceError | None = None
        self.has_newer = False

    def load(self) -> Loaded:
        if isinstance(self.programme, SourceError):
            raise self.programme
        if isinstance(self.programme, Loaded):
            return self.programme
        return Loaded("https://example.org/", self.programme)

    def version(self) -> object:
        return self.programme

    def is_due(self) -> bool:
        return self.has_newer

    def export_address(self) -> str | None:
        return "https://example.org/export"

    def refresh(
        self, progress: Callable[[int], None] | None = None, _patience: float | None = None
    ) -> Loaded | None:
        if progress is not None:
            progress(7)
        if isinstance(self.next, SourceError):
            raise self.next
        return self.next


class Window:
    """A companion of a feed, and how often it had something else to show."""

    def __init__(self, folder: Path) -> None:
        self.feed = Feed()
        dial = Dial(at("09:30"))
        self.companion = Companion(self.feed, open_stores(folder / "db"), dial, refresher=self.feed)
        self.changes = 0
        self.companion.state.on_change(self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def ask(self) -> None:
        self.companion.report_refresh(self.companion.source.refresh())


def test_nothing_is_repainted_without_a_newer_version(tmp_path: Path) -> None:
    window = Window(tmp_path)
    for _ in range(3):
        window.ask()
        assert not window.companion.source.is_outdated()
    assert window.changes == 0


def test_newer_programme_is_found_and_read_unless_it_has_errors(tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.feed.programme = replace(DAY, title="Newer")
    window.ask()
    assert window.companion.source.is_outdated()
    window.companion.show_programme(window.companion.source.read())
    assert window.companion.snapshot.programme.title == "Newer"
    gone = SourceError("missing", "https://example.org/")
    for trouble in (gone, BAD):
        window.feed.programme = trouble
        window.companion.show_programme(window.companion.source.read())
        assert window.companion.snapshot.trouble == trouble
        assert window.companion.snapshot.programme.title == "Newer"
    window.feed.programme = DAY
    window.companion.show_programme(window.companion.source.read())
    assert window.companion.snapshot.trouble is None


def test_programme_with_errors_is_not_opened(tmp_path: Path) -> None:
    feed = Feed()
    feed.programme = BAD
    with pytest.raises(BadProgrammeError, match=r"https://example\.org/") as refusal:
        Companion(feed, open_stores(tmp_path / "db"), Dial(at("09:30")))
    assert refusal.value.loaded is BAD


def test_failed_refresh_is_reported_until_one_succeeds(tmp_path: Path) -> None:
    window = Window(tmp_path)
    offline = SourceError("offline", "https://example.org/", "", timedelta(hours=1))
    for trouble in (offline, BAD):
        window.feed.next = trouble
        window.ask()
        assert window.companion.snapshot.trouble == trouble
        assert window.companion.snapshot.programme == DAY
    window.feed.next = None
    window.ask()
    assert window.companion.snapshot.trouble is None
    assert window.changes == 3


def test_refresh_reports_its_progress(tmp_path: Path) -> None:
    window = Window(tmp_path)
    assert not window.companion.source.is_refresh_due()
    window.feed.has_newer = True
    assert window.companion.source.is_refresh_due()
    came: list[int] = []
    assert window.companion.source.refresh(came.append) is None
    assert came == [7]
    assert window.companion.source.is_remote
    assert window.companion.source.export_address() == "https://example.org/export"


def test_local_file_is_not_refreshed(tmp_path: Path) -> None:
    feed = Feed()
    feed.has_newer = True
    companion = Companion(feed, open_stores(tmp_path / "db"), Dial(at("09:30")))
    assert not companion.source.is_remote
    assert not companion.source.is_refresh_due()
    assert companion.source.refresh() is None
    assert companion.source.export_address() is None
