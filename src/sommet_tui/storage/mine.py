"""Own events and the bookmarks of friends, in the database."""

from __future__ import annotations

from sommet_tui.storage.database import Store
from sommet_tui.storage.stored import instant_text, stored_degree, stored_instant, stored_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from sommet_tui.domain.friends import Friend
    from sommet_tui.domain.own_events import OwnEvent


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
    """Own events and friends: a `PlanStore`."""

    def read(
        self, programme: str
    ) -> tuple[tuple[OwnEvent, ...], tuple[Friend, ...], Mapping[str, int]]:
        """Return the own events by start and the friends by name, of a programme (by its id).

        Raises:
            StorageError: the file cannot be read.
        """

        def ask(
            connection: sqlite3.Connection,
        ) -> tuple[tuple[OwnEvent, ...], tuple[Friend, ...], Mapping[str, int]]:
            events = connection.execute(_EVENTS, (programme,)).fetchall()
            picks = connection.execute(_PICKS, (programme,)).fetchall()
            leads = _minutes(connection.execute(_LEADS, (programme,)).fetchall())
            own = _events(events, leads) if events else ()
            return own, _friends(picks) if picks else (), leads

        nothing: tuple[tuple[OwnEvent, ...], tuple[Friend, ...], Mapping[str, int]] = ((), (), {})
        return self._database.read(ask, nothing)

    def put(self, programme: str, events: Sequence[OwnEvent]) -> None:
        """Save own events, each replacing the one with its id.

        Raises:
            StorageError: nothing was changed.
        """
        rows = [
            (programme, e.id, e.title, instant_text(e.start), instant_text(e.end), e.place or "")
            for e in events
        ]
        leads = [(programme, e.id, e.lead) for e in events if e.lead is not None]

        def act(connection: sqlite3.Connection) -> None:
            connection.executemany(_PUT, rows)
            connection.executemany(_LEAD, leads)

        if rows:
            self._database.write(act)

    def put_leads(self, programme: str, leads: Mapping[str, int | None]) -> None:
        """Save lead times in minutes by id; None removes one.

        Raises:
            StorageError: nothing was changed.
        """
        kept = [(programme, id_, minutes) for id_, minutes in leads.items() if minutes is not None]
        gone = [(programme, id_) for id_, minutes in leads.items() if minutes is None]

        def act(connection: sqlite3.Connection) -> None:
            connection.executemany(_LEAD, kept)
            connection.executemany(_NO_LEAD, gone)

        if leads:
            self._database.write(act)

    def remove(self, programme: str, event: str) -> bool:
        """Remove an own event; return False if the id does not exist.

        Raises:
            StorageError: nothing was changed.
        """
        statement = "DELETE FROM own_events WHERE programme = ? AND id = ?"
        is_gone = self._delete(statement, programme, event)
        if is_gone:
            self.put_leads(programme, {event: None})
        return is_gone

    def put_friend(self, programme: str, friend: Friend) -> None:
        """Save a friend's bookmarks, replacing those under the same name.

        Raises:
            StorageError: nothing was changed.
        """
        rows = [
            (programme, friend.name, b.session, b.title, b.degree, instant_text(b.added_at))
            for b in friend.bookmarks
        ]

        def act(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM friend_picks WHERE programme = ? AND friend = ?",
                (programme, friend.name),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO friend_picks"
                " (programme, friend, session, title, degree, added_at) VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )

        self._database.write(act)

    def forget(self, programme: str, friend: str) -> bool:
        """Remove a friend's bookmarks; return False if the name is unknown.

        Raises:
            StorageError: nothing was changed.
        """
        statement = "DELETE FROM friend_picks WHERE programme = ? AND friend = ?"
        return self._delete(statement, programme, friend)

    def _delete(self, statement: str, *values: str) -> bool:
        if not self._exists():
            return False
        return self._database.write(lambda c: c.execute(statement, values).rowcount > 0)


def _minutes(rows: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    from sommet_tui.domain.limits import MINUTES_LIMIT

    return {stored_line(item): min(max(0, minutes), MINUTES_LIMIT) for item, minutes in rows}


def _events(
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


def _friends(rows: Sequence[tuple[str, str, str, str, str]]) -> tuple[Friend, ...]:
    from sommet_tui.domain.bookmarks import Bookmark
    from sommet_tui.domain.friends import Friend

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
