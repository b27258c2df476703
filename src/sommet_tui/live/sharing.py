"""Synchronises the day of a programme with the crew's broker: a `CrewLink`.

Publishes the local records that the broker lacks, and checks and stores those of others. Its state
can always be rebuilt from the database and the broker. Everything runs in one thread, which gets
messages from the broker's thread and looks once a second for records of other windows and commands.
"""

from __future__ import annotations

import json
import queue
import re
import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import count as count_from
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zlib import crc32

from sommet_tui import __version__
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.live_ports import (
    BrokerError,
    Dropped,
    LinkStatus,
    Member,
    SharedBatch,
)
from sommet_tui.domain.limits import (
    AFTER_ALL,
    CREW_BYTES_LIMIT,
    ID_LIMIT,
    LINE_LIMIT,
    MOST_RECORDS,
    NAME_LIMIT,
)
from sommet_tui.domain.records import RecordError, line, number
from sommet_tui.domain.sharing.address import (
    crew_topics,
    here_topic,
    lead_topic,
    old_lead_topic,
    parts_of,
    records_topic,
    share_address,
)
from sommet_tui.domain.sharing.merge import Objection, lead_claims, objection, shared_log
from sommet_tui.domain.sharing.records import (
    VERSION,
    ClaimState,
    CrewRecord,
    LeadClaim,
    OwnRecords,
    claim_from,
    claim_view,
    claims_from,
    claims_view,
    crew_record_from,
    crew_record_view,
)
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sommet_tui.companion.live_ports import Broker, CrewStore
    from sommet_tui.companion.ports import Clock, RecordStore
    from sommet_tui.domain.records import StoredRecord

_BEAT = 1.0
"""Seconds between looks for records of other processes on this computer."""
_ANSWER = timedelta(seconds=2)
"""How long a copy of this installation has to answer."""
_PRESENCE = timedelta(seconds=30)
"""How often presence is published and the clock measured."""
_NEWS = timedelta(minutes=1)
"""How often the time of the last news is saved."""
_MANY = 20
"""The number of records after which presence is published again, so that others miss none."""
_FENCE_PATIENCE = timedelta(seconds=1)
_AGAIN = timedelta(seconds=5)
"""How long to wait for records that were requested again."""
_ASKED_AT_ONCE = 200
_MOST_TRIES = 5
_MOST_WRITERS = 200
_MOST_HELD = 2 * MOST_RECORDS
"""The maximum number of records that wait for the presence of their writer."""
_SLOW = 2.0
"""Round trips longer than this, in seconds, do not measure the clock."""
_SILENT = timedelta(seconds=45)
"""After this time without a message, presence included, the connection counts as broken."""
_UNANSWERED = timedelta(seconds=3)
"""After this time without an answer from the broker, waiting records are reported."""
_MOST_PLACES = 50
"""Where one machine publishes: its settings name a few."""
_BEYOND = timedelta(days=7)
"""Offsets larger than this are ignored."""
_AHEAD = timedelta(seconds=30)
"""A record stamped further ahead of the corrected clock waits until its time comes."""
_CLAIM_AHEAD = timedelta(days=1)
"""A claim stamped further ahead is ignored: every later record in its lane would have to wait. The
clock of this computer may still be wrong, so the limit is wide."""
_MEASURING = timedelta(seconds=2)
"""How long to wait for the lead when clocks are first compared."""
_PRESENCES = (1, VERSION)
"""The supported versions of presence, which do not differ."""
_NOTICED = 1.0
"""Differences between clocks up to this, in seconds, are not corrected."""


@dataclass(frozen=True, slots=True)
class _Own:
    """A local record as it is sent to others; None if it is invalid."""

    sent: CrewRecord | None
    stored: StoredRecord


class _Pursuit:
    """A claim that the broker has not accepted yet, with its progress.

    "sent" to the broker, "acknowledged" by it, then "confirmed" by another round trip, `asked` for
    at that time: everything that the broker accepted before the claim has then arrived.

    If two claims cross, the one that reached the broker first is valid, because the broker sends
    every member the same order. `later` are the claims of others that came after this one.
    """

    def __init__(self) -> None:
        self.step = "sent"
        self.asked: datetime | None = None
        self.came_back = False
        self.later: set[tuple[str, int]] = set()

    def is_due(self, now: datetime) -> bool:
        """Return whether to ask; again after a while, since a broker may drop messages."""
        if self.asked is not None and timedelta(0) <= now - self.asked < _AGAIN:
            return False
        self.asked = now
        return True


_Key = tuple[str | None, int]
"""A claim of this installation: its room and its epoch."""


