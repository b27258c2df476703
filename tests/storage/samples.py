"""Bookmarks, databases and functions that read them, for several tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import Popen

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.ports import RecordStore, Rehearsal
from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.records import StoredRecord
from sommet_tui.storage.database import Database
from sommet_tui.storage.user_data import SqliteBookmarks
from sommet_tui.storage.user_folders import files_set_aside
from tests.refusals import Arguments, raised

PROGRAMME = "summit-2025"
DAWN = datetime(2025, 2, 7, 6, tzinfo=UTC)


def mark(number: int) -> Bookmark:
    title = f"Séance n° {number}, son titre assez long pour remplir des pages"
    return Bookmark(f"s{number}", title, DAWN + timedelta(seconds=number))


class Stars(SqliteBookmarks):
    """The bookmarks of one programme."""

    def all(self) -> list[Bookmark]:
        return list(self.bookmarks(PROGRAMME))

    def star(self, number: int) -> bool:
        return self.add(PROGRAMME, mark(number))

    def unstar(self, session: str) -> bool:
        return self.remove(PROGRAMME, session)


def fill(path: Path, count: int) -> list[Bookmark]:
    """Bookmark `count` sessions in the database at `path`; return the bookmarks."""
    store = Stars(path)
    for number in range(count):
        assert store.star(number)
    return store.all()


def fill_pages(path: Path, count: int) -> list[Bookmark]:
    """Do the same as `fill` in one transaction, for databases with many pages."""
    fill(path, 1)
    rows = [
        (PROGRAMME, m.session, m.title, m.added_at.isoformat(timespec="microseconds"), "must")
        for m in map(mark, range(1, count))
    ]
    with raw(path) as connection:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO bookmarks (programme, session, title, added_at, degree)"
            " VALUES (?, ?, ?, ?, ?)",
            rows,
        )
        connection.execute("COMMIT")
    return saved(path)


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield the file as SQLite alone sees it."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def set_version(path: Path, version: int) -> None:
    """Set the version of the database at `path`."""
    with raw(path) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


def read_new(
    store: RecordStore, *, joining: bool = False, after: int = 0, programme: str = PROGRAMME
) -> tuple[Rehearsal | None, Sequence[StoredRecord]]:
    """Return the rehearsal, and the records after an offset of the day or of the rehearsal."""
    return store.read_new_records(programme, joins_rehearsal=joining, known=None, after=after)


def saved(at: Path | Database) -> list[Bookmark]:
    return Stars(at).all()


def verdict(path: Path) -> str:
    with raw(path) as connection:
        return str(connection.execute("PRAGMA quick_check").fetchone()[0])


def refused(
    action: Callable[Arguments, object], *arguments: Arguments.args, **named: Arguments.kwargs
) -> str:
    """Return the code of the error that an action ends with."""
    return raised(StorageError, action, *arguments, **named).code


def saved_sessions(path: Path) -> set[str]:
    return {bookmark.session for bookmark in saved(path)}


def names(folder: Path) -> list[str]:
    """Return the names in the folder, without the lock, which may stay."""
    return sorted(p.name for p in folder.iterdir() if p.suffix != ".lock")


def asides(path: Path) -> list[Path]:
    return [Path(name) for name in files_set_aside(str(path))]


def kills(
    start: Callable[..., Popen[str]], folder: Path, generations: int
) -> Iterator[tuple[Path, int, list[str]]]:
    """Kill writers of databases at random instants.

    Yield after each kill the path, how many writers of this database were killed, and their
    reports. There are more `generations` of databases if no kill came within a transaction.
    """
    farm = start("farm", PROGRAMME, "20250207")
    assert farm.stdin is not None
    assert farm.stdout is not None
    interrupted = reported = 0
    for generation in range(10):
        if generation >= generations and interrupted and reported:  # they may come late
            break
        path = folder / str(generation) / "sommet.sqlite3"
        promised: list[str] = []
        for kill in range(1, 21):
            farm.stdin.write(f"{path}\n")
            farm.stdin.flush()
            promised += [line.strip() for line in iter(farm.stdout.readline, "dead\n")]
            interrupted += path.with_name(f"{path.name}-journal").exists()
            yield path, kill, promised
            assert not path.exists() or verdict(path) == "ok"
        assert asides(path) == []
        reported += len(promised)
        if not reported:
            farm.stdin.write("later\n")
    assert interrupted, "no kill came within a transaction: this test shows nothing"
    assert reported, "no writer got to report anything: this test shows nothing"
