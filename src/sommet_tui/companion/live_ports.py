"""The protocols by which the core shares a day: a broker, and a store of the crew's records."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sommet_tui.domain.sharing.records import ClaimState, CrewRecord, LeadClaim


class BrokerError(Exception):
    """A broker cannot be used.

    `code`: "library" (what speaks MQTT is not installed), "offline" (nobody answers), "timeout",
    "host" (no such name), "protocol" (it does not speak MQTT 5), "lost" (the connection broke) or
    "failed"; "copied" where the link ended because this installation is a copy and took a new id.
    Of its encryption: "certificate" (not trusted), "expired", "not-yet-valid",
    "other-name" (the certificate is for another name), "not-encrypted" or "ca" (the authority's
    file holds no certificate). Of the user: "denied" (wrong name or password), "no-password" (none
    is known here), "no-user" (the address names none) or "unreadable" (it sends this user nothing).
    `detail` is the system's own words.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


REFUSALS = frozenset(("denied", "no-password", "no-user"))
"""The codes of a broker that does not let this user in."""
NO_RIGHT = "no-right"
"""The broker's rules do not allow something to this user."""


@dataclass(frozen=True, slots=True)
class LastWill:
    """What the broker publishes, retained, once a connection breaks."""

    topic: str
    payload: bytes


class BrokerListener(Protocol):
    """Receives the events of a broker, in the broker's own thread: it must not wait."""

    def connected(self) -> None:
        """The connection stands; nothing is subscribed to as yet."""

    def disconnected(self, error: BrokerError) -> None:
        """The connection failed or was lost; another attempt follows automatically."""

    def subscribed(self) -> None:
        """The broker accepted a subscription; retained messages come next."""

    def subscription_refused(self, reason: str) -> None:
        """The broker refuses a subscription; `reason` as in `refused`."""

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """A message arrived; `retained` tells that it is an earlier one, the last of its topic."""

    def published(self, token: int) -> None:
        """The broker has received a published message."""

    def refused(self, token: int, reason: str) -> None:
        """The broker refuses a published message.

        `reason` is `NO_RIGHT` if its rules do not allow it to this user, else its own words.
        """


class Broker(Protocol):
    """A connection to a broker, in a thread of its own, that reconnects automatically."""

    def start(self, listener: BrokerListener) -> None:
        """Connect, now and whenever the connection breaks.

        Raises:
            BrokerError: "library" or "ca".
        """

    def stop(self) -> None:
        """Disconnect; the listener gets no more events. Waits a moment at most."""

    def subscribe(self, topics: Sequence[str]) -> None:
        """Subscribe to topics and their retained messages; without a connection, do nothing."""

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """Unsubscribe from topics."""

    def publish(self, topic: str, payload: bytes, *, retained: bool = True) -> int | None:
        """Send a message; return the token passed to the listener, or None without a connection.

        Messages do not wait for a connection: they may be out of date by then.
        """


@dataclass(frozen=True, slots=True)
class Share:
    """Where the day of a programme is shared, and as whom.

    `address` is as `ShareAddress.text` has it; `writer` is this installation, `USER/ID`, called
    `name`. `authority` is the text of the certificates that are trusted, "" for the system's. One
    that is not `active` stays as it is: nothing goes out or comes in. `offset` is by how many
    seconds this machine's clock is behind the lead's. Records up to the places `old_own` (of this
    machine) and `old_others` were shared under the rules of version 1.
    `own_from` is the offset of the last record here that is another writer's: where a copied
    installation took an id of its own, what was recorded before the copy stays the other one's.
    """

    address: str
    writer: str
    name: str
    authority: str = ""
    active: bool = True
    offset: float = 0.0
    old_own: int = 0
    old_others: int = 0
    own_from: int = 0


