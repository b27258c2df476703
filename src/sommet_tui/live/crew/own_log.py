"""This computer's records: which the broker has, and which are on their way to the broker."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from itertools import count as count_from
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sommet_tui.domain.crew import address
from sommet_tui.domain.crew.records import VERSION, CrewRecord, OwnRecords, crew_record_view
from sommet_tui.domain.limits import MAX_RECORDS
from sommet_tui.domain.values import frozen
from sommet_tui.live.crew.broker_messages import DropError, Post, encode
from sommet_tui.live.crew.received import Arrival, combine_checksums

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sommet_tui.companion.live_ports import Share
    from sommet_tui.domain.records import StoredRecord


_MAX_REWRITES = 5
"""The maximum number of times that an overwritten record is published again."""


@frozen
class _OwnRecord:
    """A record of this computer with the bytes that are sent, and its offset in the database.

    If the record is invalid, `record` is None.
    """

    record: CrewRecord | None
    payload: bytes
    offset: int


class OwnLog:
    """The records of this computer, in order, and which of them the broker has."""

    def __init__(
        self, programme: str | None, event: str, share: Share, confirmed: int, post: Post
    ) -> None:
        """Start without records. `programme` is the programme's id in messages, or None.

        According to the broker's latest report, it had the first `confirmed` records.
        """
        self._programme = programme
        self._event = event
        self._writer = share.writer
        self._post = post
        self._records = OwnRecords(share.writer)
        self._log: list[_OwnRecord] = []
        self.offset = share.own_from
        """The offset of the last record in the database."""
        self.checksum = 0
        """A checksum of all records, which other computers compare with their copies."""
        self.confirmed = confirmed
        self._lost: list[str] = []
        """The topics of records under this computer's id that are not saved here."""
        self.reset()

    def reset(self) -> None:
        """Forget what the broker had during an earlier connection."""
        self._at_broker: set[int] = set()
        self._unanswered: set[int] = set()
        self._rewritten: Counter[int] = Counter()

    @property
    def count(self) -> int:
        """The number of records."""
        return len(self._log)

    def count_at_broker(self, *, complete: bool) -> int:
        """Return how many records the broker has.

        Until the day is `complete`, this is the number in the broker's latest report.
        """
        return len(self._at_broker) if complete else self.confirmed

    def count_without_gap(self) -> int:
        """Return the number of records that the broker has, from the first one to the first gap."""
        return next(number for number in count_from(1) if number not in self._at_broker) - 1

    def records(self) -> Iterator[CrewRecord]:
        """Yield the valid records."""
        return (own.record for own in self._log if own.record is not None)

    def add(self, stored: StoredRecord) -> None:
        """Add the next record."""
        record = self._records.add(stored)
        payload = encode(self._record_view(record, stored))
        self._log.append(_OwnRecord(record, payload, stored.offset))
        self.offset = stored.offset
        self.checksum = combine_checksums(self.checksum, crc32(payload))

    def receive(self, arrival: Arrival, *, complete: bool) -> bool:
        """Handle a record under this computer's id that came from the broker.

        Return False if a copy of this installation made the record.

        Raises:
            DropError: "lost" or "replayed".
        """
        number = arrival.number
        was_there = number in self._at_broker or number <= self.confirmed
        if not was_there and self._was_made_by_copy(arrival):
            return False
        if number > self.count:
            if complete:
                raise DropError("lost")
            self._lost.append(arrival.topic)  # a copy of this installation may have recorded it
        elif arrival.payload == self._log[number - 1].payload:
            self._at_broker.add(number)
        elif self._rewritten[number] < _MAX_REWRITES:
            # An overwritten record is published again, but only a few times.
            self._rewritten[number] += 1
            self._at_broker.discard(number)
            raise DropError("replayed")
        return True

    def pop_lost_topics(self) -> Sequence[str]:
        """Remove and return the topics of records under this computer's id that are not its own."""
        lost, self._lost = self._lost, []
        return lost

    def publish(self) -> None:
        """Publish the records that the broker lacks, oldest first."""
        for number in range(1, self.count + 1):
            if number in self._at_broker or number in self._unanswered:
                continue
            topic = address.records_topic(self._event, self._writer, number)
            answered = partial(self._on_answer, number)
            if not self._post.send(topic, self._log[number - 1].payload, "records", answered):
                return
            self._unanswered.add(number)

    def records_shared_with_copy(self) -> tuple[Sequence[tuple[int, str]], int | None]:
        """Return the records that a copy of this installation also has, each with its number.

        These are the records before the first gap at the broker. The second value is the offset of
        the last of these records, or None.
        """
        same = self._log[: self.count_without_gap()]
        left = [(number, own.payload.decode()) for number, own in enumerate(same, 1)]
        return left, same[-1].offset if same else None

    def _on_answer(self, number: int, refusal: str | None) -> None:
        self._unanswered.discard(number)
        if refusal is None:
            self._at_broker.add(number)

    def _was_made_by_copy(self, arrival: Arrival) -> bool:
        """Return whether a copy of this installation made a record under this installation's id.

        If the record is valid, a copy made it in two cases: this computer has another record with
        the same number, or the number is the next one.
        """
        try:
            record = arrival.read_record(self._programme)
        except DropError:
            return False
        if arrival.number > self.count:
            return arrival.number == self.count + 1
        own = self._log[arrival.number - 1].record
        return own is not None and record.stamp != own.stamp

    def _record_view(self, record: CrewRecord | None, stored: StoredRecord) -> Mapping[str, Any]:
        if record is not None:
            return crew_record_view(self._programme, record, stored.record)
        return {  # the record is unreadable, but others must know of it
            "version": VERSION,
            "programme": self._programme,
            "writer": self._writer,
            "number": self._records.count,
            "kind": stored.kind,
            "record": {},
        }


