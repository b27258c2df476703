"""Programmes as they were last read, to recognise those whose file gives no ids."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from sommet_tui.domain.programme import Participant, Session
from sommet_tui.domain.recognition import Known
from sommet_tui.storage.codec import DECODE_ERRORS, expect
from sommet_tui.storage.database import Store, stored_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_NAME: Final = "sessions of "
"""The prefix of the names of these values; the id of the programme follows."""


class SqliteKnownProgrammes(Store):
    """Stores programmes by id, in the table `seen`."""

    def programmes(self) -> Sequence[Known]:
        """Return all of them, in the order of their ids.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(connection: sqlite3.Connection) -> tuple[Known, ...]:
            rows = connection.execute(
                "SELECT name, value FROM seen WHERE substr(name, 1, ?) = ? ORDER BY name",
                (len(_NAME), _NAME),
            )
            found = (_read_row(name.removeprefix(_NAME), value) for name, value in rows)
            return tuple(known for known in found if known is not None)

        return self._database.read(query, ())

    def put(self, known: Known) -> None:
        """Save a programme, replacing the one with its id.

        Raises:
            StorageError: nothing was changed.
        """
        self._database.write(
            lambda c: c.execute(
                "INSERT OR REPLACE INTO seen (name, value) VALUES (?, ?)",
                (f"{_NAME}{known.programme}", _to_text(known)),
            )
        )


def _to_text(known: Known) -> str:
    value = known.addresses, _rows(known.sessions), _rows(known.gone)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _rows(sessions: Iterable[Session]) -> list[tuple[Any, ...]]:
    return [
        (
            session.id,
            session.title,
            int(session.start.timestamp()),
            int(session.end.timestamp()),
            session.day.toordinal(),
            session.is_break,
            session.rooms,
            [person.name for person in session.participants],
            session.identifiers,
        )
        for session in sessions
    ]


def _read_row(programme: str, value: str) -> Known | None:
    """Return the programme of a row; None if it is damaged."""
    try:
        addresses, *rows = json.loads(value)
        sessions, gone = (tuple(_session(*row) for row in some) for some in rows)
        return Known(stored_line(programme), sessions, tuple(map(str, addresses)), gone)
    except DECODE_ERRORS:
        return None


def _session(*row: Any) -> Session:
    id_, title, start, end, day, is_break, rooms, people, identifiers = row
    expect(id_ == stored_line(id_))
    return Session(
        id=id_,
        title=str(title),
        start=datetime.fromtimestamp(start, UTC),
        end=datetime.fromtimestamp(end, UTC),
        day=date.fromordinal(day),
        kind="break" if is_break else "session",
        rooms=tuple(map(str, rooms)),
        participants=tuple(Participant(str(name), str(name)) for name in people),
        identifiers=tuple(map(str, identifiers)),
    )
