"""The events opened on this computer, in the database, and what of each has been shown."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date

from sommet_tui.storage.database import Store, aware_instant, instant_text, stored_line
from sommet_tui.storage.paths import is_missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from sommet_tui.domain.events import KnownEvent


_LIMIT = 65_536
_LAST = ".event"
"""The suffix of the file beside the database with the place of the event that was opened last."""


class SqliteEvents(Store):
    """The events that were opened.

    The place of the last one is also in a file of its own: if the database is set aside or lost,
    the same event opens again.
    """

    def last_event(self) -> str | None:
        """Return the path or address of the event opened last; None if it is not there."""
        place = self._last_place()
        return place if "://" in place or (place and not is_missing(place)) else None

    def _last_place(self) -> str:
        try:
            with open(f"{self._database.path}{_LAST}", "rb") as file:
                return os.fsdecode(file.read(_LIMIT))
        except (OSError, ValueError):
            return ""

    def remember_last(self, address: str) -> None:
        """Save which event was opened last; if that is impossible, the one before stays."""
        path = f"{self._database.path}{_LAST}"
        if address == self._last_place() or not os.path.isabs(path):
            return
        part = f"{path}.{os.getpid()}.part"
        with suppress(OSError, ValueError):
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(os.fsencode(address))
            os.replace(part, path)
        with suppress(OSError, ValueError):  # the disk is full
            os.unlink(part)

    def events(self) -> Sequence[KnownEvent]:
        """Return all of them, the last opened first.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(connection: sqlite3.Connection) -> tuple[KnownEvent, ...]:
            rows = connection.execute(
                "SELECT address, programme, title, starts, ends, timezone, opened_at FROM events"
                " ORDER BY opened_at DESC, address"
            )
            return tuple(event for row in rows if (event := _event(row)) is not None)

        return self._database.read(query, ())

    def remember(self, event: KnownEvent, instead_of: Sequence[str] = ()) -> None:
        """Save an event, replacing the one with its address and those with other addresses.

        Raises:
            StorageError: nothing was changed.
        """
        row = (
            event.address,
            event.programme,
            event.title,
            event.starts.isoformat(),
            event.ends.isoformat(),
            event.timezone,
            instant_text(event.opened_at),
        )

        def apply(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "DELETE FROM events WHERE address = ?", [(other,) for other in instead_of]
            )
            connection.execute(
                "INSERT OR REPLACE INTO events"
                " (address, programme, title, starts, ends, timezone, opened_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

        self._database.write(apply)


def _event(row: tuple[str, str, str, str, str, str, str]) -> KnownEvent | None:
    """Return the event of a row; None if one of its texts is damaged."""
    from zoneinfo import ZoneInfo

    from sommet_tui.domain.events import KnownEvent

    address, programme, title, starts, ends, timezone, opened_at = row
    try:
        ZoneInfo(timezone)
        first, last = date.fromisoformat(starts), date.fromisoformat(ends)
        at = aware_instant(opened_at)
    except (ValueError, KeyError, OSError):
        return None
    # A path must stay unchanged, or it opens nothing.
    names = stored_line(programme), stored_line(title)
    return KnownEvent(address, *names, first, last, timezone, at)


class SqliteSeen(Store):
    """Values by name."""

    def get(self, name: str) -> str | None:
        """Return the value stored under a name.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(connection: sqlite3.Connection) -> str | None:
            found = connection.execute("SELECT value FROM seen WHERE name = ?", (name,)).fetchone()
            return str(found[0]) if found else None

        return self._database.read(query, None)

    def put(self, name: str, value: str) -> bool:
        """Store a value under a name; return whether it was not there yet.

        Raises:
            StorageError: nothing was changed.
        """
        statement = (
            "INSERT INTO seen (name, value) VALUES (?, ?) ON CONFLICT (name)"
            " DO UPDATE SET value = excluded.value WHERE value <> excluded.value"
        )
        return self._database.write(lambda c: c.execute(statement, (name, value)).rowcount > 0)


class SqliteSessionIds(SqliteSeen):
    """The ids that the sessions of each programme have had, in groups (`domain.records`)."""

    def groups(self, programme: str) -> Sequence[Sequence[str]]:
        """Return the groups of a programme, by its id.

        Raises:
            StorageError: the file cannot be read.
        """
        text = self.get(_ids_key(programme))
        if text is None:
            return ()
        import json

        try:
            return tuple(tuple(stored_line(id_) for id_ in group) for group in json.loads(text))
        except (ValueError, TypeError, AttributeError, RecursionError):  # it is damaged
            return ()

    def add(self, programme: str, renamed: Mapping[str, str]) -> None:
        """Save that sessions have other ids; `renamed` maps the ids before to them.

        Raises:
            StorageError: nothing was changed.
        """
        import json

        from sommet_tui.domain.records import with_new_ids

        def add_groups() -> None:
            groups = with_new_ids(self.groups(programme), renamed)
            self.put(_ids_key(programme), json.dumps(groups, ensure_ascii=False))

        self._database.in_transaction(add_groups)


def _ids_key(programme: str) -> str:
    return f"ids of {programme}"
