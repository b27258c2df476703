"""Reminders of bookmarks and own events: when they are due, and when they count as given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Pick

LATE = timedelta(minutes=2)
"""How long after the start of a session the app still gives its reminder."""


@frozen
class Reminder:
    """A reminder, due `minutes` before the session with the id `session` begins at `start`.

    If the session moves, it gets a new reminder. A small delay needs no second reminder: if a
    reminder was given, it also counts for an earlier start, and for a start up to `minutes` later.
    """

    session: str
    start: datetime
    minutes: int

    @property
    def due_at(self) -> datetime:
        """The instant at which the reminder is due.

        It is also the earliest start for which a given reminder makes this reminder unnecessary.
        """
        return self.start - timedelta(minutes=self.minutes)

    def is_covered_by(self, given: Iterable[Reminder]) -> bool:
        """Return whether any of the `given` reminders makes this reminder unnecessary."""
        mine = (self.session, self.minutes)
        return any((g.session, g.minutes) == mine and g.start >= self.due_at for g in given)


_AS_PLANNED: Mapping[str, datetime] = MappingProxyType({})

_NEAR: Mapping[str, int] = MappingProxyType({})


def plan_reminders(
    picks: Iterable[Pick],
    minutes: Iterable[int],
    starts: Mapping[str, datetime] = _AS_PLANNED,
    ways: Mapping[str, int] = _NEAR,
    leads: Mapping[str, int] = _NEAR,
) -> tuple[Reminder, ...]:
    """Return all reminders of these bookmarks, in the order in which they fall due.

    A session that is cancelled or has left the programme has no reminders. `starts` maps ids of
    sessions to their announced starts, if these differ from the planned starts. `ways` has the
    minutes of the walk to each session: a reminder comes no later than the time to leave. `leads`
    has the lead times in minutes that the user set for single sessions; they replace `minutes` and
    `ways`.
    """
    before = tuple(minutes)

    def lead_minutes(id_: str) -> set[int]:
        if id_ in leads:
            return {leads[id_]}
        return {max(one, ways.get(id_, 0)) for one in before}

    found = {
        Reminder(pick.session.id, starts.get(pick.session.id, pick.session.start), minutes)
        for pick in picks
        if pick.session is not None and not pick.session.cancelled
        for minutes in lead_minutes(pick.session.id)
    }
    return tuple(sorted(found, key=lambda reminder: (reminder.due_at, reminder.session)))


def due_reminders(
    reminders: Iterable[Reminder], now: datetime, given: Collection[Reminder]
) -> tuple[Reminder, ...]:
    """Return the reminders to give at `now`, at most one for each session.

    If several reminders of a session are due, return the latest; it replaces the missed ones. Leave
    a reminder out if one in `given` covers it.
    """
    latest: dict[str, Reminder] = {}
    for reminder in reminders:
        if reminder.due_at <= now < reminder.start + LATE:
            known = latest.get(reminder.session)
            if known is None or reminder.due_at >= known.due_at:
                latest[reminder.session] = reminder
    return tuple(reminder for reminder in latest.values() if not reminder.is_covered_by(given))


def next_due(reminders: Iterable[Reminder], now: datetime) -> datetime | None:
    """Return the first instant after `now` at which a reminder is due, or None."""
    return min((r.due_at for r in reminders if r.due_at > now), default=None)
