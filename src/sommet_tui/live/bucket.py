"""A bucket as a publishing target: s3://BUCKET/PREFIX, and the other services of obstore.

The service and the credentials come from the environment, in the variables of the service's own
tools: AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL and the like. Profiles of Amazon's tools need boto3.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sommet_tui.companion.live_ports import PublishedFile, PublishError
from sommet_tui.live.packing import MOST_READ, PACKED, WORTH_PACKING, pack, unpack

if TYPE_CHECKING:
    from obstore.store import ObjectStore

SCHEMES: Final = ("s3", "gs", "az")
_PATIENCE: Final = timedelta(seconds=20)
_RETRIES: Final = 2
_METADATA: Final = "169.254.169.254"
"""The address that the library asks for a key if it has none: a cloud's machines answer there."""


class BucketTarget:
    """Writes into a bucket, whose service replaces files atomically.

    Large files are stored compressed, since browsers and other clients decompress them.
    """

    def __init__(self, address: str) -> None:
        """Does not connect yet.

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
            # Plain HTTP only if the environment names such a service.
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
        """Return an existing file, decompressed; only the beginning of a huge one."""
        if name.endswith(PACKED):  # the files themselves are compressed
            return None
        found = bytearray()
        try:
            for piece in self._obstore.get(self._store, name).stream():
                found += bytes(piece)
                if len(found) > MOST_READ:
                    break
        except (FileNotFoundError, self._obstore.exceptions.NotFoundError):
            return None
        except (OSError, self._obstore.exceptions.BaseError) as error:
            raise self._publish_error(error) from error
        return unpack(bytes(found))

    def put(self, file: PublishedFile) -> None:
        """Write a file, replacing the existing one."""
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
        """Do nothing: the files stay."""

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
    """Return what reads and renews the keys of a profile; None if the environment has the keys."""
    if not os.environ.get("AWS_PROFILE") or "AWS_ACCESS_KEY_ID" in os.environ:
        return None
    try:
        from obstore.auth.boto3 import Boto3CredentialProvider
    except ImportError as error:
        raise PublishError("missing", address, "boto3") from error
    try:
        return Boto3CredentialProvider()
    except Exception as error:  # the package has its own
        raise PublishError("refused", address, str(error)) from error
