"""A crew in one thread: laptops with separate databases, a broker in memory, and time that only
passes by steps. All other parts are the app's."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.day_log import CrewDay
from sommet_tui.companion.errors import NotDoneError, StorageError
from sommet_tui.companion.live_ports import BrokerError, BrokerListener, Share
from sommet_tui.companion.stage import Stage
from sommet_tui.domain.crew.address import presence_topic
from sommet_tui.domain.crew.records import ClaimState, CrewRecord, LeadClaim, OwnRecords
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.live.crew.link import CrewSharing, _Inbox
from sommet_tui.live.crew.presence import goodbye_message
from sommet_tui.storage.crew import SqliteCrew
from sommet_tui.storage.database import Database
from sommet_tui.storage.records import SqliteRecords
from sommet_tui.wiring.stores import open_stores
from tests.builders import existing
from tests.companion.windows import FixedSource

EVENT = "day"
SECOND = timedelta(seconds=1)


class World:
    """The broker, and the time; `random` decides whose turn it is."""

    def __init__(self, now: datetime, seed: int) -> None:
        self.now = now
        self.random = Random(seed)
        self.kept: dict[str, bytes] = {}
        """The retained messages."""
        self._saved: deque[dict[str, bytes]] = deque([{}], maxlen=12)
        """The retained messages at the end of each of the last seconds."""
        self.is_misled = False
        """Whether the broker has ever had old messages of laptops that are gone."""
        self.laptops: list[Laptop] = []
        self.moves = 0
        """How many messages have been on their way so far."""

    def publish(self, topic: str, payload: bytes, *, retained: bool) -> None:
        if retained and payload:
            self.kept[topic] = payload
        elif retained:
            self.kept.pop(topic, None)
        for laptop in self.laptops:
            laptop.line.hear(topic, payload, retained=False)

    def forget(self) -> None:
        """The broker stops, and starts again without its data; all connections break."""
        self._restart({})

    def revert(self) -> None:
        """The same, but it has the data of one of the last seconds."""
        self._restart(self.random.choice(self._saved))

        self.is_misled = True

    def _restart(self, kept: Mapping[str, bytes]) -> None:
        connected = [laptop for laptop in self.laptops if laptop.line.is_up]
        for laptop in connected:
            laptop.line.cut()
        self.kept = dict(kept)
        self.beat()
        for laptop in connected:
            laptop.line.mend()

    def beat(self) -> None:
        """Let a second pass, in which each laptop gets a turn, and the others may answer."""
        self.now += SECOND
        self._saved.append(dict(self.kept))
        for _ in range(10):
            before = self.moves
            for laptop in self.random.sample(self.laptops, len(self.laptops)):
                laptop.line.flow()
                laptop.beat()
            if self.moves == before:
                return
            self.now += SECOND / 100

    def rest(self) -> None:
        """Let time pass until no laptop has anything to send.

        Records that a fast clock has dated far ahead may still wait.
        """
        for waited in range(150):
            before = self.moves
            self.beat()
            busy = [laptop for laptop in self.laptops if laptop.is_busy]
            ahead = [laptop for laptop in self.laptops if laptop.link.status().ahead]
            misled = self.is_misled and any(laptop.is_misled for laptop in self.laptops)
            if self.moves == before and not busy and not misled and not (ahead and waited < 40):
                return
        raise AssertionError("the laptops do not come to rest")


class Line:
    """The connection of a laptop: a `Broker` that a test can cut, stall and half-open."""

    def __init__(self, world: World, will: tuple[str, bytes]) -> None:
        self._world, self._will = world, will
        self._listener: BrokerListener
        self.is_up, self.is_dead, self.is_slow = False, False, False
        self._filters: set[str] = set()
        self._sent: deque[Callable[[], None]] = deque()
        self._coming: deque[Callable[[], None]] = deque()
        self._token = 0

    # As the laptop uses it

    def start(self, listener: BrokerListener) -> None:
        self._listener = listener

    def stop(self) -> None: ...

    def subscribe(self, topics: Sequence[str]) -> None:
        if topics:
            self._send(lambda: self._subscribe(topics))

    def unsubscribe(self, topics: Sequence[str]) -> None:
        if topics:
            self._send(lambda: self._filters.difference_update(topics))

    def publish(self, topic: str, payload: bytes, *, retained: bool = True) -> int | None:
        if not self.is_up:
            return None
        self._token += 1
        token = self._token

        def arrive() -> None:
            self._world.publish(topic, payload, retained=retained)
            self._come(lambda: self._listener.on_published(token))

        self._send(arrive)
        return token

    # As the test uses it

    def mend(self) -> None:
        if not self.is_up:
            self.is_up, self._filters = True, set()
            self._listener.on_connected()
        elif self.is_dead:
            self.cut()
            self.mend()
        self.is_slow = False

    def cut(self) -> None:
        if self.is_up:
            self.is_up = self.is_dead = self.is_slow = False
            self._sent.clear()
            self._coming.clear()
            self._world.publish(*self._will, retained=True)
            self._listener.on_disconnected(BrokerError("lost"))

    def die(self) -> None:
        """Half-open: nothing arrives any more, and neither side learns of it."""
        self.is_dead = self.is_up

    def stall(self) -> None:
        """Nothing arrives until the connection is mended; then all of it does."""
        self.is_slow = self.is_up

    def flow(self) -> None:
        """Deliver the messages on their way in both directions, one at a time."""
        while not self.is_slow and not self.is_dead and (self._sent or self._coming):
            (self._sent or self._coming).popleft()()
            self._world.moves += 1

    def hear(self, topic: str, payload: bytes, *, retained: bool) -> None:
        if self.is_up and any(fits(topic, pattern) for pattern in self._filters):
            self._come(lambda: self._listener.on_received(topic, payload, retained=retained))

    def _subscribe(self, topics: Sequence[str]) -> None:
        self._filters |= set(topics)
        kept = [topic for topic in self._world.kept if any(fits(topic, p) for p in topics)]
        for topic in self._world.random.sample(kept, len(kept)):  # in any order
            self.hear(topic, self._world.kept[topic], retained=True)

    def _send(self, job: Callable[[], None]) -> None:
        if not self.is_dead:
            self._sent.append(job)

    def _come(self, job: Callable[[], None]) -> None:
        if not self.is_dead:
            self._coming.append(job)


def fits(topic: str, pattern: str) -> bool:
    """Return whether a topic matches a filter with `+`."""
    levels, wanted = topic.split("/"), pattern.split("/")
    return len(levels) == len(wanted) and all(
        want in ("+", level) for level, want in zip(levels, wanted, strict=True)
    )


class Link(CrewSharing):
    """A link whose thread is the test: `beat` does what its thread does in a second."""

    world: World

    def start(self) -> None:
        self._broker.start(_Inbox(self, self._post))

    def beat(self) -> None:
        while not self._jobs.empty():
            job = existing(self._jobs.get())
            job()
        self._synchronise()

    def wait_for_claim(self, claim: LeadClaim, patience: float) -> ClaimState:
        for _ in range(round(patience)):
            self.world.beat()
        return super().wait_for_claim(claim, 0.0)

    @property
    def has_jobs(self) -> bool:
        return not self._jobs.empty()


class Laptop:
    """A home, a window, and a link; its clock is `wrong`."""

    def __init__(
        self, world: World, database: Database, name: str, programme: Programme, wrong: timedelta
    ) -> None:
        self.world, self.name, self.wrong = world, name, wrong
        self.programme, self.database = programme, database
        self.writer = f"stage/{name}"
        self.crew, self.log = SqliteCrew(database), SqliteRecords(database)
        share = Share(f"mqtt://stage@host/{EVENT}", self.writer, name)
        self.crew.put_share(programme.id, share)
        self.companion = Companion(FixedSource(programme), open_stores(database), self)
        self.stage = Stage(self.companion, by=name)
        will = presence_topic(EVENT, self.writer), goodbye_message(programme.id, self.writer, name)
        self.line = Line(world, will)
        self.link = Link(programme.id, self.line, self.log, self.crew, self, days=programme.days)
        self.link.world = world
        self.link.start()
        self.companion.log.connect(self.link)
        world.laptops.append(self)

    def now(self) -> datetime:
        return self.world.now + self.wrong

    def beat(self) -> None:
        self.link.beat()

    @property
    def is_busy(self) -> bool:
        status = self.link.status()
        if not self.line.is_up or self.line.is_dead or self.line.is_slow:
            return self.link.has_jobs
        busy = not status.synced or status.lost
        busy = busy or (status.waiting and not status.unshared)
        return bool(busy) or self.link.has_jobs

    @property
    def day(self) -> CrewDay:
        self.companion.load_external_changes()
        return existing(self.companion.snapshot.events.crew)

    def tries(self, what: Callable[[], object]) -> bool:
        """Whether the app did what its user wanted."""
        self.companion.load_external_changes()
        try:
            what()
        except (NotDoneError, StorageError):
            return False
        return True

    def lead(self) -> bool:
        return self.tries(lambda: self.companion.log.take_lead(None))

    def act(self) -> bool:
        return self.tries(lambda: self.stage.record(Act("add", session="talk", minutes=1)))

    def extra(self) -> bool:
        return self.tries(lambda: self.stage.record(Act("start", session="extra")))

    def cut(self) -> None:
        self.line.cut()

    def mend(self) -> None:
        self.line.mend()

    def stall(self) -> None:
        self.line.stall()

    def die(self) -> None:
        self.line.die()

    @property
    def is_well(self) -> bool:
        """Whether it is connected, and knows it."""
        return self.line.is_up and not self.line.is_dead and not self.line.is_slow

    @property
    def is_misled(self) -> bool:
        """Whether it believes that a laptop is connected that does not answer."""
        gone = {laptop.writer for laptop in self.world.laptops if not laptop.is_well}
        there = {member.writer for member in self.link.status().members if member.is_connected}
        return self.is_well and bool(gone & there)

    # State

    def own(self) -> list[CrewRecord]:
        own = OwnRecords(self.writer)
        _, stored = self.log.read_new_records(
            self.programme.id, joins_rehearsal=False, known=None, after=0
        )
        return [record for record in map(own.add, stored) if record is not None]

    def records_and_claims(self) -> tuple[Sequence[CrewRecord], Sequence[LeadClaim]]:
        read = existing(self.crew.read(self.programme.id, 0))
        return [*self.own(), *read.records], read.claims
