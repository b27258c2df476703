"""The protocols of the core; adapters implement them, and `wiring` connects both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from sommet_tui.companion import errors
from sommet_tui.domain.calendar_revisions import CalendarEntry, Revision
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Link, Programme
from sommet_tui.domain.values import dataclass, field

if TYPE_CHECKING:
    from sommet_tui.companion.rehearsal import Rehearsal
    from sommet_tui.domain.bookmarks import Bookmark, Friend
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.records import StoredRecord
    from sommet_tui.domain.saved_plan import PlanChange, SavedPlan


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class ProgrammeSource(Protocol):
    """The source of the programme; any thread may call it."""

    def load(self) -> Loaded:
        """Read and check the programme as it is now.

        Raises:
            SourceError: the programme cannot be read.
        """

    def version(self) -> object:
        """Return a value that changes when the source changes.

        Cheap enough for every second, except that it may wait for a network drive.
        """


class Refresher(Protocol):
    """Asks a distant source for a newer programme; a source on this computer needs none."""

    def is_due(self) -> bool:
        """Whether it is time to ask again; cheap enough for every second."""

    def export_address(self) -> str | None:
        """Return the address of the export to which a web page led, or None."""

    def refresh(
        self, progress: Callable[[int], None] | None = None, patience: float | None = None
    ) -> Loaded | None:
        """Ask the source, which may take long: never call it in the screens' thread.

        None if the source has stored the newer programme, or has none; otherwise the programme with
        the errors that prevent its use. `progress` is called with the number of bytes received;
        `patience` is in seconds.

        Raises:
            SourceError: there is no answer; `age` is the age of the copy that stays in use.
        """


@dataclass(frozen=True, slots=True)
class Copy:
    """The contents of an address: the bytes, and `address`, of the export or of the file.

    `fetched_at` is when they were last known to be current. `etag` and `modified` are what the
    server expects in the next request. That goes to `found`, the address after redirects; None
    without a redirect.
    """

    address: str
    data: bytes
    fetched_at: datetime
    etag: str | None = None
    modified: str | None = None
    found: str | None = None


class CopyStore(Protocol):
    """Stores the last good copy of each address. Any thread may call it; it never raises."""

    def load(self, address: str) -> Copy | None:
        """Return the copy, or None."""

    def digest(self, address: str) -> str | None:
        """Return a digest of its bytes without reading them; None if there is no copy."""

    def save(self, address: str, copy: Copy) -> None:
        """Replace the copy of an address, in one step."""

    def confirm(self, address: str, at: datetime) -> None:
        """Save that the copy was still current at an instant."""

    def set_aside(self, address: str, event: str, data: bytes) -> None:
        """Save the copy of an event (by id) as a file, before another event replaces the copy."""

    def version(self, address: str) -> object:
        """Return a value that changes with the copy; None without a copy."""

    def fetched_at(self, address: str) -> datetime | None:
        """Return when the copy was last known to be current; None without a copy."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user must know and did not cause: facts for which `wording` has words.

    `code` "damaged", "earlier": a database was renamed, because it is damaged or an earlier version
    wrote it (values: path, aside);
    "replaced": the window reads another database than before (values: path);
    "export-taken": a web page led to the export that is in use (values: address);
    "other-event", "other-event-file": the address or the file now has another event than it had
    before (values: title);
    "copied": this installation was a copy of another one, and took a new id (value: name);
    "wish-dropped": this laptop did not get the lead, because the one called `name` has it; `n` of
    its actions have arrived since, 0 if it took the lead meanwhile (values: name, n, room);
    "lead-refused": this login may not lead (value: room);
    "lead-taken": another computer drives a room from now on (values: name, room).
    A room is "" if the event has no other.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class ProgrammeBaseline(Protocol):
    """The programme as it was when the user last looked at its changes. Never raises."""

    def programme(self) -> Programme | None:
        """Return the programme as it was, or None if that is unknown."""

    def equals(self, programme: Programme) -> bool:
        """Return whether the baseline certainly equals this programme; takes almost no time."""

    def replace(self, programme: Programme) -> None:
        """Replace the baseline with this programme."""


