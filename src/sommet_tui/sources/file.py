"""A programme in a file on this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sommet_tui.companion.protocols import Loaded
from sommet_tui.sources.reading import SIZE_LIMIT, read_file

__all__ = ["SIZE_LIMIT", "FileSource"]


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
        return self._reader(read_file(self._path), str(self._path))

    def version(self) -> object:
        """Time of change, size and inode of the file; None while it is missing."""
        try:
            found = self._path.stat()
        except (OSError, ValueError):
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
