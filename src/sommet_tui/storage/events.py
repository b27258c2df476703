"""The events opened on this computer, in the database."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date

from sommet_tui.storage.database import Store
from sommet_tui.storage.paths import is_missing
from sommet_tui.storage.stored import aware_instant, instant_text, stored_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from sommet_tui.domain.events import KnownEvent


_LIMIT = 65_536
_LAST = ".event"
"""The suffix of the file beside the database with the place of the event that was opened last."""


class SqliteEvents(Store):
    """The events that were opened.

    The place of the last one is also in a file of its own: if the database is set aside or lost,
    the same event opens again.
    """

    def last(self) -> str | None:
        """Return the path or address of the event opened last; None if it is not there."""
        place = self._last()
        return place if "://" in place or (place and not is_missing(place)) else None

    def _last(self) -> str:
        try:
            with open(f"{self._database.path}{_LAST}", "rb") as file:
                return os.fsdecode(file.read(_LIMIT))
        except (OSError, ValueError):
            return ""

    def remember_last(self, address: str) -> None:
        """Save which event was opened last; if that is impossible, the one before stays."""
        path = f"{self._database.path}{_LAST}"
        if address == self._last() or not os.path.isabs(path):
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

        def ask(connection: sqlite3.Connection) -> tuple[KnownEvent, ...]:
            rows = connection.execute(
                "SELECT address, programme, title, starts, ends, timezone, opened_at FROM events"
                " ORDER BY opened_at DESC, address"
            )
            return tuple(event for row in rows if (event := _event(row)) is not None)

        return self._database.read(ask, ())

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

        def act(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "DELETE FROM events WHERE address = ?", [(other,) for other in instead_of]
            )
            connection.execute(
                "INSERT OR REPLACE INTO events"
                " (address, programme, title, starts, ends, timezone, opened_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

        self._database.write(act)


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
