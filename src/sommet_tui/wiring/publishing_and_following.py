"""Publishes the day for an audience, or follows a published day."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from functools import partial

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.wiring import Options
from sommet_tui.wiring.crew import day_broker
from sommet_tui.wiring.stores import seen_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sommet_tui.companion.live_ports import DaySource, PublishTarget
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.domain.crew.address import ShareAddress
    from sommet_tui.domain.programme import Programme

FOLLOW_PATIENCE = 2.0
"""Seconds that a command waits for the followed day."""
_PUBLISHED = "published:"
"""The key prefix for programmes that this computer has published."""
_AUTHORITY = "authority:"
"""The key prefix for programmes with a day from a server that has its own authority."""


def follow(companion: Companion, options: Options) -> None:
    """Follow the published day, if there is one to follow (see `address_to_follow`).

    Raises:
        SourceError: the address cannot be followed.
    """
    from sommet_tui.companion.follower import Follower, address_to_follow
    from sommet_tui.domain.published_day import fits_programme, is_same_event

    programme, drives = companion.snapshot.programme, partial(_drives_day, companion)
    address = address_to_follow(options.follow, programme, drives)
    if address is None:
        return
    share = broker_address(address)
    source = _day_source(address, share, programme.id, options.authority)
    follower = Follower(
        source,
        programme.id,
        SystemClock(),
        is_requested=options.follow is not None,
        drives=drives,
        is_same_event=lambda day: is_same_event(day, companion.snapshot.programme),
        # A broker has a document for each room. Also follow rooms that the programme lacks.
        fits_programme=lambda day: (
            share is not None or fits_programme(day, companion.snapshot.programme)
        ),
    )
    if options.refresh and follower.is_due():
        follower.process(follower.fetch(FOLLOW_PATIENCE))
    companion.attach_follower(follower)


def _day_source(
    address: str, there: ShareAddress | None, programme: str, authority: str | None
) -> DaySource:
    """Return the source of the published day. `programme` is the programme's id.

    `there` is the address of a broker, or None if the day is on the web. `authority` has
    certificates to trust at a web server; they are saved with the event.
    """
    from sommet_tui.live.web_day import WebDay
    from sommet_tui.storage.copies import FileCopies
    from sommet_tui.storage.user_folders import copies_folder

    if there is not None:
        from sommet_tui.live.broker_day import BrokerDay

        trusted = _trusted_authority(programme, authority) if there.is_secure else None
        return BrokerDay(there.text, there.event, day_broker(there, trusted))

    trusted = _trusted_authority(programme, authority) if address.startswith("https://") else None

    def fetch(
        address: str, etag: str | None, modified: str | None, patience: float | None
    ) -> tuple[bytes | None, str | None, str | None]:
        from sommet_tui.sources.http import PATIENCE as LONGEST
        from sommet_tui.sources.http import fetch as fetch_address

        found = fetch_address(
            address, etag, modified, None, patience or LONGEST, plain=True, authority=trusted
        )
        return found.data, found.etag, found.modified

    return WebDay(address, fetch, FileCopies(copies_folder()))


def broker_address(address: str) -> ShareAddress | None:
    """Return the address of a day at a broker, or None if the day is on the web.

    Raises:
        SourceError: "follow", because no day can be followed at this address.
    """
    from urllib.parse import urlsplit

    from sommet_tui.domain.crew.address import ShareAddressError, share_address

    try:
        if not address.startswith(("https://", "http://")):
            return share_address(address)
        parts = urlsplit(address)
        if not parts.hostname or " " in parts.netloc or parts.port == 0:
            raise SourceError("follow", address)
    except ShareAddressError as error:
        raise SourceError("follow", error.text) from error
    except ValueError as error:  # the port is not a number, or too large
        raise SourceError("follow", address) from error
    return None


def _trusted_authority(programme: str, given: str | None) -> str | None:
    """Return the certificates trusted for the server of a day, or None for the system's."""
    name, store = f"{_AUTHORITY}{programme}", seen_store()
    try:
        if given is None:
            return store.get(name)
        if store.get(name) != given:
            store.put(name, given)
    except StorageError:
        pass  # the next call tries again
    return given