class CrewSharing:
    """The day of one programme at one broker."""

    def __init__(  # noqa: PLR0913, PLR0915  (its collaborators)
        self,
        programme: str,
        broker: Broker,
        records: RecordStore,
        crew: CrewStore,
        clock: Clock,
        *,
        only_reads: bool = False,
    ) -> None:
        """`clock` is this computer's own. With `only_reads`, nothing is published.

        Raises:
            StorageError: the database cannot be read, or the day was never shared.
        """
        share = crew.share(programme)
        if share is None:
            raise StorageError("failed", "", "not shared")
        self._programme = programme
        self._broker = broker
        self._records = records
        self._crew = crew
        self._clock = clock
        self._only_reads = only_reads
        self._share = share
        self._event = share_address(share.address).event
        self._inbox_queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._own = OwnRecords(share.writer, share.old_own)
        self._mine: list[_Own] = []
        self._offset = share.own_from
        self._version: object = None
        self._there: set[int] = set()
        """Numbers of our records that the broker has."""
        self._confirmed = crew.confirmed(programme, share)
        """How many of our records, from the first, it was last known to have."""
        self._sent: dict[int, Callable[[str | None], None]] = {}
        """Callbacks for the broker's answers, by token; they get the reason of a refusal."""
        self._under_way: set[int] = set()
        self._rewritten: Counter[int] = Counter()
        """How often others overwrote each of our records."""
        self._sum = 0
        """A checksum of all our records, which others compare with theirs."""
        self._at_broker = _ClaimsAtBroker()
        self._outcomes = _Outcomes()
        self._synced = False
        self._fences: dict[bytes, list[Callable[[], None]]] = {}
        """Callbacks for when a presence message comes back from the broker."""
        self._ahead: dict[tuple[str, int], tuple[str, bytes]] = {}
        self._compared = _Compared(None)
        self._have = {w: dict(numbers) for w, numbers in crew.numbers(programme).items()}
        """The numbers of the received records, by writer, each with a checksum."""
        self._doubts = _Doubts()
        self._heads: dict[str, int] = {}
        self._names = dict(crew.members(programme))
        self._present: dict[str, bool] = {}
        began = _exact(clock.now())
        self._publishing = _Publishing(began)
        self._last_message = clock.now()
        self._progress: tuple[object, datetime] = None, clock.now()
        """What waits and what the broker has, and since when."""
        self._held: dict[str, list[tuple[str, bytes]]] = {}
        self._lost: list[str] = []
        """The topics of records under our id that are not saved here."""
        self._batch = _Batch()
        self._claims: set[LeadClaim] = set()
        self._echoes: dict[str, tuple[str, datetime]] = {}
        self._presence_sent: datetime | None = None
        self._told_last = 0
        self._holes = _Holes()
        self._news_at = crew.news(programme)
        self._rival = _Rival(crew.home(), began)
        self._is_over = False
        self._dropped = len(crew.dropped(programme))
        self._status = LinkStatus(connected=False, since=clock.now())
        self._wakes = self._wakes_reading = self._wakes_read = 0
        """The number of wakes: so far, at the last look, and as reported in the status."""
        self._thread = threading.Thread(target=self._run, name="sharing", daemon=True)

    def start(self) -> None:
        """Begin.

        Raises:
            BrokerError: the MQTT library is missing.
        """
        self._broker.start(_Inbox(self))
        self._thread.start()

    def status(self) -> LinkStatus:
        """Return the status; records announced by `wake` count as waiting until they are read."""
        if self._wakes_read < self._wakes and not self._status.waiting:
            return replace(self._status, waiting=1)
        return self._status

    def wake(self) -> None:
        """Pass new records on now."""
        self._wakes += 1
        wakes = self._wakes
        self._inbox_queue.put(lambda: self._read_wakes(wakes))

    def settled(self, claim: LeadClaim, patience: float) -> ClaimState:
        """Wait for the broker's answer to a claim, `patience` seconds at most; return its state."""
        key = claim.room, claim.epoch
        self.wake()
        return self._outcomes.wait(key, patience)

    def announce(self, places: frozenset[str]) -> None:
        """Tell the crew where this window publishes the day, or would."""
        if places != self._publishing.announced:
            self._publishing.announced = places
            self.later(self._speak_soon)

    def stop(self) -> None:
        """Say goodbye and end the connection."""
        self._inbox_queue.put(None)
        self._thread.join(1.0)
        self._broker.stop()

    def later(self, what: Callable[[], None]) -> None:
        """Run a callable in the sharing thread."""
        self._inbox_queue.put(what)

    # The thread

    def _run(self) -> None:
        while True:
            try:
                what: Callable[[], None] | None = self._inbox_queue.get(timeout=_BEAT)
            except queue.Empty:
                what = self._look
            for _ in range(2 * MOST_RECORDS):
                if what is None:
                    self._settle()
                    self._say_goodbye()
                    return
                # While the database is locked, messages may get lost: they are exchanged again.
                with suppress(StorageError):
                    what()
                try:
                    what = self._inbox_queue.get_nowait()
                except queue.Empty:
                    break
            self._settle()

    def _settle(self) -> None:
        """Save received records, publish missing ones, and update the status."""
        if self._is_over:
            return
        self._keep()
        # The database may be locked or gone: the window reports it, and the next beat tries again.
        with suppress(StorageError):
            self._read_own()
            if self._synced and self._rival.was_first:
                self._take_new_id()
                return
            self._take_due()
            if self._synced:
                if not self._only_reads and not self._awaits_rival():
                    self._publish()
                self._ask_for_holes()
            self._look_at_reference()
            if self._status.connected:
                self._publish_presence()
        self._tell()

    def _read_wakes(self, wakes: int) -> None:
        self._wakes_reading = wakes

    def _look(self) -> None:
        """Wake up for a beat; `_settle` does the work."""

    def _speak_soon(self) -> None:
        self._presence_sent = None

    def _tell(self) -> None:
        own = set(range(1, self._own.count + 1))
        there = self._there if self._synced else set(range(1, self._confirmed + 1))
        waiting = len(own - there) + len(
            self._at_broker.under_way | set(map(self._topic, self._open_claims()))
        )
        members = tuple(
            Member(writer, name, self._present.get(writer, False), self._publishing.of(writer))
            for writer, name in sorted(self._names.items())
            if writer != self._share.writer
        )
        status = replace(
            self._status,
            waiting=waiting,
            members=members,
            dropped=self._dropped,
            synced=self._synced and self._is_ready(),
            ahead=len(self._ahead),
            silent=self._status.connected
            and not timedelta(0) <= self._clock.now() - self._last_message < _SILENT,
            unanswered=self._is_unanswered(waiting, len(there)),
        )
        if status != self._status:
            self._status = status
        self._wakes_read = self._wakes_reading
        self._pass_outcomes()

    def _is_unanswered(self, waiting: int, there: int) -> bool:
        """Return whether records have waited for some seconds without any progress."""
        now, progress = self._clock.now(), (waiting, there, self._status.since)
        if not (waiting and self._status.connected) or progress != self._progress[0]:
            self._progress = progress, now
        return not timedelta(0) <= now - self._progress[1] < _UNANSWERED

    # Callbacks of the broker

    def connected(self) -> None:
        """Subscribe to everything, then publish presence."""
        self._status = replace(
            self._status, connected=True, since=self._clock.now(), error=None, refused=None
        )
        self._last_message = self._clock.now()
        self._publishing.forget()
        self._there, self._under_way = set(), set()
        self._at_broker, self._fences = _ClaimsAtBroker(), {}
        self._compared = _Compared(self._reference())
        self._sent, self._synced, self._holes = {}, False, _Holes()
        self._doubts, self._rewritten = _Doubts(), Counter()
        self._broker.subscribe(crew_topics(self._event))
        with suppress(StorageError):  # others need the number of records only later
            self._read_own()
        self._publish_presence(fence=True)

    def disconnected(self, error: BrokerError) -> None:
        """Record that the connection is lost."""
        before = self._status
        self._remember()
        if before.connected or before.error is None or before.error.code != error.code:
            since = self._clock.now() if before.connected else before.since
            self._status = replace(before, connected=False, since=since, error=error)
        self._synced = False
        self._present = {}

    def _remember(self) -> None:
        """Save how many records the broker has; while offline, the others count as waiting."""
        if not self._synced:
            return
        self._note_news()
        count = next(n for n in count_from(1) if n not in self._there) - 1
        if count != self._confirmed:
            self._confirmed = count
            with suppress(StorageError):
                self._crew.confirm(self._programme, self._share, count)

    def _note_news(self) -> None:
        """Save the time of the last news from the crew."""
        now = self._clock.now() + timedelta(seconds=self._share.offset)
        if self._news_at is None or not timedelta(0) <= now - self._news_at < _NEWS:
            self._news_at = now
            with suppress(StorageError):
                self._crew.put_news(self._programme, now)

    def answered(self, token: int, refusal: str | None) -> None:
        """Handle the broker's answer to a message."""
        done = self._sent.pop(token, None)
        if done is not None:
            done(refusal)

    def subscription_refused(self, reason: str) -> None:
        """Record that the broker does not send the day."""
        self._refuse("read", reason)

    def _refuse(self, what: str, reason: str) -> None:
        """Report a refusal; one of the lead matters less than any other."""
        if what != "lead" or self._status.refused is None:
            self._status = replace(self._status, refused=what, reason=reason)

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Handle a message by its topic."""
        self._last_message = self._clock.now()
        parts = parts_of(topic, self._event)
        if len(parts) == 4 and parts[0] == "records":
            self._take_record(topic, f"{parts[1]}/{parts[2]}", parts[3], payload)
        elif len(parts) in (4, 5) and parts[0] == "lead":
            self._take_claims(topic, f"{parts[2]}/{parts[3]}", payload, old=len(parts) == 4)
        elif len(parts) == 3 and parts[0] == "here":
            self._take_presence(topic, f"{parts[1]}/{parts[2]}", payload, retained=retained)

    # Records

    def _take_record(self, topic: str, writer: str, place: str, payload: bytes) -> None:
        if not payload:
            return  # a removed record: its writer publishes it again
        if not place.isascii() or not place.isdigit() or len(place) > 9:
            self._drop(topic, "garbled")
            return
        if writer == self._share.writer:
            self._take_own(topic, int(place), payload)
            return
        have = self._have.setdefault(writer, {})
        is_doubted = self._doubts.replaces(writer, int(place))
        if int(place) in have:
            if have[int(place)] == crc32(payload):
                return
            if is_doubted:
                self._batch.replaced.append((writer, int(place)))
                self._check_record(topic, writer, int(place), payload)
            else:
                self._compare(topic, writer, int(place), payload)
            return
        if len(have) >= MOST_RECORDS or len(self._have) > _MOST_WRITERS:
            self._drop(topic, "too-many")
        elif writer in self._names:
            self._check_record(topic, writer, int(place), payload)
        elif not self._synced and sum(map(len, self._held.values())) < _MOST_HELD:
            self._held.setdefault(writer, []).append((topic, payload))
        else:
            self._drop(topic, "unknown")

    def _compare(self, topic: str, writer: str, place: int, payload: bytes) -> None:
        """Compare a record with the one under the same number, which may have been used twice."""
        batched = next((t for w, n, t in self._batch.records if (w, n) == (writer, place)), None)
        there = self._crew.record(self._programme, writer, place) if batched is None else None
        known = _parsed(batched.encode()) if batched is not None else there
        if known is not None and known != _parsed(payload):
            self._drop(topic, "reused")

    def _check_record(self, topic: str, writer: str, place: int, payload: bytes) -> None:
        found = self._record(writer, place, payload)
        self._have.setdefault(writer, {})[place] = crc32(payload)
        if isinstance(found, str):
            self._drop(topic, found)
            return
        if found.stamp is not None and found.stamp > self._corrected() + _AHEAD:
            self._ahead[writer, place] = topic, payload
            return
        self._heads[writer] = max(place, self._heads.get(writer, 0))
        self._batch.records.append((writer, place, payload.decode()))

    def _take_due(self) -> None:
        """Take records that were stamped far ahead and are due now."""
        waiting, self._ahead = self._ahead, {}
        for (writer, place), (topic, payload) in waiting.items():
            self._check_record(topic, writer, place, payload)
        if len(self._ahead) < len(waiting):
            self._keep()

    def _corrected(self) -> datetime:
        return self._clock.now() + timedelta(seconds=self._share.offset)

    def _record(self, writer: str, place: int, payload: bytes) -> CrewRecord | str:
        """Return the record received under a writer's number, or why it is invalid."""
        try:
            record = crew_record_from(_parsed(payload), self._programme)
        except RecordError as error:
            return {"programme": "programme", "uid": "copied"}.get(error.key, "garbled")
        return record if (record.writer, record.number) == (writer, place) else "foreign"

    def _take_own(self, topic: str, place: int, payload: bytes) -> None:
        """Handle our own record as the broker has it."""
        self._read_own()
        if place > len(self._mine):
            self._version = None  # another window may have just recorded it
            self._read_own()
        was_there = place in self._there or place <= self._confirmed
        if not was_there and self._is_of_copy(place, payload):
            self._rival.was_first = True
        elif place > len(self._mine):
            if self._synced:
                self._drop(topic, "lost")
            else:  # a copy of this installation may have recorded it
                self._lost.append(topic)
        elif payload == self._payload(place):
            self._there.add(place)
        elif self._rewritten[place] < _MOST_TRIES:
            # It was overwritten: publish it again, but only a few times.
            self._rewritten[place] += 1
            self._there.discard(place)
            self._drop(topic, "replayed")

    # Copies

    def _is_of_copy(self, place: int, payload: bytes) -> bool:
        """Return whether a record under our name was recorded by a copy of this installation.

        True if it is a valid record and we have another one at its place, or are about to.
        """
        found = self._record(self._share.writer, place, payload)
        if isinstance(found, str):
            return False
        if place > len(self._mine):
            return place == len(self._mine) + 1
        sent = self._mine[place - 1].sent
        return sent is not None and (found.kind, found.at) != (sent.kind, sent.at)

    def _is_ready(self) -> bool:
        """Return whether the received day is complete, so that readers need not wait longer."""
        return self._only_reads or (self._is_measured() and not self._awaits_rival())

    def _awaits_rival(self) -> bool:
        return not self._only_reads and self._rival.may_answer(self._clock.now())

    def _take_new_id(self) -> None:
        """Leave the id to the other installation and end; the next connection uses a new one.

        Records from before the copy stay with the other one, and so does the name.
        """
        before, same = self._share, 0
        while same + 1 in self._there:
            same += 1
        user = before.writer.rpartition("/")[0]
        left = [(place, self._payload(place).decode()) for place in range(1, same + 1)]
        own_from = self._mine[same - 1].stored.offset if same else before.own_from
        writer = f"{user}/{uuid4().hex[:12]}"
        name = _next_name(before.name, {*self._names.values(), before.name})
        share = replace(before, writer=writer, name=name, own_from=own_from)
        self._crew.take_new_id(self._programme, share, left)
        self._is_over = True
        if not self._rival.is_there and not self._only_reads:
            self._broker.publish(
                here_topic(self._event, before.writer),
                goodbye(self._programme, before.writer, before.name),
            )
        self._broker.stop()
        error = BrokerError("copied", name)
        self._status = replace(self._status, connected=False, synced=False, error=error)

    def _read_own(self) -> None:
        """Read the new records of this computer."""
        version = self._crew.version()
        if version == self._version:
            return
        _, kept = self._records.look(
            self._programme, joining=False, known=None, beyond=self._offset
        )
        for record in kept:
            self._mine.append(_Own(self._own.add(record), record))
            self._offset = record.offset
            self._sum = _summed(self._sum, crc32(self._payload(len(self._mine))))
        read = self._crew.read(self._programme, AFTER_ALL)
        if read is not None:
            self._share = read.share
            self._claims = set(read.claims)
        self._version = version

    def _pass_outcomes(self) -> None:
        """Pass the states of claims to those that wait for them."""
        self._outcomes.set_states(
            {
                (claim.room, claim.epoch): claim.state
                for claim in self._claims
                if claim.writer == self._share.writer and claim.state != "open"
            }
        )

    def _payload(self, place: int) -> bytes:
        own = self._mine[place - 1]
        sent = own.sent
        if sent is None:  # others learn at least that it exists
            view: Mapping[str, Any] = {
                "version": VERSION,
                "programme": self._programme,
                "writer": self._share.writer,
                "number": place,
                "kind": own.stored.kind,
                "record": {},
            }
        else:
            view = crew_record_view(self._programme, sent, own.stored.record)
        return json.dumps(view, ensure_ascii=False).encode()

    def _publish(self) -> None:
        """Publish the records that the broker lacks, oldest first; claims before their acts."""
        mine = [claim for claim in self._claims if claim.writer == self._share.writer]
        old = [claim for claim in mine if claim.old]
        for room in {claim.room for claim in old}:
            self._publish_old_claims(room, [claim for claim in old if claim.room == room])
        for claim in sorted((c for c in mine if not c.old), key=lambda claim: claim.epoch):
            self._pursue(claim)
        if self._status.refused == "records":
            return
        for place in range(1, len(self._mine) + 1):
            if place not in self._there and place not in self._under_way:
                self._publish_record(place)

    def _publish_record(self, place: int) -> None:
        topic = records_topic(self._event, self._share.writer, place)
        token = self._broker.publish(topic, self._payload(place))
        if token is None:
            return
        self._under_way.add(place)

        def answered(refusal: str | None) -> None:
            self._under_way.discard(place)
            if refusal is None:
                self._there.add(place)
            else:
                self._refuse("records", refusal)

        self._sent[token] = answered

    def _publish_old_claims(self, room: str | None, claims: Sequence[LeadClaim]) -> None:
        """Publish again the claims of version 1 that the broker lacks."""
        topic = old_lead_topic(self._event, room, self._share.writer)
        if self._at_broker.there.get(topic, frozenset()) >= frozenset(claims):
            return
        view = claims_view(self._programme, tuple(sorted(claims, key=lambda claim: claim.epoch)))
        if self._broker.publish(topic, json.dumps(view, ensure_ascii=False).encode()) is not None:
            self._at_broker.there[topic] = frozenset(claims)

    # Claims: the broker has to accept each of ours, unless an objection arrives first

    def _open_claims(self) -> tuple[LeadClaim, ...]:
        writer = self._share.writer
        return tuple(c for c in self._claims if c.writer == writer and c.state == "open")

    def _pursue(self, claim: LeadClaim) -> None:
        """Advance a claim of this installation by one step."""
        topic, key = self._topic(claim), (claim.room, claim.epoch)
        there = self._at_broker.there.get(topic, frozenset())
        if claim.state in ("accepted", "withdrawn"):
            # A withdrawn claim too: others may have received it before the broker lost its data.
            if claim.state not in {claim.state for claim in there}:
                self._send_claim(claim)
            return
        if claim.state != "open":
            return
        pursuit = self._at_broker.pursuits.get(key)
        if pursuit is None:
            if self._objection(claim) is not None:
                self._close(claim, "withdrawn" if there else "dropped")
            elif self._send_claim(claim):
                self._at_broker.pursuits[key] = _Pursuit()
            return
        against = self._objection(claim)
        crossed = against is not None and (against.lead.writer, against.lead.epoch) in pursuit.later
        if against is not None and against.acts and not crossed:
            self._close(claim, "withdrawn")
        elif pursuit.step == "confirmed":
            self._close(claim, "accepted")
        elif pursuit.step == "acknowledged" and pursuit.is_due(self._clock.now()):
            self._publish_presence(then=lambda: self._confirm(key))

    def _confirm(self, key: _Key) -> None:
        pursuit = self._at_broker.pursuits.get(key)
        if pursuit is not None:
            pursuit.step = "confirmed"

    def _send_claim(self, claim: LeadClaim) -> bool:
        """Publish a claim in its current state; return False without a connection."""
        topic, key = self._topic(claim), (claim.room, claim.epoch)
        sent = replace(claim, state="accepted") if claim.state == "open" else claim
        view = claim_view(self._programme, sent)
        token = self._broker.publish(topic, json.dumps(view, ensure_ascii=False).encode())
        if token is None:
            return False
        self._at_broker.there[topic] = frozenset((sent,))
        self._at_broker.under_way.add(topic)

        def answered(refusal: str | None) -> None:
            self._at_broker.under_way.discard(topic)
            pursuit = self._at_broker.pursuits.get(key)
            if refusal is not None:
                self._refuse("lead", refusal)
                self._close(claim, "refused")
            elif pursuit is not None and pursuit.step == "sent":
                pursuit.step = "acknowledged"

        self._sent[token] = answered
        return True

    def _objection(self, claim: LeadClaim) -> Objection | None:
        """Return the objection to a claim of ours among the received records, or None."""
        read = self._crew.read(self._programme, 0)
        if read is None:
            return None
        mine = (own.sent for own in self._mine if own.sent is not None)
        return objection(shared_log([*mine, *read.records], set(read.claims) - {claim}), claim)

    def _close(self, claim: LeadClaim, state: ClaimState) -> None:
        """Save the final state of a claim and pass it to those that wait."""
        key = claim.room, claim.epoch
        try:
            self._crew.settle(self._programme, claim, state)
        except StorageError:
            return  # tried again at the next beat
        self._claims.discard(claim)
        closed = replace(claim, state=state)
        self._claims.add(closed)
        self._at_broker.pursuits.pop(key, None)
        if state == "withdrawn" and self._at_broker.there.get(self._topic(claim)):
            self._send_claim(closed)

    def _topic(self, claim: LeadClaim) -> str:
        return lead_topic(self._event, claim.room, claim.writer, claim.epoch)

    def _take_claims(self, topic: str, writer: str, payload: bytes, *, old: bool) -> None:
        """Handle claims: version 1 has all in one message, the others one each."""
        claims: tuple[LeadClaim, ...] = ()
        try:
            if payload and old:
                claims = claims_from(_parsed(payload), self._programme)
            elif payload:
                claims = (claim_from(_parsed(payload), self._programme),)
        except RecordError as error:
            self._drop(topic, "programme" if error.key == "programme" else "garbled")
            return
        fault = next(filter(None, (self._fault(c, topic, old=old) for c in claims)), None)
        if fault is not None:
            self._drop(topic, fault)
            return
        if writer == self._share.writer:
            self._at_broker.there[topic] = frozenset(claims)
            for c in claims:
                if (pursuit := self._at_broker.pursuits.get((c.room, c.epoch))) is not None:
                    pursuit.came_back = True
            return
        for c in claims:
            self._at_broker.note(c)
        self._batch.claims += [claim for claim in claims if claim not in self._claims]

    def _fault(self, claim: LeadClaim, topic: str, *, old: bool) -> str | None:
        """Return why a received claim is ignored, or None."""
        right = self._topic(claim)
        if old:
            right = old_lead_topic(self._event, claim.room, claim.writer)
        if topic != right:
            return "foreign"
        return "garbled" if claim.at > self._corrected() + _CLAIM_AHEAD else None

    # Presence

    def _take_presence(self, topic: str, writer: str, payload: bytes, *, retained: bool) -> None:
        if writer == self._share.writer:
            self._hear_oneself(topic, payload, retained=retained)
            return
        now = self._clock.now()
        view = _parsed(payload)
        if view.get("version") not in _PRESENCES or (
            view.get("writer") != writer or view.get("programme") != self._programme
        ):
            if payload:
                self._drop(topic, "garbled")
            return
        try:
            name, last = line(view, "name") or writer, number(view, "last") or 0
            sent_at = line(view, "sent_at")
        except RecordError:
            self._drop(topic, "garbled")
            return
        name = cap(name, NAME_LIMIT)
        if self._names.get(writer) != name and len(self._names) < _MOST_WRITERS:
            self._names[writer] = self._batch.members[writer] = name
        if writer not in self._names:
            self._drop(topic, "too-many")
            return
        gone = view.get("gone") is True
        self._present[writer] = not gone
        self._publishing.update(writer, {} if gone else view.get("publishes"))
        self._heads[writer] = max(min(last, MOST_RECORDS), self._heads.get(writer, 0))
        for held, record in self._held.pop(writer, ()):
            self._take_record(held, writer, held.rpartition("/")[2], record)
        self._doubts.update(writer, last, view.get("sum"), self._have.get(writer, {}))
        if not retained and not gone:
            self._measure(writer, view, sent_at, now)

    def _hear_oneself(self, topic: str, payload: bytes, *, retained: bool) -> None:
        view = _parsed(payload)
        if self._only_reads:
            pass  # the day is complete whoever has the id
        elif self._rival.answer(view, self._clock.now(), retained=retained):
            self._presence_sent = None
            self._drop(topic, "twin")
        if retained:
            return
        passed = self._fences.pop(payload, None)
        if passed is not None:
            self._pass(passed)
        elif _is_gone(payload):
            self._publishing.forget_siblings()
            self._presence_sent = None  # another window here has left; this one is still present
        elif view.get("home") == self._rival.home and self._publishing.update_sibling(view):
            self._presence_sent = None

    def _pass(self, passed: Iterable[Callable[[], None]]) -> None:
        for job in passed:
            job()

    def _pass_fence(self) -> None:
        """Note that all retained messages have arrived: the broker lacks the missing records."""
        if self._synced:
            return
        self._synced = True
        self._note_news()
        for held in self._held.values():
            for topic, _ in held:
                self._drop(topic, "unknown")
        self._held = {}
        if not self._rival.was_first:
            for topic in self._lost:
                self._drop(topic, "lost")
        self._lost = []

    def _publish_presence(
        self, *, fence: bool = False, then: Callable[[], None] | None = None
    ) -> None:
        """Publish presence if it is due, or if another computer is measuring its clock.

        `then` is called once the message has come back from the broker.
        """
        now = self._clock.now()
        spoke, many = self._presence_sent, self._own.count - self._told_last >= _MANY
        due = many or spoke is None or not timedelta(0) <= now - spoke < _PRESENCE
        if self._synced and due:
            self._note_news()
        if not self._synced and (spoke is None or now - spoke >= _FENCE_PATIENCE):
            fence = True  # the broker has dropped messages on a slow connection
        if not (fence or due or self._echoes or then is not None):
            return
        view = {
            "version": VERSION,
            "programme": self._programme,
            "writer": self._share.writer,
            "name": self._share.name,
            "app": __version__,
            "home": self._rival.home,
            "began": self._rival.began,
            "offset": self._share.offset,
            "last": self._own.count,
            "sum": self._sum,
            "sent_at": _exact(now),
            "shown_at": _exact(now + timedelta(seconds=self._share.offset)),
            "echoes": {
                writer: [sent, _exact(received + timedelta(seconds=self._share.offset))]
                for writer, (sent, received) in self._echoes.items()
            },
            "publishes": self._publishing.view(),
            "gone": self._only_reads,
        }
        payload = json.dumps(view, ensure_ascii=False).encode()
        token = self._broker.publish(here_topic(self._event, self._share.writer), payload)
        if token is None:
            return
        self._presence_sent, self._echoes, self._told_last = now, {}, self._own.count
        passed = self._pass_fence if fence else then
        if passed is not None:
            self._fences.setdefault(payload, []).append(passed)

        def answered(refusal: str | None) -> None:
            if refusal is not None:
                self._refuse("records", refusal)
                self._pass(self._fences.pop(payload, [self._pass_fence]))

        self._sent[token] = answered

    def _say_goodbye(self) -> None:
        self._remember()
        if self._only_reads or self._is_over:
            return
        self._broker.publish(
            here_topic(self._event, self._share.writer),
            goodbye(self._programme, self._share.writer, self._share.name),
        )

    # The clock

    def _reference(self) -> str | None:
        """Return the writer whose clock counts: the lead of the first room."""
        leads = lead_claims(c for c in (*self._claims, *self._batch.claims) if c.state != "open")
        rooms = {room or "": claim for room, claim in leads.items()}
        return rooms[min(rooms)].writer if rooms else None

    def _look_at_reference(self) -> None:
        """Compare clocks as soon as the reference changes."""
        reference = self._reference()
        if reference != self._compared.reference:
            self._compared = _Compared(reference)
            self._presence_sent = None

    def _is_measured(self) -> bool:
        """Return whether this clock has been compared with the lead's, or cannot be."""
        reference = self._reference()
        if reference in (None, self._share.writer) or self._compared.done:
            return True
        assert reference is not None
        now = self._clock.now()
        if self._compared.since is None:
            self._compared.since = now
        return not self._present.get(reference) or now - self._compared.since >= _MEASURING

    def _measure(
        self, writer: str, view: Mapping[str, Any], sent_at: str | None, now: datetime
    ) -> None:
        reference = self._reference()
        if reference == self._share.writer and sent_at is not None:
            self._echoes[writer] = (sent_at, now)
            return
        echoes = view.get("echoes")
        echo = echoes.get(self._share.writer) if isinstance(echoes, dict) else None
        if writer != reference:
            return
        if not isinstance(echo, list) or len(echo) != 2:
            if not self._compared.done:
                self._presence_sent = None  # the lead did not know yet that it leads
            return
        try:
            sent, received = (_instant(time) for time in echo)
            back = _instant(view.get("shown_at"))
        except RecordError:
            return
        trip = (now - sent) - (back - received)
        offset = ((received - sent) + (back - now)) / 2
        if abs(trip.total_seconds()) <= _SLOW and abs(offset) < _BEYOND:
            self._compared.done = True
            self._correct(offset.total_seconds())

    def _correct(self, offset: float) -> None:
        """Correct this clock to the lead's if they differ noticeably."""
        if abs(offset) <= _NOTICED:
            offset = 0.0
        if abs(offset - self._share.offset) <= _NOTICED:
            return
        try:
            self._crew.put_offset(self._programme, round(offset, 1))
        except StorageError:
            return
        self._version = None
        self._read_own()

    # Stored records, and requests for missing ones

    def _drop(self, topic: str, reason: str) -> None:
        self._dropped += 1
        named = cap(clean_line(topic), LINE_LIMIT)
        self._batch.dropped.append(Dropped(named, reason, self._clock.now()))

    def _keep(self) -> None:
        if not self._batch:
            return
        batch = self._batch
        try:
            self._crew.keep(
                self._programme,
                SharedBatch(
                    batch.records, batch.claims, batch.members, batch.dropped, batch.replaced
                ),
            )
        except StorageError:
            return  # tried again at the next beat
        known = {(c.room, c.writer, c.epoch) for c in batch.claims if c.state == "withdrawn"}
        self._claims = {c for c in self._claims if (c.room, c.writer, c.epoch) not in known}
        self._claims |= set(batch.claims)
        self._batch = _Batch()

    def _ask_for_holes(self) -> None:
        """Request records again that must exist and did not arrive.

        A broker may drop messages on a slow connection.
        """
        now = self._clock.now()
        if self._holes.asked is not None:
            asked_at, places = self._holes.asked
            have_all = all(self._has(writer, place) for writer, place in places)
            if not have_all and timedelta(0) <= now - asked_at < _AGAIN:
                return
            self._broker.unsubscribe(self._topics(places))
            self._holes.asked = None
        places = self._missing()
        if places:
            self._holes.asked = now, places
            self._broker.subscribe(self._topics(places))

    def _topics(self, places: Sequence[tuple[str, int]]) -> list[str]:
        return [records_topic(self._event, writer, place) for writer, place in places]

    def _has(self, writer: str, place: int) -> bool:
        return place in self._have.get(writer, ()) and (writer, place) not in self._doubts.open

    def _missing(self) -> tuple[tuple[str, int], ...]:
        """Return the writers and numbers to request; those that never arrive are given up."""
        found = []
        for writer, head in self._heads.items():
            for place in range(1, head + 1):
                key = (writer, place)
                if self._has(writer, place) or self._holes.tries.get(key, 0) >= _MOST_TRIES:
                    continue
                self._holes.tries[key] = self._holes.tries.get(key, 0) + 1
                found.append(key)
                if len(found) == _ASKED_AT_ONCE:
                    return tuple(found)
        return tuple(found)


