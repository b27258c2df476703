"""Chooses the programme to open, and reads local files up to a size limit."""

from __future__ import annotations

import errno
import os
import stat

from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.limits import BYTES_LIMIT
from sommet_tui.domain.text import is_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO, Literal

    from sommet_tui.domain.findings import Loaded

    Origin = Literal["option", "environment", "settings", "here", "opened", "shipped"]


PROGRAMME_NAME = "programme.yaml"

_PACKAGE = os.path.dirname(os.path.dirname(__file__))


def shipped_programme() -> str:
    """Return the path of the shipped programme, in the package or at the top of the source tree."""
    inside = os.path.join(_PACKAGE, PROGRAMME_NAME)
    checkout = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), PROGRAMME_NAME)
    return checkout if os.path.isfile(checkout) and not os.path.isfile(inside) else inside


VARIABLE = "SOMMET_PROGRAMME"


def find_programme(
    option: str | None,
    env: Mapping[str, str],
    cwd: str | os.PathLike[str],
    configured: str | None = None,
    expected: Callable[[], str | None] = lambda: None,
) -> tuple[str, Origin]:
    """Return the name of the programme to open, and where this name was found.

    The name comes from the first of these sources that has a name: the option, the environment, the
    settings, a programme file in `cwd`, `expected` (a programme opened before), and the shipped
    programme.

    An explicit name is returned even if the file does not exist, so that a wrong name is reported.
    If `cwd` is "", a relative path stays relative.
    """
    if option is not None:
        return _absolute_name(option, cwd), "option"
    named = env.get(VARIABLE, "")
    if named:
        return _absolute_name(named, cwd), "environment"
    if configured is not None:
        return _absolute_name(configured, ""), "settings"
    here = _simplify(os.path.join(cwd, PROGRAMME_NAME))
    if os.path.isfile(here):
        return here, "here"
    before = expected()
    return (shipped_programme(), "shipped") if before is None else (before, "opened")


def _absolute_name(name: str, folder: str | os.PathLike[str]) -> str:
    """Return a file's name as a path from `folder`. An address is returned unchanged."""
    return name if is_address(name) else _simplify(os.path.join(folder, name))


def _simplify(path: str) -> str:
    """Return the path in its simplest form ("./a//b" is "a/b")."""
    parts = path.lstrip("/").split("/")
    if os.sep == "/" and "" not in parts and "." not in parts and not path.startswith("//"):
        return path
    from pathlib import Path  # importing it takes longer than running a command

    return str(Path(path)) if path else ""


_CODES = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EISDIR: "folder",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
}
# With these flags, opening a pipe does not wait, and Windows reads binary files.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: str, limit: int = BYTES_LIMIT) -> bytes:
    """Return the content of a file. More than `limit` bytes are an error.

    Raises:
        SourceError: it is missing, a folder, too large, not readable by this user, or not a regular
            file (a pipe, a device).
    """
    try:
        # Check before opening, because opening a device may have side effects.
        _check_regular_file(os.stat(path), path, limit)
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            _check_regular_file(os.fstat(file.fileno()), path, limit)
            # The file may have grown since the check, or its reported size may be wrong.
            return read_stream(file, path, limit)
    except (OSError, ValueError) as problem:
        raise _reading_error(problem, path) from problem


def read_file_or_pipe(path: str) -> bytes:
    """Return the content of a file or of a named pipe. For a pipe, wait until it ends.

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
    return SourceError("missing", path, str(problem))  # the path has a null character


def read_stream(stream: BinaryIO, origin: str, limit: int = BYTES_LIMIT) -> bytes:
    """Read a stream to its end. `origin` is its name in errors.

    Raises:
        SourceError: the stream is too large, or an endless stream is empty.
        OSError: reading fails.
    """
    data: bytes | None = stream.read(limit + 1)
    if data is None:  # some system files are listed as regular but act as pipes
        raise SourceError("unreadable", origin, os.strerror(errno.EAGAIN))
    if len(data) > limit:
        raise SourceError("too-large", origin, os.strerror(errno.EFBIG))
    return data


def _check_regular_file(status: os.stat_result, path: str, limit: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise SourceError("folder", path, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise SourceError("special", path, "not a regular file")
    if status.st_size > limit:
        raise SourceError("too-large", path, os.strerror(errno.EFBIG))


class FileSource:
    """Reads a programme from a local file."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        reader: Callable[[bytes, str, str | None], Loaded],
        zone: str | None = None,
        known: Callable[[str, str | None], Loaded | None] | None = None,
    ) -> None:
        """Prepare the source. `reader` gets the content, the name and `zone`.

        Times without a zone are in `zone`. `known` takes the path and `zone`, and returns the
        cached programme or None.
        """
        self._path = os.fspath(path)
        self._reader = reader
        self._zone = zone
        self._find_cached = known

    def load(self) -> Loaded:
        """Read and parse the file in its present state.

        Raises:
            SourceError: it is missing, a folder, too large, not readable by this user, or not a
                regular file (a pipe, a device).
        """
        known = self._find_cached(self._path, self._zone) if self._find_cached is not None else None
        return known or self._reader(read_file(self._path), self._path, self._zone)

    def version(self) -> object:
        """Return the modification time, size and inode of the file, or None while it is missing."""
        try:
            found = os.stat(self._path)
        except (OSError, ValueError):
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
