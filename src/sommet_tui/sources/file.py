"""A programme in a file on this computer."""

from __future__ import annotations

import os

from sommet_tui.sources.reading import read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.domain.findings import Loaded


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