class _ClaimsAtBroker:
    """Our claims at the broker, by topic, and those being sent."""

    def __init__(self) -> None:
        self.there: dict[str, frozenset[LeadClaim]] = {}
        self.under_way: set[str] = set()
        self.pursuits: dict[_Key, _Pursuit] = {}

    def note(self, other: LeadClaim) -> None:
        """Note that this claim of another writer came after those of ours that have come back."""
        for (room, _), pursuit in self.pursuits.items():
            if room == other.room and pursuit.came_back:
                pursuit.later.add((other.writer, other.epoch))


class _Outcomes:
    """The states of our claims, for other threads that wait for them."""

    def __init__(self) -> None:
        self._known: dict[_Key, ClaimState] = {}
        self._changed = threading.Condition()

    def set_states(self, states: Mapping[_Key, ClaimState]) -> None:
        with self._changed:
            self._known.update(states)
            self._changed.notify_all()

    def wait(self, key: _Key, patience: float) -> ClaimState:
        with self._changed:
            self._changed.wait_for(lambda: key in self._known, timeout=patience)
            return self._known.get(key, "open")


class _Compared:
    """Whether this clock has been compared with the reference, and since when that is tried."""

    def __init__(self, reference: str | None) -> None:
        self.reference = reference
        self.done = False
        self.since: datetime | None = None


