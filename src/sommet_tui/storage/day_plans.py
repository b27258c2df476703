"""The saved plans of days, and what changes did to them, in the database."""

from __future__ import annotations

from datetime import date

from sommet_tui.domain.saved_plan import PlanChange, SavedPlan, SavedStop
from sommet_tui.storage.database import Store
from sommet_tui.storage.stored import instant_text, stored_degree, stored_instant, stored_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sommet_tui.domain.plan import Wanted

_MOST_CHANGES = 500
"""How many stops of changes are saved for each programme."""
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
    """The plans of days: a `DayPlanStore`."""

    def read(self, programme: str) -> tuple[Mapping[date, SavedPlan], tuple[PlanChange, ...]]:
        """Return the plan of each day, and the changes that the user has not seen.

        Raises:
            StorageError: the file cannot be read.
        """

        def ask(
            connection: sqlite3.Connection,
        ) -> tuple[Mapping[date, SavedPlan], tuple[PlanChange, ...]]:
            plans = connection.execute(_PLANS, (programme,)).fetchall()
            if not plans:
                return {}, ()
            stops = connection.execute(_STOPS, (programme,)).fetchall()
            changes = connection.execute(_CHANGES, (programme,)).fetchall()
            return _plans(plans, stops), _changes(changes)

        nothing: tuple[Mapping[date, SavedPlan], tuple[PlanChange, ...]] = ({}, ())
        return self._database.read(ask, nothing)

    def put(self, programme: str, plan: SavedPlan, change: PlanChange | None = None) -> None:
        """Save the plan of a day in place of the one before, and what the change did to it.

        Raises:
            StorageError: nothing was changed.
        """
        day = plan.day.isoformat()
        stops = [
            (programme, day, place, *_row(s), instant_text(s.since) if s.since else "", s.fills_gap)
            for place, s in enumerate(plan.stops)
        ]
        parts = [] if change is None else [(0, change.before), (1, change.after)]
        at = instant_text(plan.changed_at)
        rows = [(programme, at, day, new, *_row(s), 0) for new, found in parts for s in found]

        def act(connection: sqlite3.Connection) -> None:
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
                    (programme, _MOST_CHANGES),
                )

        self._database.write(act)

    def tell(self, programme: str) -> tuple[PlanChange, ...]:
        """Return the changes that no window has reported yet, to exactly one of all callers.

        Raises:
            StorageError: nothing was changed.
        """

        def act(connection: sqlite3.Connection) -> tuple[PlanChange, ...]:
            changes = _changes(connection.execute(_CHANGES, (programme,)).fetchall())
            connection.execute("UPDATE plan_changes SET told = 1 WHERE programme = ?", (programme,))
            return tuple(change for change in changes if not change.is_told)

        return self._database.write(act)

    def see(self, programme: str, until: datetime) -> None:
        """Remove the changes up to an instant: the user has seen them.

        Raises:
            StorageError: nothing was changed.
        """
        statement = "DELETE FROM plan_changes WHERE programme = ? AND at <= ?"
        self._database.write(lambda c: c.execute(statement, (programme, instant_text(until))))


def _row(stop: SavedStop) -> tuple[str, str, str, str]:
    return stop.id, stop.title, stop.wanted, instant_text(stop.start, "seconds")


def _stop(item: str, title: str, degree: str, start: str) -> SavedStop:
    wanted: Wanted = "own" if degree == "own" else "must"
    if degree != "own" and stored_degree(degree) == "maybe":
        wanted = "maybe"
    return SavedStop(stored_line(item), stored_line(title), wanted, stored_instant(start))


def _day(stored: str) -> date | None:
    """Parse a stored day; None if its text is damaged."""
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return None


def _plans(
    plans: Iterable[tuple[Any, ...]], stops: Sequence[tuple[Any, ...]]
) -> Mapping[date, SavedPlan]:
    from sommet_tui.domain.values import replace

    found: dict[date, SavedPlan] = {}
    for stored, inputs, changed_at in plans:
        day = _day(stored)
        if day is not None:
            of_day = (
                replace(
                    _stop(*row[:4]),
                    since=stored_instant(row[4]) if row[4] else None,
                    fills_gap=bool(row[5]),
                )
                for of, *row in stops
                if of == stored
            )
            found[day] = SavedPlan(day, inputs, stored_instant(changed_at), tuple(of_day))
    return found


def _changes(rows: Iterable[tuple[Any, ...]]) -> tuple[PlanChange, ...]:
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for at, stored, *row in rows:
        found.setdefault((at, stored), []).append(tuple(row))
    return tuple(
        PlanChange(
            day,
            stored_instant(at),
            tuple(_stop(*row[1:5]) for row in of_change if not row[0]),
            tuple(_stop(*row[1:5]) for row in of_change if row[0]),
            is_told=all(row[5] for row in of_change),
        )
        for (at, stored), of_change in found.items()
        if (day := _day(stored)) is not None
    )
