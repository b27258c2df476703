"""What will happen if nobody does anything more: TIMING.md's "Forward projection".

One walk over the lane, in order; nothing is kept from one instant to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.state import NOTHING, Actual, LaneState
from sommet_tui.domain.timeline import Status
from sommet_tui.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Projected:
    """One item as it stands: `start` and `end` are None for what has no times any more."""

    session: Session
    status: Status
    start: datetime | None
    end: datetime | None
    actual: Actual


def project(state: LaneState, now: datetime) -> tuple[Projected, ...]:
    """Every item of the lane at `now`, in the order they come in.

    Once the day boundary has passed, a lane stands as it stood then, with what ran ended and what
    never began passed over.
    """
    closes = state.plan.closes
    return _Walk(state, min(now, closes), closed=now >= closes).items()


class _Walk:
    """One pass over a lane."""

    def __init__(self, state: LaneState, now: datetime, *, closed: bool) -> None:
        self._state = state
        self._now = now
        self._closed = closed
        self._ended = _Ended(state)
        self._place = state.plan.place
        self._later = _next_starts(state)
        self._left_out = self._passed_over()

    def items(self) -> tuple[Projected, ...]:
        found = []
        for session, later in zip(self._state.order, self._later, strict=True):
            one = self._item(session, later)
            if one.end is None:
                self._left_out.add(session.id)
            else:
                self._ended.add(session, one.end)
            found.append(one)
        return tuple(found)

    def _item(self, session: Session, later: datetime | None) -> Projected:
        actual = self._state.actual(session)
        if actual.start is not None:
            return self._begun(session, actual, actual.start)
        if actual.cancelled:
            return Projected(session, "cancelled", None, None, actual)
        if session.is_break:
            return self._break(session, actual, later)
        if later is not None or (self._closed and self._state.called):
            return Projected(session, "skipped", None, None, actual)
        return self._to_come(session, actual)

    def _begun(self, session: Session, actual: Actual, start: datetime) -> Projected:
        if actual.end is not None:
            return Projected(session, "done", start, actual.end, actual)
        now = self._now
        end = actual.due(session, now)
        if self._state.called:
            status: Status = "done" if self._closed else "running"
            return Projected(session, status, start, max(now, end), actual)
        return self._on_time(session, start, end, actual)

    def _break(self, session: Session, actual: Actual, later: datetime | None) -> Projected:
        base, now = self._base(session), self._now
        start = base if later is None else min(base, later)
        end = self._end(session, actual, start)
        if later is not None:
            end = max(start, min(end, later))
        if not self._state.called:
            return self._on_time(session, start, end, actual)
        alone = self._state.running is None
        status: Status = "upcoming"
        if later is not None or self._closed or (alone and end <= now):
            status = "done"
        elif alone and start <= now:
            status = "running"
        return Projected(session, status, start, end, actual)

    def _to_come(self, session: Session, actual: Actual) -> Projected:
        start = self._base(session)
        if self._state.called:
            start = max(start, self._now)
            end = self._end(session, actual, start)
            return Projected(session, "upcoming", start, end, actual)
        end = self._end(session, actual, start)
        return self._on_time(session, start, end, actual)

    def _end(self, session: Session, actual: Actual, start: datetime) -> datetime:
        end = session.end if session.fixed_end else start + session.duration
        return max(start, end + actual.added)

    def _on_time(
        self, session: Session, start: datetime, end: datetime, actual: Actual
    ) -> Projected:
        """An item that the clock alone begins and ends, and the end of the day."""
        if self._now < start:
            if self._closed and not session.is_break:
                return Projected(session, "skipped", None, None, actual)
            status: Status = "upcoming"
        else:
            status = "running" if self._now < end else "done"
        return Projected(session, "done" if self._closed else status, start, end, actual)

    def _base(self, session: Session) -> datetime:
        """Where an item starts if nothing but what precedes it moves it."""
        after = self._state.deferred.get(session.id)
        if after is not None:
            end = self._ended.before_moved(session, after)
            soft = after not in self._left_out
            return end if soft else max(session.start, end)
        prev, moved, gap = self._ended.before(session)
        start = session.start
        if prev is not None:
            soft = session.follows and not self._is_left_out(self._planned_before(session))
            start = prev + gap if soft else max(session.start, prev)
        # What was brought forward was planned with no gap before this one: it is only waited for.
        return start if moved is None else max(start, moved)

    def _passed_over(self) -> set[str]:
        """Ids of the sessions that never began though something later did, or the day is over."""
        over = self._closed and self._state.called
        return {
            session.id
            for session, later in zip(self._state.order, self._later, strict=True)
            if (over or later is not None)
            and not session.is_break
            and self._state.actual(session).start is None
        }

    def _planned_before(self, session: Session) -> Session:
        """The item before one that is neither the first nor out of its place."""
        return self._state.plan.lane.items[self._place[session.id] - 1]

    def _is_left_out(self, session: Session) -> bool:
        """Whether an item was cancelled before it began, or passed over, here or further down."""
        return session.id in self._left_out or self._state.actual(session).cancelled


class _Ended:
    """When the items walked so far end, to be asked what another must wait for.

    An item waits for those before it that were not planned to overlap it. What stands in its
    planned place comes in the order of planned starts, so that each is looked at but once.
    """

    def __init__(self, state: LaneState) -> None:
        self._deferred = state.deferred
        self._ends: list[tuple[Session, datetime]] = []
        self._moved: list[tuple[Session, datetime]] = []
        self._waiting: list[tuple[datetime, int, datetime]] = []
        self._latest: datetime | None = None
        self._planned: datetime | None = None

    def add(self, session: Session, end: datetime) -> None:
        """Take note of the end of an item that is not left out."""
        if self._deferred:
            self._ends.append((session, end))
            if session.id in self._deferred:
                self._moved.append((session, end))
        heappush(self._waiting, (session.end, len(self._waiting), end))

    def before_moved(self, session: Session, after: str) -> datetime:
        """The latest end that an item waits for which left its place to come right `after`."""
        return _latest(self._ends, session, after) or session.start

    def before(self, session: Session) -> tuple[datetime | None, datetime | None, timedelta]:
        """The latest end of what was planned to end before an item, and of what left its place.

        And how long a gap was planned after the former.
        """
        while self._waiting and self._waiting[0][0] <= session.start:
            planned, _, end = heappop(self._waiting)
            self._planned = planned if self._planned is None else max(self._planned, planned)
            self._latest = end if self._latest is None else max(self._latest, end)
        gap = session.start - self._planned if self._planned is not None else NOTHING
        return self._latest, _latest(self._moved, session), gap


def _latest(
    ends: Sequence[tuple[Session, datetime]], session: Session, after: str | None = None
) -> datetime | None:
    """The latest end of what a session comes `after` or was not planned to overlap.

    From the last back, which mostly is the latest: the others then need but one look.
    """
    latest: datetime | None = None
    for other, end in reversed(ends):
        if latest is not None and end <= latest:
            continue
        if other.id == after or not _overlap(other, session):
            latest = end
    return latest


def _overlap(one: Session, other: Session) -> bool:
    return one.start < other.end and other.start < one.end


def _next_starts(state: LaneState) -> Sequence[datetime | None]:
    """For each item the earliest actual start of a later session, None where none has begun."""
    found: list[datetime | None] = []
    earliest: datetime | None = None
    for session in reversed(state.order):
        found.append(earliest)
        start = state.actual(session).start
        if start is not None and (earliest is None or start < earliest):
            earliest = start
    found.reverse()
    return found