_PATIENCE = timedelta(seconds=5)
"""The time in which a writer may send its own records again before others send copies."""
_TURN = timedelta(seconds=2)
"""The time for which each computer waits for copies from the computer before it."""
_MAX_TURNS = 20
_SENT_AT_ONCE = 200


class LostRecords:
    """The copies of other writers' records: those at the broker, and those to be sent."""

    def __init__(self, event: str, writer: str, post: Post, is_here: Callable[[str], bool]) -> None:
        """Start without copies. `is_here` returns whether a writer is connected.

        A connected writer sends its own records again, so it needs no copies.
        """
        self._event = event
        self._writer = writer
        self._post = post
        self._is_here = is_here
        self.reset()

    def reset(self) -> None:
        """Forget what the broker had during an earlier connection."""
        self._originals: set[str] = set()
        """The topics of the records and claims that the broker has from their writers."""
        self._copied_topics: set[str] = set()
        """The topics of the originals whose copies the broker has."""
        self._sent_topics: set[str] = set()
        self._held: list[tuple[str, bytes]] = []
        self._since: datetime | None = None
        self.count = 0
        """The number of records and claims that this computer has and the broker lacks."""

    def receive_original(self, topic: str) -> None:
        """Record that the broker has a record or claim from its writer."""
        self._originals.add(topic)

    def is_known(self, topic: str) -> bool:
        """Return whether the broker has, or will get, a record or claim from its writer."""
        if topic in self._originals:
            return True
        writer = "/".join(address.topic_levels(topic, self._event)[-3:-1])
        return writer == self._writer or self._is_here(writer)

    def receive_copy(self, topic: str, payload: bytes) -> None:
        """Store a received copy. `topic` is the topic of the original."""
        self._copied_topics.add(topic)
        if len(self._held) < 2 * MAX_RECORDS:
            self._held.append((topic, payload))

    def take_valid_copies(self) -> Iterable[tuple[str, bytes]]:
        """Remove and return the stored copies whose originals the broker lacks.

        Each item has the topic of the original, then the copy. Copies whose writer is connected
        stay stored, because the writer may turn out to be gone.
        """
        held = [copy for copy in self._held if copy[0] not in self._originals]
        self._held = [copy for copy in held if self.is_known(copy[0])]
        return [copy for copy in held if not self.is_known(copy[0])]

    def topics_to_restore(self, here: Iterable[str], turn: int, now: datetime) -> Sequence[str]:
        """Return the topics of the originals to send again, or none before this computer's turn.

        `here` has the topics of other writers' records and claims on this computer. `turn` is this
        computer's place among the connected computers.
        """
        lost = [
            topic for topic in here if topic not in self._copied_topics and not self.is_known(topic)
        ]
        self.count = len(lost)
        if not lost:
            self._since = None
            return ()
        self._since = self._since or now
        if now - self._since < _PATIENCE + min(turn, _MAX_TURNS) * _TURN:
            return ()
        return [topic for topic in lost if topic not in self._sent_topics][:_SENT_AT_ONCE]

    def send(self, topic: str, payload: bytes) -> bool:
        """Send a copy. Return False if the broker is not connected."""
        copy = address.copy_topic(self._event, self._writer, topic)
        sent = self._post.send(copy, payload, "records")
        self._sent_topics |= {topic} if sent else set()
        return sent
