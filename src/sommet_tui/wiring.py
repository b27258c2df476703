"""Brings core and adapters together: the only module that imports adapters.

They are imported where they are used, so that a command loads only what it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.clock import SystemClock
from sommet_tui.companion.companion import Companion
from sommet_tui.companion.library import Stores
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping, Sequence
    from typing import BinaryIO

    from sommet_tui.companion.audience_ports import DaySource, PublishTarget
    from sommet_tui.companion.changes import ProgrammeChanges
    from sommet_tui.companion.errors import SourceError
    from sommet_tui.companion.export import Exporter
    from sommet_tui.companion.export_ports import CalendarWriter
    from sommet_tui.companion.live_ports import CrewLink, CrewStore, VenueBroker
    from sommet_tui.companion.paths import Location
    from sommet_tui.companion.ports import (
        Clock,
        Editor,
        EventStore,
        NoteStore,
        ProgrammeSource,
        Refresher,
        SeenStore,
    )
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.companion.settings import LoadedSettings, Settings
    from sommet_tui.domain.events import ListedEvent
    from sommet_tui.domain.findings import Finding, Loaded
    from sommet_tui.domain.imports import Imported
    from sommet_tui.domain.messages import Message
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.acts import Act
    from sommet_tui.domain.sharing.address import ShareAddress
    from sommet_tui.sources.http import Fetched
    from sommet_tui.storage.database import Database

    Folder = str | os.PathLike[str]

PATIENCE = 10.0
"""`Options.patience` of commands, in seconds."""
GLANCE_PATIENCE = 0.1
"""`Options.patience` of commands that answer from the programme too, as prompts ask them to."""
REFRESH_PATIENCE = 5.0
"""`Options.refresh` of commands, in seconds: they answer from the copy after that."""
NEVER = 0.0
"""`Options.refresh` of what must not ask the web at all."""
WINDOW_PATIENCE = 0.4
"""`Options.patience` of the screens, in seconds: nobody can press a key meanwhile."""

FOLLOW_PATIENCE = 2.0
"""How many seconds a command waits for the day that is followed."""
_PUBLISHED = "published:"
"""What stands before the id of a programme whose day this machine published."""

_LAYERS = ("domain", "formats", "formats/feed")
_CODE = [f"{__file__.removesuffix('wiring.py')}{layer}" for layer in _LAYERS]
"""Where the code lies that makes a programme of a file."""
_NOWHERE = "/dev/null/nothing"
"""Where no file can be: what is read there is empty, and reading makes none."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to open a companion.

    `programme` is a file or an address, None for the usual one, which may be the one `configured`
    in the settings; `source_tz` names the zone of its times where it does not; `at` the time to
    show, as people write it; `speed` in seconds a second; `room` an id or a name, None for all.
    `patience` is how many seconds to wait where another program has locked what is kept: a command
    rather waits than fails. Without `keeping`, nothing that is kept is read or written: there is
    none of it then. An address is asked for something newer for `refresh` seconds at most, None not
    to wait for that; `progress` is told how many bytes came. `follow` is the address at which a
    stage publishes the day, "off" for none, None for what the programme says.
    """

    programme: str | None = None
    at: str | None = None
    speed: float | None = None
    room: str | None = None
    configured: str | None = None
    source_tz: str | None = None
    patience: float = PATIENCE
    keeping: bool = True
    refresh: float | None = REFRESH_PATIENCE
    follow: str | None = None
    progress: Callable[[int], None] | None = None


def open_companion(options: Options, env: Mapping[str, str], cwd: Folder) -> Companion:
    """Open the programme, the bookmarks and a clock.

    Raises:
        SourceError: there is no programme to read.
        BadProgrammeError: there is one, with errors.
        TimeError: `at` means no instant.
        UnknownError: there is no such room.
    """
    from sommet_tui.storage.database import Database
    from sommet_tui.storage.paths import database_path

    # One for all: what happened to the file is told once, whoever met it first.
    database = Database(database_path(), options.patience)
    named = programme_file(options.programme, env, cwd, options.configured, database)
    source, refresher = _source(named, options.source_tz)
    known = refresher is None or source.version() is not None
    trouble = _refreshed(source, refresher, options) if refresher is not None else None

    def exporter() -> Exporter:
        return open_exporter(options.patience)

    kept = stores(database if options.keeping else _NOWHERE, options.patience)
    companion = Companion(source, kept, SystemClock(), exporter, refresher)
    if trouble is not None:
        companion.refreshed(trouble)
    if not known:
        companion.tell_export()
    if options.follow or companion.snapshot.programme.live:
        _follow(companion, options)
    adjust(companion, options)
    return companion


def _follow(companion: Companion, options: Options) -> None:
    """Have the day followed that a stage elsewhere publishes, unless this machine is the stage.

    Raises:
        SourceError: the address is none that can be followed.
    """
    from functools import partial

    from sommet_tui.companion.follower import Follower
    from sommet_tui.companion.settings import OFF

    programme = companion.snapshot.programme
    address = options.follow or programme.live
    if address is None or address == OFF or (not options.follow and _drives(companion)):
        return
    source = _day_source(address)
    follower = Follower(
        source,
        programme.id,
        SystemClock(),
        insists=options.follow is not None,
        drives=partial(_drives, companion),
    )
    if options.refresh and follower.due():
        follower.take(follower.ask(FOLLOW_PATIENCE))
    companion.attach(follower)


def _day_source(address: str) -> DaySource:
    """Where the day is followed from.

    Raises:
        SourceError: the address is none that can be followed.
    """
    import os

    from sommet_tui.companion.errors import SourceError
    from sommet_tui.live.followed import WebDay
    from sommet_tui.storage.copies import FileCopies
    from sommet_tui.storage.paths import copies_folder

    if not address.startswith(("https://", "http://")):
        from functools import partial

        from sommet_tui.domain.limits import LIVE_BYTES_LIMIT
        from sommet_tui.domain.sharing.address import ShareAddressError, share_address
        from sommet_tui.live.broker import MqttBroker
        from sommet_tui.live.broker_day import BrokerDay

        try:
            there = share_address(address)
        except ShareAddressError as error:
            raise SourceError("address", address) from error
        secret = partial(broker_password, there, os.environ)
        broker = MqttBroker(there, secret, limit=LIVE_BYTES_LIMIT)
        return BrokerDay(there.text, there.event, broker)

    def fetch(
        asked: str, etag: str | None, modified: str | None, patience: float | None
    ) -> Fetched:
        from sommet_tui.sources.http import PATIENCE as LONGEST
        from sommet_tui.sources.http import fetch as fetch_address

        return fetch_address(asked, etag, modified, None, patience or LONGEST, plain=True)

    return WebDay(address, fetch, FileCopies(copies_folder()))


def _drives(companion: Companion) -> bool:
    """Whether the day is driven from this machine, or by the crew that it belongs to."""
    from sommet_tui.companion.errors import KeepingError

    events = companion.snapshot.events
    if events.crew is not None or companion.drove_today():
        return True
    try:
        published = seen_things().seen(f"{_PUBLISHED}{companion.snapshot.programme.id}")
    except KeepingError:
        return False
    return published is not None


def remember_publishing(companion: Companion) -> None:
    """Remember that this machine publishes the day: it does not follow itself then.

    What cannot be kept now is kept another time.
    """
    from contextlib import suppress

    from sommet_tui.companion.errors import KeepingError

    with suppress(KeepingError):
        seen_things().see(f"{_PUBLISHED}{companion.snapshot.programme.id}", "published")


def _source(named: str, source_tz: str | None) -> tuple[ProgrammeSource, Refresher | None]:
    """Where a programme comes from, and what asks there for something newer, if it is far away."""
    from sommet_tui.sources.find import is_address
    from sommet_tui.storage.cache import CachedReader
    from sommet_tui.storage.paths import cache_folder

    reader = CachedReader(cache_folder(), _reader, _CODE)
    if not is_address(named):
        from sommet_tui.sources.file import FileSource

        return FileSource(named, reader, source_tz, reader.known_file), None
    from sommet_tui.sources.address import AddressSource
    from sommet_tui.storage.copies import FileCopies
    from sommet_tui.storage.paths import copies_folder

    copies = FileCopies(copies_folder())
    source = AddressSource(named, reader, copies, source_tz, reader.known)
    return source, source


def read_directory(address: str) -> tuple[ListedEvent, ...]:
    """The events that a public directory lists, at an address or in a file.

    Raises:
        SourceError: there is nothing to read, or no such list.
    """
    from sommet_tui.formats.event_directory import read_events
    from sommet_tui.sources.find import is_address

    if is_address(address):
        from sommet_tui.sources.http import fetch

        return read_events(fetch(address).data or b"", address)
    from sommet_tui.sources.reading import read_file

    return read_events(read_file(address), address)


def _refreshed(
    source: ProgrammeSource, refresher: Refresher, options: Options
) -> Loaded | SourceError | None:
    """Ask for something newer before anything is shown; why the copy stays, if it does.

    Raises:
        SourceError: nothing comes, and there is no copy.
    """
    from sommet_tui.companion.errors import SourceError

    there = source.version() is not None
    if not there and options.refresh == NEVER:
        raise SourceError("offline", str(options.programme))
    if there and (not options.refresh or not refresher.due()):
        return None
    try:
        return refresher.refresh(options.progress, options.refresh if there else None)
    except SourceError as error:
        if not there:
            raise
        return error


def stores(place: Folder | Database, patience: float = PATIENCE) -> Stores:
    """Everything that is kept, in one database, open or at a path.

    Waits `patience` seconds for locks of one that is not open.
    """
    from sommet_tui.storage.bookmarks import SqliteBookmarks
    from sommet_tui.storage.database import database_at
    from sommet_tui.storage.plans import SqlitePlans
    from sommet_tui.storage.records import SqliteRecords

    database = database_at(place, patience)

    def notes() -> NoteStore:
        from sommet_tui.storage.notes import SqliteNotes

        return SqliteNotes(database)

    def crew() -> CrewStore:
        from sommet_tui.storage.crew import SqliteCrew

        return SqliteCrew(database)

    plans = SqlitePlans(database)
    return Stores(SqliteBookmarks(database), SqliteRecords(database), notes, crew, plans)


def crew_store(patience: float = PATIENCE) -> CrewStore:
    """Where days are shared, and what others recorded of them."""
    from sommet_tui.storage.crew import SqliteCrew
    from sommet_tui.storage.paths import database_path

    return SqliteCrew(database_path(), patience)


def broker_password(address: ShareAddress, env: Mapping[str, str]) -> str | None:
    """The password of whom an address names, of the environment or the system's safe."""
    from sommet_tui.live.passwords import password

    return password(address, env)


