"""The reminders given on this computer, in the database."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime

from sommet_tui.domain.reminders import Reminder
from sommet_tui.storage.database import Database
from sommet_tui.storage.stored import stored_instant


class SqliteReminders:
    """The reminders in the database at `path`.

    The database is opened on first use. Any thread may call any method. `patience` is how many
    seconds to wait for the locks of other processes.
    """

    def __init__(self, path: str | os.PathLike[str], patience: float = 10.0) -> None:
        self._database = Database(path, patience)

    def give(self, programme: str, reminder: Reminder, at: datetime) -> datetime | None:
        """Record that a reminder is given at an instant, unless it has been given already.

        Returns None to exactly one of any number of callers; to the others, when it was given.

        Raises:
            StorageError: nothing was recorded.
        """
        key = (programme, reminder.session, reminder.minutes)
        now = at.astimezone(UTC).isoformat(timespec="microseconds")

        def act(connection: sqlite3.Connection) -> datetime | None:
            row = connection.execute(
                "SELECT max(given_at) FROM reminders"
                " WHERE (programme, session, minutes) = (?, ?, ?) AND start >= ?",
                (*key, _stored(reminder.counting)),
            ).fetchone()
            if row[0] is not None:
                # Long ago if it is damaged, so that nothing is given twice.
                return stored_instant(row[0])
            connection.execute(
                "INSERT INTO reminders (programme, session, minutes, start, given_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (*key, _stored(reminder.start), now),
            )
            return None

        return self._database.write(act)


def _stored(start: datetime) -> str:
    """Return a start as it is stored; these texts sort like their instants."""
    return start.astimezone(UTC).isoformat(timespec="seconds")
