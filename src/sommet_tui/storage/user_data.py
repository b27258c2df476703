"""The user's own data in the database: bookmarks, notes, own events, friends, plans, exports."""

from __future__ import annotations

from datetime import date, datetime

from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.values import replace
from sommet_tui.storage.database import (
    Store,
    aware_instant,
    instant_text,
    stored_degree,
    stored_instant,
    stored_line,
    stored_text,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Any

    from sommet_tui.domain.bookmarks import Bookmark, Friend
    from sommet_tui.domain.calendar_revisions import CalendarEntry, Revision
    from sommet_tui.domain.notes import Note
    from sommet_tui.domain.own_events import OwnEvent
    from sommet_tui.domain.plan import StopDegree
    from sommet_tui.domain.programme import State
    from sommet_tui.domain.saved_plan import PlanChange, SavedPlan, SavedStop


_LEADS = "SELECT item, minutes FROM leads WHERE programme = ? ORDER BY item"
_LEAD = (
    "INSERT INTO leads (programme, item, minutes) VALUES (?, ?, ?)"
    " ON CONFLICT (programme, item) DO UPDATE SET minutes = excluded.minutes"
)
_NO_LEAD = "DELETE FROM leads WHERE programme = ? AND item = ?"
_EVENTS = (
    "SELECT id, title, starts_at, ends_at, place FROM own_events WHERE programme = ?"
    " ORDER BY starts_at, ends_at, id"
)
_PICKS = (
    "SELECT friend, session, title, degree, added_at FROM friend_picks WHERE programme = ?"
    " ORDER BY friend, added_at, session"
)
_PUT = (
    "INSERT INTO own_events (programme, id, title, starts_at, ends_at, place)"
    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (programme, id) DO UPDATE SET title = excluded.title,"
    " starts_at = excluded.starts_at, ends_at = excluded.ends_at, place = excluded.place"
)


class SqlitePlans(Store):
    """The own events and the friends. Implements `PlanStore`."""

    def read(
        self, programme: str
    ) -> tuple[tuple[OwnEvent, ...], tuple[Friend, ...], Mapping[str, int]]:
        """Return a programme's own events by start, its friends by name, and lead times by id.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(
            connection: sqlite3.Connection,
        ) -> tuple[tuple[OwnEvent, ...], tuple[Friend, ...], Mapping[str, int]]:
            events = connection.execute(_EVENTS, (programme,)).fetchall()
            picks = connection.execute(_PICKS, (programme,)).fetchall()
            leads = _lead_minutes(connection.execute(_LEADS, (programme,)).fetchall())
            own = _read_events(events, leads) if events else ()
            return own, _read_friends(picks) if picks else (), leads

        nothing: tuple[tuple[OwnEvent, ...], tuple[Friend, ...], Mapping[str, int]] = ((), (), {})
        return self.database.read(query, nothing)

    def put(self, programme: str, events: Sequence[OwnEvent]) -> None:
        """Save own events. Each replaces an own event with the same id.

        Raises:
            StorageError: nothing was changed.
        """
        rows = [
            (programme, e.id, e.title, instant_text(e.start), instant_text(e.end), e.place or "")
            for e in events
        ]
        leads = [(programme, e.id, e.lead) for e in events if e.lead is not None]

        def apply(connection: sqlite3.Connection) -> None:
            connection.executemany(_PUT, rows)
            connection.executemany(_LEAD, leads)

        if rows:
            self.database.write(apply)

    def put_leads(self, programme: str, leads: Mapping[str, int | None]) -> None:
        """Save lead times (in minutes) by id. None as a lead time removes the saved one.

        Raises:
            StorageError: nothing was changed.
        """
        kept = [(programme, id_, minutes) for id_, minutes in leads.items() if minutes is not None]
        gone = [(programme, id_) for id_, minutes in leads.items() if minutes is None]

        def apply(connection: sqlite3.Connection) -> None:
            connection.executemany(_LEAD, kept)
            connection.executemany(_NO_LEAD, gone)

        if leads:
            self.database.write(apply)

    def remove(self, programme: str, event: str) -> bool:
        """Remove an own event. Return False if no own event has this id.

        Raises:
            StorageError: nothing was changed.
        """
        statement = "DELETE FROM own_events WHERE programme = ? AND id = ?"
        is_gone = self._delete(statement, programme, event)
        if is_gone:
            self.put_leads(programme, {event: None})
        return is_gone

    def put_friend(self, programme: str, friend: Friend) -> None:
        """Save a friend's bookmarks. They replace bookmarks saved under the same name.

        Raises:
            StorageError: nothing was changed.
        """
        rows = [
            (programme, friend.name, b.session, b.title, b.degree, instant_text(b.added_at))
            for b in friend.bookmarks
        ]

        def apply(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM friend_picks WHERE programme = ? AND friend = ?",
                (programme, friend.name),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO friend_picks"
                " (programme, friend, session, title, degree, added_at) VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )

        self.database.write(apply)

    def forget(self, programme: str, friend: str) -> bool:
        """Remove a friend's bookmarks. Return False if the name is unknown.

        Raises:
            StorageError: nothing was changed.
        """
        statement = "DELETE FROM friend_picks WHERE programme = ? AND friend = ?"
        return self._delete(statement, programme, friend)

    def _delete(self, statement: str, *values: str) -> bool:
        if not self._exists():
            return False
        return self.database.write(lambda c: c.execute(statement, values).rowcount > 0)


def _lead_minutes(rows: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    return {stored_line(item): min(max(0, minutes), MINUTES_LIMIT) for item, minutes in rows}


def _read_events(
    rows: Sequence[tuple[str, str, str, str, str]], leads: Mapping[str, int]
) -> tuple[OwnEvent, ...]:
    from sommet_tui.domain.own_events import OwnEvent

    found: dict[str, OwnEvent] = {}
    for id_, title, starts, ends, place in rows:
        start, end = stored_instant(starts), stored_instant(ends)
        known = stored_line(id_)
        where, lead = stored_line(place) or None, leads.get(known)
        event = OwnEvent(known, stored_line(title), start, max(start, end), where, lead)
        found.setdefault(event.id, event)
    return tuple(found.values())


def _read_friends(rows: Sequence[tuple[str, str, str, str, str]]) -> tuple[Friend, ...]:
    from sommet_tui.domain.bookmarks import Bookmark, Friend

    picks: dict[str, list[Bookmark]] = {}
    for name, session, title, degree, added in rows:
        picks.setdefault(stored_line(name), []).append(
            Bookmark(
                stored_line(session),
                stored_line(title),
                stored_instant(added),
                stored_degree(degree),
            )
        )
    return tuple(Friend(name, tuple(found)) for name, found in picks.items())


_MAX_CHANGES = 500
"""The maximum number of stops of changes that are saved for each programme."""
_PLANS = "SELECT day, inputs, changed_at FROM plans WHERE programme = ? ORDER BY day"
_STOPS = (
    "SELECT day, item, title, degree, start, since, fills_gap FROM plan_stops"
    " WHERE programme = ? ORDER BY day, place"
)
_CHANGES = (
    "SELECT at, day, is_new, item, title, degree, start, told FROM plan_changes"
    " WHERE programme = ? ORDER BY place"
)


class SqliteDayPlans(Store):
    """The plans of the days. Implements `DayPlanStore`."""

    def read(self, programme: str) -> tuple[Mapping[date, SavedPlan], tuple[PlanChange, ...]]:
        """Return the saved plan of each day, and the changes that the user has not seen yet.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(
            connection: sqlite3.Connection,
        ) -> tuple[Mapping[date, SavedPlan], tuple[PlanChange, ...]]:
            plans = connection.execute(_PLANS, (programme,)).fetchall()
            if not plans:
                return {}, ()
            stops = connection.execute(_STOPS, (programme,)).fetchall()
            changes = connection.execute(_CHANGES, (programme,)).fetchall()
            return _read_plans(plans, stops), _read_changes(changes)

        nothing: tuple[Mapping[date, SavedPlan], tuple[PlanChange, ...]] = ({}, ())
        return self.database.read(query, nothing)

    def put(self, programme: str, plan: SavedPlan, change: PlanChange | None = None) -> None:
        """Save the plan of a day. It replaces the previous plan.

        If the stops have changed, `change` has the old and new stops and is also saved.

        Raises:
            StorageError: nothing was changed.
        """
        day = plan.day.isoformat()
        stops = [
            (
                programme,
                day,
                place,
                *_stop_row(s),
                instant_text(s.since) if s.since else "",
                s.fills_gap,
            )
            for place, s in enumerate(plan.stops)
        ]
        parts = [] if change is None else [(0, change.before), (1, change.after)]
        at = instant_text(plan.changed_at)
        rows = [(programme, at, day, new, *_stop_row(s), 0) for new, found in parts for s in found]

        def apply(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO plans (programme, day, inputs, changed_at)"
                " VALUES (?, ?, ?, ?)",
                (programme, day, plan.inputs, at),
            )
            connection.execute(
                "DELETE FROM plan_stops WHERE programme = ? AND day = ?", (programme, day)
            )
            connection.executemany(
                "INSERT INTO plan_stops (programme, day, place, item, title, degree, start, since,"
                " fills_gap) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                stops,
            )
            connection.executemany(
                "INSERT INTO plan_changes (programme, at, day, is_new, item, title, degree, start,"
                " told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            if rows:
                connection.execute(
                    "DELETE FROM plan_changes WHERE programme = ? AND place <="
                    " (SELECT max(place) FROM plan_changes) - ?",
                    (programme, _MAX_CHANGES),
                )

        self.database.write(apply)

    def claim_changes(self, programme: str) -> tuple[PlanChange, ...]:
        """Return the changes that no window has reported yet. Each change is returned only once.

        Raises:
            StorageError: nothing was changed.
        """

        def apply(connection: sqlite3.Connection) -> tuple[PlanChange, ...]:
            changes = _read_changes(connection.execute(_CHANGES, (programme,)).fetchall())
            connection.execute("UPDATE plan_changes SET told = 1 WHERE programme = ?", (programme,))
            return tuple(change for change in changes if not change.is_reported)

        return self.database.write(apply)

    def remove_seen_changes(self, programme: str, until: datetime) -> None:
        """Remove the changes up to the instant `until`, because the user has seen them.

        Raises:
            StorageError: nothing was changed.
        """
        statement = "DELETE FROM plan_changes WHERE programme = ? AND at <= ?"
        self.database.write(lambda c: c.execute(statement, (programme, instant_text(until))))


def _stop_row(stop: SavedStop) -> tuple[str, str, str, str]:
    return stop.id, stop.title, stop.degree, instant_text(stop.start, "seconds")


def _read_stop(item: str, title: str, degree: str, start: str) -> SavedStop:
    from sommet_tui.domain.saved_plan import SavedStop

    wanted: StopDegree = "own" if degree == "own" else "must"
    if degree != "own" and stored_degree(degree) == "maybe":
        wanted = "maybe"
    return SavedStop(stored_line(item), stored_line(title), wanted, stored_instant(start))


def _parse_day(stored: str) -> date | None:
    """Parse a stored date. For a damaged text, return None."""
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return None


def _read_plans(
    plans: Iterable[tuple[Any, ...]], stops: Sequence[tuple[Any, ...]]
) -> Mapping[date, SavedPlan]:
    from sommet_tui.domain.saved_plan import SavedPlan

    found: dict[date, SavedPlan] = {}
    for stored, inputs, changed_at in plans:
        day = _parse_day(stored)
        if day is not None:
            of_day = (
                replace(
                    _read_stop(*row[:4]),
                    since=stored_instant(row[4]) if row[4] else None,
                    fills_gap=bool(row[5]),
                )
                for of, *row in stops
                if of == stored
            )
            found[day] = SavedPlan(day, inputs, stored_instant(changed_at), tuple(of_day))
    return found


def _read_changes(rows: Iterable[tuple[Any, ...]]) -> tuple[PlanChange, ...]:
    from sommet_tui.domain.saved_plan import PlanChange

    found: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for at, stored, *row in rows:
        found.setdefault((at, stored), []).append(tuple(row))
    return tuple(
        PlanChange(
            day,
            stored_instant(at),
            tuple(_read_stop(*row[1:5]) for row in of_change if not row[0]),
            tuple(_read_stop(*row[1:5]) for row in of_change if row[0]),
            is_reported=all(row[5] for row in of_change),
        )
        for (at, stored), of_change in found.items()
        if (day := _parse_day(stored)) is not None
    )


_ADD = (
    "INSERT INTO bookmarks (programme, session, title, added_at, degree) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (programme, session) DO "
)
_ALL = (
    "SELECT session, title, added_at, degree FROM bookmarks WHERE programme = ?"
    " ORDER BY added_at, session"
)
_KEEP_EXISTING = "NOTHING"
_CHANGE_DEGREE = "UPDATE SET degree = excluded.degree WHERE degree <> excluded.degree"


class SqliteBookmarks(Store):
    """The bookmarks. Implements `BookmarkStore`."""

    def bookmarks(self, programme: str) -> Sequence[Bookmark]:
        """Return the bookmarks of the programme with the id `programme`, the oldest first.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(connection: sqlite3.Connection) -> tuple[Bookmark, ...]:
            from sommet_tui.domain.bookmarks import Bookmark

            rows = connection.execute(_ALL, (programme,))
            found: dict[str, Bookmark] = {}
            for stored, title, at, degree in rows:
                session = stored_line(stored)
                kept = Bookmark(
                    session, stored_line(title), stored_instant(at), stored_degree(degree)
                )
                found.setdefault(session, kept)
            return tuple(found.values())

        return self.database.read(query, ())

    def add(self, programme: str, bookmark: Bookmark) -> bool:
        """Save a bookmark. If the session already has one, change only its degree.

        Return False if the session already has a bookmark of this degree. `added_at` must be aware.
        It is stored to the microsecond, in UTC.

        Raises:
            StorageError: nothing was changed.
        """
        row = _bookmark_row(programme, bookmark)
        return self.database.write(lambda c: c.execute(_ADD + _CHANGE_DEGREE, row).rowcount > 0)

    def add_all(self, programme: str, bookmarks: Sequence[Bookmark]) -> None:
        """Save several bookmarks, all or none. Existing bookmarks are not changed.

        Raises:
            StorageError: nothing was changed.
        """
        rows = [_bookmark_row(programme, bookmark) for bookmark in bookmarks]
        if rows:
            self.database.write(lambda c: c.executemany(_ADD + _KEEP_EXISTING, rows).rowcount)

    def remove(self, programme: str, session: str) -> bool:
        """Remove a session's bookmark. Return False if the session has none.

        Raises:
            StorageError: nothing was changed.
        """
        if not self._exists():
            return False

        def apply(connection: sqlite3.Connection) -> bool:

            rows = connection.execute(
                "SELECT session FROM bookmarks WHERE programme = ?", (programme,)
            )
            # Ids are cleaned when they are read, so the stored id may differ.
            stored = {line for (line,) in rows if session in (line, stored_line(line))}
            connection.executemany(
                "DELETE FROM bookmarks WHERE programme = ? AND session = ?",
                [(programme, line) for line in stored],
            )
            return bool(stored)

        return self.database.write(apply)


def _bookmark_row(programme: str, bookmark: Bookmark) -> tuple[str, str, str, str, str]:
    at = instant_text(bookmark.added_at)
    return programme, bookmark.session, bookmark.title, at, bookmark.degree


class SqliteNotes(Store):
    """The notes. Implements `NoteStore`."""

    def notes(self, programme: str) -> Sequence[Note]:
        """Return the notes of the programme with the id `programme`, sorted by session.

        Raises:
            StorageError: the file cannot be read.
        """

        def query(connection: sqlite3.Connection) -> tuple[Note, ...]:
            rows = connection.execute(
                "SELECT session, title, text, updated_at FROM notes WHERE programme = ?"
                " ORDER BY session",
                (programme,),
            ).fetchall()
            if not rows:
                return ()
            from sommet_tui.domain.notes import Note

            return tuple(
                Note(stored_line(id_), stored_line(title), stored_text(text), stored_instant(at))
                for id_, title, text, at in rows
            )

        return self.database.read(query, ())

    def write(self, programme: str, note: Note, seen: str | None) -> str | None:
        """Save a note if the saved text is still `seen`. An empty note is removed.

        If `seen` is "", the session must have no note. If it is None, any saved text is replaced.
        Return None if the note was saved, or else the saved text.

        Raises:
            StorageError: nothing was changed.
        """

        def apply(connection: sqlite3.Connection) -> str | None:

            key = (programme, note.session)
            found = connection.execute(
                "SELECT text FROM notes WHERE programme = ? AND session = ?", key
            ).fetchone()
            saved = stored_text(found[0]) if found else ""
            if seen is not None and saved not in (seen, note.text):
                return saved
            if not note.text:
                connection.execute("DELETE FROM notes WHERE programme = ? AND session = ?", key)
            elif saved != note.text:
                at = instant_text(note.updated_at)
                connection.execute(
                    "INSERT OR REPLACE INTO notes (programme, session, title, text, updated_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (*key, note.title, note.text, at),
                )
            return None

        if not note.text and not self._exists():
            return None
        return self.database.write(apply)


_STATES: Mapping[str, State] = {
    "confirmed": "confirmed",
    "moved": "moved",
    "cancelled": "cancelled",
}


class SqliteRevisions(Store):
    """The revisions of exported calendar entries. Implements `RevisionStore`."""

    def revise(
        self, programme: str, entries: Sequence[CalendarEntry], gone: Collection[str], now: datetime
    ) -> Mapping[str, Revision]:
        """Save the revisions of `entries`, and return them by session.

        Sessions in `gone` that were exported earlier are also in the result, as withdrawn.
        Everything is one transaction, so that two simultaneous exports never give one number to
        different contents.

        Raises:
            StorageError: nothing was changed.
        """
        from sommet_tui.domain.calendar_revisions import next_revision, withdraw_entry

        def apply(connection: sqlite3.Connection) -> dict[str, Revision]:
            last = _read_revisions(connection, programme)
            found = {
                entry.session: next_revision(last.get(entry.session), entry, now)
                for entry in entries
            }
            found |= {id_: withdraw_entry(last[id_], now) for id_ in gone if id_ in last}
            changed = [revision for id_, revision in found.items() if revision != last.get(id_)]
            _save_revisions(connection, programme, changed)
            return found

        return self.database.write(apply)


def _read_revisions(connection: sqlite3.Connection, programme: str) -> dict[str, Revision]:
    rows = connection.execute(
        "SELECT session, title, starts_at, ends_at, place, state, details, sequence, modified_at"
        " FROM revisions WHERE programme = ?",
        (programme,),
    )
    return {row[0]: revision for row in rows if (revision := _read_revision(row)) is not None}


def _read_revision(row: tuple[str, str, str, str, str, str, str, int, str]) -> Revision | None:
    """Return the revision in a row of the table, or None if one of its texts is damaged."""
    from sommet_tui.domain.calendar_revisions import CalendarEntry, Revision

    session, title, start, end, place, state, details, sequence, modified = row
    try:
        entry = CalendarEntry(
            session,
            title,
            aware_instant(start),
            aware_instant(end),
            place,
            _STATES[state],
            details,
        )
        return Revision(entry, sequence, aware_instant(modified))
    except (ValueError, KeyError):
        return None


def _save_revisions(
    connection: sqlite3.Connection, programme: str, changed: Sequence[Revision]
) -> None:
    rows = [
        (
            programme,
            revision.entry.session,
            revision.entry.title,
            instant_text(revision.entry.start, "seconds"),
            instant_text(revision.entry.end, "seconds"),
            revision.entry.place,
            revision.entry.state,
            revision.entry.details,
            revision.sequence,
            instant_text(revision.modified_at, "seconds"),
        )
        for revision in changed
    ]
    connection.executemany(
        "INSERT OR REPLACE INTO revisions (programme, session, title, starts_at, ends_at, place,"
        " state, details, sequence, modified_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