def remember_password(address: ShareAddress, secret: str) -> bool:
    """Keep a password in the system's safe; False where there is none."""
    from sommet_tui.live.passwords import remember

    return remember(address, secret)


def write_venue_broker(folder: str, address: ShareAddress) -> VenueBroker:
    """Write a configuration of Mosquitto for an address into a folder.

    Raises:
        BrokerError: what makes certificates is not installed.
        OSError: it cannot be written, or there is one already.
    """
    from sommet_tui.live.mosquitto import write_configuration

    return write_configuration(folder, address)


def open_link(
    programme: str,
    password: Callable[[ShareAddress], str | None],
    place: Folder | Database | None = None,
    clock: Clock | None = None,
) -> CrewLink | None:
    """What passes the day of a programme (its id) on to the crew; None where it is not shared.

    `password` is asked for the one of the address. `place` is what is kept, `clock` this
    machine's, where they are not the usual ones.

    Raises:
        KeepingError: what is kept cannot be read.
        BrokerError: what speaks with brokers is missing.
    """
    from sommet_tui.storage.crew import SqliteCrew
    from sommet_tui.storage.database import database_at
    from sommet_tui.storage.paths import database_path

    database = database_at(place if place is not None else database_path(), PATIENCE)
    crew = SqliteCrew(database)
    share = crew.share(programme)
    if share is None or not share.active:
        return None
    from sommet_tui.companion.live_ports import LastWill
    from sommet_tui.domain.sharing.address import here_topic, share_address
    from sommet_tui.live.broker import MqttBroker
    from sommet_tui.live.sharing import CrewSharing, goodbye
    from sommet_tui.storage.records import SqliteRecords

    address = share_address(share.address)
    topic = here_topic(address.event, share.writer)
    broker = MqttBroker(
        address,
        lambda: password(address),
        authority=share.authority or None,
        will=LastWill(topic, goodbye(programme, share.writer, share.name)),
    )
    sharing = CrewSharing(programme, broker, SqliteRecords(database), crew, clock or SystemClock())
    sharing.start()
    return sharing


