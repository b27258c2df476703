"""Opens the stores that share one database."""

from __future__ import annotations

from functools import cache

from sommet_tui.companion.user_data import Stores
from sommet_tui.wiring import PATIENCE, WINDOW_PATIENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from pathlib import Path

    from sommet_tui.companion.live_ports import CrewStore
    from sommet_tui.companion.ports import Notice
    from sommet_tui.storage.database import Database
    from sommet_tui.storage.files import StageCommandLock
    from sommet_tui.storage.known_events import SqliteEvents, SqliteSeen, SqliteSessionIds

    Folder = str | os.PathLike[str]


def open_stores(place: Folder | Database, patience: float = PATIENCE) -> Stores:
    """Return all stores of one database, which is given as a path or already open.

    If it is not open yet, `patience` is the seconds to wait for its locks.
    """
    from sommet_tui.storage.database import database_at
    from sommet_tui.storage.records import SqliteRecords
    from sommet_tui.storage.user_data import (
        SqliteBookmarks,
        SqliteDayPlans,
        SqliteNotes,
        SqlitePlans,
    )

    database = database_at(place, patience)

    def crew() -> CrewStore:
        from sommet_tui.storage.crew import SqliteCrew

        return SqliteCrew(database)

    from sommet_tui.storage.known_events import SqliteSessionIds

    return Stores(
        SqliteBookmarks(database),
        SqliteRecords(database),
        SqlitePlans(database),
        SqliteDayPlans(database),
        SqliteNotes(database),
        crew,
        SqliteSessionIds(database).groups,
        database.run_in_transaction,
        database.run_in_read_transaction,
        database.version,
        database.notices,
    )


def _database_path() -> str:
    from sommet_tui.storage.user_folders import database_path

    return database_path()


def open_database(patience: float) -> Database:
    """Return the database. Within a process, it is opened and checked once for each patience."""
    return _database(_database_path(), patience)


@cache
def _database(path: str, patience: float) -> Database:
    from sommet_tui.storage.database import Database

    return Database(path, patience)


def crew_store() -> CrewStore:
    """Return the store of shared days and the records of the crew."""
    from sommet_tui.storage.crew import SqliteCrew

    return SqliteCrew(open_database(PATIENCE))


def event_store(patience: float = PATIENCE) -> SqliteEvents:
    """Return the store of events opened before."""
    from sommet_tui.storage.known_events import SqliteEvents

    return SqliteEvents(open_database(patience))


def session_ids() -> SqliteSessionIds:
    """Return the store of the ids that sessions have had."""
    from sommet_tui.storage.known_events import SqliteSessionIds

    return SqliteSessionIds(open_database(WINDOW_PATIENCE))


def seen_store() -> SqliteSeen:
    """Return the store of hints and changes that the user has seen."""
    from sommet_tui.storage.known_events import SqliteSeen

    return SqliteSeen(open_database(WINDOW_PATIENCE))


def claim_stage_command(subject: str | None) -> bool:
    """Return whether this process should run `stage_command` for a day or rehearsal (`subject`).

    Only one process runs this command. If `subject` is None, leave the command to others.
    """
    return _stage_lock(_database_path()).claim(subject)


@cache
def _stage_lock(database: str) -> StageCommandLock:
    """Return the lock of this process beside a database. Each process has only one."""
    from sommet_tui.storage.files import StageCommandLock

    return StageCommandLock(database)


def databases_set_aside() -> tuple[str, ...]:
    """Return the paths of the databases that were renamed because of a fault."""
    from sommet_tui.storage.user_folders import files_set_aside

    return files_set_aside(_database_path())


def set_aside_notices() -> tuple[Notice, ...]:
    """Return the notices about renamed databases that the user has not seen.

    This only looks at names in a folder.
    """
    from sommet_tui.storage.user_folders import set_aside_notices as unseen

    return unseen(_database_path())


def dismiss_set_aside_notices() -> None:
    """Stop reporting the renamed databases."""
    from sommet_tui.storage.user_folders import dismiss_set_aside_notices as see

    see(_database_path())


def log_folder() -> Path:
    """Return the folder for the log and the details of bugs, which only its owner can read.

    Raises:
        OSError: the folder cannot be made.
    """
    from pathlib import Path

    from sommet_tui.storage.user_folders import state_folder

    folder = Path(state_folder())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
