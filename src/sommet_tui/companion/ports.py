"""The protocols of the core. Adapters implement them, and `wiring` connects adapters and core."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from sommet_tui.companion import errors
from sommet_tui.domain.calendar_revisions import CalendarEntry, Revision
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Link, Programme
from sommet_tui.domain.values import field, frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    from sommet_tui.domain.bookmarks import Bookmark, Friend
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.records import StoredRecord
    from sommet_tui.domain.saved_plan import PlanChange, SavedPlan
else:
    Protocol = object


class Clock(Protocol):
    """A source of the current time."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""


class ProgrammeSource(Protocol):
    """The source of the programme. Any thread may call it."""

    def load(self) -> Loaded:
        """Read the programme again, and check it.

        Raises:
            SourceError: the programme cannot be read.
        """

    def version(self) -> object:
        """Return a value that changes when the source changes.

        The call is cheap enough to make every second, but it may wait for a network drive.
        """


class Refresher(Protocol):
    """Asks a distant source for a newer programme. A source on this computer has no refresher."""

    def is_due(self) -> bool:
        """Return whether it is time to ask again. The call is cheap enough to make every second."""

    def export_address(self) -> str | None:
        """Return the address of the export that was found through a web page, or None."""

    def refresh(
        self, progress: Callable[[int], None] | None = None, patience: float | None = None
    ) -> Loaded | None:
        """Ask the source for a newer programme.

        The call may take long, so never make it in the screens' thread. It waits for up to
        `patience` seconds; while it receives data, it calls `progress` with the number of bytes so
        far.

        If the source has nothing newer, or has stored the newer programme, return None. If the
        newer programme has errors that prevent its use, return it with these errors.

        Raises:
            SourceError: there is no answer; `age` is the age of the copy that stays in use.
        """


@frozen
class Copy:
    """The bytes that were downloaded for an address.

    `address` is the address of the export or of the file. `fetched_at` is when the bytes were last
    known to be current. The next request repeats the server's `etag` and `modified`. It goes to
    `found`, the address after redirects, or to the original address if `found` is None.
    """

    address: str
    data: bytes
    fetched_at: datetime
    etag: str | None = None
    modified: str | None = None
    found: str | None = None


class CopyStore(Protocol):
    """Stores the last good copy of each address. Any thread may call it.

    It never raises an error.
    """

    def load(self, address: str) -> Copy | None:
        """Return the copy of an address, or None."""

    def digest(self, address: str) -> str | None:
        """Return a digest of the copy's bytes without reading them, or None if there is no copy."""

    def save(self, address: str, copy: Copy) -> None:
        """Save the copy of an address in one step. It replaces the earlier copy."""

    def confirm(self, address: str, at: datetime) -> None:
        """Save that the copy was still current at the instant `at`."""

    def set_aside(self, address: str, event: str, data: bytes) -> None:
        """Save the copy of `event` (an id) as a separate file, before another event replaces it."""

    def version(self, address: str) -> object:
        """Return a value that changes when the copy changes, or None if there is no copy."""

    def fetched_at(self, address: str) -> datetime | None:
        """Return when the copy was last known to be current, or None if there is no copy."""


@frozen
class Notice:
    """News that the user must know and did not cause. It has facts, and `wording` makes the text.

    The codes, with their values in brackets, are:

    - "damaged", "earlier" (path, aside): a database was renamed, because it is damaged or an
      earlier version of the app wrote it;
    - "replaced" (path): the window now reads another database;
    - "export-taken" (address): the app uses an export to which a web page led;
    - "other-event", "other-event-file" (title): the address or the file had another event before;
    - "copied" (name): this installation was a copy of another one, and took a new id;
    - "wish-dropped" (name, n, room): this laptop wanted the lead, but the laptop `name` has it. If
      that laptop had the lead all the time, `n` of its actions have just arrived; if it took the
      lead meanwhile, `n` is 0;
    - "lead-refused" (room): this login may not lead;
    - "lead-taken" (name, room): another computer drives a room from now on.

    If the event has only one room, the value "room" is "".
    """

    code: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class ProgrammeBaseline(Protocol):
    """The programme as the user saw it when last looking at its changes.

    It never raises an error.
    """

    def programme(self) -> Programme | None:
        """Return the programme that the user saw last, or None if it is unknown."""

    def equals(self, programme: Programme) -> bool:
        """Return whether this programme certainly equals the baseline.

        The call takes almost no time.
        """

    def replace(self, programme: Programme) -> None:
        """Replace the baseline with this programme."""


