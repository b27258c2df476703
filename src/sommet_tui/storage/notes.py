"""Notes, in the database."""

from __future__ import annotations

from sommet_tui.storage.database import Store
from sommet_tui.storage.stored import instant_text, stored_instant, stored_line, stored_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from sommet_tui.domain.notes import Note


class SqliteNotes(Store):
    """The notes: a `NoteStore`."""

    def notes(self, programme: str) -> Sequence[Note]:
        """Return the notes of a programme (by its id), by session.

        Raises:
            StorageError: the file cannot be read.
        """

        def ask(connection: sqlite3.Connection) -> tuple[Note, ...]:
            from sommet_tui.domain.notes import Note

            rows = connection.execute(
                "SELECT session, title, text, updated_at FROM notes WHERE programme = ?"
                " ORDER BY session",
                (programme,),
            )
            return tuple(
                Note(stored_line(id_), stored_line(title), stored_text(text), stored_instant(at))
                for id_, title, text, at in rows
            )

        return self._database.read(ask, ())

    def write(self, programme: str, note: Note, seen: str | None) -> str | None:
        """Replace the text `seen` by a note; remove the note if it is empty.

        `seen` is "" if there was no note, None to overwrite anything. Returns None once it is
        saved; else the stored text, which is not `seen`, and nothing has changed.

        Raises:
            StorageError: nothing was changed.
        """

        def act(connection: sqlite3.Connection) -> str | None:

            key = (programme, note.session)
            found = connection.execute(
                "SELECT text FROM notes WHERE programme = ? AND session = ?", key
            ).fetchone()
            there = stored_text(found[0]) if found else ""
            if seen is not None and there not in (seen, note.text):
                return there
            if not note.text:
                connection.execute("DELETE FROM notes WHERE programme = ? AND session = ?", key)
            elif there != note.text:
                at = instant_text(note.updated_at)
                connection.execute(
                    "INSERT OR REPLACE INTO notes (programme, session, title, text, updated_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (*key, note.title, note.text, at),
                )
            return None

        if not note.text and not self._exists():
            return None
        return self._database.write(act)