class BookmarkStore(Protocol):
    """Stores bookmarks; every method may raise StorageError, and has then changed nothing.

    Changes are on disk before a method returns. Other windows and commands may write to the same
    store at any time.
    """

    def bookmarks(self, programme: str) -> Sequence[Bookmark]:
        """Return the bookmarks of a programme (by its id), in the order they were added."""

    def add(self, programme: str, bookmark: Bookmark) -> bool:
        """Save a bookmark, or change the degree of an existing one; False if nothing changes."""

    def add_all(self, programme: str, bookmarks: Sequence[Bookmark]) -> None:
        """Save several bookmarks, all or none; existing bookmarks stay as they are."""

    def remove(self, programme: str, session: str) -> bool:
        """Remove a bookmark; False if it does not exist."""


class PlanStore(Protocol):
    """Stores own events and friends' picks; every method may raise StorageError, as for bookmarks.

    A change is on disk before the method returns.
    """

    def read(
        self, programme: str
    ) -> tuple[tuple[OwnEvent, ...], tuple[Friend, ...], Mapping[str, int]]:
        """Return own events by start, friends by name, and lead times in minutes by id."""

    def put(self, programme: str, events: Sequence[OwnEvent]) -> None:
        """Save own events with their leads, each replacing the own event with its id."""

    def put_leads(self, programme: str, leads: Mapping[str, int | None]) -> None:
        """Save lead times in minutes by id; None removes one."""

    def remove(self, programme: str, event: str) -> bool:
        """Remove an own event; False if it does not exist."""

    def put_friend(self, programme: str, friend: Friend) -> None:
        """Save a friend's picks, replacing picks under the same name."""

    def forget(self, programme: str, friend: str) -> bool:
        """Remove a friend's picks; False if there is no such friend."""


class DayPlanStore(Protocol):
    """Stores the plans of days; every method may raise StorageError, as for bookmarks.

    A change is on disk before the method returns.
    """

    def read(self, programme: str) -> tuple[Mapping[date, SavedPlan], tuple[PlanChange, ...]]:
        """Return the plan of each day, and the changes that the user has not seen, in order."""

    def put(self, programme: str, plan: SavedPlan, change: PlanChange | None = None) -> None:
        """Save the plan of a day in place of the previous plan, and the effect of the change."""

    def claim_changes(self, programme: str) -> tuple[PlanChange, ...]:
        """Return the changes that no window has reported yet; only one caller gets each change."""

    def remove_seen(self, programme: str, until: datetime) -> None:
        """Remove the changes up to an instant: the user has seen them."""


class NoteStore(Protocol):
    """Stores notes; every method may raise StorageError, and has then changed nothing.

    A note is on disk before `write` returns. Other windows and commands may write to the same store
    at any time, and any thread may call it.
    """

    def notes(self, programme: str) -> Sequence[Note]:
        """Return the notes of a programme (by its id)."""

    def write(self, programme: str, note: Note, seen: str | None) -> str | None:
        """Save a note, or remove an empty one, if the saved text is still `seen`.

        `seen` is "" if there was no note; None overwrites any text. Returns None on success.
        Otherwise changes nothing and returns the saved text.
        """


