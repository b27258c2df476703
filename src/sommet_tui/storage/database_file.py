"""One SQLite file, opened for each use, that survives kills, full disks and its own damage.

With a rollback journal and `SYNCHRONOUS`, commits survive a power failure, and the data is a single
file that is readable on a read-only disk. A file that is damaged or has an earlier version is
renamed, so that nothing is lost.

Only SQLite opens the file. On POSIX systems, closing any descriptor of a file drops all locks that
its process holds on it, including those of another thread's connection.

`TABLES` are the tables of the app's database. The tables and the application id show whether a
database is the app's. Errors of SQLite and the system become errors that users can act on.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import sys
from _thread import allocate_lock  # faster to import than threading
from collections import deque
from contextlib import closing, contextmanager, suppress
from functools import cache

from sommet_tui.companion.errors import StorageError
from sommet_tui.storage.user_folders import set_aside_notice, unused_file_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from sommet_tui.companion.ports import Notice
    from sommet_tui.storage.user_folders import Fault

    T = TypeVar("T")


_CODES = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_PROTOCOL: "busy",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
_SYSTEM_CODES = {
    errno.ENOSPC: "full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "full",
    errno.EROFS: "read-only",
    errno.EACCES: "read-only",
    errno.EPERM: "read-only",
}


def _primary_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code, or 0 if SQLite itself did not raise the error."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _means_damage(error: sqlite3.Error) -> bool:
    """Return whether an error means damaged content, not trouble with the disk or locks."""
    return _primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _means_moved_file(error: sqlite3.Error) -> bool:
    """Return whether another process has replaced or renamed the open file."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED


def _convert_sqlite_error(error: sqlite3.Error, path: str) -> StorageError:
    """Convert an error of SQLite about the file at `path` to an error of the app."""
    code = _CODES.get(_primary_code(error))
    if code is not None:
        return StorageError(code, path, str(error))
    # "Unable to open" and "I/O error" do not say why; trying to write a file does.
    if os.path.exists(path) and not os.access(path, os.R_OK):
        return StorageError("failed", path, os.strerror(errno.EACCES))
    return _try_writing(path) or StorageError("failed", path, str(error))


def _convert_system_error(error: OSError, path: str, default_code: str) -> StorageError:
    """Convert an error of the system to an error of the app.

    `default_code` is the code for an unknown cause.
    """
    code = _SYSTEM_CODES.get(error.errno or 0, default_code)
    return StorageError(code, path, error.strerror or str(error))


def _try_writing(path: str) -> StorageError | None:
    """Write a small unnamed file beside `path`. If this fails, return the error."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=os.path.dirname(path)) as trial:
            trial.write(bytes(16384))
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as error:
        return _convert_system_error(error, path, "failed")
    return None


APPLICATION_ID = 0x536F6D74
"""SQLite's application id, the letters "Somt"."""

VERSION = 12
"""The version of the tables. No release had an earlier version, so such a database is renamed."""

