"""What taking things out and bringing them back needs from outside, by shape."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Link
from sommet_tui.domain.revisions import CalendarEntry, Revision
from sommet_tui.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Appointment:
    """One session in a calendar; `uid` is its permanent id.

    `description` is plain text; `link` a web address, as is the calendar's. A `tentative` one is a
    maybe. `extra` are our own properties, by name without "X-", and `attached` its other links.
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
    """A calendar file: appointments, and notes under the uids of their sessions."""

    name: str
    timezone: str
    link: str | None
    appointments: tuple[Appointment, ...]
    notes: tuple[tuple[str, Note], ...] = ()
    description: str | None = None
    language: str | None = None


CalendarWriter = Callable[[Calendar, timedelta | None], bytes]
"""Makes an iCalendar file, with an alarm that long before each appointment if one is given."""


class RevisionStore(Protocol):
    """Remembers what exports said of each session; may raise KeepingError, then nothing changed.

    May be asked from any thread.
    """

    def revise(
        self, programme: str, entries: Sequence[CalendarEntry], gone: Collection[str], now: datetime
    ) -> Mapping[str, Revision]:
        """Return the revisions of `entries`, by session, after saving them.

        Those of `gone` sessions that were ever told are withdrawn and given too.
        """


class ImportFileError(Exception):
    """A file to be brought back holds nothing that could be.

    `code`: "empty", "neither" (neither JSON nor iCalendar), "encoding", "json" (no JSON; `detail`
    is the line), "shape" (JSON of something else; `detail` is the place), "calendar" (no
    iCalendar; `detail` is what is wrong), "calendar-start" (an entry starts at no time; `detail`
    names it) or "too-many" (entries; `detail` is the limit).
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class SavingError(Exception):
    """A file could not be written; an existing one is unchanged.

    `code`: "exists", "folder" (it is one), "special" (not a regular file), "link" (`path` is a link
    that others may have made), "dangling" (a link to `detail`, which does not exist), "no-folder"
    (its folder does not exist), "denied", "full" or "failed"; `path` is the file, `detail` the
    system's own words.
    """

    def __init__(self, code: str, path: str, detail: str = "") -> None:
        super().__init__(f"{code}: {path}: {detail}")
        self.code = code
        self.path = path
        self.detail = detail


class FileMaker(Protocol):
    """Writes files, each whole or not at all. May be asked from any thread."""

    def save(self, path: str, content: bytes, *, replace: bool) -> None:
        """Write one where the user wants it, over another one only to `replace` it.

        Raises:
            SavingError: nothing was written.
        """

    def save_new(self, name: str, ending: str, content: bytes) -> str:
        """Write one among the user's documents, under a new name like this; its path.

        Raises:
            SavingError: nothing was written.
        """
