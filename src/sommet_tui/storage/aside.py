"""Setting a damaged database aside, so that nothing is lost and work can go on."""

from __future__ import annotations

import os
import sqlite3
import sys
import time

from sommet_tui.companion.errors import KeepingError
from sommet_tui.storage.connections import connection
from sommet_tui.storage.failures import from_sqlite, is_damage, primary_code
from sommet_tui.storage.schema import is_sound


def looks_sound(path: str, patience: float) -> bool:
    """Whether a first look finds nothing wrong; cheap, and it disturbs nobody.

    It takes no lock, hence it may see damage where another process is only writing: a finding of
    `set_aside`, which looks again under locks, decides. Nor does it touch a journal: whoever meets
    a damaged file through this look holds no descriptor that might, once the file has a new name,
    take its successor's journal for its own.

    Raises:
        KeepingError: as `connection`.
        sqlite3.Error: the file cannot be read, for other reasons than damage.
    """
    with connection(path, "ro&immutable=1", patience) as glance:
        try:
            return is_sound(glance, path, "quick_check")
        except KeepingError:  # not ours to judge; whoever opens it in earnest will say so
            return True


def set_aside(path: str, patience: float) -> str | None:
    """Rename the file, with its journal, if it really is damaged.

    Returns its new name, or None if it is sound or gone: another process was quicker.

    Raises:
        KeepingError: "damaged", it is and cannot be renamed (a read-only disk); "busy", somebody
            kept it locked for longer than `patience` seconds; or any other reason why it cannot
            be told.
    """
    from filelock import FileLock, Timeout

    file = os.path.realpath(path)
    try:
        try:
            with FileLock(f"{file}.lock", timeout=patience):
                return _rename_if_damaged(file, patience)
        except Timeout as error:
            raise KeepingError("busy", path, str(error)) from error
        except OSError as error:
            if not _is_damaged(file, patience):
                return None
            raise KeepingError("damaged", path, error.strerror or str(error)) from error
    except sqlite3.Error as error:
        raise from_sqlite(error, path) from error


def _rename_if_damaged(file: str, patience: float) -> str | None:
    if not os.path.exists(file):
        return None
    with connection(file, "rw", patience) as judge:
        if _is_sound_for_certain(judge, file):
            return None
        if sys.platform == "win32":
            judge.close()  # an open file cannot be renamed there
        aside = _free_name(file)
        # The journal goes first: left behind, it would be replayed into the next database.
        for suffix in ("-journal", "-wal", ""):
            part = f"{file}{suffix}"
            if os.path.exists(part):
                os.rename(part, f"{aside}{suffix}")
    return aside


def _is_damaged(file: str, patience: float) -> bool:
    with connection(file, "rw", patience) as judge:
        return not _is_sound_for_certain(judge, file)


def _is_sound_for_certain(judge: sqlite3.Connection, file: str) -> bool:
    """The full check, with everybody else kept out until the connection is closed."""
    try:
        # A lock may write to a damaged header; it must have no journal of the file's name then,
        # which, deleted after the file got another name, might be the journal of its successor.
        judge.execute("PRAGMA journal_mode = MEMORY")
        judge.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if is_damage(error):
            return False
        if primary_code(error) != sqlite3.SQLITE_READONLY:
            raise
        judge.execute("BEGIN")
    return is_sound(judge, file, "integrity_check")


def _free_name(file: str) -> str:
    stem = f"{file}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    name, number = stem, 1
    while any(os.path.lexists(f"{name}{suffix}") for suffix in ("", "-journal", "-wal")):
        number += 1
        name = f"{stem}-{number}"
    return name
