from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from sommet_tui.storage.database import fingerprint

from .samples import Stars, fill, raw


def test_version_of_the_database_changes_only_with_writes(database: Path) -> None:
    store = Stars(database)
    assert store.database.version() == store.database.version()
    fill(database, 1)
    status = database.stat()
    later = max(status.st_mtime_ns, status.st_ctime_ns) + 10_000_000_000
    before = fingerprint(status, later)
    store.all()
    assert not store.star(0)
    assert not store.unstar("never")
    assert fingerprint(database.stat(), later + 1) == before


def test_version_changes_on_write_create_replace_and_delete(database: Path) -> None:
    window = Stars(database)
    other = Stars(database)
    seen = [window.database.version()]
    other.star(1)
    seen.append(window.database.version())
    with raw(database) as connection:
        connection.execute("UPDATE bookmarks SET title = 'x'")
    seen.append(window.database.version())
    fresh = database.with_name("restored")
    fill(fresh, 2)
    fresh.replace(database)
    seen.append(window.database.version())
    assert [b.session for b in window.all()] == ["s0", "s1"]
    database.unlink()
    seen.append(window.database.version())
    assert window.all() == []
    assert all(before != after for before, after in pairwise(seen))


def test_commits_within_one_timestamp_are_distinguished(database: Path) -> None:
    fill(database, 1)
    status = database.stat()  # a second commit within the clock's tick may leave it as it is
    stamp = max(status.st_mtime_ns, status.st_ctime_ns)
    at_once = fingerprint(status, stamp)
    assert fingerprint(status, stamp + 1_000_000_000) == at_once
    aged = fingerprint(status, stamp + 3_000_000_000)
    assert aged != at_once
    assert fingerprint(status, stamp + 3_600_000_000_000) == aged


def test_version_of_an_unreadable_path_raises_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (tmp_path, tmp_path / "file" / "x", loop, Path("nul\0"), tmp_path / ("n" * 300)):
        store = Stars(path)
        assert store.database.version() == store.database.version()
