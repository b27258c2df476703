"""The protocols for exports and imports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sommet_tui.companion.errors import CodedError, PathError
from sommet_tui.domain.calendar_revisions import CalendarEntry, Revision
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Link
from sommet_tui.domain.values import dataclass


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

    Programs ask for it again at the address `source`, None if unknown, after `refresh`.
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


class ImportFileError(CodedError):
    """A file contains nothing that can be imported.

    `code`: "empty", "neither" (neither JSON nor iCalendar), "encoding", "json" (invalid; `detail`
    is the line), "shape" (other JSON; `detail` is the place), "calendar" (invalid; `detail` is the
    error), "calendar-costly" (reading it would take too long), "calendar-start" (the entry `detail`
    has no start) or "too-many" (entries; `detail` is the limit).
    """


class SavingError(PathError):
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
