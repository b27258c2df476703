"""Where days are shared, and what others recorded of them, kept in the database."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

from sommet_tui.companion.live_ports import Dropped, Share, SharedRead
from sommet_tui.domain.records import RecordError
from sommet_tui.domain.sharing.address import ShareAddressError, share_address
from sommet_tui.domain.sharing.records import LeadClaim, Position, claims_from, claims_view
from sommet_tui.domain.values import replace
from sommet_tui.storage.database import database_at
from sommet_tui.storage.seen import SqliteSeen
from sommet_tui.storage.stored import stored_instant, stored_line

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sommet_tui.companion.live_ports import SharedBatch
    from sommet_tui.storage.database import Database

_SINCE = 7
"""The version of the database that first knew them."""
_MOST_DROPPED = 1000
_DIGITS = 10
"""No log is so long that its length has as many."""
_FURTHEST = 7 * 24 * 3600.0
"""Seconds that a clock is corrected by at most."""


class SqliteCrew:
    """What is shared, in a database given as its path or opened already: a `CrewStore`.

    Nothing is opened before the first use, and no file is made merely for reading. `patience` is
    how many seconds to wait for others' locks.
    """

    def __init__(self, place: str | os.PathLike[str] | Database, patience: float = 10.0) -> None:
        self._database = database_at(place, patience)
        self._seen = SqliteSeen(self._database)

    def share(self, programme: str) -> Share | None:
        """Where it is shared; None if it never was."""
        return self._database.read(lambda c: _share(c, programme), None, since=_SINCE)

    def put_share(self, programme: str, share: Share) -> None:
        """Share it there from now on; claims of the same installation by another user follow."""

        def act(connection: sqlite3.Connection) -> None:
            before = _share(connection, programme)
            connection.execute(
                "INSERT OR REPLACE INTO shares"
                " (programme, address, writer, name, authority, active, offset)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
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

        self._database.write(act)

    def put_offset(self, programme: str, offset: float) -> None:
        """Correct this machine's clock by so many seconds."""
        statement = "UPDATE shares SET offset = ? WHERE programme = ?"
        self._database.write(lambda c: c.execute(statement, (offset, programme)))

    def read(self, programme: str, beyond: int) -> SharedRead | None:
        """What is kept of it; records after the place `beyond`. None if it never was shared."""

        def ask(connection: sqlite3.Connection) -> SharedRead | None:
            share = _share(connection, programme)
            if share is None:
                return None
            rows = connection.execute(
                "SELECT place, record FROM shared_records WHERE programme = ? AND place > ?"
                " ORDER BY place",
                (programme, beyond),
            ).fetchall()
            records = tuple(_parsed(text) for _, text in rows)
            place = rows[-1][0] if rows else beyond
            return SharedRead(share, records, _claims(connection, programme), place)

        return self._database.read(ask, None, since=_SINCE)

    def claim(self, programme: str, claim: LeadClaim) -> None:
        """Keep a claim of this installation."""
        self._database.write(lambda c: _put_claim(c, programme, claim))

    def withdraw(self, programme: str, room: str | None, writer: str) -> bool:
        """Forget a writer's latest claim of a room; False if there is none."""

        def act(connection: sqlite3.Connection) -> bool:
            key = (programme, room or "", writer)
            gone = connection.execute(
                "DELETE FROM claims WHERE programme = ? AND room = ? AND writer = ? AND epoch ="
                " (SELECT max(epoch) FROM claims WHERE programme = ? AND room = ? AND writer = ?)",
                key + key,
            )
            return gone.rowcount > 0

        return self._database.write(act)

    def keep(self, programme: str, batch: SharedBatch) -> None:
        """Keep what came, all or none of it; what is there already stays as it is."""

        def act(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR IGNORE INTO shared_records (programme, writer, number, record)"
                " VALUES (?, ?, ?, ?)",
                [(programme, *each) for each in batch.records],
            )
            for claim in batch.claims:
                _put_claim(connection, programme, claim)
            connection.executemany(
                "INSERT OR REPLACE INTO crew (programme, writer, name) VALUES (?, ?, ?)",
                [(programme, writer, name) for writer, name in (batch.members or {}).items()],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO dropped (programme, topic, reason, at) VALUES (?, ?, ?, ?)",
                [(programme, d.topic, d.reason, _exact(d)) for d in batch.dropped],
            )

        self._database.write(act)

    def numbers(self, programme: str) -> Mapping[str, frozenset[int]]:
        """The numbers of the records that are kept, by writer."""

        def ask(connection: sqlite3.Connection) -> Mapping[str, frozenset[int]]:
            found: dict[str, set[int]] = {}
            rows = connection.execute(
                "SELECT writer, number FROM shared_records WHERE programme = ?", (programme,)
            )
            for writer, number in rows:
                found.setdefault(writer, set()).add(number)
            return {writer: frozenset(numbers) for writer, numbers in found.items()}

        return self._database.read(ask, {}, since=_SINCE)

    def members(self, programme: str) -> Mapping[str, str]:
        """The names of everybody who was ever there, by writer."""

        def ask(connection: sqlite3.Connection) -> Mapping[str, str]:
            rows = connection.execute(
                "SELECT writer, name FROM crew WHERE programme = ?", (programme,)
            )
            return {stored_line(writer): stored_line(name) for writer, name in rows}

        return self._database.read(ask, {}, since=_SINCE)

    def dropped(self, programme: str) -> Sequence[Dropped]:
        """What came and was not taken, the latest first; a thousand at most."""

        def ask(connection: sqlite3.Connection) -> tuple[Dropped, ...]:
            rows = connection.execute(
                "SELECT topic, reason, at FROM dropped WHERE programme = ?"
                " ORDER BY at DESC, topic, reason LIMIT ?",
                (programme, _MOST_DROPPED),
            )
            return tuple(
                Dropped(stored_line(topic), reason, stored_instant(at))
                for topic, reason, at in rows
            )

        return self._database.read(ask, (), since=_SINCE)

    def confirmed(self, programme: str, share: Share) -> int:
        """How many of this installation's records the broker was last known to have."""
        found = self._seen.seen(_confirmed(programme, share)) or ""
        return int(found) if found.isascii() and found.isdigit() and len(found) < _DIGITS else 0

    def confirm(self, programme: str, share: Share, count: int) -> None:
        """Remember that."""
        self._seen.see(_confirmed(programme, share), str(count))

    def version(self) -> object:
        """A value, equal as long as nobody wrote to the store; cheap enough for every second."""
        return self._database.version()


