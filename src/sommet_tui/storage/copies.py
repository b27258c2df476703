"""The last usable copy of every downloaded programme, so that it opens offline.

Each copy is a file: one line of JSON about the request, then the bytes of the response. The file's
modification time says when the copy was last confirmed as current.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime

from sommet_tui.domain.limits import BYTES_LIMIT
from sommet_tui.domain.values import DECODE_ERRORS
from sommet_tui.storage.programme_cache import digest, parse_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.companion.ports import Copy

_LIMIT = BYTES_LIMIT + 100_000
_FORMAT = 2
_NAME = 60
"""The maximum length of the name of a file that `set_aside` writes."""
_HEADING = 20_000
"""The maximum size of the first line in bytes. Addresses are shorter."""


class FileCopies:
    """The copies in a folder, which need not exist. Implements `CopyStore`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def load(self, address: str) -> Copy | None:
        """Return the copy of an address, or None if it is missing or cannot be read."""
        path = self._path(address)
        try:
            with open(path, "rb") as file:
                fetched_at = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
                content = file.read(_LIMIT + 1)
            if len(content) > _LIMIT:
                return None
            line, data = content.split(b"\n", 1)
            header = parse_json(line.decode())
            if (
                header["format"] != _FORMAT
                or header["asked"] != address
                or header["is"] != digest(data)
            ):
                return None
            from sommet_tui.companion.ports import Copy

            return Copy(
                str(header["address"]),
                data,
                fetched_at,
                _printable_text(header["etag"]),
                _printable_text(header["modified"]),
                _printable_text(header["found"]),
            )
        except DECODE_ERRORS:
            return None

    def digest(self, address: str) -> str | None:
        """Return the digest of a copy's bytes without reading them, or None if no copy exists."""
        try:
            with open(self._path(address), "rb") as file:
                line = file.readline(_HEADING)
                size = os.fstat(file.fileno()).st_size
            header = parse_json(line.decode())
            if header["format"] != _FORMAT or header["asked"] != address:
                return None
            return str(header["is"]) if header["size"] == size - len(line) else None
        except DECODE_ERRORS:
            return None

    def save(self, address: str, copy: Copy) -> None:
        """Replace the copy of an address, completely or not at all.

        If the folder cannot be written, or the user has no home folder, nothing is saved.
        """
        if not os.path.isabs(self._folder):
            return
        header = {
            "format": _FORMAT,
            "asked": address,
            "address": copy.address,
            "etag": copy.etag,
            "modified": copy.modified,
            "found": copy.found,
            "is": digest(copy.data),
            "size": len(copy.data),
        }
        import json

        content = json.dumps(header).encode() + b"\n" + copy.data
        _write(self._path(address), content, copy.fetched_at.timestamp())

    def confirm(self, address: str, at: datetime) -> None:
        """Record that the copy was still current at the instant `at`."""
        with suppress(OSError):
            os.utime(self._path(address), (at.timestamp(), at.timestamp()))

    def set_aside(self, address: str, event: str, data: bytes) -> None:
        """Save an event of this address in a separate file. `event` is its id."""
        if os.path.isabs(self._folder):
            _write(self.set_aside_path(address, event), data, None)

    def set_aside_path(self, address: str, event: str) -> str:
        """Return the path of the file that `set_aside` writes for an event.

        The name resembles that of the file at the address. If `address` is a file on this computer,
        the copy has the app's own format.
        """
        named = address.partition("?")[0].rstrip("/").rpartition("/")[2]
        if "://" not in address:
            named = f"{os.path.splitext(named)[0]}.yaml"
        name = "".join(letter for letter in named if letter.isalnum() or letter in "-_.")
        of_both = digest(f"{address}\n{event}".encode(errors="backslashreplace"))
        return os.path.join(self._folder, of_both, name[-_NAME:].lstrip(".") or "programme")

    def version(self, address: str) -> object:
        """Return a value that changes when the copy is replaced, or None if no copy exists.

        `confirm` does not change it. This takes one `stat`.
        """
        try:
            found = os.stat(self._path(address))
        except (OSError, ValueError):
            return None
        return found.st_dev, found.st_ino, found.st_size

    def fetched_at(self, address: str) -> datetime | None:
        """Return when the copy was last confirmed as current, or None if no copy exists."""
        try:
            return datetime.fromtimestamp(os.stat(self._path(address)).st_mtime, UTC)
        except (OSError, ValueError, OverflowError):
            return None

    def _path(self, address: str) -> str:
        return os.path.join(self._folder, f"{digest(address.encode())}.copy")


def _write(path: str, content: bytes, at: float | None) -> None:
    """Write a file completely or not at all. `at` becomes its modification time.

    If the folder cannot be written, do nothing.
    """
    part = f"{path}.{os.getpid()}.part"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if at is not None:
            os.utime(part, (at, at))
        os.replace(part, path)
    except OSError:
        with suppress(OSError):
            os.unlink(part)


def _printable_text(text: object) -> str | None:
    return text if isinstance(text, str) and text.isprintable() else None
