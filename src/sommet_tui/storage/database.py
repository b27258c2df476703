"""The database as stores know it; SQLite is imported when there is a file to open or to make."""

from __future__ import annotations

import os
import time
from _thread import get_ident  # without the rest of threading, which takes longer to import
from typing import TYPE_CHECKING

from sommet_tui.storage.paths import is_missing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from typing import TypeVar

    from sommet_tui.companion.ports import Notice
    from sommet_tui.storage.database_file import DatabaseFile

    T = TypeVar("T")

_SETTLED = 2_000_000_000  # nanoseconds; the coarsest clock a file system in use stamps with


class Database:
    """The file at `path`, which need not be there: see `DatabaseFile` for what it withstands.

    Any number of threads and processes may use it at once. `patience` is how many seconds to wait
    for others' locks.
    """

    def __init__(self, path: str | os.PathLike[str], patience: float = 10.0) -> None:
        self.path = os.fspath(path)
        self._patience = patience
        self._files: dict[str, DatabaseFile] = {}
        self._joined: dict[int, sqlite3.Connection] = {}
        """The connections of open transactions, by the thread that each belongs to."""

    def read(self, ask: Callable[[sqlite3.Connection], T], absent: T, since: int = 1) -> T:
        """The answer of `ask`, given in one read transaction; `absent` where nothing is kept yet.

        `since` is the version of the database that first had what is asked for: reading never
        brings an older one up to date.

        `ask` may be called again if the file is replaced meanwhile.

        Raises:
            KeepingError: the file cannot be read.
        """
        opened = self._opened()
        if opened is not None:
            return ask(opened)
        if not self._files and is_missing(self.path):
            return absent
        return self._file().read(ask, absent, since)

    def write(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """The answer of `act`, once what it did is on the disk; all of it or nothing.

        The folder and the file are made where they are missing. `act` may be called again, its
        doings undone, if the file is replaced meanwhile.

        Raises:
            KeepingError: nothing was written.
        """
        opened = self._opened()
        return act(opened) if opened is not None else self._file().write(act)

    def together(self, do: Callable[[], T]) -> T:
        """Return what `do` gives; all that it reads and writes here is one transaction.

        It may be called again, as `act` of `write`.

        Raises:
            KeepingError: nothing was written.
        """

        def act(connection: sqlite3.Connection) -> T:
            self._joined[get_ident()] = connection
            try:
                return do()
            finally:
                del self._joined[get_ident()]

        return self.write(act)

    def _opened(self) -> sqlite3.Connection | None:
        return self._joined.get(get_ident()) if self._joined else None

    def version(self) -> object:
        """A value, equal as long as nobody wrote; see `fingerprint` for the one exception.

        Costs one look at the folder entry; never raises, never waits. Ask it before reading: what
        is committed between the two then shows as one more change, instead of going unseen.
        """
        try:
            return fingerprint(os.stat(self.path), time.time_ns())
        except OSError as error:
            return error.errno
        except ValueError:  # a path that no system would take
            return None

    def notices(self) -> tuple[Notice, ...]:
        """What happened to the file itself since this was last asked."""
        return self._file().notices() if self._files else ()

    def _file(self) -> DatabaseFile:
        if not self._files:
            from sommet_tui.storage.database_file import DatabaseFile

            # Of threads that come at once, all are given the file of the first.
            self._files.setdefault("", DatabaseFile(self.path, self._patience))
        return self._files[""]


def database_at(place: str | os.PathLike[str] | Database, patience: float) -> Database:
    """The database at a path, or the one given: several stores may share one."""
    return place if isinstance(place, Database) else Database(place, patience)


def fingerprint(status: os.stat_result, now_ns: int) -> object:
    """What tells one state of a file from the next.

    File systems stamp with clocks as coarse as two seconds, so that two commits may bear one
    stamp. A stamp so young says that it is, and one that has aged is another value: what was
    written under the same stamp is noticed then at the latest.
    """
    stamps = (status.st_mtime_ns, status.st_ctime_ns)
    return (status.st_dev, status.st_ino, status.st_size, *stamps, now_ns - max(stamps) > _SETTLED)