def _confirmed(programme: str, share: Share) -> str:
    """The name under which it is remembered, of a programme at one address."""
    return f"confirmed:{programme}:{share.writer}:{share.address}"


def _share(connection: sqlite3.Connection, programme: str) -> Share | None:
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
        return None  # whoever can write the file can write anything into it
    known = stored_line(writer)
    if known.count("/") != 1 or any(c in known for c in "+#") or not all(known.split("/")):
        return None
    behind = offset if abs(offset) < _FURTHEST else 0.0
    return Share(where, known, stored_line(name), authority, bool(active), behind)


def _claims(connection: sqlite3.Connection, programme: str) -> tuple[LeadClaim, ...]:
    rows = connection.execute("SELECT claim FROM claims WHERE programme = ?", (programme,))
    found: list[LeadClaim] = []
    for (text,) in rows:
        try:
            found += claims_from(_parsed(text), programme)
        except RecordError:
            continue
    return tuple(found)


def _put_claim(connection: sqlite3.Connection, programme: str, claim: LeadClaim) -> None:
    text = json.dumps(claims_view(programme, (claim,)), ensure_ascii=False)
    connection.execute(
        "INSERT OR IGNORE INTO claims (programme, room, writer, epoch, claim)"
        " VALUES (?, ?, ?, ?, ?)",
        (programme, claim.room or "", claim.writer, claim.epoch, text),
    )


def _rename(connection: sqlite3.Connection, programme: str, before: str, share: Share) -> None:
    """Have what an installation led under one user led by it under another."""
    for claim in _claims(connection, programme):
        after = claim.after
        if after is not None and after.writer == before:
            after = Position(share.writer, after.number)
        writer = share.writer if claim.writer == before else claim.writer
        if (writer, after) != (claim.writer, claim.after):
            connection.execute(
                "DELETE FROM claims WHERE programme = ? AND room = ? AND writer = ? AND epoch = ?",
                (programme, claim.room or "", claim.writer, claim.epoch),
            )
            _put_claim(connection, programme, replace(claim, writer=writer, after=after))


def _parsed(text: str) -> Mapping[str, Any]:
    """The object; an empty one where its text went bad."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _exact(dropped: Dropped) -> str:
    return dropped.at.astimezone(UTC).isoformat(timespec="microseconds")