class _Holes:
    """Records that were requested again, when, and how often each."""

    def __init__(self) -> None:
        self.asked: tuple[datetime, tuple[tuple[str, int], ...]] | None = None
        self.tries: dict[tuple[str, int], int] = {}


class _Doubts:
    """Writers whose records here differ from theirs, by the checksum of all.

    One was overwritten, or its writer lost it and reused its number. Until the checksums agree,
    received records replace the stored ones, since each writer makes sure that the broker has its
    own.
    """

    def __init__(self) -> None:
        self.open: set[tuple[str, int]] = set()
        """Writers and numbers to request again."""
        self._writers: set[str] = set()
        self._requested: set[tuple[str, int]] = set()
        """Writers and checksums for which records were requested."""

    def update(self, writer: str, last: int, checksum: object, have: Mapping[int, int]) -> None:
        """Compare a writer's checksum of its `last` records with ours, `have`."""
        places = range(1, last + 1)
        if not isinstance(checksum, int) or any(place not in have for place in places):
            return
        summed = 0
        for place in places:
            summed = _summed(summed, have[place])
        if summed == checksum:
            self._writers.discard(writer)
            return
        self._writers.add(writer)
        if (writer, checksum) not in self._requested:
            self._requested.add((writer, checksum))
            self.open |= {(writer, place) for place in places}

    def replaces(self, writer: str, place: int) -> bool:
        """Return whether a received record replaces the stored one."""
        self.open.discard((writer, place))
        return writer in self._writers


