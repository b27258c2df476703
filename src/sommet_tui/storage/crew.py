"""Where days are shared, and what others recorded of them, kept in the database."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from zlib import crc32

from sommet_tui.companion.live_ports import Dropped, Share, SharedRead
from sommet_tui.domain.records import RecordError
from sommet_tui.domain.sharing.address import ShareAddressError, share_address
from sommet_tui.domain.sharing.records import (
    ClaimState,
    CrewRecord,
    LeadClaim,
    Position,
    claim_from,
    claim_view,
    claims_from,
    claims_view,
    crew_record_from,
)
from sommet_tui.domain.values import replace
from sommet_tui.storage.database import database_at
from sommet_tui.storage.seen import SqliteSeen
from sommet_tui.storage.stored import stored_instant, stored_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sommet_tui.companion.live_ports import SharedBatch
    from sommet_tui.storage.database import Database

_SINCE = 7
"""The version of the database that first knew them."""
_WITH_STATES = 9
"""The version that first knew what became of a claim."""
_ALL = 2**62
"""A place that all records come before."""
_MOST_DROPPED = 1000
_STATES: Mapping[str, ClaimState] = MappingProxyType(
    {"open": "open", "withdrawn": "withdrawn", "dropped": "dropped", "refused": "refused"}
)
_TICK = timedelta(milliseconds=1)
_HOME_DIGITS = 16
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

        self._database.write(act)

    def put_offset(self, programme: str, offset: float) -> None:
        """Correct this machine's clock by so many seconds."""
        statement = "UPDATE shares SET offset = ? WHERE programme = ?"
        self._database.write(lambda c: c.execute(statement, (offset, programme)))

    def home(self) -> str:
        """What tells this installation, while the computer runs, from any copy of it.

        A copy is another file, or the file of another computer; one that starts anew is another
        one as well, for a disk may have been copied before.
        """
        from hashlib import sha256

        try:
            file = os.stat(self._database.path)
            place = f"{file.st_dev} {file.st_ino}"
        except (OSError, ValueError):
            place = self._database.path
        return sha256(f"{_computer()} {place}".encode()).hexdigest()[:_HOME_DIGITS]

    def take_new_id(self, programme: str, share: Share, left: Sequence[tuple[int, str]]) -> None:
        """Go on as the writer of `share`, with the records after its `own_from`.

        Those before it, `left`, by number and as they were sent, stay the earlier writer's, and so
        do all claims.
        """

        def act(connection: sqlite3.Connection) -> None:
            before = _share(connection, programme)
            if before is None or before.writer == share.writer:
                return
            connection.execute(
                "UPDATE shares SET writer = ? WHERE programme = ?", (share.writer, programme)
            )
            connection.execute(
                "INSERT OR REPLACE INTO seen (name, value) VALUES (?, ?)",
                (_own_from(programme, share.writer), str(share.own_from)),
            )
            connection.executemany(
                "INSERT OR IGNORE INTO shared_records (programme, writer, number, record)"
                " VALUES (?, ?, ?, ?)",
                [(programme, before.writer, *each) for each in left],
            )
            connection.execute(
                "DELETE FROM claims WHERE programme = ? AND writer = ? AND state = 'open'",
                (programme, before.writer),
            )

        self._database.write(act)

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
            return SharedRead(
                share=share,
                records=tuple(_records(rows, programme, share.old_others)),
                claims=_claims(connection, programme),
                place=rows[-1][0] if rows else beyond,
                names=_names(connection, programme),
                seen=_seen_void(connection, programme),
            )

        return self._database.read(ask, None, since=_SINCE)

    def claim(self, programme: str, claim: LeadClaim) -> None:
        """Keep a claim of this installation; one of the same room and epoch stays as it is."""
        self._database.write(lambda c: _put_claim(c, programme, claim))

    def settle(self, programme: str, claim: LeadClaim, state: ClaimState) -> None:
        """Keep what became of a claim."""
        self._database.write(lambda c: _settle(c, programme, claim, state))

    def keep(self, programme: str, batch: SharedBatch) -> None:
        """Keep what came, all or none of it; what is there stays as it is, but for `replaced`."""

        def act(connection: sqlite3.Connection) -> None:
            texts = {(writer, number): text for writer, number, text in batch.records}
            connection.executemany(
                "DELETE FROM shared_records"
                " WHERE programme = ? AND writer = ? AND number = ? AND record != ?",
                [(programme, *each, texts[each]) for each in batch.replaced if each in texts],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO shared_records (programme, writer, number, record)"
                " VALUES (?, ?, ?, ?)",
                [(programme, *each) for each in batch.records],
            )
            for claim in batch.claims:
                _put_claim(connection, programme, claim)
                if claim.state == "withdrawn":
                    _settle(connection, programme, claim, "withdrawn")
            connection.executemany(
                "INSERT OR REPLACE INTO crew (programme, writer, name) VALUES (?, ?, ?)",
                [(programme, writer, name) for writer, name in (batch.members or {}).items()],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO dropped (programme, topic, reason, at) VALUES (?, ?, ?, ?)",
                [(programme, d.topic, d.reason, _exact(d)) for d in batch.dropped],
            )

        self._database.write(act)

    def numbers(self, programme: str) -> Mapping[str, Mapping[int, int]]:
        """The numbers of the records that are kept, by writer, each with a checksum (CRC-32)."""

        def ask(connection: sqlite3.Connection) -> Mapping[str, Mapping[int, int]]:
            found: dict[str, dict[int, int]] = {}
            rows = connection.execute(
                "SELECT writer, number, record FROM shared_records WHERE programme = ?",
                (programme,),
            )
            for writer, number, record in rows:
                found.setdefault(writer, {})[number] = crc32(record.encode())
            return found

        return self._database.read(ask, {}, since=_SINCE)

    def record(self, programme: str, writer: str, number: int) -> Mapping[str, Any] | None:
        """A record as it came; None where there is none."""

        def ask(connection: sqlite3.Connection) -> Mapping[str, Any] | None:
            row = connection.execute(
                "SELECT record FROM shared_records"
                " WHERE programme = ? AND writer = ? AND number = ?",
                (programme, writer, number),
            ).fetchone()
            return _parsed(row[0]) if row is not None else None

        return self._database.read(ask, None, since=_SINCE)

    def members(self, programme: str) -> Mapping[str, str]:
        """The names of everybody who was ever there, by writer."""
        return self._database.read(lambda c: _names(c, programme), {}, since=_SINCE)

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
        return _counted(self._seen.seen(_confirmed(programme, share)) or "")

    def confirm(self, programme: str, share: Share, count: int) -> None:
        """Remember that."""
        self._seen.see(_confirmed(programme, share), str(count))

    def see_void(self, programme: str, uids: frozenset[str]) -> None:
        """Keep that the user was shown these void acts, and no others."""
        self._seen.see(_void_seen(programme), "\n".join(sorted(uids)))

    def news(self, programme: str) -> datetime | None:
        """Until when the day here is known to be that of the crew; None if it never was."""
        found = self._seen.seen(f"news:{programme}")
        return None if found is None else stored_instant(found)

    def put_news(self, programme: str, at: datetime) -> None:
        """Remember that."""
        self._seen.see(f"news:{programme}", at.astimezone(UTC).isoformat(timespec="seconds"))

    def version(self) -> object:
        """A value, equal as long as nobody wrote to the store; cheap enough for every second."""
        return self._database.version()


