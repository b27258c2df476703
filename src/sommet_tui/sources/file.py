"""Reads local files, with a limit on their size; a programme in one of them."""

from __future__ import annotations

import errno
import os
import stat

from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.limits import BYTES_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO, Final

    from sommet_tui.domain.findings import Loaded


_CODES: Final = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EISDIR: "folder",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
}
# Opening a pipe must not wait for a writer; Windows needs a flag for binary files.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: str, limit: int = BYTES_LIMIT) -> bytes:
    """Return the content of a file, at most `limit` bytes.

    Raises:
        SourceError: it is missing, a folder, too large, not readable by this user, or not a regular
            file (a pipe, a device).
    """
    try:
        # Checked before opening, because opening a device may have side effects.
        _expect_ordinary(os.stat(path), path, limit)
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            _expect_ordinary(os.fstat(file.fileno()), path, limit)
            # It may have grown since then, or not report its size.
            return read_stream(file, path, limit)
    except (OSError, ValueError) as problem:
        raise _reading_error(problem, path) from problem


def read_file_or_pipe(path: str) -> bytes:
    """Return the content of a file or of a named pipe, waiting for its end.

    Raises:
        SourceError: as in `read_file`.
    """
    try:
        if stat.S_ISFIFO(os.stat(path).st_mode):
            with open(path, "rb") as pipe:
                return read_stream(pipe, path)
    except (OSError, ValueError) as problem:
        raise _reading_error(problem, path) from problem
    return read_file(path)


def _reading_error(problem: OSError | ValueError, path: str) -> SourceError:
    if isinstance(problem, OSError):
        code = _CODES.get(problem.errno or 0, "unreadable")
        return SourceError(code, path, problem.strerror or "")
    return SourceError("missing", path, str(problem))  # no file name has a null character


def read_stream(stream: BinaryIO, origin: str, limit: int = BYTES_LIMIT) -> bytes:
    """Read a stream to its end; `origin` is its name.

    Raises:
        SourceError: it is too large, or it is empty and never ends.
        OSError: reading fails.
    """
    data: bytes | None = stream.read(limit + 1)
    if data is None:  # some system files claim to be regular and behave like pipes
        raise SourceError("unreadable", origin, os.strerror(errno.EAGAIN))
    if len(data) > limit:
        raise SourceError("too-large", origin, os.strerror(errno.EFBIG))
    return data


def _expect_ordinary(found: os.stat_result, path: str, limit: int) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise SourceError("folder", path, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise SourceError("unreadable", path, "not a regular file")
    if found.st_size > limit:
        raise SourceError("too-large", path, os.strerror(errno.EFBIG))


class FileSource:
    """Reads a file with a reader, which is given its bytes, its name and a zone."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        reader: Callable[[bytes, str, str | None], Loaded],
        zone: str | None = None,
        known: Callable[[str, str | None], Loaded | None] | None = None,
    ) -> None:
        """`zone` is as for the reader: the zone of times without one.

        `known` looks up the cached programme of a path (and `zone`).
        """
        self._path = os.fspath(path)
        self._reader = reader
        self._zone = zone
        self._known = known

    def load(self) -> Loaded:
        """Read and check the file as it is now.

        Raises:
            SourceError: it is missing, a folder, too large, not readable by this user, or not a
                regular file (a pipe, a device).
        """
        known = self._known(self._path, self._zone) if self._known is not None else None
        return known or self._reader(read_file(self._path), self._path, self._zone)

    def version(self) -> object:
        """Return the time of change, size and inode of the file; None while it is missing."""
        try:
            found = os.stat(self._path)
        except (OSError, ValueError):
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