def _summed(before: int, checksum: int) -> int:
    """Return the checksum of all records from that of all but the last and that of the last."""
    return crc32(checksum.to_bytes(4, "big"), before)


class _Rival:
    """Another installation under the same id: one of them is a copy of the other.

    `home` and `began` distinguish the two. The one that began later gives up the id, and so does
    one whose numbers the other has used.
    """

    def __init__(self, home: str, began: str) -> None:
        self.home = home
        self.began = began
        self.was_first = self.is_there = False
        self._until: datetime | None = None
        """Until when the other may answer."""

    def answer(self, view: Mapping[str, Any], now: datetime, *, retained: bool) -> bool:
        """Handle presence under our id; return True if the other must learn that we were first."""
        theirs = (str(view.get("began")), str(view.get("home")))
        if view.get("home") in (None, self.home) or view.get("gone") is True:
            return False
        if retained:  # it may have left without a message
            self._until = now + _ANSWER
            return False
        self.is_there = True
        self.was_first = self.was_first or theirs < (self.began, self.home)
        return not self.was_first

    def may_answer(self, now: datetime) -> bool:
        """Return whether the other may still answer; nothing is published under the id before."""
        return self._until is not None and now < self._until


class _Publishing:
    """Where this machine and others publish the day, by the ids of the places.

    The windows and commands of one machine have one presence, which lists what each of them
    publishes; `began` distinguishes them. When one leaves, the others announce themselves again.
    """

    def __init__(self, began: str) -> None:
        self.announced: frozenset[str] = frozenset()
        """What this window publishes."""
        self._began = began
        self._siblings: dict[str, frozenset[str]] = {}
        self._others: dict[str, frozenset[str]] = {}

    def of(self, writer: str) -> frozenset[str]:
        """Return the places where another machine publishes."""
        return self._others.get(writer, frozenset())

    def view(self) -> Mapping[str, Sequence[str]]:
        """Return what this machine publishes, by window, for its presence message."""
        found = {**self._siblings, self._began: self.announced}
        return {began: sorted(places) for began, places in found.items() if places}

    def update(self, writer: str, view: object) -> None:
        """Record what another machine publishes."""
        found = view.values() if isinstance(view, dict) else ()
        self._others[writer] = frozenset().union(*map(_places, found))

    def update_sibling(self, view: Mapping[str, Any]) -> bool:
        """Record what another window here publishes; return whether that is new."""
        began, publishes = view.get("began"), view.get("publishes")
        if not isinstance(began, str) or began == self._began or not isinstance(publishes, dict):
            return False
        places = _places(publishes.get(began))
        known = self._siblings.pop(began, frozenset())
        if places:
            self._siblings[began] = places
        return places != known

    def forget_siblings(self) -> None:
        """Forget the other windows: those that are still open announce themselves again."""
        self._siblings = {}

    def forget(self) -> None:
        """Forget everyone: a new connection has begun."""
        self._siblings, self._others = {}, {}