def _drives_day(companion: Companion) -> bool:
    """Return whether this computer or its crew drives the day."""
    events = companion.snapshot.events
    if events.crew is not None or companion.log.has_recorded_today():
        return True
    try:
        published = seen_store().get(f"{_PUBLISHED}{companion.snapshot.programme.id}")
    except StorageError:
        return False
    return published is not None


def remember_publishing(companion: Companion) -> None:
    """Record that this computer publishes the day, so that it will not follow its own day.

    If this cannot be saved now, it will be saved next time.
    """
    with suppress(StorageError):
        seen_store().put(f"{_PUBLISHED}{companion.snapshot.programme.id}", "published")


def write_schedules(
    programme: Programme, before: bytes | None, first: int, now: datetime
) -> Mapping[str, bytes]:
    """Return the contents of the files for other apps, by name.

    `before` is the schedule JSON of the previous version. If it is None, the version is `first`.
    """
    from sommet_tui.companion.export import published_calendar
    from sommet_tui.formats.calendar_file import write_calendar
    from sommet_tui.formats.schedule_writer import json_bytes, next_version, write_frab_xml

    content, changes = next_version(programme, before, first, now)
    folder, _, name = (programme.live or "").rpartition("/")
    known = folder.startswith("http") and name.startswith("live.json")
    calendar = published_calendar(programme, changes, f"{folder}/schedule.ics" if known else None)
    return {
        "schedule.xml": write_frab_xml(content, f"{folder}/schedule.xml" if known else None),
        "schedule.ics": write_calendar(calendar, None),
        "schedule.json": json_bytes(content),
    }


def open_publisher(
    companion: Companion,
    targets: Sequence[str],
    serve: tuple[str | None, int | None] | None = None,
    poll_after: int | None = None,
    *,
    force: bool = False,
) -> Publisher:
    """Return a publisher for these folders and buckets, which has not written anything yet.

    If `serve` is given, the day is also served at this host and port, where None means the default.
    If `force`, files that came from elsewhere or from another event are overwritten.

    Raises:
        PublishError: a target is invalid, or needs an extra package.
    """
    from pathlib import Path

    from sommet_tui.companion.json.published_day import POLL_AFTER
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.domain.published_day import rooms_with_files
    from sommet_tui.live.web_page import page_bytes, worker_bytes

    def write(programme: Programme) -> bytes:
        from sommet_tui.formats.schedule_writer import write_schedule_json

        return write_schedule_json(programme, short=True)[0]  # short, because phones read it

    def write_short(programme: Programme) -> tuple[str, bytes]:
        from sommet_tui.formats.schedule_writer import write_agenda

        return write_agenda(programme)

    def write_page(programme: Programme, address: str | None) -> bytes:
        parts = bool(rooms_with_files(programme))
        logo = _fetch_logo(programme.logo) if programme.logo else None
        return page_bytes(address, parts=parts, color=programme.color, logo=logo)

    def event_of(written: bytes) -> str | None:
        from sommet_tui.formats.schedule_json import own_event_id

        return own_event_id(written)

    distinct = {Path(target): target for target in targets}.values()  # "day" and "./day/" are equal
    found = [_publish_target(target, force=force) for target in distinct]
    if serve is not None:
        from sommet_tui.live.web_server import HOST, PORT, WebTarget

        found.append(WebTarget(serve[0] or HOST, PORT if serve[1] is None else serve[1]))
    return Publisher(
        companion,
        found,
        write,
        write_short,
        write_page,
        worker=worker_bytes(),
        poll_after=poll_after or POLL_AFTER,
        event_of=None if force else event_of,
        write_schedules=write_schedules,
    )


def _fetch_logo(address: str) -> bytes | None:
    """Return the event's logo.

    If it cannot be downloaded, return None, because the day can be published without a logo.
    """
    from logging import getLogger

    from sommet_tui.sources.http import fetch

    try:
        return fetch(address, patience=FOLLOW_PATIENCE).data
    except SourceError as error:
        getLogger(__name__).warning("logo %s: %s", address, error)
        return None


def publish_from(companion: Companion, where: Sequence[str]) -> Publisher:
    """Return a publisher for folders, buckets and one ADDRESS:PORT.

    Record that this computer publishes the day.

    Raises:
        PublishError: as in `open_publisher`.
    """
    from sommet_tui.companion.publisher import split_targets

    targets, addresses = split_targets(where)
    publisher = open_publisher(companion, targets, next(iter(addresses), None))
    remember_publishing(companion)
    return publisher


