"""The log of a shared day, merged from the records of all computers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sommet_tui.companion.day_log import CrewDay, EventLog
from sommet_tui.companion.ports import Notice
from sommet_tui.companion.standby import machine_id
from sommet_tui.domain.crew.merge import SharedLog, shared_log
from sommet_tui.domain.crew.records import CrewRecord, LeadClaim, OwnRecords
from sommet_tui.domain.records import StoredRecord, use_current_ids
from sommet_tui.domain.rundown.act_effects import DEFINITIONS
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sommet_tui.companion.live_ports import Share, SharedRead


class CrewLog:
    """All records and claims of one programme's day. Each call reads only new records."""

    def __init__(self, share: Share, names: Mapping[str, str]) -> None:
        """`names` maps earlier ids of sessions to the current ids."""
        self._session_names = names
        self._own = OwnRecords(share.writer)
        self._share = share
        self._names: Mapping[str, str] = {}
        self._seen_void_uids: frozenset[str] = frozenset()
        self._offset = share.own_from
        self._records: dict[tuple[str, int], CrewRecord] = {}
        """Records by writer and number. If a number was used twice, the later record counts."""
        self._claims: tuple[LeadClaim, ...] = ()
        self._known: dict[str, Any] = {}
        self._last: CrewRecord | None = None
        self._new = True
        self.position = 0
        """The position in the store of the last record of another computer that was read."""

    @property
    def writer(self) -> str:
        """The name (`USER/ID`) under which this installation records."""
        return self._share.writer

    def add_own_records(self, records: Iterable[StoredRecord]) -> None:
        """Add records of this computer. Records that were added before are skipped.

        The records must be in order, and begin with the first record of the day.
        """
        for stored in records:
            if stored.offset <= self._offset:
                continue
            self._offset, self._new = stored.offset, True
            self._last = record = self._own.add(stored)
            if record is not None:
                self._add(record)

    @property
    def latest_uid(self) -> str | None:
        """The uid of the latest record of this computer, or None if it has made none."""
        return self._last.uid if self._last is not None else None

    def add_records_of_others(self, shared: SharedRead) -> None:
        """Add the records of other computers, and replace the claims, names and seen acts."""
        before = self._share, self._claims, self._names, self._seen_void_uids
        self._share, self._claims = shared.share, tuple(shared.claims)
        self._names, self._seen_void_uids = shared.names, shared.seen
        now = self._share, self._claims, self._names, self._seen_void_uids
        self._new = self._new or now != before
        self.position = shared.position
        for record in shared.records:
            self._new = True
            self._add(record)

    def _add(self, record: CrewRecord) -> None:
        content = use_current_ids(record.content, self._session_names)
        self._records[record.writer, record.number] = replace(record, content=content)

    def claims_for_driven_rooms(self, log: SharedLog) -> Iterable[LeadClaim]:
        """Yield a claim for each room without a lead that this laptop drove before sharing began.

        By this claim, the laptop leads the room from its first act there, although the day was not
        shared yet.
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
        """Return the log of everything known. If nothing is new, return `before` itself."""
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
                seen_void_uids=self._seen_void_uids,
                refused_rooms=frozenset(
                    claim.room
                    for claim in self._claims
                    if claim.writer == self.writer and claim.state == "refused"
                ),
            ),
        )


def lead_notices(before: CrewDay, crew: CrewDay, rooms: Mapping[str, str]) -> Iterator[Notice]:
    """Yield notices about changes of the lead.

    A notice says that another laptop now leads a room, that this laptop did not get the lead that
    it wanted, or that this installation was a copy and took a new id. `rooms` has the names of the
    event's rooms, by id. A notice names its room only if the event has several rooms.
    """

    def notice(code: str, room: str | None, **values: str) -> Notice:
        name = rooms.get(room or "", room or "") if len(rooms) > 1 else ""
        return Notice(code, {"room": name, **values})

    if machine_id(before.share.writer) != machine_id(crew.share.writer):
        yield Notice("copied", {"name": crew.share.name})
    for room, claim in crew.log.leads.items():
        known = before.lead(room)
        if claim.writer == crew.share.writer or (known and known.writer == claim.writer):
            continue
        if known is None or not before.has_unconfirmed_lead(room):
            yield notice("lead-taken", room, name=claim.name)
        elif room in crew.refused_rooms:
            yield notice("lead-refused", room)
        else:
            # This laptop's claim is invalid: the previous lead acted, or another laptop took the
            # lead.
            stayed = known.after is not None and known.after.writer == claim.writer
            count = _count_new_acts(before, crew, claim) if stayed else 0
            yield notice("wish-dropped", room, name=claim.name, n=str(count))
    for room in before.log.leads:
        if room not in crew.log.leads and room in crew.refused_rooms:
            yield notice("lead-refused", room)


def _count_new_acts(before: CrewDay, crew: CrewDay, claim: LeadClaim) -> int:
    """Count the acts in force that have just arrived from the lead of a room."""
    known = {record.uid for record in before.log.counted}
    new = (record for record in crew.log.counted if record.uid not in known)
    return sum(
        record.writer == claim.writer
        and isinstance(record.content, Act)
        and record.content.room == claim.room
        for record in new
    )