class RecordStore(Protocol):
    """Stores an append-only log of the day, and one of the rehearsal under way.

    Every method may raise StorageError, and has then changed nothing. A record is on disk before
    `append` returns. Other windows and commands may write to the same store at any time.
    """

    def begin(self, programme: str, rehearsal: Rehearsal) -> Rehearsal:
        """Begin a rehearsal; if one is running, return it unchanged."""

    def set_clock(self, programme: str, rehearsal: Rehearsal) -> None:
        """Set the clock of the rehearsal under way.

        Raises:
            RehearsalOverError: it is over.
        """

    def clear(self, programme: str) -> bool:
        """End the rehearsal under way and delete its records; False without a rehearsal."""

    def read_new(
        self, programme: str, *, joining: bool, known: str | None, beyond: int, last: str = ""
    ) -> tuple[Rehearsal | None, Sequence[StoredRecord]]:
        """Return the rehearsal under way for a programme (by its id), and its records in order.

        Without a rehearsal, or without `joining`, return None and the records of the day. If the
        caller has `known` records of this rehearsal (None for the day), return only those after the
        offset `beyond`. `last` is the uid of the record there, "" to read without a check.

        Raises:
            StorageError: also "replaced"; the record is not there, so this is another database.
        """

    def is_shared(self, programme: str) -> bool:
        """Return whether the day of a programme was shared at the last `read_new`."""

    def append(
        self,
        programme: str,
        rehearsal: str | None,
        beyond: int,
        make: Callable[[Sequence[StoredRecord]], Sequence[tuple[str, Mapping[str, Any]]]],
        last: str = "",
    ) -> Sequence[StoredRecord]:
        """Append the records that `make` returns for those after `beyond`, in one transaction.

        `make` returns pairs of a kind and a record; `seq` and `uid` are set here. If `make` raises,
        nothing is recorded.

        Raises:
            RehearsalOverError: the rehearsal is over.
            StorageError: also "replaced", as for `read_new`.
        """


@dataclass(frozen=True, slots=True)
class Location:
    """One of the files or folders of the app.

    `what` is "programme", "settings", "database", "cache", "log" (the folder of the log and of the
    details of bugs) or "set-aside" (a database that was renamed); `exists` is False if it does not
    exist or that is unknown; `origin` is where the programme was named: "option", "environment",
    "settings", "here" (the current folder), "opened" (an event opened before that is on today, or
    next) or "shipped".
    """

    what: str
    path: str
    exists: bool
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Appointment:
    """One session in a calendar; `uid` is its permanent id.

    `description` is plain text; `link` is a web address, and so is the calendar's. A `tentative`
    appointment is a maybe. `extra` are our own properties, by their names without "X-"; `attached`
    are the other links.
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


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar file: appointments, and notes under the uids of their sessions.

    Calendar programs download it again from the address `source` (None if unknown) after `refresh`.
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
"""Writes an iCalendar file; the alarm is this long before each appointment, or None."""


class RevisionStore(Protocol):
    """Stores the last exported revision of each session; any thread may call it.

    If it raises StorageError, nothing has changed.
    """

    def revise(
        self, programme: str, entries: Sequence[CalendarEntry], gone: Collection[str], now: datetime
    ) -> Mapping[str, Revision]:
        """Save and return the revisions of `entries`, by session.

        Sessions that are `gone` and were exported before are returned as withdrawn.
        """


class ImportFileError(errors.CodedError):
    """A file contains nothing that can be imported.

    `code`: "empty", "neither" (neither JSON nor iCalendar), "encoding", "json" (invalid; `detail`
    is the line), "shape" (other JSON; `detail` is the place), "calendar" (invalid; `detail` is the
    error), "calendar-costly" (reading it would take too long), "calendar-start" (the entry `detail`
    has no start) or "too-many" (entries; `detail` is the limit).
    """


class SavingError(errors.PathError):
    """A file could not be written; an existing one is unchanged.

    `code`: "exists", "folder" (it is one), "special" (not a regular file), "link" (`path` is a link
    that other users may have made), "dangling" (a link to `detail`, which does not exist),
    "no-folder" (its folder does not exist), "denied", "full" or "failed". `path` is the file,
    `detail` the system's message.
    """


class FileMaker(Protocol):
    """Writes files, each in one step; any thread may call it."""

    def save(self, path: str, content: bytes, *, replace: bool) -> None:
        """Write a file to a path that the user named; with `replace`, overwrite an existing one.

        Raises:
            SavingError: nothing was written.
        """

    def save_new(self, name: str, ending: str, content: bytes) -> str:
        """Write a file with a new name like this one to the user's documents; return its path.

        Raises:
            SavingError: nothing was written.
        """