def _places(found: object) -> frozenset[str]:
    """Return ids of places as they were received; none if they are invalid."""
    listed = found[:_MOST_PLACES] if isinstance(found, list) else ()
    return frozenset(uid for uid in listed if isinstance(uid, str) and len(uid) <= ID_LIMIT)


class _Batch:
    """What arrived since the last write to the database."""

    def __init__(self) -> None:
        self.records: list[tuple[str, int, str]] = []
        self.claims: list[LeadClaim] = []
        self.members: dict[str, str] = {}
        self.dropped: list[Dropped] = []
        self.replaced: list[tuple[str, int]] = []

    def __bool__(self) -> bool:
        return bool(self.records or self.claims or self.members or self.dropped)


class _Inbox:
    """Passes the callbacks of the broker's thread to the sharing thread."""

    def __init__(self, sharing: CrewSharing) -> None:
        self._sharing = sharing

    def connected(self) -> None:
        self._sharing.later(self._sharing.connected)

    def disconnected(self, error: BrokerError) -> None:
        self._sharing.later(lambda: self._sharing.disconnected(error))

    def subscribed(self) -> None:
        """Do nothing: the fence shows when all retained messages have arrived."""

    def subscription_refused(self, reason: str) -> None:
        self._sharing.later(lambda: self._sharing.subscription_refused(reason))

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        self._sharing.later(lambda: self._sharing.received(topic, payload, retained=retained))

    def published(self, token: int) -> None:
        self._sharing.later(lambda: self._sharing.answered(token, None))

    def refused(self, token: int, reason: str) -> None:
        self._sharing.later(lambda: self._sharing.answered(token, reason))


