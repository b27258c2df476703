"""Which reminders of bookmarked sessions are due at an instant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sommet_tui.domain.bookmarks import Pick

LATE = timedelta(minutes=2)
"""How long after a session began its reminder is still worth giving."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: of a session (by id) that starts at `start`, so many `minutes` before.

    It belongs to that start: when the session moves, its reminders are others.
    """

    session: str
    start: datetime
    minutes: int

    @property
    def due(self) -> datetime:
        """The first instant at which it may be given."""
        return self.start - timedelta(minutes=self.minutes)

    @property
    def last(self) -> datetime:
        """The instant from which on it would come too late."""
        return self.start + LATE


def planned(picks: Iterable[Pick], minutes: Iterable[int]) -> tuple[Reminder, ...]:
    """Every reminder of these bookmarks, in the order in which they fall due.

    Sessions that are cancelled or gone have none.
    """
    before = sorted(set(minutes), reverse=True)
    found = [
        Reminder(pick.session.id, pick.session.start, each)
        for pick in picks
        if pick.session is not None and not pick.session.cancelled
        for each in before
    ]
    return tuple(sorted(found, key=lambda reminder: (reminder.due, reminder.session)))


def due(
    reminders: Iterable[Reminder], now: datetime, given: Collection[Reminder]
) -> tuple[Reminder, ...]:
    """Those to give at `now`, at most one a session: the one that fell due last.

    Of several that were missed, the earlier ones are overtaken by it; one that is among `given`
    is not given again, nor is one overtaken by it.
    """
    latest: dict[str, Reminder] = {}
    for reminder in reminders:
        if reminder.due <= now < reminder.last:
            known = latest.get(reminder.session)
            if known is None or reminder.due >= known.due:
                latest[reminder.session] = reminder
    return tuple(reminder for reminder in latest.values() if reminder not in given)


def next_due(reminders: Iterable[Reminder], now: datetime) -> datetime | None:
    """The first instant after `now` at which another reminder falls due; None if none does."""
    return min((r.due for r in reminders if r.due > now), default=None)
