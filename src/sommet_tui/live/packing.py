"""Published files compressed by gzip (RFC 1952)."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from typing import Final

from sommet_tui.domain.limits import BYTES_LIMIT

PACKED: Final = ".gz"
"""The suffix of the compressed copy of a file."""
_FIRST_BYTES: Final = b"\x1f\x8b"
_GZIP: Final = 31
"""zlib's number for the format."""
MOST_READ: Final = 4 * BYTES_LIMIT
"""The number of bytes of a published file that are read."""
WORTH_PACKING: Final = 1000
"""The size in bytes from which compression pays off."""


def pack(data: bytes) -> bytes:
    """Return a compressed file; equal contents give equal bytes."""
    return gzip.compress(data, mtime=0)


def unpack(data: bytes) -> bytes:
    """Return the uncompressed content of a file; only the beginning of a huge one."""
    if data.startswith(_FIRST_BYTES):
        with suppress(zlib.error):  # the file of another program may begin like gzip
            return zlib.decompressobj(_GZIP).decompress(data, MOST_READ)
    return data