def adjust(companion: Companion, options: Options) -> None:
    """Set the clock and the room as the options say.

    Raises:
        TimeError: `at` means no instant.
        UnknownError: there is no such room.
    """
    if options.at is not None or options.speed is not None:
        companion.return_to_present()  # a time of one's own is not the rehearsal's
    if options.at is not None:
        companion.set_clock(companion.instant(options.at), options.speed)
    elif options.speed is not None:
        companion.run_clock(options.speed)
    companion.choose_room(options.room)


def programme_file(
    option: str | None,
    env: Mapping[str, str],
    cwd: Folder,
    configured: str | None,
    database: Database | None = None,
) -> str:
    """The programme that is opened: by the command line's `option` or by what else names one.

    `database` is what is kept, where it is open.
    """
    from sommet_tui.sources.find import programme_path

    return programme_path(option, env, cwd, configured, lambda: _expected(database))


def _expected(database: Database | None = None) -> str | None:
    """The programme of the event that is on, or next, of those that were opened before."""
    from sommet_tui.storage.paths import database_path, is_missing

    if is_missing(database_path()):
        return None
    from sommet_tui.companion.errors import KeepingError
    from sommet_tui.domain.events import expected
    from sommet_tui.sources.find import is_address
    from sommet_tui.storage.events import SqliteEvents

    try:
        known = SqliteEvents(database or database_path(), GLANCE_PATIENCE).events()
    except KeepingError:
        return None
    there = [each for each in known if is_address(each.address) or not is_missing(each.address)]
    found = expected(there, SystemClock().now())
    return found.address if found else None


