"""One SQLite file, opened for each use, that survives kills, full disks and its own damage.

A rollback journal and `synchronous=EXTRA` make what was committed outlast a power failure, and
leave a single file that a read-only disk can still be read from.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections import deque
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import KeepingError
from sommet_tui.storage import schema
from sommet_tui.storage.aside import looks_sound, set_aside
from sommet_tui.storage.connections import connection
from sommet_tui.storage.failures import from_sqlite, from_system, is_damage, is_moved, primary_code

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from sommet_tui.companion.ports import Notice

    T = TypeVar("T")

_ATTEMPTS = 4


class DatabaseFile:
    """The file at `path`; nothing is touched until it is first read or written.

    Any number of threads and processes may use it at once. Every call opens a connection of its
    own, which costs a few tenths of a millisecond and leaves nothing open in between. `patience`
    is how many seconds to wait for others' locks. Once that was in vain, reading waits no more
    until it has worked again, so that it can be tried as often as one likes.
    """

    def __init__(self, path: str, patience: float = 10.0) -> None:
        self.path = path
        self._patience = patience
        self._in_vain = False
        self._checked: tuple[int, int] | None = None
        self._notices: deque[Notice] = deque()

    def read(self, ask: Callable[[sqlite3.Connection], T], absent: T, since: int = 1) -> T:
        """The answer of `ask`, given in one read transaction; `absent` where nothing is kept yet.

        `since` is the version of the database that first had what is asked for: reading never
        brings an older one up to date.

        `ask` may be called again if the file is replaced meanwhile.

        Raises:
            KeepingError: the file cannot be read.
        """

        def once() -> T:
            if not self._is_present():
                return absent
            with connection(self.path, "rw", patience) as opened:
                opened.execute("BEGIN")
                version = schema.identify(opened, self.path)
                return ask(opened) if version >= since else absent

        patience = 0.0 if self._in_vain else self._patience
        try:
            answer = self._insist(once)
        except KeepingError as error:
            self._in_vain = error.code == "busy"
            raise
        self._in_vain = False
        return answer

    def write(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """The answer of `act`, once what it did is on the disk; all of it or nothing.

        The folder and the file are made where they are missing. `act` may be called again, its
        doings undone, if the file is replaced meanwhile.

        Raises:
            KeepingError: nothing was written.
        """

        def once() -> T:
            self._make_folder()
            self._is_present()
            with connection(self.path, "rwc", self._patience) as opened:
                opened.execute("PRAGMA synchronous = EXTRA")
                opened.execute("BEGIN IMMEDIATE")
                version = schema.identify(opened, self.path)  # before anything changes the file
                if opened.execute("PRAGMA journal_mode").fetchone() != ("delete",):
                    opened.execute("COMMIT")
                    opened.execute("PRAGMA journal_mode = DELETE")
                    opened.execute("BEGIN IMMEDIATE")
                    version = schema.identify(opened, self.path)
                schema.upgrade(opened, version)
                answer = act(opened)
                opened.execute("COMMIT")
                return answer

        return self._insist(once)

    def notices(self) -> tuple[Notice, ...]:
        """What happened to the file itself since this was last asked."""
        return tuple(self._notices.popleft() for _ in range(len(self._notices)))

    def _insist(self, once: Callable[[], T]) -> T:
        """The answer of `once`, tried again where what failed was put right."""
        for attempt in range(_ATTEMPTS):
            try:
                return once()
            except sqlite3.Error as error:
                if attempt == _ATTEMPTS - 1 or not self._put_right(error):
                    raise from_sqlite(error, self.path) from error
            except (UnicodeError, OverflowError) as error:
                raise KeepingError("failed", self.path, str(error)) from error
        raise AssertionError

    def _put_right(self, error: sqlite3.Error) -> bool:
        """Whether trying again may succeed: the file is, or will be, another one."""
        if is_damage(error):
            self._set_aside()
            return True
        gone = primary_code(error) == sqlite3.SQLITE_CANTOPEN and not os.path.exists(self.path)
        return gone or is_moved(error)

    def _set_aside(self) -> None:
        aside = set_aside(self.path, self._patience)
        if aside is not None:
            from sommet_tui.companion.ports import Notice

            values = {"path": self.path, "aside": aside}
            self._notices.append(Notice("set-aside", MappingProxyType(values)))

    def _is_present(self) -> bool:
        """Whether there is a file; one not met before is checked, and set aside if damaged."""
        try:
            status = os.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except (OSError, ValueError) as error:
            raise KeepingError("failed", self.path, str(error)) from error
        if not stat.S_ISREG(status.st_mode):
            raise KeepingError("failed", self.path, "this is not a file")
        met = (status.st_dev, status.st_ino)
        if status.st_size and met != self._checked:
            if not looks_sound(self.path, self._patience):
                self._set_aside()
            self._checked = met
        return os.path.exists(self.path)

    def _make_folder(self) -> None:
        folder = os.path.dirname(self.path)
        if not os.path.isabs(folder):
            raise KeepingError("no-folder", self.path, "no home folder is known")
        try:
            if not os.path.isdir(folder):
                os.makedirs(folder, mode=0o700, exist_ok=True)
        except OSError as error:
            failure = from_system(error, self.path, "no-folder")
            code = "full" if failure.code == "full" else "no-folder"
            raise KeepingError(code, self.path, failure.detail) from error
        except ValueError as error:
            raise KeepingError("no-folder", self.path, str(error)) from error
