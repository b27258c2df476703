"""Chooses the programme to open, and opens its source."""

from __future__ import annotations

import os
from contextlib import suppress

from sommet_tui.companion.companion import BadProgrammeError, Companion
from sommet_tui.companion.errors import StorageError
from sommet_tui.companion.simulated_time_and_rehearsal import SystemClock
from sommet_tui.domain.text import is_address
from sommet_tui.domain.values import replace
from sommet_tui.wiring import GLANCE_PATIENCE, Options, stores

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sommet_tui.companion.ports import Location, ProgrammeSource, Refresher
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.ids_across_versions import KnownProgramme
    from sommet_tui.domain.known_events import ListedEvent
    from sommet_tui.domain.programme import Programme
    from sommet_tui.sources.find import Origin
    from sommet_tui.storage.copies import FileCopies
    from sommet_tui.storage.known_events import SqliteKnownProgrammes

_LAYERS = ("domain", "formats")
_PACKAGE = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120  (pathlib is slow to import)
_CODE = [os.path.join(_PACKAGE, layer) for layer in _LAYERS]  # noqa: PTH118
"""The folders of the code that turns a file into a programme."""


def programme_source(
    name: str, source_tz: str | None = None, authority: str | None = None
) -> tuple[ProgrammeSource, Refresher | None]:
    """Return the source of a programme, and the object that refreshes it.

    For a programme without an address, the second value is None.
    """
    from sommet_tui.storage.programme_cache import CachedReader
    from sommet_tui.storage.user_folders import cache_folder

    reader = CachedReader(cache_folder(), _uncached_reader, _CODE, _recognise)
    if not is_address(name):
        from sommet_tui.sources.find import FileSource

        return FileSource(name, reader, source_tz, reader.find_cached_file), None
    from sommet_tui.sources.downloaded_programme import AddressSource

    copies, known = _open_copies(), reader.find_by_digest
    source = AddressSource(name, reader, copies, source_tz, known, authority)
    return source, source


def read_event(address: str) -> Loaded:
    """Read the event at an address or in a file. If it is at an address, save a copy.

    Raises:
        SourceError: the event cannot be read.
        BadProgrammeError: the programme has errors.
    """
    loaded = programme_source(address)[0].load()
    if loaded.errors:
        raise BadProgrammeError(loaded)
    return loaded


def read_directory(address: str) -> tuple[ListedEvent, ...]:
    """Return the events in a public directory, which is at an address or in a file.

    Raises:
        SourceError: the source cannot be read, or is no list of events.
    """
    from sommet_tui.formats.event_directory import read_events

    if is_address(address):
        from sommet_tui.sources.http import fetch

        return read_events(fetch(address).data or b"", address)
    from sommet_tui.sources.find import read_file

    return read_events(read_file(address), address)


def programme_file(options: Options, patience: float = GLANCE_PATIENCE) -> str:
    """Return the name of the programme to open, from the options or else from `find_programme`."""
    return _find_programme(options, patience)[0]


def _find_programme(options: Options, patience: float = GLANCE_PATIENCE) -> tuple[str, Origin]:
    from sommet_tui.sources.find import find_programme

    # A relative path still works if the current folder has been deleted.
    named, configured = options.programme, options.configured
    return find_programme(named, os.environ, "", configured, lambda: _expected_event(patience))


def missing_file(options: Options) -> str | None:
    """Return the file of the programme to open if that file is missing, or else None."""
    from sommet_tui.storage.user_folders import is_missing

    named = programme_file(options)
    return named if not is_address(named) and is_missing(named) else None


def _expected_event(patience: float) -> str | None:
    """Return the place of the current or next event among the events opened before.

    If the database has no events, because it was lost, return the place of the last event.
    """
    store = stores.event_store(patience)
    try:
        known = store.events()
    except StorageError:
        return None
    if not known:
        return store.last_event()
    from sommet_tui.domain.known_events import event_to_open
    from sommet_tui.storage.user_folders import is_missing

    usable = [
        event for event in known if is_address(event.address) or not is_missing(event.address)
    ]
    found = event_to_open(usable, SystemClock().now())
    return found.address if found else None


def remember_event(companion: Companion) -> str | None:
    """Record that this programme was opened, unless it is the shipped one.

    If its address or file had another event when it was last opened, return the title of that
    event. If the record cannot be saved now, it will be saved next time.
    """
    from sommet_tui.sources.find import shipped_programme
    from sommet_tui.storage.programme_cache import absolute_place

    try:
        address = absolute_place(companion.snapshot.origin)
    except OSError:  # the current folder has been deleted
        return None
    if address == shipped_programme():
        return None
    from sommet_tui.domain.known_events import is_same_entry, known_event
    from sommet_tui.storage.user_folders import is_missing

    event = known_event(companion.snapshot.programme, address, SystemClock().now())
    store, before = stores.event_store(GLANCE_PATIENCE), None
    with suppress(StorageError):
        known = store.events()
        before = next((one for one in known if one.address == address), None)
        if before is not None and before.programme != event.programme:
            # The last copy of the earlier event.
            aside = _open_copies().set_aside_path(address, before.programme)
            if not is_missing(aside):
                store.remember(replace(before, address=aside))
        if before is None or not is_same_entry(before, event):
            files = {one.address for one in known if one.programme == event.programme}
            aside = _open_copies().set_aside_path(address, event.programme)
            moved = [f for f in files if not is_address(f) and (f == aside or is_missing(f))]
            store.remember(event, moved)
    store.remember_last(address)  # the database has made the folder of this file
    return before.title if before and before.programme != event.programme else None


def _open_copies() -> FileCopies:
    from sommet_tui.storage.copies import FileCopies
    from sommet_tui.storage.user_folders import copies_folder

    return FileCopies(copies_folder())