def _void_seen(programme: str) -> str:
    """The name under which it is remembered which void acts were shown."""
    return f"void:{programme}"


def _seen_void(connection: sqlite3.Connection, programme: str) -> frozenset[str]:
    name = _void_seen(programme)
    row = connection.execute("SELECT value FROM seen WHERE name = ?", (name,)).fetchone()
    return frozenset(str(row[0]).split("\n")) if row is not None else frozenset()


def _counted(text: str) -> int:
    """A number that was remembered; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0


def _confirmed(programme: str, share: Share) -> str:
    """The name under which it is remembered, of a programme at one address."""
    return f"confirmed:{programme}:{share.writer}:{share.address}"


def _own_from(programme: str, writer: str) -> str:
    """The name under which it is remembered: by the id, since the user may be another one."""
    return f"own-from:{programme}:{writer.rpartition('/')[2]}"


def _computer() -> str:
    """What tells this computer, while it runs, from any other, copies of its disk included."""
    from socket import gethostname
    from uuid import getnode

    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot = file.read().strip()
    except (OSError, ValueError):
        boot = ""
    return f"{gethostname()} {getnode()} {boot}"


def _share(connection: sqlite3.Connection, programme: str) -> Share | None:
    row = connection.execute(
        "SELECT address, writer, name, authority, active, offset FROM shares WHERE programme = ?",
        (programme,),
    ).fetchone()
    if row is None:
        return None
    address, writer, name, authority, active, offset = row
    own = others = _ALL
    if not _is_old(connection):
        own, others = connection.execute(
            "SELECT old_own, old_others FROM shares WHERE programme = ?", (programme,)
        ).fetchone()
    try:
        where = share_address(address).text
    except ShareAddressError:
        return None  # whoever can write the file can write anything into it
    known = stored_line(writer)
    if known.count("/") != 1 or any(c in known for c in "+#") or not all(known.split("/")):
        return None
    behind = offset if abs(offset) < _FURTHEST else 0.0
    begun = connection.execute(
        "SELECT value FROM seen WHERE name = ?", (_own_from(programme, known),)
    ).fetchone()
    own_from = _counted(begun[0]) if begun else 0
    called = stored_line(name)
    return Share(where, known, called, authority, bool(active), behind, own, others, own_from)


def _is_old(connection: sqlite3.Connection) -> bool:
    """Whether the database is of a version before claims had states: reading does not change it."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] < _WITH_STATES)


