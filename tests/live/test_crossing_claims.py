"""Two laptops that take the lead before either knows of the other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from sommet_tui.companion.clock import SystemClock
from sommet_tui.companion.live_ports import BrokerListener
from sommet_tui.domain.sharing.records import ClaimState
from sommet_tui.live.sharing.link import CrewSharing
from sommet_tui.storage.crew import SqliteCrew
from sommet_tui.storage.records import SqliteRecords
from tests.brokers import Silent

from .homes import Home, until

Sent = list[tuple[str, bytes]]


class Relay(Silent):
    """A broker that accepts everything; others' messages reach it around the first claim."""

    def __init__(self, before: Sent = [], after: Sent = []) -> None:  # noqa: B006  (never changed)
        self.sent: Sent = []
        self._before, self._after = list(before), list(after)
        self._listener: BrokerListener

    def start(self, listener: BrokerListener) -> None:
        self._listener = listener
        listener.connected()

    def publish(self, topic: str, payload: bytes, *, retained: bool = True) -> int | None:
        del retained
        self.sent.append((topic, payload))
        own = [(topic, payload)]
        if "/lead/" in topic:
            own = [*self._before, *own, *self._after]
            self._before, self._after = [], []
        self._deliver(own)
        token = len(self.sent)
        self._listener.published(token)
        return token

    def _deliver(self, messages: Iterable[tuple[str, bytes]]) -> None:
        for topic, payload in messages:
            self._listener.received(topic, payload, retained=False)


def _laptop(folder: Path, name: str, clock: str) -> Home:
    """A laptop that is not connected, and that takes the lead and starts the panel."""
    home = Home(folder, name, "mqtt://broker.example/day")
    home.companion.log.take_lead(None)
    home.act(clock, "start", "panel")
    return home


def _claim_state(home: Home, relay: Relay) -> ClaimState:
    """What becomes of the laptop's claim at this broker."""
    crew, programme = SqliteCrew(home.database), home.programme.id
    sharing = CrewSharing(programme, relay, SqliteRecords(home.database), crew, SystemClock())

    def states() -> set[ClaimState]:
        read = crew.read(programme, 0)
        assert read is not None
        return {c.state for c in read.claims if c.name == home.name and c.state != "open"}

    sharing.start()
    try:
        until(states)
    finally:
        sharing.stop()
    (state,) = states()
    return state


@pytest.mark.parametrize("clock", ["09:04", "09:06"], ids=["acts-first", "acts-last"])
def test_first_claim_to_reach_the_broker_is_valid(tmp_path: Path, clock: str) -> None:
    """Both would be void if each gave way to the other."""
    relay = Relay()
    assert _claim_state(_laptop(tmp_path, "other", "09:05"), relay) == "accepted"
    first, last = (_laptop(tmp_path, name, clock) for name in ("first", "last"))
    assert _claim_state(first, Relay(after=relay.sent)) == "accepted"
    assert _claim_state(last, Relay(before=relay.sent)) == "withdrawn"
