"""Opens the companion with its stores, clock and settings, and the services for the screens."""

from __future__ import annotations

import os
from functools import partial

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import SourceError
from sommet_tui.companion.settings import LoadedSettings, Settings
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.limits import SETTINGS_BYTES_LIMIT
from sommet_tui.wiring import NEVER, WINDOW_PATIENCE, Options, stores
from sommet_tui.wiring.programme import (
    programme_file,
    programme_source,
    read_directory,
    read_event,
    remember_event,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.companion.export import Exporter
    from sommet_tui.companion.live_ports import CrewLink
    from sommet_tui.companion.ports import CalendarWriter, ProgrammeSource, Refresher
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.companion.services import Services
    from sommet_tui.companion.unseen_changes import ProgrammeChanges, ReadChanges
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.programme import Programme

_NOWHERE = f"{os.devnull}/nothing"
"""A path that cannot exist. Stores at this path are always empty."""


def open_companion(options: Options) -> Companion:
    """Open the programme, and return it with the bookmarks, the other stores and a clock.

    Raises:
        SourceError: the programme cannot be read.
        BadProgrammeError: the programme has errors.
        TimeError: `at` is not a valid time.
        UnknownError: the event lacks the room.
    """
    # One database for all stores, so that its notices are reported once.
    database = stores.open_database(options.patience)
    named = programme_file(options, options.patience)
    source, refresher = programme_source(named, options.source_tz, options.authority)
    known = refresher is None or source.version() is not None
    trouble = _refresh(source, refresher, options) if refresher is not None else None

    kept = stores.open_stores(database if options.uses_saved_data else _NOWHERE, options.patience)
    companion = Companion(source, kept, SystemClock(), refresher)
    if trouble is not None:
        companion.report_refresh(trouble)
    if not known and (export := companion.source.export_address()) is not None:
        from sommet_tui.companion.ports import Notice

        companion.state.notify(Notice("export-taken", {"address": export}))
    if options.follow or companion.snapshot.programme.live:
        from sommet_tui.wiring.publishing_and_following import follow

        follow(companion, options)
    set_clock_and_room(companion, options)
    return companion


def _refresh(
    source: ProgrammeSource, refresher: Refresher, options: Options
) -> Loaded | SourceError | None:
    """Download a newer programme before anything is shown.

    If this fails and a saved copy exists, return the error.

    Raises:
        SourceError: the download fails, and no copy exists.
    """
    has_copy = source.version() is not None
    if not has_copy and options.refresh == NEVER:
        raise SourceError("offline", str(options.programme))
    if has_copy and (not options.refresh or not refresher.is_due()):
        return None
    try:
        return refresher.refresh(options.progress, options.refresh if has_copy else None)
    except SourceError as error:
        if not has_copy:
            raise
        return error


def set_clock_and_room(companion: Companion, options: Options) -> None:
    """Set the clock and the room from the options.

    Raises:
        TimeError: `at` is not a valid time.
        UnknownError: the event lacks the room.
    """
    if options.at is not None or options.speed is not None:
        clock = companion.clock
        if companion.snapshot.is_shifted:
            clock.return_to_real_time()  # if the user gave a time, no rehearsal is shown
        moment = clock.now() if options.at is None else clock.instant(options.at)
        clock.set(moment, options.speed)
    companion.choose_room(options.room)


def open_settings() -> LoadedSettings:
    """Return the user's settings, with the findings about them. This never raises.

    If the file is missing, nothing is set. If it cannot be read, the findings are one "unreadable",
    whose `detail` is the reason.
    """
    from sommet_tui.storage.user_folders import is_missing, settings_path

    origin = settings_path()
    # Without a home folder, the settings must not come from the current folder.
    if origin.startswith("~") or is_missing(origin):
        return LoadedSettings(origin)
    from sommet_tui.sources.find import read_file

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


def open_reminders(companion: Companion, settings: Settings) -> Reminders:
    """Return the reminders for a companion's bookmarks."""
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.storage.known_events import SqliteReminders

    remember = SqliteReminders(stores.open_database(WINDOW_PATIENCE)).mark_given
    minutes, walk = settings.reminder_minutes, settings.walk_minutes
    return Reminders(companion, remember, minutes, SystemClock(), walk)


def open_changes(companion: Companion) -> ProgrammeChanges:
    """Return the changes of the open programme since the user last looked at them."""
    from sommet_tui.companion.unseen_changes import ProgrammeChanges
    from sommet_tui.storage.programme_cache import CachedBaseline
    from sommet_tui.storage.user_folders import cache_folder

    baseline = CachedBaseline(cache_folder(), companion.snapshot.origin)
    return ProgrammeChanges(companion, baseline)


def open_seen_changes() -> ReadChanges:
    """Return the object that stores which changes of bookmarks were read on this computer."""
    from sommet_tui.companion.unseen_changes import ReadChanges

    seen = stores.seen_store()
    return ReadChanges(seen.get, seen.put)


def open_exporter(patience: float) -> Exporter:
    """Return the exporter of bookmarks and notes, which has not written anything yet."""
    from sommet_tui.companion.export import Exporter
    from sommet_tui.storage.files import WholeFiles
    from sommet_tui.storage.user_data import SqliteRevisions
    from sommet_tui.storage.user_folders import documents_folder

    def writer() -> CalendarWriter:
        from sommet_tui.formats.calendar_file import write_calendar

        return write_calendar

    files = WholeFiles(documents_folder)
    revisions = SqliteRevisions(stores.open_database(patience))
    return Exporter(revisions, writer, files, SystemClock())


def window_services(companion: Companion, settings: Settings) -> Services:
    """Return the services for a window with this companion, without opening anything yet."""
    from sommet_tui.companion.services import Services

    return Services(
        exporter=partial(open_exporter, WINDOW_PATIENCE),
        reminders=partial(open_reminders, companion, settings),
        changes=partial(open_changes, companion),
        read_changes=open_seen_changes,
        remember_event=partial(remember_event, companion),
        known_events=lambda: stores.event_store(WINDOW_PATIENCE).events(),
        directory=read_directory,
        read_event=read_event,
        connect=_connect,
        publish=partial(_publish, companion),
        publish_as_lead=partial(_publish_as_lead, companion),
        claim_stage_command=stores.claim_stage_command,
        set_aside_notices=stores.set_aside_notices,
        dismiss_set_aside_notices=stores.dismiss_set_aside_notices,
    )


# Most windows do without the crew, so its modules are imported only when they are needed.


def _connect(programme: Programme) -> CrewLink | None:
    from sommet_tui.wiring.crew import open_link

    return open_link(programme)


def _publish(companion: Companion, where: Sequence[str]) -> Publisher:
    from sommet_tui.wiring.publishing_and_following import publish_from

    return publish_from(companion, where)


def _publish_as_lead(companion: Companion) -> Publisher | None:
    from sommet_tui.wiring.publishing_and_following import publish_as_lead

    return publish_as_lead(companion)