def _names(connection: sqlite3.Connection, programme: str) -> Mapping[str, str]:
    rows = connection.execute("SELECT writer, name FROM crew WHERE programme = ?", (programme,))
    return {stored_line(writer): stored_line(name) for writer, name in rows}


def _records(rows: Iterable[tuple[int, str]], programme: str, old: int) -> Iterator[CrewRecord]:
    """What others recorded; those up to the place `old` were there before the rules changed."""
    for place, text in rows:
        with suppress(RecordError):
            yield crew_record_from(_parsed(text), programme, kept=place <= old)


def _claims(connection: sqlite3.Connection, programme: str) -> tuple[LeadClaim, ...]:
    column = "'accepted'" if _is_old(connection) else "state"
    rows = connection.execute(
        f"SELECT claim, {column} FROM claims WHERE programme = ?",  # noqa: S608
        (programme,),
    )
    found: list[LeadClaim] = []
    for text, stored in rows:
        view = _parsed(text)
        try:
            if view.get("version") == 1:
                found += claims_from(view, programme)
            else:
                claim = claim_from(view, programme)
                state = _STATES.get(stored, "accepted")
                found.append(replace(claim, state=state))
        except RecordError:
            continue
    return tuple(found)


def _put_claim(connection: sqlite3.Connection, programme: str, claim: LeadClaim) -> None:
    view = claims_view(programme, (claim,)) if claim.old else claim_view(programme, claim)
    connection.execute(
        "INSERT OR IGNORE INTO claims (programme, room, writer, epoch, claim, state)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            programme,
            claim.room or "",
            claim.writer,
            claim.epoch,
            json.dumps(view, ensure_ascii=False),
            claim.state,
        ),
    )


def _settle(
    connection: sqlite3.Connection, programme: str, claim: LeadClaim, state: ClaimState
) -> None:
    connection.execute(
        "UPDATE claims SET state = ? WHERE programme = ? AND room = ? AND writer = ? AND epoch = ?",
        (state, programme, claim.room or "", claim.writer, claim.epoch),
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
            # Later than under its former name, which stands at the broker: the new one holds.
            at = claim.at if claim.old or writer == claim.writer else claim.at + _TICK
            _put_claim(connection, programme, replace(claim, writer=writer, after=after, at=at))


def _parsed(text: str) -> Mapping[str, Any]:
    """The object; an empty one where its text went bad."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _exact(dropped: Dropped) -> str:
    return dropped.at.astimezone(UTC).isoformat(timespec="microseconds")
