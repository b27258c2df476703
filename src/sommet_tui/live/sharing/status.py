"""The facts about the link to the broker for windows and commands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.live_ports import LinkStatus
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from sommet_tui.companion.live_ports import BrokerError

_SILENT = timedelta(seconds=45)
"""After this time without a message, presence included, the connection counts as broken."""
_UNANSWERED = timedelta(seconds=3)
"""After this time without an answer from the broker, waiting records are reported."""


class Status:
    """The status of the link, which any thread may read and only the sharing thread changes.

    Records announced by `wake`, from any thread, count as waiting until the sharing thread has
    reported what became of them. Times are of this computer's clock.
    """

    def __init__(self, now: datetime) -> None:
        self._status = LinkStatus(connected=False, since=now)
        self._heard = now
        """When the last message arrived."""
        self._progress: tuple[object, datetime] = None, now
        """What waits and what the broker has, and since when."""
        self._wakes = self._wakes_reading = self._wakes_read = 0
        """The number of wakes: so far, at the last look, and as reported in the status."""

    @property
    def current(self) -> LinkStatus:
        """The status as it is shown."""
        if self._wakes_read < self._wakes and not self._status.waiting:
            return replace(self._status, waiting=1)
        return self._status

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection."""
        return self._status.connected

    def wake(self) -> int:
        """Count new records as waiting; return the number of this wake."""
        self._wakes += 1
        return self._wakes

    def read_wakes(self, wakes: int) -> None:
        """Note that the records of the first `wakes` wakes are being read."""
        self._wakes_reading = wakes

    def note_message(self, now: datetime) -> None:
        """Note that a message has arrived."""
        self._heard = now

    def connect(self, now: datetime) -> None:
        """Report a connection."""
        self._status = replace(self._status, connected=True, since=now, error=None, refused=None)
        self._heard = now

    def disconnect(self, error: BrokerError, now: datetime) -> None:
        """Report that the connection failed or was lost."""
        before = self._status
        if before.connected or before.error is None or before.error.code != error.code:
            since = now if before.connected else before.since
            self._status = replace(before, connected=False, since=since, error=error)

    def end(self, error: BrokerError) -> None:
        """Report that the link has ended itself."""
        self._status = replace(self._status, connected=False, synced=False, error=error)

    def report(self, waiting: int, confirmed: int, now: datetime, **more: Any) -> None:
        """Report how many records wait and how many the broker has, and other fields."""
        before = self._status
        progress = (waiting, confirmed, before.since)
        if not (waiting and before.connected) or progress != self._progress[0]:
            self._progress = progress, now
        status = replace(
            before,
            waiting=waiting,
            silent=before.connected and not _is_within(_SILENT, self._heard, now),
            unanswered=not _is_within(_UNANSWERED, self._progress[1], now),
            **more,
        )
        if status != before:
            self._status = status
        self._wakes_read = self._wakes_reading


def _is_within(patience: timedelta, since: datetime, now: datetime) -> bool:
    """Return whether less time has passed; a clock that was set back does not count."""
    return timedelta(0) <= now - since < patience
