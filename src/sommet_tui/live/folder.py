"""A folder to publish in, for any web server to serve."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final, Protocol

from sommet_tui.companion.audience_ports import PublishedFile, PublishError
from sommet_tui.domain.limits import BYTES_LIMIT

READABLE: Final = 0o644
_OPEN_TO_ALL: Final = 0o755
"""Web servers are other users than those who publish."""
_MOST_READ: Final = 4 * BYTES_LIMIT
_READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe is opened at once, whether or not anybody writes into it."""


class Files(Protocol):
    """Writes files whole or not at all; raises PublishError."""

    def place(self, path: str) -> Path:
        """Return where a file of this name is written, without any link in its path."""

    def save(self, path: str, data: bytes, mode: int) -> None:
        """Write a file over the one there; a new file gets the permissions `mode`."""


class FolderTarget:
    """Writes into a folder, which is made if there is none."""

    def __init__(self, path: str, files: Files) -> None:
        self.name = path
        self._path = Path(path).expanduser()
        self._files = files

    def read(self, name: str) -> bytes | None:
        """Return an ordinary file that is there."""
        path = self._files.place(str(self._path / name))
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                raise PublishError("special", self.name, name)
            with os.fdopen(os.open(path, _READING), "rb") as file:
                return file.read(_MOST_READ)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise self._error(error) from error

    def put(self, file: PublishedFile) -> None:
        """Write a file in the place of the one there."""
        try:
            _make(self._files.place(str(self._path)))
            self._files.save(str(self._path / file.name), file.data, READABLE)
        except (OSError, ValueError) as error:
            raise self._error(error) from error

    def _error(self, error: Exception) -> PublishError:
        code = "failed"
        if isinstance(error, FileExistsError | NotADirectoryError):
            code = "no-folder"
        elif isinstance(error, PermissionError):
            code = "denied"
        said = getattr(error, "strerror", None) or str(error)
        return PublishError(code, self.name, said)

    def close(self) -> None:
        """What is there stays."""


def _make(folder: Path) -> None:
    """Make a folder and those above it that are missing; everybody may read them."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make(folder.parent)
    try:
        folder.mkdir()
    except FileExistsError:
        if not folder.is_dir():  # else another publisher was faster
            raise
        return
    folder.chmod(stat.S_IMODE(folder.stat().st_mode) | _OPEN_TO_ALL)
