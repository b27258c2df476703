"""Following a day that another stage publishes.

It decides when to ask for the day, and checks what arrives.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import BrokerError, DocumentError
from sommet_tui.companion.settings import OFF
from sommet_tui.domain.crew.clocks import AHEAD
from sommet_tui.domain.published_day import SILENCE, SharedDay, SharedEvent, drop_reason
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Literal

    from sommet_tui.companion.live_ports import DaySource
    from sommet_tui.companion.ports import Clock
    from sommet_tui.domain.programme import Programme

    Freshness = Literal["waiting", "live", "stale", "offline", "refused"]
    Outcome = SharedDay | SourceError | BrokerError | DocumentError | None
    """The answer: a newer day, an error, or None if the day has not changed."""

    State = Literal["fine", "missing", "unreachable", "invalid", "older", "stale", "apart"]
    ClockOf = Literal["computer", "server", "stage", "unknown"]
    Error = SourceError | BrokerError | DocumentError
    OtherFiles = tuple[Mapping[str, SharedDay | Error], Mapping[str, Programme | Error]]


STALE = timedelta(seconds=45)
"""How long a day counts as live after the last answer, unless two polling intervals are longer."""
FIRST_WAIT = 5.0
MAX_WAIT = 300.0
"""The longest wait between attempts after repeated failures, in seconds."""
_ERRORS = (SourceError, BrokerError, DocumentError)


@frozen
class Following:
    """The state of following the day at `address`.

    `freshness` is "waiting" (for the first document), "live", "stale" (nothing new came for too
    long), "offline" (no answer) or "refused" (the document cannot be used). `error` is the reason,
    or None. `since` is the time of the last document, if no new one came in time; otherwise it is
    None.
    """

    address: str
    freshness: Freshness
    since: datetime | None = None
    error: SourceError | BrokerError | DocumentError | None = None


def address_to_follow(
    requested: str | None, programme: Programme, drives: Callable[[], bool]
) -> str | None:
    """Return the address of the day to follow, or None.

    The user can request an address, or `OFF` for none. Otherwise, return the address in the
    programme, unless this computer or its crew drives the day (`drives`).
    """
    address = requested or programme.live
    return None if address == OFF or (not requested and drives()) else address


class Follower:
    """Follows the day of one event from a source. `clock` is the real clock.

    `event` is the id of the programme. If the user named the address, `is_requested` is True; if
    only the programme names it, `is_requested` is False.
    """

    def __init__(  # noqa: PLR0913  (the address, and the ways to read it)
        self,
        source: DaySource,
        event: str,
        clock: Clock,
        *,
        is_requested: bool,
        drives: Callable[[], bool] = lambda: False,
        is_same_event: Callable[[SharedDay], bool] | None = None,
        fits_programme: Callable[[SharedDay], bool] = lambda _: True,
    ) -> None:
        """Begin with the day that an earlier run saved, if it is still valid.

        `is_same_event` returns whether a day belongs to the event; by default, it compares ids.
        `fits_programme` returns whether a day has sessions of the programme. `drives` returns
        whether this computer drives the day. If it does, it follows no other day, unless the user
        named the address (`is_requested`). Any thread may call these three functions.
        """
        self._source = source
        self.event = event
        self._clock = clock
        self.is_requested = is_requested
        self.withdrawn = False
        """Whether the followed day turned out to be this computer's own."""
        self._drives = drives
        self._is_same_event = is_same_event or (lambda day: day.event.id == event)
        self._fits_programme = fits_programme
        self.day: SharedDay | None = None
        self.heard_at: datetime | None = None
        self._error: SourceError | BrokerError | DocumentError | None = None
        self._wait = FIRST_WAIT
        self._last_request_at: datetime | None = None
        self._pause = timedelta(0)
        saved_day = source.saved_day(self.check)
        if saved_day is not None and saved_day[0].is_valid_at(clock.now()):
            self.day, self.heard_at = saved_day
            self._last_request_at, self._pause = (
                self.heard_at,
                timedelta(seconds=self.day.poll_after),
            )

    @property
    def address(self) -> str:
        """The address from which the day is followed."""
        return self._source.address

    def is_due(self) -> bool:
        """Return whether it is time to ask for a newer day.

        The call is cheap enough to make every second.
        """
        if self._last_request_at is None or self._source.has_update():
            return True
        passed = self._clock.now() - self._last_request_at
        return not timedelta(0) <= passed < self._pause

    def fetch(self, patience: float | None = None) -> Outcome:
        """Ask for a newer day, and wait up to `patience` seconds. None means no limit.

        Any thread may call this. The caller passes the result to `process`.
        """
        if not self.is_requested and self._drives():
            self.withdrawn = True
            return None
        try:
            return self._source.fetch_newer(self.check, patience)
        except _ERRORS as error:
            return error

    def check(self, day: SharedDay, known: SharedDay | None) -> None:
        """Check that a day may replace `known`.

        It must not be older or wrongly dated, and must belong to the right event and programme.

        Raises:
            DocumentError: the day is refused.
        """
        if not self._is_same_event(day):
            raise DocumentError("event", day.event.id)
        if not self._fits_programme(day):
            raise DocumentError("programme")
        reason = drop_reason(day, known, self._clock.now())
        if reason is not None:
            raise DocumentError(reason)

    def process(self, outcome: Outcome) -> None:
        """Process the result of `fetch`, and decide when to ask again."""
        now = self._clock.now()
        if outcome is not None and not isinstance(outcome, _ERRORS):
            self.day = outcome
        if isinstance(outcome, _ERRORS):
            self._error = outcome
            self._wait = min(MAX_WAIT, 2 * self._wait)
        else:
            self._error = None
            self.heard_at = now
            self._wait = self.day.poll_after if self.day is not None else FIRST_WAIT
        self._last_request_at = now
        # The delay is random, so that readers who lost the connection do not all return together.
        self._pause = timedelta(seconds=self._wait * (0.8 + 0.4 * os.urandom(1)[0] / 255))

    def status(self) -> Following | None:
        """Return the current state of following.

        If there is no valid day, and the user did not name the address, return None.
        """
        if not self.is_requested and (
            self.day is None or not self.day.is_valid_at(self._clock.now())
        ):
            return None
        heard = self.heard_at if self.day is not None else None
        if isinstance(self._error, DocumentError):
            return Following(self.address, "refused", heard, self._error)
        if self._error is not None:
            return Following(self.address, "offline", heard, self._error)
        if self.day is None or heard is None:
            return Following(self.address, "waiting")
        now = self._clock.now()
        if self.day.is_stale_at(now):
            return Following(self.address, "stale", self.day.sent_at)
        patience = max(STALE, timedelta(seconds=2 * self.day.poll_after))
        fresh = now - heard <= patience
        return Following(self.address, "live" if fresh else "stale", None if fresh else heard)


