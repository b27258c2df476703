"""The published day at an address of the web."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sommet_tui.companion.audience_ports import DocumentError
from sommet_tui.companion.ports import Copy
from sommet_tui.live.document import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.companion.audience_ports import Check
    from sommet_tui.companion.ports import CopyStore
    from sommet_tui.domain.shared_day import SharedDay

    Answer = tuple[bytes | None, str | None, str | None]


class WebDay:
    """A `DaySource` over HTTP, with a copy of the last document for the next run.

    `fetch` asks an address for what is newer than an etag and a time, and waits so many seconds at
    most. It returns the document, None where nothing is newer, and the etag and the time of it; it
    raises SourceError.
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

    def kept(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """The day of the last run, and when it was heard of."""
        copy = self._copies.load(self.address)
        if copy is None:
            return None
        try:
            day = read_document(copy.data)
            check(day, None)
        except DocumentError:
            return None
        self._day, self._known = day, (copy.etag, copy.modified)
        return day, copy.fetched_at

    def news(self) -> bool:
        """Nothing comes here that is not asked for."""
        return False

    def ask(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """Ask whether there is something newer; None where there is not."""
        data, etag, modified = self._fetch(self.address, *self._known, patience)
        now = datetime.now(UTC)
        if data is None:
            self._copies.confirm(self.address, now)
            return None
        day = read_document(data)
        check(day, self._day)
        self._day, self._known = day, (etag, modified)
        self._copies.save(self.address, Copy(self.address, data, now, etag, modified))
        return day
