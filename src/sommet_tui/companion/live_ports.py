"""The protocols for sharing, publishing and following a day: brokers, stores, targets, sources."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol

from sommet_tui.companion.errors import CodedError
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from sommet_tui.domain.crew.records import ClaimState, CrewRecord, LeadClaim
    from sommet_tui.domain.published_day import SharedDay

    Check = Callable[[SharedDay, SharedDay | None], None]
    """Checks a received day against the day before it.

    Raises DocumentError if it must not be shown.
    """


class BrokerError(CodedError):
    """A broker cannot be used.

    `code`: "library" (the MQTT library is not installed), "offline" (no answer), "timeout", "host"
    (unknown host), "no-mqtt" (another kind of server), "protocol" (it does not speak MQTT 5),
    "lost" (the connection broke) or "failed"; "copied" if the link ended because this installation
    is a copy and took a new id. About encryption: "certificate" (not trusted), "expired",
    "not-yet-valid", "other-name" (the certificate is for another name), "not-encrypted", "ca" (the
    saved authority contains no certificate) or "own-certificate" (this computer's own, at the path
    `where`, cannot be used). About the user: "denied" (wrong name or password), "no-password" (none
    is saved here), "no-user" (the address has none) or "unreadable" (the broker sends this user
    nothing).
    `detail` is the system's message, or the new name of a copy; `where` is the broker's host, with
    the port if it matters.
    """

    def __init__(self, code: str, detail: str = "", where: str = "") -> None:
        super().__init__(code, detail)
        self.where = where


REFUSALS = frozenset(("denied", "no-password", "no-user"))
"""The codes of an error if the broker does not let this user in."""
NO_RIGHT = "no-right"
"""The reason of a refusal by the broker's rules."""

PATIENCE: Final = 10.0
"""Seconds to wait for a connection to a broker, and for its answers."""
QUIET: Final = 0.2
"""Seconds of silence after which all retained messages of a topic have arrived."""


@dataclass(frozen=True, slots=True)
class LastWill:
    """The message that the broker publishes, retained, when a connection breaks."""

    topic: str
    payload: bytes


class BrokerListener(Protocol):
    """Receives the events of a broker, in the broker's own thread: methods must not wait."""

    def on_connected(self) -> None:
        """The connection is open; nothing is subscribed yet."""

    def on_disconnected(self, error: BrokerError) -> None:
        """The connection failed or was lost; another attempt follows automatically."""

    def on_subscribed(self) -> None:
        """The broker accepted a subscription; retained messages come next."""

    def on_subscription_refused(self, reason: str) -> None:
        """The broker refuses a subscription; `reason` is as in `on_refused`."""

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """A message arrived; if `retained`, it is the last one that was published earlier."""

    def on_published(self, token: int) -> None:
        """The broker has received a published message."""

    def on_refused(self, token: int, reason: str) -> None:
        """The broker refuses a published message.

        `reason` is `NO_RIGHT` if its rules forbid it to this user, otherwise the broker's message.
        """


class Broker(Protocol):
    """A connection to a broker, in its own thread; it reconnects automatically."""

    def start(self, listener: BrokerListener) -> None:
        """Connect, now and whenever the connection breaks.

        Raises:
            BrokerError: "library", "ca" or "own-certificate".
        """

    def stop(self) -> None:
        """Disconnect; the listener gets no further events. Waits a moment at most."""

    def subscribe(self, topics: Sequence[str]) -> None:
        """Subscribe to topics and their retained messages; without a connection, do nothing."""

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """Unsubscribe from topics."""

    def publish(self, topic: str, payload: bytes, *, retained: bool = True) -> int | None:
        """Send a message; return the token passed to the listener, or None without a connection.

        Messages are not queued while offline, because they could be out of date later.
        """


@dataclass(frozen=True, slots=True)
class Share:
    """The address at which a programme's day is shared, and this installation's identity there.

    `address` is a `ShareAddress.text`. `writer` is this installation, `USER/ID`; its name is
    `name`. `authority` is the text of the trusted certificates, "" for the system's. A share that
    is not `active` sends and receives nothing. `offset` is the seconds that this computer's clock
    is behind the lead's. If this installation is a copy and took a new id, `own_from` is the offset
    of the last record from before the copy, which belongs to the other writer.
    """

    address: str
    writer: str
    name: str
    authority: str = ""
    active: bool = True
    offset: float = 0.0
    own_from: int = 0


