"""The published day at a broker: one retained document per room, sent without being requested."""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING

from sommet_tui.companion.live_ports import PATIENCE, QUIET, Broker, BrokerError, DocumentError
from sommet_tui.domain.sharing.address import live_topics, share_address
from sommet_tui.domain.values import replace
from sommet_tui.live.document import read_document

if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.companion.live_ports import Check
    from sommet_tui.domain.shared_day import SharedDay


class BrokerDay:
    """A `DaySource` over MQTT: the documents of all rooms as one day; also a `BrokerListener`."""

    def __init__(self, address: str, event: str, broker: Broker) -> None:
        """`event` is its name at the broker; the connection is made by the first `ask`."""
        self.address = address
        self._topic = live_topics(event)
        self._broker = broker
        self._started = False
        self._changed = Condition()
        self._days: dict[str, SharedDay] = {}
        self._dropped: dict[str, DocumentError] = {}
        """Why the last document of each topic was dropped."""
        self._check: Check | None = None
        self._error: BrokerError | None = None
        self._subscribed = self._new = False
        self._reported = True
        """Whether `ask` has been called since a document was dropped."""

    def saved_day(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """Return None: the broker sends the last documents to every new client."""
        del check
        return None

    def has_news(self) -> bool:
        """Return whether anything has changed since the last `ask`."""
        return self._new or not self._reported

    def ask(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """Return the day as received; None if it has not changed."""
        self._check = check
        if not self._started:
            self._start()
        with self._changed:
            answered = self._changed.wait_for(
                lambda: self._subscribed or self._error, patience or PATIENCE
            )
            if answered and not self._days:
                self._changed.wait_for(lambda: self._days or self._dropped or self._error, QUIET)
            if self._error is not None or not self._subscribed:
                self._new, self._reported = False, True
                error = self._error or self._broker_error("timeout")
                raise BrokerError(error.code, error.detail, error.where)
            new, self._new = self._new, False
            if new and self._days:
                self._reported = not self._dropped
                return _merge_days(self._days)
            self._reported = True
            for dropped in self._dropped.values():
                raise dropped
            return None

    def _start(self) -> None:
        try:
            self._broker.start(self)
        except BrokerError as error:
            if error.code == "library":
                raise DocumentError("missing", "sommet-tui[share]") from error
            raise
        self._started = True

    def stop(self) -> None:
        """Disconnect from the broker."""
        if self._started:
            self._broker.stop()

    def _broker_error(self, code: str, detail: str = "") -> BrokerError:
        return BrokerError(code, detail, share_address(self.address).server)

    # Callbacks of the broker, in its thread

    def on_connected(self) -> None:
        """Subscribe to every room."""
        with self._changed:
            self._error, self._new = None, True
        self._broker.subscribe([self._topic])

    def on_disconnected(self, error: BrokerError) -> None:
        """Record the error; countdowns continue."""
        with self._changed:
            self._subscribed = False
            self._error, self._new = error, True
            self._changed.notify_all()

    def on_subscribed(self) -> None:
        """Have the next `ask` wait for the retained messages, which follow."""
        with self._changed:
            self._subscribed = self._new = True
            self._changed.notify_all()

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Take a room's document; a dropped one is reported and changes nothing."""
        del retained
        with self._changed:
            try:
                day = read_document(payload)
                if self._check is not None:
                    self._check(day, self._days.get(topic))
            except DocumentError as error:
                self._dropped[topic], self._reported = error, False
            else:
                self._dropped.pop(topic, None)
                self._days[topic] = day
                self._new = True
            self._changed.notify_all()

    def on_subscription_refused(self, reason: str) -> None:
        """Record that the user may not read the day."""
        with self._changed:
            self._error, self._new = self._broker_error("unreadable", reason), True
            self._changed.notify_all()

    def on_published(self, token: int) -> None:
        """Do nothing: nothing is published."""

    def on_refused(self, token: int, reason: str) -> None:
        """Do nothing: nothing is published."""


def _merge_days(days: dict[str, SharedDay]) -> SharedDay:
    """Return the documents of all rooms as one, with the newest of each lane and notice."""
    ordered = sorted(days.values(), key=lambda day: day.order)
    newest = ordered[-1]
    lanes = {lane.key: lane for day in ordered for lane in day.lanes}
    notices = {(n.at, n.text, n.room): n for day in ordered for n in day.notices}
    return replace(
        newest,
        sent_at=max(day.sent_at for day in ordered),
        lanes=tuple(lanes.values()),
        notices=tuple(sorted(notices.values(), key=lambda notice: notice.at)),
    )
