"""Following a day that another stage publishes: when to ask, and how current the day is."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import BrokerError, DaySource, DocumentError
from sommet_tui.domain.shared_day import SILENCE, SharedDay, doubt
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.companion.ports import Clock

    Freshness = Literal["waiting", "live", "stale", "offline", "refused"]
    Outcome = SharedDay | SourceError | BrokerError | DocumentError | None
    """The result of asking: a day, None for no newer day, or an error."""

STALE: Final = timedelta(seconds=45)
"""How long a day counts as live after the last answer; two intervals if they are longer.
"""
FIRST_WAIT: Final = 5.0
LONGEST_WAIT: Final = 300.0
"""The longest wait between attempts after repeated failures, in seconds."""
_ERRORS: Final = (SourceError, BrokerError, DocumentError)


@dataclass(frozen=True, slots=True)
class Following:
    """The state of following the day at `address`.

    `state` is "waiting" (for the first document), "live", "stale" (nothing new came for too long),
    "offline" (no answer) or "refused" (the document cannot be used); `error` is the reason. `since`
    is when the last document came, None while it is live or if none ever came.
    """

    address: str
    freshness: Freshness
    since: datetime | None = None
    error: SourceError | BrokerError | DocumentError | None = None


class Follower:
    """Follows one event's day from a source; `clock` is the real clock.

    `event` is the id of the programme. With `insists`, the user named the address; otherwise only
    the programme did.
    """

    def __init__(  # noqa: PLR0913  (the address, and the ways to read it)
        self,
        source: DaySource,
        event: str,
        clock: Clock,
        *,
        insists: bool,
        drives: Callable[[], bool] = lambda: False,
        is_of: Callable[[SharedDay], bool] | None = None,
        fits: Callable[[SharedDay], bool] = lambda _: True,
    ) -> None:
        """Begin with the day that an earlier run saved, if it is still valid.

        In any thread, `is_of` returns whether a day is one of the event, by default the one with
        its id, and `fits` whether a day has sessions of the programme.
        `drives` returns, in any thread, whether this machine drives the day. It then follows no
        other day, unless it `insists`.
        """
        self._source = source
        self.event = event
        self._clock = clock
        self.insists = insists
        self.withdrawn = False
        """Whether the followed day turned out to be this machine's own."""
        self._drives = drives
        self._is_of = is_of or (lambda day: day.event.id == event)
        self._fits = fits
        self.day: SharedDay | None = None
        self.heard_at: datetime | None = None
        self._error: SourceError | BrokerError | DocumentError | None = None
        self._wait = FIRST_WAIT
        self._asked_at: datetime | None = None
        self._pause = timedelta(0)
        saved_day = source.saved_day(self.check)
        if saved_day is not None and saved_day[0].holds(clock.now()):
            self.day, self.heard_at = saved_day
            self._asked_at, self._pause = self.heard_at, timedelta(seconds=self.day.poll_after)

    @property
    def address(self) -> str:
        """The address from which the day is followed."""
        return self._source.address

    def due(self) -> bool:
        """Whether it is time to ask; cheap enough for every second."""
        if self._asked_at is None or self._source.news():
            return True
        passed = self._clock.now() - self._asked_at
        return not timedelta(0) <= passed < self._pause

    def ask(self, patience: float | None = None) -> Outcome:
        """Ask for a newer day, from any thread; pass the result to `take`.

        Waits for up to `patience` seconds, or without a limit.
        """
        if not self.insists and self._drives():
            self.withdrawn = True
            return None
        try:
            return self._source.ask(self.check, patience)
        except _ERRORS as error:
            return error

    def check(self, day: SharedDay, known: SharedDay | None) -> None:
        """Refuse a day of another event or programme, and one that is older or wrongly dated.

        Raises:
            DocumentError: the day is refused.
        """
        if not self._is_of(day):
            raise DocumentError("event", day.event.id)
        if not self._fits(day):
            raise DocumentError("programme")
        reason = doubt(day, known, self._clock.now())
        if reason is not None:
            raise DocumentError(reason)

    def take(self, outcome: Outcome) -> None:
        """Process the result of `ask`."""
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
        # With a random delay, because otherwise all cut-off readers would return together.
        self._pause = timedelta(seconds=self._wait * (0.8 + 0.4 * os.urandom(1)[0] / 255))

    def status(self) -> Following | None:
        """Return the present state; None if the user did not ask, and there is nothing to show."""
        if not self.insists and (self.day is None or not self.day.holds(self._clock.now())):
            return None
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
