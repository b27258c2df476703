"""Synchronises the day of a programme with the crew's broker: a `CrewLink`.

The link publishes the records of this computer that the broker lacks, and checks and saves the
records of others. Its state can always be rebuilt from the database and the broker. Everything runs
in one thread, the sharing thread. It gets messages from the broker's thread, and looks once a
second for records of other windows and commands.
"""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sommet_tui import __version__
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.live_ports import Broker, BrokerError, CrewStore, LinkStatus, Member
from sommet_tui.domain.crew.address import (
    copied_topic,
    copy_topic,
    crew_topics,
    records_topic,
    share_address,
    topic_levels,
)
from sommet_tui.domain.crew.clocks import AHEAD, FURTHEST
from sommet_tui.domain.crew.records import (
    ClaimState,
    LeadClaim,
    claim_view,
)
from sommet_tui.domain.limits import AFTER_ALL, MAX_RECORDS
from sommet_tui.domain.values import replace
from sommet_tui.live.crew.broker_messages import DropError, Post, encode, parse_object
from sommet_tui.live.crew.clock import CrewClock, format_instant
from sommet_tui.live.crew.lead_claims import Claims
from sommet_tui.live.crew.own_log import LostRecords, OwnLog
from sommet_tui.live.crew.presence import Members, Presence, Rival, free_name
from sommet_tui.live.crew.received import Arrival, Received, read_arrival

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Mapping

    from sommet_tui.companion.ports import Clock, RecordStore

    Job = Callable[[], None]


_SILENT = timedelta(seconds=45)
"""The time without a message after which the connection counts as silent."""
_UNANSWERED = timedelta(seconds=3)
"""The time without an answer of the broker after which waiting records are reported."""


class Status:
    """The status of the link. Any thread may read it, but only the sharing thread changes it.

    Any thread may call `wake` to announce new records. They count as waiting until the sharing
    thread has reported on them. Times are by this computer's clock.
    """

    def __init__(self, now: datetime) -> None:
        self._status = LinkStatus(connected=False, since=now)
        self._last_message_at = now
        """The time when the latest message arrived."""
        self._progress: tuple[object, datetime] = None, now
        """The numbers of waiting and confirmed records, and since when they are the same."""
        self._wakes = self._wakes_reading = self._wakes_read = 0
        """The numbers of calls of `wake`: all calls, calls being handled, calls in the status."""

    @property
    def current(self) -> LinkStatus:
        """The status to show."""
        if self._wakes_read < self._wakes and not self._status.waiting:
            return replace(self._status, waiting=1)
        return self._status

    @property
    def is_connected(self) -> bool:
        """Whether the broker is connected."""
        return self._status.connected

    def wake(self) -> int:
        """Announce new records, which count as waiting.

        Return the number of calls of `wake` so far.
        """
        self._wakes += 1
        return self._wakes

    def begin_reading(self, wakes: int) -> None:
        """Record that the sharing thread reads the records announced by the first `wakes` calls."""
        self._wakes_reading = wakes

    def record_message(self, now: datetime) -> None:
        """Record that a message has just arrived."""
        self._last_message_at = now

    def connect(self, now: datetime) -> None:
        """Record that the broker is connected."""
        self._status = replace(self._status, connected=True, since=now, error=None, refused=None)
        self._last_message_at = now

    def disconnect(self, error: BrokerError, now: datetime) -> None:
        """Record that the connection has failed or was lost."""
        before = self._status
        if before.connected or before.error is None or before.error.code != error.code:
            since = now if before.connected else before.since
            self._status = replace(before, connected=False, since=since, error=error)

    def end(self, error: BrokerError) -> None:
        """Record that the link has ended itself."""
        self._status = replace(self._status, connected=False, synced=False, error=error)

    def report(self, waiting: int, confirmed: int, now: datetime, **more: Any) -> None:
        """Set the numbers of waiting and confirmed records, and other fields of the status."""
        before = self._status
        progress = (waiting, confirmed, before.since)
        if not (waiting and before.connected) or progress != self._progress[0]:
            self._progress = progress, now
        status = replace(
            before,
            waiting=waiting,
            silent=before.connected and not _is_within(_SILENT, self._last_message_at, now),
            unanswered=not _is_within(_UNANSWERED, self._progress[1], now),
            **more,
        )
        if status != before:
            self._status = status
        self._wakes_read = self._wakes_reading