def _next_name(name: str, taken: set[str]) -> str:
    """Return a name with a number that nobody in the crew has, even if `name` has one already."""
    plain = re.sub(r" \(\d+\)$", "", name)
    numbered = (f"{cap(plain, NAME_LIMIT - 6)} ({number})" for number in count_from(2))
    return next(each for each in numbered if each not in taken)


def goodbye(programme: str, writer: str, name: str) -> bytes:
    """Return the message that a member has left; the broker sends it if the connection is lost."""
    view = {
        "version": VERSION,
        "programme": programme,
        "writer": writer,
        "name": name,
        "gone": True,
    }
    return json.dumps(view, ensure_ascii=False).encode()


def _parsed(payload: bytes) -> Mapping[str, Any]:
    """Parse a received object; empty if it is invalid."""
    if len(payload) > CREW_BYTES_LIMIT:
        return {}
    try:
        found = json.loads(payload.decode())
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_gone(payload: bytes) -> bool:
    return _parsed(payload).get("gone") is True


def _exact(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _instant(value: object) -> datetime:
    from datetime import UTC, datetime

    if not isinstance(value, str):
        raise RecordError("sent_at", "type")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise RecordError("sent_at", "instant") from None
    if found.tzinfo is None or not 1 < found.year < 9999:
        raise RecordError("sent_at", "instant")
    return found.astimezone(UTC)
