"""The reminders given on this computer, in the database."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from sommet_tui.domain.bookmarks import Reminder
from sommet_tui.storage.database import Store, instant_text, stored_instant


class SqliteReminders(Store):
    """The reminders that were given."""

    def mark_given(self, programme: str, reminder: Reminder, at: datetime) -> datetime | None:
        """Record that a reminder is given at an instant, unless it has been given already.

        Returns None to exactly one of any number of callers; to the others, when it was given.

        Raises:
            StorageError: nothing was recorded.
        """
        key = (programme, reminder.session, reminder.minutes)
        now = instant_text(at)

        def apply(connection: sqlite3.Connection) -> datetime | None:
            row = connection.execute(
                "SELECT max(given_at) FROM reminders"
                " WHERE (programme, session, minutes) = (?, ?, ?) AND start >= ?",
                (*key, instant_text(reminder.earliest_counted_start, "seconds")),
            ).fetchone()
            if row[0] is not None:
                # Long ago if it is damaged, so that nothing is given twice.
                return stored_instant(row[0])
            connection.execute(
                "INSERT INTO reminders (programme, session, minutes, start, given_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (*key, instant_text(reminder.start, "seconds"), now),
            )
            return None

        return self._database.write(apply)
