"""What the core needs from outside, by shape; adapters fulfil it, wiring brings them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from sommet_tui.domain.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sommet_tui.companion.rehearsal import Rehearsal
    from sommet_tui.domain.bookmarks import Bookmark
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.friends import Friend
    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.records import StoredRecord


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class ProgrammeSource(Protocol):
    """Where the programme comes from. May be asked from another thread than the screens'."""

    def load(self) -> Loaded:
        """Read and check the programme as it is now.

        Raises:
            SourceError: there is nothing to read.
        """

    def version(self) -> object:
        """Return a value, equal as long as the source is unchanged.

        Cheap enough for every second, but that a drive beyond this machine may keep it waiting.
        """


class Refresher(Protocol):
    """Asks a distant source for something newer; a source on this machine needs none."""

    def due(self) -> bool:
        """Whether it is time to ask again; cheap enough for every second."""

    def taken(self) -> str | None:
        """Return the address of the export that a web page led to; None where none had to."""

    def refresh(
        self, progress: Callable[[int], None] | None = None, patience: float | None = None
    ) -> Loaded | None:
        """Ask the source, for as long as it takes: never from the screens' own thread.

        None if the source has stored the news; else the programme, with the errors that prevent its
        use. `progress` is called with the number of bytes received, `patience` is in seconds.

        Raises:
            SourceError: nobody could be asked, or gave anything; `age` is that of what stays.
        """


@dataclass(frozen=True, slots=True)
class Copy:
    """The contents of an address: the bytes, and `address`, that of the export or of the file.

    `fetched_at` is when they were last known to be current. `etag` and `modified` are what the
    server expects in the next request, to `found`, the address after redirects; None without a
    redirect.
    """

    address: str
    data: bytes
    fetched_at: datetime
    etag: str | None = None
    modified: str | None = None
    found: str | None = None


class CopyStore(Protocol):
    """Keeps the last good copy of what addresses gave. Any thread may call it; it never raises."""

    def load(self, address: str) -> Copy | None:
        """Return the copy, or None."""

    def digest(self, address: str) -> str | None:
        """Return a digest of its bytes without reading them; None if there is no copy."""

    def save(self, address: str, copy: Copy) -> None:
        """Keep a copy in the place of the one before, whole or not at all."""

    def confirm(self, address: str, at: datetime) -> None:
        """Remember that the copy was still current at an instant."""

    def version(self, address: str) -> object:
        """Return a value that stays equal while the copy is the same one; None if there is none."""

    def fetched_at(self, address: str) -> datetime | None:
        """Return when the copy was last known to be current; None if there is none."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user must be told that is nobody's answer: facts for wording to phrase.

    `code` "set-aside": a damaged file was kept under a new name (values: path, aside);
    "export-taken": a web page was asked for, and this is what is read (values: address);
    "copied": this installation was a copy of another one, and took an id of its own;
    "wish-dropped": another laptop led meanwhile (name), and so many actions of it count (n);
    "lead-refused": this login may not lead;
    "lead-taken", "room-lead-taken": another machine drives a room from now on (values: name, room).
    """

    code: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class ProgrammeBaseline(Protocol):
    """A programme as it was when the user last looked at its changes. Never raises."""

    def programme(self) -> Programme | None:
        """Return the programme as it was, or None if that is unknown."""

    def is_of(self, programme: Programme) -> bool:
        """Whether it is surely just as this one; costs next to nothing."""

    def renew(self, programme: Programme) -> None:
        """Compare with this state from now on."""


class BookmarkStore(Protocol):
    """Keeps bookmarks; every method may raise StorageError, and then nothing has changed.

    What `add` and `remove` did is on the disk before they return. Other windows and commands may
    write to the same store at any time.
    """

    def bookmarks(self, programme: str) -> Sequence[Bookmark]:
        """Return the bookmarks of a programme (by its id), in the order they were added."""

    def add(self, programme: str, bookmark: Bookmark) -> bool:
        """Keep a bookmark, of a session that is marked its degree alone; False if it is so."""

    def add_all(self, programme: str, bookmarks: Sequence[Bookmark]) -> None:
        """Keep several, all or none; those already marked stay as they were."""

    def remove(self, programme: str, session: str) -> bool:
        """Remove a bookmark; False if there is none."""

    def version(self) -> object:
        """Return a value that stays equal until someone writes; cheap enough for every second."""

    def notices(self) -> tuple[Notice, ...]:
        """What happened to the store itself since this was last asked."""


