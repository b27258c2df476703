"""Reminders of bookmarked sessions: once each on this machine, however many windows are open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.errors import KeepingError
from sommet_tui.companion.plan import planned_days
from sommet_tui.companion.ports import Clock
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.reminders import Reminder, due, next_due, planned
from sommet_tui.domain.values import dataclass, replace

Manner = Literal["aloud", "quietly", "rehearsed"]

Remember = Callable[[str, Reminder, datetime], datetime | None]
"""Remembers, for every window and every run, that a reminder of a programme is given at an instant.

Returns None to one caller; to all others, when it was given. Raises KeepingError.
"""

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Given:
    """A reminder to show now, of a session as it is told; `late` if it should have begun.

    It comes `minutes` before; the way to the session takes `walk` of them. `begun` says that the
    session has begun.
    `left_out` says that the plan goes elsewhere meanwhile.
    `manner` is "aloud" where this window is the one to ring and to tell other programs, "quietly"
    where another window or an earlier run has done so, and "rehearsed" under a clock that is not
    the real one: nothing but this window may know of it then.
    """

    session: Session
    manner: Manner
    late: bool = False
    minutes: int = 0
    walk: int = 0
    begun: bool = False
    left_out: bool = False


class Reminders:
    """The reminders given, and those to come.

    Reminders given at the real time are remembered in the store, for other windows and for later
    runs. Those given under another clock are remembered in memory only, and forgotten if that clock
    is set back.
    """

    def __init__(
        self,
        companion: Companion,
        remember: Remember,
        minutes: Sequence[int],
        clock: Clock,
        walk_minutes: int | None = None,
    ) -> None:
        """`minutes` before each session, none for no reminders; `clock` is the real one.

        `walk_minutes` is what the user has set for the walk between two buildings.
        """
        self._companion = companion
        self._remember = remember
        self._minutes = tuple(minutes)
        self._clock = clock
        self._walk_minutes = walk_minutes
        self._opened = clock.now()
        self._given: set[Reminder] = set()
        self._rehearsed: set[Reminder] = set()
        self._snapshot: Snapshot | None = None
        self._programme: Programme | None = None
        self._from = self._until = _NEVER

    def due(self) -> tuple[Reminder, ...]:
        """Return the reminders that fall due at this instant, each once, to be passed to `give`.

        Cheap enough for every second: the next ones are computed only if something changed.
        """
        now, snapshot = self._companion.now(), self._companion.snapshot
        programme = snapshot.at(now).programme
        same = snapshot is self._snapshot and programme is self._programme
        if same and self._from <= now < self._until:
            return ()
        if not self._minutes and not snapshot.leads:
            return ()
        if self._programme is not None and programme.id != self._programme.id:
            self._given.clear()  # an id is another session's in another programme
            self._rehearsed.clear()
        plan = self._plan(snapshot, now)
        self._snapshot, self._programme, self._from = snapshot, programme, now
        self._until = next_due(plan, now) or _NEVER
        if snapshot.shifted:
            self._rehearsed = {reminder for reminder in self._rehearsed if reminder.due <= now}
        known = self._rehearsed if snapshot.shifted else self._given
        found = due(plan, now, known)
        known.update(found)
        return found

    def _plan(self, snapshot: Snapshot, now: datetime) -> tuple[Reminder, ...]:
        """Return all reminders by the times announced at an instant, without skipped sessions."""
        day = snapshot.at(now)
        ways, _ = self._of_plan(day, now)
        leads = day.leads
        own = planned(day.own_picks, self._minutes, ways=ways, leads=leads)
        if day.live is None:
            return (*planned(day.picks, self._minutes, ways=ways, leads=leads), *own)
        times = day.live.times
        starts = {id_: each.announced[0] for id_, each in times.items()}
        gone = {id_ for id_, each in times.items() if each.status == "skipped"}
        left = (pick for pick in day.picks if pick.bookmark.session not in gone)
        return (*planned(left, self._minutes, starts, ways, leads), *own)

    def _of_plan(self, shown: Snapshot, now: datetime) -> tuple[Mapping[str, int], frozenset[str]]:
        """Return the minutes of the way to each stop of the plan, and what the plan leaves out."""
        days = planned_days(shown, self._walk_minutes, now)
        ways = {leg.stop.id: leg.walk for day in days for leg in day.legs}
        return ways, frozenset(each.stop.id for day in days for each in day.plan.left_out)

    def give(self, reminders: Sequence[Reminder]) -> tuple[Given, ...]:
        """What is to be shown of them, once the store remembers it; may take as long as a disk.

        May be called in another thread. One that was given before this window opened is left out
        if its session has begun; where nothing can be kept, a reminder too many is better than
        none.
        """
        if not reminders:
            return ()
        now = self._companion.now()
        snapshot = self._companion.snapshot.at(now)
        ways, left_out = self._of_plan(snapshot, now)
        found = []
        for reminder in reminders:
            session = _reminded_of(snapshot, reminder.session)
            if session is None:
                continue
            manner, again = self._manner(snapshot, reminder)
            given = Given(
                session,
                manner,
                minutes=reminder.minutes,
                walk=ways.get(session.id, 0),
                left_out=session.id in left_out,
            )
            given = _at(given, session, snapshot, now)
            if not (again and given.begun):
                found.append(given)
        return tuple(found)

    def standing(self, given: Given) -> Given | None:
        """Return a given reminder as it should be shown by now; None if it no longer applies.

        It goes with the bookmark, when the session is cancelled or delayed so far that another
        reminder follows, and when the clock is set back.
        """
        now = self._companion.now()
        snapshot = self._companion.snapshot.at(now)
        session = _reminded_of(snapshot, given.session.id)
        if session is None or session.cancelled:
            return None
        minutes = timedelta(minutes=given.minutes)
        if now < given.session.start - minutes or session.start > given.session.start + minutes:
            return None
        return _at(given, session, snapshot, now)

    def _manner(self, snapshot: Snapshot, reminder: Reminder) -> tuple[Manner, bool]:
        """Return how to give a reminder, and whether an earlier run has given it."""
        if snapshot.shifted:
            return "rehearsed", False
        try:
            before = self._remember(snapshot.programme.id, reminder, self._clock.now())
        except KeepingError:
            return "aloud", False
        if before is None:
            return "aloud", False
        return "quietly", before < self._opened


def _reminded_of(snapshot: Snapshot, id_: str) -> Session | None:
    """Return the bookmarked session or own event with an id, or None."""
    own = {each.id: each for each in snapshot.own_sessions}
    return own.get(id_) or (snapshot.programme.by_id.get(id_) if id_ in snapshot.starred else None)


def _at(given: Given, session: Session, snapshot: Snapshot, now: datetime) -> Given:
    """Return a reminder as it should be shown at an instant."""
    begun = snapshot.status(session, now) != "upcoming"
    return replace(given, session=session, late=session.start <= now and not begun, begun=begun)
