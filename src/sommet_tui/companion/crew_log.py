"""The records of this machine and of the others, merged into one log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.event_log import CrewDay
from sommet_tui.companion.ports import Notice
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.rundown.definitions import DEFINITIONS
from sommet_tui.domain.session_ids import with_present_ids
from sommet_tui.domain.sharing.merge import SharedLog, shared_log
from sommet_tui.domain.sharing.records import CrewRecord, LeadClaim, OwnRecords
from sommet_tui.domain.sharing.standby import machine_id
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sommet_tui.companion.event_log import EventLog
    from sommet_tui.companion.live_ports import Share, SharedRead
    from sommet_tui.domain.records import StoredRecord


class CrewLog:
    """All records of one programme's day, and the claims; each call reads only new ones."""

    def __init__(self, share: Share, names: Mapping[str, str]) -> None:
        """`names` maps earlier ids of sessions to the present ones."""
        self._session_names = names
        self._own = OwnRecords(share.writer)
        self._share = share
        self._names: Mapping[str, str] = {}
        self._seen: frozenset[str] = frozenset()
        self._offset = share.own_from
        self._records: dict[tuple[str, int], CrewRecord] = {}
        """By writer and number; if a number was used twice, the later record replaces the other."""
        self._claims: tuple[LeadClaim, ...] = ()
        self._known: dict[str, Any] = {}
        self._last: CrewRecord | None = None
        self._new = True
        self.place = 0
        """The place of the last record read from others."""

    @property
    def writer(self) -> str:
        """The writer that this installation is."""
        return self._share.writer

    def add_own(self, kept: Iterable[StoredRecord]) -> None:
        """Add records of this machine, from the first of the day on; skip known ones."""
        for stored in kept:
            if stored.offset <= self._offset:
                continue
            self._offset, self._new = stored.offset, True
            self._last = record = self._own.add(stored)
            if record is not None:
                self._add(record)

    @property
    def latest_uid(self) -> str | None:
        """The uid of the latest record of this machine."""
        return self._last.uid if self._last is not None else None

    def add_others(self, read: SharedRead) -> None:
        """Add the records that arrived from others."""
        before = self._share, self._claims, self._names, self._seen
        self._share, self._claims = read.share, tuple(read.claims)
        self._names, self._seen = read.names, read.seen
        now = self._share, self._claims, self._names, self._seen
        self._new = self._new or now != before
        self.place = read.place
        for record in read.records:
            self._new = True
            self._add(record)

    def _add(self, record: CrewRecord) -> None:
        content = with_present_ids(record.content, self._session_names)
        self._records[record.writer, record.number] = replace(record, content=content)

    def unclaimed(self, log: SharedLog) -> Iterable[LeadClaim]:
        """Yield claims for rooms that were driven here before the day was shared and have no lead.

        The laptop that drove a room then leads it from the first act on, as if it had been offline
        until now.
        """
        mine = {claim.room for claim in self._claims if claim.writer == self.writer}
        begun: dict[str | None, datetime] = {}
        for record in self._records.values():
            act = record.content
            if record.writer != self.writer or not isinstance(act, Act):
                continue
            if not DEFINITIONS[act.act].by_anyone:
                begun[act.room] = min(record.stamp, begun.get(act.room, record.stamp))
        for room, at in begun.items():
            if room not in mine and room not in log.leads:
                epoch = log.epochs.get(room, 0) + 1
                yield LeadClaim(room, epoch, self.writer, self._share.name, at, state="open")

    def events(self, before: EventLog) -> EventLog:
        """Return the log of everything known; `before` itself if nothing is new."""
        if not self._new:
            return before
        log = shared_log(self._records.values(), self._claims, self._known)
        values: Sequence[Any] = (*log.acts, *log.panel_acts)
        self._known = {record.uid: record for record in values}
        self._new = False
        return replace(
            before,
            acts=log.acts,
            messages=log.messages,
            panel_acts=log.panel_acts,
            offset=self._offset,
            crew=CrewDay(
                share=self._share,
                log=log,
                names={claim.writer: claim.name for claim in self._claims} | dict(self._names),
                seen=self._seen,
                refused=frozenset(
                    claim.room
                    for claim in self._claims
                    if claim.writer == self.writer and claim.state == "refused"
                ),
            ),
        )


def lead_notices(before: CrewDay, crew: CrewDay, rooms: Mapping[str, str]) -> Iterator[Notice]:
    """Yield a notice of each new lead on another laptop, and of acts made here without the lead.

    `rooms` are the names of the event's rooms by id.
    """
    if machine_id(before.share.writer) != machine_id(crew.share.writer):
        yield Notice("copied", {"name": crew.share.name})
    for room, claim in crew.log.leads.items():
        if claim == before.log.leads.get(room) or claim.writer == crew.share.writer:
            continue
        if before.is_alone(room):
            yield _dropped_wish(before, crew, claim)
            continue
        code = "room-lead-taken" if len(rooms) > 1 else "lead-taken"
        yield Notice(code, {"room": rooms.get(room or "", room or ""), "name": claim.name})
    for room in before.log.leads:
        if room not in crew.log.leads and room in crew.refused:
            yield Notice("lead-refused")


def _dropped_wish(before: CrewDay, crew: CrewDay, claim: LeadClaim) -> Notice:
    """Return the notice that this laptop, which drove a room on its own, does not lead it."""
    if claim.room in crew.refused:
        return Notice("lead-refused")
    known = {record.uid for record in before.log.counted}
    new = (record for record in crew.log.counted if record.uid not in known)
    count = sum(record.writer == claim.writer for record in new)
    return Notice("wish-dropped", {"name": claim.name, "n": str(count)})
