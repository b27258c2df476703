"""A broker to publish at: a document a room, retained, for those who follow there."""

from __future__ import annotations

import json
from threading import Condition
from typing import TYPE_CHECKING, Any

from sommet_tui.companion.audience_ports import PublishError
from sommet_tui.companion.live_ports import NO_RIGHT, REFUSALS, BrokerError
from sommet_tui.domain.sharing.address import live_topic

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from sommet_tui.companion.audience_ports import PublishedFile
    from sommet_tui.companion.live_ports import Broker

_LIVE: Final = "live.json"
_PATIENCE: Final = 10.0
"""Seconds that a broker may take to be reached, and to answer."""


class BrokerTarget:
    """Publishes the document, and it alone, at a broker; also a `BrokerListener`."""

    def __init__(
        self,
        address: str,
        event: str,
        broker: Broker,
        drives: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """`event` is the broker's name for it; nothing is connected before something comes.

        Of rooms, those alone are published that this machine `drives`.
        """
        self.name = address
        self._event = event
        self._broker = broker
        self._drives = drives
        self._started = self._up = False
        self._changed = Condition()
        self._error: BrokerError | None = None
        self._answers: dict[int, str | None] = {}
        """What the broker said of what was published, by token: why it refuses, None if not."""

    def read(self, name: str) -> bytes | None:
        """None: whose document it is and which, its readers see."""
        del name
        return None

    def put(self, file: PublishedFile) -> None:
        """Publish each room's part of the document, and wait until the broker has it."""
        if file.name != _LIVE:
            return
        if not self._started:
            self._start()
        with self._changed:
            self._changed.wait_for(lambda: self._up or self._error, _PATIENCE)
            if not self._up:
                detail = self._error.detail if self._error is not None else ""
                refused = self._error is not None and self._error.code in REFUSALS
                code = "refused" if refused else "offline"
                raise PublishError(code, self.name, detail)
        for room, part in _parts(json.loads(file.data)).items():
            if room is not None and not self._drives(room):
                continue
            content = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
            self._send(live_topic(self._event, room), content)

    def close(self) -> None:
        """Leave the broker; what is retained there stays."""
        if self._started:
            self._broker.stop()

    def _start(self) -> None:
        try:
            self._broker.start(self)
        except BrokerError as error:
            code = "missing" if error.code == "library" else "failed"
            raise PublishError(code, self.name, "share" if code == "missing" else "") from error
        self._started = True

    def _send(self, topic: str, content: bytes) -> None:
        token = self._broker.publish(topic, content)
        if token is None:
            raise PublishError("offline", self.name)
        with self._changed:
            if not self._changed.wait_for(lambda: token in self._answers, _PATIENCE):
                raise PublishError("offline", self.name)
            reason = self._answers.pop(token)
        if reason is not None:
            raise PublishError("refused", self.name, "" if reason == NO_RIGHT else reason)

    # What the broker tells, in its thread

    def connected(self) -> None:
        """It can be published."""
        with self._changed:
            self._up, self._error = True, None
            self._changed.notify_all()

    def disconnected(self, error: BrokerError) -> None:
        """Another try comes by itself."""
        with self._changed:
            self._up, self._error = False, error
            self._changed.notify_all()

    def subscribed(self) -> None:
        """Nothing is."""

    def subscription_refused(self, reason: str) -> None:
        """Nothing is."""

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Nothing is."""

    def published(self, token: int) -> None:
        """The broker has it."""
        with self._changed:
            self._answers[token] = None
            self._changed.notify_all()

    def refused(self, token: int, reason: str) -> None:
        """The broker will not have it."""
        with self._changed:
            self._answers[token] = reason
            self._changed.notify_all()


def _parts(document: dict[str, Any]) -> dict[str | None, dict[str, Any]]:
    """The document of each room that has a lane; what is for all rooms is in one without."""
    lanes, notices = document["lanes"], document["notices"]
    rooms = {None, *(lane["room"]["id"] for lane in lanes if lane["room"])}
    return {
        room: document
        | {
            "lanes": [each for each in lanes if (each["room"] or {}).get("id") == room],
            "notices": [each for each in notices if each["room"] == room],
        }
        for room in rooms
    }
