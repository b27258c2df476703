"""Turn errors of SQLite and the system into errors that users can act on."""

from __future__ import annotations

import errno
import os
import sqlite3

from sommet_tui.companion.errors import StorageError

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


def primary_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code, 0 if the error is not SQLite's own."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether the file's content is damaged, not the disk, permissions or a lock."""
    return primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_moved(error: sqlite3.Error) -> bool:
    """Return whether another process replaced or set aside the file while it was open here."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED


def from_sqlite(error: sqlite3.Error, path: str) -> StorageError:
    """Return our error for one of SQLite's about the file at `path`."""
    code = _CODES.get(primary_code(error))
    if code is not None:
        return StorageError(code, path, str(error))
    # "Unable to open" and "I/O error" hide the reason; writing a file shows it.
    if os.path.exists(path) and not os.access(path, os.R_OK):
        return StorageError("failed", path, os.strerror(errno.EACCES))
    return _complaint(path) or StorageError("failed", path, str(error))


def from_system(error: OSError, path: str, otherwise: str) -> StorageError:
    """Return our error for one of the system's; `otherwise` is the code if the cause is unknown."""
    code = _SYSTEM_CODES.get(error.errno or 0, otherwise)
    return StorageError(code, path, error.strerror or str(error))


def _complaint(path: str) -> StorageError | None:
    """Return the error of writing a small unnamed file beside `path`; None if that works."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=os.path.dirname(path)) as trial:
            trial.write(bytes(16384))
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as error:
        return from_system(error, path, "failed")
    return None