_UNDER_WAY = timedelta(seconds=20)
"""How long after a new document the other files of the same day may still be old."""
_NOTHING_THERE = ("missing", "folder", "special", "denied", "unreadable")
_NO_ADDRESS = ("address", "login")
_GONE = ("404", "410")


@frozen
class EarlierDocument:
    """A document that this computer read earlier, at the instant `at`."""

    event: str
    epoch: int
    seq: int
    valid_until: datetime
    at: datetime

    def day(self) -> SharedDay:
        """Return a day with the header of this document and no content, for comparisons."""
        event = SharedEvent(self.event)
        return SharedDay(event, self.epoch, self.seq, self.at, 0, self.valid_until)


@frozen
class Fault:
    """A fault of the document of one room, or of a file for other apps."""

    room: str | None
    state: State
    error: Error | None = None
    file: str | None = None


@frozen
class LiveCheck:
    """The result of checking one address.

    `state` is "missing" (there is no document), "unreachable", "invalid", "older" (than the `last`
    document of the same event seen there), "stale" (expired, or nothing new came for too long),
    "apart" (other files do not fit the document: see `faults`) or "fine". `error` is the cause, or
    None. `rooms` counts the rooms with their own document, and `files` the files for other apps.
    `server` is how far the web server's clock is ahead of this computer's clock, or None.
    """

    address: str
    at: datetime
    state: State
    day: SharedDay | None = None
    error: Error | None = None
    last: EarlierDocument | None = None
    rooms: int = 0
    files: int = 0
    faults: tuple[Fault, ...] = ()
    server: timedelta | None = None

    @property
    def wrong_clock(self) -> tuple[ClockOf, timedelta] | None:
        """The wrong clock, and how far it is ahead; None if no clock seems wrong.

        This is derived from the age of the document. "unknown" means that either this computer's
        clock or the stage's clock is wrong.
        """
        if self.day is None:
            return None
        age, server = self.at - self.day.sent_at, self.server or timedelta(0)
        agrees = abs(server) <= AHEAD
        if -AHEAD <= age <= SILENCE:
            return None if agrees else ("server", server)
        if -AHEAD <= age + server <= SILENCE:
            return "computer", -server
        if age > SILENCE:
            return None  # an old document says nothing about clocks
        return ("stage" if agrees and self.server is not None else "unknown"), -age

    @property
    def document_to_remember(self) -> EarlierDocument | None:
        """The document to remember for the next check.

        It is None if the document is missing, invalid or older than the last one.
        """
        if self.day is None or self.state in ("invalid", "older"):
            return None
        day = self.day
        return EarlierDocument(day.event.id, day.epoch, day.seq, day.valid_until, self.at)


