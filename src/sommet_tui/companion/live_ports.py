"""The protocols for sharing, publishing and following a day."""

from __future__ import annotations

from types import MappingProxyType

from sommet_tui.companion.errors import CodedError
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta
    from typing import Any, Protocol

    from sommet_tui.domain.crew.records import ClaimState, CrewRecord, LeadClaim
    from sommet_tui.domain.published_day import SharedDay

    Check = Callable[[SharedDay, SharedDay | None], None]
    """Compares a received document of the day with the previous one, if any.

    Raises DocumentError if the received day must not be shown.
    """
else:
    Protocol = object


class BrokerError(CodedError):
    """A broker cannot be used.

    `code`: "library" (the MQTT library is not installed), "offline" (no answer), "timeout", "host"
    (unknown host), "no-mqtt" (another kind of server), "protocol" (the server does not speak MQTT
    5), "lost" (the connection broke), "failed", or "copied" (the link ended because this
    installation is a copy and took a new id).

    About encryption: "certificate" (not trusted), "expired", "not-yet-valid", "other-name" (the
    certificate is for another name), "not-encrypted", "ca" (the saved authority contains no
    certificate) or "own-certificate" (this computer's own certificate, at the path `where`, cannot
    be used).

    About the user: "denied" (wrong name or password), "no-password" (none is saved here), "no-user"
    (the address contains no user) or "unreadable" (the broker sends this user nothing).

    `detail` is the system's message, or the new name of a copy. Except for "own-certificate",
    `where` is the broker's host, with the port if it matters.
    """

    def __init__(self, code: str, detail: str = "", where: str = "") -> None:
        super().__init__(code, detail)
        self.where = where


REFUSALS = frozenset(("denied", "no-password", "no-user"))
"""The codes of errors with which a broker refuses a user."""
NO_RIGHT = "no-right"
"""The `reason` if the broker's rules forbid something to this user."""

PATIENCE = 10.0
"""Seconds to wait for a connection to a broker, and for its answers."""
QUIET = 0.2
"""Seconds of silence after which all retained messages of a topic have arrived."""


@frozen
class LastWill:
    """The retained message that the broker publishes when a connection breaks."""

    topic: str
    payload: bytes


class BrokerListener(Protocol):
    """Receives the events of a broker.

    Methods run in the broker's thread, so they must not wait.
    """

    def on_connected(self) -> None:
        """The connection is open. No topic is subscribed yet."""

    def on_disconnected(self, error: BrokerError) -> None:
        """The connection failed or was lost. The broker object tries again by itself."""

    def on_subscribed(self) -> None:
        """The broker accepted a subscription. It sends the retained messages next."""

    def on_subscription_refused(self, reason: str) -> None:
        """The broker refused a subscription. `reason` is as in `on_refused`."""

    def on_received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """A message arrived. If `retained`, it is the last message published on this topic."""

    def on_published(self, token: int) -> None:
        """The broker confirmed that it has received a message."""

    def on_refused(self, token: int, reason: str) -> None:
        """The broker refuses a published message.

        `reason` is `NO_RIGHT` if the broker's rules forbid the message to this user. Otherwise it
        is the broker's own message.
        """


class Broker(Protocol):
    """A connection to a broker, with its own thread. It reconnects by itself."""

    def start(self, listener: BrokerListener) -> None:
        """Connect, and reconnect whenever the connection breaks.

        Raises:
            BrokerError: "library", "ca" or "own-certificate".
        """

    def stop(self) -> None:
        """Disconnect, which takes a moment at most. The listener gets no further events."""

    def subscribe(self, topics: Sequence[str]) -> None:
        """If connected, subscribe to topics and their retained messages. Otherwise do nothing."""

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """Unsubscribe from topics."""

    def publish(self, topic: str, payload: bytes, *, retained: bool = True) -> int | None:
        """Send a message, and return the token that the listener will get, or None while offline.

        Messages are not queued while offline, because they could be out of date later.
        """