def _is_within(patience: timedelta, since: datetime, now: datetime) -> bool:
    """Return whether less than `patience` has passed. If a clock was set back, return False."""
    return timedelta(0) <= now - since < patience


_BEAT = 1.0
"""The seconds between two searches for records of other processes on this computer."""
_COPIED = timedelta(seconds=15)
"""The time for other computers to send the records that a broker has lost."""
_NEWS = timedelta(minutes=1)
"""The time between two calls that save when the last news arrived."""


class CrewSharing:
    """The connection and the thread that share the day of one programme through one broker.

    Each attribute has the state of one subject. Only the sharing thread uses these attributes,
    except those that `status`, `wake`, `wait_for_claim` and `announce` use.
    """

    def __init__(  # noqa: PLR0913  (its collaborators)
        self,
        programme: str,
        broker: Broker,
        records: RecordStore,
        crew: CrewStore,
        clock: Clock,
        *,
        has_derived_id: bool = False,
        days: Collection[date] = (),
        revision: str = "",
        only_reads: bool = False,
    ) -> None:
        """Prepare to share a day. `days` and `revision` are those of the programme.

        `clock` is this computer's own clock. If the link `only_reads`, it publishes nothing.

        If the programme `has_derived_id`, messages do not contain the id, because other computers
        of the crew may have derived another id.

        Raises:
            StorageError: the database cannot be read, or the day was never shared.
        """
        share = crew.find_share(programme)
        if share is None:
            raise StorageError("failed", "", "not shared")
        event, began = share_address(share.address).event, clock.now()
        id_in_messages = None if has_derived_id else programme
        self._programme, self._id_in_messages = programme, id_in_messages
        self._event = event
        self._revision = revision
        self._me = share.writer
        self._share = share
        self._broker = broker
        self._records = records
        self._crew = crew
        self._only_reads = only_reads
        self._post = Post(broker)
        self._clock = CrewClock(clock, share.offset, days)
        self._own = OwnLog(
            id_in_messages, event, share, crew.confirmed_count(programme, share), self._post
        )
        self._claims = Claims(
            programme, event, share.writer, crew, self._post, id_in_messages=id_in_messages
        )
        self._received = Received(programme, crew, self._clock, id_in_messages=id_in_messages)
        self._members = Members(id_in_messages, crew.members(programme))
        self._lost = LostRecords(event, share.writer, self._post, self._members.is_connected)
        self._rival = Rival(crew.installation_id(), format_instant(began))
        self._presence = Presence(
            id_in_messages, event, self._rival.home, self._rival.began, self._post
        )
        self._status = Status(began)
        self._version: object = None
        """The version of the database when it was last read."""
        self._news_at = crew.complete_until(programme)
        self._synced = self._is_over = False
        self._has_lost_data = False
        """Whether the broker seems to have lost its data, because it lacks our old presence."""
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sharing", daemon=True)

    def start(self) -> None:
        """Connect to the broker, and start the thread.

        Raises:
            BrokerError: the MQTT library is missing.
        """
        self._broker.start(_Inbox(self, self._post))
        self._thread.start()

    def status(self) -> LinkStatus:
        """Return the status. Records that `wake` announced count as waiting until they are read."""
        return self._status.current

    def wake(self) -> None:
        """Have the sharing thread send new records now."""
        self.call_soon(partial(self._status.begin_reading, self._status.wake()))

    def wait_for_claim(self, claim: LeadClaim, patience: float) -> ClaimState:
        """Wait up to `patience` seconds for the broker's answer to a claim. Return its state."""
        self.wake()
        return self._claims.wait_for_outcome(claim, patience)

    def announce(self, places: frozenset[str]) -> None:
        """Announce to the crew where this window publishes the day, or could publish it."""
        if places != self._presence.announced_places:
            self._presence.announced_places = places
            self.call_soon(self._presence.publish_soon)

    def stop(self) -> None:
        """Save everything, then end the connection."""
        self._jobs.put(None)
        self._thread.join(1.0)
        self._broker.stop()

    def call_soon(self, job: Job) -> None:
        """Run a function in the sharing thread, without waiting for it."""
        self._jobs.put(job)

    # Runs in the sharing thread

    def _run(self) -> None:
        while True:
            patience = _BEAT
            with suppress(queue.Empty):
                for _ in range(2 * MAX_RECORDS):
                    job = self._jobs.get(timeout=patience)
                    patience = 0.0
                    if job is None:
                        self._synchronise()
                        self._save_counts()
                        return
                    # Data that cannot be saved while the database is locked will be exchanged
                    # again.
                    with suppress(StorageError):
                        job()
            self._synchronise()

    def _synchronise(self) -> None:
        """Save received records, publish records that the broker lacks, and update the status."""
        if self._is_over:
            return
        self._members.drop_silent(self._clock.now())
        self._clock.error = self._clock_error(FURTHEST)
        for topic, writer, payload in self._claims.take_early_claims():
            self._receive_claim(topic, writer, payload)
        self._claims.add(self._received.save())
        # If the database is locked or gone, the window reports it, and the next beat tries again.
        with suppress(StorageError):
            self._read_own_records()
            if self._synced and self._rival.was_first:
                self._take_new_id()
                return
            self._received.receive_due_records()
            if self._synced:
                self._receive_copies()
            self._claims.add(self._received.save())
            if self._synced:
                if self._clock.error:
                    self._claims.withdraw(self._clock.correct())
                elif not self._only_reads and self._is_ready():
                    self._publish()
                self._request_missing()
            reference = self._reference_writer()
            if reference != self._clock.reference:
                self._clock.start(reference)
                self._presence.publish_soon()
            if self._status.is_connected:
                self._publish_presence()
        self._report_status()

    def _report_status(self) -> None:
        confirmed = self._own.count_at_broker(complete=self._synced)
        waiting = max(0, self._own.count - confirmed) + self._claims.waiting_count
        self._status.report(
            waiting,
            confirmed,
            self._clock.now(),
            members=self._members.others(self._me),
            dropped=self._received.dropped,
            synced=self._synced and self._is_ready(),
            ahead=self._received.future_count + len(self._claims.future_claims),
            refused=self._post.refused,
            reason=self._post.reason,
            slow=-round(self._clock_error(AHEAD).total_seconds())
            if self._members.clock_offsets
            else None,
            unshared=bool(self._clock.error),
            lost=0 if self._clock.error else self._lost.count,
            forged=self._received.forged,
            unknown_writers=len(self._members.unknown_writers),
            me=Member(
                self._me,
                self._share.name,
                is_connected=True,
                publishes=self._presence.places,
                app=__version__,
                revision=self._revision,
                waiting=waiting,
                ahead=timedelta(0),
            ),
        )
        self._claims.deliver_outcomes()

    # Events of the broker

    def on_connected(self) -> None:
        """Subscribe to all messages of the crew, then publish this computer's presence."""
        self._status.connect(self._clock.now())
        self._synced = False
        self._has_lost_data = self._news_at is not None
        self._post.reset()
        self._own.reset()
        self._claims.reset()
        self._received.gaps.reset()
        self._lost.reset()
        self._presence.reset()
        self._members.reset()
        self._clock.start(self._reference_writer())
        self._broker.subscribe(crew_topics(self._event))
        with suppress(StorageError):  # the first presence message may lack the number of records
            self._read_own_records()
        self._publish_presence(fence=True)

    def on_disconnected(self, error: BrokerError) -> None:
        """Record that the connection is lost."""
        self._save_counts()
        self._status.disconnect(error, self._clock.now())
        self._synced = False
        self._members.disconnect()

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Handle a message according to its topic."""
        self._status.record_message(self._clock.now())
        original = copied_topic(topic, self._event)
        if original is not None:
            if payload:
                self._lost.receive_copy(original, payload)
            return
        try:
            match topic_levels(topic, self._event):
                case "records", user, id_, number if payload:  # a removed record has no content
                    self._lost.receive_original(topic)
                    self._receive_record(read_arrival(topic, f"{user}/{id_}", number, payload))
                case "lead", _, user, id_, _:
                    self._lost.receive_original(topic)
                    self._receive_claim(topic, f"{user}/{id_}", payload)
                case "here", user, id_:
                    self._receive_presence(topic, f"{user}/{id_}", payload, retained=retained)
        except DropError as error:
            self._received.drop(topic, error.reason)

    def _receive_copies(self) -> None:
        """Save the copies of records and claims that other computers have sent."""
        for topic, payload in self._lost.take_valid_copies():
            try:
                match topic_levels(topic, self._event):
                    case "records", user, id_, number:
                        found = read_arrival(topic, f"{user}/{id_}", number, payload)
                        self._received.receive(found, known=True, complete=True)
                    case "lead", _, user, id_, _:
                        self._receive_claim(topic, f"{user}/{id_}", payload, self._members.names)
            except DropError as error:
                self._received.drop(topic, error.reason)

    def _publish_copies(self, now: datetime) -> None:
        """If it is this computer's turn, send copies of others' records that the broker lacks."""
        claims = self._claims.claims_of_others()
        records = {
            records_topic(self._event, *record_id): record_id
            for record_id in self._received.gaps.record_ids()
            if not self._members.is_connected(record_id[0])
        }
        turn = self._members.rank(self._me)
        for topic in self._lost.topics_to_restore([*records, *claims], turn, now):
            if topic in claims:
                view: Mapping[str, Any] | None = claim_view(self._id_in_messages, claims[topic])
            else:
                view = self._crew.record(self._programme, *records[topic])
            if view is not None and not self._lost.send(topic, encode(view)):
                return

    def _receive_claim(
        self, topic: str, writer: str, payload: bytes, names: Container[str] | None = None
    ) -> None:
        claims = self._claims.receive(topic, writer, payload, self._clock.correct(), names)
        self._received.add_claims(claims)

    def _receive_record(self, arrival: Arrival) -> None:
        if arrival.writer != self._me:
            known = arrival.writer in self._members.names
            self._received.receive(arrival, known=known, complete=self._synced)
            return
        self._read_own_records()
        if arrival.number > self._own.count:
            self._version = None  # another window may have just recorded it
            self._read_own_records()
        if not self._own.receive(arrival, complete=self._synced):
            self._rival.was_first = True

    def _receive_presence(self, topic: str, writer: str, payload: bytes, *, retained: bool) -> None:
        view, now = parse_object(payload), self._clock.now()
        if writer == self._me:
            if retained:
                self._has_lost_data = False
            # A link that only reads needs no unique id, so another laptop may have the same one.
            if not self._only_reads and self._rival.handle_presence(view, now, retained=retained):
                self._presence.publish_soon()
                self._received.drop(topic, "twin")
            if not retained:
                self._presence.receive_own_presence(payload, view)
        elif payload:
            heard = self._members.receive_presence(writer, view, now)
            if heard.is_new:
                self._received.add_member(writer, heard.name)
            gaps = self._received.gaps
            gaps.raise_last_number(writer, min(heard.last_number, MAX_RECORDS))
            self._received.receive_waiting_records(writer)
            gaps.compare(writer, heard.last_number, view.get("sum"))
            if not retained and not heard.has_left:
                self._members.compare(writer, heard.sent_at, now)
                if heard.has_arrived:
                    self._presence.publish_soon()  # the other computer then compares its clock
                self._measure_clock(writer, view, heard.sent_at, now)

    # Steps

    def _read_own_records(self) -> None:
        """Read this computer's new records and, from the database, the state of the shared day."""
        version = self._crew.version()
        if version == self._version:
            return
        _, kept = self._records.read_new_records(
            self._programme, joins_rehearsal=False, known=None, after=self._own.offset
        )
        for record in kept:
            self._own.add(record)
        read = self._crew.read(self._programme, AFTER_ALL)
        if read is not None:
            self._share = read.share
            self._clock.offset = read.share.offset
            self._claims.load(read.claims)
        self._version = version

    def _publish(self) -> None:
        """Publish the records that the broker lacks, claims before acts."""
        now, latest = self._clock.now(), self._clock.correct()
        for key in self._claims.publish(self._own.records, now, latest, self._must_wait):
            self._publish_presence(then=partial(self._claims.confirm, key))
        if self._post.refused != "records":
            self._own.publish()
            self._publish_copies(now)

    def _must_wait(self, claim: LeadClaim) -> bool:
        """Return whether records against a claim may be missing here, shortly after connecting.

        A broker that has crashed may have lost them; their writers, or other members, then send
        them again. A claim made on this connection waits only if the broker has lost all its data.
        """
        since, answered = self._status.current.since, self._members.clock_offsets
        if not _is_within(_COPIED, since, self._clock.now()):
            return False
        return self._has_lost_data or (
            claim.at < self._clock.correct(since)
            and not all(
                writer in answered and self._received.gaps.has_all_records(writer)
                for writer in self._members.connected
            )
        )

    def _request_missing(self) -> None:
        """Ask the broker for the records that exist but have not arrived."""
        ended, missing = self._received.gaps.requests(self._clock.now())
        self._broker.unsubscribe([topic for each in ended for topic in self._record_topics(*each)])
        self._broker.subscribe([topic for each in missing for topic in self._record_topics(*each)])

    def _record_topics(self, writer: str, number: int) -> tuple[str, str]:
        """Return the topics at which the broker may have a record, and copies of the record."""
        topic = records_topic(self._event, writer, number)
        return topic, copy_topic(self._event, "+/+", topic)

    def _publish_presence(self, *, fence: bool = False, then: Job | None = None) -> None:
        """Publish this computer's presence if it is due, or if another computer measures its clock.

        When the message has come back from the broker, `then` is called. If `fence`, the message
        comes back only after all retained messages.
        """
        now = self._clock.now()
        due = self._presence.is_due(now, self._own.count)
        if self._synced and due:
            self._save_news_time()
        if not self._synced and self._presence.needs_fence(now):
            fence = True
        if not (fence or due or self._clock.has_echoes or then is not None):
            return
        view = self._presence.message(self._share, self._own, self._clock, now)
        view |= {
            "gone": self._only_reads,
            "revision": self._revision,
            "waiting": self._status.current.waiting,
        }
        passed = self._on_fence if fence else then
        if self._presence.publish(view, now, passed, self._on_fence):
            self._clock.forget_echoes()

    def _on_fence(self) -> None:
        """Record that all retained messages have arrived. Any record still missing is lost."""
        if self._synced:
            return
        self._synced = True
        self._save_news_time()
        self._received.drop_unannounced_records()
        lost = self._own.pop_lost_topics()
        if not self._rival.was_first:
            for topic in lost:
                self._received.drop(topic, "lost")

    def _take_new_id(self) -> None:
        """Give up this installation's id and end the link. The next link uses a new id.

        The other installation keeps the id, the name, and the records from before the copy.
        """
        before = self._share
        earlier_records, offset = self._own.records_shared_with_copy()
        writer = f"{before.writer.rpartition('/')[0]}/{uuid4().hex[:12]}"
        name = free_name(before.name, {*self._members.names.values(), before.name})
        own_from = before.own_from if offset is None else offset
        share = replace(before, writer=writer, name=name, own_from=own_from)
        self._crew.take_new_id(self._programme, share, earlier_records)
        self._is_over = True
        self._broker.stop()
        self._status.end(BrokerError("copied", name))

    def _save_counts(self) -> None:
        """Save how many of this computer's records the broker has.

        While the computer is offline, all further records count as waiting.
        """
        if not self._synced:
            return
        self._save_news_time()
        count = self._own.count_without_gap()
        if count != self._own.confirmed:
            self._own.confirmed = count
            with suppress(StorageError):
                self._crew.save_confirmed_count(self._programme, self._share, count)

    def _save_news_time(self) -> None:
        """Save the current time as the time of the latest news from the crew."""
        now = self._clock.correct()
        if self._news_at is None or not timedelta(0) <= now - self._news_at < _NEWS:
            self._news_at = now
            with suppress(StorageError):
                self._crew.put_complete_until(self._programme, now)

    # Waiting, and comparing the clock

    def _is_ready(self) -> bool:
        """Return whether the clock has been compared, and this installation's id is unique.

        Until then, nothing is published, and the status is not `synced`. If the link `only_reads`,
        it is always ready.
        """
        if self._only_reads:
            return True
        reference, now = self._reference_writer(), self._clock.now()
        waits = self._members.has_unknown_clocks
        if reference is not None:
            waits = reference != self._me and self._members.is_connected(reference)
        return not (
            waits and self._clock.is_still_measuring(now)
        ) and not self._rival.could_still_answer(now)

    def _reference_writer(self) -> str | None:
        return self._claims.reference(self._received.claims)

    def _clock_error(self, within: timedelta) -> timedelta:
        reference = self._reference_writer()
        if not self._members.agree_on(reference):
            reference = None  # so that all computers call the same clock right
        return self._clock.own_error(self._members.clock_offsets, self._me, reference, within)

    def _measure_clock(
        self, writer: str, view: Mapping[str, Any], sent_at: str | None, now: datetime
    ) -> None:
        """Compare the clocks by a presence message.

        If the lead sent it, correct this computer's clock.
        """
        reference = self._reference_writer()
        if reference == self._me:
            if sent_at is not None:
                self._clock.remember_presence(writer, sent_at, now)
            if self._clock.offset and self._clock.is_right(self._members.clock_offsets):
                self._correct_clock(0.0)  # someone has set this computer's clock
            return
        if writer != reference:
            return
        offset = self._clock.measure(view, self._me, now)
        if offset == "no-echo":
            if not self._clock.is_compared:
                self._presence.publish_soon()  # the lead did not know that it leads, so ask again
            return
        correction = None if offset is None else self._clock.correction(offset)
        if correction is not None:
            self._correct_clock(correction)

    def _correct_clock(self, offset: float) -> None:
        """Save by how many seconds this computer's clock is behind the reference clock."""
        try:
            self._crew.put_offset(self._programme, offset)
        except StorageError:
            return
        self._version = None
        self._read_own_records()


class _Inbox:
    """Passes events from the broker's thread to the sharing thread."""

    def __init__(self, sharing: CrewSharing, post: Post) -> None:
        self._sharing = sharing
        self._post = post

    def on_connected(self) -> None:
        self._sharing.call_soon(self._sharing.on_connected)

    def on_disconnected(self, error: BrokerError) -> None:
        self._sharing.call_soon(partial(self._sharing.on_disconnected, error))

    def on_subscribed(self) -> None:
        """Do nothing, because only the fence shows that all retained messages have arrived."""

    def on_subscription_refused(self, reason: str) -> None:
        self._sharing.call_soon(partial(self._post.record_refusal, "read", reason))

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        self._sharing.call_soon(
            partial(self._sharing.on_received, topic, payload, retained=retained)
        )

    def on_published(self, token: int) -> None:
        self._sharing.call_soon(partial(self._post.on_answer, token, None))

    def on_refused(self, token: int, reason: str) -> None:
        self._sharing.call_soon(partial(self._post.on_answer, token, reason))
