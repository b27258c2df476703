"""The compiled cache: a programme that was read once opens without reading it again.

An entry belongs to one file and to one content of it; whatever else is there, damaged or written
by another version, counts as nothing. The whole folder may be deleted at any time.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import adler32, crc32

from sommet_tui import __version__
from sommet_tui.domain.findings import Loaded
from sommet_tui.storage.compiled import unpack
from sommet_tui.storage.entries import UNSOUND, ordinary_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from sommet_tui.domain.programme import Programme

    Reader = Callable[[bytes, str], Loaded]

_FORMAT: Final = f"3 {__version__}"
_LIMIT: Final = 40_000_000
"""Bytes of an entry: more than the largest programme that is read comes to."""


class CachedReader:
    """Reads like the reader it is given, but a content it knows from the cache.

    Whatever can be used is kept, without the remarks on it: who asks for those reads the file.
    """

    def __init__(self, folder: str | os.PathLike[str], reader: Callable[[], Reader]) -> None:
        """`folder` need not exist; `reader` gives the reader when one is needed."""
        self._folder = folder
        self._reader = reader

    def __call__(self, data: bytes, origin: str) -> Loaded:
        """The programme of a file's content; `origin` is the file's name."""
        entry = self._entry(origin)
        content = digest(data)
        known = _recall(entry, content, lambda: self._read(data, origin, entry).programme)
        return Loaded(origin, known) if known is not None else self._read(data, origin, entry)

    def _read(self, data: bytes, origin: str, entry: str) -> Loaded:
        """Read it anew, and keep what can be kept."""
        loaded = self._reader()(data, origin)
        if loaded.programme is not None:
            from threading import Thread

            # The process waits for it, wherever this is called.
            Thread(target=_keep, args=(entry, digest(data), loaded), daemon=False).start()
        return loaded

    def _entry(self, origin: str) -> str:
        path = os.path.abspath(origin)
        return os.path.join(self._folder, f"{digest(os.fsencode(path))}.programme")


def _recall(entry: str, content: str, again: Callable[[], Programme | None]) -> Programme | None:
    try:
        heading, body = ordinary_bytes(entry, _LIMIT).split(b"\n", 1)
        if heading != _heading(content, body):
            return None
        core, rest = body.split(b"\n")
        return unpack(core, rest, again)
    except UNSOUND:
        return None


def _keep(entry: str, content: str, loaded: Loaded) -> None:
    from sommet_tui.storage.packing import pack

    assert loaded.programme is not None
    core, texts = (line.encode() for line in pack(loaded.programme))
    body = b"\n".join((core, texts))
    keep_entry(entry, _heading(content, body) + b"\n" + body)


def keep_entry(entry: str, data: bytes) -> None:
    """Write an entry whole or not at all; a cache that cannot be written is done without."""
    part = f"{entry}.{os.getpid()}.part"
    try:
        os.makedirs(os.path.dirname(entry), mode=0o700, exist_ok=True)
        with open(part, "xb") as file:  # nothing that lies there is written to
            file.write(data)
        os.replace(part, entry)
    except OSError:
        with suppress(OSError):
            os.unlink(part)


def _heading(content: str, body: bytes) -> bytes:
    """What an entry must begin with to be of this version, of this content, and whole."""
    return f"{_FORMAT} {content} {digest(body)}".encode()


def digest(data: bytes) -> str:
    """Tells contents apart that differ by accident; nobody is kept from making two alike."""
    return f"{len(data):x}-{crc32(data):08x}-{adler32(data):08x}"
