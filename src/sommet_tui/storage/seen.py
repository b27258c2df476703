"""What the user has already been shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.storage.database import Store

if TYPE_CHECKING:
    import sqlite3


class SqliteSeen(Store):
    """Values by name."""

    def seen(self, name: str) -> str | None:
        """Return the value stored under a name.

        Raises:
            StorageError: the file cannot be read.
        """

        def ask(connection: sqlite3.Connection) -> str | None:
            found = connection.execute("SELECT value FROM seen WHERE name = ?", (name,)).fetchone()
            return str(found[0]) if found else None

        return self._database.read(ask, None)

    def see(self, name: str, value: str) -> None:
        """Store a value under a name.

        Raises:
            StorageError: nothing was changed.
        """
        statement = "INSERT OR REPLACE INTO seen (name, value) VALUES (?, ?)"
        self._database.write(lambda c: c.execute(statement, (name, value)))