@frozen
class Share:
    """Where a programme's day is shared, and how this installation appears there.

    `address` is a `ShareAddress.text`. `writer` is this installation as `USER/ID`, and `name` is
    its name. `authority` is the text of the trusted certificates, or "" for those of the system. If
    the share is not `active`, nothing is sent or received. `offset` is how many seconds this
    computer's clock is behind the lead's clock. If this installation is a copy and took a new id,
    `own_from` is the offset of the last record made before that; earlier records belong to the
    other installation.
    """

    address: str
    writer: str
    name: str
    authority: str = ""
    active: bool = True
    offset: float = 0.0
    own_from: int = 0


@frozen
class SharedRead:
    """The saved data of a shared day: all claims, and the new records of other computers.

    `position` is the position of the last record in the store. Unreadable records are left out.
    `names` has the names of the crew's laptops, by writer. `seen` has the uids of the void acts
    that the user has seen.
    """

    share: Share
    records: Sequence[CrewRecord]
    claims: Sequence[LeadClaim]
    position: int
    names: Mapping[str, str] = MappingProxyType({})
    seen: frozenset[str] = frozenset()


@frozen
class Dropped:
    """A received message that was not accepted, and the reason.

    `reason`: "garbled", "newer" (made by a newer version of the app), "programme" (for another
    event), "unknown" (its writer never announced itself), "foreign" (in the topic of another
    writer), "copied" (with the uid of another record), "reused" (its writer has used the number
    before), "replayed" (it overwrote a record of this computer), "lost" (this computer recorded it
    but no longer has it), "twin" (a copy of this installation used its id) or "too-many".
    """

    topic: str
    reason: str
    at: datetime


@frozen
class SharedBatch:
    """Received data to save in one transaction.

    Each of the `records` is a writer, a number and the received JSON. `members` has names by
    writer. `replaced` has the writers and numbers of the records that replace saved records.
    """

    records: Sequence[tuple[str, int, str]] = ()
    claims: Sequence[LeadClaim] = ()
    members: Mapping[str, str] | None = None
    dropped: Sequence[Dropped] = ()
    replaced: Sequence[tuple[str, int]] = ()


class CrewStore(Protocol):
    """Stores where each day is shared, and the records of other computers.

    Any thread may call it. If a method raises StorageError, nothing has changed. `programme` is the
    id of a programme.
    """

    def find_share(self, programme: str) -> Share | None:
        """Return where the day is shared, or None if it was never shared."""

    def put_share(self, programme: str, share: Share) -> None:
        """Save where the day is shared. If the user has changed, rename this computer's claims."""

    def put_offset(self, programme: str, offset: float) -> None:
        """Save how many seconds must be added to this computer's clock to correct it."""

    def installation_id(self) -> str:
        """Return the id of this installation. A copy of the installation has another id.

        The id changes when the computer restarts.
        """

    def take_new_id(
        self, programme: str, share: Share, earlier_records: Sequence[tuple[int, str]]
    ) -> None:
        """Continue under the new writer of `share`, who owns the records after `share.own_from`.

        The earlier records and all claims still belong to the earlier writer. `earlier_records` has
        these records, each as its number and the text that was sent.
        """

    def read(self, programme: str, after: int) -> SharedRead | None:
        """Return the shared day with the records after the position `after`.

        If the day was never shared, return None.
        """

    def add_claim(self, programme: str, claim: LeadClaim) -> None:
        """Save a claim of this installation, unless a claim for its room and epoch exists."""

    def set_claim_state(self, programme: str, claim: LeadClaim, state: ClaimState) -> None:
        """Save the new state of a claim."""

    def save_batch(self, programme: str, batch: SharedBatch) -> None:
        """Save received data, all or none.

        A saved record changes only if `batch.replaced` names it.
        """

    def record_checksums(self, programme: str) -> Mapping[str, Mapping[int, int]]:
        """Return a checksum (CRC-32) of each saved record, by writer and number."""

    def record(self, programme: str, writer: str, number: int) -> Mapping[str, Any] | None:
        """Return a record as it was received, or None if it is not saved."""

    def members(self, programme: str) -> Mapping[str, str]:
        """Return the names of all writers that were ever online, by writer."""

    def dropped_messages(self, programme: str) -> Sequence[Dropped]:
        """Return at most a thousand dropped messages, the latest first."""

    def confirmed_count(self, programme: str, share: Share) -> int:
        """Return how many of this computer's records, from the first one on, the broker confirmed.

        If the address has changed since then, return 0.
        """

    def save_confirmed_count(self, programme: str, share: Share, count: int) -> None:
        """Save how many of this computer's records the broker has confirmed."""

    def mark_void_acts_seen(self, programme: str, uids: frozenset[str]) -> None:
        """Save the uids of the void acts that the user has seen. They replace the saved uids."""

    def complete_until(self, programme: str) -> datetime | None:
        """Return the instant until which the saved day is complete; None if it was never shared."""

    def put_complete_until(self, programme: str, at: datetime) -> None:
        """Save the instant until which the saved day is complete."""

    def version(self) -> object:
        """Return a value that changes when someone writes.

        The call is cheap enough to make every second.
        """