class BookmarkStore(Protocol):
    """Stores bookmarks. If a method raises StorageError, nothing has changed.

    Changes are on disk before a method returns. Other windows and commands may write to the same
    store at any time.
    """

    def bookmarks(self, programme: str) -> Sequence[Bookmark]:
        """Return the bookmarks of a programme (by its id), the oldest first."""

    def add(self, programme: str, bookmark: Bookmark) -> bool:
        """Save a bookmark, or the new degree of an existing one.

        Return whether anything changed.
        """

    def add_all(self, programme: str, bookmarks: Sequence[Bookmark]) -> None:
        """Save several bookmarks, all or none. Existing bookmarks do not change."""

    def remove(self, programme: str, session: str) -> bool:
        """Remove a bookmark. Return False if it does not exist."""


class PlanStore(Protocol):
    """Stores own events and friends' picks. If a method raises StorageError, nothing has changed.

    Changes are on disk before a method returns.
    """

    def read(
        self, programme: str
    ) -> tuple[tuple[OwnEvent, ...], tuple[Friend, ...], Mapping[str, int]]:
        """Return the own events, the friends, and the lead times in minutes by id.

        Own events are sorted by start, and friends by name.
        """

    def put(self, programme: str, events: Sequence[OwnEvent]) -> None:
        """Save own events with their lead times. An own event with the same id is replaced."""

    def put_leads(self, programme: str, leads: Mapping[str, int | None]) -> None:
        """Save lead times in minutes, by id. If the value is None, remove the lead time."""

    def remove(self, programme: str, event: str) -> bool:
        """Remove an own event. Return False if it does not exist."""

    def put_friend(self, programme: str, friend: Friend) -> None:
        """Save a friend's picks. Picks under the same name are replaced."""

    def forget(self, programme: str, friend: str) -> bool:
        """Remove a friend's picks. Return False if there is no such friend."""


class DayPlanStore(Protocol):
    """Stores the plans of days. If a method raises StorageError, nothing has changed.

    Changes are on disk before a method returns.
    """

    def read(self, programme: str) -> tuple[Mapping[date, SavedPlan], tuple[PlanChange, ...]]:
        """Return the plan of each day, and the changes that the user has not seen.

        The oldest change comes first.
        """

    def put(self, programme: str, plan: SavedPlan, change: PlanChange | None = None) -> None:
        """Save a plan and the change that it makes. It replaces the previous plan of its day."""

    def claim_changes(self, programme: str) -> tuple[PlanChange, ...]:
        """Return the changes that no window has reported yet. Only one caller gets each change."""

    def remove_seen_changes(self, programme: str, until: datetime) -> None:
        """Remove the changes up to the instant `until`, because the user has seen them."""


class NoteStore(Protocol):
    """Stores notes. If a method raises StorageError, nothing has changed.

    A note is on disk before `write` returns. Other windows and commands may write to the same store
    at any time. Any thread may call it.
    """

    def notes(self, programme: str) -> Sequence[Note]:
        """Return the notes of a programme (by its id)."""

    def write(self, programme: str, note: Note, seen: str | None) -> str | None:
        """If the saved text still equals `seen`, save the note; if the note is empty, remove it.

        `seen` is "" if there was no note. If `seen` is None, any saved text is overwritten. Return
        None on success. Otherwise, change nothing and return the saved text.
        """


FASTEST = 3600.0
"""The highest speed of a clock, in seconds a second. No one could follow a faster clock."""


@frozen
class Rehearsal:
    """The current rehearsal, which every window of this computer can join.

    Its clock showed `origin` at the real instant `since`, and runs at `speed` seconds a second, at
    most `FASTEST`. The `id` contains the real instant at which the rehearsal began.
    """

    id: str
    since: datetime
    origin: datetime
    speed: float

    @property
    def began_at(self) -> datetime:
        """The real instant at which the rehearsal began, even if its clock was set later."""
        try:
            # `strptime` would load a calendar module, which takes longer than everything else here.
            return datetime.fromisoformat(self.id).replace(tzinfo=UTC)
        except ValueError:
            return self.since


