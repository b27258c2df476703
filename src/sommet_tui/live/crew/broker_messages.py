"""Sends messages to the crew's broker, and reads received ones."""

from __future__ import annotations

import json
from threading import Condition
from typing import TYPE_CHECKING, Any

from sommet_tui.companion.live_ports import NO_RIGHT, PATIENCE, Broker, BrokerError
from sommet_tui.domain.crew.address import ShareAddress, own_topics, presence_topic
from sommet_tui.domain.limits import CREW_BYTES_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sommet_tui.domain.records import RecordError

    Answered = Callable[[str | None], None]
    """Receives the broker's answer: the reason of a refusal, or None."""


class DropError(Exception):
    """A received message must be ignored. `reason` is as in `companion.live_ports.Dropped`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_REASONS = {
    ("programme", "choice"): "programme",
    ("uid", "choice"): "copied",
    ("version", "range"): "newer",
}


def drop_error(error: RecordError) -> DropError:
    """Return the error that says why an unreadable message is ignored."""
    return DropError(_REASONS.get((error.key, error.problem), "garbled"))


class Post:
    """Sends messages, and passes the broker's answers to their senders."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._senders: dict[int, Answered] = {}
        """The recipients of answers, by the token of their message."""
        self.refused: str | None = None
        """The broker's refusals, as in `LinkStatus`."""
        self.reason = NO_RIGHT

    def reset(self) -> None:
        """Forget the messages of an earlier connection."""
        self._senders, self.refused = {}, None

    def send(
        self,
        topic: str,
        view: bytes | Mapping[str, Any],
        right: str,
        to: Answered | None = None,
    ) -> bool:
        """Send a message. Return False if the broker is not connected.

        `right` is the right that the message needs, "records" or "lead". A refusal is recorded
        under this right. Later, `to` is called with the broker's answer.
        """
        token = self._broker.publish(topic, view if isinstance(view, bytes) else encode(view))
        if token is None:
            return False

        def on_answer(refusal: str | None) -> None:
            if refusal is not None:
                self.record_refusal(right, refusal)
            if to is not None:
                to(refusal)

        self._senders[token] = on_answer
        return True

    def on_answer(self, token: int, refusal: str | None) -> None:
        """Pass the broker's answer to the sender of the message."""
        sender = self._senders.pop(token, None)
        if sender is not None:
            sender(refusal)

    def record_refusal(self, right: str, reason: str) -> None:
        """Record that the broker refuses messages that need this right.

        A refused claim is recorded only if nothing else was refused.
        """
        if right != "lead" or self.refused is None:
            self.refused, self.reason = right, reason


def encode(view: Mapping[str, Any]) -> bytes:
    """Return a JSON object as bytes."""
    return json.dumps(view, ensure_ascii=False).encode()


def parse_object(payload: bytes) -> Mapping[str, Any]:
    """Parse a received JSON object. If it is invalid, return an empty mapping."""
    if len(payload) > CREW_BYTES_LIMIT:
        return {}
    try:
        found = json.loads(payload.decode())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class Eraser:
    """Removes a writer's messages from a broker. It is a `BrokerListener`.

    The broker sends each removal back to this computer.
    """

    def __init__(self, address: ShareAddress, writer: str, broker: Broker) -> None:
        self._server = address.server
        self._broker = broker
        self._here = presence_topic(address.event, writer)
        self._topics = own_topics(address.event, writer)
        self._changed = Condition()
        self._error: BrokerError | None = None
        self._remaining_topics = {self._here}
        self._count = 0

    def erase(self) -> int:
        """Remove the messages, and return how many there were.

        Raises:
            BrokerError: some messages may still be there.
        """
        self._broker.start(self)
        with self._changed:
            if not self._changed.wait_for(
                lambda: self._error or not self._remaining_topics, PATIENCE
            ):
                self._error = BrokerError("timeout", "", self._server)
        self._broker.stop()
        if self._error is not None:
            raise self._error
        return self._count

    # The broker calls these methods in its own thread.

    def on_connected(self) -> None:
        """Ask the broker for all messages."""
        self._broker.subscribe(self._topics)

    def on_subscribed(self) -> None:
        """Remove the presence message. It comes back after all other messages of the broker."""
        self._broker.publish(self._here, b"")

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Remove a message or, if it is already a removal, record it."""
        del retained
        with self._changed:
            if payload:
                self._count += 1
                self._remaining_topics.add(topic)
                self._broker.publish(topic, b"")
            else:
                self._remaining_topics.discard(topic)
            self._changed.notify_all()

    def on_published(self, token: int) -> None:
        """Do nothing, because the broker also sends back the removal itself."""

    def on_refused(self, token: int, reason: str) -> None:
        """Record that the broker does not let this user remove a message."""
        del token
        why = "not authorized" if reason == NO_RIGHT else reason
        self.on_disconnected(BrokerError("failed", why, self._server))

    def on_subscription_refused(self, reason: str) -> None:
        """Record that the broker does not let this user read messages."""
        self.on_disconnected(BrokerError("unreadable", reason, self._server))

    def on_disconnected(self, error: BrokerError) -> None:
        """Record why the connection was lost. The user can remove the remaining messages later."""
        with self._changed:
            self._error = error
            self._changed.notify_all()
