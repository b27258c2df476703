"""The session data last exported to calendars, in the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sommet_tui.domain.calendar_revisions import (
    CalendarEntry,
    Revision,
    next_revision,
    withdraw_entry,
)
from sommet_tui.domain.programme import State
from sommet_tui.storage.database import Store, aware_instant, instant_text

_STATES: Mapping[str, State] = {
    "confirmed": "confirmed",
    "moved": "moved",
    "cancelled": "cancelled",
}


class SqliteRevisions(Store):
    """The revisions of exported calendar entries. Implements `RevisionStore`."""

    def revise(
        self, programme: str, entries: Sequence[CalendarEntry], gone: Collection[str], now: datetime
    ) -> Mapping[str, Revision]:
        """Save the revisions of `entries`, and return them by session.

        Sessions in `gone` that were exported earlier are also in the result, as withdrawn.
        Everything is one transaction, so that two simultaneous exports never give one number to
        different contents.

        Raises:
            StorageError: nothing was changed.
        """

        def apply(connection: sqlite3.Connection) -> dict[str, Revision]:
            last = _read_revisions(connection, programme)
            found = {
                entry.session: next_revision(last.get(entry.session), entry, now)
                for entry in entries
            }
            found |= {id_: withdraw_entry(last[id_], now) for id_ in gone if id_ in last}
            changed = [revision for id_, revision in found.items() if revision != last.get(id_)]
            _save_revisions(connection, programme, changed)
            return found

        return self.database.write(apply)


def _read_revisions(connection: sqlite3.Connection, programme: str) -> dict[str, Revision]:
    rows = connection.execute(
        "SELECT session, title, starts_at, ends_at, place, state, details, sequence, modified_at"
        " FROM revisions WHERE programme = ?",
        (programme,),
    )
    return {row[0]: revision for row in rows if (revision := _read_revision(row)) is not None}


def _read_revision(row: tuple[str, str, str, str, str, str, str, int, str]) -> Revision | None:
    """Return the revision in a row of the table, or None if one of its texts is damaged."""
    session, title, start, end, place, state, details, sequence, modified = row
    try:
        entry = CalendarEntry(
            session,
            title,
            aware_instant(start),
            aware_instant(end),
            place,
            _STATES[state],
            details,
        )
        return Revision(entry, sequence, aware_instant(modified))
    except (ValueError, KeyError):
        return None


def _save_revisions(
    connection: sqlite3.Connection, programme: str, changed: Sequence[Revision]
) -> None:
    rows = [
        (
            programme,
            revision.entry.session,
            revision.entry.title,
            instant_text(revision.entry.start, "seconds"),
            instant_text(revision.entry.end, "seconds"),
            revision.entry.place,
            revision.entry.state,
            revision.entry.details,
            revision.sequence,
            instant_text(revision.modified_at, "seconds"),
        )
        for revision in changed
    ]
    connection.executemany(
        "INSERT OR REPLACE INTO revisions (programme, session, title, starts_at, ends_at, place,"
        " state, details, sequence, modified_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
