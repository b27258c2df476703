"""Connections to the file, each for one use.

The file is opened through SQLite only, never by ourselves: on POSIX systems, closing any
descriptor of a file drops every lock that its process holds on it, those of another thread's
connection included.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import KeepingError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEEDED = (3, 37, 0)  # the first that knows STRICT tables


@contextmanager
def connection(path: str, mode: str, patience: float) -> Iterator[sqlite3.Connection]:
    """A connection without implicit transactions; an unfinished one is rolled back at the end.

    `mode` is "ro", "rw" (which reads only, where the file is write-protected), "rwc" (which
    creates the file) or "ro&immutable=1" (which takes no lock and heeds no journal). `patience`
    is in seconds.

    Raises:
        KeepingError: "failed"; this SQLite is so old that it would take our file for a damaged one.
        sqlite3.Error: the file cannot be opened.
    """
    if sqlite3.sqlite_version_info < _NEEDED:
        detail = f"SQLite {sqlite3.sqlite_version} is too old, 3.37 is needed"
        raise KeepingError("failed", path, detail)
    address = f"{_uri(os.path.abspath(path))}?mode={mode}"  # which drops ".."
    opened = sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None)
    opened.text_factory = _text
    try:
        yield opened
    finally:
        opened.close()


def _uri(path: str) -> str:
    """An absolute path as SQLite reads addresses (sqlite.org/uri.html)."""
    if os.sep == "/" and path.isascii():
        return "file://" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    from pathlib import Path  # which takes as long to import as SQLite

    return Path(path).as_uri()


def _text(stored: bytes) -> str:
    """Text as stored; a byte that went bad costs a character, not everything else."""
    return stored.decode("utf-8", "replace")
