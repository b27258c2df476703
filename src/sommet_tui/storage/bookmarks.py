"""Bookmarks, in the database."""

from __future__ import annotations

from sommet_tui.storage.database import Store
from sommet_tui.storage.stored import instant_text, stored_degree, stored_instant, stored_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from sommet_tui.domain.bookmarks import Bookmark

_ADD = (
    "INSERT INTO bookmarks (programme, session, title, added_at, degree) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (programme, session) DO "
)
_ALL = (
    "SELECT session, title, added_at, degree FROM bookmarks WHERE programme = ?"
    " ORDER BY added_at, session"
)
_UNLESS_THERE = "NOTHING"
_AS_ASKED = "UPDATE SET degree = excluded.degree WHERE degree <> excluded.degree"


class SqliteBookmarks(Store):
    """The bookmarks: a `BookmarkStore`."""

    def bookmarks(self, programme: str) -> Sequence[Bookmark]:
        """Return the bookmarks of a programme (by its id), in the order they were added.

        Raises:
            StorageError: the file cannot be read.
        """

        def ask(connection: sqlite3.Connection) -> tuple[Bookmark, ...]:
            from sommet_tui.domain.bookmarks import Bookmark

            rows = connection.execute(_ALL, (programme,))
            found: dict[str, Bookmark] = {}
            for stored, title, at, degree in rows:
                session = stored_line(stored)
                kept = Bookmark(
                    session, stored_line(title), stored_instant(at), stored_degree(degree)
                )
                found.setdefault(session, kept)
            return tuple(found.values())

        return self._database.read(ask, ())

    def add(self, programme: str, bookmark: Bookmark) -> bool:
        """Save a bookmark; if the session already has one, change only its degree.

        Returns False if it already has this degree. `added_at` must be aware; it is stored to the
        microsecond, in UTC.

        Raises:
            StorageError: nothing was changed.
        """
        row = _row(programme, bookmark)
        return self._database.write(lambda c: c.execute(_ADD + _AS_ASKED, row).rowcount > 0)

    def add_all(self, programme: str, bookmarks: Sequence[Bookmark]) -> None:
        """Save several bookmarks, all or none; existing ones stay as they are.

        Raises:
            StorageError: nothing was changed.
        """
        rows = [_row(programme, bookmark) for bookmark in bookmarks]
        if rows:
            self._database.write(lambda c: c.executemany(_ADD + _UNLESS_THERE, rows).rowcount)

    def remove(self, programme: str, session: str) -> bool:
        """Remove a bookmark; return False if it does not exist.

        Raises:
            StorageError: nothing was changed.
        """
        if not self._exists():
            return False

        def act(connection: sqlite3.Connection) -> bool:

            rows = connection.execute(
                "SELECT session FROM bookmarks WHERE programme = ?", (programme,)
            )
            # Ids are cleaned when they are read, so the stored one may differ.
            stored = {line for (line,) in rows if session in (line, stored_line(line))}
            connection.executemany(
                "DELETE FROM bookmarks WHERE programme = ? AND session = ?",
                [(programme, line) for line in stored],
            )
            return bool(stored)

        return self._database.write(act)


def _row(programme: str, bookmark: Bookmark) -> tuple[str, str, str, str, str]:
    at = instant_text(bookmark.added_at)
    return programme, bookmark.session, bookmark.title, at, bookmark.degree
