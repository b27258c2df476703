"""One programme's day, kept the same here and at the crew's broker: a `CrewLink`.

What this machine recorded is published where the broker lacks it, what others recorded is checked
and kept. Nothing is kept here but what the database and the broker can be asked for again. All of
it happens in one thread, which is told by the broker's what comes, and looks once a second what
other windows and commands recorded.
"""

from __future__ import annotations

import json
import queue
import threading
from contextlib import suppress
from datetime import timedelta
from itertools import count as count_from
from typing import TYPE_CHECKING, Any

from sommet_tui import __version__
from sommet_tui.companion.errors import KeepingError
from sommet_tui.companion.live_ports import (
    BrokerError,
    Dropped,
    LinkStatus,
    Member,
    SharedBatch,
)
from sommet_tui.domain.limits import CREW_BYTES_LIMIT, LINE_LIMIT, MOST_RECORDS, NAME_LIMIT
from sommet_tui.domain.records import RecordError, line, number
from sommet_tui.domain.sharing.address import (
    crew_topics,
    here_topic,
    lead_topic,
    parts_of,
    records_topic,
    share_address,
)
from sommet_tui.domain.sharing.records import (
    VERSION,
    CrewRecord,
    LeadClaim,
    OwnRecords,
    claims_from,
    claims_view,
    crew_record_from,
    crew_record_view,
)
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sommet_tui.companion.live_ports import Broker, CrewStore
    from sommet_tui.companion.ports import Clock, RecordStore
    from sommet_tui.domain.records import StoredRecord

_BEAT = 1.0
"""Seconds between looks at what others on this machine recorded."""
_PRESENCE = timedelta(seconds=30)
"""How often one says that one is there, and measures the clock."""
_MANY = 20
"""After so many records one says anew how many there are, for others to miss none."""
_FENCE_PATIENCE = timedelta(seconds=1)
_AGAIN = timedelta(seconds=5)
"""How long to wait for records that were asked for once more."""
_ASKED_AT_ONCE = 200
_MOST_TRIES = 5
_MOST_WRITERS = 200
_MOST_HELD = 2 * MOST_RECORDS
"""Records that wait for their writer to say that it is there."""
_NO_RECORDS = 2**62
"""A place after which nothing is kept."""
_SLOW = 2.0
"""A round trip of so many seconds measures no clock."""
_BEYOND = timedelta(days=7)
"""A clock that is so wrong, or said to be, is no measure."""
_NOTICED = 1.0
"""Seconds that clocks may differ by without being corrected, and that a correction may be off."""


@dataclass(frozen=True, slots=True)
class _Own:
    """A record of this machine as others are sent it; None where it cannot be understood."""

    sent: CrewRecord | None
    stored: StoredRecord