@dataclass(frozen=True, slots=True)
class SharedRead:
    """The saved part of a shared day: the records of others after a place, and all claims.

    `place` is the place of the last record; unreadable records are left out. `names` are the names
    of the crew's laptops, by writer. `seen` are the uids of void acts that the user has seen.
    """

    share: Share
    records: Sequence[CrewRecord]
    claims: Sequence[LeadClaim]
    place: int
    names: Mapping[str, str] = MappingProxyType({})
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A received message that is not a record, a claim or a member of this crew.

    `reason`: "garbled", "newer" (of a newer version), "programme" (of another event), "unknown"
    (its writer never announced itself), "foreign" (in the topic of another writer), "copied" (with
    the uid of another record), "reused" (its writer has used the number before), "replayed" (it
    overwrote a record of this computer), "lost" (this computer recorded it but no longer has it),
    "twin" (a copy of this installation used its id) or "too-many".
    """

    topic: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SharedBatch:
    """Received data to save in one transaction.

    `records` have a writer, a number and the received JSON; `members` are names by writer.
    `replaced` are the writers and numbers of records that replace existing ones.
    """

    records: Sequence[tuple[str, int, str]] = ()
    claims: Sequence[LeadClaim] = ()
    members: Mapping[str, str] | None = None
    dropped: Sequence[Dropped] = ()
    replaced: Sequence[tuple[str, int]] = ()


class CrewStore(Protocol):
    """Stores where days are shared, and the records of others; any thread may call it.

    If a method raises StorageError, nothing has changed. Programmes are named by id.
    """

    def find_share(self, programme: str) -> Share | None:
        """Return where the day is shared; None if it never was."""

    def put_share(self, programme: str, share: Share) -> None:
        """Share the day there from now on; rename this computer's claims if the user changed."""

    def put_offset(self, programme: str, offset: float) -> None:
        """Save by how many seconds to correct this computer's clock."""

    def installation_id(self) -> str:
        """Return the id of this installation; no copy has the same id while the computer runs."""

    def take_new_id(self, programme: str, share: Share, left: Sequence[tuple[int, str]]) -> None:
        """Continue as the writer of `share`, with the records after its `own_from`.

        Earlier records (`left`, by number, as they were sent) and all claims still belong to the
        earlier writer.
        """

    def read(self, programme: str, beyond: int) -> SharedRead | None:
        """Return the shared day, with its records after the place `beyond`, or None."""

    def add_claim(self, programme: str, claim: LeadClaim) -> None:
        """Save a claim of this installation, unless there is one for the same room and epoch."""

    def set_claim_state(self, programme: str, claim: LeadClaim, state: ClaimState) -> None:
        """Save the state of a claim."""

    def save_batch(self, programme: str, batch: SharedBatch) -> None:
        """Save received records, all or none; only those in `replaced` replace saved records."""

    def record_checksums(self, programme: str) -> Mapping[str, Mapping[int, int]]:
        """Return the numbers of the saved records, by writer, each with a checksum (CRC-32)."""

    def record(self, programme: str, writer: str, number: int) -> Mapping[str, Any] | None:
        """Return a record as it was received, or None."""

    def members(self, programme: str) -> Mapping[str, str]:
        """Return the names of all writers that were ever online."""

    def dropped_messages(self, programme: str) -> Sequence[Dropped]:
        """Return the dropped records, latest first, at most a thousand."""

    def confirmed_count(self, programme: str, share: Share) -> int:
        """Return how many of this computer's first records the broker has confirmed.

        This is 0 if the address has changed since.
        """

    def confirm(self, programme: str, share: Share, count: int) -> None:
        """Save how many records the broker has confirmed."""

    def mark_void_seen(self, programme: str, uids: frozenset[str]) -> None:
        """Save that the user has seen exactly these void acts."""

    def complete_until(self, programme: str) -> datetime | None:
        """Return until when the saved day is complete; None if it never was shared."""

    def put_complete_until(self, programme: str, at: datetime) -> None:
        """Save until when the saved day is complete."""

    def version(self) -> object:
        """Return a value that changes when someone writes; cheap enough for every second."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the crew; `is_connected` is whether they are connected.

    `publishes` are the ids of the places to which they publish, or could. `app` is the version
    of the app, and `revision` that of the programme; "" if unknown. `waiting` counts the
    records that the broker has not confirmed. `ahead` is by how much their clock is ahead of this
    computer's; None until they have answered.
    """

    writer: str
    name: str
    is_connected: bool
    publishes: frozenset[str] = frozenset()
    app: str = ""
    revision: str = ""
    waiting: int = 0
    ahead: timedelta | None = None


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The status of this window's link with the crew's broker.

    `since` is when the status began. `error` is why there is no connection, or None. `waiting`
    counts the records of this computer that the broker has not confirmed. `refused` is what the
    broker refuses: "records" or "lead" (to receive them), "read" (to send any), or None; `reason`
    is as in `BrokerListener.on_refused`. `dropped` counts received messages that do not belong to
    this crew. With `synced`, everything that the broker had at the start of the connection has
    arrived, and this computer's clock was compared with the lead's. `ahead` counts records that
    wait because their writer's clock is far ahead. With `silent`, the broker has not answered for a
    while although the connection seems open, as after this computer slept. With `unanswered`,
    records have waited for some seconds although it seems open. `slow` is by how many seconds this
    computer's clock is behind those of most members; 0 if it is right, None if this is unknown.
    With `unshared`, it is too wrong to be corrected, and the records and claims of this computer
    are not sent. `lost` counts records and claims of absent members that the broker lacks and this
    computer sends again. `forged` counts messages under the name of this computer that it has not
    sent. `unknown_writers` counts the computers that share another programme at the same address.
    `members` are the others, and `me` is this computer.
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
    unanswered: bool = False
    slow: int | None = None
    unshared: bool = False
    lost: int = 0
    forged: int = 0
    unknown_writers: int = 0
    me: Member | None = None