def event_store(patience: float = PATIENCE) -> EventStore:
    """The events that were opened before."""
    from sommet_tui.storage.events import SqliteEvents
    from sommet_tui.storage.paths import database_path

    return SqliteEvents(database_path(), patience)


def remember_event(companion: Companion, patience: float = GLANCE_PATIENCE) -> None:
    """Remember that this programme was opened, unless it comes with the program.

    What cannot be kept now is kept another time.
    """
    import os

    from sommet_tui.sources.find import is_address
    from sommet_tui.sources.shipped import shipped_programme

    named = companion.snapshot.origin
    try:
        address = named if is_address(named) else os.path.abspath(named)  # noqa: PTH100
    except OSError:  # the current folder has been deleted
        return
    if address == shipped_programme():
        return
    from sommet_tui.companion.errors import KeepingError
    from sommet_tui.domain.events import known_event, same_event

    event = known_event(companion.snapshot.programme, address, SystemClock().now())
    store = event_store(patience)
    try:
        if not any(same_event(each, event) for each in store.events()):
            store.remember(event)
    except KeepingError:
        pass


def anything_set() -> bool:
    """Whether there may be a file with settings, which takes longer to look into."""
    from sommet_tui.storage.paths import is_missing, settings_path

    return not is_missing(settings_path())


