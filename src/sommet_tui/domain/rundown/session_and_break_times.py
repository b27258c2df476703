"""The projection of a lane if no one acts: see docs/timing.md, "What is to come".

Each instant takes one pass over the items, in their order. Nothing is stored between two instants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import islice

from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import AnnouncedTimes
from sommet_tui.domain.rundown.lanes import Actual, LaneState, Place, Span, last_started_position
from sommet_tui.domain.timeline import Alert, Status, alert
from sommet_tui.domain.values import frozen, replace


@frozen
class Projected:
    """An item at an instant; `session` is as planned.

    `start` and `end` are the actual or projected times, or None if the item has no times any more.
    `due_start` and `due_end` are the due times (docs/timing.md, "How late"); `announced` has the
    announced start and end. `by_clock` is True if the clock started the session, and no person. If
    `has_fixed_end`, the end does not depend on the start. `base_start` is when a session that has
    not begun would start if only the items before it could delay it. `follows` is True if the
    session was deferred and no start was announced since; it is then due when the item before it
    ends. `remaining` is the time left of a running item, negative in overtime; it is None for other
    items.
    """

    session: Session
    status: Status
    start: datetime | None
    end: datetime | None
    actual: Actual
    due_start: datetime
    due_end: datetime
    announced: Span
    by_clock: bool = False
    has_fixed_end: bool = False
    base_start: datetime | None = None
    follows: bool = False
    remaining: timedelta | None = None

    @property
    def is_automatic(self) -> bool:
        """Whether the clock started the item and no person has recorded anything about it."""
        actual = self.actual
        recorded = actual.manual_end or actual.pause_start or actual.pauses or actual.added
        return self.by_clock and not recorded

    @property
    def planned(self) -> Span:
        """The planned start and end."""
        return self.session.start, self.session.end

    @property
    def was_aborted(self) -> bool:
        """Whether the stage cancelled the item while it was running."""
        return self.status == "done" and self.actual.cancelled

    @property
    def is_paused(self) -> bool:
        """Whether the item is running and has an open pause."""
        return self.status == "running" and self.actual.pause_start is not None

    @property
    def alert(self) -> Alert | None:
        """The alert of a running item; None if it is not running."""
        return None if self.remaining is None else alert(self.session, self.remaining)


def project(state: LaneState, now: datetime, count: int | None = None) -> tuple[Projected, ...]:
    """Return all items, or the first `count`, as they are projected at `now`, in the current order.

    If the lane has closed by `now`, return the projection at its closing. A session that was
    running at the closing goes on until the end projected then. Sessions that had not begun are
    skipped.
    """
    closes = state.plan.closes
    if now < closes:
        items = _LanePass(state, now).items(count)
    else:
        items = tuple(
            _project_closed(item, closes, now) for item in _LanePass(state, closes).items()
        )
    return tuple(
        replace(item, remaining=_remaining(item, now)) if item.status == "running" else item
        for item in items
    )


def _remaining(running: Projected, now: datetime) -> timedelta:
    """Return the time left of a running item (docs/timing.md, "One session")."""
    actual, session = running.actual, running.session
    assert running.end is not None
    if actual.start is None:
        return running.end - now
    if running.has_fixed_end:
        return session.end + actual.added - now
    length = session.duration + actual.added + actual.paused
    return actual.start + length - (actual.pause_start or now)


def announcement(state: LaneState, now: datetime) -> Mapping[str, AnnouncedTimes]:
    """Return the times to announce at `now`, by id, cut to the minute.

    For a running item, only the end is announced, and the start is None. Earlier announcements of
    upcoming items are ignored, and no upcoming item begins before `now`.
    """
    items = project(state, now)
    upcoming_ids = frozenset(i.session.id for i in items if i.status == "upcoming")
    if upcoming_ids:
        items = _LanePass(state, now, upcoming_ids).items()
    found: dict[str, AnnouncedTimes] = {}
    for item in items:
        if item.start is None or item.end is None:
            continue
        if item.session.id in upcoming_ids:
            found[item.session.id] = (truncate_to_minute(item.start), truncate_to_minute(item.end))
        elif item.status == "running":
            found[item.session.id] = (None, truncate_to_minute(item.end))
    return found


def _has_fixed_end(
    session: Session, start: datetime, added: timedelta, place: Place | None
) -> bool:
    """Return whether an item ends at its planned end plus the added minutes, whenever it starts.

    A late break with a fixed end only becomes shorter. A session does not have a fixed end if it
    left its place, or if it starts after that end: docs/timing.md, "One session".
    """
    if not session.fixed_end:
        return False
    return session.is_break or (place is None and session.end + added >= start)


def _project_finished(session: Session, actual: Actual, announced: Span) -> Projected:
    """Return the projection of a session with a recorded end that is in its planned place."""
    assert actual.start is not None
    fixed = session.fixed_end and _has_fixed_end(session, actual.start, actual.added, None)
    return Projected(
        session,
        "done",
        actual.start,
        actual.end,
        actual,
        session.start,
        session.end,
        announced,
        actual.clock_start,
        fixed,
    )


def _project_closed(item: Projected, closes: datetime, now: datetime) -> Projected:
    """Return an item as it is at `now`, after its lane has closed."""
    if item.start is None or item.end is None:
        return item
    if item.status == "upcoming" or item.start >= closes:
        return replace(item, status="skipped", start=None, end=None, by_clock=False)
    if item.status == "done":
        return item
    actual = item.actual
    if actual.pause_start is not None:
        open_pause = (actual.pause_start, max(actual.pause_start, closes))
        actual = replace(actual, pauses=(*actual.pauses, open_pause), pause_start=None)
    return replace(item, status="running" if now < item.end else "done", actual=actual)


class _LanePass:
    """Computes the items of a lane at an instant, in their order.

    `reannounced` has the ids of the upcoming items that will be announced now. Their earlier
    announced times are ignored.
    """

    def __init__(
        self, state: LaneState, now: datetime, reannounced: AbstractSet[str] = frozenset()
    ) -> None:
        self._state = state
        self._now = now
        self._reannounced = reannounced
        self._ends = _Ends(keep=bool(state.places))
        self._left_out: set[str] = set()
        self._running = bool(state.running) or (
            now >= state.plan.closes and _has_end_after_closing(state, now)
        )
        """Whether a session is running at `now`, without regard to records after the closing."""
        self._latest_recorded_end: datetime | None = None
        """The latest end so far of the items that have begun."""
        if state.places:
            self._latest_recorded_end = _latest_end(state, now)

    def items(self, count: int | None = None) -> tuple[Projected, ...]:
        found = []
        state = self._state
        actuals, places = state.actuals, state.places
        skipped = last_started_position([actuals[session.id] for session in state.order])
        laters = zip(state.order, _facts_about_later_items(state, skipped), strict=True)
        for position, (session, (later, moved)) in enumerate(islice(laters, count)):
            actual = actuals[session.id]
            if actual.end is None or session.id in places:
                projected = self._item(session, later, moved, skipped=position < skipped)
            else:
                projected = _project_finished(session, actual, state.announced_times(session))
            if projected.end is None:
                self._left_out.add(session.id)
            else:
                self._ends.add(session, projected.end, edited=session.id in places)
                if projected.status != "upcoming" and (
                    self._latest_recorded_end is None or projected.end > self._latest_recorded_end
                ):
                    self._latest_recorded_end = projected.end
            found.append(projected)
        return tuple(found)

    def _item(
        self, session: Session, later: datetime | None, moved: datetime | None, *, skipped: bool
    ) -> Projected:
        state = self._state
        actual = state.actuals[session.id]
        place = state.places.get(session.id)
        due = (session.start, session.end) if place is None else (place.start, place.end)
        by_clock, fixed, base = False, session.fixed_end, None
        deferred = place is not None and place.binding == "deferred"
        status: Status
        start: datetime | None
        end: datetime | None
        if actual.start is not None:
            status, start, end = self._begun_session(session, actual, actual.start)
            by_clock = actual.clock_start
            fixed = _has_fixed_end(session, start, actual.added, place)
            if deferred:
                due = self._due_times(session, self._base_after_start(actual.start))
        elif actual.cancelled:
            status, start, end = "cancelled", None, None
        elif session.is_break:
            status, start, end = self._break(session, actual, later, moved)
        elif skipped:
            status, start, end = "skipped", None, None
        else:
            base = self._base_start(session, place)
            status, start, end = self._upcoming_session(session, actual, base)
            by_clock = status != "upcoming"
            fixed = _has_fixed_end(session, start, actual.added, place)
            if deferred:
                due = self._due_times(session, base)
        follows = (
            deferred
            and session not in state.plan.added
            and state.times_since_move(session.id) is None
        )
        return Projected(
            session,
            status,
            start,
            end,
            actual,
            *due,
            state.announced_times(session),
            by_clock,
            fixed,
            base,
            follows,
        )

    def _begun_session(self, session: Session, actual: Actual, start: datetime) -> _Times:
        """Return the status and the times of a session with a recorded start."""
        if actual.end is not None:
            return "done", start, actual.end
        state, now = self._state, self._now
        end = running_end(state, session, actual, now)
        return ("running" if state.is_manual or now < end else "done"), start, end

    def _break(
        self, session: Session, actual: Actual, later: datetime | None, moved: datetime | None
    ) -> _Times:
        state, now = self._state, self._now
        base = self._base_start(session, None)
        if (
            state.released_at is not None
            and session.id not in state.breaks_begun
            and not state.is_manual
        ):
            base = max(base, state.released_at)
        if session.id in self._reannounced:
            base = max(base, now)
        start = base if later is None else min(base, later)
        end = session.end if session.fixed_end else start + session.duration
        end += actual.added
        if later is not None:
            end = min(end, later)
        if moved is not None:
            end = min(end, moved)
        end = max(start, end)
        if not state.is_manual:
            return _clock_times(now, start, end)
        if later is not None or (now >= end and not self._running):
            return "done", start, end
        return ("running" if now >= start and not self._running else "upcoming"), start, end

    def _upcoming_session(self, session: Session, actual: Actual, base: datetime) -> _Times:
        """Return the status and the times of a session without a recorded start."""
        state, now, start = self._state, self._now, base
        waits = state.is_manual or session.id in self._reannounced
        if waits:
            start = max(start, now)
        elif state.released_at is not None:
            start = max(start, state.released_at)
        fixed = _has_fixed_end(session, start, actual.added, state.places.get(session.id))
        end = session.end if fixed else start + session.duration
        end = max(start, end + actual.added)
        return ("upcoming", start, end) if waits else _clock_times(now, start, end)

    def _base_start(self, session: Session, place: Place | None) -> datetime:
        """Return when an upcoming item would start if only the items before it could delay it."""
        if place is None:
            base = self._planned_base(session)
        elif place.binding == "moved":
            assert place.time is not None
            latest = self._ends.latest
            return place.time if latest is None else max(place.time, latest)
        elif place.binding == "deferred":
            base = self._ends.last or self._state.plan.lane.items[0].start
            if self._latest_recorded_end is not None and self._latest_recorded_end > base:
                base = self._latest_recorded_end
        else:
            prev = self._ends.latest_end_before(place.start)
            base = place.start if prev is None else max(place.start, prev)
        if session.is_break or session.id in self._reannounced:
            return base
        promise = self._state.times_since_move(session.id)
        return base if promise is None or promise[0] is None else max(base, promise[0])

    def _planned_base(self, session: Session) -> datetime:
        """Return the base start of an item in its planned place."""
        prev, in_place = self._ends.latest_end_before_planned(session.start)
        if prev is None:
            return session.start
        followed = self._state.plan.followed_items.get(session.id) if session.follows else None
        if followed is None or in_place is None or not self._can_be_followed(followed):
            return max(session.start, prev)
        return max(prev, in_place + (session.start - followed.end))

    def _can_be_followed(self, session: Session) -> bool:
        """Return whether a soft start can depend on the end of this session."""
        id_, state = session.id, self._state
        return not (id_ in self._left_out or id_ in state.places or state.actuals[id_].cancelled)

    def _base_after_start(self, start: datetime) -> datetime:
        """Return the base start of a deferred session that began at `start`.

        This is the latest end of the items that began before it.
        """
        state = self._state
        base = self._ends.last or state.plan.lane.items[0].start
        for session in state.order:
            actual = state.actuals[session.id]
            if actual.start is None or actual.start >= start:
                continue
            base = max(base, actual.end or running_end(state, session, actual, self._now))
        return base

    def _due_times(self, session: Session, base: datetime) -> tuple[datetime, datetime]:
        """Return the due times of a deferred session: as announced since, or else from `base` on.

        An inserted session that has stayed in its place is due at the times of its insertion.
        """
        state, promised = self._state, self._state.times_since_move(session.id)
        if (
            promised is None
            and session in state.plan.added
            and session.id not in state.announced_since_move
        ):
            return session.start, session.end
        start, end = promised or (None, base + session.duration)
        return start or base, end


_Times = tuple[Status, datetime, datetime]
"""The status of an item, its start and its end."""


def _clock_times(now: datetime, start: datetime, end: datetime) -> _Times:
    """Return the status and the times of an item that only the clock starts and ends."""
    if now < start:
        return "upcoming", start, end
    return ("running" if now < end else "done"), start, end


def running_end(state: LaneState, session: Session, actual: Actual, now: datetime) -> datetime:
    """Return the projected end at `now` of a session with a recorded start and no recorded end."""
    assert actual.start is not None
    place = state.places.get(session.id)
    fixed = _has_fixed_end(session, actual.start, actual.added, place)
    end = actual.due_end(session, now, fixed=fixed)
    if state.is_manual:
        return max(now, end)
    return end if state.released_at is None else max(end, state.released_at)


def _has_end_after_closing(state: LaneState, closes: datetime) -> bool:
    """Return whether a session of the lane ended after `closes`."""
    return any(actual.end is not None and actual.end > closes for actual in state.actuals.values())


def _latest_end(state: LaneState, now: datetime) -> datetime | None:
    """Return the latest actual or projected end of the items with a recorded start."""
    by_id = state.plan.by_id
    return max(
        (
            actual.end or running_end(state, by_id[id_], actual, now)
            for id_, actual in state.actuals.items()
            if actual.start is not None
        ),
        default=None,
    )


class _Ends:
    """The ends of the items visited so far; the next item must wait for the latest of them.

    An item waits for earlier items that do not overlap it in the plan, and for all items that left
    their place. Items in their planned places are visited in the order of their planned starts.
    Each end is therefore checked only once.
    """

    def __init__(self, *, keep: bool) -> None:
        """Store all ends if `keep` is true, because queries may then come in any order."""
        self._waiting: list[tuple[datetime, int, datetime]] = []
        self._count = 0
        self._in_place: datetime | None = None
        self._edited: datetime | None = None
        self._kept: list[tuple[datetime, datetime]] | None = [] if keep else None
        self.last: datetime | None = None
        """The end of the item visited last."""
        self.latest: datetime | None = None
        """The latest end so far."""

    def add(self, session: Session, end: datetime, *, edited: bool) -> None:
        """Add the end of an item; `edited` means that the item left its place."""
        self.last = end
        if self.latest is None or end > self.latest:
            self.latest = end
        if edited:
            self._edited = end if self._edited is None else max(self._edited, end)
            return
        self._count += 1
        heappush(self._waiting, (session.end, self._count, end))
        if self._kept is not None:
            self._kept.append((session.end, end))

    def latest_end_before_planned(self, start: datetime) -> tuple[datetime | None, datetime | None]:
        """Return the latest end for which an item planned at `start` waits, or None.

        The second value counts only the ends of items in their planned places.
        """
        waiting = self._waiting
        while waiting and waiting[0][0] <= start:
            _, _, end = heappop(waiting)
            if self._in_place is None or end > self._in_place:
                self._in_place = end
        prev, edited = self._in_place, self._edited
        if edited is not None and (prev is None or edited > prev):
            prev = edited
        return prev, self._in_place

    def latest_end_before(self, start: datetime) -> datetime | None:
        """Return the latest end for which an item with the new place `start` waits, or None."""
        assert self._kept is not None
        ends = [end for planned, end in self._kept if planned <= start]
        if self._edited is not None:
            ends.append(self._edited)
        return max(ends, default=None)


_LaterFacts = tuple[datetime | None, datetime | None]


def _facts_about_later_items(state: LaneState, skipped: int) -> Sequence[_LaterFacts]:
    """Return two instants for each item, about the items after it; either may be None.

    The first is the earliest recorded start of these items. The second is the earliest TIME to
    which an upcoming item among them was moved. Sessions before the position `skipped` are not
    upcoming.
    """
    found: list[_LaterFacts] = []
    earliest: datetime | None = None
    moved: datetime | None = None
    actuals, places = state.actuals, state.places
    for position in range(len(state.order) - 1, -1, -1):
        found.append((earliest, moved))
        id_ = state.order[position].id
        actual = actuals[id_]
        if actual.start is not None:
            if earliest is None or actual.start < earliest:
                earliest = actual.start
            continue
        place = places.get(id_) if places else None
        if place is None or place.time is None or position < skipped or actual.cancelled:
            continue
        if moved is None or place.time < moved:
            moved = place.time
    found.reverse()
    return found
