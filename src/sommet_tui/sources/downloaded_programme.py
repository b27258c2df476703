"""A programme at an address, and the last usable copy of it on this computer."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.text import clean_line
from sommet_tui.domain.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.companion.ports import Copy, CopyStore
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.programme import Programme
    from sommet_tui.sources.http import Fetched, Progress
    from sommet_tui.sources.web_page_links import ExportLink

    Reader = Callable[[bytes, str, str | None], Loaded]
    Known = Callable[[str, str, str | None, Callable[[], bytes]], Loaded | None]

PERIOD = 300.0
"""Seconds between checks for a newer version, plus or minus a tenth."""
_RECORD = b"\x1e"
"""The separator before each of several texts (RFC 7464)."""


def read_address(
    address: str, reader: Reader, zone: str | None = None, authority: str | None = None
) -> Loaded:
    """Download and parse a programme, without using or saving copies.

    Raises:
        SourceError: the download fails.
    """
    from sommet_tui.domain.findings import Finding

    source = AddressSource(address, reader, _NoCopies(), zone, authority=authority)
    loaded, export = source.load(), source.export_address()
    if export is None:
        return loaded
    finding = Finding("warning", "export-taken", values={"address": clean_line(export)})
    return replace(loaded, findings=(finding, *loaded.findings))


class _NoCopies:
    """A `CopyStore` that stores nothing."""

    def load(self, address: str) -> None:
        """Return None."""

    def digest(self, address: str) -> None:
        """Return None."""

    def save(self, address: str, copy: Copy) -> None:
        """Do nothing."""

    def confirm(self, address: str, at: datetime) -> None:
        """Do nothing."""

    def set_aside(self, address: str, event: str, data: bytes) -> None:
        """Do nothing."""

    def version(self, address: str) -> None:
        """Return None."""

    def fetched_at(self, address: str) -> None:
        """Return None."""


class AddressSource:
    """Reads the saved copy of an address. `refresh` downloads a newer version.

    Only a usable programme replaces the copy. `zone` is passed to the reader. Any thread may call
    any method.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (the parts of a download)
        self,
        address: str,
        reader: Reader,
        copies: CopyStore,
        zone: str | None = None,
        known: Known | None = None,
        authority: str | None = None,
    ) -> None:
        """Prepare the source without reading anything.

        `known` takes the digest of a copy and returns its cached programme, without reading the
        copy. `authority` are certificates to trust in addition to this computer's.
        """
        self._address = address
        self._reader = reader
        self._copies = copies
        self._zone = zone
        self._find_cached = known
        self._authority = authority
        self._copy_in_memory: Copy | None = None  # used if the copy cannot be saved
        self._unread_result: Loaded | None = None  # downloaded, but not yet returned by `load`
        self._not_before = 0.0
        self._period = PERIOD * (0.9 + 0.2 * os.urandom(1)[0] / 255)

    def load(self) -> Loaded:
        """Return the programme in the copy. If no copy exists, download the programme first.

        Raises:
            SourceError: the copy is missing, and the download fails.
        """
        digest = self._copies.digest(self._address) if self._find_cached is not None else None
        if self._find_cached is not None and digest is not None:
            loaded = self._find_cached(digest, self._address, self._zone, self._read_copy)
            if loaded is not None:
                return loaded
        copy = self._load_copy()
        if copy is None:
            found = self._request_newer(None, None)
            found, self._unread_result = found or self._unread_result, None
            if found is not None:
                return found
            copy = self._load_copy()
        assert copy is not None
        return self._read(copy.data)

    def version(self) -> object:
        """Return a value that changes when the copy on the disk changes."""
        return self._copies.version(self._address)

    def is_due(self) -> bool:
        """Return whether to check for a newer version now. This takes one `stat`."""
        if time.monotonic() < self._not_before:
            return False
        at = self._copies.fetched_at(self._address)
        return at is None or not 0 <= (datetime.now(UTC) - at).total_seconds() < self._period

    def export_address(self) -> str | None:
        """Return the address of an export that was found through a web page, or None."""
        copy = self._load_copy()
        return copy.address if copy is not None and copy.address != self._address else None

    def refresh(
        self, progress: Progress | None = None, patience: float | None = None
    ) -> Loaded | None:
        """Download and save a newer version, which may take long, and return None.

        If the newer version has errors, return it, and keep the earlier copy. `progress` is called
        with the number of bytes received so far. `patience` is in seconds.

        Raises:
            SourceError: the download fails. The copy stays.
        """
        found = self._request_newer(progress, patience)
        self._unread_result = None
        return found

    def _request_newer(self, progress: Progress | None, patience: float | None) -> Loaded | None:
        self._not_before = time.monotonic() + self._period
        copy = self._load_copy()
        try:
            return self._fetch_newer(copy, _Requests(progress, patience, self._authority))
        except SourceError as error:
            age = datetime.now(UTC) - copy.fetched_at if copy is not None else None
            address = error.requested or error.origin
            raise SourceError(error.code, self._address, error.detail, age, address) from error

    def _fetch_newer(self, copy: Copy | None, requests: _Requests) -> Loaded | None:
        if copy is not None and copy.address != self._address:
            try:
                return self._process_response(
                    copy.address, requests.fetch(copy.address, copy), copy, requests
                )
            except SourceError as error:
                if error.code != "status":
                    raise
                copy = None  # the page may link to another export by now
        from sommet_tui.sources.web_page_links import known_calendar_address

        address = known_calendar_address(self._address)
        return self._process_response(address, requests.fetch(address, copy), copy, requests)

    def _process_response(
        self, address: str, fetched: Fetched, copy: Copy | None, requests: _Requests
    ) -> Loaded | None:
        from sommet_tui.sources.web_page_links import ExportLink, find_links, is_page

        if fetched.data is None:
            self._copies.confirm(self._address, datetime.now(UTC))
            return None
        if is_page(fetched.data, fetched.kind):
            found = find_links(fetched.data, fetched.address)
            if found.exports or not found.pages:
                return self._save_first_export(found.exports, requests)
            return self._save_first_export(requests.find_exports(found.pages), requests)
        return self._save_copy(ExportLink(address), fetched, copy, requests)

    def _save_first_export(
        self, exports: tuple[ExportLink, ...], requests: _Requests
    ) -> Loaded | None:
        """Save the first export of a page that contains a programme, and return that programme."""
        unread: Loaded | None = None
        for export in exports:
            try:
                fetched = requests.fetch(export.address, None)
            except SourceError as error:
                if error.code not in ("status", "address", "scheme", "redirects", "garbled"):
                    raise
                continue
            beside = self._save_copy(export, fetched, None, requests)
            if beside is None:
                return None
            unread = unread or beside
        if unread is not None:
            return unread
        raise SourceError("no-export", self._address)

    def _save_copy(
        self, export: ExportLink, fetched: Fetched, copy: Copy | None, requests: _Requests
    ) -> Loaded | None:
        assert fetched.data is not None
        data = _add_breaks(fetched.data, export, requests)
        now = datetime.now(UTC)
        if copy is not None and copy.data == data:
            self._copies.confirm(self._address, now)
            return None
        kept = self._load_copy()
        before = self._read(kept.data) if kept is not None else None
        loaded = self._read(data)
        if loaded.programme is None:
            return loaded
        etag, modified = fetched.etag, fetched.modified
        earlier = before.programme if before is not None else None
        if kept is not None and earlier is not None and earlier.id != loaded.programme.id:
            self._copies.set_aside(self._address, earlier.id, kept.data)
        elif (
            earlier is not None
            and not fetched.is_complete
            and _lacks_most_sessions(earlier, loaded.programme)
        ):
            raise SourceError("cut-short", export.address)
        if _is_cut_short(loaded):
            if before is not None and not _is_cut_short(before):
                raise SourceError("cut-short", export.address)
            etag = modified = None  # the complete file may have the same etag
        found = fetched.address if fetched.address != export.address else None
        self._unread_result = loaded
        from sommet_tui.companion.ports import Copy

        self._copy_in_memory = Copy(export.address, data, now, etag, modified, found)
        self._copies.save(self._address, self._copy_in_memory)
        return None

    def _read_copy(self) -> bytes:
        copy = self._load_copy()
        return copy.data if copy is not None else b""

    def _load_copy(self) -> Copy | None:
        return self._copies.load(self._address) or self._copy_in_memory

    def _read(self, data: bytes) -> Loaded:
        return self._reader(data, self._address, self._zone)


