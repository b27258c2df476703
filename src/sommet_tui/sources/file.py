"""A programme in a file on this machine."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sommet_tui.companion.protocols import Loaded, SourceError

SIZE_LIMIT: Final = 16_000_000
"""Bytes. The largest public programmes have a few million."""

_CODES: Final = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EISDIR: "folder",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
}
# A pipe must not keep anyone waiting for a writer; Windows reads text unless told otherwise.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class FileSource:
    """Reads a file with a reader that makes a programme of its bytes and its name."""

    def __init__(self, path: Path, reader: Callable[[bytes, str], Loaded]) -> None:
        self._path = path
        self._reader = reader

    def load(self) -> Loaded:
        """Read and check the file as it is now.

        Raises:
            SourceError: it is missing, a folder, too large, not to be read by this user, or no
                ordinary file (a pipe, a device).
        """
        return self._reader(self._bytes(), str(self._path))

    def version(self) -> object:
        """Time of change, size and inode of the file; None while it is missing."""
        try:
            found = self._path.stat()
        except (OSError, ValueError):
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _bytes(self) -> bytes:
        try:
            # Asked before opening, since opening some devices does something.
            self._expect_ordinary(self._path.stat())
            with os.fdopen(os.open(self._path, _FLAGS), "rb") as file:
                self._expect_ordinary(os.fstat(file.fileno()))
                data = file.read(SIZE_LIMIT + 1)
        except OSError as problem:
            code = _CODES.get(problem.errno or 0, "unreadable")
            raise self._error(code, problem.strerror or "") from problem
        except ValueError as problem:  # a null character: no file can be called that
            raise self._error("missing", str(problem)) from problem
        if len(data) > SIZE_LIMIT:  # it grew since it was asked, or does not tell its size
            raise self._error("too-large")
        return data

    def _expect_ordinary(self, found: os.stat_result) -> None:
        if stat.S_ISDIR(found.st_mode):
            raise self._error("folder")
        if not stat.S_ISREG(found.st_mode):
            raise self._error("unreadable", "not a regular file")
        if found.st_size > SIZE_LIMIT:
            raise self._error("too-large")

    def _error(self, code: str, detail: str = "") -> SourceError:
        return SourceError(code, str(self._path), detail)
