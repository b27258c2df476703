"""The published day at a broker, sent and received as one retained document for each room."""

from __future__ import annotations

import json
from threading import Condition
from typing import TYPE_CHECKING, Any

from sommet_tui.companion.live_ports import (
    NO_RIGHT,
    PATIENCE,
    QUIET,
    REFUSALS,
    Broker,
    BrokerError,
    DocumentError,
    PublishedFile,
    PublishError,
)
from sommet_tui.domain.crew.address import live_topic, live_topics, share_address
from sommet_tui.domain.limits import MAX_LANES
from sommet_tui.domain.values import DECODE_ERRORS, replace
from sommet_tui.live.web_day import read_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sommet_tui.companion.live_ports import Check
    from sommet_tui.domain.published_day import SharedDay


_LIVE = "live.json"


class BrokerTarget:
    """A publishing target at a broker, for `live.json` only. It is also a `BrokerListener`."""

    def __init__(
        self,
        address: str,
        event: str,
        broker: Broker,
        drives: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """Prepare the target. The first `put` connects to the broker.

        `event` is the event's name at the broker. Only the rooms that this computer `drives` are
        published.
        """
        self.name = address
        self._event = event
        self._broker = broker
        self._drives = drives
        self._started = self._is_connected = False
        self._changed = Condition()
        self._error: BrokerError | None = None
        self._answers: dict[int, str | None] = {}
        """The broker's answers by token: the reason of a refusal, or None."""
        self._is_reading = False
        """Whether the broker has answered the subscription to the documents."""
        self._documents: dict[str, bytes] = {}
        """The last document of each room."""

    def read(self, name: str) -> bytes | None:
        """Return the newest document of any room, or None for every file except `live.json`."""
        if name != _LIVE:
            return None
        self._connect()
        with self._changed:
            self._changed.wait_for(lambda: self._is_reading or not self._is_connected, PATIENCE)
            if not self._documents:
                self._changed.wait_for(lambda: self._documents, QUIET)
            newest = max(
                self._documents,
                key=lambda room: (_document_order(self._documents[room]), room),
                default="",
            )
            return self._documents.get(newest)

    def put(self, file: PublishedFile) -> None:
        """Publish each room's part of the document, and wait until the broker has every part."""
        if file.name != _LIVE:
            return
        self._connect()
        for room, part in _parts_by_room(json.loads(file.data)).items():
            if room is not None and not self._drives(room):
                continue
            content = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
            self._send(live_topic(self._event, room), content)

    def remove(self, name: str) -> None:
        """Do nothing, because a room's document is not a file and stays at the broker."""

    def close(self) -> None:
        """Disconnect from the broker. The retained documents stay there."""
        if self._started:
            self._broker.stop()

    def _connect(self) -> None:
        """Connect on the first call, and wait for the connection."""
        if not self._started:
            self._start()
        with self._changed:
            self._changed.wait_for(lambda: self._is_connected or self._error, PATIENCE)
            if not self._is_connected:
                detail = self._error.detail if self._error is not None else ""
                refused = self._error is not None and self._error.code in REFUSALS
                code = "refused" if refused else "offline"
                raise PublishError(code, self.name, detail)

    def _start(self) -> None:
        try:
            self._broker.start(self)
        except BrokerError as error:
            if error.code == "library":
                raise PublishError("missing", self.name, "sommet-tui[share]") from error
            raise PublishError("failed", self.name, error.detail) from error
        self._started = True

    def _send(self, topic: str, content: bytes) -> None:
        token = self._broker.publish(topic, content)
        if token is None:
            raise PublishError("offline", self.name)
        with self._changed:
            if not self._changed.wait_for(lambda: token in self._answers, PATIENCE):
                raise PublishError("offline", self.name)
            reason = self._answers.pop(token)
        if reason is not None:
            raise PublishError("refused", self.name, "" if reason == NO_RIGHT else reason)

    # The broker calls these methods in its own thread.

    def on_connected(self) -> None:
        """Notify the thread that waits to publish, and ask the broker for all documents."""
        with self._changed:
            self._is_connected, self._error, self._is_reading = True, None, False
            self._changed.notify_all()
        self._broker.subscribe([live_topics(self._event)])

    def on_disconnected(self, error: BrokerError) -> None:
        """Do nothing, because the broker object connects again by itself."""
        with self._changed:
            self._is_connected, self._error = False, error
            self._changed.notify_all()

    def on_subscribed(self) -> None:
        """Notify the thread that waits to read. The broker now sends the retained documents."""
        with self._changed:
            self._is_reading = True
            self._changed.notify_all()

    def on_subscription_refused(self, reason: str) -> None:
        """Continue without the documents of other computers."""
        self.on_subscribed()

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Store the document of a room."""
        with self._changed:
            _put(self._documents, topic, payload)
            self._changed.notify_all()

    def on_published(self, token: int) -> None:
        """Record that the broker has received the message with this token."""
        with self._changed:
            self._answers[token] = None
            self._changed.notify_all()

    def on_refused(self, token: int, reason: str) -> None:
        """Record that the broker has refused the message with this token."""
        with self._changed:
            self._answers[token] = reason
            self._changed.notify_all()


def _put(found: dict[str, Any], topic: str, content: object) -> None:
    """Store the content of a topic, unless there are more topics than any event has rooms."""
    if topic in found or len(found) < MAX_LANES:
        found[topic] = content


def _document_order(document: bytes) -> tuple[int, int]:
    """Return the numbers that sort documents. An invalid document has the lowest numbers."""
    try:
        found = json.loads(document)
        return int(found["epoch"]), int(found["seq"])
    except DECODE_ERRORS:
        return (-1, -1)


def _parts_by_room(document: dict[str, Any]) -> dict[str | None, dict[str, Any]]:
    """Split a document: one part for each room with a lane, and one for notices to all rooms."""
    lanes, notices = document["lanes"], document["notices"]
    rooms = {None, *(lane["room"]["id"] for lane in lanes if lane["room"])}
    return {
        room: document
        | {
            "rooms": [],
            "lanes": [lane for lane in lanes if (lane["room"] or {}).get("id") == room],
            "notices": [notice for notice in notices if notice["room"] == room],
        }
        for room in rooms
    }


class BrokerDay:
    """A `DaySource` over MQTT, which joins the documents of all rooms into one day.

    It is also a `BrokerListener`.
    """

    def __init__(self, address: str, event: str, broker: Broker) -> None:
        """Prepare the source. The first `fetch_newer` connects to the broker.

        `event` is the event's name at the broker.
        """
        self.address = address
        self._topic = live_topics(event)
        self._broker = broker
        self._started = False
        self._changed = Condition()
        self._days: dict[str, SharedDay] = {}
        self._drop_reasons: dict[str, DocumentError] = {}
        """For each topic whose latest document was ignored, the reason."""
        self._check: Check | None = None
        self._error: BrokerError | None = None
        self._subscribed = self._has_new_days = False
        self._has_reported = True
        """Whether `fetch_newer` has been called since a document was dropped."""

    def saved_day(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """Return None, because the broker sends the latest documents to every new client."""
        del check
        return None

    def has_update(self) -> bool:
        """Return whether anything has changed since the last call of `fetch_newer`."""
        return self._has_new_days or not self._has_reported

    def fetch_newer(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """Return the day with everything received so far, or None if it has not changed."""
        self._check = check
        if not self._started:
            self._start()
        with self._changed:
            answered = self._changed.wait_for(
                lambda: self._subscribed or self._error, patience or PATIENCE
            )
            if answered and not self._days:
                self._changed.wait_for(
                    lambda: self._days or self._drop_reasons or self._error, QUIET
                )
            if self._error is not None or not self._subscribed:
                self._has_new_days, self._has_reported = False, True
                error = self._error or self._broker_error("timeout")
                raise BrokerError(error.code, error.detail, error.where)
            new, self._has_new_days = self._has_new_days, False
            if new and self._days:
                self._has_reported = not self._drop_reasons
                return _merge_days(self._days)
            self._has_reported = True
            for dropped in self._drop_reasons.values():
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

    # The broker calls these methods in its own thread.

    def on_connected(self) -> None:
        """Subscribe to the documents of all rooms."""
        with self._changed:
            self._error, self._has_new_days = None, True
        self._broker.subscribe([self._topic])

    def on_disconnected(self, error: BrokerError) -> None:
        """Record why the connection was lost. Countdowns continue."""
        with self._changed:
            self._subscribed = False
            self._error, self._has_new_days = error, True
            self._changed.notify_all()

    def on_subscribed(self) -> None:
        """Let the next `fetch_newer` wait for the retained messages, which the broker sends now."""
        with self._changed:
            self._subscribed = self._has_new_days = True
            self._changed.notify_all()

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Process the document of a room. An invalid document is reported and changes nothing."""
        del retained
        with self._changed:
            try:
                day = read_document(payload)
                if self._check is not None:
                    self._check(day, self._days.get(topic))
            except DocumentError as error:
                _put(self._drop_reasons, topic, error)
                self._has_reported = False
            else:
                self._drop_reasons.pop(topic, None)
                _put(self._days, topic, day)
                self._has_new_days = True
            self._changed.notify_all()

    def on_subscription_refused(self, reason: str) -> None:
        """Record that the broker does not let this user read the day."""
        with self._changed:
            self._error, self._has_new_days = self._broker_error("unreadable", reason), True
            self._changed.notify_all()

    def on_published(self, token: int) -> None:
        """Do nothing, because this class publishes nothing."""

    def on_refused(self, token: int, reason: str) -> None:
        """Do nothing, because this class publishes nothing."""


def _merge_days(days: dict[str, SharedDay]) -> SharedDay:
    """Merge the documents of all rooms into one day.

    If documents share a lane or notice, the newest document decides.
    """
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
