"""What arrived from the crew: checked, and saved together."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.live_ports import CrewStore, Dropped, SharedBatch
from sommet_tui.domain.limits import LINE_LIMIT, MOST_RECORDS
from sommet_tui.domain.records import RecordError
from sommet_tui.domain.sharing.records import AHEAD, CrewRecord, LeadClaim, read_crew_record
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import dataclass
from sommet_tui.live.sharing.gaps import Gaps
from sommet_tui.live.sharing.post import DropError, drop_error, parse_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.live.sharing.clock import CrewClock

_MOST_HELD = 2 * MOST_RECORDS
"""The maximum number of records that wait for the presence of their writer."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record as it arrived: its topic, and the writer and the number in the topic."""

    topic: str
    writer: str
    number: int
    payload: bytes

    @property
    def place(self) -> tuple[str, int]:
        """The writer and the number."""
        return self.writer, self.number

    def read_record(self, programme: str | None) -> CrewRecord:
        """Return the record.

        Raises:
            DropError: it is invalid, or of another place or programme.
        """
        try:
            record = read_crew_record(parse_object(self.payload), programme)
        except RecordError as error:
            raise drop_error(error) from error
        if (record.writer, record.number) != self.place:
            raise DropError("foreign")
        return record


def read_arrival(topic: str, writer: str, number: str, payload: bytes) -> Arrival:
    """Return what arrived under a number as the topic has it.

    Raises:
        DropError: it is no number.
    """
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise DropError("garbled")
    return Arrival(topic, writer, int(number), payload)


class Received:
    """The others' records on their way to the database, and the dropped ones.

    A record of a writer that has not announced itself waits for that, and a record stamped far
    ahead waits for its time.
    """

    def __init__(
        self, programme: str, crew: CrewStore, clock: CrewClock, *, called: str | None
    ) -> None:
        """`called` is the id of the programme in messages."""
        self._programme = programme
        self._called = called
        self._crew = crew
        self._clock = clock
        self.gaps = Gaps(crew.record_checksums(programme))
        self.dropped = len(crew.dropped_messages(programme))
        """How many messages were dropped so far."""
        self.forged = 0
        """How many messages under the name of this computer were not its own."""
        self._held: dict[str, list[Arrival]] = {}
        self._ahead: dict[tuple[str, int], Arrival] = {}
        self._batch = _Batch()

    @property
    def ahead_count(self) -> int:
        """The number of records that wait for their time."""
        return len(self._ahead)

    @property
    def claims(self) -> Sequence[LeadClaim]:
        """The received claims that are not saved yet."""
        return self._batch.claims

    def drop(self, topic: str, reason: str) -> None:
        """Count and name a message that is ignored."""
        self.dropped += 1
        self.forged += reason in ("lost", "replayed")
        named = cap(clean_line(topic), LINE_LIMIT)
        self._batch.dropped.append(Dropped(named, reason, self._clock.now()))

    def add_claims(self, claims: Sequence[LeadClaim]) -> None:
        """Save claims of others."""
        self._batch.claims += claims

    def add_member(self, writer: str, name: str) -> None:
        """Save the name of a member."""
        self._batch.members[writer] = name

    def take(self, found: Arrival, *, known: bool, complete: bool) -> None:
        """Take a record.

        `known` is whether its writer has announced itself. That may still follow if the day is not
        `complete`.

        Raises:
            DropError: it is no record of this crew.
        """
        checksum = self.gaps.checksum(found.place)
        is_doubted = self.gaps.replaces(found.place)
        if checksum is not None:
            if checksum == crc32(found.payload):
                return
            if not is_doubted:
                self._compare_with_stored(found)
                return
            self._batch.replaced.append(found.place)
            self._check(found)
        elif self.gaps.is_full(found.writer):
            raise DropError("too-many")
        elif known:
            self._check(found)
        elif not complete and sum(map(len, self._held.values())) < _MOST_HELD:
            self._held.setdefault(found.writer, []).append(found)
        else:
            raise DropError("unknown")

    def announce(self, writer: str) -> None:
        """Take the records that have waited for their writer to announce itself."""
        for found in self._held.pop(writer, ()):
            try:
                self.take(found, known=True, complete=False)
            except DropError as error:
                self.drop(found.topic, error.reason)

    def drop_unannounced(self) -> None:
        """Drop the records whose writers have never announced themselves."""
        for held in self._held.values():
            for found in held:
                self.drop(found.topic, "unknown")
        self._held = {}

    def take_due(self) -> bool:
        """Take records that were stamped far ahead and are due; return whether there were any."""
        waiting, self._ahead = self._ahead, {}
        for found in waiting.values():
            try:
                self._check(found)
            except DropError as error:
                self.drop(found.topic, error.reason)
        return len(self._ahead) < len(waiting)

    def save(self) -> Sequence[LeadClaim]:
        """Save the records that have arrived since the last time; return the claims among them."""
        batch = self._batch
        if not batch:
            return ()
        try:
            self._crew.save_batch(self._programme, batch.contents())
        except StorageError:
            return ()  # tried again at the next beat
        self._batch = _Batch()
        return batch.claims

    def _check(self, found: Arrival) -> None:
        self.gaps.add(found.place, found.payload)
        record = found.read_record(self._called)
        if record.stamp > self._clock.correct() + AHEAD:
            self._ahead[found.place] = found
            return
        self.gaps.raise_last(found.writer, found.number)
        self._batch.records[found.place] = found.payload

    def _compare_with_stored(self, found: Arrival) -> None:
        """Compare a record with the one under the same number, which may have been used twice."""
        batched = self._batch.records.get(found.place)
        known = (
            parse_object(batched)
            if batched is not None
            else self._crew.record(self._programme, found.writer, found.number)
        )
        if known is not None and known != parse_object(found.payload):
            raise DropError("reused")


class _Batch:
    """What arrived since the last write to the database."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, int], bytes] = {}
        self.claims: list[LeadClaim] = []
        self.members: dict[str, str] = {}
        self.dropped: list[Dropped] = []
        self.replaced: list[tuple[str, int]] = []

    def __bool__(self) -> bool:
        return bool(self.records or self.claims or self.members or self.dropped)

    def contents(self) -> SharedBatch:
        records = [(*place, payload.decode()) for place, payload in self.records.items()]
        return SharedBatch(records, self.claims, self.members, self.dropped, self.replaced)
