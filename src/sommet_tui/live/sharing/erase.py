"""Removing this computer's messages to the crew from the broker."""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING

from sommet_tui.companion.live_ports import NO_RIGHT, PATIENCE, BrokerError
from sommet_tui.domain.sharing.address import here_topic, own_topics

if TYPE_CHECKING:
    from sommet_tui.companion.live_ports import Broker
    from sommet_tui.domain.sharing.address import ShareAddress


class Eraser:
    """Removes the messages of a writer from a broker: a `BrokerListener`.

    The broker sends each removal back, too.
    """

    def __init__(self, address: ShareAddress, writer: str, broker: Broker) -> None:
        self._server = address.server
        self._broker = broker
        self._here = here_topic(address.event, writer)
        self._topics = own_topics(address.event, writer)
        self._changed = Condition()
        self._error: BrokerError | None = None
        self._left = {self._here}
        self._count = 0

    def erase(self) -> int:
        """Remove the messages; return their number.

        Raises:
            BrokerError: some may still be there.
        """
        self._broker.start(self)
        with self._changed:
            if not self._changed.wait_for(lambda: self._error or not self._left, PATIENCE):
                self._error = BrokerError("timeout", "", self._server)
        self._broker.stop()
        if self._error is not None:
            raise self._error
        return self._count

    # Callbacks of the broker, in its thread

    def on_connected(self) -> None:
        """Have the broker send everything."""
        self._broker.subscribe(self._topics)

    def on_subscribed(self) -> None:
        """Remove the presence first: it comes back after everything that the broker had."""
        self._broker.publish(self._here, b"")

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Remove a message, or note that it is removed."""
        del retained
        with self._changed:
            if payload:
                self._count += 1
                self._left.add(topic)
                self._broker.publish(topic, b"")
            else:
                self._left.discard(topic)
            self._changed.notify_all()

    def on_published(self, token: int) -> None:
        """Do nothing: the removal itself comes back."""

    def on_refused(self, token: int, reason: str) -> None:
        """Record that the broker does not let this user remove a message."""
        del token
        why = "not authorized" if reason == NO_RIGHT else reason
        self.on_disconnected(BrokerError("failed", why, self._server))

    def on_subscription_refused(self, reason: str) -> None:
        """Record that the broker does not send this user anything."""
        self.on_disconnected(BrokerError("unreadable", reason, self._server))

    def on_disconnected(self, error: BrokerError) -> None:
        """Record the error; the remaining messages can be removed later."""
        with self._changed:
            self._error = error
            self._changed.notify_all()