class RecordStore(Protocol):
    """Stores two append-only logs: that of the day, and that of the current rehearsal.

    If a method raises StorageError, nothing has changed. A record is on disk before `append`
    returns. Other windows and commands may write to the same store at any time.
    """

    def begin(self, programme: str, rehearsal: Rehearsal) -> Rehearsal:
        """Begin a rehearsal and return it. If a rehearsal is already running, return that one."""

    def set_clock(self, programme: str, rehearsal: Rehearsal) -> None:
        """Set the clock of the current rehearsal.

        Raises:
            RehearsalOverError: the rehearsal is over.
        """

    def clear(self, programme: str) -> bool:
        """End the current rehearsal and delete its records.

        Return False if there is no rehearsal.
        """

    def read_new_records(
        self,
        programme: str,
        *,
        joins_rehearsal: bool,
        known: str | None,
        after: int,
        last_uid: str = "",
    ) -> tuple[Rehearsal | None, Sequence[StoredRecord]]:
        """Return the current rehearsal of a programme (by its id), and its records in order.

        If there is no rehearsal, or if `joins_rehearsal` is false, return None and the records of
        the day. `known` is the id of the rehearsal whose records the caller already has, or None
        for the day. If the result is for the same rehearsal or day, it has only the records after
        the offset `after`. `last_uid` is the uid of the record at `after`; if it is "", this record
        is not checked.

        Raises:
            StorageError: also "replaced": the record at `after` is missing, or the day is no longer
                shared, so the database is another one.
        """

    def is_shared(self, programme: str) -> bool:
        """Return whether the day was shared when `read_new_records` was last called."""

    def append(
        self,
        programme: str,
        rehearsal: str | None,
        after: int,
        make: Callable[[Sequence[StoredRecord]], Sequence[tuple[str, Mapping[str, Any]]]],
        last_uid: str = "",
    ) -> Sequence[StoredRecord]:
        """Append the records that `make` returns, in one transaction.

        `make` gets the records after the offset `after`, and returns pairs of a kind and a record.
        The store adds `seq` and `uid`. If `make` raises an error, nothing is recorded.

        Raises:
            RehearsalOverError: the rehearsal is over.
            StorageError: also "replaced", as for `read_new_records`.
        """


@frozen
class Location:
    """One of the files or folders of the app.

    `kind` is "programme", "settings", "database", "cache", "log" (the folder of the log and of the
    details of bugs) or "set-aside" (a database that was renamed). `exists` is False if the path
    does not exist, or if that is unknown. `origin` says what named the programme: "option",
    "environment", "settings", "here" (the current folder), "opened" (an event opened before that is
    on today, or next) or "shipped".
    """

    kind: str
    path: str
    exists: bool
    origin: str | None = None


@frozen
class Appointment:
    """One session in a calendar. `uid` is its permanent id.

    `description` is plain text, and `link` is a web address. A `tentative` appointment is a maybe.
    `extra` has the app's own properties, whose names are without "X-". `attached` has other links.
    """

    uid: str
    revision: Revision
    created_at: datetime
    description: str = ""
    category: str | None = None
    link: str | None = None
    tentative: bool = False
    extra: tuple[tuple[str, str], ...] = ()
    attached: tuple[Link, ...] = ()


@frozen
class Calendar:
    """A calendar file, with appointments and with notes by the uids of their sessions.

    Calendar programs download it again from the address `source` after the time `refresh`. `source`
    is None if the address is unknown.
    """

    name: str
    timezone: str
    link: str | None
    appointments: tuple[Appointment, ...]
    notes: tuple[tuple[str, Note], ...] = ()
    description: str | None = None
    language: str | None = None
    source: str | None = None
    refresh: timedelta = timedelta(hours=1)


CalendarWriter = Callable[[Calendar, timedelta | None], bytes]
"""Returns a calendar as an iCalendar file. If a duration is given, each appointment has an alarm
that long before it."""


class RevisionStore(Protocol):
    """Stores the last exported revision of each session. Any thread may call it.

    If a method raises StorageError, nothing has changed.
    """

    def revise(
        self, programme: str, entries: Sequence[CalendarEntry], gone: Collection[str], now: datetime
    ) -> Mapping[str, Revision]:
        """Save the revisions of `entries`, and return them by session.

        If a session in `gone` was exported before, it is returned as withdrawn.
        """


class ImportFileError(errors.CodedError):
    """A file contains nothing that can be imported.

    `code`: "empty", "neither" (neither JSON nor iCalendar), "encoding", "json" (invalid; `detail`
    is the line), "shape" (other JSON; `detail` is the place), "calendar" (invalid; `detail` is the
    error), "calendar-costly" (reading it would take too long), "calendar-start" (the entry `detail`
    has no start) or "too-many" (entries; `detail` is the limit).
    """


class SavingError(errors.PathError):
    """A file could not be written. If the file existed before, it is unchanged.

    `code`: "exists", "folder" (the path is a folder), "special" (not a regular file), "link"
    (`path` is a link that other users may have made), "dangling" (a link to `detail`, which does
    not exist), "no-folder" (the file's folder does not exist), "denied", "full" or "failed". `path`
    is the file, and `detail` is the system's message.
    """


class FileMaker(Protocol):
    """Writes each file in one step. Any thread may call it."""

    def save(self, path: str, content: bytes, *, replace: bool) -> None:
        """Write a file to a path that the user named.

        If `replace` is set, overwrite an existing file.

        Raises:
            SavingError: nothing was written.
        """

    def save_new(self, name: str, ending: str, content: bytes) -> str:
        """Write a file to the user's documents, and return its path.

        Its name is `name`, with a number if a file of this name exists.

        Raises:
            SavingError: nothing was written.
        """
