"""Who of those who are to come is there, for whoever looks after them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.panel.acts import Arrival, in_force
from sommet_tui.domain.programme import Session

_NOBODY: Mapping[str, Arrival] = MappingProxyType({})


class Presence:
    """Arrivals as known at one instant; each session is looked up once."""

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self._programme = snapshot.programme
        self._acts = in_force(snapshot.panel_acts(now))
        self._found: dict[str, Mapping[str, Arrival]] = {}

    def of(self, person: str, session: Session) -> Arrival:
        """Where someone is, as far as a session is concerned."""
        return self._of(session).get(person, "not_seen")

    def looked_for(self, session: Session) -> bool:
        """Whether anybody notes who is there on that day: else nothing is known of anyone."""
        return bool(self._of(session))

    def _of(self, session: Session) -> Mapping[str, Arrival]:
        if not self._acts:
            return _NOBODY
        if session.id not in self._found:
            from sommet_tui.domain.panel.state import arrivals, same_day

            day = same_day(self._programme, session)
            self._found[session.id] = arrivals(self._acts, session, day)
        return self._found[session.id]


def begins(snapshot: Snapshot, session: Session, now: datetime) -> datetime:
    """When a session will begin if nothing changes, or did."""
    times = snapshot.times(session, now)
    return times.projected[0] if times and times.projected else session.start