class CrewSharing:
    """The day of one programme at one broker."""

    def __init__(
        self,
        programme: str,
        broker: Broker,
        records: RecordStore,
        crew: CrewStore,
        clock: Clock,
    ) -> None:
        """`clock` is this machine's own.

        Raises:
            KeepingError: what is kept cannot be read, or it was never shared.
        """
        share = crew.share(programme)
        if share is None:
            raise KeepingError("failed", "", "not shared")
        self._programme = programme
        self._broker = broker
        self._records = records
        self._crew = crew
        self._clock = clock
        self._share = share
        self._event = share_address(share.address).event
        self._told: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._own = OwnRecords(share.writer)
        self._mine: list[_Own] = []
        self._offset = 0
        self._version: object = None
        self._there: set[int] = set()
        """Numbers of own records that the broker has."""
        self._confirmed = crew.confirmed(programme, share)
        """How many of them, from the first, it was last known to have."""
        self._sent: dict[int, Callable[[str | None], None]] = {}
        """What is to be done when the broker answers, by token; told why it refuses."""
        self._under_way: set[int] = set()
        self._rewritten: set[int] = set()
        self._claims_under_way: set[str] = set()
        self._claims_there: dict[str, frozenset[LeadClaim]] = {}
        self._synced = False
        self._fence: bytes | None = None
        self._have = {writer: set(numbers) for writer, numbers in crew.numbers(programme).items()}
        self._heads: dict[str, int] = {}
        self._names = dict(crew.members(programme))
        self._present: dict[str, bool] = {}
        self._held: dict[str, list[tuple[str, bytes]]] = {}
        self._batch = _Batch()
        self._claims: set[LeadClaim] = set()
        self._echoes: dict[str, tuple[str, datetime]] = {}
        self._spoke: datetime | None = None
        self._told_last = 0
        self._asked: tuple[datetime, tuple[tuple[str, int], ...]] | None = None
        self._tries: dict[tuple[str, int], int] = {}
        self._dropped = len(crew.dropped(programme))
        self._status = LinkStatus(connected=False, since=clock.now())
        self._wakes = self._heeding = self._heeded = 0
        """How often one was woken, up to which of these it was looked, and the status says."""
        self._thread = threading.Thread(target=self._run, name="sharing", daemon=True)

    def start(self) -> None:
        """Begin.

        Raises:
            BrokerError: what speaks with brokers is missing.
        """
        self._broker.start(_Inbox(self))
        self._thread.start()

    def status(self) -> LinkStatus:
        """How it stands; what `wake` told of waits until it was looked at."""
        if self._heeded < self._wakes and not self._status.waiting:
            return replace(self._status, waiting=1)
        return self._status

    def wake(self) -> None:
        """Something was recorded: pass it on now."""
        self._wakes += 1
        wakes = self._wakes
        self._told.put(lambda: self._heed(wakes))

    def stop(self) -> None:
        """Say goodbye, and end."""
        self._told.put(None)
        self._thread.join(1.0)
        self._broker.stop()

    def later(self, what: Callable[[], None]) -> None:
        """Do something in this one's own thread."""
        self._told.put(what)

    # The thread

    def _run(self) -> None:
        while True:
            try:
                what: Callable[[], None] | None = self._told.get(timeout=_BEAT)
            except queue.Empty:
                what = self._look
            for _ in range(2 * MOST_RECORDS):
                if what is None:
                    self._settle()
                    self._say_goodbye()
                    return
                what()
                try:
                    what = self._told.get_nowait()
                except queue.Empty:
                    break
            self._settle()

    def _settle(self) -> None:
        """Keep what came, publish what is lacking, say how it stands."""
        self._keep()
        # The database may be in use, or gone: the window says so, and the next beat tries again.
        with suppress(KeepingError):
            self._read_own()
            if self._synced:
                self._publish()
                self._ask_for_holes()
            if self._status.connected:
                self._speak()
        self._tell()

    def _heed(self, wakes: int) -> None:
        self._heeding = wakes

    def _look(self) -> None:
        """Another beat: everything that is done then is done by `_settle`."""

    def _tell(self) -> None:
        own = set(range(1, self._own.count + 1))
        there = self._there if self._synced else set(range(1, self._confirmed + 1))
        waiting = len(own - there)
        members = tuple(
            Member(writer, name, self._present.get(writer, False))
            for writer, name in sorted(self._names.items())
            if writer != self._share.writer
        )
        status = replace(
            self._status,
            waiting=waiting + len(self._claims_under_way),
            members=members,
            dropped=self._dropped,
            synced=self._synced,
        )
        if status != self._status:
            self._status = status
        self._heeded = self._heeding

    # What the broker tells

    def connected(self) -> None:
        """The connection stands: ask for everything, then say that one is there."""
        self._status = replace(
            self._status, connected=True, since=self._clock.now(), error=None, refused=None
        )
        self._there, self._under_way = set(), set()
        self._claims_there, self._claims_under_way = {}, set()
        self._sent, self._synced, self._asked, self._tries = {}, False, None, {}
        self._broker.subscribe(crew_topics(self._event))
        with suppress(KeepingError):  # others need not know at once how many records there are
            self._read_own()
        self._speak(fence=True)

    def disconnected(self, error: BrokerError) -> None:
        """The connection is gone."""
        before = self._status
        self._remember()
        if before.connected or before.error is None or before.error.code != error.code:
            since = self._clock.now() if before.connected else before.since
            self._status = replace(before, connected=False, since=since, error=error)
        self._synced = False
        self._present = {}

    def _remember(self) -> None:
        """Keep how many records the broker has: while it cannot be asked, the others wait."""
        if not self._synced:
            return
        count = next(n for n in count_from(1) if n not in self._there) - 1
        if count != self._confirmed:
            self._confirmed = count
            with suppress(KeepingError):
                self._crew.confirm(self._programme, self._share, count)

    def answered(self, token: int, refusal: str | None) -> None:
        """The broker has taken something, or not."""
        done = self._sent.pop(token, None)
        if done is not None:
            done(refusal)

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Something came."""
        parts = parts_of(topic, self._event)
        if len(parts) == 4 and parts[0] == "records":
            self._take_record(topic, f"{parts[1]}/{parts[2]}", parts[3], payload)
        elif len(parts) == 4 and parts[0] == "lead":
            self._take_claims(topic, f"{parts[2]}/{parts[3]}", payload)
        elif len(parts) == 3 and parts[0] == "here":
            self._take_presence(topic, f"{parts[1]}/{parts[2]}", payload, retained=retained)

    # Records

    def _take_record(self, topic: str, writer: str, place: str, payload: bytes) -> None:
        if not payload:
            return  # somebody took it away: the one who wrote it gives it back
        if not place.isascii() or not place.isdigit() or len(place) > 9:
            self._drop(topic, "garbled")
            return
        if writer == self._share.writer:
            self._take_own(topic, int(place), payload)
            return
        have = self._have.setdefault(writer, set())
        if int(place) in have:
            return
        if len(have) >= MOST_RECORDS or len(self._have) > _MOST_WRITERS:
            self._drop(topic, "too-many")
        elif writer in self._names:
            self._check_record(topic, writer, int(place), payload)
        elif not self._synced and sum(map(len, self._held.values())) < _MOST_HELD:
            self._held.setdefault(writer, []).append((topic, payload))
        else:
            self._drop(topic, "unknown")

    def _check_record(self, topic: str, writer: str, place: int, payload: bytes) -> None:
        reason = self._wrong(writer, place, payload)
        self._have.setdefault(writer, set()).add(place)
        if reason is not None:
            self._drop(topic, reason)
            return
        self._heads[writer] = max(place, self._heads.get(writer, 0))
        self._batch.records.append((writer, place, payload.decode()))

    def _wrong(self, writer: str, place: int, payload: bytes) -> str | None:
        """Why something is no record of that writer under that number."""
        try:
            record = crew_record_from(_parsed(payload), self._programme)
        except RecordError as error:
            return "programme" if error.key == "programme" else "garbled"
        return None if (record.writer, record.number) == (writer, place) else "foreign"

    def _take_own(self, topic: str, place: int, payload: bytes) -> None:
        """One's own record, as the broker has it."""
        self._read_own()
        if place > len(self._mine):
            self._version = None  # another window may have recorded it this very moment
            self._read_own()
        if place > len(self._mine):
            self._drop(topic, "lost")
        elif payload == self._payload(place):
            self._there.add(place)
        elif place not in self._rewritten:
            # Somebody wrote over it: it is published once more, but no war is waged about it.
            self._rewritten.add(place)
            self._there.discard(place)
            self._drop(topic, "replayed")

    def _read_own(self) -> None:
        """Read on what was recorded on this machine."""
        version = self._crew.version()
        if version == self._version:
            return
        _, kept = self._records.look(
            self._programme, joining=False, known=None, beyond=self._offset
        )
        for each in kept:
            self._mine.append(_Own(self._own.add(each), each))
            self._offset = each.offset
        read = self._crew.read(self._programme, _NO_RECORDS)
        if read is not None:
            self._share = read.share
            self._claims = set(read.claims)
        self._version = version

    def _payload(self, place: int) -> bytes:
        own = self._mine[place - 1]
        sent = own.sent
        if sent is None:  # others are told at least that it is there
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
        """Publish what the broker lacks, oldest first; claims before the acts under them."""
        mine = [claim for claim in self._claims if claim.writer == self._share.writer]
        for room in {claim.room for claim in mine}:
            self._publish_claims(room, [claim for claim in mine if claim.room == room])
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
                self._status = replace(self._status, refused="records")

        self._sent[token] = answered

    def _publish_claims(self, room: str | None, claims: Sequence[LeadClaim]) -> None:
        topic = lead_topic(self._event, room, self._share.writer)
        if self._claims_there.get(topic, frozenset()) >= frozenset(claims):
            return
        view = claims_view(self._programme, tuple(sorted(claims, key=lambda claim: claim.epoch)))
        token = self._broker.publish(topic, json.dumps(view, ensure_ascii=False).encode())
        if token is None:
            return
        self._claims_there[topic] = frozenset(claims)

        self._claims_under_way.add(topic)

        def answered(refusal: str | None) -> None:
            self._claims_under_way.discard(topic)
            if refusal is not None:
                self._withdraw(room)

        self._sent[token] = answered

    def _withdraw(self, room: str | None) -> None:
        """The broker lets this user lead nothing: what was claimed is claimed no more."""
        self._status = replace(self._status, refused="lead")
        try:
            while self._crew.withdraw(self._programme, room, self._share.writer):
                pass
        except KeepingError:
            return
        self._version = None

    # Claims and presence

    def _take_claims(self, topic: str, writer: str, payload: bytes) -> None:
        try:
            claims = claims_from(_parsed(payload), self._programme) if payload else ()
        except RecordError as error:
            self._drop(topic, "programme" if error.key == "programme" else "garbled")
            return
        if any(topic != lead_topic(self._event, c.room, c.writer) for c in claims):
            self._drop(topic, "foreign")
            return
        if writer == self._share.writer:
            self._claims_there[topic] = frozenset(claims)
            return
        self._batch.claims += [claim for claim in claims if claim not in self._claims]

    def _take_presence(self, topic: str, writer: str, payload: bytes, *, retained: bool) -> None:
        if writer == self._share.writer:
            self._hear_oneself(payload, retained=retained)
            return
        now = self._clock.now()
        view = _parsed(payload)
        if view.get("version") != VERSION or (
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
        self._heads[writer] = max(min(last, MOST_RECORDS), self._heads.get(writer, 0))
        for held, record in self._held.pop(writer, ()):
            self._take_record(held, writer, held.rpartition("/")[2], record)
        if not retained and not gone:
            self._measure(writer, view, sent_at, now)

    def _hear_oneself(self, payload: bytes, *, retained: bool) -> None:
        if retained:
            return
        if payload == self._fence:
            self._pass_fence()
        elif _is_gone(payload):
            self._spoke = None  # another window here has left: this one is there

    def _pass_fence(self) -> None:
        """What was retained has come: what is lacking now is lacking at the broker."""
        if self._synced:
            return
        self._synced = True
        for held in self._held.values():
            for topic, _ in held:
                self._drop(topic, "unknown")
        self._held = {}

    def _speak(self, *, fence: bool = False) -> None:
        """Say that one is there, where it is time to, or where somebody's clock waits for it."""
        now = self._clock.now()
        spoke, many = self._spoke, self._own.count - self._told_last >= _MANY
        due = many or spoke is None or not timedelta(0) <= now - spoke < _PRESENCE
        if not self._synced and (spoke is None or now - spoke >= _FENCE_PATIENCE):
            fence = True  # a broker that throws away what a slow connection cannot take did so
        if not (fence or due or self._echoes):
            return
        view = {
            "version": VERSION,
            "programme": self._programme,
            "writer": self._share.writer,
            "name": self._share.name,
            "app": __version__,
            "offset": self._share.offset,
            "last": self._own.count,
            "sent_at": _exact(now),
            "shown_at": _exact(now + timedelta(seconds=self._share.offset)),
            "echoes": {
                writer: [sent, _exact(came + timedelta(seconds=self._share.offset))]
                for writer, (sent, came) in self._echoes.items()
            },
            "gone": False,
        }
        payload = json.dumps(view, ensure_ascii=False).encode()
        token = self._broker.publish(here_topic(self._event, self._share.writer), payload)
        if token is None:
            return
        self._spoke, self._echoes, self._told_last = now, {}, self._own.count
        if fence:
            self._fence = payload

        def answered(refusal: str | None) -> None:
            if refusal is not None:
                self._status = replace(self._status, refused="records")
                self._pass_fence()

        self._sent[token] = answered

    def _say_goodbye(self) -> None:
        self._remember()
        self._broker.publish(
            here_topic(self._event, self._share.writer),
            goodbye(self._programme, self._share.writer, self._share.name),
        )

    # The clock

    def _reference(self) -> str | None:
        """Whose clock everybody goes by: that of whoever leads the first room."""
        best: dict[str, LeadClaim] = {}
        for claim in self._claims:
            there = best.get(claim.room or "")
            if there is None or (claim.epoch, claim.at, claim.writer) > (
                there.epoch,
                there.at,
                there.writer,
            ):
                best[claim.room or ""] = claim
        return best[min(best)].writer if best else None

    def _measure(
        self, writer: str, view: Mapping[str, Any], sent_at: str | None, now: datetime
    ) -> None:
        reference = self._reference()
        if reference == self._share.writer and sent_at is not None:
            self._echoes[writer] = (sent_at, now)
            return
        echoes = view.get("echoes")
        echo = echoes.get(self._share.writer) if isinstance(echoes, dict) else None
        if writer != reference or not isinstance(echo, list) or len(echo) != 2:
            return
        try:
            went, came = (_instant(each) for each in echo)
            back = _instant(view.get("shown_at"))
        except RecordError:
            return
        trip = (now - went) - (back - came)
        offset = ((came - went) + (back - now)) / 2
        if abs(trip.total_seconds()) <= _SLOW and abs(offset) < _BEYOND:
            self._correct(offset.total_seconds())

    def _correct(self, offset: float) -> None:
        """Go by the lead's clock where it differs by more than can be overlooked."""
        if abs(offset) <= _NOTICED:
            offset = 0.0
        if abs(offset - self._share.offset) <= _NOTICED:
            return
        try:
            self._crew.put_offset(self._programme, round(offset, 1))
        except KeepingError:
            return
        self._version = None

    # What is kept, and asked for again

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
                SharedBatch(batch.records, batch.claims, batch.members, batch.dropped),
            )
        except KeepingError:
            return  # tried again at the next beat
        self._claims |= set(batch.claims)
        self._batch = _Batch()

    def _ask_for_holes(self) -> None:
        """Ask once more for records that must be there and did not come.

        A broker may throw away what a slow connection cannot take at once.
        """
        now = self._clock.now()
        if self._asked is not None:
            asked_at, places = self._asked
            came = all(place in self._have.get(writer, ()) for writer, place in places)
            if not came and timedelta(0) <= now - asked_at < _AGAIN:
                return
            self._broker.unsubscribe(self._topics(places))
            self._asked = None
        places = self._missing()
        if places:
            self._asked = now, places
            self._broker.subscribe(self._topics(places))

    def _topics(self, places: Sequence[tuple[str, int]]) -> list[str]:
        return [records_topic(self._event, writer, place) for writer, place in places]

    def _missing(self) -> tuple[tuple[str, int], ...]:
        """What is to be asked for, by writer and number; what never comes is given up."""
        found = []
        for writer, head in self._heads.items():
            have = self._have.get(writer, set())
            for place in range(1, head + 1):
                key = (writer, place)
                if place in have or self._tries.get(key, 0) >= _MOST_TRIES:
                    continue
                self._tries[key] = self._tries.get(key, 0) + 1
                found.append(key)
                if len(found) == _ASKED_AT_ONCE:
                    return tuple(found)
        return tuple(found)


