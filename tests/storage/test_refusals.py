from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sommet_tui.companion.errors import StorageError
from sommet_tui.storage.database_file import VERSION
from tests.refusals import raised

from .samples import PROGRAMME, Stars, asides, fill, raw, refused, saved, set_version

Start = Callable[..., subprocess.Popen[str]]


def a_later_version(path: Path) -> None:
    fill(path, 2)
    set_version(path, VERSION + 1)


def another_application(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("PRAGMA application_id = 77")
        connection.execute("CREATE TABLE theirs (a)")


def an_application_without_a_mark(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("CREATE TABLE bookmarks (a)")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (a_later_version, "newer"),
        (another_application, "failed"),
        (an_application_without_a_mark, "failed"),
    ],
)
def test_foreign_database_is_never_changed(
    tmp_path: Path, make: Callable[[Path], None], code: str
) -> None:
    path = tmp_path / "sommet.sqlite3"
    make(path)
    content = path.read_bytes()
    stamp = path.stat().st_mtime_ns
    store = Stars(path)
    for attempt in (
        store.all,
        lambda: store.star(1),
        lambda: store.unstar("s1"),
    ):
        error = raised(StorageError, attempt)
        assert (error.code, error.path) == (code, str(path))
    assert path.read_bytes() == content
    assert path.stat().st_mtime_ns == stamp
    assert [p.name for p in tmp_path.iterdir()] == ["sommet.sqlite3"]
    assert store.database.notices() == ()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, as those under `tmp_path` are not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
@pytest.mark.parametrize(
    ("of_file", "of_folder", "said"),
    [
        (0o000, 0o777, ["failed", "failed"]),
        (0o444, 0o777, ["1", "read-only"]),
        (0o666, 0o555, ["1", "read-only"]),
        (0o444, 0o555, ["1", "read-only"]),
    ],
)
def test_missing_permissions_are_reported_and_nothing_is_set_aside(
    open_folder: Path, start: Start, of_file: int, of_folder: int, said: list[str]
) -> None:
    path = open_folder / "sommet.sqlite3"
    fill(path, 1)
    content = path.read_bytes()
    path.chmod(of_file)
    open_folder.chmod(of_folder)
    visitor = start("visit", str(path), PROGRAMME)
    assert visitor.communicate(timeout=120)[0].split() == said
    path.chmod(0o644)
    assert path.read_bytes() == content
    assert asides(path) == []


def test_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "sommet.sqlite3"
    path.mkdir()
    store = Stars(path)
    for attempt in (
        store.all,
        lambda: store.star(1),
    ):
        error = raised(StorageError, attempt)
        assert (error.code, error.detail) == ("failed", "this is not a file")
    assert [p.name for p in tmp_path.iterdir()] == ["sommet.sqlite3"]


def test_newer_sqlite_file_is_not_treated_as_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sommet.sqlite3"
    before = fill(path, 1)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
        assert refused(Stars(path).all) == "failed"
    assert saved(path) == before
