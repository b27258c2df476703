"""Reads a published day, either to follow it at a web address, or once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sommet_tui.companion import ports
from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import SCHEDULES, DocumentError
from sommet_tui.domain import limits, records
from sommet_tui.domain.live_json import parse_day_document
from sommet_tui.domain.published_day import LIVE_VERSION, SharedDay, SharedEvent, room_file
from sommet_tui.domain.text import cap, clean_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from sommet_tui.companion.live_ports import Check
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.programme import Programme

    Answer = tuple[bytes | None, str | None, str | None]


_FULL = ("1", "2")
"""The states of a full room at FOSDEM. “2” is too full, or people must leave immediately."""
_ROOMS_POLL = 60
_ROOMS_VALID = timedelta(minutes=10)


def read_document(data: bytes, at: datetime | None = None) -> SharedDay:
    """Parse a published day. FOSDEM's list of rooms counts as the day at the instant `at`.

    Raises:
        DocumentError: "too-large", "garbled" (not JSON), "version" (`detail` is the unknown one) or
            "shape" (`detail` is the invalid key).
    """
    if len(data) > limits.LIVE_BYTES_LIMIT:
        raise DocumentError("too-large")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise DocumentError("garbled") from None
    if isinstance(content, list) and at is not None:
        return _day_from_rooms(content, at)
    if not isinstance(content, dict):
        raise DocumentError("garbled")
    version = content.get("version")
    if version is None:
        raise DocumentError("shape", "version")
    if version != LIVE_VERSION:
        raise DocumentError("version", cap(clean_line(str(version)), 20))
    try:
        return parse_day_document(content)
    except records.RecordError as error:
        raise DocumentError("shape", cap(clean_line(error.key), 80)) from None


def _day_from_rooms(rooms: list[Any], at: datetime) -> SharedDay:
    """Return the day in FOSDEM's list of rooms, whose items have a `roomname` and a `state`."""
    full = (
        cap(clean_line(str(room.get("roomname"))), limits.LINE_LIMIT)
        for room in rooms
        if isinstance(room, dict) and str(room.get("state")) in _FULL
    )
    number, until = int(at.timestamp()), at + _ROOMS_VALID
    return SharedDay(SharedEvent(""), 0, number, at, _ROOMS_POLL, until, full=tuple(full))


class WebDay:
    """A `DaySource` over HTTP, which saves a copy of the latest document for the next run.

    `fetch` requests an address with an etag, a time and a timeout in seconds. It returns a newer
    document with its etag and time, or None in place of the document. It raises SourceError.
    """

    def __init__(
        self,
        address: str,
        fetch: Callable[[str, str | None, str | None, float | None], Answer],
        copies: ports.CopyStore,
    ) -> None:
        self.address = address
        self._fetch = fetch
        self._copies = copies
        self._known: tuple[str | None, str | None] = (None, None)
        self._day: SharedDay | None = None

    def saved_day(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """Return the day that an earlier run saved, and when it was received, or None."""
        copy = self._copies.load(self.address)
        if copy is None:
            return None
        try:
            day = read_document(copy.data, copy.fetched_at)
            check(day, None)
        except DocumentError:
            return None
        self._day, self._known = day, (copy.etag, copy.modified)
        return day, copy.fetched_at

    def has_update(self) -> bool:
        """Return False, because a web server only answers requests."""
        return False

    def fetch_newer(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """Fetch a newer document, or return None if the document has not changed."""
        data, etag, modified = self._fetch(self.address, *self._known, patience)
        now = datetime.now(UTC)
        if data is None:
            self._copies.confirm(self.address, now)
            return None
        day = read_document(data, now)
        check(day, self._day)
        # A list of rooms does not give its age, so it is fetched again in full each time.
        self._day, self._known = day, (etag, modified) if day.full is None else (None, None)
        self._copies.save(self.address, ports.Copy(self.address, data, now, etag, modified))
        return day


_LIVE = "live.json"
_PATIENCE = 10.0
"""Seconds for one document."""
_ROOMS_PATIENCE = 20.0
"""Seconds for the documents of all rooms together."""
_AT_ONCE = 8


class Probe:
    """Reads the published documents at an address, or in a folder or file, to check them.

    `read` returns the bytes of an address or path. Its second argument is a timeout in seconds. It
    raises SourceError.
    """

    def __init__(self, named: str, read: Callable[[str, float], bytes]) -> None:
        from pathlib import Path

        self._web = "://" in named
        self._read = read
        page = named.partition("#")[0]
        place, mark, query = page.partition("?") if self._web else (named, "", "")
        path = place.partition("://")[2]
        if self._web and path and (path.endswith("/") or "/" not in path):
            place = f"{place.removesuffix('/')}/{_LIVE}"
        elif not self._web and Path(place).is_dir():
            place = str(Path(place, _LIVE))
        self._place, self._file, self._query = place, Path(place), mark + query
        self.address = place + self._query

    def read_day(self) -> SharedDay:
        """Return the day of all rooms.

        Raises:
            SourceError: the day cannot be read.
            DocumentError: the day cannot be used.
        """
        return read_document(self._read(self.address, _PATIENCE))

    def read_rooms(
        self, rooms: Sequence[str]
    ) -> dict[str, SharedDay | SourceError | DocumentError]:
        """Return the document of each room, or the error that prevented reading it."""
        import time
        from concurrent.futures import ThreadPoolExecutor

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
        """Return the programmes in the files for other apps, or the errors, by file name."""
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
            return str(self._file.with_name(name))
        return f"{self._place.rpartition('/')[0]}/{name}{self._query}"
