"""Chooses which computer of a crew publishes the day at a place. The others stand by.

Every computer applies the same rule to the same facts, so that exactly one of them publishes. The
facts are: the computers that are online and publish there, the leads of the rooms, and the last
document there. The id of a computer is the last part of its writer's name.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sommet_tui.domain import limits, text
from sommet_tui.domain.crew.records import LeadClaim
from sommet_tui.domain.published_day import SILENCE
from sommet_tui.domain.values import DECODE_ERRORS, frozen

if TYPE_CHECKING:
    from sommet_tui.companion.json import Json
    from sommet_tui.companion.snapshot import Snapshot


NEXT_TURN = timedelta(seconds=30)
"""If a place is silent for too long, each computer in turn has this long to begin publishing."""


@frozen
class PostedDocument:
    """The last document at a place: its publisher, and how long ago it appeared there.

    If the publisher belongs to no crew, `publisher` is None.
    """

    publisher: str | None
    silence: timedelta

    @property
    def is_fresh(self) -> bool:
        """Whether the publisher still seems active. A publisher writes a document every minute."""
        return self.silence < SILENCE


def machine_id(writer: str) -> str:
    """Return the id of the computer in the name of a writer, `USER/ID`."""
    return writer.rpartition("/")[2]


def publishing_order(
    machines: Iterable[str], leads: Mapping[str | None, LeadClaim]
) -> tuple[str, ...]:
    """Return the computers in the order in which they should publish.

    The computer that leads the most rooms comes first. Computers that lead the same number of rooms
    are sorted by id. Claims that the crew has not confirmed are ignored, because the other
    computers do not know them.
    """
    rooms = Counter(machine_id(claim.writer) for claim in leads.values() if claim.state != "open")
    return tuple(sorted(set(machines), key=lambda machine: (-rooms[machine], machine)))


def choose_publisher(
    order: Sequence[str], posted: PostedDocument | None, *, connected: bool
) -> str | None:
    """Return the computer that should publish at a place.

    `order` has the computers that are online, sorted by `publishing_order`. Usually the first of
    them publishes. If the place stays silent, the next one does. A computer that is not `connected`
    to its crew cannot know which computers are online, so the active publisher goes on. If a
    computer outside the crew is the active publisher, the result is None.
    """
    if posted is not None and posted.is_fresh and (posted.publisher is None or not connected):
        return posted.publisher
    missed = 0
    if posted is not None and not posted.is_fresh:
        missed = 1 + (posted.silence - SILENCE) // NEXT_TURN
    return order[missed if missed < len(order) else 0]


_LOOK = timedelta(seconds=10)
"""How often a computer that stands by looks at the place."""
_HANDOVER = timedelta(seconds=3)
"""How long a computer waits before it takes over, in case the other one is only reconnecting."""
_HOLD = timedelta(seconds=30)
"""How long a computer publishes nothing if the crew lacks its records or does not answer.

