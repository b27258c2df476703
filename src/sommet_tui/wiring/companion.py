"""Opens the companion, with what is kept, its clock, settings and reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.clock import SystemClock
from sommet_tui.companion.companion import Companion
from sommet_tui.wiring.options import NEVER, WINDOW_PATIENCE, Options
from sommet_tui.wiring.programme import programme_file, programme_source
from sommet_tui.wiring.stores import stores

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from sommet_tui.companion.changes import ProgrammeChanges, ReadChanges
    from sommet_tui.companion.errors import SourceError
    from sommet_tui.companion.export import Exporter
    from sommet_tui.companion.export_ports import CalendarWriter
    from sommet_tui.companion.ports import (
        ProgrammeSource,
        Refresher,
    )
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.companion.settings import LoadedSettings, Settings
    from sommet_tui.domain.findings import Loaded

    Folder = str | os.PathLike[str]

_NOWHERE = "/dev/null/nothing"
"""Where no file can be: what is read there is empty, and reading makes none."""


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
    source, refresher = programme_source(named, options.source_tz)
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
        from sommet_tui.wiring.audience import follow

        follow(companion, options)
    adjust(companion, options)
    return companion


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


def current_settings() -> Settings:
    """Return the settings of this machine, the defaults where nothing is set."""
    if anything_set():
        return open_settings().settings
    from sommet_tui.companion.settings import Settings

    return Settings()


def open_reminders(companion: Companion, settings: Settings) -> Reminders:
    """The reminders of what is bookmarked in a companion."""
    from sommet_tui.companion.reminders import Reminders
    from sommet_tui.storage.paths import database_path
    from sommet_tui.storage.reminders import SqliteReminders

    remember = SqliteReminders(database_path(), WINDOW_PATIENCE).give
    minutes, walk = settings.reminder_minutes, settings.walk_minutes
    return Reminders(companion, remember, minutes, SystemClock(), walk)


def open_changes(companion: Companion) -> ProgrammeChanges:
    """What changed in the programme that is open since somebody looked."""
    from sommet_tui.companion.changes import ProgrammeChanges
    from sommet_tui.storage.cache import CachedBaseline
    from sommet_tui.storage.paths import cache_folder

    baseline = CachedBaseline(cache_folder(), companion.snapshot.origin)
    return ProgrammeChanges(companion, baseline)


def open_read_changes() -> ReadChanges:
    """Which changes of bookmarks were read on this computer."""
    from sommet_tui.companion.changes import ReadChanges
    from sommet_tui.wiring.stores import seen_things

    seen = seen_things()
    return ReadChanges(seen.seen, seen.see)


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