def open_settings() -> LoadedSettings:
    """The settings of this user, and what is wrong with them. Never raises.

    A file that is missing sets nothing, and one that cannot be read is a finding, "unreadable"
    with the reason as `detail`.
    """
    from sommet_tui.companion.errors import SourceError
    from sommet_tui.companion.settings import LoadedSettings
    from sommet_tui.domain.limits import SETTINGS_BYTES_LIMIT
    from sommet_tui.sources.reading import read_file
    from sommet_tui.storage.paths import settings_path

    origin = settings_path()
    if origin.startswith("~"):  # no home is known; the current folder must not stand for it
        return LoadedSettings(origin)
    try:
        data = read_file(origin, SETTINGS_BYTES_LIMIT)
    except SourceError as error:
        if error.code == "missing":
            return LoadedSettings(origin)
        from sommet_tui.domain.findings import Finding

        unreadable = Finding("error", "unreadable", values={"detail": error.detail})
        return LoadedSettings(origin, findings=(unreadable,))
    from sommet_tui.formats.settings_file import read_settings

    return read_settings(data, origin)


def walk_minutes() -> int:
    """The minutes from one room to another, as the settings say."""
    from sommet_tui.companion.settings import Settings

    settings = open_settings().settings if anything_set() else Settings()
    return max(settings.walk_minutes, default=0)


def open_reminders(companion: Companion, settings: Settings) -> Reminders:
    """The reminders of what is bookmarked in a companion."""
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.storage.paths import database_path
    from sommet_tui.storage.reminders import SqliteReminders

    store = SqliteReminders(database_path(), WINDOW_PATIENCE)
    return Reminders(companion, store, settings.reminder_minutes, SystemClock())


def programme_language(
    option: str | None, env: Mapping[str, str], cwd: Folder, configured: str | None
) -> str | None:
    """The language of the programme that is opened; None where none can be."""
    from sommet_tui.companion.errors import SourceError

    source, _ = _source(programme_file(option, env, cwd, configured), None)
    if source.version() is None:  # nothing is fetched merely to know its language
        return None
    try:
        programme = source.load().programme
    except SourceError:
        return None
    return programme.language if programme is not None else None


def places(
    option: str | None, env: Mapping[str, str], cwd: Folder, configured: str | None
) -> tuple[Location, ...]:
    """Where everything is: programme, settings, database, cache. Opens and makes nothing."""
    from sommet_tui.companion.paths import Location
    from sommet_tui.sources.find import found_programme, is_address
    from sommet_tui.storage.paths import cache_folder, database_path, settings_path

    programme, origin = found_programme(option, env, cwd, configured, _expected)
    found = (
        ("programme", programme if is_address(programme) else _absolute(programme), origin),
        ("settings", settings_path(), None),
        ("database", database_path(), None),
        ("cache", cache_folder(), None),
    )
    return tuple(Location(what, path, _exists(path), named_by) for what, path, named_by in found)


def _absolute(path: str) -> str:
    from pathlib import Path

    try:
        return str(Path(path).absolute())
    except OSError:  # the current folder has been deleted
        return path


def _exists(path: str) -> bool:
    """Whether there is something; of an address, whether there is a copy of what it gave."""
    from pathlib import Path

    from sommet_tui.sources.find import is_address

    if is_address(path):
        source, _ = _source(path, None)
        return source.version() is not None
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def _reader() -> Callable[[bytes, str, str | None], Loaded]:
    """What reads a file that the cache does not know: only then is it imported."""
    from sommet_tui.formats.readers import read_programme

    return read_programme


def open_changes(companion: Companion) -> ProgrammeChanges:
    """What changed in the programme that is open since somebody looked."""
    from sommet_tui.companion.changes import ProgrammeChanges
    from sommet_tui.storage.cache import CachedBaseline
    from sommet_tui.storage.paths import cache_folder

    baseline = CachedBaseline(cache_folder(), companion.snapshot.origin)
    return ProgrammeChanges(companion, baseline)


