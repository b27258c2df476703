"""A lane after some acts: what happened to its items, and where they were put."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import AnnouncedTimes
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.values import dataclass

NOTHING = timedelta(0)

Pause = tuple[datetime, datetime]
"""From when to when something stood still."""


def union(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The same pauses in order; what lies in two of them, or touches, is one."""
    found: list[Pause] = []
    for since, until in sorted(pauses):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(until, found[-1][1]))
        else:
            found.append((since, until))
    return tuple(found)


Binding = Literal["hard", "deferred", "moved"]
"""What an item that left its place begins by: its new place's start, what precedes it, a TIME."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session stands that was deferred, swapped or moved: docs/timing.md, "Actions".

    `start` and `end` are what it is due at, unless it was deferred; `time` is the TIME it was moved
    to, None where `binding` is another. `edit` is the `seq` of the act that put it there.
    """

    start: datetime
    end: datetime
    binding: Binding
    edit: int
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Actual:
    """What happened to one item: aware instants, None where that has not happened.

    `clock_start` and `clock_end` tell which of them are the clock's and no person's. `added` is
    signed; `pauses` are the finished ones since it began, `pause_start` is when an open one began,
    `earlier` are the pauses before a restart. What was `cancelled` while it ran has ended.
    """

    start: datetime | None = None
    end: datetime | None = None
    added: timedelta = NOTHING
    pauses: tuple[Pause, ...] = ()
    pause_start: datetime | None = None
    cancelled: bool = False
    earlier: tuple[Pause, ...] = ()
    clock_start: bool = False
    clock_end: bool = False

    @property
    def paused(self) -> timedelta:
        """The length of the finished pauses."""
        if not self.pauses:
            return NOTHING
        return sum((until - since for since, until in self._counted), NOTHING)

    @property
    def stood(self) -> tuple[Pause, ...]:
        """The finished pauses themselves, those before a restart among them."""
        return (*self.earlier, *self._counted)

    @property
    def _counted(self) -> tuple[Pause, ...]:
        """The finished pauses up to its end or to an open one, which may have been told later."""
        last = self.pause_start or self.end
        if last is None and len(self.pauses) < 2:
            return self.pauses
        return union(
            (since, until if last is None else min(until, last))
            for since, until in self.pauses
            if last is None or since < last
        )

    @property
    def given_start(self) -> datetime | None:
        """When a person began it."""
        return None if self.clock_start else self.start

    @property
    def given_end(self) -> datetime | None:
        """When a person ended it."""
        return None if self.clock_end else self.end

    # Each of these is `replace` for one or two of the fields, in a fifth of the time: a long log
    # makes thousands.

    def lengthened(self, by: timedelta) -> Actual:
        """The same, given or taken minutes."""
        return Actual(
            self.start,
            self.end,
            self.added + by,
            self.pauses,
            self.pause_start,
            self.cancelled,
            self.earlier,
            self.clock_start,
            self.clock_end,
        )

    def ended(self, t: datetime, *, by_clock: bool = False) -> Actual:
        """The same, over at `t`, not before it began; an open pause ended as well."""
        start, since, pauses = self.start, self.pause_start, self.pauses
        assert start is not None
        if since is not None:
            pauses = (*pauses, (since, max(t, since)))
        return Actual(
            start,
            max(start, t),
            self.added,
            pauses,
            None,
            self.cancelled,
            self.earlier,
            self.clock_start,
            by_clock,
        )

    def standing_still(self, t: datetime) -> Actual:
        """The same, with a pause that began at `t`, which may be before an earlier one."""
        return Actual(
            self.start,
            None,
            self.added,
            self.pauses,
            t,
            self.cancelled,
            self.earlier,
            self.clock_start,
        )

    def resumed(self, t: datetime) -> Actual:
        """The same without an open pause, which ended at `t`, at the earliest when it began."""
        since = self.pause_start
        if since is None:
            return self
        return Actual(
            self.start,
            self.end,
            self.added,
            (*self.pauses, (since, max(t, since))),
            None,
            self.cancelled,
            self.earlier,
            self.clock_start,
            self.clock_end,
        )

    def due(self, session: Session, now: datetime, *, fixed: bool) -> datetime:
        """When it ends if all runs on from `now`; it must have begun.

        `fixed` tells whether its end is (`fixed_end`).
        """
        assert self.start is not None
        start = self.start
        if fixed:
            return max(start, session.end + self.added)
        end = start + session.duration + self.added + self.paused
        if self.pause_start is not None:
            end += max(NOTHING, now - self.pause_start)
        return max(start, end)


UNTOUCHED = Actual()
_CALLED_OFF = Actual(cancelled=True)


def untouched(session: Session) -> Actual:
    """What happened to an item that nobody has done anything to."""
    return _CALLED_OFF if session.cancelled else UNTOUCHED


def fixed_end(session: Session, start: datetime, added: timedelta, place: Place | None) -> bool:
    """Whether an item ends at its planned end, given or taken minutes, whatever its start.

    Not a session that left its place, nor one that begins after that end: docs/timing.md, "One
    session". A break shrinks to nothing.
    """
    if not session.fixed_end:
        return False
    return session.is_break or (place is None and session.end + added >= start)


@dataclass(frozen=True)
class LaneState:
    """A lane after some acts.

    `order` is the planned order after deferrals, swaps and moves; `places` has, by id, where the
    sessions are that left their place. `actuals` has, by id, what happened to each item.
    `announced` holds what attendees were told, where it is not the plan; `promised` has, by id,
    what they were told since of the sessions that left their place, None for nothing. `running`
    began by a fact that none ended, in the order of `order`. `called` tells whether the stage
    drives the lane, else the clock does, since `released` where it did not from the first;
    `settled` are the breaks that had begun by then. `void` are the acts in force that have no
    effect, by `seq`.
    """

    plan: Plan
    order: tuple[Session, ...]
    places: Mapping[str, Place]
    actuals: Mapping[str, Actual]
    announced: Mapping[str, AnnouncedTimes]
    promised: Mapping[str, AnnouncedTimes | None]
    running: tuple[str, ...]
    called: bool
    released: datetime | None
    settled: frozenset[str]
    void: frozenset[int]

    def actual(self, session: Session) -> Actual:
        """What happened to an item of this lane."""
        return self.actuals[session.id]

    def promise(self, id_: str) -> AnnouncedTimes | None:
        """What attendees were told of an item since it last left its place, or ever."""
        return self.promised[id_] if id_ in self.promised else self.announced.get(id_)

    def announced_times(self, session: Session) -> tuple[datetime, datetime]:
        """Start and end as attendees were told them: as planned until a person announces."""
        start, end = self.announced.get(session.id, (None, session.end))
        return start or session.start, end
