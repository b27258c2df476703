"""The compiled cache: as good as reading, and harmless whatever happens to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.preparation import Preparation, Prepared, Segment
from sommet_tui.domain.programme import Programme
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.storage.cache import CachedReader
from sommet_tui.storage.compiled import unpack
from sommet_tui.storage.packing import pack
from tests.strategies import programmes

SHIPPED = Path(__file__).parents[2] / "programme.yaml"
PANEL = Path(__file__).parents[1] / "data" / "good" / "panel.yaml"


class CountingReader:
    """The real reader, and how often it was needed."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Callable[[bytes, str], Loaded]:
        self.calls += 1
        return read


def settle() -> None:
    """Wait until entries that are being written are there."""
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and not thread.daemon:
            thread.join(30)


@given(programmes())
def test_a_compiled_programme_comes_back_equal(programme: Programme) -> None:
    core, texts = pack(programme)
    assert unpack(core.encode(), texts.encode(), lambda: None) == programme


def test_what_a_panel_prepares_is_there_the_second_time_too(tmp_path: Path) -> None:
    data, reader = PANEL.read_bytes(), CountingReader()
    cached = CachedReader(tmp_path, reader)
    cached(data, "panel.yaml")
    settle()

    programme = cached(data, "panel.yaml").programme

    assert reader.calls == 1
    assert programme is not None
    assert programme.preparations == {
        "panel": Preparation(
            (Segment("welcome", 5), Segment("Face to face", 35), Segment("questions", 20)),
            (Prepared("Who pays?"), Prepared("What would you do tomorrow?", "ada")),
            ("cleo", "ada"),
            {"bob": 10, "cleo": 40},
        )
    }


def test_the_second_time_nothing_is_read(tmp_path: Path) -> None:
    data, reader = SHIPPED.read_bytes(), CountingReader()
    first = CachedReader(tmp_path / "cache", reader)(data, "programme.yaml")
    settle()
    second = CachedReader(tmp_path / "cache", reader)(data, "programme.yaml")
    assert reader.calls == 1
    assert second == first
    assert second.programme is not None
    assert second.programme.abstracts["panel-1"].startswith("L’intelligence artificielle")


def test_another_content_is_read_anew_and_replaces_the_old(tmp_path: Path) -> None:
    data, reader = SHIPPED.read_bytes(), CountingReader()
    cached = CachedReader(tmp_path, reader)
    cached(data, "programme.yaml")
    settle()
    changed = cached(data.replace("Réinventer".encode(), b"Repenser"), "programme.yaml")
    assert changed.programme is not None
    assert changed.programme.title == "Repenser l'IA"
    settle()
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"panel-1", b"panel-\n"),
        lambda data: data.replace(b"{", b"[", 1),
        lambda data: b"\x00" * len(data),
        lambda data: b"0" + data[1:],
        lambda data: data.split(b"\n")[0] + b"\n[]\n{}",
    ],
)
def test_a_damaged_entry_counts_as_none(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    data, reader = SHIPPED.read_bytes(), CountingReader()
    cached = CachedReader(tmp_path, reader)
    expected = cached(data, "programme.yaml")
    settle()
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(damage(entry.read_bytes()))
    assert cached(data, "programme.yaml") == expected
    assert reader.calls == 2


def test_without_a_place_for_the_cache_everything_works(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    loaded = CachedReader(file / "cache", CountingReader())(SHIPPED.read_bytes(), "programme.yaml")
    settle()
    assert loaded.programme is not None


def test_a_programme_with_remarks_on_it_is_read_but_once_too(tmp_path: Path) -> None:
    reader = CountingReader()
    cached = CachedReader(tmp_path, reader)
    text = SHIPPED.read_text().replace("people:\n", "people:\n  unused: {name: Nobody}\n", 1)
    found = []
    for _ in range(2):
        found.append(cached(text.encode(), "programme.yaml").programme)
        settle()
    assert found[0] == found[1] == read(text.encode(), "programme.yaml").programme
    assert reader.calls == 1
