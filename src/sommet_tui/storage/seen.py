"""What the user has already been shown."""

from __future__ import annotations

from sommet_tui.storage.database import Store
from sommet_tui.storage.stored import stored_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence


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

    def see(self, name: str, value: str) -> bool:
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
        text = self.seen(_ids_of(programme))
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

        def add() -> None:
            groups = with_new_ids(self.groups(programme), renamed)
            self.see(_ids_of(programme), json.dumps(groups, ensure_ascii=False))

        self._database.together(add)


def _ids_of(programme: str) -> str:
    return f"ids of {programme}"
