"""The day of this machine and of the others as one log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.event_log import CrewDay
from sommet_tui.domain.records import RecordError
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.sharing.merge import shared_log
from sommet_tui.domain.sharing.records import CrewRecord, LeadClaim, OwnRecords, crew_record_from
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from sommet_tui.companion.event_log import EventLog
    from sommet_tui.companion.live_ports import Share, SharedRead
    from sommet_tui.domain.records import StoredRecord


def act_of(record: CrewRecord) -> Act | None:
    """The stage act that a record tells; None where it is something else."""
    return record.what if isinstance(record.what, Act) else None


class CrewLog:
    """All records of one programme's day, and the claims: read on from where they were read to."""

    def __init__(self, programme: str, share: Share) -> None:
        self._programme = programme
        self._own = OwnRecords(share.writer)
        self._share = share
        self._offset = 0
        self._records: list[CrewRecord] = []
        self._claims: tuple[LeadClaim, ...] = ()
        self._known: dict[str, Any] = {}
        self._new = True
        self.place = 0
        """Up to where the records of others were read."""

    @property
    def writer(self) -> str:
        """Who this installation is."""
        return self._share.writer

    def add_own(self, kept: Iterable[StoredRecord]) -> None:
        """Go on by records of this machine, from the day's first; those known are passed over."""
        for each in kept:
            if each.offset <= self._offset:
                continue
            self._offset, self._new = each.offset, True
            record = self._own.add(each)
            if record is not None:
                self._records.append(record)

    def add_others(self, read: SharedRead) -> None:
        """Go on by what came of others; what cannot be understood is passed over."""
        self._new = self._new or (read.share, read.claims) != (self._share, self._claims)
        self._share, self._claims, self.place = read.share, tuple(read.claims), read.place
        for view in read.records:
            self._new = True
            try:
                self._records.append(crew_record_from(view, self._programme))
            except RecordError:
                continue

    def events(self, before: EventLog) -> EventLog:
        """The log of all that is known; `before` itself where nothing is new."""
        if not self._new:
            return before
        log = shared_log(self._records, self._claims, self._known)
        values: Sequence[Any] = (*log.acts, *log.panel_acts)
        self._known = {each.uid: each for each in values}
        self._new = False
        return replace(
            before,
            acts=log.acts,
            messages=log.messages,
            panel_acts=log.panel_acts,
            offset=self._offset,
            crew=CrewDay(self._share, log),
        )
