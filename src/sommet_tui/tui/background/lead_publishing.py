"""Publishing the rooms that this laptop leads at the crew's broker, for followers there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sommet_tui.companion.event_log import EventLog
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.tui.viewer import Viewer


class LeadPublishing:
    """Begins with the lead of the first room and ends with the last; failures are retried."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._publisher: Publisher | None = None
        self._address = ""

    def tick(self) -> None:
        """Publish news; cheap enough for every second."""
        address = _led(self._viewer.companion.snapshot.events)
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


def _led(events: EventLog) -> str:
    """Return the broker at which this installation leads a room; "" if it leads none."""
    crew = events.crew
    if crew is None or not crew.share.active:
        return ""
    return crew.share.address if any(map(crew.leads, crew.log.leads)) else ""
