"""The published day at a web address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sommet_tui.companion.live_ports import DocumentError
from sommet_tui.companion.ports import Copy, CopyStore
from sommet_tui.live.document import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.companion.live_ports import Check
    from sommet_tui.domain.shared_day import SharedDay

    Answer = tuple[bytes | None, str | None, str | None]


class WebDay:
    """A `DaySource` over HTTP, with a copy of the last document for the next run.

    `fetch` requests an address with an etag, a time and a timeout in seconds. It returns the
    document (None if nothing is newer) with its etag and time, and raises SourceError.
    """

    def __init__(
        self,
        address: str,
        fetch: Callable[[str, str | None, str | None, float | None], Answer],
        copies: CopyStore,
    ) -> None:
        self.address = address
        self._fetch = fetch
        self._copies = copies
        self._known: tuple[str | None, str | None] = (None, None)
        self._day: SharedDay | None = None

    def saved_day(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """Return the day of the last run, and when it was received."""
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

    def has_news(self) -> bool:
        """Return False: the web sends nothing by itself."""
        return False

    def ask(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """Fetch a newer document; return None if there is no newer one."""
        data, etag, modified = self._fetch(self.address, *self._known, patience)
        now = datetime.now(UTC)
        if data is None:
            self._copies.confirm(self.address, now)
            return None
        day = read_document(data, now)
        check(day, self._day)
        # A list of rooms has no time: each answer counts as a new one.
        self._day, self._known = day, (etag, modified) if day.full is None else (None, None)
        self._copies.save(self.address, Copy(self.address, data, now, etag, modified))
        return day