class CrewLink(Protocol):
    """Sends the records made here, and saves received records, in its own threads."""

    def wait_for_claim(self, claim: LeadClaim, patience: float) -> ClaimState:
        """Wait up to `patience` seconds for the broker's answer to a claim; return its state.

        "open" means no answer: this laptop then acts on its own for now.
        """

    def status(self) -> LinkStatus:
        """Return the status; cheap enough for every second."""

    def wake(self) -> None:
        """Send new records now."""

    def announce(self, places: frozenset[str]) -> None:
        """Tell the crew at which places (by id) this window publishes the day, or could."""

    def stop(self) -> None:
        """Say goodbye and stop; waits for a moment at most."""


@dataclass(frozen=True, slots=True)
class VenueBroker:
    """A configuration written for a broker: its folder, authority, and `passwords` by user."""

    folder: str
    authority: str
    passwords: Mapping[str, str]


SCHEDULE = "schedule.json"
"""The announced day as other apps read it; each version continues the previous version."""
SCHEDULES = MappingProxyType(
    {
        "schedule.xml": "application/xml",
        "schedule.ics": "text/calendar; charset=utf-8",
        SCHEDULE: "application/json",
    }
)
"""The files for other apps in the order of writing, with their media types."""
_MAX_STALE = 24 * 60 * 60
"""Seconds for which caches may serve an old answer instead of none: documents say their age."""


class DocumentError(CodedError):
    """A published document of the day cannot be used.

    `code`: "garbled" (not a document), "too-large", "version" (`detail` is the unknown version),
    "shape" (`detail` is the invalid key), "event" (`detail` is the other event), "programme" (it
    has no session of the programme), "older", "time" or "number" (see `shared_day.drop_reason`),
    "missing" (`detail` is what must be installed).
    """


class PublishError(Exception):
    """The day could not be published at `target`, as the user named it.

    `code`: "no-folder" (the folder does not exist and cannot be made), "denied", "full", "occupied"
    (another program wrote the file `detail`), "event" (the files there belong to the event
    `detail`), "special" (`detail` is not a regular file), "link" (other users may have made the
    link `detail`), "dangling" (the link `detail` leads nowhere), "address" (it names no place to
    publish at), "serve" (`detail` is an address at which the page can be served), "slashes" (it
    lacks the slashes of the address `detail`), "password" (it contains one), "missing" (`detail` is
    what must be installed), "taken" (another program uses the port), "not-here" (this computer does
    not have the address), "port" (this user may not use the port), "offline" (no answer), "refused"
    or "failed". `detail` is otherwise the message of the system or the server.
    """

    def __init__(self, code: str, target: str, detail: str = "") -> None:
        super().__init__(f"{code}: {target}: {detail}")
        self.code = code
        self.target = target
        self.detail = detail


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file for the audience: `kind` is its media type, and it stays valid for some seconds.

    The live document names the `revision` of a file whose content it refers to.
    """

    name: str
    data: bytes
    kind: str
    max_age: int
    revision: str | None = None

    @property
    def cache_control(self) -> str:
        """How long caches may serve the file, and how much longer if the server does not answer."""
        return (
            f"public, max-age={self.max_age}, stale-while-revalidate={self.max_age},"
            f" stale-if-error={_MAX_STALE}"
        )


class PublishTarget(Protocol):
    """A place where the day is published; `name` is the text that the user typed.

    One thread calls it, but any thread may call `close`.
    """

    name: str

    def read(self, name: str) -> bytes | None:
        """Return the contents of a file, or None if it does not exist.

        A target that writes `NAME.gz` beside each file returns the uncompressed content of both.

        Raises:
            PublishError: the file cannot be read.
        """

    def put(self, file: PublishedFile) -> None:
        """Replace the file of this name, in one step.

        Raises:
            PublishError: the file was not written.
        """

    def remove(self, name: str) -> None:
        """Remove a file, if it exists.

        Raises:
            PublishError: the file is still there.
        """

    def close(self) -> None:
        """Release the target; no other call follows."""


class DaySource(Protocol):
    """The place from which the day is followed."""

    address: str

    def saved_day(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """Return the last day that another run received, and when; or None."""

    def has_news(self) -> bool:
        """Whether a day has arrived by itself since the last call: `fetch_newer` is due."""

    def fetch_newer(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """Ask for a newer day, for up to `patience` seconds, from any thread; return it or None.

        A day that `check` drops is not saved, and will be received again.

        Raises:
            SourceError: there is no answer.
            DocumentError: the answer cannot be used.
        """
