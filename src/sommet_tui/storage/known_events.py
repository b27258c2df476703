"""The events that were opened on this computer, and the changes that the user saw of each."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, date, datetime

from sommet_tui.domain.programme import Participant, Session
from sommet_tui.domain.values import DECODE_ERRORS
from sommet_tui.storage.codec import ensure
from sommet_tui.storage.database import (
    Store,
    aware_instant,
    instant_text,
    stored_instant,
    stored_line,
)
from sommet_tui.storage.programme_cache import parse_json
from sommet_tui.storage.user_folders import is_missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from sommet_tui.domain.ids_across_versions import KnownProgramme
    from sommet_tui.domain.known_events import KnownEvent
    from sommet_tui.domain.reminders import Reminder


_LIMIT = 65_536
_LAST = ".event"
"""The suffix of the file beside the database with the place of the event opened last."""


class SqliteEvents(Store):
    """The events that were opened on this computer.

    The place of the last event is also in a separate file, so that this event opens again even if
    the database is lost.
    """

    def last_event(self) -> str | None:
        """Return the path or address of the event opened last, or None."""
        place = self._last_place()
        return place if "://" in place or not is_missing(place) else None

    def _last_place(self) -> str:
        try:
            with open(f"{self.database.path}{_LAST}", "rb") as file:
                return os.fsdecode(file.read(_LIMIT))
        except (OSError, ValueError):
            return ""

    def remember_last(self, address: str) -> None:
        """Save which event was opened last. If this fails, do nothing."""
        path = f"{self.database.path}{_LAST}"
        if address == self._last_place() or not os.path.isabs(path):
            return
        part = f"{path}.{os.getpid()}.part"
        with suppress(OSError, ValueError):
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(os.fsencode(address))
            os.replace(part, path)
        with suppress(OSError, ValueError):  # the disk is full
            os.unlink(part)

    def events(self) -> Sequence[KnownEvent]:
        """Return all events, the last opened event first.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(connection: sqlite3.Connection) -> tuple[KnownEvent, ...]:
            rows = connection.execute(
                "SELECT address, programme, title, starts, ends, timezone, opened_at FROM events"
                " ORDER BY opened_at DESC, address"
            )
            return tuple(event for row in rows if (event := _read_event(row)) is not None)

        return self.database.read(query, ())

    def remember(self, event: KnownEvent, instead_of: Sequence[str] = ()) -> None:
        """Save an event. It replaces the events at its address and at the addresses `instead_of`.

        Raises:
            StorageError: nothing was changed.
        """
        row = (
            event.address,
            event.programme,
            event.title,
            event.starts.isoformat(),
            event.ends.isoformat(),
            event.timezone,
            instant_text(event.opened_at),
        )

        def apply(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "DELETE FROM events WHERE address = ?", [(other,) for other in instead_of]
            )
            connection.execute(
                "INSERT OR REPLACE INTO events"
                " (address, programme, title, starts, ends, timezone, opened_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

        self.database.write(apply)


def _read_event(row: tuple[str, str, str, str, str, str, str]) -> KnownEvent | None:
    """Return the event in a row of the table, or None if one of its texts is damaged."""
    from zoneinfo import ZoneInfo

    from sommet_tui.domain.known_events import KnownEvent

    address, programme, title, starts, ends, timezone, opened_at = row
    try:
        ZoneInfo(timezone)
        first, last = date.fromisoformat(starts), date.fromisoformat(ends)
        at = aware_instant(opened_at)
    except (ValueError, KeyError, OSError):
        return None
    # A path must stay unchanged, because any other path opens nothing.
    names = stored_line(programme), stored_line(title)
    return KnownEvent(address, *names, first, last, timezone, at)


class SqliteSeen(Store):
    """Stores texts by name, for example what the user has seen."""

    def get(self, name: str) -> str | None:
        """Return the text stored under a name, or None.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(connection: sqlite3.Connection) -> str | None:
            found = connection.execute("SELECT value FROM seen WHERE name = ?", (name,)).fetchone()
            return str(found[0]) if found else None

        return self.database.read(query, None)

    def put(self, name: str, value: str) -> bool:
        """Store a text under a name. Return False if the same text was already stored.

        Raises:
            StorageError: nothing was changed.
        """
        statement = (
            "INSERT INTO seen (name, value) VALUES (?, ?) ON CONFLICT (name)"
            " DO UPDATE SET value = excluded.value WHERE value <> excluded.value"
        )
        return self.database.write(lambda c: c.execute(statement, (name, value)).rowcount > 0)


class SqliteSessionIds(SqliteSeen):
    """The ids that the sessions of a programme have had, as a group of ids for each session.

    `domain.records` explains the groups.
    """

    def groups(self, programme: str) -> Sequence[Sequence[str]]:
        """Return the groups of ids of the programme with the id `programme`.

        Raises:
            StorageError: the file cannot be read.
        """
        text = self.get(_ids_key(programme))
        if text is None:
            return ()
        try:
            return tuple(tuple(stored_line(id_) for id_ in group) for group in parse_json(text))
        except DECODE_ERRORS:  # the text is damaged
            return ()

    def add(self, programme: str, renamed: Mapping[str, str]) -> None:
        """Save the new ids of sessions. `renamed` maps each earlier id to the new id.

        Raises:
            StorageError: nothing was changed.
        """
        import json

        from sommet_tui.domain.records import add_new_ids

        def add_groups() -> None:
            groups = add_new_ids(self.groups(programme), renamed)
            self.put(_ids_key(programme), json.dumps(groups, ensure_ascii=False))

        self.database.run_in_transaction(add_groups)


def _ids_key(programme: str) -> str:
    return f"ids of {programme}"


_NAME = "sessions of "
"""The prefix of the names under which programmes are stored. The programme's id follows."""


class SqliteKnownProgrammes(Store):
    """The known programmes by id, in the table `seen`."""

    def programmes(self) -> Sequence[KnownProgramme]:
        """Return all programmes, in the order of their ids.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(connection: sqlite3.Connection) -> tuple[KnownProgramme, ...]:
            rows = connection.execute(
                "SELECT name, value FROM seen WHERE substr(name, 1, ?) = ? ORDER BY name",
                (len(_NAME), _NAME),
            )
            found = (_read_row(name.removeprefix(_NAME), value) for name, value in rows)
            return tuple(known for known in found if known is not None)

        return self.database.read(query, ())

    def put(self, known: KnownProgramme) -> None:
        """Save a programme. It replaces a programme with the same id.

        Raises:
            StorageError: nothing was changed.
        """
        self.database.write(
            lambda c: c.execute(
                "INSERT OR REPLACE INTO seen (name, value) VALUES (?, ?)",
                (f"{_NAME}{known.programme}", _to_text(known)),
            )
        )


def _to_text(known: KnownProgramme) -> str:
    import json

    value = known.addresses, _session_rows(known.sessions), _session_rows(known.gone)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _session_rows(sessions: Iterable[Session]) -> list[tuple[Any, ...]]:
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


def _read_row(programme: str, value: str) -> KnownProgramme | None:
    """Return the programme in a row of the table, or None if it is damaged."""
    from sommet_tui.domain.ids_across_versions import KnownProgramme

    try:
        addresses, *rows = parse_json(value)
        sessions, gone = (tuple(_read_session(*row) for row in some) for some in rows)
        return KnownProgramme(stored_line(programme), sessions, tuple(map(str, addresses)), gone)
    except DECODE_ERRORS:
        return None


def _read_session(*row: Any) -> Session:
    id_, title, start, end, day, is_break, rooms, people, identifiers = row
    ensure(id_ == stored_line(id_))
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


class SqliteReminders(Store):
    """The reminders that the user was given."""

    def mark_given(self, programme: str, reminder: Reminder, at: datetime) -> datetime | None:
        """Record that a reminder is given at the instant `at`, unless it was given earlier.

        Return the earlier instant, or None.

        Raises:
            StorageError: nothing was recorded.
        """
        key = (programme, reminder.session, reminder.minutes)
        now = instant_text(at)

        def apply(connection: sqlite3.Connection) -> datetime | None:
            row = connection.execute(
                "SELECT max(given_at) FROM reminders"
                " WHERE (programme, session, minutes) = (?, ?, ?) AND start >= ?",
                (*key, instant_text(reminder.due_at, "seconds")),
            ).fetchone()
            if row[0] is not None:
                # A damaged time counts as long ago, so that the reminder is not given twice.
                return stored_instant(row[0])
            connection.execute(
                "INSERT INTO reminders (programme, session, minutes, start, given_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (*key, instant_text(reminder.start, "seconds"), now),
            )
            return None

        return self.database.write(apply)