@frozen
class Member:
    """A laptop of the crew, and the facts that it has reported about itself.

    `publishes` has the ids of the places where the laptop publishes or could publish. `app` is the
    version of its app, and `revision` the version of its programme, or "" if unknown. `waiting`
    counts its records that the broker has not confirmed. `ahead` is how far its clock is ahead of
    this computer's, or None until it has answered.
    """

    writer: str
    name: str
    is_connected: bool
    publishes: frozenset[str] = frozenset()
    app: str = ""
    revision: str = ""
    waiting: int = 0
    ahead: timedelta | None = None


@frozen
class LinkStatus:
    """The status of this window's link with the crew's broker.

    `since` is when the status began. `error` is why there is no connection, or None. `waiting`
    counts the records of this computer that the broker has not confirmed. `refused` says what the
    broker refuses: to accept this computer's "records" or "lead", or to let it "read" anything; it
    is None if nothing is refused. `reason` is as in `BrokerListener.on_refused`. `dropped` counts
    received messages that do not belong to this crew. If `synced`, this computer has received
    everything that the broker had when it connected, and has compared its clock with the lead's.
    `ahead` counts records that wait because their writer's clock is far ahead.

    If `silent`, the connection seems open but the broker has not answered for a while, for example
    because this computer slept. If `unanswered`, the connection seems open but records have waited
    for some seconds. `slow` is how many seconds this computer's clock is behind most clocks of the
    crew; 0 means that it is right, and None that this is unknown. If `unshared`, the clock is too
    wrong to be corrected, so the records and claims of this computer are not sent.

    `lost` counts records and claims of absent members that the broker lacks and this computer sends
    again. `forged` counts messages that bear the name of this computer although it did not send
    them. `unknown_writers` counts the computers that share another programme at the same address.
    `me` is this computer, and `members` are the others.
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
    """Sends the records made here and saves the records received, in separate threads."""

    def wait_for_claim(self, claim: LeadClaim, patience: float) -> ClaimState:
        """Wait up to `patience` seconds for the broker's answer to a claim.

        Return the claim's state.

        If there is no answer, the state is "open", and this laptop leads on its own for now.
        """

    def status(self) -> LinkStatus:
        """Return the current status. The call is cheap enough to make every second."""

    def wake(self) -> None:
        """Make the link's thread send new records now."""

    def announce(self, places: frozenset[str]) -> None:
        """Announce to the crew the ids of places where this window publishes or could publish."""

    def stop(self) -> None:
        """Say goodbye to the crew and stop, which takes a moment at most."""


@frozen
class VenueBroker:
    """The configuration written for a broker: its folder, authority, and passwords by user."""

    folder: str
    authority: str
    passwords: Mapping[str, str]


