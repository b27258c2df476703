"""Which reminders were given on this machine, kept in the database."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime

from sommet_tui.domain.reminders import Reminder
from sommet_tui.storage.database import Database
from sommet_tui.storage.stored import stored_instant


class SqliteReminders:
    """The reminders in the database at `path`: a `ReminderStore`.

    Nothing is opened before the first use. Any thread may call it. `patience` is how many seconds
    to wait for others' locks.
    """

    def __init__(self, path: str | os.PathLike[str], patience: float = 10.0) -> None:
        self._database = Database(path, patience)

    def give(self, programme: str, reminder: Reminder, at: datetime) -> datetime | None:
        """Remember that a reminder is given at an instant, if nobody gave it before.

        None where nobody had, which only one of any number of callers is told; to all others,
        when it was.

        Raises:
            KeepingError: nothing was remembered.
        """
        start = reminder.start.astimezone(UTC).isoformat(timespec="seconds")
        key = (programme, reminder.session, start, reminder.minutes)
        now = at.astimezone(UTC).isoformat(timespec="microseconds")

        def act(connection: sqlite3.Connection) -> datetime | None:
            added = connection.execute(
                "INSERT OR IGNORE INTO reminders (programme, session, start, minutes, given_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (*key, now),
            )
            if added.rowcount:
                return None
            row = connection.execute(
                "SELECT given_at FROM reminders"
                " WHERE (programme, session, start, minutes) = (?, ?, ?, ?)",
                key,
            ).fetchone()
            # Long ago if it went bad, so that nothing is given twice.
            return stored_instant(row[0])

        return self._database.write(act)
