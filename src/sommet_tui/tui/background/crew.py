"""The crew of a shared day: its connection, and the rooms that this window publishes for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.live_ports import BrokerError
from sommet_tui.tui.background.work import Errand, in_background
from sommet_tui.wording.sharing import broker_error_sentence, refused_sentence

if TYPE_CHECKING:
    from textual.app import App

    from sommet_tui.companion.event_log import EventLog
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.tui.viewer import Viewer
    from sommet_tui.wording.words import Words

_PASSING = frozenset(("offline", "timeout", "lost", "host", "copied"))
"""The errors that end by themselves: the header shows them, and a notice reports a copy."""
_OF_ADDRESS = frozenset(("no-mqtt", "not-encrypted", "failed"))
"""The errors of a wrong address, which also occur while a broker stops."""


class CrewConnection:
    """Opens the connection when the day is shared, again at a new address, and closes it after."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._app = app
        self._viewer = viewer
        self._errand = Errand(app)
        self._opened: object = None
        self._reported: str | None = None
        self._stood = False
        """Whether the broker has accepted this window."""
        self.lead = LeadPublishing(viewer)

    def tick(self) -> None:
        """Check whether the day is shared, and where; cheap enough for every second."""
        if not self._errand.is_running and self._wanted_state() != self._opened:
            self._errand.begin(self._reconnect)
        self._report()
        self.lead.tick()

    def _report(self) -> None:
        """Say once, in full, what the user has to repair; the header has room for one row."""
        snapshot = self._viewer.snapshot
        self._stood = self._stood or (snapshot.link is not None and snapshot.link.connected)
        sentence = _repair_sentence(snapshot, self._viewer.words, stood=self._stood)
        if sentence != self._reported:
            self._reported = sentence
            if sentence is not None:
                self._app.notify(sentence, severity="error", markup=False, timeout=20)

    def _wanted_state(self) -> object:
        snapshot = self._viewer.snapshot
        crew = snapshot.events.crew
        if crew is None or not crew.share.active:
            return None
        share = crew.share
        return snapshot.programme.id, share.address, share.writer, share.name, share.authority

    async def _reconnect(self) -> None:
        wanted = self._wanted_state()
        companion, words = self._viewer.companion, self._viewer.words
        programme = companion.snapshot.programme
        try:
            link = companion.log.release()
            if link is not None:
                await in_background(link.stop)
            if wanted is not None:
                opened = await in_background(lambda: self._viewer.services.connect(programme))
                if opened is not None:
                    companion.log.connect(opened)
            self._opened, self._stood = wanted, False
        except BrokerError as error:
            self._opened = wanted
            sentence = broker_error_sentence(error, words)
            self._app.notify(sentence, severity="error", markup=False, timeout=20)
        except StorageError:
            pass  # the header shows the error; the next second tries again


def _repair_sentence(snapshot: Snapshot, words: Words, *, stood: bool) -> str | None:
    """Return why the broker cannot be used without a remedy; None if it can.

    `stood` is whether it could be used before: then its address is right.
    """
    crew, link = snapshot.events.crew, snapshot.link
    if crew is None or link is None:
        return None
    if link.error is not None:
        passing = link.error.code in _PASSING or (stood and link.error.code in _OF_ADDRESS)
        return None if passing else broker_error_sentence(link.error, words)
    return (
        refused_sentence(crew.share, link, words) if link.refused in ("read", "records") else None
    )


class LeadPublishing:
    """Begins with the lead of the first room and ends with the last; failures are retried."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._publisher: Publisher | None = None
        self._address = ""

    def tick(self) -> None:
        """Publish news; cheap enough for every second."""
        address = _lead_broker(self._viewer.snapshot.events)
        if address != self._address:
            self.stop()
            self._address = address
            self._publisher = self._viewer.services.publish_as_lead() if address else None
        if self._publisher is not None:
            self._publisher.publish_due()

    def stop(self) -> None:
        """Stop publishing; the last documents stay at the broker."""
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            publisher.close()


def _lead_broker(events: EventLog) -> str:
    """Return the broker at which this installation leads a room; "" if it leads none."""
    crew = events.crew
    if crew is None or not crew.share.active:
        return ""
    return crew.share.address if any(map(crew.leads, crew.log.leads)) else ""
