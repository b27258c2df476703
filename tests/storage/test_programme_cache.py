"""The compiled cache: as good as reading, and harmless whatever happens to it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

import sommet_tui
from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.values import DECODE_ERRORS, replace
from sommet_tui.formats.readers import read_programme as read
from sommet_tui.storage.codec import Table
from sommet_tui.storage.programme_cache import (
    DEFERRED_FIELDS,
    CachedBaseline,
    CachedReader,
    _json_scanner,
    pack,
    unpack,
)
from tests.builders import existing
from tests.strategies import programmes, translated

SHIPPED = Path(__file__).parents[2] / "programme.yaml"
TABLE = Table(Programme, DEFERRED_FIELDS)
PANEL = Path(__file__).parents[1] / "data" / "good" / "panel.yaml"


class CountingReader:
    """The real reader, and how often it was needed."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Callable[[bytes, str, str | None], Loaded]:
        self.calls += 1
        return read


def settle() -> None:
    """Wait until entries that are being written are there."""
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and not thread.daemon:
            thread.join(30)


@given(translated(programmes()))
def test_cached_programme_is_read_back_equal(programme: Programme) -> None:
    core, texts = pack(programme)
    assert unpack(core.encode(), texts.encode, lambda: None) == programme


def test_cached_programme_is_read_back_without_the_scanner_of_cpython(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programme = existing(read(PANEL.read_bytes(), "panel.yaml", None).programme)
    core, texts = (line.encode() for line in pack(programme))
    monkeypatch.setitem(sys.modules, "_json", None)
    _json_scanner.cache_clear()
    assert unpack(core, lambda: texts, lambda: None) == programme
    _json_scanner.cache_clear()


def test_baseline_of_a_renamed_file_is_available_immediately(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    CachedReader(folder, CountingReader(), ())(PANEL.read_bytes(), "/old.yaml")
    settle()
    before = CachedBaseline(folder, "/old.yaml").programme()

    def recognise(
        loaded: Loaded, place: str, _last: object
    ) -> tuple[Programme, tuple[str, ...]] | None:
        assert loaded.programme is not None
        return replace(loaded.programme, title=place), ("/old.yaml",)

    cached = CachedReader(folder, CountingReader(), (), recognise)
    cached(PANEL.read_bytes(), "/known.yaml")
    settle()
    assert CachedBaseline(folder, "/known.yaml").programme() == before
    CachedBaseline(folder, "/old.yaml").replace(existing(read(SHIPPED.read_bytes(), "").programme))
    monkeypatch.setattr(threading.Thread, "start", lambda _thread: None)  # it never gets its turn
    cached(PANEL.read_bytes() + b"\n", "/known.yaml")
    assert CachedBaseline(folder, "/known.yaml").programme() == before
    cached(PANEL.read_bytes(), "/new.yaml")
    assert CachedBaseline(folder, "/new.yaml").programme() != before


def test_large_file_is_cached_until_a_byte_changes(tmp_path: Path) -> None:
    file, reader = tmp_path / "large.csv", CountingReader()
    talks = (f"2027-03-01,9:00,9:30,Talk {n} of many" for n in range(2_000))
    file.write_text("\n".join(("date,start,end,title", *talks, "")))
    cached = CachedReader(tmp_path / "cache", reader, ())
    assert cached.find_cached_file(str(file), "UTC") is None
    read_first = cached(file.read_bytes(), str(file), "UTC").programme
    settle()
    known = existing(cached.find_cached_file(str(file), "UTC"))
    assert known.programme == read_first
    assert reader.calls == 1
    with file.open("r+b") as opened:
        opened.seek(-2, os.SEEK_END)
        opened.write(b"Y")
    assert cached.find_cached_file(str(file), "UTC") is None
    file.unlink()
    assert cached.find_cached_file(str(file), "UTC") is None


def test_changed_content_replaces_the_cache_entry(tmp_path: Path) -> None:
    data, reader = SHIPPED.read_bytes(), CountingReader()
    cached = CachedReader(tmp_path, reader, ())
    cached(data, "programme.yaml")
    settle()
    changed = cached(data.replace("Réinventer".encode(), b"Repenser"), "programme.yaml")
    assert changed.programme is not None
    assert changed.programme.title == "Repenser l’IA"
    settle()
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".baseline", ".programme"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"panel-1", b"panel-\n"),
        lambda data: data.replace(b"[", b"{", 1),
        lambda data: b"\x00" * len(data),
        lambda data: b"0" + data[1:],
        lambda data: data.split(b"\n")[0] + b"\n[]\n{}",
    ],
)
def test_damaged_entry_is_ignored(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    data, reader = SHIPPED.read_bytes(), CountingReader()
    cached = CachedReader(tmp_path, reader, ())
    expected = cached(data, "programme.yaml")
    settle()
    (entry,) = tmp_path.glob("*.programme")
    entry.write_bytes(damage(entry.read_bytes()))
    assert cached(data, "programme.yaml") == expected
    assert reader.calls == 2


def test_programme_with_warnings_is_cached(tmp_path: Path) -> None:
    reader = CountingReader()
    cached = CachedReader(tmp_path, reader, ())
    text = SHIPPED.read_text().replace("people:\n", "people:\n  unused: {name: Nobody}\n", 1)
    found = []
    for _ in range(2):
        found.append(cached(text.encode(), "programme.yaml").programme)
        settle()
    assert found[0] == found[1] == read(text.encode(), "programme.yaml").programme
    assert reader.calls == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda code: (code / "reader.py").write_text("TITLE = 'B'"),
        lambda code: (code / "another.py").write_text(""),
        lambda code: (code / "reader.py").unlink(),
        lambda code: (code / "reader.py").rename(code / "renamed.py"),
    ],
)
def test_changed_code_of_a_reader_invalidates_cache_entries(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    code = tmp_path / "code"
    code.mkdir()
    (code / "reader.py").write_text("TITLE = 'A'")
    reader = CountingReader()

    def read_once() -> None:
        CachedReader(tmp_path / "cache", reader, [str(code)])(SHIPPED.read_bytes(), "p.yaml")
        settle()

    read_once()
    read_once()
    assert reader.calls == 1
    change(code)
    read_once()
    read_once()
    assert reader.calls == 2


def test_changed_reader_code_invalidates_the_cache(tmp_path: Path) -> None:
    package = tmp_path / "src" / "sommet_tui"
    shutil.copytree(Path(sommet_tui.__file__).parent, package)  # with what Python compiled
    env = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(package.parent)}

    def title() -> str:
        asked = subprocess.run(
            [sys.executable, "-m", "sommet_tui", "info", "--programme", str(SHIPPED)],
            env=env, cwd=tmp_path, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return asked.stdout.splitlines()[0]

    before = title()
    assert title() == before
    builder = package / "formats" / "yaml_reader.py"
    text = builder.read_text()
    changed = text.replace('texts.name("title", event.title)', '"Read anew"')
    assert changed != text
    builder.write_text(changed)
    assert title() == "Read anew"


def test_programme_read_for_another_zone_is_read_again(tmp_path: Path) -> None:
    reader = CountingReader()
    cached = CachedReader(tmp_path, reader, ())
    for zone in (None, None, "Europe/Paris", "Europe/Paris", "Asia/Tokyo"):
        assert cached(SHIPPED.read_bytes(), "programme.yaml", zone).programme is not None
        settle()
    assert reader.calls == 3


def test_entry_of_changed_classes_is_ignored() -> None:
    core, _ = pack(read(PANEL.read_bytes(), "").programme)  # type: ignore[arg-type]
    shape = TABLE.shape
    assert "sessions:(Session(id:str," in shape
    with pytest.raises(DECODE_ERRORS):
        Table(Programme, (*DEFERRED_FIELDS, "venue")).fields(json.loads(core), 1)


def test_programme_with_fractions_of_a_second_is_not_cached() -> None:
    programme = existing(read(PANEL.read_bytes(), "").programme)
    first = programme.sessions[0]
    odd = replace(first, start=first.start.replace(microsecond=1))
    with pytest.raises(ValueError, match="second"):
        pack(replace(programme, sessions=(odd, *programme.sessions[1:])))
