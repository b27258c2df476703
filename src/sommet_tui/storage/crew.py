"""Shared days and the records of the crew, in the database."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args
from zlib import crc32

from sommet_tui.companion.live_ports import Dropped, Share, SharedBatch, SharedRead
from sommet_tui.domain.crew.address import ShareAddressError, share_address
from sommet_tui.domain.crew.clocks import FURTHEST
from sommet_tui.domain.crew.records import (
    ClaimState,
    CrewRecord,
    LeadClaim,
    Position,
    claim_view,
    read_claim,
    read_crew_record,
)
from sommet_tui.domain.records import RecordError
from sommet_tui.domain.values import replace
from sommet_tui.storage.database import (
    Database,
    Store,
    instant_text,
    stored_instant,
    stored_line,
    stored_object,
)
from sommet_tui.storage.known_events import SqliteSeen

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence


_MAX_DROPPED = 1000
_STATES: tuple[ClaimState, ...] = get_args(ClaimState)
_TICK = timedelta(milliseconds=1)
_HOME_DIGITS = 16
_BOOT = "/proc/sys/kernel/random/boot_id"
_DIGITS = 10
"""A valid stored number of records has fewer digits than this."""


class SqliteCrew(Store):
    """The shared days in a database. Implements `CrewStore`.

    The database is given as a path or already open. It is opened on first use, and never created by
    reading.
    """

    def __init__(self, place: str | os.PathLike[str] | Database) -> None:
        super().__init__(place)
        self._seen_store = SqliteSeen(self.database)

    def version(self) -> object:
        """Return a value that changes when the database is written to (see `Database.version`)."""
        return self.database.version()

    def find_share(self, programme: str) -> Share | None:
        """Return how the day of a programme is shared, or None if it was never shared."""
        return self.database.read(lambda c: _read_share(c, programme), None)

    def put_share(self, programme: str, share: Share) -> None:
        """Save how a day is shared.

        If the user name has changed, also change it in this installation's claims.
        """

        def apply(connection: sqlite3.Connection) -> None:
            before = _read_share(connection, programme)
            connection.execute(
                "INSERT INTO shares"
                " (programme, address, writer, name, authority, active, offset)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (programme) DO UPDATE SET (address, writer, name, authority, active,"
                " offset) = (excluded.address, excluded.writer, excluded.name, excluded.authority,"
                " excluded.active, excluded.offset)",
                (
                    programme,
                    share.address,
                    share.writer,
                    share.name,
                    share.authority,
                    int(share.active),
                    share.offset,
                ),
            )
            if before is not None and before.writer != share.writer:
                _rename(connection, programme, before.writer, share)

        self.database.write(apply)

    def put_offset(self, programme: str, offset: float) -> None:
        """Save the offset, in seconds, that corrects this computer's clock."""
        statement = "UPDATE shares SET offset = ? WHERE programme = ?"
        self.database.write(lambda c: c.execute(statement, (offset, programme)))

    def installation_id(self) -> str:
        """Return an id of this installation that differs from the id of any copy of it.

        The id changes after a restart, because the disk may have been copied. A copy is the same
        database in another file or on another computer.
        """
        from hashlib import sha256

        try:
            file = os.stat(self.database.path)
            place = f"{file.st_dev} {file.st_ino}"
        except (OSError, ValueError):
            place = self.database.path
        return sha256(f"{_computer_id()} {place}".encode()).hexdigest()[:_HOME_DIGITS]

    def take_new_id(
        self, programme: str, share: Share, earlier_records: Sequence[tuple[int, str]]
    ) -> None:
        """Continue as the writer in `share`, with a new id.

        The new writer has the records after `share.own_from`. The previous writer keeps the earlier
        records, and all claims except open ones. `earlier_records` has, for each of these records,
        its number and its text as it was sent.
        """

        def apply(connection: sqlite3.Connection) -> None:
            before = _read_share(connection, programme)
            if before is None or before.writer == share.writer:
                return
            connection.execute(
                "UPDATE shares SET writer = ?, name = ? WHERE programme = ?",
                (share.writer, share.name, programme),
            )
            connection.execute(
                "INSERT OR REPLACE INTO seen (name, value) VALUES (?, ?)",
                (_own_from_key(programme, share.writer), str(share.own_from)),
            )
            connection.executemany(
                "INSERT OR IGNORE INTO shared_records (programme, writer, number, record)"
                " VALUES (?, ?, ?, ?)",
                [(programme, before.writer, *numbered) for numbered in earlier_records],
            )
            connection.execute(
                "DELETE FROM claims WHERE programme = ? AND writer = ? AND state = 'open'",
                (programme, before.writer),
            )

        self.database.write(apply)

    def read(self, programme: str, after: int) -> SharedRead | None:
        """Return the shared day with the records after the position `after`.

        If the day was never shared, return None.
        """

        def query(connection: sqlite3.Connection) -> SharedRead | None:
            share = _read_share(connection, programme)
            if share is None:
                return None
            rows = connection.execute(
                "SELECT place, record FROM shared_records WHERE programme = ? AND place > ?"
                " ORDER BY place",
                (programme, after),
            ).fetchall()
            return SharedRead(
                share=share,
                records=tuple(_read_records(rows, programme)),
                claims=_read_claims(connection, programme),
                position=rows[-1][0] if rows else after,
                names=_read_names(connection, programme),
                seen=_read_seen_void(connection, programme),
            )

        return self.database.read(query, None)

    def add_claim(self, programme: str, claim: LeadClaim) -> None:
        """Save a claim of this installation, unless it has one for the same room and epoch."""
        self.database.write(lambda c: _put_claim(c, programme, claim))

    def set_claim_state(self, programme: str, claim: LeadClaim, state: ClaimState) -> None:
        self.database.write(lambda c: _set_claim_state(c, programme, claim, state))

    def save_batch(self, programme: str, batch: SharedBatch) -> None:
        """Save received records, either all or none.

        A saved record is replaced only if `replaced` has its writer and number.
        """

        def apply(connection: sqlite3.Connection) -> None:
            texts = {(writer, number): text for writer, number, text in batch.records}
            connection.executemany(
                "DELETE FROM shared_records"
                " WHERE programme = ? AND writer = ? AND number = ? AND record != ?",
                [(programme, *key, texts[key]) for key in batch.replaced if key in texts],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO shared_records (programme, writer, number, record)"
                " VALUES (?, ?, ?, ?)",
                [(programme, *record) for record in batch.records],
            )
            for claim in batch.claims:
                _put_claim(connection, programme, claim)
                if claim.state == "withdrawn":
                    _set_claim_state(connection, programme, claim, "withdrawn")
            connection.executemany(
                "INSERT OR REPLACE INTO crew (programme, writer, name) VALUES (?, ?, ?)",
                [(programme, writer, name) for writer, name in (batch.members or {}).items()],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO dropped (programme, topic, reason, at) VALUES (?, ?, ?, ?)",
                [
                    (programme, d.topic, d.reason, instant_text(d.at))
                    for d in batch.dropped[-_MAX_DROPPED:]
                ],
            )
            connection.execute(
                "DELETE FROM dropped WHERE programme = ? AND at < (SELECT at FROM dropped"
                " WHERE programme = ? ORDER BY at DESC LIMIT 1 OFFSET ?)",
                (programme, programme, _MAX_DROPPED - 1),
            )

        self.database.write(apply)

    def record_checksums(self, programme: str) -> Mapping[str, Mapping[int, int]]:
        """Return a checksum (CRC-32) of each stored record, by writer and number."""

        def query(connection: sqlite3.Connection) -> Mapping[str, Mapping[int, int]]:
            found: dict[str, dict[int, int]] = {}
            rows = connection.execute(
                "SELECT writer, number, record FROM shared_records WHERE programme = ?",
                (programme,),
            )
            for writer, number, record in rows:
                found.setdefault(writer, {})[number] = crc32(record.encode())
            return found

        return self.database.read(query, {})

    def record(self, programme: str, writer: str, number: int) -> Mapping[str, Any] | None:
        """Return a record of another writer as it was received, or None if it is not here."""

        def query(connection: sqlite3.Connection) -> Mapping[str, Any] | None:
            row = connection.execute(
                "SELECT record FROM shared_records"
                " WHERE programme = ? AND writer = ? AND number = ?",
                (programme, writer, number),
            ).fetchone()
            return stored_object(row[0]) if row is not None else None

        return self.database.read(query, None)

    def members(self, programme: str) -> Mapping[str, str]:
        """Return the names of all members who ever took part, by writer."""
        return self.database.read(lambda c: _read_names(c, programme), {})

    def dropped_messages(self, programme: str) -> Sequence[Dropped]:
        """Return the latest ignored messages, at most a thousand, in reverse order."""

        def query(connection: sqlite3.Connection) -> tuple[Dropped, ...]:
            rows = connection.execute(
                "SELECT topic, reason, at FROM dropped WHERE programme = ?"
                " ORDER BY at DESC, topic, reason LIMIT ?",
                (programme, _MAX_DROPPED - 1),
            )
            return tuple(
                Dropped(stored_line(topic), reason, stored_instant(at))
                for topic, reason, at in rows
            )

        return self.database.read(query, ())

    def confirmed_count(self, programme: str, share: Share) -> int:
        """Return how many of this computer's records the broker had in its latest report."""
        return _parse_count(self._seen_store.get(_confirmed_key(programme, share)) or "")

    def save_confirmed_count(self, programme: str, share: Share, count: int) -> None:
        """Save how many of this computer's records the broker has."""
        self._seen_store.put(_confirmed_key(programme, share), str(count))

    def mark_void_acts_seen(self, programme: str, uids: frozenset[str]) -> None:
        """Save which void acts the user has seen."""
        self._seen_store.put(_seen_void_key(programme), "\n".join(sorted(uids)))

    def complete_until(self, programme: str) -> datetime | None:
        """Return the time until which the saved day is complete, or None if it was never shared."""
        found = self._seen_store.get(f"news:{programme}")
        return None if found is None else stored_instant(found)

    def put_complete_until(self, programme: str, at: datetime) -> None:
        """Save the time until which the saved day is complete."""
        self._seen_store.put(f"news:{programme}", instant_text(at, "seconds"))


