"""Bookmarks, their conflicts and their reminders, an overview of them, and the picks of friends."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter
from types import MappingProxyType

from sommet_tui.domain.limits import MAX_CLASHES
from sommet_tui.domain.timeline import Gap, status
from sommet_tui.domain.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.timeline import StatusOf

    Degree = Literal["must", "maybe", "hidden"]
    """How much the user wants to attend a session; lists leave "hidden" sessions out."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A session that the user bookmarked.

    `title` is saved in case the session leaves the programme.
    """

    session: str
    title: str
    added_at: datetime
    degree: Degree = "must"


def next_degree(degree: Degree | None) -> Degree | None:
    """Return the degree of a session after the user has pressed the bookmark key once more.

    None (no bookmark) becomes must, must becomes maybe, and maybe becomes None.
    """
    if degree == "must":
        return "maybe"
    return None if degree == "maybe" else "must"


@dataclass(frozen=True, slots=True)
class Pick:
    """A bookmark and its session; the session is None if it has left the programme.

    `conflicts` are the other bookmarked sessions and the own events (as sessions) that overlap the
    session.
    """

    bookmark: Bookmark
    session: Session | None
    conflicts: tuple[Session, ...] = ()


def picks(
    programme: Programme, bookmarks: Iterable[Bookmark], own: Iterable[Session] = ()
) -> tuple[Pick, ...]:
    """Return the bookmarks with their conflicts, in the programme's order.

    Bookmarks whose session has left the programme come last. `own` are the user's own events, as
    sessions.
    """
    marked = [(b, programme.by_id.get(b.session)) for b in bookmarks]
    clashes = conflicts([*(s for _, s in marked if s is not None), *own])
    found = [Pick(bookmark, s, clashes.get(bookmark.session, ())) for bookmark, s in marked]
    by_id = {p.bookmark.session: p for p in found if p.session is not None}
    present = (by_id[s.id] for s in programme.sessions if s.id in by_id)
    gone = sorted((p for p in found if p.session is None), key=lambda p: p.bookmark.added_at)
    return (*present, *gone)


def conflicts(sessions: Iterable[Session]) -> Mapping[str, tuple[Session, ...]]:
    """Map the id of each overlapping session to the sessions that it overlaps, in planned order.

    If a session ends when another begins, they do not overlap. A cancelled session overlaps
    nothing. Each list has at most `MAX_CLASHES` sessions that begin earlier, and as many that begin
    later.
    """
    order = sorted((s for s in sessions if not s.cancelled), key=attrgetter("start", "end"))
    starts = [session.start for session in order]
    found: dict[str, tuple[Session, ...]] = {}
    running: dict[int, Session] = {}
    ends: list[tuple[datetime, int]] = []
    for place, session in enumerate(order):
        while ends and ends[0][0] <= session.start:
            del running[ends.pop(0)[1]]
        earlier = islice(running.values(), MAX_CLASHES)
        last = bisect_left(starts, session.end, place + 1)
        others = (*earlier, *order[place + 1 : min(last, place + 1 + MAX_CLASHES)])
        if others:
            found[session.id] = others
        running[place] = session
        insort(ends, (session.end, place))
    return found


@dataclass(frozen=True, slots=True)
class Overview:
    """A summary of all picks: how many there are, how many pairs clash, and the next free time."""

    picks: int
    clashes: int
    next_free: Gap | None


def overview(
    picked: Iterable[Pick], own: Iterable[Pick], now: datetime, free: Iterable[Gap] = ()
) -> Overview:
    """Count the bookmarked sessions and the clashes to come, and find the next free time.

    An own event is counted only if it clashes. The next free time is the first gap in `free` that
    is neither over nor a changeover.
    """
    mine, others = tuple(picked), tuple(own)
    not_over = [p for p in (*mine, *others) if p.session and p.session.end > now]
    clashing = sum(other.end > now for pick in not_over for other in pick.conflicts)
    found = [gap for gap in free if max(gap.start, now) < gap.end and not gap.is_changeover]
    present = sum(pick.session is not None for pick in mine)
    return Overview(present, clashing // 2, min(found, key=lambda gap: gap.start, default=None))


def remove_unplanned_clashes(live: Iterable[Pick], planned: Iterable[Pick]) -> tuple[Pick, ...]:
    """Return the `live` picks without the clashes in one room that were not planned.

    `planned` has the picks at planned times, with their clashes. If sessions of one room clash only
    now, a delay is the cause. It needs no warning, because a session that overruns only delays the
    next session in its room.
    """
    clashes = {pick.bookmark.session: {s.id for s in pick.conflicts} for pick in planned}
    live = tuple(live)
    rooms = {pick.session.id: pick.session.room for pick in live if pick.session}
    return tuple(
        replace(
            pick,
            conflicts=tuple(
                other
                for other in pick.conflicts
                if other.id in clashes.get(pick.bookmark.session, ())
                or rooms.get(other.id) != rooms[pick.bookmark.session]
            ),
        )
        for pick in live
    )


def next_pick(
    picked: Iterable[Pick], now: datetime, status_of: StatusOf = status, own: Iterable[Session] = ()
) -> Session | None:
    """Return the next bookmarked session or own event; `status_of` returns a session's status."""
    present = [*(p.session for p in picked if p.session is not None), *own]
    upcoming = (s for s in present if status_of(s, now) == "upcoming")
    return min(upcoming, key=lambda s: s.start, default=None)


@dataclass(frozen=True, slots=True)
class Friend:
    """A person, and the musts and maybes that the user imported under this name."""

    name: str
    bookmarks: tuple[Bookmark, ...]


def friends_by_session(friends: Iterable[Friend]) -> dict[str, tuple[str, ...]]:
    """Map the id of each session to the names of the friends who picked it."""
    found: dict[str, tuple[str, ...]] = {}
    for friend in friends:
        for bookmark in friend.bookmarks:
            found[bookmark.session] = (*found.get(bookmark.session, ()), friend.name)
    return found


LATE = timedelta(minutes=2)
"""How long after the start of a session the app still gives its reminder."""


@dataclass(frozen=True, slots=True)
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
        """The instant at which the reminder is due."""
        return self.start - timedelta(minutes=self.minutes)

    @property
    def expires_at(self) -> datetime:
        """The instant from which it is too late to give the reminder."""
        return self.start + LATE

    @property
    def earliest_covered_start(self) -> datetime:
        """The earliest start for which a given reminder makes this reminder unnecessary."""
        return self.start - timedelta(minutes=self.minutes)

    def is_covered_by(self, given: Iterable[Reminder]) -> bool:
        """Return whether any of the `given` reminders makes this reminder unnecessary."""
        mine = (self.session, self.minutes)
        return any(
            (g.session, g.minutes) == mine and g.start >= self.earliest_covered_start for g in given
        )


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
        if reminder.due_at <= now < reminder.expires_at:
            known = latest.get(reminder.session)
            if known is None or reminder.due_at >= known.due_at:
                latest[reminder.session] = reminder
    return tuple(reminder for reminder in latest.values() if not reminder.is_covered_by(given))


def next_due(reminders: Iterable[Reminder], now: datetime) -> datetime | None:
    """Return the first instant after `now` at which a reminder is due, or None."""
    return min((r.due_at for r in reminders if r.due_at > now), default=None)
