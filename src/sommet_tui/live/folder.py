"""A folder to publish in, for any web server to serve."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sommet_tui.companion.audience_ports import PublishedFile, PublishError
from sommet_tui.domain.limits import LIVE_BYTES_LIMIT

READABLE: Final = 0o644
"""Web servers are other users than those who publish."""


class FolderTarget:
    """Writes into a folder, which is made if there is none.

    `save` writes a file whole or not at all, over what is there; what it raises has a `code` and a
    `detail`, or is a PublishError.
    """

    def __init__(self, path: str, save: Callable[[str, bytes], None]) -> None:
        self.name = path
        self._path = Path(path).expanduser()
        self._save = save

    def read(self, name: str) -> bytes | None:
        """A file that is there, and no link to one elsewhere."""
        if (self._path / name).is_symlink():
            raise PublishError("occupied", self.name, name)
        try:
            with (self._path / name).open("rb") as file:
                return file.read(LIVE_BYTES_LIMIT)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise self._error(error) from error

    def put(self, file: PublishedFile) -> None:
        """Write a file in the place of the one there."""
        target = self._path / file.name
        if target.is_symlink():  # what it leads to is somebody else's
            raise PublishError("occupied", self.name, file.name)
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            fresh = not target.exists()
            self._save(str(target), file.data)
            if fresh and os.name == "posix":
                target.chmod(READABLE)
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