def _seen_void_key(programme: str) -> str:
    """Return the key under which the ids of seen void acts are saved."""
    return f"void:{programme}"


def _read_seen_void(connection: sqlite3.Connection, programme: str) -> frozenset[str]:
    name = _seen_void_key(programme)
    row = connection.execute("SELECT value FROM seen WHERE name = ?", (name,)).fetchone()
    return frozenset(str(row[0]).split("\n")) if row is not None else frozenset()


def _parse_count(text: str) -> int:
    """Parse a stored number. If it is invalid, return 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0


def _confirmed_key(programme: str, share: Share) -> str:
    """Return the key under which the confirmed count of a programme and broker is saved."""
    return f"confirmed:{programme}:{share.writer}:{share.address}"


def _own_from_key(programme: str, writer: str) -> str:
    """Return the key under which the `own_from` of a writer is saved."""
    return f"own-from:{programme}:{writer.rpartition('/')[2]}"


def _computer_id() -> str:
    """Return a value that identifies this computer until it restarts.

    A computer with a copy of its disk has another value.
    """
    from socket import gethostname

    return f"{gethostname()} {_boot_id()}"


def _boot_id() -> str:
    """Return the id of the system's last start, or else the network card's address.

    If the address is unknown, each process gets a random value.
    """
    if sys.platform == "darwin":
        from ctypes import CDLL, byref, c_size_t, create_string_buffer

        found = create_string_buffer(64)
        CDLL(None).sysctlbyname(b"kern.bootsessionuuid", found, byref(c_size_t(64)), None, None)
        if found.value:
            return found.value.decode("ascii", "replace")
    with suppress(OSError, ValueError), open(_BOOT, encoding="ascii") as file:
        return file.read().strip()
    from uuid import getnode

    return str(getnode())


def _read_share(connection: sqlite3.Connection, programme: str) -> Share | None:
    row = connection.execute(
        "SELECT address, writer, name, authority, active, offset FROM shares WHERE programme = ?",
        (programme,),
    ).fetchone()
    if row is None:
        return None
    address, writer, name, authority, active, offset = row
    try:
        where = share_address(address).text
    except ShareAddressError:
        return None  # the database may contain anything
    known = stored_line(writer)
    if known.count("/") != 1 or any(c in known for c in "+#") or not all(known.split("/")):
        return None
    behind = offset if abs(offset) < FURTHEST.total_seconds() else 0.0
    begun = connection.execute(
        "SELECT value FROM seen WHERE name = ?", (_own_from_key(programme, known),)
    ).fetchone()
    own_from = _parse_count(begun[0]) if begun else 0
    shown_name = stored_line(name)
    return Share(where, known, shown_name, authority, bool(active), behind, own_from=own_from)


def _read_names(connection: sqlite3.Connection, programme: str) -> Mapping[str, str]:
    rows = connection.execute("SELECT writer, name FROM crew WHERE programme = ?", (programme,))
    return {stored_line(writer): stored_line(name) for writer, name in rows}


def _read_records(rows: Iterable[tuple[int, str]], programme: str) -> Iterator[CrewRecord]:
    """Yield the valid records of others in these rows. They were checked when they arrived."""
    for _, text in rows:
        with suppress(RecordError):
            view = stored_object(text)
            yield read_crew_record({**view, "programme": programme}, programme)


def _read_claims(connection: sqlite3.Connection, programme: str) -> tuple[LeadClaim, ...]:
    rows = connection.execute("SELECT claim, state FROM claims WHERE programme = ?", (programme,))
    found: list[LeadClaim] = []
    for text, stored in rows:
        state: ClaimState = next((s for s in _STATES if s == stored), "accepted")
        with suppress(RecordError):
            found.append(replace(read_claim(stored_object(text), programme), state=state))
    return tuple(found)


def _put_claim(connection: sqlite3.Connection, programme: str, claim: LeadClaim) -> None:
    view = claim_view(programme, claim)
    connection.execute(
        "INSERT OR IGNORE INTO claims (programme, room, writer, epoch, claim, state)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (*_claim_key(programme, claim), json.dumps(view, ensure_ascii=False), claim.state),
    )


_THIS_CLAIM = "programme = ? AND room = ? AND writer = ? AND epoch = ?"


def _claim_key(programme: str, claim: LeadClaim) -> tuple[str, str, str, int]:
    return programme, claim.room or "", claim.writer, claim.epoch


def _set_claim_state(
    connection: sqlite3.Connection, programme: str, claim: LeadClaim, state: ClaimState
) -> None:
    connection.execute(
        f"UPDATE claims SET state = ? WHERE {_THIS_CLAIM}",  # noqa: S608
        (state, *_claim_key(programme, claim)),
    )


def _rename(connection: sqlite3.Connection, programme: str, before: str, share: Share) -> None:
    """Change the user name in the claims of this installation."""
    for claim in _read_claims(connection, programme):
        after = claim.after
        if after is not None and after.writer == before:
            after = Position(share.writer, after.number)
        writer = share.writer if claim.writer == before else claim.writer
        if (writer, after) != (claim.writer, claim.after):
            connection.execute(
                f"DELETE FROM claims WHERE {_THIS_CLAIM}",  # noqa: S608
                _claim_key(programme, claim),
            )
            # The new claim must be later than the claim under the former name. Otherwise, it
            # would not be valid.
            at = claim.at if writer == claim.writer else claim.at + _TICK
            _put_claim(connection, programme, replace(claim, writer=writer, after=after, at=at))
