"""Following the day that a stage elsewhere publishes: when to ask, what holds, how fresh it is."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from sommet_tui.companion.audience_ports import DocumentError
from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import BrokerError
from sommet_tui.domain.shared_day import SILENCE, SharedDay, doubt
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Final, Literal

    from sommet_tui.companion.audience_ports import DaySource
    from sommet_tui.companion.ports import Clock

    Freshness = Literal["waiting", "live", "stale", "offline", "refused"]
    Outcome = SharedDay | SourceError | BrokerError | DocumentError | None
    """What asking gave: a day, None for the same one, or why nothing came."""

STALE: Final = timedelta(seconds=45)
"""For so long after it was heard of, the day counts as live; for two askings where those are rare.
"""
FIRST_WAIT: Final = 5.0
LONGEST_WAIT: Final = 300.0
"""Seconds between attempts after repeated failures."""
_ERRORS: Final = (SourceError, BrokerError, DocumentError)


@dataclass(frozen=True, slots=True)
class Following:
    """The state of following the day at `address`.

    "waiting" for the first document, "live", "stale" (nothing new came for too long), "offline"
    (nothing comes), or "refused" (the document cannot be used); `error` says why. `since` is when
    the last document came, None while it is live or if none ever came.
    """

    address: str
    freshness: Freshness
    since: datetime | None = None
    error: SourceError | BrokerError | DocumentError | None = None


class Follower:
    """Follows one event's day by a source; its clock is the real one.

    `event` is the id of the programme. `insists` tells that the user named the address, and not
    only the programme.
    """

    def __init__(
        self,
        source: DaySource,
        event: str,
        clock: Clock,
        *,
        insists: bool,
        drives: Callable[[], bool] = lambda: False,
    ) -> None:
        """A day that an earlier run saved, and that is still valid, is known at once.

        `drives` tells, in any thread, whether this machine drives the day: it then follows no
        other, unless it `insists`.
        """
        self._source = source
        self.event = event
        self._clock = clock
        self.insists = insists
        self.withdrawn = False
        """Whether the day turned out to be this machine's own."""
        self._drives = drives
        self.day: SharedDay | None = None
        self.heard_at: datetime | None = None
        self._error: SourceError | BrokerError | DocumentError | None = None
        self._wait = FIRST_WAIT
        self._asked_at: datetime | None = None
        self._pause = timedelta(0)
        kept = source.kept(self.check)
        if kept is not None and kept[0].holds(clock.now()):
            self.day, self.heard_at = kept
            self._asked_at, self._pause = self.heard_at, timedelta(seconds=self.day.poll_after)

    @property
    def address(self) -> str:
        """Where the day is followed from."""
        return self._source.address

    def due(self) -> bool:
        """Whether it is time to ask; cheap enough for every second."""
        if self._asked_at is None or self._source.news():
            return True
        passed = self._clock.now() - self._asked_at
        return not timedelta(0) <= passed < self._pause

    def ask(self, patience: float | None = None) -> Outcome:
        """Ask for something newer, from any thread; pass the result to `take`.

        Waits `patience` seconds at most, None for as long as it takes.
        """
        if not self.insists and self._drives():
            self.withdrawn = True
            return None
        try:
            return self._source.ask(self.check, patience)
        except _ERRORS as error:
            return error

    def check(self, day: SharedDay, known: SharedDay | None) -> None:
        """Drop a day of another event, one that is older, and one that cannot be true.

        Raises:
            DocumentError: it is dropped.
        """
        if day.event != self.event:
            raise DocumentError("event", day.event)
        reason = doubt(day, known, self._clock.now())
        if reason is not None:
            raise DocumentError(reason)

    def take(self, outcome: Outcome) -> None:
        """Know what asking gave."""
        now = self._clock.now()
        if outcome is not None and not isinstance(outcome, _ERRORS):
            self.day = outcome
        if isinstance(outcome, _ERRORS):
            self._error = outcome
            self._wait = min(LONGEST_WAIT, 2 * self._wait)
        else:
            self._error = None
            self.heard_at = now
            self._wait = self.day.poll_after if self.day is not None else FIRST_WAIT
        self._asked_at = now
        # Not all at once: a crowd that was cut off together would come back together.
        self._pause = timedelta(seconds=self._wait * (0.8 + 0.4 * os.urandom(1)[0] / 255))

    def status(self) -> Following:
        """Return how it goes now."""
        heard = self.heard_at if self.day is not None else None
        if isinstance(self._error, DocumentError):
            return Following(self.address, "refused", heard, self._error)
        if self._error is not None:
            return Following(self.address, "offline", heard, self._error)
        if self.day is None or heard is None:
            return Following(self.address, "waiting")
        now, sent = self._clock.now(), self.day.sent_at
        if now - sent > SILENCE or not self.day.holds(now):
            return Following(self.address, "stale", sent)
        patience = max(STALE, timedelta(seconds=2 * self.day.poll_after))
        fresh = now - heard <= patience
        return Following(self.address, "live" if fresh else "stale", None if fresh else heard)
