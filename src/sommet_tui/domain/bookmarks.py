"""Bookmarks and their conflicts, an overview of them, and the picks of friends."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from operator import attrgetter

from sommet_tui.domain.limits import MAX_CLASHES
from sommet_tui.domain.timeline import Gap, status
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.timeline import StatusOf

    Degree = Literal["must", "maybe", "hidden"]
    """How much the user wants to attend a session; lists leave "hidden" sessions out."""


@frozen
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


@frozen
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


@frozen
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


@frozen
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
