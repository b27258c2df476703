"""A folder as a publishing target, for any web server."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from sommet_tui.companion.live_ports import PublishedFile, PublishError
from sommet_tui.live.packing import MOST_READ, PACKED, pack, unpack

READABLE: Final = 0o644
_OPEN_TO_ALL: Final = 0o755
"""The web server runs as another user than the publisher."""
_READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a pipe does not wait for a writer."""


class Files(Protocol):
    """Writes files completely or not at all; raises PublishError."""

    def resolve(self, path: str) -> Path:
        """Return the path to write a file of this name to, without any link in it."""

    def save(self, path: str, data: bytes, mode: int) -> None:
        """Write a file, replacing the existing one; a new file gets the permissions `mode`."""


class FolderTarget:
    """Writes into a folder, which is created if it is missing.

    Beside each file is a compressed copy, for web servers that send it as it is.
    """

    def __init__(self, path: str, files: Files) -> None:
        self.name = path
        self._path = Path(path).expanduser()
        self._files = files

    def read(self, name: str) -> bytes | None:
        """Return the content of an existing regular file, uncompressed."""
        path = self._files.resolve(str(self._path / name))
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                raise PublishError("special", self.name, name)
            with os.fdopen(os.open(path, _READING), "rb") as file:
                found = file.read(MOST_READ)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise self._publish_error(error) from error
        return unpack(found) if name.endswith(PACKED) else found

    def put(self, file: PublishedFile) -> None:
        """Write a file, replacing the existing one."""
        try:
            _make_folder(self._files.resolve(str(self._path)))
            path = str(self._path / file.name)
            self._files.save(path, file.data, READABLE)
            self._files.save(path + PACKED, pack(file.data), READABLE)
        except (OSError, ValueError) as error:
            raise self._publish_error(error) from error

    def remove(self, name: str) -> None:
        """Remove a file, and the compressed one beside it."""
        try:
            for file in (name + PACKED, name):
                with suppress(FileNotFoundError):
                    (self._path / file).unlink()
        except (OSError, ValueError) as error:
            raise self._publish_error(error) from error

    def _publish_error(self, error: Exception) -> PublishError:
        code = "failed"
        if isinstance(error, FileExistsError | NotADirectoryError):
            code = "no-folder"
        elif isinstance(error, PermissionError):
            code = "denied"
        reason = getattr(error, "strerror", None) or str(error)
        return PublishError(code, self.name, reason)

    def close(self) -> None:
        """Do nothing: the files stay."""


def _make_folder(folder: Path) -> None:
    """Create a folder and its missing parents, readable by everyone."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make_folder(folder.parent)
    try:
        folder.mkdir()
    except FileExistsError:
        if not folder.is_dir():  # otherwise another publisher was faster
            raise
        return
    folder.chmod(stat.S_IMODE(folder.stat().st_mode) | _OPEN_TO_ALL)