class PlanStore(Protocol):
    """Stores own events and friends' picks; every method may raise StorageError, as for bookmarks.

    A change is on disk before the method returns; it is stored beside the bookmarks, whose
    `version` changes with it.
    """

    def read(
        self, programme: str
    ) -> tuple[tuple[OwnEvent, ...], tuple[Friend, ...], Mapping[str, int]]:
        """Own events by start, friends by name, and lead times in minutes by id, of a programme."""

    def put(self, programme: str, events: Sequence[OwnEvent]) -> None:
        """Keep own events, each in the place of the one with its id, with the lead it has."""

    def put_leads(self, programme: str, leads: Mapping[str, int | None]) -> None:
        """Save lead times in minutes by id; None removes one."""

    def remove(self, programme: str, event: str) -> bool:
        """Remove an own event; False if there is none with that id."""

    def put_friend(self, programme: str, friend: Friend) -> None:
        """Save a friend's picks, replacing those saved under that name."""

    def forget(self, programme: str, friend: str) -> bool:
        """Forget a friend's picks; False if none are known under that name."""


class NoteStore(Protocol):
    """Keeps notes; every method may raise StorageError, and then nothing has changed.

    What `write` did is on the disk before it returns. Other windows and commands may write to the
    same store at any time, and any thread may call it.
    """

    def notes(self, programme: str) -> Sequence[Note]:
        """Return the notes of a programme (by its id)."""

    def write(self, programme: str, note: Note, seen: str | None) -> str | None:
        """Save a note in place of the text `seen`; an empty one is removed.

        `seen` is "" if there was no note, None to overwrite any text. Returns None once it is
        saved; else the present text, if that is not `seen`, and nothing has changed.
        """

    def version(self) -> object:
        """Return a value that stays equal until someone writes; cheap enough for every second."""

    def notices(self) -> tuple[Notice, ...]:
        """What happened to the store itself since this was last asked."""


class RecordStore(Protocol):
    """Keeps what happened: an append-only log of the day and one of the rehearsal that is on.

    Every method may raise StorageError, and then nothing has changed. What `append` did is on the
    disk before it returns. Other windows and commands may write to the same store at any time.
    """

    def begin(self, programme: str, rehearsal: Rehearsal) -> Rehearsal:
        """Begin a rehearsal; if one is under way, return that and leave it unchanged."""

    def pace(self, programme: str, rehearsal: Rehearsal) -> None:
        """Set the clock of the rehearsal that is on.

        Raises:
            RehearsalOverError: it is on no longer.
        """

    def clear(self, programme: str) -> bool:
        """End the rehearsal that is on and forget its records; False if none is."""

    def look(
        self, programme: str, *, joining: bool, known: str | None, beyond: int
    ) -> tuple[Rehearsal | None, Sequence[StoredRecord]]:
        """Return the rehearsal of a programme (by its id) that is on, and the records of its log.

        None and the day's log where none is on, or without `joining`. Where it is the rehearsal
        (or the day, None) that is `known`, only the records after the offset `beyond`; in order.
        """

    def is_shared(self, programme: str) -> bool:
        """Whether the day of a programme was shared with other machines at the latest `look`."""

    def append(
        self,
        programme: str,
        rehearsal: str | None,
        kind: str,
        beyond: int,
        make: Callable[[Sequence[StoredRecord]], Mapping[str, Any]],
    ) -> StoredRecord:
        """Append the record that `make` returns for the records after `beyond`, in one transaction.

        `seq` and `uid` of the record are set here. If `make` raises, nothing is recorded.

        Raises:
            RehearsalOverError: the rehearsal is on no longer.
        """
