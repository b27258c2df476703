"""Which reminders of bookmarked sessions are due at an instant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.values import dataclass

LATE = timedelta(minutes=2)
"""How long after the start of a session its reminder is still useful."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder, `minutes` before the start of a session (by id) at `start`.

    If the session moves, it gets new reminders. A reminder that was given also counts for another
    start, unless that is later by more than its `minutes`: a talk that is two minutes late needs no
    second reminder.
    """

    session: str
    start: datetime
    minutes: int

    @property
    def due(self) -> datetime:
        """The first instant at which to give it."""
        return self.start - timedelta(minutes=self.minutes)

    @property
    def last(self) -> datetime:
        """The instant from which on it is too late to give it."""
        return self.start + LATE

    @property
    def counting(self) -> datetime:
        """The earliest start for which a given reminder counts for this one too."""
        return self.start - timedelta(minutes=self.minutes)

    def counted(self, given: Iterable[Reminder]) -> bool:
        """Whether one of the given reminders counts for this one."""
        mine = (self.session, self.minutes)
        return any((g.session, g.minutes) == mine and g.start >= self.counting for g in given)


_AS_PLANNED: Mapping[str, datetime] = MappingProxyType({})
_NEAR: Mapping[str, int] = MappingProxyType({})


def plan_reminders(
    picks: Iterable[Pick],
    minutes: Iterable[int],
    starts: Mapping[str, datetime] = _AS_PLANNED,
    ways: Mapping[str, int] = _NEAR,
    leads: Mapping[str, int] = _NEAR,
) -> tuple[Reminder, ...]:
    """Return every reminder of these bookmarks, in the order in which they fall due.

    Sessions that are cancelled or gone have none. `starts` are the announced starts of sessions, by
    id, if they differ from the planned ones. `ways` are the minutes of the walk to each session: no
    reminder comes later than the time to leave. `leads` are the minutes of sessions with their own
    lead time, in place of the usual ones.
    """
    before = tuple(minutes)

    def minutes_of(id_: str) -> set[int]:
        if id_ in leads:
            return {leads[id_]}
        return {max(one, ways.get(id_, 0)) for one in before}

    found = {
        Reminder(pick.session.id, starts.get(pick.session.id, pick.session.start), minutes)
        for pick in picks
        if pick.session is not None and not pick.session.cancelled
        for minutes in minutes_of(pick.session.id)
    }
    return tuple(sorted(found, key=lambda reminder: (reminder.due, reminder.session)))


def due(
    reminders: Iterable[Reminder], now: datetime, given: Collection[Reminder]
) -> tuple[Reminder, ...]:
    """Return the reminders to give at `now`, at most one for each session: the one due last.

    It replaces the earlier ones that were missed. If a reminder in `given` counts for it, neither
    it nor the ones it replaces are given again.
    """
    latest: dict[str, Reminder] = {}
    for reminder in reminders:
        if reminder.due <= now < reminder.last:
            known = latest.get(reminder.session)
            if known is None or reminder.due >= known.due:
                latest[reminder.session] = reminder
    return tuple(reminder for reminder in latest.values() if not reminder.counted(given))


def next_due(reminders: Iterable[Reminder], now: datetime) -> datetime | None:
    """Return the first instant after `now` at which a reminder is due, or None."""
    return min((r.due for r in reminders if r.due > now), default=None)