@dataclass(frozen=True, slots=True)
class SharedRead:
    """What is kept of a shared day: the records of others after a place, and all claims.

    `place` is that of the last record; those that cannot be understood are left out. `names` are
    those of the crew's laptops, by writer. `seen` are the `uid` of void acts that the user was
    shown.
    """

    share: Share
    records: Sequence[CrewRecord]
    claims: Sequence[LeadClaim]
    place: int
    names: Mapping[str, str] = MappingProxyType({})
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that came and was no record, claim or member of this crew.

    `reason`: "garbled", "too-large", "programme" (of another event), "unknown" (its writer never
    said that it is there), "foreign" (its topic is another writer's), "copied" (it goes by the uid
    of another record), "reused" (its writer has used the number for something else), "replayed"
    (somebody wrote over a record of this machine), "lost" (this machine recorded it, and knows it
    no more), "twin" (a copy of this installation was there under its id) or "too-many".
    """

    topic: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SharedBatch:
    """What came of others, to be kept in one go.

    `records` are writer, number and the JSON that came; `members` are names by writer. `replaced`
    are the writers and numbers of those that take the place of others.
    """

    records: Sequence[tuple[str, int, str]] = ()
    claims: Sequence[LeadClaim] = ()
    members: Mapping[str, str] | None = None
    dropped: Sequence[Dropped] = ()
    replaced: Sequence[tuple[str, int]] = ()


class CrewStore(Protocol):
    """Keeps where days are shared, and what others recorded. Any thread may call it.

    Every method may raise KeepingError, and then nothing has changed. Programmes are named by id.
    """

    def share(self, programme: str) -> Share | None:
        """Return where it is shared; None if it never was."""

    def put_share(self, programme: str, share: Share) -> None:
        """Share it there from now on; claims of the same installation by another user follow."""

    def put_offset(self, programme: str, offset: float) -> None:
        """Correct this machine's clock by so many seconds."""

    def home(self) -> str:
        """Return the id of this installation, which no copy of it has while the computer runs."""

    def take_new_id(self, programme: str, share: Share, left: Sequence[tuple[int, str]]) -> None:
        """Go on as the writer of `share`, with the records after its `own_from`.

        Those before it, `left`, by number and as they were sent, stay the earlier writer's, and so
        do all claims.
        """

    def read(self, programme: str, beyond: int) -> SharedRead | None:
        """What is kept of it; records after the place `beyond`. None if it never was shared."""

    def claim(self, programme: str, claim: LeadClaim) -> None:
        """Keep a claim of this installation; one of the same room and epoch stays as it is."""

    def settle(self, programme: str, claim: LeadClaim, state: ClaimState) -> None:
        """Keep what became of a claim."""

    def keep(self, programme: str, batch: SharedBatch) -> None:
        """Store received records, all or none; only `replaced` ones change existing ones."""

    def numbers(self, programme: str) -> Mapping[str, Mapping[int, int]]:
        """The numbers of the records that are kept, by writer, each with a checksum (CRC-32)."""

    def record(self, programme: str, writer: str, number: int) -> Mapping[str, Any] | None:
        """Return a record as it was received, or None."""

    def members(self, programme: str) -> Mapping[str, str]:
        """Return the names of everyone who was ever online, by writer."""

    def dropped(self, programme: str) -> Sequence[Dropped]:
        """What came and was not taken, the latest first; a thousand at most."""

    def confirmed(self, programme: str, share: Share) -> int:
        """Return how many of this machine's records, from the first, the broker was known to have.

        0 at another address.
        """

    def confirm(self, programme: str, share: Share, count: int) -> None:
        """Remember that."""

    def see_void(self, programme: str, uids: frozenset[str]) -> None:
        """Keep that the user was shown these void acts, and no others."""

    def news(self, programme: str) -> datetime | None:
        """Until when the day here is known to be that of the crew; None if it never was."""

    def put_news(self, programme: str, at: datetime) -> None:
        """Remember that."""

    def version(self) -> object:
        """Return a value that stays equal until someone writes; cheap enough for every second."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the crew; `here` tells whether they are connected.

    `publishes` are the ids of the places where they publish the day, or would.
    """

    writer: str
    name: str
    here: bool
    publishes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """How this window stands with the crew's broker.

    `since` is when that began. `error` is why there is no connection, or None. `waiting` counts the
    records of this machine that the broker has not; `refused` is what it refuses: "records" or
    "lead" (to take them), "read" (to send any); None for nothing. `reason` is why, as
    `BrokerListener.refused` has it. `dropped` counts what came and was none of this crew's records.
    `synced` tells that all the broker had when the connection began has come, and that this
    machine's clock was compared with the lead's. `ahead` counts records that wait because their
    writer's clock is far ahead. `silent` tells that the broker has not answered for a while, though
    the connection seems to stand: as after this machine slept.
    """

    connected: bool
    since: datetime
    error: BrokerError | None = None
    waiting: int = 0
    refused: str | None = None
    reason: str = NO_RIGHT
    members: tuple[Member, ...] = ()
    dropped: int = 0
    synced: bool = False
    ahead: int = 0
    silent: bool = False


class CrewLink(Protocol):
    """Passes on the records made here, and stores received ones; in threads of its own."""

    def settled(self, claim: LeadClaim, patience: float) -> ClaimState:
        """Wait up to `patience` seconds until the broker has answered a claim; return its state.

        "open" without an answer: this laptop then acts on its own for the time being.
        """

    def status(self) -> LinkStatus:
        """Return how it stands; cheap enough for every second."""

    def wake(self) -> None:
        """Something was recorded: pass it on now."""

    def announce(self, places: frozenset[str]) -> None:
        """Tell the crew at which places (by id) this window publishes the day, or would."""

    def stop(self) -> None:
        """Say goodbye, and end. Waits for a moment at most."""


@dataclass(frozen=True, slots=True)
class VenueBroker:
    """A broker's configuration that was written: its folder, its authority, `passwords` by user."""

    folder: str
    authority: str
    passwords: Mapping[str, str]
