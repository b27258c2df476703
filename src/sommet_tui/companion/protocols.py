"""What the core needs from outside, by shape; adapters fulfil it, wiring brings them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.programme import Programme

if TYPE_CHECKING:  # each command pays only for what it deals with
    from sommet_tui.domain.findings import Finding
    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.reminders import Reminder


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a programme gave: a programme unless a finding is an error.

    `origin` is where it was read from, as people would name it.
    """

    origin: str
    programme: Programme | None
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the file from being used."""
        return tuple(f for f in self.findings if f.is_error)


class SourceError(Exception):
    """The programme could not be read at all.

    `code` says why, `origin` where: "missing" (no such file), "folder" (it is one), "denied"
    (not allowed), "too-large" (more than the limit) or "unreadable" (the disk said no).
    """

    def __init__(self, code: str, origin: str, detail: str = "") -> None:
        super().__init__(f"{code}: {origin}")
        self.code = code
        self.origin = origin
        self.detail = detail


class ProgrammeSource(Protocol):
    """Where the programme comes from. May be asked from another thread than the screens'."""

    def load(self) -> Loaded:
        """Read and check the programme as it is now.

        Raises:
            SourceError: there is nothing to read.
        """

    def version(self) -> object:
        """A value, equal as long as the source is unchanged; cheap enough for every second."""


class KeepingError(Exception):
    """Something could not be kept, or what was kept could not be read.

    `code`: "full" (disk full), "read-only", "newer" (written by a later version of the program),
    "damaged" (not a database), "busy" (locked for too long), "no-folder" (the folder cannot be
    made) or "failed" (anything else the disk said). `path` is the file; `detail` is the system's
    own words.
    """

    def __init__(self, code: str, path: str, detail: str = "") -> None:
        super().__init__(f"{code}: {path}: {detail}")
        self.code = code
        self.path = path
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user must be told that is nobody's answer: facts for wording to phrase.

    `code` "set-aside": a damaged file was kept under a new name (values: path, aside).
    """

    code: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class BookmarkStore(Protocol):
    """Keeps bookmarks; every method may raise KeepingError, and then nothing has changed.

    What `add` and `remove` did is on the disk before they return. Other windows and commands may
    write to the same store at any time.
    """

    def bookmarks(self, programme: str) -> Sequence[Bookmark]:
        """The bookmarks of a programme (by its id), in the order they were added."""

    def add(self, programme: str, bookmark: Bookmark) -> bool:
        """Keep a bookmark; False if that session is already marked (it stays as it was)."""

    def add_all(self, programme: str, bookmarks: Sequence[Bookmark]) -> None:
        """Keep several, all or none; those already marked stay as they were."""

    def remove(self, programme: str, session: str) -> bool:
        """Forget a bookmark; False if there is none."""

    def version(self) -> object:
        """A value, equal as long as nobody wrote to the store; cheap enough for every second."""

    def notices(self) -> tuple[Notice, ...]:
        """What happened to the store itself since this was last asked."""


class ReminderStore(Protocol):
    """Remembers which reminders were given, for every window and every run on this machine."""

    def give(self, programme: str, reminder: Reminder, at: datetime) -> datetime | None:
        """Remember that a reminder is given at an instant; None if nobody had given it before.

        Of any number that ask at once, one alone is told None, the others when it was given.

        Raises:
            KeepingError: nothing was remembered.
        """


class NoteStore(Protocol):
    """Keeps notes; every method may raise KeepingError, and then nothing has changed.

    What `write` did is on the disk before it returns. Other windows and commands may write to the
    same store at any time, and any thread may call it.
    """

    def notes(self, programme: str) -> Sequence[Note]:
        """The notes of a programme (by its id)."""

    def write(self, programme: str, note: Note, seen: str | None) -> str | None:
        """Keep a note in the place of the text `seen`; an empty one is removed.

        `seen` is "" where there was no note, None to write whatever is there. Returns None once it
        is kept; else the text that is there instead of `seen`, and nothing has changed.
        """

    def version(self) -> object:
        """A value, equal as long as nobody wrote to the store; cheap enough for every second."""

    def notices(self) -> tuple[Notice, ...]:
        """What happened to the store itself since this was last asked."""


class SeenStore(Protocol):
    """Remembers what was shown and need not be again; every method may raise KeepingError."""

    def seen(self, name: str) -> str | None:
        """The value last remembered under a name."""

    def see(self, name: str, value: str) -> None:
        """Remember a value under a name."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal that is on, for every window on this machine.

    Its clock showed `origin` at the real instant `since`, and runs `speed` seconds a second.
    """

    id: str
    since: datetime
    origin: datetime
    speed: float


@dataclass(frozen=True, slots=True)
class Kept:
    """One record that is kept; `place` grows from record to record, whatever their kind.

    `kind` is "act", "message" or "seen".
    """

    place: int
    kind: str
    record: Mapping[str, Any]


class RehearsalOverError(Exception):
    """The rehearsal that something was to be recorded for is no longer on."""


class RecordStore(Protocol):
    """Keeps what happened: an append-only log of the day and one of the rehearsal that is on.

    Every method may raise KeepingError, and then nothing has changed. What `append` did is on the
    disk before it returns. Other windows and commands may write to the same store at any time.
    """

    def rehearsal(self, programme: str) -> Rehearsal | None:
        """The rehearsal of a programme (by its id) that is on."""

    def begin(self, programme: str, rehearsal: Rehearsal) -> Rehearsal:
        """Begin a rehearsal; where one is on, that is told and stays as it is."""

    def pace(self, programme: str, rehearsal: Rehearsal) -> None:
        """Set the clock of the rehearsal that is on.

        Raises:
            RehearsalOverError: it is on no longer.
        """

    def clear(self, programme: str) -> bool:
        """End the rehearsal that is on and forget its records; False if none is."""

    def records(self, programme: str, rehearsal: str | None, beyond: int) -> Sequence[Kept]:
        """The records of a log after the place `beyond` (0 for all), in their order."""

    def append(
        self,
        programme: str,
        rehearsal: str | None,
        kind: str,
        beyond: int,
        make: Callable[[Sequence[Kept]], Mapping[str, Any]],
    ) -> Kept:
        """Record what `make` gives for the records after `beyond`; nobody writes in between.

        `seq` and `uid` of the record are set here. What `make` raises passes through, and nothing
        is recorded.

        Raises:
            RehearsalOverError: the rehearsal is on no longer.
        """


class EditorError(Exception):
    """The user's own editor could not be used.

    `code`: "none" (no editor is named in the environment), "missing" (the one named cannot be
    started), "failed" (it ended with another exit code than 0), "unreadable" (what it left is no
    UTF-8 text), "no-scratch" (no temporary file can be made). `detail` is the editor or the exit
    code. `path` is the file with what was written, None where that is nothing new.
    """

    def __init__(self, code: str, detail: str = "", path: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.path = path


class Editor(Protocol):
    """The user's own editor."""

    def edit(self, text: str) -> tuple[str, str]:
        """Let the user change a text; the text then, and the private file that holds it.

        Waits for the editor to end, in the terminal of this process.

        Raises:
            EditorError: the text stays as it was.
        """

    def discard(self, path: str) -> None:
        """Delete a file that `edit` left: the text is kept elsewhere."""

    def leave(self, text: str) -> str:
        """Write a text to a private file, to be found there; its path.

        Raises:
            EditorError: it cannot be written.
        """