def _publish_target(target: str, *, force: bool) -> PublishTarget:
    from sommet_tui.companion.live_ports import PublishError
    from sommet_tui.domain.crew.address import strip_password

    if target.strip() in ("", "-"):  # "" would mean the current folder; "-" is no folder's name
        raise PublishError("address", target)
    scheme, separator, _ = target.partition("://")
    if strip_password(target) != target:
        raise PublishError("password", strip_password(target))
    if separator:
        from sommet_tui.live.folders_and_buckets import SCHEMES, BucketTarget

        if scheme not in SCHEMES:
            return _broker_target(target)
        return BucketTarget(target)
    from sommet_tui.live.folders_and_buckets import FolderTarget

    _check_folder_name(target)
    return FolderTarget(target, _PublishedFiles(target, force=force))


def _check_folder_name(named: str) -> None:
    """Check that the name of a folder does not look like an address.

    Raises:
        PublishError: the name looks like an address.
    """
    from sommet_tui.companion.live_ports import PublishError
    from sommet_tui.companion.publisher import is_serving_address
    from sommet_tui.domain.crew.address import PORTS
    from sommet_tui.live.folders_and_buckets import SCHEMES

    if is_serving_address(named):
        raise PublishError("serve", named, named.rstrip("/"))
    scheme, colon, rest = named.partition(":")
    if colon and scheme.lower() in (*SCHEMES, *PORTS, "http", "https"):
        raise PublishError("slashes", named, f"{scheme.lower()}://{rest.lstrip('/')}")


class _PublishedFiles:
    """Writes the published files into a folder. Raises PublishError.

    The user typed the folder as `named`. If `force`, links to missing files are followed.
    """

    def __init__(self, named: str, *, force: bool) -> None:
        from sommet_tui.storage.files import WholeFiles
        from sommet_tui.storage.user_folders import documents_folder

        self._typed_folder = named
        self._force = force
        self._files = WholeFiles(documents_folder)

    def resolve(self, path: str) -> Path:
        with self._publish_errors():
            return self._files.resolve(path, replace=self._force)

    def save(self, path: str, data: bytes, mode: int) -> None:
        with self._publish_errors():
            self._files.save(path, data, replace=True, mode=mode, served=True)

    @contextmanager
    def _publish_errors(self) -> Iterator[None]:
        from pathlib import Path

        from sommet_tui.companion.live_ports import PublishError
        from sommet_tui.companion.ports import SavingError

        try:
            yield
        except SavingError as error:
            name = Path(error.path).name
            if error.code in ("link", "dangling"):
                raise PublishError(error.code, self._typed_folder, error.path) from error
            if error.code in ("special", "folder"):
                raise PublishError("special", self._typed_folder, name) from error
            raise PublishError(error.code, self._typed_folder, error.detail) from error


def _broker_target(target: str) -> PublishTarget:
    from sommet_tui.companion.live_ports import PublishError
    from sommet_tui.domain.crew.address import ShareAddressError, share_address
    from sommet_tui.live.broker_day import BrokerTarget

    try:
        share = share_address(target)
    except ShareAddressError as error:
        raise PublishError("address", error.text) from error
    return BrokerTarget(share.text, share.event, day_broker(share))


def publish_as_lead(companion: Companion) -> Publisher | None:
    """Return a publisher for the rooms that this computer drives, at the crew's broker.

    While the lead of a room is away, another lead publishes that room. If the day is not shared,
    return None.
    """
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.companion.standby import publishes_room
    from sommet_tui.domain.crew.address import share_address
    from sommet_tui.live.broker_day import BrokerTarget

    crew = companion.snapshot.events.active_crew
    if crew is None:
        return None
    share = share_address(crew.share.address)
    broker = day_broker(share, crew.share.authority or None, crew.share.writer)

    def publishes(room: str) -> bool:
        return publishes_room(companion.snapshot, room)

    target = BrokerTarget(share.text, share.event, broker, publishes)
    return Publisher(
        companion, [target], lambda _: b"", lambda _: ("", b""), lambda *_: b"", in_turn=False
    )
