"""The database that all stores use. SQLite is imported only when a file is opened or created.

The file may contain anything. Stored values are therefore cleaned before the rest of the app gets
them: no value may break a line, control a terminal, or be an instant that some time zone cannot
show.
"""

from __future__ import annotations

import os
import time
from _thread import get_ident  # faster to import than threading
from datetime import UTC, datetime, timedelta

from sommet_tui.domain.text import clean, clean_line
from sommet_tui.domain.values import DECODE_ERRORS
from sommet_tui.storage.user_folders import is_missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from sommet_tui.companion.ports import Notice
    from sommet_tui.domain.bookmarks import Degree
    from sommet_tui.storage.database_file import DatabaseFile

    T = TypeVar("T")


_SETTLED = 2_000_000_000  # the coarsest time stamps of file systems, in nanoseconds


class Database:
    """The database at `path`, which may be missing. It survives the failures in `DatabaseFile`.

    Any number of threads and processes may use it at the same time. `patience` is the seconds to
    wait for the locks of other processes.
    """

    def __init__(self, path: str | os.PathLike[str], patience: float = 10.0) -> None:
        self.path = os.fspath(path)
        self._patience = patience
        self._files: dict[str, DatabaseFile] = {}
        self._open_transactions: dict[int, tuple[sqlite3.Connection | None, bool]] = {}
        """By thread: the connections of open transactions, and whether these transactions write."""

    def read(self, query: Callable[[sqlite3.Connection], T], default: T) -> T:
        """Call `query` in one read transaction, and return its result, or `default` without data.

        If the file is replaced meanwhile, `query` may be called again.

        Raises:
            StorageError: the file cannot be read.
        """
        opened, _ = self._open()
        if opened is not None:
            return query(opened)
        if not self._files and is_missing(self.path):
            return default
        return self._file().read(query, default)

    def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Call `change` in one transaction. Return its result after all changes are on the disk.

        Missing folders and files are created. If the file is replaced meanwhile, the changes are
        undone, and `change` may be called again.

        Raises:
            StorageError: nothing was written.
        """
        opened, writes = self._open()
        if opened is not None and writes:
            return change(opened)
        if opened is not None:
            opened.commit()  # the lock of this read transaction would block the write
        return self._file().write(change)

    def run_in_read_transaction(self, do: Callable[[], T]) -> T:
        """Call `do` with all reads in one transaction, and return its result.

        If `do` writes, the read transaction ends, and the write is a separate transaction. `do` may
        be called again, like `query` of `read`.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(connection: sqlite3.Connection) -> tuple[T]:
            return (self._join(connection, do, writes=False),)

        found = self.read(query, None)
        return do() if found is None else found[0]

    def run_in_transaction(self, do: Callable[[], T]) -> T:
        """Call `do` with all reads and writes in one transaction, and return its result.

        `do` may be called again, like `change` of `write`.

        Raises:
            StorageError: nothing was written.
        """
        return self.write(lambda connection: self._join(connection, do, writes=True))

    def _join(self, connection: sqlite3.Connection, do: Callable[[], T], *, writes: bool) -> T:
        before = self._open()
        self._open_transactions[get_ident()] = connection, writes
        try:
            return do()
        finally:
            self._open_transactions[get_ident()] = before

    def _open(self) -> tuple[sqlite3.Connection | None, bool]:
        return self._open_transactions.get(get_ident(), (None, False))

    def version(self) -> object:
        """Return a value that changes when the file is written (see `fingerprint`).

        This takes one `stat`, raises nothing and never waits. Call it before you read the data. If
        another process commits between the two calls, the value then changes again.
        """
        try:
            return fingerprint(os.stat(self.path), time.time_ns())
        except OSError as error:
            return error.errno
        except ValueError:  # a file cannot have this path
            return None

    def notices(self) -> tuple[Notice, ...]:
        """Return the notices about the file since the last call."""
        return self._file().notices() if self._files else ()

    def _file(self) -> DatabaseFile:
        if not self._files:
            from sommet_tui.storage.database_file import DatabaseFile

            # If several threads get here at the same time, all of them use the first thread's file.
            self._files.setdefault("", DatabaseFile(self.path, self._patience))
        return self._files[""]


def database_at(place: str | os.PathLike[str] | Database, patience: float) -> Database:
    """Return the database at a path.

    A `Database` is returned unchanged, so that stores can share it.
    """
    return place if isinstance(place, Database) else Database(place, patience)


class Store:
    """The base class of stores in a database.

    The database is given as a path or already open. It is opened on first use, and never created by
    reading. Any thread may call any method. `patience` is the seconds to wait for the locks of
    other processes.
    """

    def __init__(self, place: str | os.PathLike[str] | Database, patience: float = 10.0) -> None:
        self.database = database_at(place, patience)

    def _exists(self) -> bool:
        return self.database.read(lambda _: True, default=False)


def fingerprint(status: os.stat_result, now_ns: int) -> object:
    """Return a value that changes when a file is written.

    Two writes within two seconds may have the same time stamp, because some file systems round time
    stamps. The value therefore changes again two seconds after the time stamp, so that readers do
    not miss the second write.
    """
    stamps = (status.st_mtime_ns, status.st_ctime_ns)
    return (status.st_dev, status.st_ino, status.st_size, *stamps, now_ns - max(stamps) > _SETTLED)


_UNREADABLE = datetime.fromtimestamp(0, UTC)
_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=2)
_LAST = datetime.max.replace(microsecond=0, tzinfo=UTC) - timedelta(days=2)


def stored_instant(stored: str) -> datetime:
    """Parse a stored instant.

    For a damaged text, return the start of 1970, so that its row is not lost.
    """
    try:
        return aware_instant(stored)
    except ValueError:
        return _UNREADABLE


def aware_instant(stored: str) -> datetime:
    """Parse a stored instant.

    The result is at least two days away from the ends of the calendar.

    Raises:
        ValueError: the text is not a valid instant.
    """
    found = datetime.fromisoformat(stored)
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    # Compare without converting: near the ends of the calendar, UTC may lack an instant.
    return min(max(aware, _FIRST), _LAST)


def instant_text(moment: datetime, timespec: str = "microseconds") -> str:
    """Convert an instant to text in UTC. The texts sort in the order of the instants."""
    return moment.astimezone(UTC).isoformat(timespec=timespec)


def stored_degree(stored: str) -> Degree:
    """Parse a stored degree. For a damaged text, return "must", so that no bookmark is lost."""
    return "maybe" if stored == "maybe" else "hidden" if stored == "hidden" else "must"


def stored_line(stored: str) -> str:
    """Clean a stored id or title, and put it on one line."""
    if stored.isprintable():
        return stored
    return clean_line(stored)


def stored_text(stored: str) -> str:
    """Clean a stored text, which may have several lines."""
    if stored.isprintable():
        return stored
    return clean(stored)


def stored_object(stored: str) -> Mapping[str, Any]:
    """Parse a stored JSON object. For a damaged text, return an empty object."""
    from sommet_tui.storage.programme_cache import parse_json

    try:
        found = parse_json(stored)
    except DECODE_ERRORS:
        return {}
    return found if isinstance(found, dict) else {}
