"""A programme at an address, with the last good copy of it on this machine."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.ports import Copy

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from sommet_tui.companion.ports import CopyStore
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.sources.http import Fetched, Progress
    from sommet_tui.sources.page import ExportLink

    Reader = Callable[[bytes, str, str | None], Loaded]
    Known = Callable[[str, str, str | None, Callable[[], bytes]], Loaded | None]

PERIOD: Final = 300.0
"""Seconds after which a copy is asked about again, a tenth more or less."""
_RECORD: Final = b"\x1e"
"""What stands before each text where there are several (RFC 7464)."""


def read_address(address: str, reader: Reader, zone: str | None = None) -> Loaded:
    """What an address gives now, read; no copy is kept of it, and none used.

    Raises:
        SourceError: nothing can be fetched.
    """
    from sommet_tui.domain.findings import Finding
    from sommet_tui.domain.text import clean_line
    from sommet_tui.domain.values import replace

    source = AddressSource(address, reader, _NoCopies(), zone)
    loaded, taken = source.load(), source.taken()
    if taken is None:
        return loaded
    found = Finding("warning", "export-taken", values={"address": clean_line(taken)})
    return replace(loaded, findings=(found, *loaded.findings))


class _NoCopies:
    """A `CopyStore` that keeps nothing."""

    def load(self, address: str) -> None:
        """None."""

    def digest(self, address: str) -> None:
        """None."""

    def save(self, address: str, copy: Copy) -> None:
        """Nothing is kept."""

    def confirm(self, address: str, at: datetime) -> None:
        """Nothing is kept."""

    def version(self, address: str) -> None:
        """None."""

    def fetched_at(self, address: str) -> None:
        """None."""


class AddressSource:
    """Reads the copy of what an address gave; `refresh` asks whether there is something newer.

    Only what can be used replaces the copy. `zone` is as for the reader. Any thread may call it.
    """

    def __init__(
        self,
        address: str,
        reader: Reader,
        copies: CopyStore,
        zone: str | None = None,
        known: Known | None = None,
    ) -> None:
        """`known` gives what is known of a copy by the digest of its bytes, which are read late."""
        self._address = address
        self._reader = reader
        self._copies = copies
        self._zone = zone
        self._known = known
        self._kept: Copy | None = None  # where the disk keeps none
        self._not_before = 0.0
        self._period = PERIOD * (0.9 + 0.2 * os.urandom(1)[0] / 255)

    def load(self) -> Loaded:
        """The programme of the copy; where there is none, it is fetched, which takes its time.

        Raises:
            SourceError: there is no copy, and nothing can be fetched.
        """
        digest = self._copies.digest(self._address) if self._known is not None else None
        if self._known is not None and digest is not None:
            loaded = self._known(digest, self._address, self._zone, self._bytes)
            if loaded is not None:
                return loaded
        copy = self._copy()
        if copy is None:
            found = self.refresh()
            if found is not None:
                return found
            copy = self._copy()
        assert copy is not None
        return self._read(copy.data)

    def version(self) -> object:
        """A value, equal as long as the copy is the same one; it asks nobody but the disk."""
        return self._copies.version(self._address)

    def due(self) -> bool:
        """Whether it is time to ask for something newer; costs one look at the copy's entry."""
        if time.monotonic() < self._not_before:
            return False
        at = self._copies.fetched_at(self._address)
        return at is None or not 0 <= (datetime.now(UTC) - at).total_seconds() < self._period

    def taken(self) -> str | None:
        """The address of the export that a web page led to; None where none had to."""
        copy = self._copy()
        return copy.address if copy is not None and copy.address != self._address else None

    def refresh(
        self, progress: Progress | None = None, patience: float | None = None
    ) -> Loaded | None:
        """Ask for something newer, which may take long; None once the copy is what there is now.

        Else what the address gives now, with the errors that keep it from being used: the copy
        stays. `progress` is told how many bytes have come, `patience` is in seconds.

        Raises:
            SourceError: nothing can be fetched; the copy stays.
        """
        self._not_before = time.monotonic() + self._period
        copy = self._copy()
        try:
            return self._renewed(copy, _Asking(progress, patience))
        except SourceError as error:
            age = datetime.now(UTC) - copy.fetched_at if copy is not None else None
            asked = error.asked or error.origin
            raise SourceError(error.code, self._address, error.detail, age, asked) from error

    def _renewed(self, copy: Copy | None, asking: _Asking) -> Loaded | None:
        if copy is not None and copy.address != self._address:
            try:
                return self._take(copy.address, asking.fetch(copy.address, copy), copy, asking)
            except SourceError as error:
                if error.code != "status":
                    raise
                copy = None  # the page may lead elsewhere by now
        from sommet_tui.sources.page import usual_export

        asked = usual_export(self._address)
        return self._take(asked, asking.fetch(asked, copy), copy, asking)

    def _take(
        self, asked: str, fetched: Fetched, copy: Copy | None, asking: _Asking
    ) -> Loaded | None:
        from sommet_tui.sources.page import ExportLink, is_page, links_of

        if fetched.data is None:
            self._copies.confirm(self._address, datetime.now(UTC))
            return None
        if is_page(fetched.data, fetched.kind):
            found = links_of(fetched.data, fetched.address)
            if found.exports or not found.pages:
                return self._take_export(found.exports, asking)
            return self._take_export(asking.exports_of(found.pages), asking)
        return self._keep(ExportLink(asked), fetched, copy, asking)

    def _take_export(self, found: tuple[ExportLink, ...], asking: _Asking) -> Loaded | None:
        """Keep the first export of a page that is a programme."""
        unread: Loaded | None = None
        for export in found:
            try:
                fetched = asking.fetch(export.address, None)
            except SourceError as error:
                if error.code not in ("status", "address", "scheme", "redirects", "garbled"):
                    raise
                continue
            beside = self._keep(export, fetched, None, asking)
            if beside is None:
                return None
            unread = unread or beside
        if unread is not None:
            return unread
        raise SourceError("no-export", self._address)

    def _keep(
        self, export: ExportLink, fetched: Fetched, copy: Copy | None, asking: _Asking
    ) -> Loaded | None:
        assert fetched.data is not None
        data = _with_breaks(fetched.data, export, asking)
        now = datetime.now(UTC)
        if copy is not None and copy.data == data:
            self._copies.confirm(self._address, now)
            return None
        loaded = self._read(data)
        if loaded.programme is None:
            return loaded
        etag, modified = fetched.etag, fetched.modified
        if _is_cut_short(loaded):
            kept = self._copy()
            if kept is not None and not _is_cut_short(self._read(kept.data)):
                raise SourceError("cut-short", export.address)
            etag = modified = None  # the whole of it is to be had under the same tag
        found = fetched.address if fetched.address != export.address else None
        self._kept = Copy(export.address, data, now, etag, modified, found)
        self._copies.save(self._address, self._kept)
        return None

    def _bytes(self) -> bytes:
        copy = self._copy()
        return copy.data if copy is not None else b""

    def _copy(self) -> Copy | None:
        return self._copies.load(self._address) or self._kept

    def _read(self, data: bytes) -> Loaded:
        return self._reader(data, self._address, self._zone)


