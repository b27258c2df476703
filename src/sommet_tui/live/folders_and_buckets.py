"""Two kinds of publishing targets, folders and buckets, and the compression of their files."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sommet_tui.companion.live_ports import PublishedFile, PublishError
from sommet_tui.domain.limits import BYTES_LIMIT

if TYPE_CHECKING:
    from obstore.store import ObjectStore


PACKED = ".gz"
"""The suffix of the compressed copy of a file."""
_FIRST_BYTES = b"\x1f\x8b"
_GZIP = 31
"""zlib's number for the format."""
MAX_READ = 4 * BYTES_LIMIT
"""The maximum number of bytes to read from a published file."""
WORTH_PACKING = 1000
"""Compression makes only files of at least this many bytes smaller."""


def pack(data: bytes) -> bytes:
    """Compress a file. Equal contents give equal bytes."""
    return gzip.compress(data, mtime=0)


def unpack(data: bytes) -> bytes:
    """Decompress a file. Of a huge file, return only the beginning."""
    if data.startswith(_FIRST_BYTES):
        with suppress(zlib.error):  # another program's file may begin like gzip
            return zlib.decompressobj(_GZIP).decompress(data, MAX_READ)
    return data


READABLE = 0o644
_OPEN_TO_ALL = 0o755
"""The permissions of folders, which allow a web server of another user to read them."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""The flags for reading. Opening a pipe must not wait for a writer."""


class Files(Protocol):
    """Writes each file completely or not at all. Raises PublishError."""

    def resolve(self, path: str) -> Path:
        """Return the path at which to write a file, with every link replaced by its target."""

    def save(self, path: str, data: bytes, mode: int) -> None:
        """Write a file, or replace an existing one. A new file gets the permissions `mode`."""


class FolderTarget:
    """Writes files into a folder, which is created if it is missing.

    Each file has a compressed copy beside it, which web servers can send.
    """

    def __init__(self, path: str, files: Files) -> None:
        self.name = path
        self._path = Path(path).expanduser()
        self._files = files

    def read(self, name: str) -> bytes | None:
        """Return the uncompressed content of a file, or None if it is not a regular file."""
        path = self._files.resolve(str(self._path / name))
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                raise PublishError("special", self.name, name)
            with os.fdopen(os.open(path, _READING), "rb") as file:
                found = file.read(MAX_READ)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise self._publish_error(error) from error
        return unpack(found) if name.endswith(PACKED) else found

    def put(self, file: PublishedFile) -> None:
        """Write a file and its compressed copy, replacing existing files."""
        try:
            _make_folder(self._files.resolve(str(self._path)))
            path = str(self._path / file.name)
            self._files.save(path, file.data, READABLE)
            self._files.save(path + PACKED, pack(file.data), READABLE)
        except (OSError, ValueError) as error:
            raise self._publish_error(error) from error

    def remove(self, name: str) -> None:
        """Remove a file and its compressed copy."""
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
        """Do nothing, because the files stay."""


def _make_folder(folder: Path) -> None:
    """Create a folder and its missing parents. Everyone can read them."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make_folder(folder.parent)
    try:
        folder.mkdir()
    except FileExistsError:
        if not folder.is_dir():  # otherwise, another publisher has made it
            raise
        return
    folder.chmod(stat.S_IMODE(folder.stat().st_mode) | _OPEN_TO_ALL)


SCHEMES = ("s3", "gs", "az")
_PATIENCE = timedelta(seconds=20)
_RETRIES = 2
_METADATA = "169.254.169.254"
"""The address from which a library without a key requests one, if it runs in a cloud."""


class BucketTarget:
    """Writes files into a bucket, whose service replaces files atomically.

    Large files are stored compressed. Browsers and other clients decompress them.
    """

    def __init__(self, address: str) -> None:
        """Prepare the target. The connection begins with the first request.

        Raises:
            PublishError: "missing" (a package is not installed), "refused" (no such profile) or
                "address".
        """
        self.name = address
        try:
            import obstore
            from obstore.store import from_url
        except ImportError as error:
            raise PublishError("missing", address, "sommet-tui[publish]") from error
        self._obstore = obstore
        client = {"timeout": _PATIENCE, "connect_timeout": _PATIENCE / 2}
        options: dict[str, Any] = {
            # Plain HTTP is used only if the environment names a service with such an address.
            "client_options": {**client, "allow_http": True},
            "retry_config": {"max_retries": _RETRIES, "retry_timeout": _PATIENCE},
        }
        if address.startswith("memory:"):
            options = {}
        elif address.startswith("s3:"):
            options["credential_provider"] = _credential_provider(address)
        try:
            self._store: ObjectStore = from_url(address, **options)
        except (ValueError, obstore.exceptions.BaseError) as error:
            raise PublishError("address", address, str(error)) from error

    def read(self, name: str) -> bytes | None:
        """Return the decompressed content of a file, or None if it does not exist.

        Of a huge file, return only the beginning.
        """
        if name.endswith(PACKED):  # no compressed copies, because files are compressed
            return None
        found = bytearray()
        try:
            for piece in self._obstore.get(self._store, name).stream():
                found += bytes(piece)
                if len(found) > MAX_READ:
                    break
        except (FileNotFoundError, self._obstore.exceptions.NotFoundError):
            return None
        except (OSError, self._obstore.exceptions.BaseError) as error:
            raise self._publish_error(error) from error
        return unpack(bytes(found))

    def put(self, file: PublishedFile) -> None:
        """Write a file, replacing any existing file."""
        attributes = {
            "Content-Type": file.kind,
            "Cache-Control": file.cache_control,
        }
        data = file.data
        if len(data) >= WORTH_PACKING:
            data = pack(data)
            attributes["Content-Encoding"] = "gzip"
        try:
            self._obstore.put(self._store, file.name, data, attributes=attributes)
        except (OSError, self._obstore.exceptions.BaseError) as error:
            raise self._publish_error(error) from error

    def remove(self, name: str) -> None:
        """Remove a file."""
        try:
            self._obstore.delete(self._store, name)
        except (FileNotFoundError, self._obstore.exceptions.NotFoundError):
            pass
        except (OSError, self._obstore.exceptions.BaseError) as error:
            raise self._publish_error(error) from error

    def close(self) -> None:
        """Do nothing, because the files stay."""

    def _publish_error(self, error: Exception) -> PublishError:
        known, (reason, *_) = self._obstore.exceptions, str(error).splitlines() or [""]
        refusals = (known.PermissionDeniedError, known.UnauthenticatedError, known.NotFoundError)
        if isinstance(error, (*refusals, PermissionError, FileNotFoundError)):
            return PublishError("refused", self.name, reason)
        if _METADATA in reason:
            return PublishError("refused", self.name)
        offline = any(word in reason.lower() for word in ("connect", "dns", "timed out", "timeout"))
        return PublishError("offline" if offline else "failed", self.name, reason)


def _credential_provider(address: str) -> Any:
    """Return an object that provides the keys of a profile, or None for keys in the environment."""
    if not os.environ.get("AWS_PROFILE") or "AWS_ACCESS_KEY_ID" in os.environ:
        return None
    try:
        from obstore.auth.boto3 import Boto3CredentialProvider
    except ImportError as error:
        raise PublishError("missing", address, "boto3") from error
    try:
        return Boto3CredentialProvider()
    except Exception as error:  # the package raises its own exceptions
        raise PublishError("refused", address, str(error)) from error