Meanwhile, another computer can take over. Readers do not see records that only this computer has.
"""


@frozen
class DocumentHeader:
    """The header of a published document: its order, and the id and name of its publisher."""

    order: tuple[int, int]
    sent_at: datetime | None
    machine: str | None = None
    name: str = ""
    place: str | None = None

    @property
    def identity(self) -> tuple[tuple[int, int], str | None]:
        """The order and the publisher.

        Both are needed, because two computers that write at the same time may use the same order.
        """
        return self.order, self.machine


def read_header(data: bytes | None) -> DocumentHeader | None:
    """Return the header of the document at a place, or None if it is missing or unreadable."""
    try:
        content = json.loads(data or b"null")
        epoch, seq = content["epoch"], content["seq"]
    except DECODE_ERRORS:
        return None
    if not all(isinstance(number, int) and 0 <= number < 2**52 for number in (epoch, seq)):
        return None
    try:
        sent_at = datetime.fromisoformat(content["sent_at"])
    except DECODE_ERRORS:
        sent_at = None
    if sent_at is not None and sent_at.tzinfo is None:
        sent_at = None
    by = content.get("publisher")
    parts = by if isinstance(by, dict) else {}
    machine, name, place = (_text_or_none(parts.get(key)) for key in ("id", "name", "place"))
    name = text.cap(text.clean_line(name or ""), limits.NAME_LIMIT)
    return DocumentHeader((epoch, seq), sent_at, machine, name, place)


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= limits.ID_LIMIT else None


@frozen
class CrewNow:
    """The facts about a crew that decide who publishes. Computers are named by id.

    `publishing` has the other computers that are online, by place; it is unknown if `connected` is
    false. If `settled`, the crew has received everything that was recorded here.
    """

    machine: str
    name: str
    connected: bool
    settled: bool
    publishing: Mapping[str, frozenset[str]]
    leads: Mapping[str | None, LeadClaim]
    names: Mapping[str, str]


def current_crew(snapshot: Snapshot) -> CrewNow | None:
    """Return the crew as this window knows it, or None if the day is not shared."""
    crew, link = snapshot.events.active_crew, snapshot.link
    if crew is None:
        return None
    connected = link is not None and link.connected and link.synced and not link.silent
    publishing: dict[str, frozenset[str]] = {}
    for member in link.members if link is not None else ():
        for place in member.publishes if member.is_connected else ():
            publishing[place] = publishing.get(place, frozenset()) | {machine_id(member.writer)}
    return CrewNow(
        machine=machine_id(crew.share.writer),
        name=crew.share.name,
        connected=connected,
        settled=connected and link is not None and not link.waiting,
        publishing=publishing,
        leads=crew.log.leads,
        names={machine_id(writer): name for writer, name in crew.names.items()},
    )


def publishes_room(snapshot: Snapshot, room: str | None) -> bool:
    """Return whether this computer publishes a room at the crew's broker.

    The lead of the room publishes it. If the lead is offline, a computer that leads another room
    and is online publishes it instead.
    """
    crew, link = snapshot.events.crew, snapshot.link
    claim = crew.lead(room) if crew is not None else None
    if crew is None or claim is None or crew.is_lead(room):
        return claim is not None
    if link is None or not link.connected or not link.synced:
        return False
    online = {member.writer for member in link.members if member.is_connected}
    if claim.writer in online:
        return False
    leading = {claim.writer for claim in crew.log.leads.values()} & (online | {crew.share.writer})
    order = publishing_order(map(machine_id, leading), crew.log.leads)
    return bool(order) and order[0] == machine_id(crew.share.writer)


class PublishingTurn:
    """Decides whether it is this computer's turn to publish at one place.

    Only one thread at a time may use it. Computers may reach a place by different paths, so each
    place has an id. Each document contains this id.
    """

    def __init__(self) -> None:
        self.place = _new_place()
        self.is_mine = False
        """Whether this computer publishes there now."""
        self.other: str | None = None
        """The name of the computer that publishes there instead, or "" if the name is unknown."""
        self._crew: CrewNow | None = None
        self._now: datetime | None = None
        self._has_looked = False
        self._looked_at: datetime | None = None
        self._header: DocumentHeader | None = None
        self._there_since: datetime | None = None
        self._decided_on: DocumentHeader | None = None
        """The document that was there when the computer's turn was last decided."""
        self._own_header: DocumentHeader | None = None
        self._others: frozenset[str] = frozenset()
        """The other computers that were known to publish there."""
        self._began_at: datetime | None = None
        """When this computer began to publish. None once it has looked at the place again."""
        self._mine_since: datetime | None = None
        self._unsettled_since: datetime | None = None

    def update_crew(self, crew: CrewNow | None, now: datetime) -> None:
        """Update the facts about the crew. `crew` is None if the day is not shared."""
        self._crew, self._now = crew, now
        if crew is None:
            self.is_mine, self.other = False, None

    def update_turn(self, crew: CrewNow, now: datetime) -> bool:
        """Return whether it is this computer's turn. If that is unknown, return False."""
        self.update_crew(crew, now)
        self._decided_on = self._header
        self.is_mine = self._has_looked and self._is_turn_of(crew, now)
        if self.is_mine:
            self.other = None
        return self.is_mine

    def should_look(self, now: datetime) -> bool:
        """Return whether to look at the document at the place now.

        A computer that publishes also looks whenever it writes. A computer that is about to take
        over looks each time, so that it knows the last document. A new publisher looks again soon,
        because another computer may have begun at the same moment.
        """
        if self.is_mine:
            return self._began_at is not None and not _is_within(now, self._began_at, _HANDOVER)
        takes_over = self._mine_since is not None
        return takes_over or not _is_within(now, self._looked_at, _LOOK)

    def process(self, header: DocumentHeader | None) -> None:
        """Process the header of the document that is now at the place."""
        self._has_looked, self._looked_at, self._began_at = True, self._now, None
        if header is None:
            return
        if self._header is None or header.identity != self._header.identity:
            self.place = header.place or self.place
            first = self._header is None and header.sent_at is not None
            self._header, self._there_since = header, self._now
            if first and self._now is not None:
                self._there_since = min(self._now, header.sent_at or self._now)

    def can_write(self, header: DocumentHeader | None) -> bool:
        """Process the header of the current document at the place.

        Return False if another computer has written the document in the meantime.
        """
        known = self._decided_on
        foreseen = (
            header is None
            or self._is_own(header)
            or (known is not None and known.identity == header.identity)
        )
        self.process(header)
        if not foreseen:
            self.is_mine, self._mine_since = False, None
        return self.is_mine

    def remember_written_document(self, order: tuple[int, int]) -> None:
        machine = self._crew.machine if self._crew is not None else None
        if self._header is None or not self._is_own(self._header):
            self._began_at = self._now
        self._header = self._own_header = DocumentHeader(
            order, self._now, machine, place=self.place
        )
        self._there_since = self._now

    def signature(self) -> Json | None:
        """Return the document's entry about its publisher, or None if there is no crew."""
        crew = self._crew
        if crew is None:
            return None
        return {"id": crew.machine, "name": crew.name, "place": self.place}

    def _is_own(self, document: DocumentHeader) -> bool:
        if self._crew is not None and document.machine == self._crew.machine:
            return True
        return self._own_header is not None and document.identity == self._own_header.identity

    def _is_turn_of(self, crew: CrewNow, now: datetime) -> bool:
        if crew.connected:
            self._others = crew.publishing.get(self.place, frozenset()) - {crew.machine}
        header, posted = self._header, None
        own = header is None or self._is_own(header)
        if header is not None and self._there_since is not None:
            machine = crew.machine if own else header.machine
            posted = PostedDocument(machine, now - self._there_since)
        order = publishing_order({crew.machine, *self._others}, crew.leads)
        publisher = choose_publisher(order, posted, connected=crew.connected)
        if crew.connected and publisher == crew.machine != order[0]:
            # The first computer is online but does not publish here, so stop waiting for it.
            self.place, self._others = _new_place(), frozenset()
        unsettled = self._unsettled_since
        self._unsettled_since = None if crew.settled else _earlier_instant(unsettled, now)
        if publisher != crew.machine:
            self._mine_since, self.other = None, self._name(publisher, crew)
            return False
        self._mine_since = _earlier_instant(self._mine_since, now)
        if not own and _is_within(now, self._mine_since, _HANDOVER):
            return False
        alone = own and not self._others
        return alone or crew.settled or not _is_within(now, self._unsettled_since, _HOLD)

    def _name(self, machine: str | None, crew: CrewNow) -> str:
        header = self._header
        known = crew.names.get(machine) if machine is not None else None
        return known or (header.name if header is not None and header.machine == machine else "")


def _new_place() -> str:
    return uuid4().hex[:12]


def _earlier_instant(since: datetime | None, now: datetime) -> datetime:
    """Return the earlier of two instants, or `now` if `since` is None."""
    return now if since is None else min(since, now)


def _is_within(now: datetime, since: datetime | None, limit: timedelta) -> bool:
    return since is not None and timedelta(0) <= now - since < limit