def _is_cut_short(loaded: Loaded) -> bool:
    """Return whether a calendar is incomplete, because the connection was closed too early."""
    return any(finding.code == "calendar-broken-off" for finding in loaded.findings)


def _lacks_most_sessions(before: Programme, after: Programme) -> bool:
    """Return whether a new version has less than half of the previous version's sessions."""
    return len(after.sessions) * 2 < len(before.sessions)


def _add_breaks(data: bytes, export: ExportLink, requests: _Requests) -> bytes:
    """Return an export, joined with the first usable export of its `beside`."""
    for address in export.beside:
        try:
            other = requests.fetch(address, None).data
        except SourceError:
            continue
        if other is not None and other.lstrip().startswith(b"{"):
            return b"".join(_RECORD + part + b"\n" for part in (data, other))
    return data


class _Requests:
    """A series of requests that share one time limit."""

    def __init__(
        self, progress: Progress | None, patience: float | None, authority: str | None
    ) -> None:
        from sommet_tui.sources.http import PATIENCE

        self._progress = progress
        self._authority = authority
        self._until = time.monotonic() + (patience or PATIENCE)

    def find_exports(self, pages: tuple[str, ...]) -> tuple[ExportLink, ...]:
        """Return the exports linked from the first page that links to any export."""
        from sommet_tui.sources.web_page_links import find_links, is_page

        for page in pages:
            try:
                fetched = self.fetch(page, None)
            except SourceError:
                continue
            if fetched.data is not None and is_page(fetched.data, fetched.kind):
                found = find_links(fetched.data, fetched.address).exports
                if found:
                    return found
        return ()

    def fetch(self, address: str, copy: Copy | None) -> Fetched:
        """Fetch an address, unless the server says that the copy is still current."""
        from sommet_tui.sources.http import fetch

        return fetch(
            address,
            copy.etag if copy else None,
            copy.modified if copy else None,
            self._progress,
            max(0.1, self._until - time.monotonic()),
            tagged=copy.found if copy else None,
            authority=self._authority,
        )
