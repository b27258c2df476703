"""What is kept, in one database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.companion.library import Stores
from sommet_tui.wiring.options import PATIENCE, WINDOW_PATIENCE

if TYPE_CHECKING:
    import os

    from sommet_tui.companion.live_ports import CrewStore
    from sommet_tui.companion.ports import NoteStore, Notice
    from sommet_tui.storage.database import Database
    from sommet_tui.storage.events import SqliteEvents
    from sommet_tui.storage.seen import SqliteSeen

    Folder = str | os.PathLike[str]


def stores(place: Folder | Database, patience: float = PATIENCE) -> Stores:
    """Everything that is kept, in one database, open or at a path.

    Waits `patience` seconds for locks of one that is not open.
    """
    from sommet_tui.storage.bookmarks import SqliteBookmarks
    from sommet_tui.storage.database import database_at
    from sommet_tui.storage.plans import SqlitePlans
    from sommet_tui.storage.records import SqliteRecords

    database = database_at(place, patience)

    def notes() -> NoteStore:
        from sommet_tui.storage.notes import SqliteNotes

        return SqliteNotes(database)

    def crew() -> CrewStore:
        from sommet_tui.storage.crew import SqliteCrew

        return SqliteCrew(database)

    return Stores(
        SqliteBookmarks(database),
        SqliteRecords(database),
        SqlitePlans(database),
        notes,
        crew,
        database.together,
    )


def crew_store(patience: float = PATIENCE) -> CrewStore:
    """Where days are shared, and what others recorded of them."""
    from sommet_tui.storage.crew import SqliteCrew
    from sommet_tui.storage.paths import database_path

    return SqliteCrew(database_path(), patience)


def event_store(patience: float = PATIENCE) -> SqliteEvents:
    """The events that were opened before."""
    from sommet_tui.storage.events import SqliteEvents
    from sommet_tui.storage.paths import database_path

    return SqliteEvents(database_path(), patience)


def seen_things() -> SqliteSeen:
    """What the program remembers of what was shown."""
    from sommet_tui.storage.paths import database_path
    from sommet_tui.storage.seen import SqliteSeen

    return SqliteSeen(database_path(), WINDOW_PATIENCE)


def damaged_databases() -> tuple[str, ...]:
    """The files that the database once was, and that were set aside because of their damage."""
    from sommet_tui.storage.damage import damaged_files
    from sommet_tui.storage.paths import database_path

    return damaged_files(database_path())


def unseen_damage() -> tuple[Notice, ...]:
    """What must be said of those that nobody has seen; costs one look into their folder."""
    from sommet_tui.storage.damage import unseen_damage as unseen
    from sommet_tui.storage.paths import database_path

    path = database_path()
    found = unseen(path)
    if not found:
        return ()
    from sommet_tui.companion.ports import Notice

    return tuple(Notice("set-aside", {"path": path, "aside": aside}) for aside in found)


def see_damage() -> None:
    """Say nothing of them any more."""
    from sommet_tui.storage.damage import see_damage as see
    from sommet_tui.storage.paths import database_path

    see(database_path())
