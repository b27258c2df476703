"""Published files compressed by gzip (RFC 1952)."""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import Final

from sommet_tui.domain.limits import BYTES_LIMIT

PACKED: Final = ".gz"
"""What the name of a compressed file ends with, beside the one that is not."""
_FIRST_BYTES: Final = b"\x1f\x8b"
_GZIP: Final = 31
"""zlib's number for the format."""
_MOST_READ: Final = 4 * BYTES_LIMIT


def unpacked(data: bytes) -> bytes:
    """Return what a file contains; only the beginning of a huge one."""
    if data.startswith(_FIRST_BYTES):
        with suppress(zlib.error):  # else a file of another origin that only begins like gzip
            return zlib.decompressobj(_GZIP).decompress(data, _MOST_READ)
    return data
