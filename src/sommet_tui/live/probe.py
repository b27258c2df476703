"""Reading a published day once, with the documents of single rooms, over HTTP or from a folder."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import SCHEDULES, DocumentError
from sommet_tui.domain.shared_day import SharedDay, room_file
from sommet_tui.live.document import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.programme import Programme

_LIVE: Final = "live.json"
_PATIENCE: Final = 10.0
"""Seconds for one document."""
_ROOMS_PATIENCE: Final = 20.0
"""Seconds for the documents of all rooms together."""
_AT_ONCE: Final = 8


class Probe:
    """Reads the documents at an address, or in a folder or file.

    `read` returns the bytes of an address or path, within a number of seconds, and raises
    SourceError.
    """

    def __init__(self, named: str, read: Callable[[str, float], bytes]) -> None:
        self._web = "://" in named
        self._read = read
        page = named.partition("#")[0]
        place, mark, query = page.partition("?") if self._web else (named, "", "")
        if self._web and (place.endswith("/") or "/" not in place.partition("://")[2]):
            place = f"{place.removesuffix('/')}/{_LIVE}"
        elif not self._web and Path(place).is_dir():
            place = str(Path(place, _LIVE))
        self._place, self._query = place, mark + query
        self.address = place + self._query

    def read_day(self) -> SharedDay:
        """Return the whole day.

        Raises:
            SourceError: it cannot be read.
            DocumentError: it cannot be used.
        """
        return read_document(self._read(self.address, _PATIENCE))

    def read_rooms(
        self, rooms: Sequence[str]
    ) -> dict[str, SharedDay | SourceError | DocumentError]:
        """Return the documents of single rooms, or the error for each."""
        over = time.monotonic() + _ROOMS_PATIENCE

        def read(room: str) -> SharedDay | SourceError | DocumentError:
            name = room_file(room)
            if name is None:
                return SourceError("missing", room)
            address, left = self._sibling_path(name), over - time.monotonic()
            if left <= 0:
                return SourceError("timeout", address)
            try:
                return read_document(self._read(address, min(left, _PATIENCE)))
            except (SourceError, DocumentError) as error:
                return error

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return dict(zip(rooms, pool.map(read, rooms), strict=True))

    def read_schedules(
        self, read_programme: Callable[[bytes, str], Loaded]
    ) -> dict[str, Programme | SourceError | DocumentError]:
        """Return the content of the files for other apps, or the error for each, by name."""
        found: dict[str, Programme | SourceError | DocumentError] = {}
        for name in SCHEDULES:
            try:
                data = self._read(self._sibling_path(name), _PATIENCE)
                found[name] = read_programme(data, name).programme or DocumentError("garbled")
            except SourceError as error:
                found[name] = error
        return found

    def _sibling_path(self, name: str) -> str:
        if not self._web:
            return str(Path(self._place).with_name(name))
        return f"{self._place.rpartition('/')[0]}/{name}{self._query}"
