"""What the core needs of a broker, by shape; `live` fulfils it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence


class BrokerError(Exception):
    """A broker cannot be used.

    `code`: "library" (what speaks MQTT is not installed), "offline" (nobody answers), "timeout",
    "host" (no such name), "certificate", "ca" (the authority's file is none), "denied" (user or
    password), "protocol" (it does not speak MQTT 5), "lost" (the connection broke) or "failed".
    `detail` is the system's own words.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class LastWill:
    """What the broker publishes, retained, once a connection breaks."""

    topic: str
    payload: bytes


class BrokerListener(Protocol):
    """Is told what comes of a broker, in the broker's own thread: it must not wait."""

    def connected(self) -> None:
        """The connection stands; nothing is subscribed to as yet."""

    def disconnected(self, error: BrokerError) -> None:
        """There is no connection, or no more; another try comes by itself."""

    def subscribed(self) -> None:
        """The broker took a subscription; what is retained comes next."""

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """A message; `retained` tells that it is the last of its topic, from before."""

    def published(self, token: int) -> None:
        """The broker has what was published."""

    def refused(self, token: int, reason: str) -> None:
        """The broker refuses what was published; `reason` is its own word."""


class Broker(Protocol):
    """A connection to a broker, in a thread of its own, which comes back by itself."""

    def start(self, listener: BrokerListener) -> None:
        """Connect, now and whenever the connection breaks.

        Raises:
            BrokerError: "library" or "ca".
        """

    def stop(self) -> None:
        """Leave; nothing is told any more. Waits for a moment at most."""

    def subscribe(self, topics: Sequence[str]) -> None:
        """Ask for topics, and for what is retained there; nothing without a connection."""

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """Ask for them no more."""

    def publish(self, topic: str, payload: bytes, *, retained: bool = True) -> int | None:
        """Send a message; what the listener is told of it by. None without a connection.

        Nothing waits for a connection: what was true then may be so no longer.
        """