def _save_copy(programme: Programme, place: str) -> None:
    """Save a copy of an event that was opened from a file which now has another event."""
    from sommet_tui.formats.yaml_writer import write_yaml

    with suppress(StorageError):
        opened = (
            (one.address, one.programme) for one in stores.event_store(GLANCE_PATIENCE).events()
        )
        if (place, programme.id) in opened:
            _open_copies().set_aside(place, programme.id, write_yaml(programme)[0])


def former_event(companion: Companion, patience: float) -> str | None:
    """Return the title of the event that this address or file had when it was last opened.

    If it was the same event, or if it is unknown, return None.
    """
    from sommet_tui.storage.programme_cache import absolute_place

    shown = companion.snapshot
    with suppress(StorageError, OSError):  # the current folder may have been deleted
        place = absolute_place(shown.origin)
        for known in stores.event_store(patience).events():
            if known.address == place and known.programme != shown.programme.id:
                return known.title
    return None


def program_paths(options: Options) -> tuple[Location, ...]:
    """Return the paths of the app's files and folders, without opening or creating anything."""
    from sommet_tui.companion.ports import Location
    from sommet_tui.storage.user_folders import (
        cache_folder,
        database_path,
        settings_path,
        state_folder,
    )

    programme, origin = _find_programme(options)
    found = (
        ("programme", programme if is_address(programme) else _absolute_path(programme), origin),
        ("settings", settings_path(), None),
        ("database", database_path(), None),
        ("cache", cache_folder(), None),
        ("log", state_folder(), None),
    )
    return tuple(Location(kind, path, _exists(path), named_by) for kind, path, named_by in found)


def _absolute_path(path: str) -> str:
    from pathlib import Path

    try:
        return str(Path(path).absolute())
    except OSError:  # the current folder has been deleted
        return path


def _exists(path: str) -> bool:
    """Return whether a file exists or, for an address, whether it has a saved copy."""
    from pathlib import Path

    if is_address(path):
        source, _ = programme_source(path)
        return source.version() is not None
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def _recognise(
    loaded: Loaded, address: str, before: Callable[[], Programme | None]
) -> tuple[Programme, Sequence[str]] | None:
    """Give a programme the ids that it had when it was last read, and save its renamed sessions.

    Return the programme, and the other files and addresses from which it was read. `before` returns
    the programme that was last read at this address. If saved data is needed but cannot be read or
    written, return None.
    """
    programme, last, others = loaded.programme, before(), tuple[str, ...]()
    assert programme is not None
    if programme.has_derived_id or loaded.derived_ids:
        found = _with_known_ids(loaded, address, last)
        if found is None:
            return None
        programme, others = found
    if last is not None and last.id != programme.id and not is_address(address):
        _save_copy(last, address)
    elif last is not None:
        from sommet_tui.domain.changes import renamed_sessions

        renamed = renamed_sessions(last, programme)
        try:
            if renamed:
                stores.session_ids().add(programme.id, renamed)
        except StorageError:
            return None
    return programme, others


def _with_known_ids(
    loaded: Loaded, address: str, last: Programme | None
) -> tuple[Programme, tuple[str, ...]] | None:
    """Return a programme with its earlier ids, and the other places from which it was read.

    `last` is the programme last read at this address. It is used if the saved data has no programme
    of this address. Return None if `last` is needed but missing, and the saved data cannot be read.
    """
    from sommet_tui.domain.ids_across_versions import KnownProgramme, facts_to_save

    store = _known_programmes()
    known, is_readable = list[KnownProgramme](), True
    try:
        known += store.programmes()
    except StorageError:
        is_readable = False
    if not any(address in one.addresses for one in known):
        if last is not None:
            known.append(KnownProgramme(last.id, last.sessions, (address,)))
        elif not is_readable:
            return None
    programme, version = _with_earlier_ids(known, loaded, address)
    remembered = facts_to_save(programme, address, version)
    if is_readable and remembered not in known:
        with suppress(StorageError):  # it is saved with the next version
            store.put(remembered)
    return programme, remembered.addresses[1:]


def apply_known_ids(loaded: Loaded) -> Loaded:
    """Return `loaded` with the same ids that other commands use, without saving anything."""
    programme = loaded.programme
    if programme is None or not (programme.has_derived_id or loaded.derived_ids):
        return loaded
    from sommet_tui.domain.ids_across_versions import apply_ids
    from sommet_tui.storage.programme_cache import absolute_place

    with suppress(StorageError):
        known = _known_programmes().programmes()
        return apply_ids(_with_earlier_ids(known, loaded, absolute_place(loaded.origin))[0], loaded)
    return loaded


def _known_programmes() -> SqliteKnownProgrammes:
    from sommet_tui.storage.known_events import SqliteKnownProgrammes

    return SqliteKnownProgrammes(stores.open_database(GLANCE_PATIENCE))


def _with_earlier_ids(
    known: Sequence[KnownProgramme], loaded: Loaded, address: str
) -> tuple[Programme, KnownProgramme | None]:
    """Return a programme with the ids of its earlier version, and that version.

    If no earlier version is known, return the programme unchanged, and None.
    """
    from sommet_tui.domain.ids_across_versions import earlier_version, restore_known_ids

    programme = loaded.programme
    assert programme is not None
    today = SystemClock().now().astimezone(programme.zone).date()
    version = earlier_version(programme, loaded.derived_ids, address, known, today)
    if version is None:
        return programme, None
    return restore_known_ids(programme, loaded.derived_ids, version), version


def _uncached_reader() -> Callable[[bytes, str, str | None], Loaded]:
    """Import and return the reader for files that are not cached."""
    from sommet_tui.formats.readers import read_programme

    return read_programme