def seen_things() -> SeenStore:
    """What the program remembers of what was shown."""
    from sommet_tui.storage.paths import database_path
    from sommet_tui.storage.seen import SqliteSeen

    return SqliteSeen(database_path(), WINDOW_PATIENCE)


def outside_editor(env: Mapping[str, str]) -> Editor:
    """The editor that the environment names."""
    from sommet_tui.storage.editor import OutsideEditor

    return OutsideEditor(env)


def check_programme(named: str, source_tz: str | None = None) -> Loaded:
    """Read a file, or what an address gives now, for what is to be said about it; keeps nothing.

    Raises:
        SourceError: there is nothing to read.
    """
    from sommet_tui.formats.readers import read_programme
    from sommet_tui.sources.find import is_address

    if is_address(named):
        from sommet_tui.sources.address import read_address

        return read_address(named, read_programme, source_tz)
    from sommet_tui.sources.file import FileSource

    return FileSource(named, read_programme, source_tz).load()


def check_pair(paths: Sequence[str], source_tz: str | None = None) -> Loaded:
    """Read two exports of one event that tell of it together, a schedule JSON and a widget's.

    Raises:
        SourceError: there is nothing to read.
    """
    from sommet_tui.formats.json_reader import read_both
    from sommet_tui.sources.reading import read_file

    first, second = (read_file(path) for path in paths)
    return read_both(first, second, paths[0], source_tz)


def written(programme: Programme, target: str) -> tuple[bytes, Sequence[Finding]]:
    """A programme as a file of a format, "yaml", "json" or "ics", and what that cannot hold.

    Raises:
        KeepingError: what a calendar was told cannot be remembered; so nothing is.
    """
    if target == "ics":
        return open_exporter(PATIENCE).whole_calendar(programme), ()
    if target == "json":
        from sommet_tui.formats.schedule_json_writer import write_schedule_json

        return write_schedule_json(programme)
    from sommet_tui.formats.yaml_writer import write_yaml

    return write_yaml(programme)


def schema(about: str | None = None) -> str:
    """The JSON Schema of programme files, of the "settings" or of the "live" day, as text."""
    if about == "live":
        from sommet_tui.live.document import live_schema_text

        return live_schema_text()
    from sommet_tui.formats.schema import schema_text, settings_schema_text

    return settings_schema_text() if about == "settings" else schema_text()


def open_publisher(
    companion: Companion,
    targets: Sequence[str],
    serve: tuple[str | None, int | None] | None = None,
    poll_after: int | None = None,
) -> Publisher:
    """What publishes the day at these targets, folders and buckets; nothing is touched yet.

    It is served besides where `serve` gives a host and a port, None for the usual ones.

    Raises:
        PublishError: one of them names no place to publish at, or lacks what it needs.
    """
    from sommet_tui.companion.json.live import POLL_AFTER
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.live.page import page_bytes

    def write(programme: Programme) -> bytes:
        from sommet_tui.formats.schedule_json_writer import write_schedule_json

        return write_schedule_json(programme)[0]

    found = [_publish_target(each) for each in targets]
    if serve is not None:
        from sommet_tui.live.web import HOST, PORT, WebTarget

        found.append(WebTarget(serve[0] or HOST, PORT if serve[1] is None else serve[1]))
    return Publisher(companion, found, write, page_bytes(), poll_after or POLL_AFTER)


def publish_from(companion: Companion, where: Sequence[str]) -> Publisher:
    """What publishes at folders, buckets and one ADDRESS:PORT to serve at; remembers that it does.

    Raises:
        PublishError: as `open_publisher`.
    """
    from sommet_tui.companion.publisher import named_targets

    targets, addresses = named_targets(where)
    publisher = open_publisher(companion, targets, next(iter(addresses), None))
    remember_publishing(companion)
    return publisher