def _is_cut_short(loaded: Loaded) -> bool:
    """Whether a calendar ends before its end: its connection was closed, and nothing said so."""
    return any(finding.code == "calendar-broken-off" for finding in loaded.findings)


def _with_breaks(data: bytes, export: ExportLink, asking: _Asking) -> bytes:
    """What an export gave, and beside it, where there is one, the other that has its breaks."""
    for address in export.beside:
        try:
            other = asking.fetch(address, None).data
        except SourceError:
            continue
        if other is not None and other.lstrip().startswith(b"{"):
            return b"".join(_RECORD + each + b"\n" for each in (data, other))
    return data


class _Asking:
    """How the web is asked, and for how long, all in all."""

    def __init__(self, progress: Progress | None, patience: float | None) -> None:
        from sommet_tui.sources.http import PATIENCE

        self._progress = progress
        self._until = time.monotonic() + (patience or PATIENCE)

    def exports_of(self, pages: tuple[str, ...]) -> tuple[ExportLink, ...]:
        """The exports of the first of these pages that links any."""
        from sommet_tui.sources.page import is_page, links_of

        for page in pages:
            try:
                fetched = self.fetch(page, None)
            except SourceError:
                continue
            if fetched.data is not None and is_page(fetched.data, fetched.kind):
                found = links_of(fetched.data, fetched.address).exports
                if found:
                    return found
        return ()

    def fetch(self, address: str, copy: Copy | None) -> Fetched:
        """What an address gives, or that the copy of it is still current."""
        from sommet_tui.sources.http import fetch

        left = max(0.1, self._until - time.monotonic())
        if copy is None:
            return fetch(address, progress=self._progress, patience=left)
        return fetch(
            address, copy.etag, copy.modified, self._progress, left, tagged=copy.found or address
        )
