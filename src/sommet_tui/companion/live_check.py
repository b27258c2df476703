"""Checking a published day: whether it exists, is valid, is current and is consistent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.live_ports import BrokerError, DocumentError
from sommet_tui.domain.shared_day import SILENCE, SharedDay, SharedEvent, doubt
from sommet_tui.domain.sharing.records import AHEAD
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sommet_tui.companion.ports import Clock
    from sommet_tui.domain.programme import Programme

    State = Literal["fine", "missing", "unreachable", "invalid", "older", "stale", "apart"]
    ClockOf = Literal["computer", "server", "stage", "unknown"]
    Error = SourceError | BrokerError | DocumentError
    OtherFiles = tuple[Mapping[str, SharedDay | Error], Mapping[str, Programme | Error]]

_UNDER_WAY: Final = timedelta(seconds=20)
"""By how much another file may be older than the whole document."""
_NOTHING_THERE: Final = ("missing", "folder", "denied", "unreadable")
_NO_ADDRESS: Final = ("address", "login")
_GONE: Final = ("404", "410")


@dataclass(frozen=True, slots=True)
class EarlierDocument:
    """A document that this computer saw earlier, at the instant `at`."""

    event: str
    epoch: int
    seq: int
    valid_until: datetime
    at: datetime

    def day(self) -> SharedDay:
        """Return it as a day without content, so that another one can be compared with it."""
        event = SharedEvent(self.event)
        return SharedDay(event, self.epoch, self.seq, self.at, 0, self.valid_until)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a room's own document, or with the file of this name for other apps."""

    room: str | None
    state: State
    error: Error | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """The result for one address.

    `state` is "missing" (there is no document), "unreachable", "invalid", "older" (than the
    document of the same event that was `last` seen there), "stale" (nothing new came for too long,
    or it has expired), "apart" (the other files have `faults`) or "fine". `error` is the cause, if
    any; `rooms` is the number of rooms with a document, `files` that of the files for other apps.
    `server` is by how much the clock of the web server is ahead of this computer's, if it is known.
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
        """The clock that is wrong, and by how much it is ahead; None if none seems to be.

        The document is new by two right clocks. "unknown": this computer's or the stage's.
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
            return None  # it is an old document
        return ("stage" if agrees and self.server is not None else "unknown"), -age

    @property
    def seen(self) -> EarlierDocument | None:
        """The document to save for the next check; None if no new one can be trusted."""
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

    `read` returns it or raises its error; `others` returns the documents of these rooms,
    by room, and the contents of the files for other apps, by name, or their errors.

    Raises:
        SourceError: "address" or "login"; the address cannot be used.
    """
    try:
        day = read()
    except (SourceError, BrokerError, DocumentError) as error:
        if error.code in _NO_ADDRESS and not getattr(error, "asked", ""):
            raise
        return LiveCheck(address, clock.now(), _state(error), error=error, last=last)
    now = clock.now()
    known = last.day() if last is not None and last.event == day.event.id else None
    reason = doubt(day, known, now)
    if reason is not None:
        state: State = "older" if reason == "older" else "invalid"
        return LiveCheck(address, now, state, day, DocumentError(reason), last)
    if not _is_fresh(day, now):
        return LiveCheck(address, now, "stale", day, None, last)
    named = tuple(dict.fromkeys(day.rooms))  # a room may be listed twice
    parts, files = others(named)
    now = clock.now()
    found = [_fault(day, room, parts[room], now) for room in named]
    found += [_schedule_fault(day, name, file, now) for name, file in files.items()]
    faults = tuple(fault for fault in found if fault is not None)
    state = "apart" if faults else "fine"
    return LiveCheck(address, now, state, day, None, last, len(named), len(files), faults)


def _state(error: Error) -> State:
    if isinstance(error, BrokerError):
        return "unreachable"
    if isinstance(error, DocumentError):
        return "unreachable" if error.code == "missing" else "invalid"
    if error.code in _NOTHING_THERE or (error.code == "status" and error.detail in _GONE):
        return "missing"
    return "invalid" if error.code in ("too-large", "garbled") else "unreachable"


def _is_fresh(day: SharedDay, now: datetime) -> bool:
    return day.holds(now) and now - day.sent_at <= SILENCE


def _fault(whole: SharedDay, room: str, part: SharedDay | Error, now: datetime) -> Fault | None:
    """Return the fault of a room's document compared with the whole one, or None."""
    if not isinstance(part, SharedDay):
        return Fault(room, _state(part), part)
    reason = "event" if part.event.id != whole.event.id else doubt(part, None, now)
    if reason is not None:
        return Fault(room, "invalid", DocumentError(reason, part.event.id))
    if not _is_fresh(part, now):
        return Fault(room, "stale")
    newest = max(part.sent_at, whole.sent_at)
    follows = part.order != whole.order and now - newest <= _UNDER_WAY
    if follows or _content(part, room) == _content(whole, room):
        return None
    return Fault(room, "apart")


def _schedule_fault(
    day: SharedDay, name: str, found: Programme | Error, now: datetime
) -> Fault | None:
    """Return the fault of a file for other apps, or None; it is written after the document."""
    if isinstance(found, (SourceError, BrokerError, DocumentError)):
        return Fault(None, _state(found), found, name)
    told = {(session.start, session.cancelled) for session in found.sessions}
    announced = {
        (item.announced_start, item.status == "cancelled")
        for lane in day.lanes
        for item in lane.items
        if item.announced_start < item.announced_end
    }
    if announced <= told or now - day.sent_at <= _UNDER_WAY:
        return None
    return Fault(None, "apart", None, name)


def _content(day: SharedDay, room: str) -> object:
    """Return the content of a document about a room."""
    notices = [notice for notice in day.notices if notice.room in (None, room)]
    return [lane for lane in day.lanes if lane.key[0] == room], notices
