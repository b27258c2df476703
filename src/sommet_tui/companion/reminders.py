"""Reminders of bookmarked sessions. Only one window of a computer rings for each reminder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sommet_tui.companion import errors
from sommet_tui.companion.companion import Companion
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.reminders import Reminder, due_reminders, next_due, plan_reminders
from sommet_tui.domain.values import frozen, replace

if TYPE_CHECKING:
    from sommet_tui.companion.ports import Clock
    from sommet_tui.domain.stops import Leg

Manner = Literal["aloud", "quietly", "rehearsed"]

MarkGiven = Callable[[str, Reminder, datetime], datetime | None]
"""Saves that a reminder of a programme was given at an instant, for all windows and runs.

The first caller gets None. Later callers get the instant of the first call. Raises StorageError.
"""

_NEVER = datetime.max.replace(tzinfo=UTC)


@frozen
class GivenReminder:
    """A reminder to show now, and its session.

    It was due `minutes` before the start; `walk` of these minutes are for the walk. `begun` is
    whether the session has begun. If it should have begun but has not, `late` is True. `manner` is
    "aloud" if this window should ring and call the user's program, "quietly" if another window or
    an earlier run has done so, and "rehearsed" if the time is simulated, so that only this window
    shows it.
    """

    session: Session
    manner: Manner
    late: bool = False
    minutes: int = 0
    walk: int = 0
    begun: bool = False


class Reminders:
    """The reminders that were given, and the reminders to come.

    In real time, reminders that were given are saved for other windows and later runs. In simulated
    time, they are only kept in memory, and forgotten if the clock is set back.
    """

    def __init__(
        self,
        companion: Companion,
        remember: MarkGiven,
        minutes: Sequence[int],
        clock: Clock,
        walk_minutes: int | None = None,
    ) -> None:
        """`minutes` are the lead times before a session; `clock` is the real clock.

        If `minutes` is empty, there are no reminders. `walk_minutes` is the user's setting for the
        walk between two buildings, or None.
        """
        self._companion = companion
        self._remember = remember
        self._minutes = tuple(minutes)
        self._clock = clock
        self._walk_minutes = walk_minutes
        self._opened_at = clock.now()
        self._given_reminders: set[Reminder] = set()
        self._simulated_reminders: set[Reminder] = set()
        self._snapshot: Snapshot | None = None
        self._programme: Programme | None = None
        self._from = self._until = _NEVER

    def due_reminders(self) -> tuple[Reminder, ...]:
        """Return the reminders that are due now. Each is returned once.

        The caller passes them to `mark_given`. The call is cheap enough to make every second,
        because the next reminders are computed only if something has changed.
        """
        now, snapshot = self._companion.clock.now(), self._companion.snapshot
        programme = snapshot.at(now).programme
        same = snapshot is self._snapshot and programme is self._programme
        if same and self._from <= now < self._until:
            return ()
        if not self._minutes and not snapshot.mine.leads:
            return ()
        if self._programme is not None and programme.id != self._programme.id:
            # In another programme, the same id may belong to another session.
            self._given_reminders.clear()
            self._simulated_reminders.clear()
        plan = self._plan(snapshot, now)
        self._snapshot, self._programme, self._from = snapshot, programme, now
        self._until = next_due(plan, now) or _NEVER
        if snapshot.is_shifted:
            self._simulated_reminders = {
                reminder for reminder in self._simulated_reminders if reminder.due_at <= now
            }
        known = self._simulated_reminders if snapshot.is_shifted else self._given_reminders
        found = due_reminders(plan, now, known)
        known.update(found)
        return found

    def _plan(self, snapshot: Snapshot, now: datetime) -> tuple[Reminder, ...]:
        """Return all reminders, given the times that are announced at `now`.

        Sessions that are skipped, or that the plan leaves out, have no reminders.
        """
        day = snapshot.at(now)
        legs, omitted = self._legs_and_omissions(day, now)
        times = day.live.times if day.live is not None else {}
        starts = {id_: session_times.announced[0] for id_, session_times in times.items()}
        starts |= {id_: leg.stop.start for id_, leg in legs.items()}  # breaks differ by room
        walks = {id_: leg.walk for id_, leg in legs.items()}
        omitted |= {
            id_ for id_, session_times in times.items() if session_times.status == "skipped"
        }
        picks = [pick for pick in day.picks if pick.bookmark.session not in omitted]
        return plan_reminders(
            [*picks, *day.own_picks], self._minutes, starts, walks, day.mine.leads
        )

    def _legs_and_omissions(
        self, shown: Snapshot, now: datetime
    ) -> tuple[Mapping[str, Leg], frozenset[str]]:
        """Return the way to each stop, by its id, and the bookmarks (ids) that the plan leaves out.

        The ids do not include own events, because the user is reminded of every own event.
        """
        if not shown.mine.has_picks:
            return {}, frozenset()
        from sommet_tui.companion.plan import planned_days

        days = planned_days(shown, self._walk_minutes, now)
        legs = {leg.stop.id: leg for day in days for leg in day.legs}
        return legs, frozenset(
            one.stop.id for day in days for one in day.plan.left_out if one.stop.degree != "own"
        )

    def mark_given(self, reminders: Sequence[Reminder]) -> tuple[GivenReminder, ...]:
        """Save that reminders are given, and return the reminders to show.

        It may wait for the disk, so another thread may call it. If an earlier run has given a
        reminder and the session has begun, the reminder is left out. If nothing can be saved, the
        reminder is shown, and maybe shown again later.
        """
        now = self._companion.clock.now()
        snapshot = self._companion.snapshot.at(now)
        legs, left_out = self._legs_and_omissions(snapshot, now)
        found = []
        for reminder in reminders:
            session = _find_subject(snapshot, reminder.session, legs)
            if session is None or session.id in left_out:
                continue
            manner, again = self._manner(snapshot, reminder)
            walk = legs[session.id].walk if session.id in legs else 0
            given = GivenReminder(session, manner, minutes=reminder.minutes, walk=walk)
            given = _reminder_at(given, session, snapshot, now)
            if not (again and given.begun):
                found.append(given)
        return tuple(found)

    def update(self, reminder: GivenReminder) -> GivenReminder | None:
        """Return a given reminder updated to the current time, or None if it no longer applies.

        It no longer applies if the bookmark was removed, the plan leaves the session out, the
        session was cancelled, the clock was set back, or the session is so late that there will be
        another reminder.
        """
        now = self._companion.clock.now()
        snapshot = self._companion.snapshot.at(now)
        legs, left_out = self._legs_and_omissions(snapshot, now)
        session = _find_subject(snapshot, reminder.session.id, legs)
        if session is None or session.cancelled:
            return None
        minutes = timedelta(minutes=reminder.minutes)
        if (
            now < reminder.session.start - minutes
            or session.start > reminder.session.start + minutes
        ):
            return None
        return None if session.id in left_out else _reminder_at(reminder, session, snapshot, now)

    def _manner(self, snapshot: Snapshot, reminder: Reminder) -> tuple[Manner, bool]:
        """Return the manner of a reminder, and whether an earlier run has already given it."""
        if snapshot.is_shifted:
            return "rehearsed", False
        try:
            before = self._remember(snapshot.programme.id, reminder, self._clock.now())
        except errors.StorageError:
            return "aloud", False
        if before is None:
            return "aloud", False
        return "quietly", before < self._opened_at


def _find_subject(snapshot: Snapshot, id_: str, legs: Mapping[str, Leg]) -> Session | None:
    """Return the bookmarked session or own event with this id, or None.

    A break has the times of the room where the user is before it.
    """
    if id_ in snapshot.mine.bookmarked_ids:
        session = snapshot.programme.by_id.get(id_)
        if session is not None and session.is_break and id_ in legs:
            return replace(session, start=legs[id_].stop.start, end=legs[id_].stop.end)
        return session
    return next((session for session in snapshot.own_sessions if session.id == id_), None)


def _reminder_at(
    given: GivenReminder, session: Session, snapshot: Snapshot, now: datetime
) -> GivenReminder:
    """Return a reminder updated to the instant `now`."""
    begun = snapshot.status(session, now) != "upcoming"
    return replace(given, session=session, late=session.start <= now and not begun, begun=begun)
