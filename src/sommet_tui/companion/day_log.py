"""The records of the day, or of the rehearsal that this window has joined."""

from __future__ import annotations

from types import MappingProxyType

from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sommet_tui.companion.live_ports import Share
    from sommet_tui.companion.ports import Rehearsal
    from sommet_tui.domain.crew.merge import SharedLog, VoidAct
    from sommet_tui.domain.crew.records import LeadClaim
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.panel import PanelAct
    from sommet_tui.domain.rundown.acts import Act


@frozen
class CrewDay:
    """A shared day. Its `log` is the same on every computer of the crew.

    `names` has the names of the crew's laptops, by writer. `seen_void_uids` has the uids of the
    void acts that the user has seen. `refused_rooms` has the rooms that the broker does not let
    this user lead.
    """

    share: Share
    log: SharedLog
    names: Mapping[str, str] = MappingProxyType({})
    seen_void_uids: frozenset[str] = frozenset()
    refused_rooms: frozenset[str | None] = frozenset()

    def lead(self, room: str | None) -> LeadClaim | None:
        """Return the claim of the laptop that leads a room, or None if no laptop leads it."""
        return self.log.leads.get(room)

    def is_lead(self, room: str | None) -> bool:
        """Return whether this installation leads a room."""
        claim = self.lead(room)
        return claim is not None and claim.writer == self.share.writer

    def has_unconfirmed_lead(self, room: str | None) -> bool:
        """Return whether this installation leads a room by a claim not yet confirmed."""
        claim = self.lead(room)
        return self.is_lead(room) and claim is not None and claim.state == "open"

    def name(self, writer: str) -> str:
        """Return the crew's name for a laptop."""
        if writer == self.share.writer:
            return self.share.name
        return self.names.get(writer) or writer

    def laptop_name(self, uid: str) -> str | None:
        """Return the crew's name for the laptop that made a record, or None if that is unknown."""
        writer = self.log.writers.get(uid)
        return None if writer is None else self.name(writer)

    def is_own_record(self, uid: str) -> bool:
        """Return whether this installation made a record."""
        return self.log.writers.get(uid, self.share.writer) == self.share.writer

    def acts_to_redo(self, room: str | None) -> tuple[VoidAct, ...]:
        """Return the void acts of a room that this laptop should still redo.

        These include its own acts. If this laptop leads the room, they also include acts of the
        earlier lead that had not arrived when the lead changed.
        """
        return tuple(void_act for void_act in self._own_void_acts() if void_act.act.room == room)

    @property
    def unseen_void_acts(self) -> tuple[VoidAct, ...]:
        """Return the void acts of all rooms that the user should redo and has not seen yet."""
        return tuple(v for v in self._own_void_acts() if v.record.uid not in self.seen_void_uids)

    def _own_void_acts(self) -> Iterable[VoidAct]:
        for void_act in self.log.void:
            if void_act.redone:
                continue
            adopts = void_act.reason == "unnamed" and self.is_lead(void_act.act.room)
            if adopts or void_act.record.writer == self.share.writer:
                yield void_act

    def void_reason(self, void: VoidAct) -> str:
        """Return the reason why an act is void.

        It is "refused" if the broker does not let this user lead the room.
        """
        mine = void.record.writer == self.share.writer
        refused = mine and void.reason != "unnamed" and void.act.room in self.refused_rooms
        return "refused" if refused else void.reason


@frozen
class EventLog:
    """Everything recorded so far, in order.

    `rehearsal` is the rehearsal that this window has joined, or None on the real day. `offset` is
    the offset of the last record that was read. On a shared day, `crew` describes the day, and the
    log includes the records of other computers.
    """

    acts: tuple[Act, ...] = ()
    messages: tuple[Message, ...] = ()
    panel_acts: tuple[PanelAct, ...] = ()
    rehearsal: Rehearsal | None = None
    offset: int = 0
    crew: CrewDay | None = None

    @property
    def active_crew(self) -> CrewDay | None:
        """The shared day, or None if this computer does not share it now."""
        crew = self.crew
        return crew if crew is not None and crew.share.active else None

    def other_lead(self, room: str | None) -> LeadClaim | None:
        """Return the claim of the laptop that leads a room.

        If this laptop leads it or none does, return None.
        """
        crew = self.crew
        return None if crew is None or crew.is_lead(room) else crew.lead(room)

    @property
    def uids(self) -> set[str]:
        """The `uid`s of all acts and messages."""
        records: Iterable[Act | Message | PanelAct]
        records = (*self.acts, *self.messages, *self.panel_acts)
        return {record.uid for record in records}

    def acts_version(self) -> object:
        """Return a value that changes when anyone acts or takes the lead.

        The value also changes when the crew confirms a lead.
        """
        crew = self.crew
        if crew is None:
            return self.offset
        log = crew.log
        leads = {
            room: (claim.writer, crew.has_unconfirmed_lead(room))
            for room, claim in log.leads.items()
        }
        return self.offset, leads, len(log.acts), len(log.panel_acts), len(log.void)


NOTHING = EventLog()
