"""A broker as a publishing target: one retained document per room, for its followers."""

from __future__ import annotations

import json
from threading import Condition
from typing import TYPE_CHECKING, Any, Final

from sommet_tui.companion.live_ports import (
    NO_RIGHT,
    PATIENCE,
    QUIET,
    REFUSALS,
    Broker,
    BrokerError,
    PublishedFile,
    PublishError,
)
from sommet_tui.domain.sharing.address import live_topic, live_topics

if TYPE_CHECKING:
    from collections.abc import Callable

_LIVE: Final = "live.json"


class BrokerTarget:
    """Publishes only `live.json`, at a broker; also a `BrokerListener`."""

    def __init__(
        self,
        address: str,
        event: str,
        broker: Broker,
        drives: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """`event` is its name at the broker; the connection is made by the first `put`.

        Only the rooms that this computer `drives` are published.
        """
        self.name = address
        self._event = event
        self._broker = broker
        self._drives = drives
        self._started = self._up = False
        self._changed = Condition()
        self._error: BrokerError | None = None
        self._answers: dict[int, str | None] = {}
        """The broker's answers by token: the reason of a refusal, or None."""
        self._is_reading = False
        """Whether the broker sends the documents, or does not let this user read them."""
        self._there: dict[str, bytes] = {}
        """The last document of each room."""

    def read(self, name: str) -> bytes | None:
        """Return the newest document of any room; the other files are not published here."""
        if name != _LIVE:
            return None
        self._connect()
        with self._changed:
            self._changed.wait_for(lambda: self._is_reading or not self._up, PATIENCE)
            if not self._there:
                self._changed.wait_for(lambda: self._there, QUIET)
            newest = max(
                self._there, key=lambda room: (_document_order(self._there[room]), room), default=""
            )
            return self._there.get(newest)

    def put(self, file: PublishedFile) -> None:
        """Publish each room's part of the document, and wait until the broker has it."""
        if file.name != _LIVE:
            return
        self._connect()
        for room, part in _parts_by_room(json.loads(file.data)).items():
            if room is not None and not self._drives(room):
                continue
            content = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
            self._send(live_topic(self._event, room), content)

    def remove(self, name: str) -> None:
        """Do nothing: a room's document is not a file, and stays."""

    def close(self) -> None:
        """Disconnect from the broker; retained documents stay."""
        if self._started:
            self._broker.stop()

    def _connect(self) -> None:
        """Wait for the connection, which begins with the first call."""
        if not self._started:
            self._start()
        with self._changed:
            self._changed.wait_for(lambda: self._up or self._error, PATIENCE)
            if not self._up:
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

    # Callbacks of the broker, in its thread

    def on_connected(self) -> None:
        """Wake the thread that waits to publish, and have the broker send all documents."""
        with self._changed:
            self._up, self._error, self._is_reading = True, None, False
            self._changed.notify_all()
        self._broker.subscribe([live_topics(self._event)])

    def on_disconnected(self, error: BrokerError) -> None:
        """Do nothing: the broker tries again by itself."""
        with self._changed:
            self._up, self._error = False, error
            self._changed.notify_all()

    def on_subscribed(self) -> None:
        """Wake the thread that waits to read: the retained documents follow."""
        with self._changed:
            self._is_reading = True
            self._changed.notify_all()

    def on_subscription_refused(self, reason: str) -> None:
        """Go on without the documents of others."""
        self.on_subscribed()

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Remember the document of a room."""
        with self._changed:
            self._there[topic] = payload
            self._changed.notify_all()

    def on_published(self, token: int) -> None:
        """Record that the broker has the message."""
        with self._changed:
            self._answers[token] = None
            self._changed.notify_all()

    def on_refused(self, token: int, reason: str) -> None:
        """Record that the broker refuses the message."""
        with self._changed:
            self._answers[token] = reason
            self._changed.notify_all()


def _document_order(document: bytes) -> tuple[int, int]:
    """Return the order of a document; the lowest one if it is invalid."""
    try:
        found = json.loads(document)
        return int(found["epoch"]), int(found["seq"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return (-1, -1)


def _parts_by_room(document: dict[str, Any]) -> dict[str | None, dict[str, Any]]:
    """Return a document for each room with a lane; notices to all rooms are in one without."""
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