def _publish_target(named: str) -> PublishTarget:
    from sommet_tui.companion.audience_ports import PublishError
    from sommet_tui.companion.export_ports import SavingError
    from sommet_tui.storage.files import WholeFiles
    from sommet_tui.storage.paths import documents_folder

    scheme, separator, _ = named.partition("://")
    if separator:
        from sommet_tui.live.bucket import SCHEMES, BucketTarget

        if scheme not in SCHEMES:
            return _broker_target(named)
        return BucketTarget(named)
    from sommet_tui.live.folder import FolderTarget

    files = WholeFiles(documents_folder)

    def save(path: str, data: bytes) -> None:
        try:
            files.save(path, data, replace=True)
        except SavingError as error:
            known = {"folder": "failed", "special": "failed", "exists": "failed"}
            raise PublishError(known.get(error.code, error.code), named, error.detail) from error

    return FolderTarget(named, save)


def _broker_target(named: str) -> PublishTarget:
    import os
    from functools import partial

    from sommet_tui.companion.audience_ports import PublishError
    from sommet_tui.domain.sharing.address import ShareAddressError, share_address
    from sommet_tui.live.broker import MqttBroker
    from sommet_tui.live.broker_target import BrokerTarget

    try:
        there = share_address(named)
    except ShareAddressError as error:
        raise PublishError("address", named) from error
    broker = MqttBroker(there, partial(broker_password, there, os.environ))
    return BrokerTarget(there.text, there.event, broker)


def publish_as_lead(companion: Companion) -> Publisher | None:
    """What publishes, at the crew's broker, how the rooms run that are driven from this machine.

    None where the day is not shared.
    """
    import os
    from functools import partial

    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.domain.sharing.address import share_address
    from sommet_tui.live.broker import MqttBroker
    from sommet_tui.live.broker_target import BrokerTarget

    crew = companion.snapshot.events.crew
    if crew is None or not crew.share.active:
        return None
    there = share_address(crew.share.address)
    secret = partial(broker_password, there, os.environ)
    broker = MqttBroker(there, secret, authority=crew.share.authority or None)

    def drives(room: str) -> bool:
        now = companion.snapshot.events.crew
        return now is not None and now.leads(room)

    target = BrokerTarget(there.text, there.event, broker, drives)
    return Publisher(companion, [target], lambda _: b"", b"")


def open_exporter(patience: float) -> Exporter:
    """What takes bookmarks and notes out, to files and calendars; nothing is touched yet."""
    from sommet_tui.companion.export import Exporter
    from sommet_tui.storage.files import WholeFiles
    from sommet_tui.storage.paths import database_path, documents_folder
    from sommet_tui.storage.revisions import SqliteRevisions

    def writer() -> CalendarWriter:
        from sommet_tui.formats.calendar_writer import write_calendar

        return write_calendar

    files = WholeFiles(documents_folder)
    return Exporter(SqliteRevisions(database_path(), patience), writer, files, SystemClock())


def read_imports(file: str, piped: BinaryIO | None) -> tuple[Imported, ...]:
    """The bookmarks and notes in a file, or in what is `piped` in where one is given.

    Raises:
        SourceError: there is nothing to read.
        ImportFileError: what there is holds none.
    """
    from pathlib import Path

    from sommet_tui.formats.importer import read_imports as read
    from sommet_tui.sources.reading import read_file, read_stream

    return read(read_file(str(Path(file))) if piped is None else read_stream(piped, file))


def read_acts(file: str, piped: BinaryIO | None) -> tuple[tuple[int, Act | Message], ...]:
    """The acts and messages in a log of JSON Lines, each after its line.

    The log is in a file or pipe, or `piped` in.

    Raises:
        SourceError: there is nothing to read.
        LogError: what there is is no such log.
    """
    from pathlib import Path

    from sommet_tui.formats.act_log import read_act_log
    from sommet_tui.sources.reading import read_file_or_pipe, read_stream

    if piped is not None:
        return read_act_log(read_stream(piped, file))
    return read_act_log(read_file_or_pipe(str(Path(file))))