TABLES: tuple[str, ...] = (
    """
    CREATE TABLE bookmarks (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        added_at TEXT NOT NULL,
        degree TEXT NOT NULL,
        PRIMARY KEY (programme, session)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE reminders (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        start TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        given_at TEXT NOT NULL,
        PRIMARY KEY (programme, session, start, minutes)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE notes (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        PRIMARY KEY (programme, session)
    ) STRICT
    """,
    "CREATE TABLE seen (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """
    CREATE TABLE revisions (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        starts_at TEXT NOT NULL,
        ends_at TEXT NOT NULL,
        place TEXT NOT NULL,
        state TEXT NOT NULL,
        details TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        modified_at TEXT NOT NULL,
        PRIMARY KEY (programme, session)
    ) STRICT, WITHOUT ROWID
    """,
    # The event log. `rehearsal` is empty for the real day. `place` is the position of a record. It
    # only grows, so that reading can continue after the last known record.
    """
    CREATE TABLE records (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        programme TEXT NOT NULL,
        rehearsal TEXT NOT NULL,
        kind TEXT NOT NULL,
        seq INTEGER NOT NULL,
        uid TEXT NOT NULL UNIQUE,
        record TEXT NOT NULL,
        UNIQUE (programme, rehearsal, kind, seq)
    ) STRICT
    """,
    """
    CREATE TABLE rehearsals (
        programme TEXT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        since TEXT NOT NULL,
        origin TEXT NOT NULL,
        speed REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # The events that were opened on this computer, by path or address.
    """
    CREATE TABLE events (
        address TEXT NOT NULL PRIMARY KEY,
        programme TEXT NOT NULL,
        title TEXT NOT NULL,
        starts TEXT NOT NULL,
        ends TEXT NOT NULL,
        timezone TEXT NOT NULL,
        opened_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # How the day of a programme is shared, and the records of others as received. In an event
    # without rooms, `room` is empty.
    """
    CREATE TABLE shares (
        programme TEXT NOT NULL PRIMARY KEY,
        address TEXT NOT NULL,
        writer TEXT NOT NULL,
        name TEXT NOT NULL,
        authority TEXT NOT NULL,
        active INTEGER NOT NULL,
        offset REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE shared_records (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        programme TEXT NOT NULL,
        writer TEXT NOT NULL,
        number INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (programme, writer, number)
    ) STRICT
    """,
    """
    CREATE TABLE claims (
        programme TEXT NOT NULL,
        room TEXT NOT NULL,
        writer TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        claim TEXT NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (programme, room, writer, epoch)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE crew (
        programme TEXT NOT NULL,
        writer TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (programme, writer)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE dropped (
        programme TEXT NOT NULL,
        topic TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (programme, topic, reason)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE own_events (
        programme TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        starts_at TEXT NOT NULL,
        ends_at TEXT NOT NULL,
        place TEXT NOT NULL,
        PRIMARY KEY (programme, id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE friend_picks (
        programme TEXT NOT NULL,
        friend TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        degree TEXT NOT NULL,
        added_at TEXT NOT NULL,
        PRIMARY KEY (programme, friend, session)
    ) STRICT, WITHOUT ROWID
    """,
    # The minutes from the reminder to the start of a bookmark or own event.
    """
    CREATE TABLE leads (
        programme TEXT NOT NULL,
        item TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        PRIMARY KEY (programme, item)
    ) STRICT, WITHOUT ROWID
    """,
    # The plan of each day: its inputs and its stops. `since` is empty for a stop that has always
    # been in the plan.
    """
    CREATE TABLE plans (
        programme TEXT NOT NULL,
        day TEXT NOT NULL,
        inputs TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (programme, day)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE plan_stops (
        programme TEXT NOT NULL,
        day TEXT NOT NULL,
        place INTEGER NOT NULL,
        item TEXT NOT NULL,
        title TEXT NOT NULL,
        degree TEXT NOT NULL,
        start TEXT NOT NULL,
        since TEXT NOT NULL,
        fills_gap INTEGER NOT NULL,
        PRIMARY KEY (programme, day, place)
    ) STRICT, WITHOUT ROWID
    """,
    # The stops that changes removed from plans and added to them, until the user has seen the
    # changes.
    """
    CREATE TABLE plan_changes (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        programme TEXT NOT NULL,
        at TEXT NOT NULL,
        day TEXT NOT NULL,
        is_new INTEGER NOT NULL,
        item TEXT NOT NULL,
        title TEXT NOT NULL,
        degree TEXT NOT NULL,
        start TEXT NOT NULL,
        told INTEGER NOT NULL
    ) STRICT
    """,
)


class EarlierVersionError(sqlite3.DatabaseError):
    """An earlier version of the app made the database, and this version cannot read it."""


def _has_our_tables(connection: sqlite3.Connection, path: str) -> bool:
    """Return whether the database has the app's tables. If the database is empty, return False.

    Call this within a transaction: it reads more than once, and another process may be creating the
    tables.

    Raises:
        StorageError: "newer", or "failed" if the file belongs to another application.
        EarlierVersionError: the database has an earlier version.
        sqlite3.Error: the file cannot be read.
    """
    owner = _query_number(connection, "PRAGMA application_id")
    version = _query_number(connection, "PRAGMA user_version")
    if (
        owner == 0
        and version == 0
        and not _query_number(connection, "SELECT count(*) FROM sqlite_schema")
    ):
        return False
    if owner != APPLICATION_ID:
        raise StorageError("failed", path, "this database belongs to another application")
    if version > VERSION:
        detail = f"version {version} of the database, {VERSION} is known here"
        raise StorageError("newer", path, detail)
    if version < VERSION:
        raise EarlierVersionError(f"version {version} of the database, {VERSION} is needed")
    return True


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables in an empty database. The caller has begun a transaction.

    Raises:
        sqlite3.Error: for example, the disk is full. The transaction must be rolled back.
    """
    for statement in TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _find_fault(connection: sqlite3.Connection, path: str, check: str) -> Fault | None:
    """Return why the database must be renamed, or None if it is complete and undamaged.

    A column of another type counts as missing, so that readers can rely on the types. `check` is
    "quick_check" or "integrity_check".

    Raises:
        StorageError: as for `_has_our_tables`.
        sqlite3.Error: the file cannot be read, for other reasons than damage.
    """
    try:
        is_empty = not _has_our_tables(connection, path)
        if connection.execute(f"PRAGMA {check}(1)").fetchall() != [("ok",)]:
            return "damaged"
        # Usually the tables were made by the same SQL, and comparing SQL is faster than comparing
        # columns.
        texts = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema")}
        if is_empty or texts.issuperset(map(str.lstrip, TABLES)):
            return None
        return None if _expected_columns() <= _actual_columns(connection) else "damaged"
    except EarlierVersionError:
        return "earlier"
    except sqlite3.Error as error:
        if _means_damage(error):
            return "damaged"
        raise


_Column = tuple[str, bool, str, str, bool, int]
"""The table, whether it is strict, the column, its type, NOT NULL, its place in the primary key."""


@cache
def _expected_columns() -> frozenset[_Column]:
    with closing(sqlite3.connect(":memory:")) as model:
        for statement in TABLES:
            model.execute(statement)
        return _actual_columns(model)


def _actual_columns(connection: sqlite3.Connection) -> frozenset[_Column]:
    rows = connection.execute(
        'SELECT t.name, t.strict, c.name, c.type, c."notnull", c.pk'
        " FROM pragma_table_list AS t, pragma_table_info(t.name) AS c"
        " WHERE t.schema = 'main' AND t.type = 'table'"
    )
    return frozenset(rows)


def _query_number(connection: sqlite3.Connection, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])


SYNCHRONOUS = "EXTRA"
"""The way in which SQLite waits for the disk. Tests without kills need not wait."""
_ATTEMPTS = 4
_WRITING = allocate_lock()
"""Locked while a thread of this process changes a database."""


class DatabaseFile:
    """The file at `path`, which is opened only when it is read or written.

    Threads and processes may use it at the same time. Every call opens its own connection, which
    takes a few tenths of a millisecond. `patience` is the seconds to wait for the locks of other
    processes. After a timeout, reads do not wait for locks until a read has succeeded. Callers can
    therefore try often. Reads and writes always wait for a write in another thread of this process.
    """

    def __init__(self, path: str, patience: float = 10.0) -> None:
        self.path = path
        self._patience = patience
        self._timed_out = False
        self._checked_file: tuple[int, int] | None = None
        self._notices: deque[Notice] = deque()

    def read(self, query: Callable[[sqlite3.Connection], T], default: T) -> T:
        """Call `query` in one read transaction, and return its result, or `default` without data.

        If the file is replaced meanwhile, `query` may be called again.

        Raises:
            StorageError: the file cannot be read.
        """

        def run_once() -> T:
            if not self._is_present():
                return default
            with connection(self.path, "rw", patience) as opened:
                opened.execute("BEGIN")
                has_tables = _has_our_tables(opened, self.path)
                _make_private(self.path)
                return query(opened) if has_tables else default

        patience = 0.0 if self._timed_out else self._patience
        try:
            answer = self._retry(run_once)
        except StorageError as error:
            self._timed_out = error.code == "busy"
            raise
        self._timed_out = False
        return answer

    def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Call `change` in one transaction. Return its result after all changes are on the disk.

        Missing folders and files are created. If the file is replaced meanwhile, the changes are
        undone, and `change` may be called again.

        Raises:
            StorageError: nothing was written.
        """

        def run_once() -> T:
            self._make_folder()
            self._is_present()
            with connection(self.path, "rwc", self._patience) as opened:
                opened.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
                opened.execute("PRAGMA fullfsync = ON")  # otherwise, macOS keeps data in a cache
                opened.execute("BEGIN IMMEDIATE")
                with _WRITING:
                    has_tables = _has_our_tables(opened, self.path)  # must precede all changes
                    # A new file is still empty now. Its journal will get the same mode.
                    _make_private(self.path)
                    if opened.execute("PRAGMA journal_mode").fetchone() != ("delete",):
                        opened.execute("COMMIT")
                        opened.execute("PRAGMA journal_mode = DELETE")
                        opened.execute("BEGIN IMMEDIATE")
                        has_tables = _has_our_tables(opened, self.path)
                    if not has_tables:
                        create_tables(opened)
                    answer = change(opened)
                    opened.execute("COMMIT")
                    return answer

        return self._retry(run_once)

    def notices(self) -> tuple[Notice, ...]:
        """Return the notices about the file since the last call."""
        return tuple(self._notices.popleft() for _ in range(len(self._notices)))

    def _retry(self, once: Callable[[], T]) -> T:
        """Call `once` and return its result.

        If it fails because of a cause that can be repaired, call it again.
        """
        for attempt in range(_ATTEMPTS):
            try:
                return once()
            except sqlite3.Error as error:
                if attempt == _ATTEMPTS - 1 or not self._repair(error):
                    raise _convert_sqlite_error(error, self.path) from error
            except (UnicodeError, OverflowError) as error:
                raise StorageError("failed", self.path, str(error)) from error
        raise AssertionError

    def _repair(self, error: sqlite3.Error) -> bool:
        """Try to remove the cause of an error. Return whether a second attempt may succeed.

        An unusable file is renamed. If another thread of this process is writing, wait for it, even
        for longer than `patience`, because the disk may be slow. If another process has replaced
        the file, do nothing, because the second attempt opens the new file.
        """
        if _means_damage(error) or isinstance(error, EarlierVersionError):
            self._set_aside()
            return True
        code = _primary_code(error)
        if code == sqlite3.SQLITE_BUSY and _WRITING.locked():
            with _WRITING:
                return True
        return _means_moved_file(error) or (
            code == sqlite3.SQLITE_CANTOPEN and not os.path.exists(self.path)
        )

    def _set_aside(self) -> None:
        aside = set_aside(self.path, self._patience)
        if aside is not None:
            self._notices.append(set_aside_notice(self.path, aside))

    def _is_present(self) -> bool:
        """Return whether the file exists.

        A file that this object has not checked yet is checked first and, if it has a fault,
        renamed.
        """
        try:
            status = os.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except (OSError, ValueError) as error:
            raise StorageError("failed", self.path, str(error)) from error
        if not stat.S_ISREG(status.st_mode):
            raise StorageError("failed", self.path, "this is not a file")
        met = (status.st_dev, status.st_ino)
        if status.st_size and met != self._checked_file:
            if not _passes_quick_check(self.path, self._patience):
                self._set_aside()
            self._checked_file = met
        return os.path.exists(self.path)

    def _make_folder(self) -> None:
        folder = os.path.dirname(self.path)
        if not os.path.isabs(folder):
            raise StorageError("no-folder", self.path, "no home folder is known")
        try:
            if not os.path.isdir(folder):
                os.makedirs(folder, mode=0o700, exist_ok=True)
        except OSError as error:
            failure = _convert_system_error(error, self.path, "no-folder")
            code = "full" if failure.code == "full" else "no-folder"
            raise StorageError(code, self.path, failure.detail) from error
        except ValueError as error:
            raise StorageError("no-folder", self.path, str(error)) from error


_OTHERS = 0o077
_BESIDE = ("", "-journal", "-wal", "-shm")
"""The suffixes of the files that SQLite writes beside the database."""


def _make_private(path: str) -> None:
    """Give only the owner the right to read and write the database and the files beside it.

    The files are found by name, because no descriptor of the database may be closed. If the system
    refuses (because the file has another owner, or the file system has no modes), the modes stay.
    """
    for suffix in _BESIDE:
        with suppress(OSError, ValueError):
            mode = stat.S_IMODE(os.stat(path + suffix).st_mode)
            if mode & _OTHERS:
                os.chmod(path + suffix, mode & ~_OTHERS)


_NEEDED = (3, 37, 0)  # the first version with STRICT tables


@contextmanager
def connection(path: str, mode: str, patience: float) -> Iterator[sqlite3.Connection]:
    """Open a connection without implicit transactions. At the end, undo an unfinished transaction.

    `mode` is "ro", "rw" (read-only if the file is write-protected), "rwc" (which creates the file)
    or "ro&immutable=1" (without locks and without the journal). `patience` is in seconds.

    Raises:
        StorageError: "failed"; this SQLite is too old, and would consider our file damaged.
        sqlite3.Error: the file cannot be opened.
    """
    if sqlite3.sqlite_version_info < _NEEDED:
        detail = f"SQLite {sqlite3.sqlite_version} is too old, 3.37 is needed"
        raise StorageError("failed", path, detail)
    address = f"{_uri(os.path.abspath(path))}?mode={mode}"  # `abspath` drops ".."
    opened = sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None)
    opened.text_factory = _decode_text
    try:
        yield opened
    finally:
        opened.close()


def _uri(path: str) -> str:
    """Return an absolute path as a SQLite URI (sqlite.org/uri.html)."""
    if os.sep == "/":
        return "file://" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    from pathlib import Path  # importing it takes as long as importing SQLite

    return Path(path).as_uri()


def _decode_text(stored: bytes) -> str:
    """Decode a stored text. An invalid byte costs only one character."""
    return stored.decode("utf-8", "replace")


def _passes_quick_check(path: str, patience: float) -> bool:
    """Return whether a quick check finds no fault. It does not disturb other processes.

    The check takes no lock, so it may see damage while another process is writing. `set_aside` then
    checks again under locks. The check ignores the journal, which may belong to a new file after
    the old file was renamed.

    Raises:
        StorageError: as in `connection`.
        sqlite3.Error: the file cannot be read, for other reasons than damage.
    """
    with connection(path, "ro&immutable=1", patience) as glance:
        try:
            return _find_fault(glance, path, "quick_check") is None
        except StorageError:  # the error is reported when the file is really opened
            return True


def set_aside(path: str, patience: float) -> str | None:
    """Check the file. If it is damaged or has an earlier version, rename it with its journal.

    Return the new name, or None if the file is sound or another process has already renamed it.

    Raises:
        StorageError: "damaged" or "earlier", but the file cannot be renamed (read-only disk);
            "busy", the file stayed locked for longer than `patience` seconds; or another reason why
            the file cannot be checked.
    """
    from filelock import FileLock, Timeout

    file = os.path.realpath(path)
    try:
        try:
            with FileLock(f"{file}.lock", timeout=patience):
                return _rename_if_unusable(file, patience)
        except Timeout as error:
            raise StorageError("busy", path, str(error)) from error
        except OSError as error:
            with connection(file, "rw", patience) as judge:
                why = _check_thoroughly(judge, file)
            if why is None:
                return None
            raise StorageError(why, path, error.strerror or str(error)) from error
    except sqlite3.Error as error:
        raise _convert_sqlite_error(error, path) from error


def _rename_if_unusable(file: str, patience: float) -> str | None:
    if not os.path.exists(file):
        return None
    with connection(file, "rw", patience) as judge:
        why = _check_thoroughly(judge, file)
        if why is None:
            return None
        if sys.platform == "win32":
            judge.close()  # Windows does not rename an open file
        aside = unused_file_name(file, why)
        # Rename the journal first. Otherwise, SQLite would apply it to the next database.
        for suffix in ("-journal", "-wal", ""):
            part = f"{file}{suffix}"
            if os.path.exists(part):
                os.rename(part, f"{aside}{suffix}")
    return aside


def _check_thoroughly(checker: sqlite3.Connection, file: str) -> Fault | None:
    """Run the full check. Other processes are locked out until the connection is closed."""
    try:
        # Locking may write to a damaged header. The journal of this write must not be a file.
        # SQLite might delete it only after the database was renamed, when it may be the journal of
        # the next database.
        checker.execute("PRAGMA journal_mode = MEMORY")
        checker.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if _means_damage(error):
            return "damaged"
        if _primary_code(error) != sqlite3.SQLITE_READONLY:
            raise
        checker.execute("BEGIN")
    return _find_fault(checker, file, "integrity_check")