class _Batch:
    """What came since something was last kept."""

    def __init__(self) -> None:
        self.records: list[tuple[str, int, str]] = []
        self.claims: list[LeadClaim] = []
        self.members: dict[str, str] = {}
        self.dropped: list[Dropped] = []

    def __bool__(self) -> bool:
        return bool(self.records or self.claims or self.members or self.dropped)


class _Inbox:
    """What the broker's thread tells, for the thread of the sharing."""

    def __init__(self, sharing: CrewSharing) -> None:
        self._sharing = sharing

    def connected(self) -> None:
        self._sharing.later(self._sharing.connected)

    def disconnected(self, error: BrokerError) -> None:
        self._sharing.later(lambda: self._sharing.disconnected(error))

    def subscribed(self) -> None:
        """What is retained comes; when it has come, the fence tells."""

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        self._sharing.later(lambda: self._sharing.received(topic, payload, retained=retained))

    def published(self, token: int) -> None:
        self._sharing.later(lambda: self._sharing.answered(token, None))

    def refused(self, token: int, reason: str) -> None:
        self._sharing.later(lambda: self._sharing.answered(token, reason))


def goodbye(programme: str, writer: str, name: str) -> bytes:
    """What says that somebody has left; the broker says it where they cannot any more."""
    view = {
        "version": VERSION,
        "programme": programme,
        "writer": writer,
        "name": name,
        "gone": True,
    }
    return json.dumps(view, ensure_ascii=False).encode()


def _parsed(payload: bytes) -> Mapping[str, Any]:
    """The object that came; an empty one where it is none."""
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