def check_live(
    address: str,
    read: Callable[[], SharedDay],
    others: Callable[[Sequence[str]], OtherFiles],
    last: EarlierDocument | None,
    clock: Clock,
) -> LiveCheck:
    """Check a published day once.

    `read` returns the day or raises its error. `others` gets the ids of the rooms. It returns the
    document of each room by id, and the content of each file for other apps by name. If a document
    or a file cannot be read, it returns the error instead.

    Raises:
        SourceError: "address" or "login"; the address cannot be used.
    """
    try:
        day = read()
    except (SourceError, BrokerError, DocumentError) as error:
        is_redirected = isinstance(error, SourceError) and error.requested
        if error.code in _NO_ADDRESS and not is_redirected:
            raise
        return LiveCheck(address, clock.now(), _error_state(error), error=error, last=last)
    now = clock.now()
    known = last.day() if last is not None and last.event == day.event.id else None
    reason = drop_reason(day, known, now)
    if reason is not None:
        state: State = "older" if reason == "older" else "invalid"
        return LiveCheck(address, now, state, day, DocumentError(reason), last)
    if day.is_stale_at(now):
        return LiveCheck(address, now, "stale", day, None, last)
    named = tuple(dict.fromkeys(day.rooms))  # a room may be listed twice
    parts, files = others(named)
    now = clock.now()
    found = [_room_fault(day, room, parts[room], now) for room in named]
    found += [_schedule_fault(day, name, file, now) for name, file in files.items()]
    faults = tuple(fault for fault in found if fault is not None)
    state = "apart" if faults else "fine"
    return LiveCheck(address, now, state, day, None, last, len(named), len(files), faults)


def _error_state(error: Error) -> State:
    if isinstance(error, BrokerError):
        return "unreachable"
    if isinstance(error, DocumentError):
        return "unreachable" if error.code == "missing" else "invalid"
    if error.code in _NOTHING_THERE or (error.code == "status" and error.detail in _GONE):
        return "missing"
    return "invalid" if error.code in ("too-large", "garbled") else "unreachable"


def _room_fault(
    whole: SharedDay, room: str, part: SharedDay | Error, now: datetime
) -> Fault | None:
    """Compare a room's document with the whole document, and return its fault or None."""
    if not isinstance(part, SharedDay):
        return Fault(room, _error_state(part), part)
    reason = "event" if part.event.id != whole.event.id else drop_reason(part, None, now)
    if reason is not None:
        return Fault(room, "invalid", DocumentError(reason, part.event.id))
    if part.is_stale_at(now):
        return Fault(room, "stale")
    newest = max(part.sent_at, whole.sent_at)
    follows = part.order != whole.order and now - newest <= _UNDER_WAY
    if follows or _room_content(part, room) == _room_content(whole, room):
        return None
    return Fault(room, "apart")


def _schedule_fault(
    day: SharedDay, name: str, found: Programme | Error, now: datetime
) -> Fault | None:
    """Return the fault of a file for other apps, or None.

    Such a file is written a while after the document, so a short difference is no fault.
    """
    if isinstance(found, (SourceError, BrokerError, DocumentError)):
        return Fault(None, _error_state(found), found, name)
    in_file = {(session.start, session.cancelled) for session in found.sessions}
    announced = {
        (item.announced_start, item.status == "cancelled")
        for lane in day.lanes
        for item in lane.items
        if item.announced_start < item.announced_end
    }
    if announced <= in_file or now - day.sent_at <= _UNDER_WAY:
        return None
    return Fault(None, "apart", None, name)


def _room_content(day: SharedDay, room: str) -> object:
    """Return what a document says about a room: its lanes, and the messages that concern it."""
    notices = [notice for notice in day.notices if notice.room in (None, room)]
    return [lane for lane in day.lanes if lane.key[0] == room], notices
