"""The compiled cache: a programme that was read once opens without reading it again.

An entry belongs to one file and to one content of it; whatever else is there, damaged or written
by another version, counts as nothing. The whole folder may be deleted at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final
from zlib import adler32, crc32

from sommet_tui import __version__
from sommet_tui.companion.protocols import Loaded
from sommet_tui.storage.compiled import pack, unpack

_FORMAT: Final = f"1 {__version__}"

Reader = Callable[[bytes, str], Loaded]


class CachedReader:
    """Reads like the reader it is given, but a content it knows from the cache.

    Only programmes without any finding are kept, since findings are for those who ask for them.
    """

    def __init__(self, folder: Path, reader: Callable[[], Reader]) -> None:
        """`folder` need not exist; `reader` gives the reader when one is needed."""
        self._folder = folder
        self._reader = reader

    def __call__(self, data: bytes, origin: str) -> Loaded:
        """The programme of a file's content; `origin` is the file's name."""
        entry = self._entry(origin)
        content = digest(data)
        programme = _recall(entry, content, origin)
        if programme is not None:
            return programme
        loaded = self._reader()(data, origin)
        if loaded.programme is not None and not loaded.findings:
            from threading import Thread

            Thread(target=_keep, args=(entry, content, loaded)).start()
        return loaded

    def _entry(self, origin: str) -> Path:
        path = os.path.abspath(origin)  # noqa: PTH100  (the current folder may be gone)
        return self._folder / f"{digest(os.fsencode(path))}.programme"


def _recall(entry: Path, content: str, origin: str) -> Loaded | None:
    try:
        heading, body = entry.read_bytes().split(b"\n", 1)
        if heading != _heading(content, body):
            return None
        return Loaded(origin, unpack(*body.split(b"\n")))
    except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None


def _keep(entry: Path, content: str, loaded: Loaded) -> None:
    assert loaded.programme is not None
    core, texts = (line.encode() for line in pack(loaded.programme))
    body = b"\n".join((core, texts))
    keep_entry(entry, _heading(content, body) + b"\n" + body)


def keep_entry(entry: Path, data: bytes) -> None:
    """Write an entry whole or not at all; a cache that cannot be written is done without."""
    part = entry.with_suffix(f".{os.getpid()}.part")
    try:
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(entry)
    except OSError:
        with suppress(OSError):
            part.unlink()


def _heading(content: str, body: bytes) -> bytes:
    """What an entry must begin with to be of this version, of this content, and whole."""
    return f"{_FORMAT} {content} {digest(body)}".encode()


def digest(data: bytes) -> str:
    """Tells contents apart that differ by accident; nobody is kept from making two alike."""
    return f"{len(data):x}-{crc32(data):08x}-{adler32(data):08x}"