SCHEDULE = "schedule.json"
"""A file with the announced day for other apps. Each version continues the previous one."""
SCHEDULES = MappingProxyType(
    {
        "schedule.xml": "application/xml",
        "schedule.ics": "text/calendar; charset=utf-8",
        SCHEDULE: "application/json",
    }
)
"""The files for other apps in the order of writing, with their media types."""
_MAX_STALE = 24 * 60 * 60
"""Seconds for which caches may serve an old file if the server does not answer."""


class DocumentError(CodedError):
    """A published document of the day cannot be used.

    `code`: "garbled" (not a document), "too-large", "version" (`detail` is the unknown version),
    "shape" (`detail` is the invalid key), "event" (`detail` is the other event), "programme" (it
    has no session of the programme), "older", "time" or "number" (see `published_day.drop_reason`),
    "missing" (`detail` is what must be installed).
    """


class PublishError(CodedError):
    """The day could not be published at `target`, which is the text that the user typed.

    `code` about folders: "no-folder" (the folder does not exist and cannot be made), "denied",
    "full", "occupied" (another program wrote the file `detail`), "event" (the files there belong to
    the event `detail`), "special" (`detail` is not a regular file), "link" (other users may have
    made the link `detail`) or "dangling" (the link `detail` leads nowhere).

    About addresses: "address" (no day can be published at it), "serve" (the page can be served at
    the address `detail`), "slashes" (the slashes of the address `detail` are missing), "password"
    (the address contains one), "missing" (`detail` is what must be installed), "taken" (another
    program uses the port), "not-here" (this computer does not have the address) or "port" (this
    user may not use the port).

    Any target: "offline" (no answer), "refused" or "failed". In all other cases, `detail` is the
    message of the system or the server.
    """

    def __init__(self, code: str, target: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.target = target


@frozen
class PublishedFile:
    """A file for the audience. `kind` is its media type.

    Caches may serve it for `max_age` seconds. If it has a `revision`, the live document names this
    revision, so that readers can recognise a new version.
    """

    name: str
    data: bytes
    kind: str
    max_age: int
    revision: str | None = None

    @property
    def cache_control(self) -> str:
        """The Cache-Control header, which limits how long caches may serve the file.

        The limit is longer if the server does not answer.
        """
        return (
            f"public, max-age={self.max_age}, stale-while-revalidate={self.max_age},"
            f" stale-if-error={_MAX_STALE}"
        )


class PublishTarget(Protocol):
    """A place where the day is published. `name` is the text that the user typed.

    Any thread may call `close`; only one thread may call the other methods.
    """

    name: str

    def read(self, name: str) -> bytes | None:
        """Return the contents of a file, or None if it does not exist.

        If the target writes `NAME.gz` beside each file, the contents of `NAME.gz` are uncompressed
        first.

        Raises:
            PublishError: the file cannot be read.
        """

    def put(self, file: PublishedFile) -> None:
        """Write a file, and replace an earlier file of this name, in one step.

        Raises:
            PublishError: the file was not written.
        """

    def remove(self, name: str) -> None:
        """Remove a file if it exists.

        Raises:
            PublishError: the file is still there.
        """

    def close(self) -> None:
        """Release the target. No other method is called afterwards."""


class DaySource(Protocol):
    """The source of a day that another stage publishes."""

    address: str

    def saved_day(self, check: Check) -> tuple[SharedDay, datetime] | None:
        """Return the last day that an earlier run received and its time of arrival, or None."""

    def has_update(self) -> bool:
        """Return whether a day has arrived since the last call. If so, call `fetch_newer`."""

    def fetch_newer(self, check: Check, patience: float | None = None) -> SharedDay | None:
        """Ask for a newer day, and return it, or None if there is no newer one.

        Any thread may call it, and it waits for up to `patience` seconds. If `check` raises an
        error, the day is not saved, and will be received again.

        Raises:
            SourceError: there is no answer.
            DocumentError: the answer cannot be used.
        """
