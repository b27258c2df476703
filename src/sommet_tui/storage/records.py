"""The event log (acts, messages, panel records) and the current rehearsal, in the database."""

from __future__ import annotations

from sommet_tui.companion.errors import RehearsalOverError, StorageError
from sommet_tui.domain.limits import INTEGER_LIMIT
from sommet_tui.storage.database import (
    Database,
    Store,
    aware_instant,
    instant_text,
    stored_line,
    stored_object,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from sommet_tui.companion.ports import Rehearsal
    from sommet_tui.domain.records import StoredRecord


class SqliteRecords(Store):
    """The event log and the rehearsal. Implements `RecordStore`."""

    def __init__(self, place: str | os.PathLike[str] | Database) -> None:
        super().__init__(place)
        self._shared_programmes: set[str] = set()
        """The programmes whose day is shared, which are read together with the records."""

    def read_new_records(
        self,
        programme: str,
        *,
        joins_rehearsal: bool,
        known: str | None,
        after: int,
        last_uid: str = "",
    ) -> tuple[Rehearsal | None, Sequence[StoredRecord]]:
        """Return a programme's current rehearsal and the records of its log, in order.

        If no rehearsal is running, or if `joins_rehearsal` is False, return None and the records of
        the real day. `known` is the log that the caller read last: a rehearsal's id, or None for
        the real day. If this is still the log, return only the records after the position `after`.

        Raises:
            StorageError: also "replaced", if the record at `after` is not the one called
                `last_uid`, or the day is not shared any more.
        """

        def query(
            connection: sqlite3.Connection,
        ) -> tuple[Rehearsal | None, Sequence[StoredRecord]]:
            rehearsal = _read_rehearsal(connection, programme) if joins_rehearsal else None
            if _is_shared(connection, programme):
                self._shared_programmes.add(programme)
            elif (
                programme in self._shared_programmes
            ):  # a day stays shared, so this is another database
                raise replaced_error()
            id_ = rehearsal.id if rehearsal else None
            if id_ != known:
                return rehearsal, _read_records(connection, programme, id_, 0)
            self._check_last_record(connection, programme, id_, after, last_uid)
            return rehearsal, _read_records(connection, programme, id_, after)

        def replaced_error() -> StorageError:
            self._shared_programmes.discard(programme)
            return StorageError("replaced", self.database.path)

        found = self.database.read(query, None)
        if found is None and (last_uid or programme in self._shared_programmes):
            raise replaced_error()
        return found or (None, ())

    def is_shared(self, programme: str) -> bool:
        """Return whether the day was shared when `read_new_records` was last called."""
        return programme in self._shared_programmes

    def begin(self, programme: str, rehearsal: Rehearsal) -> Rehearsal:
        """Begin a rehearsal and return it, or return the running one."""

        def apply(connection: sqlite3.Connection) -> Rehearsal:
            current = _read_rehearsal(connection, programme)
            if current is not None:
                return current
            _put_rehearsal(connection, programme, rehearsal)
            return rehearsal

        return self.database.write(apply)

    def set_clock(self, programme: str, rehearsal: Rehearsal) -> None:
        """Set the clock of the current rehearsal.

        Raises:
            RehearsalOverError: the rehearsal has ended.
        """

        def apply(connection: sqlite3.Connection) -> None:
            _check_rehearsal(connection, programme, rehearsal.id)
            _put_rehearsal(connection, programme, rehearsal)

        self.database.write(apply)

    def clear(self, programme: str) -> bool:
        """End the current rehearsal and delete its records. Return False if none is running."""
        if not self._exists():
            return False

        def apply(connection: sqlite3.Connection) -> bool:
            key = (programme,)
            gone = connection.execute("DELETE FROM rehearsals WHERE programme = ?", key).rowcount
            connection.execute("DELETE FROM records WHERE programme = ? AND rehearsal <> ''", key)
            return gone > 0

        return self.database.write(apply)

    def append(
        self,
        programme: str,
        rehearsal: str | None,
        after: int,
        make: Callable[[Sequence[StoredRecord]], Sequence[tuple[str, Mapping[str, Any]]]],
        last_uid: str = "",
    ) -> Sequence[StoredRecord]:
        """Save the records that `make` returns, each with its kind, in one transaction.

        `make` is called with the records after the position `after`.

        Raises:
            RehearsalOverError: the rehearsal has ended.
            StorageError: also "replaced", as for `read_new_records`.
        """

        def apply(connection: sqlite3.Connection) -> Sequence[StoredRecord]:
            if rehearsal is not None:
                _check_rehearsal(connection, programme, rehearsal)
            self._check_last_record(connection, programme, rehearsal, after, last_uid)
            new = make(_read_records(connection, programme, rehearsal, after))
            log = programme, rehearsal or ""
            return [_insert(connection, (*log, kind), record) for kind, record in new]

        return self.database.write(apply)

    def _check_last_record(
        self,
        connection: sqlite3.Connection,
        programme: str,
        rehearsal: str | None,
        position: int,
        uid: str,
    ) -> None:
        """Check that the database has the last known record. Otherwise, it is another file.

        Raises:
            StorageError: "replaced", because the database lacks the record.
        """
        if not uid:
            return
        found = _read_records(connection, programme, rehearsal, position - 1, 1)
        if not found or found[0].offset != position or found[0].record.get("uid") != uid:
            raise StorageError("replaced", self.database.path)


def _insert(
    connection: sqlite3.Connection, key: tuple[str, str, str], made: Mapping[str, Any]
) -> StoredRecord:
    """Save a record with the next number and a new `uid`.

    `key` is the programme, the rehearsal and the kind of the record.
    """
    import json
    from uuid import uuid4

    from sommet_tui.domain.records import StoredRecord

    (seq,) = connection.execute(
        "SELECT coalesce(max(seq), 0) + 1 FROM records"
        " WHERE programme = ? AND rehearsal = ? AND kind = ? AND seq < ?",
        (*key, INTEGER_LIMIT),
    ).fetchone()
    record = {**made, "seq": seq, "uid": uuid4().hex}
    place = connection.execute(
        "INSERT INTO records (programme, rehearsal, kind, seq, uid, record)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (*key, seq, record["uid"], json.dumps(record, ensure_ascii=False)),
    ).lastrowid
    return StoredRecord(place or 0, key[2], record)


def _read_records(
    connection: sqlite3.Connection,
    programme: str,
    rehearsal: str | None,
    after: int,
    limit: int = -1,
) -> tuple[StoredRecord, ...]:
    rows = connection.execute(
        "SELECT place, kind, record FROM records"
        " WHERE programme = ? AND rehearsal = ? AND place > ? ORDER BY place LIMIT ?",
        (programme, rehearsal or "", after, limit),
    ).fetchall()
    if not rows:
        return ()
    from sommet_tui.domain.records import StoredRecord

    return tuple(StoredRecord(place, kind, stored_object(record)) for place, kind, record in rows)


def _is_shared(connection: sqlite3.Connection, programme: str) -> bool:
    found = connection.execute("SELECT 1 FROM shares WHERE programme = ?", (programme,))
    return found.fetchone() is not None


def _read_rehearsal(connection: sqlite3.Connection, programme: str) -> Rehearsal | None:
    row = connection.execute(
        "SELECT id, since, origin, speed FROM rehearsals WHERE programme = ?", (programme,)
    ).fetchone()
    if row is None:
        return None
    from sommet_tui.companion.ports import FASTEST, Rehearsal

    stored, since, origin, speed = row
    id_ = stored_line(stored)
    try:
        began, shown = aware_instant(since), aware_instant(origin)
    except ValueError:
        return None
    # A rehearsal with an invalid clock does not count. The next rehearsal replaces it.
    if not id_ or not 0 <= speed <= FASTEST or not 1 < shown.year < 9999:
        return None
    return Rehearsal(id_, began, shown, speed)


def _check_rehearsal(connection: sqlite3.Connection, programme: str, id_: str) -> None:
    current = _read_rehearsal(connection, programme)
    if current is None or current.id != id_:
        raise RehearsalOverError


def _put_rehearsal(connection: sqlite3.Connection, programme: str, rehearsal: Rehearsal) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO rehearsals (programme, id, since, origin, speed)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            programme,
            rehearsal.id,
            instant_text(rehearsal.since),
            instant_text(rehearsal.origin),
            rehearsal.speed,
        ),
    )
