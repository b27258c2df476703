"""Checks and saves received records, and finds missing records."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from sommet_tui.companion import errors, live_ports
from sommet_tui.domain import limits, text
from sommet_tui.domain.crew.clocks import AHEAD
from sommet_tui.domain.crew.records import CrewRecord, LeadClaim, read_crew_record
from sommet_tui.domain.records import RecordError
from sommet_tui.domain.values import frozen
from sommet_tui.live.crew.broker_messages import DropError, drop_error, parse_object
from sommet_tui.live.crew.clock import CrewClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    RecordId = tuple[str, int]
    """The id of a record: its writer and its number."""


AGAIN = timedelta(seconds=5)
"""The time to wait for a record that was requested again."""
_ASKED_AT_ONCE = 200
_MAX_TRIES = 5


class Gaps:
    """The numbers of the records of other writers, which show the missing records.

    On a slow connection, a broker may drop messages. Each writer therefore announces the number of
    its last record and one checksum of all its records. Missing or different records are requested
    again.
    """

    def __init__(self, checksums: Mapping[str, Mapping[int, int]]) -> None:
        """Start with the saved records. `checksums` has their checksums by writer and number."""
        self._checksums = {writer: dict(numbers) for writer, numbers in checksums.items()}
        self._heads: dict[str, int] = {}
        """The highest known number of each writer."""
        self.reset()

    def reset(self) -> None:
        """Forget the requests of an earlier connection."""
        self._last_request: tuple[datetime, Sequence[RecordId]] | None = None
        self._tries: Counter[RecordId] = Counter()
        self._doubts = _Doubts()

    def record_ids(self) -> Iterator[RecordId]:
        """Yield the ids (writer and number) of the records that are here."""
        return ((writer, number) for writer, have in self._checksums.items() for number in have)

    def has_all_records(self, writer: str) -> bool:
        """Return whether all records are here that the writer has announced."""
        return len(self._checksums.get(writer, ())) >= self._heads.get(writer, 0)

    def has_too_many_records(self, writer: str) -> bool:
        return len(self._checksums.get(writer, ())) >= limits.MAX_RECORDS

    def checksum(self, record_id: RecordId) -> int | None:
        """Return the checksum of a record, or None if the record is not here."""
        writer, number = record_id
        return self._checksums.get(writer, {}).get(number)

    def add(self, record_id: RecordId, payload: bytes) -> None:
        """Store the checksum of a record that has arrived."""
        writer, number = record_id
        self._checksums.setdefault(writer, {})[number] = crc32(payload)

    def replaces(self, record_id: RecordId) -> bool:
        """Return whether a received record should replace the saved record with the same id."""
        return self._doubts.replaces(record_id)

    def raise_last_number(self, writer: str, last: int) -> None:
        """Record that a writer has at least `last` records."""
        self._heads[writer] = max(last, self._heads.get(writer, 0))

    def compare(self, writer: str, last: int, checksum: object) -> None:
        """Compare the first `last` records of a writer with the checksum that the writer sent."""
        self._doubts.update(writer, last, checksum, self._checksums.get(writer, {}))

    def requests(self, now: datetime) -> tuple[Sequence[RecordId], Sequence[RecordId]]:
        """Return the records to stop requesting, and the records to request. Both may be empty."""
        ended: Sequence[RecordId] = ()
        if self._last_request is not None:
            asked_at, requested = self._last_request
            if not all(map(self._has_record, requested)) and timedelta(0) <= now - asked_at < AGAIN:
                return (), ()
            ended, self._last_request = requested, None
        missing = self._missing_records()
        if missing:
            self._last_request = now, missing
        return ended, missing

    def _has_record(self, record_id: RecordId) -> bool:
        writer, number = record_id
        return (
            number in self._checksums.get(writer, ()) and record_id not in self._doubts.record_ids
        )

    def _missing_records(self) -> Sequence[RecordId]:
        """Return the records to request, except those that were requested too often in vain."""
        found: list[RecordId] = []
        for writer, head in self._heads.items():
            for number in range(1, head + 1):
                record_id = (writer, number)
                if self._has_record(record_id) or self._tries[record_id] >= _MAX_TRIES:
                    continue
                self._tries[record_id] += 1
                found.append(record_id)
                if len(found) == _ASKED_AT_ONCE:
                    return found
        return found


class _Doubts:
    """The writers whose checksum differs from the checksum of their records here.

    A difference means that a record was overwritten, or that its writer lost the record and used
    its number again. Until the checksums agree, received records replace the saved records, because
    each writer ensures that its records at the broker are right.
    """

    def __init__(self) -> None:
        self.record_ids: set[RecordId] = set()
        """The records to request again."""
        self._writers: set[str] = set()
        self._requested: set[tuple[str, int]] = set()
        """Writers and checksums for which records were requested."""

    def update(self, writer: str, last: int, checksum: object, have: Mapping[int, int]) -> None:
        numbers = range(1, last + 1)
        if not isinstance(checksum, int) or any(number not in have for number in numbers):
            return
        summed = 0
        for number in numbers:
            summed = combine_checksums(summed, have[number])
        if summed == checksum:
            self._writers.discard(writer)
            return
        self._writers.add(writer)
        if (writer, checksum) not in self._requested:
            self._requested.add((writer, checksum))
            self.record_ids |= {(writer, number) for number in numbers}

    def replaces(self, record_id: RecordId) -> bool:
        self.record_ids.discard(record_id)
        return record_id[0] in self._writers


def combine_checksums(before: int, checksum: int) -> int:
    """Return the checksum of all records.

    `before` is the checksum of all records but the last. `checksum` is that of the last record.
    """
    return crc32(checksum.to_bytes(4, "big"), before)


_MAX_HELD = 2 * limits.MAX_RECORDS
"""The maximum number of records that wait for the presence of their writer."""


@frozen
class Arrival:
    """A received record: its topic, its content, and the writer and number in the topic."""

    topic: str
    writer: str
    number: int
    payload: bytes

    @property
    def record_id(self) -> tuple[str, int]:
        """The writer and the number of the record."""
        return self.writer, self.number

    def read_record(self, programme: str | None) -> CrewRecord:
        """Parse the content of the record.

        Raises:
            DropError: the record is invalid, or has another id or programme.
        """
        try:
            record = read_crew_record(parse_object(self.payload), programme)
        except RecordError as error:
            raise drop_error(error) from error
        if (record.writer, record.number) != self.record_id:
            raise DropError("foreign")
        return record


def read_arrival(topic: str, writer: str, number: str, payload: bytes) -> Arrival:
    """Return a received record. `number` is the text from its topic.

    Raises:
        DropError: `number` is not a number.
    """
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise DropError("garbled")
    return Arrival(topic, writer, int(number), payload)


class Received:
    """Records of other writers that are not saved yet, and the messages that were dropped.

    A record waits until its writer has announced itself, and until its time is at most `AHEAD` in
    the future.
    """

    def __init__(
        self,
        programme: str,
        crew: live_ports.CrewStore,
        clock: CrewClock,
        *,
        id_in_messages: str | None,
    ) -> None:
        """Start without new records.

        `id_in_messages` is the programme's id in messages, or None.
        """
        self._programme = programme
        self._id_in_messages = id_in_messages
        self._crew = crew
        self._clock = clock
        self.gaps = Gaps(crew.record_checksums(programme))
        self.dropped = len(crew.dropped_messages(programme))
        """The number of messages that were dropped so far."""
        self.forged = 0
        """The number of messages that bear this computer's name although it did not send them."""
        self._waiting_records: dict[str, list[Arrival]] = {}
        self._future_records: dict[tuple[str, int], Arrival] = {}
        self._batch = _Batch()

    @property
    def future_count(self) -> int:
        """The number of records that wait because their times are in the future."""
        return len(self._future_records)

    @property
    def claims(self) -> Sequence[LeadClaim]:
        """The received claims that are not saved yet."""
        return self._batch.claims

    def drop(self, topic: str, reason: str) -> None:
        """Count an ignored message, and prepare to save its topic and the reason."""
        self.dropped += 1
        self.forged += reason in ("lost", "replayed")
        named = text.cap(text.clean_line(topic), limits.LINE_LIMIT)
        self._batch.dropped.append(live_ports.Dropped(named, reason, self._clock.now()))

    def add_claims(self, claims: Sequence[LeadClaim]) -> None:
        """Add claims of other writers for the next `save`."""
        self._batch.claims += claims

    def add_member(self, writer: str, name: str) -> None:
        """Add the name of a member for the next `save`."""
        self._batch.members[writer] = name

    def receive(self, arrival: Arrival, *, known: bool, complete: bool) -> None:
        """Process a received record.

        If `known`, its writer has announced itself. Until the day is `complete`, other writers may
        still do so.

        Raises:
            DropError: the record is not of this crew.
        """
        checksum = self.gaps.checksum(arrival.record_id)
        is_doubted = self.gaps.replaces(arrival.record_id)
        if checksum is not None:
            if checksum == crc32(arrival.payload):
                return
            if not is_doubted:
                self._compare_with_stored(arrival)
                return
            self._batch.replaced.append(arrival.record_id)
            self._check(arrival)
        elif self.gaps.has_too_many_records(arrival.writer):
            raise DropError("too-many")
        elif known:
            self._check(arrival)
        elif not complete and sum(map(len, self._waiting_records.values())) < _MAX_HELD:
            self._waiting_records.setdefault(arrival.writer, []).append(arrival)
        else:
            raise DropError("unknown")

    def receive_waiting_records(self, writer: str) -> None:
        """Process the records that have waited until their writer announced itself."""
        for found in self._waiting_records.pop(writer, ()):
            try:
                self.receive(found, known=True, complete=False)
            except DropError as error:
                self.drop(found.topic, error.reason)

    def drop_unannounced_records(self) -> None:
        """Drop the waiting records whose writers have never announced themselves."""
        for held in self._waiting_records.values():
            for found in held:
                self.drop(found.topic, "unknown")
        self._waiting_records = {}

    def receive_due_records(self) -> bool:
        """Process the waiting records whose times have come.

        Return whether there were any.
        """
        waiting, self._future_records = self._future_records, {}
        for found in waiting.values():
            try:
                self._check(found)
            except DropError as error:
                self.drop(found.topic, error.reason)
        return len(self._future_records) < len(waiting)

    def save(self) -> Sequence[LeadClaim]:
        """Save everything that has arrived since the last call, and return the claims in it."""
        batch = self._batch
        if not batch:
            return ()
        try:
            self._crew.save_batch(self._programme, batch.contents())
        except errors.StorageError:
            return ()  # the next beat tries again
        self._batch = _Batch()
        return batch.claims

    def _check(self, arrival: Arrival) -> None:
        self.gaps.add(arrival.record_id, arrival.payload)
        record = arrival.read_record(self._id_in_messages)
        if record.stamp > self._clock.correct() + AHEAD:
            self._future_records[arrival.record_id] = arrival
            return
        self.gaps.raise_last_number(arrival.writer, arrival.number)
        self._batch.records[arrival.record_id] = arrival.payload

    def _compare_with_stored(self, arrival: Arrival) -> None:
        """Check that a record is the same as the earlier record with its number.

        Raises:
            DropError: "reused", because the two records differ.
        """
        batched = self._batch.records.get(arrival.record_id)
        known = (
            parse_object(batched)
            if batched is not None
            else self._crew.record(self._programme, arrival.writer, arrival.number)
        )
        if known is not None and known != parse_object(arrival.payload):
            raise DropError("reused")


class _Batch:
    """The data that has arrived since the last write to the database."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, int], bytes] = {}
        self.claims: list[LeadClaim] = []
        self.members: dict[str, str] = {}
        self.dropped: list[live_ports.Dropped] = []
        self.replaced: list[tuple[str, int]] = []

    def __bool__(self) -> bool:
        return bool(self.records or self.claims or self.members or self.dropped)

    def contents(self) -> live_ports.SharedBatch:
        records = [(*record_id, payload.decode()) for record_id, payload in self.records.items()]
        return live_ports.SharedBatch(
            records, self.claims, self.members, self.dropped, self.replaced
        )
