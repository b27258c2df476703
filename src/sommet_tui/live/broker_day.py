"""The published day at a broker: a document a room, retained, which come by themselves."""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING

from sommet_tui.companion.audience_ports import DocumentError
from sommet_tui.companion.live_ports import BrokerError
from sommet_tui.domain.sharing.address import all_live
from sommet_tui.domain.values import replace
from sommet_tui.live.document import read_document

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Final

    from sommet_tui.companion.audience_ports import Check
    from sommet_tui.companion.live_ports import Broker
    from sommet_tui.domain.shared_day import SharedDay

_PATIENCE: Final = 10.0
"""Seconds to wait for a connection and what is retained there."""
_QUIET: Final = 0.2
"""Seconds after which no more of what is retained comes."""


class BrokerDay:
    """A `DaySource` over MQTT: the documents of all rooms as one day; also a `BrokerListener`."""

    def __init__(self, address: str, event: str, broker: Broker) -> None:
        """`event` is the broker's name for it; nothing is connected before one asks."""
        self.address = address
        self._topic = all_live(event)
        self._broker = broker
        self._started = False
        self._changed = Condition()
        self._days: dict[str, SharedDay] = {}
        self._dropped: dict[str, DocumentError] = {}
        """Why the last document of a topic is not shown."""
        self._check: Check | None = None
        self._error: BrokerError | None = None
        self._connected = self._subscribed = self._new = False
        self._told = True
        """Whether somebody asked since a document was dropped."""

    def kept(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """None: whoever comes late is sent the last documents."""
        del check
        return None

    def news(self) -> bool:
        """Whether anything came, or went, since somebody asked."""
        return self._new or not self._told

    def ask(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """The day as it came; None where it is the one told before."""
        self._check = check
        if not self._started:
            self._start()
        with self._changed:
            self._changed.wait_for(lambda: self._subscribed or self._error, patience or _PATIENCE)
            if not self._days:
                self._changed.wait_for(lambda: self._days or self._dropped or self._error, _QUIET)
            if self._error is not None or not self._connected:
                self._new, self._told = False, True
                error = self._error or BrokerError("timeout")
                raise BrokerError(error.code, error.detail)
            new, self._new = self._new, False
            if new and self._days:
                self._told = not self._dropped
                return _merged(self._days)
            self._told = True
            for dropped in self._dropped.values():
                raise dropped
            return None

    def _start(self) -> None:
        try:
            self._broker.start(self)
        except BrokerError as error:
            if error.code == "library":
                raise DocumentError("missing", "share") from error
            raise
        self._started = True

    def stop(self) -> None:
        """Leave the broker."""
        if self._started:
            self._broker.stop()

    # What the broker tells, in its thread

    def connected(self) -> None:
        """Ask for every room."""
        with self._changed:
            self._connected, self._error, self._new = True, None, True
        self._broker.subscribe([self._topic])

    def disconnected(self, error: BrokerError) -> None:
        """Countdowns go on."""
        with self._changed:
            self._connected = self._subscribed = False
            self._error, self._new = error, True
            self._changed.notify_all()

    def subscribed(self) -> None:
        """What is retained comes next."""
        with self._changed:
            self._subscribed = True
            self._changed.notify_all()

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """A room's document; one that is dropped is told of, and changes nothing."""
        del retained
        with self._changed:
            try:
                day = read_document(payload)
                if self._check is not None:
                    self._check(day, self._days.get(topic))
            except DocumentError as error:
                self._dropped[topic], self._told = error, False
            else:
                self._dropped.pop(topic, None)
                self._days[topic] = day
                self._new = True
            self._changed.notify_all()

    def subscription_refused(self, reason: str) -> None:
        """Nothing of it may be read."""
        with self._changed:
            self._error, self._new = BrokerError("unreadable", reason), True
            self._changed.notify_all()

    def published(self, token: int) -> None:
        """Nothing is."""

    def refused(self, token: int, reason: str) -> None:
        """Nothing is."""


def _merged(days: dict[str, SharedDay]) -> SharedDay:
    """The documents of all rooms as one: of each lane and notice the newest."""
    ordered = sorted(days.values(), key=lambda day: day.order)
    newest = ordered[-1]
    lanes = {(lane.room, lane.day): lane for day in ordered for lane in day.lanes}
    notices = {(each.at, each.text, each.room): each for day in ordered for each in day.notices}
    return replace(
        newest,
        sent_at=max(day.sent_at for day in ordered),
        lanes=tuple(lanes.values()),
        notices=tuple(sorted(notices.values(), key=lambda each: each.at)),
    )
