"""The tables of our database, and how to recognise other databases and those to set aside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

from sommet_tui.companion.errors import StorageError
from sommet_tui.storage.failures import is_damage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.storage.aside import Fault

APPLICATION_ID = 0x536F6D74
"""SQLite's application id; the letters "Somt"."""

VERSION = 12
"""The version of the tables. Nobody received an earlier one: such a database is set aside."""

TABLES: tuple[str, ...] = (
    """
    CREATE TABLE bookmarks (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        added_at TEXT NOT NULL,
        degree TEXT NOT NULL,
        PRIMARY KEY (programme, session)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE reminders (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        start TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        given_at TEXT NOT NULL,
        PRIMARY KEY (programme, session, start, minutes)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE notes (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        PRIMARY KEY (programme, session)
    ) STRICT
    """,
    "CREATE TABLE seen (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """
    CREATE TABLE revisions (
        programme TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        starts_at TEXT NOT NULL,
        ends_at TEXT NOT NULL,
        place TEXT NOT NULL,
        state TEXT NOT NULL,
        details TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        modified_at TEXT NOT NULL,
        PRIMARY KEY (programme, session)
    ) STRICT, WITHOUT ROWID
    """,
    # The event log. `rehearsal` is empty for the real day; `place` only grows, so that reading can
    # continue after the last known one.
    """
    CREATE TABLE records (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        programme TEXT NOT NULL,
        rehearsal TEXT NOT NULL,
        kind TEXT NOT NULL,
        seq INTEGER NOT NULL,
        uid TEXT NOT NULL UNIQUE,
        record TEXT NOT NULL,
        UNIQUE (programme, rehearsal, kind, seq)
    ) STRICT
    """,
    """
    CREATE TABLE rehearsals (
        programme TEXT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        since TEXT NOT NULL,
        origin TEXT NOT NULL,
        speed REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # The events that were opened, by path or address.
    """
    CREATE TABLE events (
        address TEXT NOT NULL PRIMARY KEY,
        programme TEXT NOT NULL,
        title TEXT NOT NULL,
        starts TEXT NOT NULL,
        ends TEXT NOT NULL,
        timezone TEXT NOT NULL,
        opened_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # How the day of a programme is shared, and the records of others as received. `room` is empty
    # in an event without rooms.
    """
    CREATE TABLE shares (
        programme TEXT NOT NULL PRIMARY KEY,
        address TEXT NOT NULL,
        writer TEXT NOT NULL,
        name TEXT NOT NULL,
        authority TEXT NOT NULL,
        active INTEGER NOT NULL,
        offset REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE shared_records (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        programme TEXT NOT NULL,
        writer TEXT NOT NULL,
        number INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (programme, writer, number)
    ) STRICT
    """,
    """
    CREATE TABLE claims (
        programme TEXT NOT NULL,
        room TEXT NOT NULL,
        writer TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        claim TEXT NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (programme, room, writer, epoch)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE crew (
        programme TEXT NOT NULL,
        writer TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (programme, writer)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE dropped (
        programme TEXT NOT NULL,
        topic TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (programme, topic, reason)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE own_events (
        programme TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        starts_at TEXT NOT NULL,
        ends_at TEXT NOT NULL,
        place TEXT NOT NULL,
        PRIMARY KEY (programme, id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE friend_picks (
        programme TEXT NOT NULL,
        friend TEXT NOT NULL,
        session TEXT NOT NULL,
        title TEXT NOT NULL,
        degree TEXT NOT NULL,
        added_at TEXT NOT NULL,
        PRIMARY KEY (programme, friend, session)
    ) STRICT, WITHOUT ROWID
    """,
    # How many minutes before its start to be reminded of a bookmark or an own event.
    """
    CREATE TABLE leads (
        programme TEXT NOT NULL,
        item TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        PRIMARY KEY (programme, item)
    ) STRICT, WITHOUT ROWID
    """,
    # The plan of each day: what it depends on, and its stops. `since` is empty for a stop that was
    # in the plan from the beginning.
    """
    CREATE TABLE plans (
        programme TEXT NOT NULL,
        day TEXT NOT NULL,
        inputs TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (programme, day)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE plan_stops (
        programme TEXT NOT NULL,
        day TEXT NOT NULL,
        place INTEGER NOT NULL,
        item TEXT NOT NULL,
        title TEXT NOT NULL,
        degree TEXT NOT NULL,
        start TEXT NOT NULL,
        since TEXT NOT NULL,
        fills_gap INTEGER NOT NULL,
        PRIMARY KEY (programme, day, place)
    ) STRICT, WITHOUT ROWID
    """,
    # The stops that changes took from plans, and those that they brought, until the user has seen
    # the changes.
    """
    CREATE TABLE plan_changes (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        programme TEXT NOT NULL,
        at TEXT NOT NULL,
        day TEXT NOT NULL,
        is_new INTEGER NOT NULL,
        item TEXT NOT NULL,
        title TEXT NOT NULL,
        degree TEXT NOT NULL,
        start TEXT NOT NULL,
        told INTEGER NOT NULL
    ) STRICT
    """,
)


class EarlierVersionError(sqlite3.DatabaseError):
    """The database has an earlier version, which this version of the program cannot read."""


def identify(connection: sqlite3.Connection, path: str) -> bool:
    """Return whether the database has our tables; False if it is empty.

    Call it within a transaction: it reads more than once, and another process may be creating the
    tables.

    Raises:
        StorageError: "newer", or "failed" if the file belongs to another application.
        EarlierVersionError: the database has an earlier version.
        sqlite3.Error: the file cannot be read.
    """
    owner = _number(connection, "PRAGMA application_id")
    version = _number(connection, "PRAGMA user_version")
    if (
        owner == 0
        and version == 0
        and not _number(connection, "SELECT count(*) FROM sqlite_schema")
    ):
        return False
    if owner != APPLICATION_ID:
        raise StorageError("failed", path, "this database belongs to another application")
    if version > VERSION:
        detail = f"version {version} of the database, {VERSION} is known here"
        raise StorageError("newer", path, detail)
    if version < VERSION:
        raise EarlierVersionError(f"version {version} of the database, {VERSION} is needed")
    return True


def create(connection: sqlite3.Connection) -> None:
    """Create the tables in an empty database, inside the caller's transaction.

    Raises:
        sqlite3.Error: for example, the disk is full; the transaction must be rolled back.
    """
    for statement in TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def fault(connection: sqlite3.Connection, path: str, check: str) -> Fault | None:
    """Return why the database must be set aside; None if it has all tables and columns, undamaged.

    Columns of other types do not count, so that readers can rely on the types.

    `check` is "quick_check" or "integrity_check".

    Raises:
        StorageError: as `identify`.
        sqlite3.Error: the file cannot be read, for other reasons than damage.
    """
    try:
        is_empty = not identify(connection, path)
        if connection.execute(f"PRAGMA {check}(1)").fetchall() != [("ok",)]:
            return "damaged"
        # Usually the tables have the same text as here, which is faster to compare than columns.
        texts = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema")}
        if is_empty or texts.issuperset(map(str.lstrip, TABLES)):
            return None
        return None if _expected_columns() <= _columns(connection) else "damaged"
    except EarlierVersionError:
        return "earlier"
    except sqlite3.Error as error:
        if is_damage(error):
            return "damaged"
        raise


_Column = tuple[str, bool, str, str, bool, int]
"""Table, whether it is strict, column, type, NOT NULL, place in the primary key."""


@cache
def _expected_columns() -> frozenset[_Column]:
    with closing(sqlite3.connect(":memory:")) as model:
        for statement in TABLES:
            model.execute(statement)
        return _columns(model)


def _columns(connection: sqlite3.Connection) -> frozenset[_Column]:
    rows = connection.execute(
        'SELECT t.name, t.strict, c.name, c.type, c."notnull", c.pk'
        " FROM pragma_table_list AS t, pragma_table_info(t.name) AS c"
        " WHERE t.schema = 'main' AND t.type = 'table'"
    )
    return frozenset(rows)


def _number(connection: sqlite3.Connection, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])
