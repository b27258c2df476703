"""The published day at an address of the web."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from sommet_tui.companion.audience_ports import DocumentError
from sommet_tui.companion.ports import Copy
from sommet_tui.live.document import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.companion.audience_ports import Check
    from sommet_tui.companion.ports import CopyStore
    from sommet_tui.domain.shared_day import SharedDay


class Answer(Protocol):
    """What an address gave; `data` None says that it is what was given before."""

    @property
    def data(self) -> bytes | None:
        """The document."""

    @property
    def etag(self) -> str | None:
        """What to ask with the next time."""

    @property
    def modified(self) -> str | None:
        """The same, as an instant of the server."""


class WebDay:
    """A `DaySource` over HTTP, with a copy of the last document for the next run.

    `fetch` asks an address for what is newer than an etag and a time, and waits so many seconds at
    most; it raises SourceError.
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
        answer = self._fetch(self.address, *self._known, patience)
        now = datetime.now(UTC)
        if answer.data is None:
            self._copies.confirm(self.address, now)
            return None
        day = read_document(answer.data)
        check(day, self._day)
        self._day, self._known = day, (answer.etag, answer.modified)
        copy = Copy(self.address, answer.data, now, answer.etag, answer.modified)
        self._copies.save(self.address, copy)
        return day
